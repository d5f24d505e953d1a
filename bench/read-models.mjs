import Database from 'libsql';
import mongoose from 'mongoose';
import { readBatches } from '@opsledger/event-store';
import { Projector } from '@opsledger/projections';
import { MongodbDocumentStore } from '@opsledger/projections/mongodb';
import { SqliteDocumentStore } from '@opsledger/projections/sqlite';
import { commit, newFile, percentile, round } from './harness.mjs';
import { filledLog, now, openLog } from './log.mjs';

const STATES = ['PLANNED', 'LAUNCHED', 'SUSPENDED', 'COMPLETED'];

/** About what a record holds: its state and a kilobyte of description. */
const projection = {
  ...{ name: 'things', version: 1, streamPrefix: 'thing-', sorts: ['rank'] },
  evolve: (document, { subject, streamversion, data }) => ({
    ...{
      id: subject.slice('thing-'.length),
      version: Number(streamversion),
      sensitivity: 'UNCLASSIFIED',
      exercise: false,
    },
    ...{
      state: STATES[(Number(streamversion) + Number(subject.slice('thing-'.length))) % STATES.length],
      rank: Number(subject.slice('thing-'.length)) % 997,
      notes: 'n'.repeat(700),
      summary: data.summary,
    },
  }),
};

export const projectorOf = (log, store) => new Projector({ projection, generation: 1, log, store, now });

const project = async (log, store, eventsPerRun = 200) => {
  const projector = projectorOf(log, store);
  await projector.resumeAfter();
  for await (const batch of readBatches(log, { size: eventsPerRun })) await projector.handle(batch, batch.at(-1));
  return projector;
};

export const D8 = {
  target: 0.6,
  unit: 'events/s',
  limit: async () => {
    const { raw } = await filledLog();
    const database = new Database(newFile('upserts.db'));
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE documents (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID',
    );
    const upsert = database.prepare('INSERT OR REPLACE INTO documents (id, document) VALUES (?, ?)');
    const page = raw.database.prepare(
      'SELECT position, event FROM events WHERE position > ? ORDER BY position LIMIT 200',
    );
    const began = performance.now();
    let seen = 0;
    for (let position = 0, rows; (rows = page.all(position)).length > 0; position = rows.at(-1).position) {
      database.exec('BEGIN');
      for (const { event } of rows) {
        const document = projection.evolve(undefined, JSON.parse(event));
        upsert.run(document.id, JSON.stringify(document));
      }
      database.exec('COMMIT');
      seen += rows.length;
    }
    const result = (seen * 1000) / (performance.now() - began);
    database.close();
    return result;
  },
  ours: async () => {
    const { log } = await filledLog();
    const store = new SqliteDocumentStore(newFile('views.db'));
    const began = performance.now();
    await project(log, store);
    const result = ((await log.head()) * 1000) / (performance.now() - began);
    await store.close();
    return result;
  },
};

/** Folds the whole log into new views, and tells how many megabytes more that took than the process had before. */
export const rebuildMemory = async (file) => {
  const log = openLog(file);
  await log.readAll(0, 1);
  const before = process.memoryUsage().rss;
  let most = before;
  const sample = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const store = new SqliteDocumentStore(newFile('views.db'));
  await project(log, store);
  clearInterval(sample);
  return (Math.max(most, process.memoryUsage().rss) - before) / 2 ** 20;
};

const inMongodb = (database) => new MongodbDocumentStore({ uri: process.env.MONGODB_URI, database });
let databases = 0;
/** Does something with a database of its own, which is dropped afterwards. */
const withDatabase = async (work) => {
  const connection = await mongoose.createConnection(process.env.MONGODB_URI).asPromise();
  const database = connection.useDb(`bench-${process.pid}-${(databases += 1)}`);
  try {
    return await work(database);
  } finally {
    await database.dropDatabase();
    await connection.close();
  }
};

/** The same on MongoDB: the limit is one upsert per event, a run of 200 in one bulkWrite that a majority has on disk. */
export const M8 = {
  target: 0.5,
  unit: 'events/s',
  limit: () =>
    withDatabase(async ({ db }) => {
      const { log } = await filledLog();
      const documents = db.collection('documents');
      const began = performance.now();
      for await (const batch of readBatches(log, { size: 200 }))
        await documents.bulkWrite(
          batch.map((event) => {
            const document = projection.evolve(undefined, event);
            const replacement = { text: JSON.stringify(document) };
            return { replaceOne: { filter: { _id: document.id }, replacement, upsert: true } };
          }),
          { ordered: false, writeConcern: { w: 'majority', j: true } },
        );
      return ((await log.head()) * 1000) / (performance.now() - began);
    }),
  ours: () =>
    withDatabase(async ({ name }) => {
      const { log } = await filledLog();
      const store = inMongodb(name);
      const began = performance.now();
      await project(log, store);
      const result = ((await log.head()) * 1000) / (performance.now() - began);
      await store.close();
      return result;
    }),
};

export const asKnownInMongodb = (events) => withDatabase(({ name }) => asKnown(events, inMongodb(name)));

/** How long a page of a list takes, as it is and as it was known when a tenth, half and nine tenths of the log were there. */
export const asKnown = async (events = 100_000, store = new SqliteDocumentStore(newFile('views.db'))) => {
  let clock = Date.parse('2022-01-01T00:00:00.000Z');
  const log = openLog();
  log.options.now = () => new Date((clock += 1)).toISOString();
  for (let version = 1; version <= 5; version += 1)
    for (let stream = 0; stream < events / 5; stream += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, index) => log.append(commit(`thing-${stream + index}`, version))),
      );
  const began = performance.now();
  const { documents } = await project(log, store);
  const result = { events, projectedPerSecond: round((events * 1000) / (performance.now() - began), 0) };
  const measure = async (query) => {
    const times = [];
    for (let index = 0; index < 60; index += 1) {
      const start = performance.now();
      await documents.find({ limit: 50, ...query });
      times.push(performance.now() - start);
    }
    return `p50 ${round(percentile(times.slice(5), 0.5))} ms, p99 ${round(percentile(times.slice(5), 0.99))} ms`;
  };
  const filter = { state: 'LAUNCHED' };
  result.now = await measure({ filter, sort: { by: 'rank' } });
  for (const share of [0.1, 0.5, 0.9]) {
    const [event] = await log.readAll(Math.floor(events * share), 1);
    const moment = { knownAt: event.knownat, position: events };
    result[`at ${share * 100} %`] = await measure({ filter, sort: { by: 'rank' }, moment });
    result[`at ${share * 100} %, what is rare`] = await measure({ filter: { state: 'NONE' }, moment });
  }
  // The other way: every stream folded again up to the moment, filtered and sorted.
  const start = performance.now();
  const folded = new Map();
  for await (const batch of readBatches(log, { until: events / 2 }))
    for (const event of batch) folded.set(event.subject, projection.evolve(folded.get(event.subject), event));
  const page = [...folded.values()]
    .filter(({ state }) => state === 'LAUNCHED')
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, 50);
  result['by replay, at 50 %'] = `${round(performance.now() - start, 0)} ms (${page.length} found)`;
  await store.close();
  await log.close();
  return result;
};
