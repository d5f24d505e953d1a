import { randomUUID } from 'node:crypto';
import type { Instant } from '@opsledger/kernel';
import type { MongoDbEventStoreOptions } from '../mongodb/mongodb-event-store.adapter.js';
import { MongoDbEventStore, openLogDatabase, Sequence, Sequencer, type LogDatabase } from '../mongodb/index.js';

/** Where the MongoDB is that tests use; see `npm run test:engines`. */
export const mongoDbUri = (): string => {
  const uri = process.env['MONGODB_URI'];
  if (uri === undefined) throw new Error('MONGODB_URI is not set: run this with `npm run test:engines`');
  return uri;
};

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

export type LogProcessOptions = Readonly<{ databaseName?: string; uri?: string; now?: () => Instant }> &
  Partial<Pick<MongoDbEventStoreOptions, 'upcasters' | 'resendMilliseconds'>>;

/** Opens the log as one process does; its sequencer runs when it is started. */
export const openLogProcess = async ({
  databaseName = newDatabaseName(),
  uri = mongoDbUri(),
  now = () => new Date().toISOString(),
  ...options
}: LogProcessOptions = {}): Promise<LogProcess> => {
  const database = await openLogDatabase(uri, { newLogId: randomUUID, databaseName });
  const name = randomUUID();
  const sequence = new Sequence(database, name);
  const troubles: unknown[] = [];
  const sequencer = new Sequencer({ ...{ database, sequence, name, now }, onTrouble: (error) => troubles.push(error) });
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
