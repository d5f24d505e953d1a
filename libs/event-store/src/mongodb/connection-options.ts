import os from 'node:os';
import mongoose, { type mongo } from 'mongoose';
import { UnusableDatabase } from '../event-store.errors.js';

/** How long a look for the primary, and an answer on a socket that may be dead, are waited for, unless the address says otherwise. */
const SERVER_SELECTION_MILLISECONDS = 5_000;
const SOCKET_MILLISECONDS = 20_000;

/**
 * How every connection of ours to MongoDB is opened, whatever it is for: writes that a majority has on disk, reads of what a majority
 * has, from the primary, and nobody is waited for without an end. How long, the address may say otherwise; where it asks for less
 * than that safety it is refused with `UnusableDatabase`, since the driver would let some of it win.
 */
export const connectionOptions = (uri: string): mongoose.ConnectOptions => {
  const named = refuseLaxAddress(uri);
  const options = {
    // The driver looks for `os` by a dynamic import, which is not there in every place that this runs in.
    runtimeAdapters: { os },
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    ...(!named.has('serverselectiontimeoutms') && { serverSelectionTimeoutMS: SERVER_SELECTION_MILLISECONDS }),
    ...(!named.has('sockettimeoutms') && { socketTimeoutMS: SOCKET_MILLISECONDS }),
    ...{ bufferCommands: false, autoIndex: false, autoCreate: false },
  } as const;
  return options as mongoose.ConnectOptions;
};

/** An address says how safe its writes are. One that says less is a mistake to be told. Returns what it names, in small letters. */
const refuseLaxAddress = (uri: string): ReadonlySet<string> => {
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
      `MONGODB_URI asks for ${found}, and ${needed} is needed: what was acknowledged would be lost`,
    );
  };
  if (writeConcern?.w !== undefined && writeConcern.w !== 'majority') refuse(`w=${writeConcern.w}`, 'w=majority');
  if (writeConcern?.journal === false) refuse('journal=false', 'journal=true');
  if (readConcern && readConcern.level !== 'majority')
    refuse(`readConcernLevel=${readConcern.level}`, 'readConcernLevel=majority');
  if (readPreference && readPreference.mode !== 'primary')
    refuse(`readPreference=${readPreference.mode}`, 'readPreference=primary');
  const query = uri.includes('?') ? uri.slice(uri.indexOf('?') + 1) : '';
  return new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
};
