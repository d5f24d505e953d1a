import Database from 'libsql';
import { uuidv7 } from 'uuidv7';
import { readBatches } from '@opsledger/event-store';
import { SqliteEventStore } from '@opsledger/event-store/sqlite';
import { commit, event, newFile, rate } from './harness.mjs';

export const now = () => new Date().toISOString();
export const openLog = (file = newFile('events.db')) =>
  new SqliteEventStore({
    file,
    now,
    newLogId: uuidv7,
    onOutcomeUnknown: (error) => {
      throw error;
    },
  });

/** The bare driver with the least that a log needs: unique ids, one version once. */
const rawLog = (file = newFile('raw.db')) => {
  const database = new Database(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(`CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,
    event_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, event TEXT NOT NULL, recorded_at TEXT NOT NULL, UNIQUE (stream, version))`);
  const insert = database.prepare(
    'INSERT INTO events (stream, version, event_id, type, event, recorded_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return {
    database,
    append: (events) => {
      database.exec('BEGIN IMMEDIATE');
      for (const one of events)
        insert.run(one.subject, Number(one.streamversion), one.id, one.type, JSON.stringify(one), now());
      database.exec('COMMIT');
    },
  };
};

const rawAppend = async (seconds, perTransaction) => {
  const { database, append } = rawLog();
  const result = await rate(
    seconds,
    () => append(Array.from({ length: perTransaction }, () => event(`thing-${uuidv7()}`, 1))),
    perTransaction,
  );
  database.close();
  return result;
};
const ourAppend = async (seconds, callers, perCommit) => {
  const log = openLog();
  const once = () =>
    Promise.all(Array.from({ length: callers }, () => log.append(commit(`thing-${uuidv7()}`, 1, perCommit))));
  const result = callers === 1 ? await rate(seconds, once, perCommit) : await independent(seconds, log, callers);
  await log.close();
  return result;
};
/** Callers that do not wait for each other, only each for its own answer. */
export const independent = async (seconds, log, callers) => {
  let appended = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (; performance.now() < end; appended += 1) await log.append(commit(`thing-${uuidv7()}`, 1));
    }),
  );
  return (appended * 1000) / (performance.now() - began);
};

export const D1 = { target: 0.85, limit: (s) => rawAppend(s, 1), ours: (s) => ourAppend(s, 1, 1), unit: 'appends/s' };
export const D2 = { target: 0.85, limit: (s) => rawAppend(s, 16), ours: (s) => ourAppend(s, 16, 1), unit: 'appends/s' };
export const D3 = { target: 0.8, limit: (s) => rawAppend(s, 100), ours: (s) => ourAppend(s, 1, 100), unit: 'events/s' };

const REPLAYED = 60_000;
let filled;
/** A log of many streams of five, and the same rows bare. */
const fill = async () => {
  if (filled) return filled;
  const file = newFile('filled.db');
  const log = openLog(file);
  for (let stream = 0; stream < REPLAYED / 5; stream += 100)
    await Promise.all(Array.from({ length: 100 }, (_, index) => log.append(commit(`thing-${stream + index}`, 1, 5))));
  const raw = rawLog();
  for await (const batch of readBatches(log)) raw.append(batch);
  return (filled = { log, raw, file });
};

export const D7 = {
  target: 0.6,
  unit: 'events/s',
  limit: async () => {
    const { raw } = await fill();
    const began = performance.now();
    let seen = 0;
    const page = raw.database.prepare(
      'SELECT position, event FROM events WHERE position > ? ORDER BY position LIMIT 500',
    );
    for (let position = 0, rows; (rows = page.all(position)).length > 0; position = rows.at(-1).position)
      for (const { event: text } of rows) seen += JSON.parse(text).data ? 1 : 0;
    return (seen * 1000) / (performance.now() - began);
  },
  ours: async () => {
    const { log } = await fill();
    const began = performance.now();
    let seen = 0;
    for await (const batch of readBatches(log)) for (const one of batch) seen += one.data ? 1 : 0;
    return (seen * 1000) / (performance.now() - began);
  },
};

let hundred;
const hundredEvents = async () => {
  if (hundred) return hundred;
  const [log, raw] = [openLog(), rawLog()];
  for (let stream = 0; stream < 200; stream += 1) {
    await log.append(commit(`thing-${stream}`, 1, 100));
    raw.append(await log.readStream(`thing-${stream}`));
  }
  return (hundred = { log, raw });
};
let next = 0;
export const D9 = {
  target: 0.7,
  unit: 'loads/s',
  limit: async (seconds) => {
    const { raw } = await hundredEvents();
    const read = raw.database.prepare('SELECT event FROM events WHERE stream = ? ORDER BY version');
    return rate(seconds, () =>
      read.all(`thing-${(next += 1) % 200}`).reduce((sum, { event: text }) => sum + JSON.parse(text).data.sequence, 0),
    );
  },
  ours: async (seconds) => {
    const { log } = await hundredEvents();
    return rate(seconds, async () =>
      (await log.readStream(`thing-${(next += 1) % 200}`)).reduce((sum, { data }) => sum + data.sequence, 0),
    );
  },
};

export const filledLog = fill;
