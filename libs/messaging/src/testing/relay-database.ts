import { randomUUID } from 'node:crypto';
import { openLogDatabase, type LogDatabase } from '@opsledger/event-store/mongodb';

/** A log database of its own on the server of `MONGODB_URI`; `drop` takes it away. */
export const openRelayDatabase = async (): Promise<Readonly<{ database: LogDatabase; drop: () => Promise<void> }>> => {
  const databaseName = `relay-${randomUUID()}`;
  const database = await openLogDatabase(process.env['MONGODB_URI']!, { newLogId: randomUUID, databaseName });
  const drop = async (): Promise<void> => {
    await database.connection.dropDatabase();
    await database.close();
  };
  return { database, drop };
};
