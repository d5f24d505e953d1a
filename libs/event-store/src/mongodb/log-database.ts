import { EventEmitter } from 'node:events';
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import { LogUnavailable, UnusableDatabase } from '../event-store.errors.js';
import type { EarlierName } from '../earlier-name.js';
import type { Refusal } from '../event-store.port.js';
import { connectionOptions } from './connection-options.js';
import {
  admitRestoration,
  refuseUnfinished,
  type InstallationDocument,
  type RestorationRequest,
} from './restoration-mark.js';
import { logSchemas, SCHEMA_VERSION, type BatchDocument, type CommitDocument } from './log.schema.js';

const DEFAULT_DATABASE = 'opsledger';

export type LeaseDocument = Readonly<{ _id: string; holder: string; until: Date }>;
type NumberDocument = Readonly<{ _id: string; last: number }>;
/** How far the log is published. Names of partitions have dots in them, so they are values here. */
export type PublishedDocument = Readonly<{
  _id: 'relay';
  logId: string;
  upTo: number;
  last: readonly Readonly<{ partition: string; position: number }>[];
}>;
export type ConsumerDocument = Readonly<{ _id: string; state: string }>;
export type RefusalDocument = Readonly<{ _id: number; token: string }> & Refusal;

/**
 * The database of the log, opened for writes that a majority has on disk and reads of what a majority has. Collections are the
 * driver's, by way of `Model.collection`: mongoose's own writes drop what they do not understand (its documents are schemas, ours
 * are facts).
 */
export type LogDatabase = Readonly<{
  logId: string;
  earlierNames: readonly EarlierName[];
  connection: Connection;
  commits: mongo.Collection<CommitDocument>;
  batches: mongo.Collection<BatchDocument>;
  leases: mongo.Collection<LeaseDocument>;
  numbers: mongo.Collection<NumberDocument>;
  refusals: mongo.Collection<RefusalDocument>;
  published: mongo.Collection<PublishedDocument>;
  consumers: mongo.Collection<ConsumerDocument>;
  /**
   * In which everything is asked that one answer after another is concluded from: nothing that was seen or acknowledged in it is
   * missing from what is read later. Without it a primary that was just elected may show the past of a moment ago as what a majority has.
   */
  session: mongo.ClientSession;
  /** What happens in this process; the database tells what happens in others. `accepted`: a commit; `recorded`: up to a position. */
  signals: EventEmitter<{ accepted: []; recorded: [position: number] }>;
  close: () => Promise<void>;
}>;

export type LogDatabaseOptions = Readonly<{
  newLogId: () => string;
  databaseName?: string;
  appName?: string;
  /** The history that is moved there: the log is not whole then, and nobody else may open it. */
  restoration?: Required<RestorationRequest>;
}>;

/**
 * Opens the log at a MongoDB address, or makes it. Throws `UnusableDatabase` if the address asks for less than the log promises, if
 * the server is no replica set, or if what is there is newer than this version, lacks an index or is not whole; `LogUnavailable` if
 * nobody answers.
 */
export const openLogDatabase = async (
  uri: string,
  { newLogId, restoration, ...named }: LogDatabaseOptions,
): Promise<LogDatabase> => {
  const connection = await connectToLog(uri, named);
  try {
    if (restoration) await admitRestoration(connection, restoration);
    const models = Object.fromEntries(
      Object.entries(logSchemas).map(([name, schema]) => [name, connection.model(name, schema, name)]),
    );
    for (const model of Object.values(models)) await makeIndexes(model as unknown as Model<unknown>);
    const collectionOf = <Document extends object>(name: keyof typeof logSchemas): mongo.Collection<Document> =>
      models[name]!.collection as unknown as mongo.Collection<Document>;
    const found = await readOrMakeInstallation(collectionOf<InstallationDocument>('installation'), newLogId);
    if (!restoration) refuseUnfinished(found);
    const session = connection.getClient().startSession({ causalConsistency: true });
    return {
      ...{ logId: found.logId, earlierNames: found.earlierNames ?? [], connection },
      commits: collectionOf('commits'),
      batches: collectionOf('batches'),
      leases: collectionOf('leases'),
      numbers: collectionOf('numbers'),
      refusals: collectionOf('refusals'),
      published: collectionOf('published'),
      consumers: collectionOf('consumers'),
      ...{ session, signals: new EventEmitter() },
      close: async () => {
        await session.endSession();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
};

/** A connection to the database of a log, as safe as the log promises; what is there is not looked at. */
export const connectToLog = async (
  uri: string,
  { databaseName, appName }: Pick<LogDatabaseOptions, 'databaseName' | 'appName'> = {},
): Promise<Connection> => {
  const options = connectionOptions(uri);
  const connection = await mongoose
    .createConnection(uri, {
      ...options,
      dbName: databaseName ?? databaseNameOf(uri),
      ...(appName && { appName }),
      // What is sent again is sent by us: after the driver's own second try nobody can say whether the first was written.
      retryWrites: false,
    })
    .asPromise()
    .catch((error: unknown) => {
      throw new LogUnavailable(`No MongoDB answers: ${(error as Error).message}`, { cause: error });
    });
  try {
    await refuseLaxServer(connection);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
};

/** The database of the log at an address that may name it. */
export const databaseNameOf = (uri: string): string => /^[^/]+\/\/[^/?]*\/?([^?]*)/.exec(uri)?.[1] || DEFAULT_DATABASE;

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

const readOrMakeInstallation = async (
  installation: mongo.Collection<InstallationDocument>,
  newLogId: () => string,
): Promise<InstallationDocument> => {
  const made = { logId: newLogId(), schemaVersion: SCHEMA_VERSION };
  for (let tries = 0; ; tries += 1) {
    try {
      const found = await installation.findOneAndUpdate(
        { _id: 'log' },
        { $setOnInsert: made },
        { upsert: true, returnDocument: 'after' },
      );
      if (found && found.schemaVersion <= SCHEMA_VERSION) return found;
      throw new UnusableDatabase(`The log was written by a newer version (schema ${found?.schemaVersion})`);
    } catch (error) {
      // Two processes that make it at once: the second finds it when it looks again.
      if (!isDuplicate(error) || tries > 0) throw error;
    }
  }
};

export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 11_000;

/**
 * Whether the database is what failed: the driver says so, or, where a connection was ended at the moment in which it was written to,
 * the socket (`EPIPE`), whose errors the driver lets through as they are.
 */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoError ||
  error instanceof mongoose.Error.MongooseServerSelectionError ||
  /^E[A-Z]+$/.test(String((error as { code?: unknown } | null)?.code));

/** Runs a read; what the database cannot answer now is `LogUnavailable`, so that the caller is told to come again. */
export const reading = async <Result>(read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read();
  } catch (error) {
    if (isUnanswered(error)) throw new LogUnavailable('The log could not be read', { cause: error });
    throw error;
  }
};
