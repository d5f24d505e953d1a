import mongoose, { type Connection, type mongo } from 'mongoose';
import type { HistoryCommit, LogHistory } from '../log-history.port.js';
import { isDuplicate, type LogDatabase, type RefusalDocument } from './log-database.js';
import { takeUpKeyMarks } from './log-keys.js';
import { takeOverEarlierNames } from './log-names.js';
import { restoredCommitDocument, type BatchDocument } from './log.schema.js';
import { installationOf, type Restoration } from './restoration-mark.js';

/** As many as a sequencer puts into one. */
const COMMITS_PER_BATCH = 1_000;
const COMMITS_PER_WRITE = 1_000;
const CHARACTERS_PER_WRITE = 8_000_000;

export type RestorationProgress = Readonly<{ part: 'commits' | 'refusals'; done: number }>;

/**
 * Writes a history into a log database that was opened for it, in the places that it had: commits with their marks, then the batches
 * that name them, a portion at a time. Nothing is ever changed, only put where nothing is, and what is put there follows from the
 * history alone: so it may be cut off anywhere, goes on after the last batch that is there, and a write of an attempt that was killed
 * does no harm when it arrives late.
 */
export const restoreHistory = async (
  database: LogDatabase,
  history: LogHistory,
  seal: string,
  onProgress: (progress: RestorationProgress) => void = () => undefined,
): Promise<void> => {
  let last: Pick<BatchDocument, '_id' | 'lastPosition' | 'recordedAt' | 'closedTo'> =
    (await database.batches.findOne({}, { sort: { _id: -1 } })) ?? START;
  let portion: BatchOfCommits[] = [];
  let size = { commits: 0, characters: 0 };
  const write = async (): Promise<void> => {
    const batches = portion.map((commits): BatchDocument => {
      const { recordedAt, lastPosition } = commits.at(-1)!;
      const _id = last._id + 1;
      const named = commits.map(({ id, events, knownBefore }) => ({ id, count: events.length, knownBefore }));
      last = { _id, lastPosition, recordedAt, closedTo: '' };
      return { ...{ ...last, token: `${seal}-${_id}`, by: seal }, commits: named };
    });
    await putAll(database.commits, portion.flat().map(restoredCommitDocument));
    await putInOrder(database.batches, batches);
    [portion, size] = [[], { commits: 0, characters: 0 }];
    onProgress({ part: 'commits', done: last.lastPosition });
  };
  for await (const commits of batchesOf(history.commits(last.lastPosition))) {
    portion.push(commits);
    size.commits += commits.length;
    size.characters += commits.reduce((sum, { events }) => sum + charactersOf(events), 0);
    if (size.commits >= COMMITS_PER_WRITE || size.characters >= CHARACTERS_PER_WRITE) await write();
  }
  await write();
  await closePast(database, last, (await history.extent()).closedTo, seal);
  await restoreRefusals(database, history, seal, onProgress);
  await takeOverEarlierNames(database.connection, await history.earlierNames());
  // Where they are, they are those of the history: nobody else opens the log.
  for (const [after, marks] of (await history.keyMarks()).entries())
    await takeUpKeyMarks(database.connection, marks, after);
  for (const [series, number] of await history.numbers())
    await database.numbers.updateOne({ _id: series }, { $setOnInsert: { last: number } }, { upsert: true });
  for (const [name, state] of await history.consumers())
    await database.consumers.updateOne({ _id: name }, { $setOnInsert: { state } }, { upsert: true });
};

/** What was called complete stays so: the next batch, whoever adds it, is recorded later. */
const closePast = async (
  { batches }: LogDatabase,
  {
    _id,
    lastPosition,
    recordedAt,
    closedTo: reached,
  }: Pick<BatchDocument, '_id' | 'lastPosition' | 'recordedAt' | 'closedTo'>,
  closedTo: string,
  seal: string,
): Promise<void> => {
  if (closedTo === '' || reached === closedTo) return;
  const next = _id + 1;
  await putInOrder(batches, [
    { ...{ _id: next, token: `${seal}-${next}`, by: seal, lastPosition, recordedAt, closedTo }, commits: [] },
  ]);
};

const restoreRefusals = async (
  { refusals }: LogDatabase,
  history: LogHistory,
  seal: string,
  onProgress: (progress: RestorationProgress) => void,
): Promise<void> => {
  const last = await refusals.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
  for await (const portion of history.refusals(last?._id)) {
    const documents = portion.map(({ sequence, ...refusal }): RefusalDocument => ({
      _id: sequence,
      token: `${seal}-${sequence}`,
      ...refusal,
    }));
    await putInOrder(refusals, documents);
    onProgress({ part: 'refusals', done: portion.at(-1)!.sequence });
  }
};

/** From here on the log may be opened. How far it goes now is kept, so that what comes after can be told from it. */
export const completeRestoration = async (
  { connection }: LogDatabase,
  seal: string,
  { head, refusals }: Readonly<{ head: number; refusals: number }>,
): Promise<void> => {
  const restoration: Restoration = { seal, state: 'complete', head, refusals };
  const { matchedCount } = await installationOf(connection).updateOne(
    { _id: 'log', 'restoration.seal': seal, 'restoration.state': { $in: ['under-way', 'complete'] } },
    { $set: { restoration } },
  );
  if (matchedCount !== 1) throw new Error('The move of the history was given up meanwhile');
};

