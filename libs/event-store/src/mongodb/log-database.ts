import { EventEmitter } from 'node:events';
import os from 'node:os';
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import { LogUnavailable, UnusableDatabase } from '../event-store.errors.js';
import type { Refusal } from '../event-store.port.js';
import type { BatchDocument } from './sequence.js';
import { logSchemas, SCHEMA_VERSION, type CommitDocument } from './log.schema.js';

/** How long a look for the primary, and an answer on a socket that may be dead, are waited for, unless the address says otherwise. */
const SERVER_SELECTION_MILLISECONDS = 5_000;
const SOCKET_MILLISECONDS = 20_000;
const DEFAULT_DATABASE = 'opsledger';

export type LeaseDocument = Readonly<{ _id: string; holder: string; until: Date }>;
type InstallationDocument = Readonly<{ _id: 'log'; logId: string; schemaVersion: number }>;
type NumberDocument = Readonly<{ _id: string; last: number }>;
export type RefusalDocument = Readonly<{ _id: number; token: string }> & Refusal;

/**
 * The database of the log, opened for writes that a majority has on disk and reads of what a majority has. Collections are the
 * driver's, by way of `Model.collection`: mongoose's own writes drop what they do not understand (its documents are schemas, ours
 * are facts).
 */
export type LogDatabase = Readonly<{
  logId: string;
  connection: Connection;
  commits: mongo.Collection<CommitDocument>;
  batches: mongo.Collection<BatchDocument>;
  leases: mongo.Collection<LeaseDocument>;
  numbers: mongo.Collection<NumberDocument>;
  refusals: mongo.Collection<RefusalDocument>;
  /** What happens in this process; the database tells what happens in others. `accepted`: a commit; `recorded`: up to a position. */
  signals: EventEmitter<{ accepted: []; recorded: [position: number] }>;
  close: () => Promise<void>;
}>;

/**
 * Opens the log at a MongoDB address, or makes it. Throws `UnusableDatabase` if the address asks for less than the log promises, if
 * the server is no replica set, or if what is there is newer than this version or lacks an index; `LogUnavailable` if nobody answers.
 */
