import mongoose from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { MongoDbEventStore, openLogDatabase, Sequence, Sequencer } from '@opsledger/event-store/mongodb';
import { independent, now } from './log.mjs';

const uri = () => {
  if (!process.env.MONGODB_URI) throw new Error('MONGODB_URI says where the MongoDB is that is measured');
  return process.env.MONGODB_URI;
};

/** The bare driver: what callers want to insert while an insert is under way goes into the next one. */
const groupedInserts = async () => {
  const client = new mongoose.mongo.MongoClient(uri(), { writeConcern: { w: 'majority', journal: true } });
  const commits = client.db(`bench-${uuidv7()}`).collection('commits');
  await commits.createIndex({ s: 1, v: 1 }, { unique: true });
  await commits.createIndex({ 'e.id': 1 }, { unique: true });
  let [waiting, isWriting] = [[], false];
  const writeAll = async () => {
    for (isWriting = true; waiting.length > 0;) {
      const group = waiting.splice(0, 256);
      await commits.insertMany(
        group.map(({ document }) => document),
        { ordered: false },
      );
      for (const { resolve } of group) resolve();
    }
    isWriting = false;
  };
  return {
    append: ({ stream, firstVersion, events }) =>
      new Promise((resolve) => {
        const document = {
          s: stream,
          v: firstVersion,
          e: events.map((one) => ({ id: one.id, text: JSON.stringify(one) })),
        };
        waiting.push({ document, resolve });
        if (!isWriting) void writeAll();
      }),
    close: async () => {
      await client.db(commits.dbName).dropDatabase();
      await client.close();
    },
  };
};

/** Our log in a database of its own, which is gone once it is closed. */
export const ourLog = async (isSequenced) => {
  const database = await openLogDatabase(uri(), { newLogId: uuidv7, databaseName: `bench-${uuidv7()}` });
  const sequence = new Sequence(database, 'bench');
  const log = new MongoDbEventStore({ database, sequence, now });
  const onTrouble = (error) => {
    throw error;
  };
  const sequencer = new Sequencer({ database, sequence, name: 'bench', now, onTrouble });
  if (isSequenced) sequencer.start();
  return {
    ...{ log, database },
    append: (one) => log.append(one),
    close: async () => {
      await sequencer.stop();
      await log.close();
      await database.connection.dropDatabase();
      await database.close();
    },
  };
};

const appends = async (seconds, callers, open) => {
  const log = await open();
  await independent(0.5, log, callers); // warm
  const result = await independent(seconds, log, callers);
  await log.close();
  return result;
};

const row = (callers, isSequenced) => ({
  target: 0.85,
  unit: 'appends/s',
  limit: (seconds) => appends(seconds, callers, groupedInserts),
  ours: (seconds) => appends(seconds, callers, () => ourLog(isSequenced)),
});

/** D17 at 1, 16 and 64 callers, with the sequencer in the same process and (`-alone`) without one. */
export const D17 = Object.fromEntries(
  [1, 16, 64].flatMap((callers) => [
    [`D17-${callers}`, row(callers, true)],
    [`D17-${callers}-alone`, row(callers, false)],
  ]),
);
