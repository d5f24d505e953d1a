import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Instant } from '@opsledger/kernel';
import type { MongoDbEventStoreOptions } from '../mongodb/mongodb-event-store.adapter.js';
import { MongoDbEventStore, openLogDatabase, Sequence, Sequencer, type LogDatabase } from '../mongodb/index.js';

/** Where the MongoDB is that tests use; see `npm run test:engines`. */
export const mongoDbUri = (): string => {
  const uri = process.env['MONGODB_URI'];
  if (uri === undefined) throw new Error('MONGODB_URI is not set: run this with `npm run test:engines`');
  return uri;
};

export const serverPort = (): number => Number(/:(\d+)/.exec(mongoDbUri().replace('mongodb://', ''))![1]);

export const newDatabaseName = (): string => `test-${randomUUID()}`;

/** What one process of an installation has of the log. */
export type LogProcess = Readonly<{
  database: LogDatabase;
  sequence: Sequence;
  log: MongoDbEventStore;
  sequencer: Sequencer;
  troubles: unknown[];
  /** Stops everything; the data stay. */
  leave: () => Promise<void>;
  /** The same, and the data go. */
  destroy: () => Promise<void>;
}>;

export type LogProcessOptions = Readonly<{
  databaseName?: string;
  uri?: string;
  now?: () => Instant;
  leaseMilliseconds?: number;
}> &
  Partial<Pick<MongoDbEventStoreOptions, 'upcasters' | 'resendMilliseconds'>>;

/** Opens the log as one process does; its sequencer runs when it is started. */
export const openLogProcess = async ({
  databaseName = newDatabaseName(),
  uri = mongoDbUri(),
  now = () => new Date().toISOString(),
  leaseMilliseconds = 5_000,
  ...options
}: LogProcessOptions = {}): Promise<LogProcess> => {
  const database = await openLogDatabase(uri, { newLogId: randomUUID, databaseName });
  const name = randomUUID();
  const sequence = new Sequence(database, name);
  const troubles: unknown[] = [];
  const sequencer = new Sequencer({
    ...{ database, sequence, name, now, leaseMilliseconds },
    onTrouble: (error) => troubles.push(error),
  });
  const log = new MongoDbEventStore({ ...{ database, sequence, now }, ...options });
  const stop = async (): Promise<void> => {
    await sequencer.stop();
    await log.close();
  };
  return {
    ...{ database, sequence, log, sequencer, troubles },
    leave: async () => {
      await stop();
      await database.close();
    },
    destroy: async () => {
      await stop();
      await database.connection.dropDatabase();
      await database.close();
    },
  };
};

/** What is wrong with the order of the log, looked at from the documents themselves; nothing, if all is as it has to be. */
export const faultsOfOrder = async ({ batches, commits }: LogDatabase): Promise<readonly string[]> => {
  const faults: string[] = [];
  const stored = new Map((await commits.find().toArray()).map((commit) => [commit._id, commit]));
  const [seen, ends] = [new Set<string>(), new Map<string, number>()];
  let [ordinal, position, time, closed] = [0, 0, '', ''];
  for (const batch of await batches.find({}, { sort: { _id: 1 } }).toArray()) {
    if (batch._id !== (ordinal += 1)) faults.push(`batch ${batch._id} comes where ${ordinal} should`);
    if (batch.recordedAt < time) faults.push(`batch ${batch._id} is recorded before the one before it`);
    if (batch.commits.length > 0 && batch.recordedAt <= closed)
      faults.push(`batch ${batch._id} is recorded at ${batch.recordedAt}, and the past was closed to ${closed}`);
    [time, closed] = [batch.recordedAt, batch.closedTo];
    for (const { id, count } of batch.commits) {
      const commit = stored.get(id);
      if (!commit) faults.push(`batch ${batch._id} names ${id}, which is not there`);
      else {
        if (seen.has(id)) faults.push(`${id} has two places`);
        seen.add(id);
        position += count;
        if (commit.firstVersion !== (ends.get(commit.stream) ?? 0) + 1)
          faults.push(`${id} is out of order in its stream`);
        ends.set(commit.stream, commit.lastVersion);
        if (commit.lastPosition !== position || commit.recordedAt !== batch.recordedAt || commit.pending)
          faults.push(
            `${id} is marked with ${commit.lastPosition} at ${commit.recordedAt}, not ${position} at ${batch.recordedAt}`,
          );
      }
    }
    if (batch.lastPosition !== position)
      faults.push(`batch ${batch._id} ends at ${batch.lastPosition}, not ${position}`);
  }
  for (const id of stored.keys()) if (!seen.has(id)) faults.push(`${id} has no place`);
  return faults;
};

/** Resolves when nothing that was accepted waits for its place any more. */
export const drained = async ({ commits }: LogDatabase, milliseconds = 10_000): Promise<void> => {
  for (
    const end = Date.now() + milliseconds;
    (await commits.countDocuments({ pending: true })) > 0;
    await setTimeout(5)
  )
    if (Date.now() > end) throw new Error('Commits still wait for their place in the log');
};
