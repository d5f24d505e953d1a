import type { EventStore } from '@opsledger/event-store';
import type { ConsumerStatus, EventConsumer } from '@opsledger/messaging';
import { InProcessConsumer } from '@opsledger/messaging/in-process';
import { ReadModel, type DocumentStore, type Projection, type ReadModelDocument } from '@opsledger/projections';

/** How long a read model may lag behind the log before the process says that it is not ready. */
const LAG_LIMIT_MILLISECONDS = 10_000;

export type ReadModelsStatus = Readonly<{ isReady: boolean; consumers: readonly ConsumerStatus[] }>;

/** Every read model of this process, each fed by a consumer of its own. */
export class ReadModels {
  private readonly models: ReadonlyMap<string, ReadModel>;
  private readonly consumers: ReadonlyMap<string, EventConsumer>;

  constructor(
    projections: readonly Projection[],
    log: EventStore,
    store: DocumentStore,
    onFailure: (readModel: string, error: unknown) => void,
  ) {
    this.models = new Map(projections.map((projection) => [projection.name, new ReadModel(projection, log, store)]));
    this.consumers = new Map(
      [...this.models.values()].map((handler) => [
        handler.name,
        new InProcessConsumer({ log, handler, onFailure: (error) => onFailure(handler.name, error) }),
      ]),
    );
  }

  of<Document extends ReadModelDocument>({ name }: Projection<Document>): ReadModel<Document> {
    const model = this.models.get(name);
    if (!model) throw new TypeError(`No read model is called ${name}`);
    return model as unknown as ReadModel<Document>;
  }

  /** Whether the read model has all that was in the log at the start; until then a list of it would be incomplete. */
  hasCaughtUp({ name }: Pick<Projection, 'name'>): boolean {
    return this.consumers.get(name)?.hasCaughtUp ?? false;
  }

  async start(): Promise<void> {
    for (const consumer of this.consumers.values()) await consumer.start();
  }

  async stop(): Promise<void> {
    for (const consumer of this.consumers.values()) await consumer.stop();
  }

  /** Ready once every read model has reached the head since the start; later, while none lags for more than ten seconds. */
  async status(): Promise<ReadModelsStatus> {
    const consumers = await Promise.all([...this.consumers.values()].map((consumer) => consumer.status()));
    const haveAllCaughtUp = [...this.consumers.values()].every(({ hasCaughtUp }) => hasCaughtUp);
    const lags = consumers.some(
      ({ atHeadSince }) => atHeadSince === undefined || Date.now() - atHeadSince > LAG_LIMIT_MILLISECONDS,
    );
    return { isReady: haveAllCaughtUp && !lags, consumers };
  }
}
