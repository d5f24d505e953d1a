import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { connectionOptions } from '@opsledger/event-store/mongodb';
import { MongodbDocumentStore } from '../mongodb/mongodb-document-store.adapter.js';
import type { DocumentStore } from '../document-store.port.js';
import type { DocumentStoreUnderTest } from './document-store.contract.js';

/** Where a MongoDB answers that tests may fill. */
export const mongodbUri = (): string => {
  const uri = process.env['MONGODB_URI'];
  if (!uri) throw new Error('MONGODB_URI is missing: `npm run test:engines` provides it');
  return uri;
};

/** Read models in databases of MongoDB that are dropped afterwards. */
export const mongodbUnderTest = (): DocumentStoreUnderTest & Readonly<{ database: () => Promise<Connection> }> => {
  let database = '';
  let server: Connection;
  beforeAll(async () => {
    server = await mongoose.createConnection(mongodbUri(), connectionOptions(mongodbUri())).asPromise();
  });
  afterAll(() => server.close());
  return {
    create: () => new MongodbDocumentStore({ uri: mongodbUri(), database: (database = `views-${randomUUID()}`) }),
    destroy: async (store: DocumentStore) => {
      await store.close();
      await server.useDb(database).dropDatabase();
    },
    database: async () => server.useDb(database, { useCache: false }),
  };
};
