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
  private readonly consumers: readonly EventConsumer[];
  private hasCaughtUp = false;

  constructor(
    projections: readonly Projection[],
    log: EventStore,
    store: DocumentStore,
    onFailure: (readModel: string, error: unknown) => void,
  ) {
    this.models = new Map(projections.map((projection) => [projection.name, new ReadModel(projection, log, store)]));
    this.consumers = [...this.models.values()].map(
      (handler) => new InProcessConsumer({ log, handler, onFailure: (error) => onFailure(handler.name, error) }),
    );
  }

  of<Document extends ReadModelDocument>({ name }: Projection<Document>): ReadModel<Document> {
    const model = this.models.get(name);
    if (!model) throw new TypeError(`No read model is called ${name}`);
    return model as unknown as ReadModel<Document>;
  }

  async start(): Promise<void> {
    for (const consumer of this.consumers) await consumer.start();
  }

  async stop(): Promise<void> {
    for (const consumer of this.consumers) await consumer.stop();
  }

  /** Ready once every read model has reached the head since the start; later, while none lags for more than ten seconds. */
  async status(): Promise<ReadModelsStatus> {
    const consumers = await Promise.all(this.consumers.map((consumer) => consumer.status()));
    this.hasCaughtUp ||= consumers.every(({ atHeadSince }) => atHeadSince !== undefined);
    const lags = consumers.some(
      ({ atHeadSince }) => atHeadSince === undefined || Date.now() - atHeadSince > LAG_LIMIT_MILLISECONDS,
    );
    return { isReady: this.hasCaughtUp && !lags, consumers };
  }
}
