import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyConflict, LogRenamed, LogUnavailable, UnusableDatabase } from '../event-store.errors.js';
import type { EventStore } from '../event-store.port.js';
import { compareHistories } from '../history-comparison.js';
import type { LogHistory } from '../log-history.port.js';
import { SqliteEventStore } from '../sqlite/sqlite-event-store.adapter.js';
import { SqliteLogHistory } from '../sqlite/sqlite-log-history.js';
import { appendRecorded, commitTo, refusalOf, someRefusal } from '../testing/event-store.contract.js';
import { faultsOfOrder, mongoDbUri, newDatabaseName, openLogProcess, type LogProcess } from '../testing/mongodb-log.js';
import { clockOfHistory, writeHistory } from '../testing/written-history.js';
import {
  completeRestoration,
  connectToLog,
  fenceAbandoned,
  MongoDbEventStore,
  MongoDbLogHistory,
  openLogDatabase,
  renameLog,
  restoreHistory,
  Sequence,
  stateOfTarget,
  UnsuitableTarget,
  type LogDatabase,
} from './index.js';

type Db = NonNullable<Awaited<ReturnType<typeof connectToLog>>['db']>;
const SEAL = 'seal-1';

describe('A history that is moved into MongoDB', () => {
  let folder: string;
  let file: string;
  let history: SqliteLogHistory;
  let databaseName: string;
  let opened: LogDatabase[];
  let processes: LogProcess[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'opsledger-moved-'));
    file = join(folder, 'events.db');
    const { now, tick } = clockOfHistory();
    const log = openSource(now);
    await writeHistory(log, tick);
    await log.close();
    history = new SqliteLogHistory(file);
  });
  afterAll(async () => {
    await history.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    [databaseName, opened, processes] = [newDatabaseName(), [], []];
  });
  afterEach(async () => {
    for (const process of processes) await process.leave();
    for (const database of opened) await database.close();
    const connection = await connectToLog(mongoDbUri(), { databaseName });
    await connection.dropDatabase();
    await connection.close();
  });

  const openSource = (now: () => string): SqliteEventStore =>
    new SqliteEventStore({ file, now, newLogId: () => 'log-1', onOutcomeUnknown: () => undefined });
  const openTarget = async (seal = SEAL, logId = 'log-1'): Promise<LogDatabase> => {
    const database = await openLogDatabase(mongoDbUri(), {
      ...{ newLogId: () => logId, databaseName, restoration: { logId, seal } },
    });
    opened.push(database);
    return database;
  };
  const startProcess = async (): Promise<LogProcess> => {
    const process = await openLogProcess({ databaseName });
    processes.push(process);
    process.sequencer.start();
    return process;
  };
  const move = async (from: LogHistory = history): Promise<LogDatabase> => {
    const database = await openTarget();
    await restoreHistory(database, from, SEAL);
    return database;
  };
  const complete = async (): Promise<LogDatabase> => {
    const database = await move();
    await completeRestoration(database, SEAL, await history.extent());
    return database;
  };
  /** All that readers and writers of a log can ask of it. */
  const everything = async (log: EventStore): Promise<unknown> => ({
    logId: log.logId,
    head: await log.head(),
    events: await log.readAll(0, 10_000),
    ofOneType: await log.readAll(5, 10, { types: ['opsledger.test.thing-brought-in.v1'] }),
    streams: await Promise.all(Array.from({ length: 13 }, (_, index) => log.readStream(`thing-${index}`))),
    parts: await log.readStream('thing-5', { fromVersion: 2, toVersion: 7 }),
    holders: await Promise.all(
      ['name', 'reference', 'alias'].flatMap((kind) =>
        Array.from({ length: 13 }, (_, index) =>
          log.findHolder(kind === 'name' ? `name/1:real:${index}` : `${kind}/1:${index}`),
        ),
      ),
    ),
    keys: await Promise.all(
      ['actor-1', 'source-1'].flatMap((scope) =>
        Array.from({ length: 13 }, (_, index) => log.findKey(scope, `key-${index}`)),
      ),
    ),
    refusals: await log.readRefusals(0, 100),
    consumers: await Promise.all(['policy-1', 'policy-2', 'policy-3'].map((name) => log.readConsumer(name))),
    isClosed: await log.completeTo((await history.extent()).closedTo),
  });

  it('answers as it did where it was, and goes on at the next position and the next refusal', async () => {
    await complete();
    const { log, sequencer, database } = await startProcess();
    const source = openSource(() => '2022-04-01T00:00:00.000Z');
    expect(await everything(log)).toEqual(await everything(source));
    await source.close();
    expect(await faultsOfOrder(database)).toEqual([]);
    expect(await sequencer.status()).toMatchObject({ unsequenced: 0 });

    const { head, refusals } = await history.extent();
    await appendRecorded(log, commitTo('thing-0', 44, { releases: ['alias/1:0'] }));
    await appendRecorded(log, commitTo('thing-new', 1, { claims: ['alias/1:0'] }));
    expect((await log.readAll(head, 10)).map(({ position, subject }) => [position, subject])).toEqual([
      [String(head + 1), 'thing-0'],
      [String(head + 2), 'thing-new'],
    ]);
    const [event] = await log.readAll(head, 1);
    expect(event!.time > (await history.extent()).closedTo).toBe(true);
    expect(await log.findHolder('alias/1:0')).toBe('thing-new');
    const bound = commitTo('thing-other', 1, { key: { scope: 'actor-1', key: 'key-3', fingerprint: 'x' } });
    expect(await refusalOf(log.append(bound))).toBeInstanceOf(KeyConflict);
    await log.recordRefusal(someRefusal);
    expect((await log.readRefusals(refusals, 10)).map(({ sequence }) => sequence)).toEqual([refusals + 1]);
    expect(await log.nextNumber('OP-2020')).toBe(5);
    expect(await faultsOfOrder(database)).toEqual([]);
  });

  it('is the same to the byte, and says what was compared', async () => {
    const database = await move();
    const { commits, claims, refusals, head } = await history.extent();
    expect(await compareHistories(history, new MongoDbLogHistory(database))).toMatchObject({
      ...{
        commits,
        events: head,
        streams: 13,
        keys: 15,
        claims,
        refusals,
        numbers: 3,
        consumers: 2,
        differences: 0,
        examples: [],
      },
    });
  });

  it.each([
    [
      'a text',
      (database: LogDatabase) => database.commits.updateOne({ _id: { $exists: true } }, { $set: { 'events.0': '{}' } }),
    ],
    [
      'a mark',
      (database: LogDatabase) => database.commits.updateOne({ lastPosition: 42 }, { $set: { recordedAt: '2022' } }),
    ],
    [
      'a commit too many',
      (database: LogDatabase) => database.commits.insertOne({ _id: 'x', eventIds: [randomUUID()] } as never),
    ],
    ['a commit too few', (database: LogDatabase) => database.commits.deleteOne({ lastPosition: 42 })],
    ['a batch too few', (database: LogDatabase) => database.batches.deleteOne({ _id: 2 })],
    ['what a consumer keeps', (database: LogDatabase) => database.consumers.deleteOne({ _id: 'policy-1' })],
    [
      'a mark of the keys',
      ({ connection }: LogDatabase) =>
        connection.db!.collection('installation').updateOne({}, { $unset: { 'keyMarks.0.cursor': 1 } }),
    ],
    ['a refusal', (database: LogDatabase) => database.refusals.updateOne({ _id: 2 }, { $unset: { stream: 1 } })],
    ['a claim', (database: LogDatabase) => database.commits.updateOne({ held: 'alias/1:0' }, { $unset: { held: 1 } })],
  ])('is not called the same when %s differs', async (_, damage) => {
    const database = await move();
    await damage(database);
    const found = await compareHistories(history, new MongoDbLogHistory(database)).then(
      ({ differences }) => differences,
      (error: unknown) => error instanceof UnusableDatabase && 1,
    );
    expect(found).toBeGreaterThan(0);
  });

  it('that was put back gets another name, unless a process works on it', async () => {
    const moved = await move();
    await completeRestoration(moved, SEAL, await history.extent());
    const { head } = await history.extent();
    const lease = { _id: 'sequencer', holder: 'somebody', until: new Date(Date.now() + 60_000) };
    await moved.leases.insertOne(lease);
    expect(await refusalOf(renameLog(moved.connection, 'log-2', '2022'))).toBeInstanceOf(UnusableDatabase);
    await moved.leases.updateOne({}, { $set: { until: new Date(0) } });
    const earlier = { logId: history.logId, upTo: head, at: '2022' };
    expect(await renameLog(moved.connection, 'log-2', '2022')).toEqual([earlier]);
    const again = await openLogDatabase(mongoDbUri(), { databaseName, newLogId: randomUUID });
    opened.push(again);
    expect([again.logId, again.earlierNames]).toEqual(['log-2', [earlier]]);
  });

  it('that was put back is not taken for the one of before by who has it open, and that one is told to end', async () => {
    const moved = await move();
    await completeRestoration(moved, SEAL, await history.extent());
    const database = await openLogDatabase(mongoDbUri(), { databaseName, newLogId: randomUUID });
    opened.push(database);
    const onRenamed = jest.fn();
    const now = (): string => '2022';
    const reader = new MongoDbEventStore({ database, sequence: new Sequence(database, 'reader'), now, onRenamed });
    await reader.confirmName();
    expect(onRenamed).not.toHaveBeenCalled();
    await renameLog(moved.connection, 'log-2', '2022');
    expect(await refusalOf(reader.confirmName())).toBeInstanceOf(LogRenamed);
    expect(onRenamed).toHaveBeenCalledWith(expect.any(LogRenamed));
    onRenamed.mockClear();
    await moved.connection.db!.collection('installation').deleteMany({});
    expect(await refusalOf(reader.confirmName())).toBeInstanceOf(LogUnavailable);
    expect(onRenamed).not.toHaveBeenCalled(); // a start would make another log
  });

  it('is given one name by two who put it back at once: the second is refused', async () => {
    const moved = await move();
    await completeRestoration(moved, SEAL, await history.extent());
    const db = moved.connection.db!;
    const admin = db.admin();
    jest.spyOn(db, 'admin').mockImplementationOnce(() => {
      const command = async (asked: object): Promise<object> => {
        const other = await connectToLog(mongoDbUri(), { databaseName });
        await renameLog(other, 'log-2', '2022').finally(() => other.close());
        return admin.command(asked);
      };
      return { command } as unknown as typeof admin;
    });
    expect(await refusalOf(renameLog(moved.connection, 'log-3', '2022'))).toBeInstanceOf(UnusableDatabase);
    expect(await db.collection('installation').findOne({})).toMatchObject({
      logId: 'log-2',
      earlierNames: [{ logId: 'log-1' }],
    });
  });

  it('may be cut off after any operation, and comes out the same', async () => {
    const operations = ['insertMany', 'updateOne'] as const;
    let cuts = 0;
    for (let isWhole = false; !isWhole;) {
      const database = await openTarget();
      let left = (cuts += 1);
      const cutOff = (name: keyof LogDatabase): unknown => {
        const collection = database[name] as unknown as Record<string, (...given: never[]) => unknown>;
        const spied = Object.create(collection) as typeof collection;
        for (const operation of operations)
          spied[operation] = async (...given) => {
            // Of an insert of many, half of what was sent is there when the process ends.
            if ((left -= 1) === 0) {
              const [documents] = given as unknown as [unknown[] | object];
              if (Array.isArray(documents) && documents.length > 1)
                await collection['insertMany']!(documents.slice(0, documents.length / 2) as never);
              throw new Error('killed');
            }
            return collection[operation]!(...given);
          };
        return spied;
      };
      const killed = {
        ...database,
        ...Object.fromEntries(
          (['commits', 'batches', 'refusals', 'numbers', 'consumers'] as const).map((name) => [name, cutOff(name)]),
        ),
      };
      isWhole = await restoreHistory(killed as LogDatabase, history, SEAL).then(
        () => true,
        () => false,
      );
      const again = await openTarget();
      await restoreHistory(again, history, SEAL);
      expect((await compareHistories(history, new MongoDbLogHistory(again))).examples).toEqual([]);
      expect(await faultsOfOrder(again)).toEqual([]);
      await again.connection.dropDatabase();
    }
    expect(cuts).toBeGreaterThan(6);
  });

  it('is opened by nobody before it is complete', async () => {
    const database = await move();
    await expect(openLogProcess({ databaseName })).rejects.toThrow(/is being moved into this database/);
    await completeRestoration(database, SEAL, await history.extent());
    await startProcess();
  });

  describe('The database that takes it', () => {
    const reasonOf = async (attempt: Promise<unknown>): Promise<unknown> =>
      ((await refusalOf(attempt)) as UnsuitableTarget).reason;

    it('may not have a log of its own', async () => {
      await (await openLogProcess({ databaseName })).leave();
      expect(await reasonOf(openTarget())).toBe('ANOTHER_LOG');
    });

    it('may not have anything else either, and is left as it was', async () => {
      const connection = await connectToLog(mongoDbUri(), { databaseName });
      await connection.db!.collection('letters').insertOne({ kept: true });
      expect(await reasonOf(openTarget())).toBe('NOT_EMPTY');
      expect((await connection.db!.listCollections().toArray()).map(({ name }) => name)).toEqual(['letters']);
      await connection.close();
    });

    it('goes on with this move only, not with that of a copy that was sealed apart', async () => {
      await openTarget();
      await openTarget();
      expect(await reasonOf(openTarget('seal-2'))).toBe('ANOTHER_MOVE');
    });
  });

  describe('Given up', () => {
    const giveUp = async (prepare: (db: Db) => Promise<unknown> | void = () => undefined): Promise<boolean> => {
      const connection = await connectToLog(mongoDbUri(), { databaseName });
      try {
        await prepare(connection.db!);
        const state = await stateOfTarget(connection, { logId: 'log-1', seal: SEAL });
        if (state === 'empty') throw new Error('nothing to give up');
        return await fenceAbandoned(connection, state);
      } finally {
        await connection.close();
      }
    };

    it('takes nothing any more, not even from who has it open, and is opened by nobody', async () => {
      await complete();
      const { log } = await startProcess();
      expect(await giveUp()).toBe(true);
      expect(await refusalOf(log.append(commitTo('thing-new', 1)))).toBeInstanceOf(LogUnavailable);
      await expect(openLogProcess({ databaseName })).rejects.toThrow(/given up/);
      expect(((await refusalOf(openTarget('seal-2'))) as UnsuitableTarget).reason).toBe('GIVEN_UP');
      expect(((await refusalOf(openTarget())) as UnsuitableTarget).reason).toBe('GIVEN_UP');
    });

    it.each([
      ['a commit', (log: EventStore) => appendRecorded(log, commitTo('thing-new', 1))],
      ['a commit that is not recorded yet', (log: EventStore) => log.append(commitTo('thing-new', 1))],
      ['a refusal', (log: EventStore) => log.recordRefusal(someRefusal)],
    ])('cannot be once it has taken %s, and goes on', async (what, take) => {
      await complete();
      const process = await openLogProcess({ databaseName });
      processes.push(process);
      if (!what.includes('not recorded')) process.sequencer.start();
      await take(process.log);
      expect(await giveUp()).toBe(false);
      process.sequencer.start();
      await appendRecorded(process.log, commitTo('thing-newer', 1));
    });

    const goneOn = async (): Promise<LogProcess> => {
      await complete();
      const process = await startProcess();
      await appendRecorded(process.log, commitTo('thing-new', 1));
      return process;
    };

    it('is not tried with a log that has gone on: it never stops taking commits', async () => {
      const { log } = await goneOn();
      let rules = 0;
      const countRules = (db: Db): void => {
        const { command } = db;
        db.command = (...given) => {
          rules += 1;
          return command.apply(db, given);
        };
      };
      expect([await giveUp(countRules), rules]).toEqual([false, 0]);
      await appendRecorded(log, commitTo('thing-newer', 1));
    });

    it('is undone if something was taken just before nothing could be any more', async () => {
      await complete();
      const { log } = await startProcess();
      const takeBefore = (db: Db): void => {
        const { command } = db;
        db.command = async (...given) => {
          db.command = command;
          await log.append(commitTo('thing-new', 1));
          return command.apply(db, given);
        };
      };
      expect(await giveUp(takeBefore)).toBe(false);
      await appendRecorded(log, commitTo('thing-newer', 1));
    });

    it('lets a log go on that an attempt stopped which was killed before it saw what was taken', async () => {
      const { log } = await goneOn();
      const stop = async (db: Db): Promise<void> => {
        for (const collMod of ['commits', 'refusals']) await db.command({ collMod, validator: { $expr: false } });
        expect(await refusalOf(log.append(commitTo('thing-stopped', 1)))).toBeInstanceOf(LogUnavailable);
      };
      expect(await giveUp(stop)).toBe(false);
      await appendRecorded(log, commitTo('thing-newer', 1));
    });
  });
});
