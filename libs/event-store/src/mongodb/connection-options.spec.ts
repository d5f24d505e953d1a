import mongoose, { type mongo } from 'mongoose';
import { UnusableDatabase } from '../event-store.errors.js';
import { connectionOptions } from './connection-options.js';

/** What the driver makes of an address and our options; it connects to nobody. */
const understood = (query: string): mongo.MongoClient['options'] => {
  const uri = `mongodb://127.0.0.1:1/?${query}`;
  const { bufferCommands: _, autoIndex: __, autoCreate: ___, ...ofTheDriver } = connectionOptions(uri);
  return new mongoose.mongo.MongoClient(uri, ofTheDriver).options;
};

describe('A connection to MongoDB', () => {
  it.each(['', 'replicaSet=rs0', 'w=majority&journal=true&readConcernLevel=majority&readPreference=primary'])(
    'writes what a majority has on disk and reads what a majority has, with an address that says "%s"',
    (query) => {
      const { writeConcern, readConcern, readPreference } = understood(query);
      expect(writeConcern).toMatchObject({ w: 'majority', journal: true });
      expect(readConcern).toEqual({ level: 'majority' });
      expect(readPreference.mode).toBe('primary');
    },
  );

  it.each([
    ...['w=1', 'w=0', 'journal=false', 'readConcernLevel=local', 'readConcernLevel=available'],
    'readPreference=secondary',
  ])('is refused to an address that asks for %s, with what is needed', (query) => {
    expect(() => understood(query)).toThrow(UnusableDatabase);
    expect(() => understood(query)).toThrow(new RegExp(`MONGODB_URI asks for ${query}, and .* is needed`));
  });

  it('is refused to what is no address', () => {
    expect(() => connectionOptions('http://127.0.0.1')).toThrow(UnusableDatabase);
  });

  it('waits for nobody without an end; for how long, the address may say', () => {
    expect(understood('')).toMatchObject({ serverSelectionTimeoutMS: 5_000, socketTimeoutMS: 20_000 });
    expect(understood('serverselectiontimeoutms=70&socketTimeoutMS=90')).toMatchObject({
      ...{ serverSelectionTimeoutMS: 70, socketTimeoutMS: 90 },
    });
  });

  it('keeps nothing back until there is a server, and makes no index by itself', () => {
    expect(connectionOptions('mongodb://127.0.0.1:1')).toMatchObject({
      ...{ bufferCommands: false, autoIndex: false, autoCreate: false },
    });
  });
});
