import type { EventStore } from '@opsledger/event-store';
import type { Instant } from '@opsledger/kernel';
import type { EventConsumer, Tracing } from '@opsledger/messaging';
import { InProcessConsumer, type InProcessConsumerOptions } from '@opsledger/messaging/in-process';
import {
  ReadModel,
  type DocumentStore,
  type Projection,
  type ReadModelDocument,
  type ReadModelStatus,
} from '@opsledger/projections';

/** How long a read model may lag behind the log before the process says that it is not ready. */
const LAG_LIMIT_MILLISECONDS = 10_000;

export type ReadModelsStatus = Readonly<{ isReady: boolean; readModels: readonly ReadModelStatus[] }>;

/** What goes wrong with a read model and is told to whoever looks after the process. */
export type ReadModelTrouble = Readonly<{
  readModel: string;
  kind: 'retrying' | 'parked' | 'stuck' | 'rebuild-failed';
  error?: unknown;
  stream?: string;
}>;

export type ReadModelsOptions = Readonly<{
  log: EventStore;
  store: DocumentStore;
  now: () => Instant;
  onTrouble: (trouble: ReadModelTrouble) => void;
  tracing?: Tracing;
  /** Makes the consumer of what a service has recorded; absent: the log is read in this process. */
  consumer?: (service: string, options: InProcessConsumerOptions) => EventConsumer;
}>;

/** A read model, and the service whose events it is made of. */
export type ServiceProjection = Readonly<{ service: string; projection: Projection }>;

/** Every read model of this process, each fed by a consumer of its own. */
export class ReadModels {
  private readonly models: ReadonlyMap<string, ReadModel>;

  constructor(projections: readonly ServiceProjection[], options: ReadModelsOptions) {
    const { log, store, now, onTrouble, tracing } = options;
    const { consumer = (_: string, given: InProcessConsumerOptions) => new InProcessConsumer(given) } = options;
    this.models = new Map(
      projections.map(({ service, projection }) => {
        const readModel = projection.name;
        const model = new ReadModel(projection, {
          ...{ log, store, now },
          consume: (handler) =>
            consumer(service, {
              ...{ log, handler, ...(tracing && { tracing }) },
              onFailure: (error) => onTrouble({ readModel, kind: 'retrying', error }),
              onParked: (stream) => onTrouble({ readModel, kind: 'parked', stream }),
              onStuck: () => onTrouble({ readModel, kind: 'stuck' }),
            }),
          onRebuildFailed: (error) => onTrouble({ readModel, kind: 'rebuild-failed', error }),
        });
        return [readModel, model];
      }),
    );
  }

  of<Document extends ReadModelDocument>({ name }: Projection<Document>): ReadModel<Document> {
    const model = this.models.get(name);
    if (!model) throw new TypeError(`No read model is called ${name}`);
    return model as unknown as ReadModel<Document>;
  }

  get names(): readonly string[] {
    return [...this.models.keys()];
  }

  find(name: string): ReadModel | undefined {
    return this.models.get(name);
  }

  async start(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.start()));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.stop()));
  }

  /** Ready once every read model has what was in the log at the start; later, while each has all but the last ten seconds. */
  async status(): Promise<ReadModelsStatus> {
    const readModels = await Promise.all([...this.models.values()].map((model) => model.status()));
    const haveAllCaughtUp = [...this.models.values()].every(({ hasCaughtUp }) => hasCaughtUp);
    const lags = readModels.some(
      ({ upToDateAt }) => upToDateAt === undefined || Date.now() - upToDateAt > LAG_LIMIT_MILLISECONDS,
    );
    return { isReady: haveAllCaughtUp && !lags, readModels };
  }
}