export const openLogDatabase = async (
  uri: string,
  { newLogId, databaseName }: Readonly<{ newLogId: () => string; databaseName?: string }>,
): Promise<LogDatabase> => {
  const given = refuseLaxAddress(uri);
  const connection = await mongoose
    .createConnection(uri, {
      // The driver looks for `os` by a dynamic import, which is not there in every place that this runs in.
      runtimeAdapters: { os },
      dbName: databaseName ?? given.databaseName ?? DEFAULT_DATABASE,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      // What is sent again is sent by us: after the driver's own second try nobody can say whether the first was written.
      retryWrites: false,
      ...(!given.names('serverSelectionTimeoutMS') && { serverSelectionTimeoutMS: SERVER_SELECTION_MILLISECONDS }),
      ...(!given.names('socketTimeoutMS') && { socketTimeoutMS: SOCKET_MILLISECONDS }),
      ...{ bufferCommands: false, autoIndex: false, autoCreate: false },
    } as mongoose.ConnectOptions)
    .asPromise()
    .catch((error: unknown) => {
      throw new LogUnavailable(`No MongoDB answers: ${(error as Error).message}`, { cause: error });
    });
  try {
    await refuseLaxServer(connection);
    const models = Object.fromEntries(
      Object.entries(logSchemas).map(([name, schema]) => [name, connection.model(name, schema, name)]),
    );
    for (const model of Object.values(models)) await makeIndexes(model as unknown as Model<unknown>);
    const collectionOf = <Document extends object>(name: keyof typeof logSchemas): mongo.Collection<Document> =>
      models[name]!.collection as unknown as mongo.Collection<Document>;
    const logId = await readOrMakeLogId(collectionOf<InstallationDocument>('installation'), newLogId);
    return {
      ...{ logId, connection },
      commits: collectionOf('commits'),
      batches: collectionOf('batches'),
      leases: collectionOf('leases'),
      numbers: collectionOf('numbers'),
      refusals: collectionOf('refusals'),
      signals: new EventEmitter(),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
};

/** An address says how safe its writes are. One that says less than a majority, on disk, read as such, is a mistake to be told. */
const refuseLaxAddress = (
  uri: string,
): Readonly<{ databaseName: string | undefined; names: (option: string) => boolean }> => {
  let options: mongo.MongoClient['options'];
  try {
    options = new mongoose.mongo.MongoClient(uri).options;
  } catch (error) {
    throw new UnusableDatabase(`MONGODB_URI is not an address of MongoDB: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const { writeConcern, readConcern, readPreference } = options;
  const refuse = (found: string, needed: string): never => {
    throw new UnusableDatabase(
      `MONGODB_URI asks for ${found}. The log needs ${needed}: an acknowledged event would be lost`,
    );
  };
  if (writeConcern?.w !== undefined && writeConcern.w !== 'majority') refuse(`w=${writeConcern.w}`, 'w=majority');
  if (writeConcern?.journal === false) refuse('journal=false', 'journal=true');
  if (readConcern && readConcern.level !== 'majority')
    refuse(`readConcernLevel=${readConcern.level}`, 'readConcernLevel=majority');
  if (readPreference && readPreference.mode !== 'primary')
    refuse(`readPreference=${readPreference.mode}`, 'readPreference=primary');
  const [, path, query = ''] = /^[^/]+\/\/[^/?]*\/?([^?]*)\??(.*)$/.exec(uri) ?? [];
  const named = new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
  return { databaseName: path || undefined, names: (option) => named.has(option.toLowerCase()) };
};

/** What was asked for is what the client does, and the server can give it: "majority" of a server on its own means nothing. */
const refuseLaxServer = async (connection: Connection): Promise<void> => {
  const { writeConcern, readConcern } = connection.getClient().options;
  if (writeConcern?.w !== 'majority' || writeConcern.journal !== true || readConcern?.level !== 'majority')
    throw new UnusableDatabase('The client does not write with w=majority, journal=true and read with majority');
  const hello = await connection.db!.admin().command({ hello: 1 });
  if (typeof hello['setName'] !== 'string')
    throw new UnusableDatabase(
      'MONGODB_URI leads to a server that is no member of a replica set: one member is enough',
    );
};

const makeIndexes = async (model: Model<unknown>): Promise<void> => {
  try {
    await model.createCollection();
    await model.createIndexes();
  } catch (error) {
    throw new UnusableDatabase(`An index of ${model.modelName} could not be made: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const { toCreate } = await model.diffIndexes();
  if (toCreate.length > 0)
    throw new UnusableDatabase(`${model.modelName} lacks its index ${JSON.stringify(toCreate[0])}`);
};

const readOrMakeLogId = async (
  installation: mongo.Collection<InstallationDocument>,
  newLogId: () => string,
): Promise<string> => {
  const made = { logId: newLogId(), schemaVersion: SCHEMA_VERSION };
  for (let tries = 0; ; tries += 1) {
    try {
      const found = await installation.findOneAndUpdate(
        { _id: 'log' },
        { $setOnInsert: made },
        { upsert: true, returnDocument: 'after' },
      );
      if (found && found.schemaVersion <= SCHEMA_VERSION) return found.logId;
      throw new UnusableDatabase(`The log was written by a newer version (schema ${found?.schemaVersion})`);
    } catch (error) {
      // Two processes that make it at once: the second finds it when it looks again.
      if (!isDuplicate(error) || tries > 0) throw error;
    }
  }
};

export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 11_000;

/** Runs a read; what the database cannot answer now is `LogUnavailable`, so that the caller is told to come again. */
export const reading = async <Result>(read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoError)
      throw new LogUnavailable('The log could not be read', { cause: error });
    throw error;
  }
};