/**
 * Gives a move up, unless the log there has taken something of its own: resolves with whether it was. One that has is not stopped for
 * that. From the first step on no process can append there, also none that has it open; what came in just before is then seen, and the
 * step is undone. It is so also if an attempt before this one was killed between the two.
 */
export const fenceAbandoned = async (connection: Connection, restoration: Restoration): Promise<boolean> => {
  const session = connection.getClient().startSession({ causalConsistency: true });
  try {
    if (await hasGoneOn(connection, restoration, session)) {
      await setFence(connection, false, session);
      return false;
    }
    await setFence(connection, true, session);
    if (await hasGoneOn(connection, restoration, session)) {
      await setFence(connection, false, session);
      return false;
    }
    await installationOf(connection).updateOne(
      { _id: 'log', 'restoration.seal': restoration.seal },
      { $set: { 'restoration.state': 'abandoned' } },
      { session },
    );
    return true;
  } finally {
    await session.endSession();
  }
};

/** Whether a log that was complete has taken anything since. */
const hasGoneOn = async (
  { db }: Connection,
  { state, head, refusals }: Restoration,
  session: mongo.ClientSession,
): Promise<boolean> => {
  if (state !== 'complete') return false;
  const beyond = { $or: [{ lastPosition: { $gt: head ?? 0 } }, { pending: true }] };
  const taken =
    (await db!.collection('commits').findOne(beyond, { session })) ??
    (await db!.collection('refusals').findOne({ _id: { $gt: refusals ?? 0 } as never }, { session }));
  return taken !== null;
};

/** A rule of the database that refuses every insert. What is as it is to be is left alone: a change of rules waits for all writes. */
const setFence = async ({ db }: Connection, isFenced: boolean, session: mongo.ClientSession): Promise<void> => {
  const collections = await db!.listCollections({ name: { $in: ['commits', 'refusals'] } }, { session }).toArray();
  const writeConcern = { w: 'majority' } as const;
  for (const { name: collMod, options } of collections as mongo.CollectionInfo[]) {
    const wasFenced = Object.keys(options?.validator ?? {}).length > 0;
    const validator = isFenced ? { $expr: false } : {};
    if (isFenced || wasFenced) await db!.command({ collMod, validator, writeConcern }, { session });
  }
};

type BatchOfCommits = readonly HistoryCommit[];
const START = { _id: 0, lastPosition: 0, recordedAt: '', closedTo: '' };

/** Commits that were recorded at the same time, as many as a batch may have: the same ones wherever the history is taken up. */
async function* batchesOf(portions: AsyncIterable<readonly HistoryCommit[]>): AsyncGenerator<BatchOfCommits> {
  let [batch, characters]: [HistoryCommit[], number] = [[], 0];
  for await (const portion of portions) {
    for (const commit of portion) {
      const isFull = batch.length === COMMITS_PER_BATCH || characters >= CHARACTERS_PER_WRITE;
      if (batch.length > 0 && (isFull || commit.recordedAt !== batch[0]!.recordedAt)) {
        yield batch;
        [batch, characters] = [[], 0];
      }
      batch.push(commit);
      characters += charactersOf(commit.events);
    }
  }
  if (batch.length > 0) yield batch;
}

const charactersOf = (events: readonly string[]): number => events.reduce((sum, { length }) => sum + length, 0);

type Collection<Document extends Readonly<{ _id: string | number }>> = Readonly<{
  insertMany: (documents: Document[], options: Readonly<{ ordered: boolean }>) => Promise<unknown>;
  find: (filter: object, options: object) => { toArray: () => Promise<{ _id: string | number; token?: string }[]> };
}>;

/** Puts documents there, whichever order they come in; those that are there are what an attempt before this one put. */
const putAll = async <Document extends Readonly<{ _id: string }>>(
  collection: unknown,
  documents: readonly Document[],
): Promise<void> => {
  if (documents.length === 0) return;
  const target = collection as Collection<Document>;
  try {
    await target.insertMany([...documents], { ordered: false });
  } catch (error) {
    if (!isEveryFaultADuplicate(error)) throw error;
    const there = await target
      .find({ _id: { $in: documents.map(({ _id }) => _id) } }, { projection: { _id: 1 } })
      .toArray();
    if (there.length !== documents.length) throw error; // what is there is something else
  }
};

/** Puts documents there one after the other, so that what a killed attempt leaves is the beginning of them. */
const putInOrder = async <Document extends Readonly<{ _id: number; token: string }>>(
  collection: unknown,
  documents: readonly Document[],
): Promise<void> => {
  if (documents.length === 0) return;
  const target = collection as Collection<Document>;
  try {
    await target.insertMany([...documents], { ordered: true });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const there = await target
      .find({ _id: { $in: documents.map(({ _id }) => _id) } }, { projection: { token: 1 }, sort: { _id: 1 } })
      .toArray();
    if (there.length === 0 || there.some(({ token }, index) => token !== documents[index]!.token)) throw error;
    await putInOrder(collection, documents.slice(there.length));
  }
};

const isEveryFaultADuplicate = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoBulkWriteError &&
  !error.result.getWriteConcernError() &&
  [error.writeErrors].flat().every((fault) => isDuplicate(fault));
