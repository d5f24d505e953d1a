import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '@opsledger/event-store';
import { MongoDbEventStore, Sequence, type LogDatabase } from '@opsledger/event-store/mongodb';
import { SqliteEventStore } from '@opsledger/event-store/sqlite';
import type { Instant } from '@opsledger/kernel';
import { InProcessConsumer, type InProcessConsumerOptions } from '@opsledger/messaging/in-process';
import { compareVersions, type DocumentStore, type VersionComparison } from '@opsledger/projections';
import { MongodbDocumentStore } from '@opsledger/projections/mongodb';
import type { ServiceDefinition } from '../commands/service-definition.js';
import { ReadModels, type ServiceProjection } from '../read-models/read-models.js';
import { projectionsOf } from '../read-models/service-projections.js';
import { openViews } from './installation.js';

const LOOK_MILLISECONDS = 100;
/** A read model that gets no further for as long will not get there by waiting. */
const PATIENCE_MILLISECONDS = 60_000;
const EVENTS_PER_RUN = 1_000;
/** Between the read model that is furthest and those that read with it. Who is further behind reads for itself. */
const PORTIONS_KEPT = 4;

/** A read model as it came out of the moved log, beside what it was before. */
export type MovedReadModel = VersionComparison &
  Readonly<{
    name: string;
    /** Streams that are set aside here as they were there, and those that were there and could be handled here. */
    parked: number;
    handled: number;
  }>;

type Given = Readonly<{
  dataFolder: string;
  mongodbUri: string;
  database: LogDatabase;
  services: readonly ServiceDefinition[];
  now: () => Instant;
}>;

/**
 * Makes every read model of a moved log anew, and compares each with the one that was made of the log where it was, all versions of all
 * documents. The old ones are brought to the end of their log first, if they are behind.
 */
export const moveReadModels = async (
  { dataFolder, mongodbUri: uri, database, services, now }: Given,
  onProgress: (done: number, total: number) => void,
): Promise<readonly MovedReadModel[]> => {
  const projections = projectionsOf(services);
  const onOutcomeUnknown = (error: Error): never => {
    throw error;
  };
  const old = new SqliteEventStore({
    ...{ file: join(dataFolder, 'events.db'), now, newLogId: () => database.logId, onOutcomeUnknown },
    mayBeSealed: true,
  });
  const moved = new MongoDbEventStore({ database, sequence: new Sequence(database, 'migration'), now });
  const oldViews = openViews(join(dataFolder, 'views.db'));
  const views = new MongodbDocumentStore({ uri, database: `${database.connection.name}-views` });
  try {
    await catchUp(projections, { log: old, store: oldViews, now }, () => undefined);
    await catchUp(projections, { log: moved, store: views, now }, onProgress);
    const compared: MovedReadModel[] = [];
    for (const { projection } of projections) compared.push(await compare(projection, oldViews, views));
    return compared;
  } finally {
    await moved.close();
    await old.close();
    await views.close();
    await oldViews.close();
  }
};

/** Brings read models to the end of a log to which nothing is appended. */
const catchUp = async (
  projections: readonly ServiceProjection[],
  given: Readonly<{ log: EventStore; store: DocumentStore; now: () => Instant }>,
  onProgress: (done: number, total: number) => void,
): Promise<void> => {
  let trouble: unknown;
  const log = readTogether(given.log);
  const models = new ReadModels(projections, {
    ...given,
    consumer: (_, options) => new InProcessConsumer({ ...options, log, eventsPerRun: EVENTS_PER_RUN }),
    onTrouble: ({ error }) => (trouble = error ?? trouble),
  });
  await models.start();
  try {
    const head = await log.head();
    for (let [done, since] = [-1, performance.now()]; ; await setTimeout(LOOK_MILLISECONDS)) {
      const positions = (await models.status()).readModels.map(({ position }) => position);
      const reached = positions.reduce((sum, position) => sum + position, 0);
      if (reached > done) [done, since] = [reached, performance.now()];
      onProgress(reached, head * positions.length);
      if (positions.every((position) => position >= head)) return;
      if (performance.now() - since > PATIENCE_MILLISECONDS)
        throw new Error('Read models do not come to the end of the log', { cause: trouble });
    }
  } finally {
    await models.stop();
  }
};

/** A log to which nothing is appended, for many that go through it beside each other: most of what they take is read once. */
const readTogether = (log: EventStore): InProcessConsumerOptions['log'] => {
  const portions = new Map<number, ReturnType<EventStore['readAll']>>();
  return {
    logId: log.logId,
    head: () => log.head(),
    onAppended: (listener) => log.onAppended(listener),
    readAll: (after, limit) => {
      const portion = portions.get(after) ?? log.readAll(after, limit);
      portion.catch(() => portions.delete(after));
      portions.delete(after);
      portions.set(after, portion);
      if (portions.size > PORTIONS_KEPT) portions.delete(portions.keys().next().value!);
      return portion;
    },
  };
};

/** Streams that are set aside again keep what was known of that. */
const compare = async (
  projection: ServiceProjection['projection'],
  oldViews: DocumentStore,
  views: DocumentStore,
): Promise<MovedReadModel> => {
  const { name, sorts = [], streamPrefix } = projection;
  const open = async (store: DocumentStore) =>
    store.open({ readModel: name, generation: (await store.generations(name)).live ?? 1, sorts });
  const [one, other] = [await open(oldViews), await open(views)];
  const [before, after] = [await one.parked(), await other.parked()];
  const isParked = new Map(after.map((parked) => [parked.stream, parked]));
  const handled = before.filter(({ stream }) => !isParked.has(stream)).map(({ stream }) => stream);
  const known = before.filter(({ stream, fromVersion }) => isParked.get(stream)?.fromVersion === fromVersion);
  if (known.length > 0) await other.save({ versions: [], park: known });
  const comparison = await compareVersions(
    one,
    other,
    new Set(handled.map((stream) => stream.slice(streamPrefix.length))),
  );
  const unexpected = after.filter(({ stream }) => !known.some((parked) => parked.stream === stream));
  return {
    ...{ name, ...comparison, parked: known.length, handled: handled.length },
    differences: comparison.differences + unexpected.length,
    examples: [...comparison.examples, ...unexpected.map(({ stream }) => `${stream} is set aside`)],
  };
};
