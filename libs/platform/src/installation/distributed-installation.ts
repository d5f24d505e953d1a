import { hostname } from 'node:os';
import { uuidv7 } from 'uuidv7';
import type { LogRenamed } from '@opsledger/event-store';
import {
  databaseNameOf,
  MongoDbEventStore,
  openLogDatabase,
  Sequence,
  Sequencer,
} from '@opsledger/event-store/mongodb';
import type { Instant } from '@opsledger/kernel';
import type { Tracing } from '@opsledger/messaging';
import { SharedTracing } from '@opsledger/messaging/mongodb';
import { MongodbDocumentStore } from '@opsledger/projections/mongodb';
import { MongodbActorDirectory } from '../identity/mongodb-actor-directory.adapter.js';
import { declaredTopics, openEventTopics } from './event-topics.js';
import { connectionNameOf } from './process-name.js';
import type { InstallationOptions, Kept, Opened, Own } from './profile.js';

const NAME_IS_CONFIRMED_EVERY_MILLISECONDS = 1_000;

/** The log and the directory share a database; read models, which can be made again, have one of their own beside it. */
export const openDistributed = async (
  {
    mongodbUri: uri = '',
    kafka,
    topics = declaredTopics(),
    isReader = false,
  }: Pick<InstallationOptions, 'mongodbUri' | 'kafka' | 'topics' | 'isReader'>,
  {
    now,
    opened,
    tracing: ownTracing,
    own,
    onRenamed,
  }: Readonly<{
    now: () => Instant;
    opened: Opened;
    tracing: Tracing;
    own: Own;
    onRenamed: (error: LogRenamed) => void;
  }>,
): Promise<Kept> => {
  const appName = connectionNameOf(databaseNameOf(uri));
  const database = await openLogDatabase(uri, { newLogId: uuidv7, appName });
  opened.push(() => database.close());
  const name = `${hostname()}-${process.pid}-${uuidv7()}`;
  const sequence = new Sequence(database, name);
  const log = new MongoDbEventStore({ database, sequence, now, onRenamed });
  opened.push(() => log.close());
  // Whoever only reads does not keep anybody from putting the log back, and what it has made of it has to be made anew then.
  const confirming = setInterval(() => {
    void log.confirmName().catch(() => undefined); // a database that does not answer is told by whoever needs the answer
  }, NAME_IS_CONFIRMED_EVERY_MILLISECONDS).unref();
  opened.push(() => clearInterval(confirming));
  const keys = await own(log);
  const views = new MongodbDocumentStore({
    ...{ uri, database: `${database.connection.name}-views` },
    connection: { appName },
  });
  opened.push(() => views.close());
  const directory = new MongodbActorDirectory(database.connection, uuidv7);
  opened.push(() => directory.close());
  const sequencer = (onTrouble: (error: unknown) => void): Sequencer =>
    new Sequencer({ database, sequence, name, now, onTrouble });
  const { secret } = keys.pseudonym;
  const tracing = SharedTracing.over(ownTracing, database, (error) =>
    process.emitWarning(`Traces would be kept for ever: ${String(error)}`, 'TracesNotSent'),
  );
  const eventTopics = kafka && (await openEventTopics({ kafka, topics, log, database, name, secret, tracing }));
  if (eventTopics) opened.push(() => eventTopics.close());
  return { log, views, directory, keys, tracing, ...(!isReader && { sequencer }), ...(eventTopics && { eventTopics }) };
};
