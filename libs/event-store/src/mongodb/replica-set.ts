import os from 'node:os';
import { setTimeout } from 'node:timers/promises';
import mongoose, { type mongo } from 'mongoose';
import { LogUnavailable, UnusableDatabase } from '../event-store.errors.js';

const PAUSE_MILLISECONDS = 200;
const ANSWER_MILLISECONDS = 2_000;

/**
 * Makes the one server at a MongoDB address the replica set that the address names, under the host that it names, unless it is one
 * already; resolves when it takes writes, with whether it was made now. Waits as long as it is told for a server that has not started
 * yet. Throws `UnusableDatabase` for an address of another kind or a server of another set, `LogUnavailable` when time is over.
 */
export const createReplicaSet = async (uri: string, waitMilliseconds = 0): Promise<boolean> => {
  const { name, host, address } = memberIn(uri);
  const deadline = performance.now() + waitMilliseconds;
  const client = new mongoose.mongo.MongoClient(address, {
    ...{ directConnection: true, runtimeAdapters: { os } },
    ...{ serverSelectionTimeoutMS: ANSWER_MILLISECONDS, connectTimeoutMS: ANSWER_MILLISECONDS },
  });
  const admin = client.db('admin');
  try {
    for (let isMade = false; ; await setTimeout(PAUSE_MILLISECONDS)) {
      let trouble: unknown;
      try {
        const { setName, isWritablePrimary } = await admin.command({ hello: 1 });
        if (setName === name && isWritablePrimary === true) return isMade;
        if (setName !== undefined && setName !== name)
          throw new UnusableDatabase(`${host} is a member of the replica set ${setName}, not of ${name}`);
        if (setName === undefined) {
          await admin.command({ replSetInitiate: { _id: name, members: [{ _id: 0, host }] } });
          isMade = true;
        }
      } catch (error) {
        if (error instanceof UnusableDatabase) throw error;
        trouble = error;
      }
      if (performance.now() >= deadline) {
        const reason = trouble instanceof Error ? `: ${trouble.message}` : '';
        throw new LogUnavailable(`${host} is no replica set that takes writes${reason}`, { cause: trouble });
      }
    }
  } finally {
    await client.close();
  }
};

/** The set and the member that an address names, and the address without its set: the server may not be in it yet. */
const memberIn = (uri: string): Readonly<{ name: string; host: string; address: string }> => {
  let options: mongo.MongoClient['options'];
  try {
    options = new mongoose.mongo.MongoClient(uri).options;
  } catch (error) {
    throw new UnusableDatabase(`MONGODB_URI is not an address of MongoDB: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const { hosts, replicaSet: name } = options;
  if (hosts.length !== 1 || !name)
    throw new UnusableDatabase(
      'MONGODB_URI needs to name one server and its set: mongodb://host:27017/?replicaSet=rs0',
    );
  const address = new URL(uri);
  address.searchParams.delete('replicaSet');
  return { name, host: hosts[0]!.toString(), address: address.href };
};
