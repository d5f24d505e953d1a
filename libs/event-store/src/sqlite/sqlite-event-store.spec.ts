import { randomFillSync } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { LogUnavailable, OutcomeUnknown, UnusableFile } from '../event-store.errors.js';
import { commitTo, eventStoreContract, refusalOf, someRefusal } from '../testing/event-store.contract.js';
import { eventsFile } from './events.schema.js';
import { SqliteEventStore, type SqliteEventStoreOptions } from './sqlite-event-store.adapter.js';
import { openSqliteFile, synchronousLevel, type SqliteDatabase } from './sqlite-file.js';

const start = '2022-03-15T12:00:00.000Z';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsledger-log-'));
  file = join(folder, 'events.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: Partial<SqliteEventStoreOptions> = {}): SqliteEventStore =>
  new SqliteEventStore({
    ...{ file, now: () => start, newLogId: () => 'log-1' },
    onOutcomeUnknown: (error) => {
      throw error;
    },
    ...options,
  });

/** The connection that writes. Faults of the disk cannot be ordered, so the tests break the connection instead. */
const connectionOf = (log: SqliteEventStore): SqliteDatabase =>
  (log as unknown as { database: SqliteDatabase }).database;
const statementsOf = (log: SqliteEventStore) =>
  (log as unknown as { statements: Record<string, { run: (...values: unknown[]) => unknown }> }).statements;

/** Lets one kind of statement fail as a disk would; `also` is what happened in spite of that. */
const failOn = (log: SqliteEventStore, failing: string, also: (exec: () => void) => void = () => undefined): void => {
  const connection = connectionOf(log);
  const exec = connection.exec.bind(connection);
  jest.spyOn(connection, 'exec').mockImplementation((sql) => {
    if (sql !== failing) return exec(sql);
    also(() => exec(sql));
    throw new Error('disk I/O error');
  });
};

const tables = ['installation', 'commits', 'events', 'claims', 'numbers', 'refusals'];
const dump = (log: SqliteEventStore): unknown =>
  tables.map((table) => connectionOf(log).prepare(`SELECT * FROM ${table}`).all());

describe('The log in one SQLite file', () => {
  let files = 0;
  eventStoreContract({
    create: (now, upcasters = []) => open({ now, upcasters, file: join(folder, `events-${(files += 1)}.db`) }),
    destroy: (log) => log.close(),
  });
});

describe('What is acknowledged is on the disk', () => {
  it('because the connection that writes has WAL and synchronous=FULL', async () => {
    const log = open();
    expect(synchronousLevel(connectionOf(log))).toBe(2);
    expect(connectionOf(log).prepare('PRAGMA journal_mode').all()).toEqual([{ journal_mode: 'wal' }]);
    await log.close();
  });

  it('because a log that would be written with less does not open', () => {
    const loosened = jest.replaceProperty(eventsFile as { synchronous: 'FULL' | 'NORMAL' }, 'synchronous', 'NORMAL');
    try {
      expect(() => open()).toThrow(UnusableFile);
    } finally {
      loosened.restore();
    }
  });

  it('so another connection reads it when the listeners are called', async () => {
    const log = open();
    const reader = new Database(file);
    const counts: unknown[] = [];
    log.onAppended(() => counts.push(...reader.prepare('SELECT count(*) AS events FROM events').all()));
    await log.append(commitTo('thing-1', 1, { events: [{}, {}] }));
    await log.append(commitTo('thing-2', 1));
    expect(counts).toEqual([{ events: 2 }, { events: 3 }]);
    reader.close();
    await log.close();
  });

  it('so a process that ends without closing loses none of it', async () => {
    const log = open();
    for (let version = 1; version <= 5; version += 1) await log.append(commitTo('thing-1', version));
    const left = join(folder, 'left.db');
    for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${left}${part}`);
    const recovered = open({ file: left });
    expect(await recovered.readAll(0, 10)).toEqual(await log.readAll(0, 10));
    await recovered.close();
    await log.close();
  });
});

describe('The stored text of an event', () => {
  it('is canonical JSON (RFC 8785), byte by byte', async () => {
    const log = open();
    // The data are the examples of RFC 8785, sections 3.2.2 and 3.2.3.
    const data = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
      sorted: { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 },
    };
    const ids = { id: 'id-1', correlationid: 'correlation-1' };
    await log.append(commitTo('thing-1', 1, { events: [{ ...ids, knownat: '2020-01-01T00:00:00.000Z', data }] }));
    const reader = new Database(file);
    expect(reader.prepare('SELECT event FROM events').all()).toEqual([
      {
        event: [
          '{"acceptedat":"2022-03-15T11:59:59.000Z","actor":"actor-1","correlationid":"correlation-1",',
          '"data":{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],',
          '"sorted":{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3},',
          '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"},',
          '"datacontenttype":"application/json","exercise":"false","id":"id-1","knownat":"2020-01-01T00:00:00.000Z",',
          '"occurredat":"2022-03","sensitivity":"UNCLASSIFIED","source":"/opsledger/test","specversion":"1.0",',
          '"streamversion":"1","subject":"thing-1","type":"opsledger.test.thing-happened.v1"}',
        ].join(''),
      },
    ]);
    reader.close();
    await log.close();
  });

  it('is what was accepted, without what the log gives', async () => {
    const log = open();
    await log.append(commitTo('thing-1', 1));
    const [{ event }] = connectionOf(log).prepare('SELECT event FROM events').all() as [{ event: string }];
    expect(Object.keys(JSON.parse(event) as object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(position|time|knownat)$/)]),
    );
    await log.close();
  });
});

describe('A log that is opened again', () => {
  it('is the same log and goes on where it was', async () => {
    const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
    const first = open();
    await first.append(commitTo('thing-1', 1, { events: [{}, {}], claims: ['name/1:real:buffalo'], key }));
    await first.append(commitTo('thing-2', 1, { events: [{ knownat: '2020-01-01T00:00:00.000Z' }] }));
    await first.recordRefusal(someRefusal);
    await first.keepConsumer('policy-1', 'at 3');
    const events = await first.readAll(0, 10);
    await first.close();

    const again = open({ newLogId: () => 'another-log', now: () => '2022-03-15T11:00:00.000Z' });
    expect(again.logId).toBe('log-1');
    expect(await again.head()).toBe(3);
    expect(await again.readAll(0, 10)).toEqual(events);
    expect(await again.readConsumer('policy-1')).toBe('at 3');
    expect(await again.findHolder('name/1:real:buffalo')).toBe('thing-1');
    expect(await again.findKey('actor-1', 'key-1')).toMatchObject({ stream: 'thing-1', lastVersion: 2 });
    expect(await refusalOf(again.append(commitTo('thing-1', 2)))).toMatchObject({ actualVersion: 2 });
    expect(await again.append(commitTo('thing-1', 3))).toMatchObject({ lastVersion: 3 });
    expect(await again.head()).toBe(4);
    await again.recordRefusal(someRefusal);
    expect((await again.readRefusals(0, 10)).map(({ sequence }) => sequence)).toEqual([1, 2]);
    await again.close();
  });

  it('never records before it did, although the clock went back while it was closed', async () => {
    const first = open();
    await first.append(commitTo('thing-1', 1));
    await first.close();
    const again = open({ now: () => '2022-03-15T11:00:00.000Z' });
    await again.append(commitTo('thing-2', 1));
    expect((await again.readAll(1, 1))[0]).toMatchObject({ time: start, knownat: start });
    await again.close();
  });

  it('gives no number that a commit may have carried', async () => {
    const first = open();
    const given = [await first.nextNumber('OP-2022'), await first.nextNumber('OP-2022')];
    await first.append(commitTo('thing-1', 1));
    await first.close();
    const again = open();
    given.push(await again.nextNumber('OP-2022'));
    await again.append(commitTo('thing-2', 1));
    await again.close();
    const oneMoreTime = open();
    given.push(await oneMoreTime.nextNumber('OP-2022'));
    expect(new Set(given).size).toBe(4);
    await oneMoreTime.close();
  });

  it('has what was still waiting when it was closed', async () => {
    const log = open();
    const appended = log.append(commitTo('thing-1', 1));
    await log.close();
    expect(await appended).toMatchObject({ lastVersion: 1 });
    const again = open();
    expect(await again.head()).toBe(1);
    await again.close();
  });

  it('is whole in its one file, so that a copy made after closing misses nothing', async () => {
    const log = open();
    for (let version = 1; version <= 20; version += 1) await log.append(commitTo('thing-1', version));
    await log.close();
    copyFileSync(file, join(folder, 'copy.db'));
    const copy = open({ file: join(folder, 'copy.db') });
    expect(await copy.head()).toBe(20);
    await copy.close();
  });
});

it('A log that is closed refuses, and the process lives on', async () => {
  const log = open();
  await log.append(commitTo('thing-1', 1));
  await log.close();
  for (const attempt of [log.append(commitTo('thing-1', 2)), log.recordRefusal(someRefusal), log.readAll(0, 1)])
    expect(await refusalOf(attempt)).toBeInstanceOf(LogUnavailable);
  await expect(log.close()).resolves.toBeUndefined();
});

it('What was called complete stays so over a restart with a clock that went back', async () => {
  const log = open();
  expect(await log.completeTo('2022-03-15T11:59:59.000Z')).toBe('2022-03-15T11:59:59.000Z');
  await log.close();
  const again = open({ now: () => '2022-03-15T11:00:00.000Z' });
  expect(await again.completeTo('2022-03-15T11:59:59.000Z')).toBe('2022-03-15T11:59:59.000Z');
  await again.append(commitTo('thing-1', 1));
  expect((await again.readAll(0, 1))[0]!.time).toBe('2022-03-15T11:59:59.001Z');
  await again.close();
});

it('Reading with a filter goes by an index', async () => {
  const log = open();
  const reader = new Database(file);
  const planOf = (sql: string, ...values: unknown[]) =>
    (reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[])
      .map(({ detail }) => detail)
      .join('; ');
  const of = 'SELECT event FROM events WHERE';
  expect(planOf(`${of} type = ? AND position > ? ORDER BY position LIMIT ?`, 'x', 1, 9)).toMatch(
    /^SEARCH events USING INDEX events_by_type \(type=\? AND position>\?\)$/,
  );
  expect(planOf(`${of} stream = ? AND position > ? ORDER BY version LIMIT ?`, 'x', 1, 9)).toMatch(
    /^SEARCH events USING INDEX \S+ \(stream=\?\)$/,
  );
  reader.close();
  await log.close();
});

describe('Callers that come together', () => {
  const commitsIn = async (work: (log: SqliteEventStore) => Promise<unknown>): Promise<number> => {
    const log = open();
    const exec = jest.spyOn(connectionOf(log), 'exec');
    await work(log);
    const count = exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length;
    await log.close();
    return count;
  };

  it('share one COMMIT, accepted or refused', async () => {
    const count = await commitsIn(async (log) => {
      const appends = Array.from({ length: 50 }, (_, index) => log.append(commitTo(`thing-${index % 40}`, 1)));
      const verdicts = await Promise.allSettled([...appends, log.recordRefusal(someRefusal)]);
      expect(verdicts.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    });
    expect(count).toBe(1);
  });

  it('do not, when each waits for the one before', async () => {
    const count = await commitsIn(async (log) => {
      for (const version of [1, 2, 3]) await log.append(commitTo('thing-1', version));
    });
    expect(count).toBe(3);
  });

  it('are served in the order in which they came, also in one stream', async () => {
    const log = open();
    const receipts = await Promise.all([
      log.append(commitTo('thing-1', 1)),
      log.append(commitTo('thing-2', 1, { events: [{}, {}] })),
      log.append(commitTo('thing-1', 2)),
    ]);
    expect(receipts.map(({ stream, lastVersion }) => `${stream}@${lastVersion}`)).toEqual([
      ...['thing-1@1', 'thing-2@2', 'thing-1@2'],
    ]);
    expect((await log.readAll(0, 10)).map(({ subject, streamversion }) => `${subject}@${streamversion}`)).toEqual([
      ...['thing-1@1', 'thing-2@1', 'thing-2@2', 'thing-1@2'],
    ]);
    await log.close();
  });
});

it('A refused commit leaves no trace in the file', async () => {
  const log = open();
  const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
  await log.append(commitTo('thing-1', 1, { claims: ['name/1:real:buffalo'], key }));
  await log.append(commitTo('thing-2', 1));
  const before = dump(log);
  const verdicts = await Promise.allSettled([
    log.append(commitTo('thing-1', 1, { claims: ['name/1:real:heron'], releases: ['name/1:real:buffalo'] })),
    log.append(commitTo('thing-2', 2, { claims: ['name/1:real:heron', 'name/1:real:buffalo'] })),
    log.append(commitTo('thing-1', 2, { claims: ['name/1:real:heron'], releases: ['name/1:real:buffalo'], key })),
  ]);
  expect(verdicts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(dump(log)).toEqual(before);
  await log.close();
});

describe('An I/O error in COMMIT', () => {
  const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
  const breakCommit = async (also?: (exec: () => void) => void) => {
    const onOutcomeUnknown = jest.fn();
    const log = open({ onOutcomeUnknown });
    await log.append(commitTo('thing-1', 1));
    failOn(log, 'COMMIT', also);
    const waiting = await Promise.all(
      [
        log.append(commitTo('thing-1', 2, { key })),
        log.append(commitTo('thing-2', 1)),
        log.append(commitTo('thing-1', 400)),
        log.recordRefusal(someRefusal),
      ].map(refusalOf),
    );
    return { log, onOutcomeUnknown, waiting };
  };

  it('leaves every waiting caller with an unknown outcome, also who would have been refused', async () => {
    const { log, waiting } = await breakCommit();
    expect(waiting).toHaveLength(4);
    for (const refusal of waiting) expect(refusal).toBeInstanceOf(OutcomeUnknown);
    await log.close();
  });

  it('is told once', async () => {
    const { log, onOutcomeUnknown } = await breakCommit();
    await refusalOf(log.append(commitTo('thing-3', 1)));
    expect(onOutcomeUnknown).toHaveBeenCalledTimes(1);
    expect(onOutcomeUnknown).toHaveBeenCalledWith(expect.any(OutcomeUnknown));
    await log.close();
    expect(onOutcomeUnknown).toHaveBeenCalledTimes(1);
  });

  it('is not followed by any answer: reads and appends are refused until a restart', async () => {
    const { log } = await breakCommit();
    jest.restoreAllMocks();
    for (const attempt of [
      () => log.append(commitTo('thing-3', 1)),
      () => log.recordRefusal(someRefusal),
      () => log.readStream('thing-1'),
      () => log.readAll(0, 10),
      () => log.head(),
      () => log.findKey('actor-1', 'key-1'),
      () => log.findHolder('name/1:real:buffalo'),
      () => log.readRefusals(0, 10),
    ])
      expect(await refusalOf(attempt())).toBeInstanceOf(OutcomeUnknown);
    await log.close();
  });

  it('tells no listener', async () => {
    const log = open({ onOutcomeUnknown: () => undefined });
    const listener = jest.fn();
    log.onAppended(listener);
    failOn(log, 'COMMIT', (exec) => exec());
    await refusalOf(log.append(commitTo('thing-1', 1)));
    expect(listener).not.toHaveBeenCalled();
    await log.close();
  });

  it.each([
    [
      'and the next start finds the commits, under their keys, if they reached the disk',
      (exec: () => void) => exec(),
      3,
    ],
    ['and the next start finds nothing of them if they did not', () => undefined, 1],
  ])('%s', async (_, also, head) => {
    const { log } = await breakCommit(also);
    jest.restoreAllMocks();
    await log.close();
    const again = open();
    expect(await again.head()).toBe(head);
    expect((await again.findKey('actor-1', 'key-1'))?.stream).toBe(head === 3 ? 'thing-1' : undefined);
    expect(await again.readStream('thing-1')).toHaveLength(head === 3 ? 2 : 1);
    await again.close();
  });
});

describe('An error before COMMIT', () => {
  const failOnce = (statement: { run: (...values: unknown[]) => unknown }, call: number): void => {
    const run = statement.run.bind(statement);
    let calls = 0;
    jest.spyOn(statement, 'run').mockImplementation((...values) => {
      calls += 1;
      if (calls === call) throw new Error('database or disk is full');
      return run(...values);
    });
  };

  it.each<[string, (log: SqliteEventStore) => void]>([
    ['at BEGIN', (log) => failOn(log, 'BEGIN IMMEDIATE')],
    ['at the first event', (log) => failOnce(statementsOf(log)['insertEvent']!, 1)],
    ['inside the second commit', (log) => failOnce(statementsOf(log)['insertEvent']!, 3)],
    ['after the events of the second commit', (log) => failOnce(statementsOf(log)['insertCommit']!, 2)],
    ['at the claims, the last that is written', (log) => failOnce(statementsOf(log)['claim']!, 2)],
    ['at the numbers', (log) => failOnce(statementsOf(log)['saveNumber']!, 1)],
  ])('%s: nothing is written, all are told so, and the next append works', async (_, breakSomething) => {
    const onOutcomeUnknown = jest.fn();
    const log = open({ onOutcomeUnknown });
    await log.append(commitTo('thing-1', 1));
    const number = await log.nextNumber('OP-2022');
    const before = dump(log);
    const listener = jest.fn();
    log.onAppended(listener);
    breakSomething(log);
    const key = { scope: 'actor-1', key: 'key-1', fingerprint: '' };
    const commits = [
      commitTo('thing-1', 2, { key, claims: ['name/1:real:buffalo'] }),
      commitTo('thing-2', 1, { events: [{}, {}], claims: ['name/1:real:heron'] }),
      commitTo('thing-1', 400),
    ];
    for (const refusal of await Promise.all(commits.map((commit) => refusalOf(log.append(commit))))) {
      expect(refusal).toBeInstanceOf(LogUnavailable);
      expect((refusal as Error).cause).toMatchObject({ message: expect.stringContaining('disk') });
    }
    expect(dump(log)).toEqual(before);
    expect(await log.head()).toBe(1);
    expect(listener).not.toHaveBeenCalled();
    expect(onOutcomeUnknown).not.toHaveBeenCalled();

    jest.restoreAllMocks();
    // The very same commits may be sent again.
    expect(await log.append(commits[0]!)).toMatchObject({ lastVersion: 2 });
    expect(await log.append(commits[1]!)).toMatchObject({ lastVersion: 2 });
    expect((await log.readAll(0, 10)).map(({ position }) => position)).toEqual(['1', '2', '3', '4']);
    expect(await log.findHolder('name/1:real:heron')).toBe('thing-2');
    await log.close();
    const again = open();
    expect(await again.nextNumber('OP-2022')).toBe(number + 1);
    await again.close();
  });

  it('that cannot be rolled back is an unknown outcome', async () => {
    const onOutcomeUnknown = jest.fn();
    const log = open({ onOutcomeUnknown });
    failOn(log, 'ROLLBACK');
    failOnce(statementsOf(log)['insertCommit']!, 1);
    expect(await refusalOf(log.append(commitTo('thing-1', 1)))).toBeInstanceOf(OutcomeUnknown);
    expect(await refusalOf(log.head())).toBeInstanceOf(OutcomeUnknown);
    expect(onOutcomeUnknown).toHaveBeenCalledTimes(1);
    await log.close();
  });
});

describe('A file that cannot be used is named and left as it was:', () => {
  const closedLog = async (events: number): Promise<Buffer> => {
    const log = open();
    await Promise.all(Array.from({ length: events }, (_, index) => log.append(commitTo(`thing-${index}`, 1))));
    await log.close();
    return readFileSync(file);
  };
  const expectRefusal = (bytes: Buffer, reason: string): void => {
    const unusable = join(folder, 'unusable.db');
    writeFileSync(unusable, bytes);
    expect(() => open({ file: unusable })).toThrow(UnusableFile);
    expect(() => open({ file: unusable })).toThrow(unusable);
    expect(() => open({ file: unusable })).toThrow(reason);
    expect(readFileSync(unusable).equals(bytes)).toBe(true);
  };
  const changed = async (sql: string): Promise<Buffer> => {
    await closedLog(1);
    const database = new Database(file);
    database.exec(`${sql}; PRAGMA wal_checkpoint(TRUNCATE)`);
    database.close();
    return readFileSync(file);
  };

  it('a newer schema', async () => {
    const newer = eventsFile.schemaVersion + 1;
    expectRefusal(await changed(`PRAGMA user_version = ${newer}`), `has schema version ${newer}`);
  });

  it("a file of Opsledger's that is of another kind", () => {
    const views = { ...eventsFile, kind: 'OPLV', synchronous: 'NORMAL' } as const;
    openSqliteFile(file, views).exec('PRAGMA wal_checkpoint(TRUNCATE)');
    expectRefusal(readFileSync(file), 'is not a file of');
  });

  it("another program's database", () => {
    const database = new Database(file);
    database.exec("CREATE TABLE cookies (name TEXT); INSERT INTO cookies VALUES ('one')");
    database.close();
    expectRefusal(readFileSync(file), 'is not a file of');
  });

  it('random bytes', () => {
    expectRefusal(randomFillSync(Buffer.alloc(50_000)), 'not a database');
  });

  it('text', () => {
    expectRefusal(Buffer.from('position,stream,type\n1,thing-1,launched\n'), 'not a database');
  });

  it('a log whose end is overwritten with random bytes', async () => {
    expectRefusal(randomFillSync(await closedLog(200), 8_192), 'malformed');
  });

  it('a log in which any one page was overwritten', async () => {
    const whole = await closedLog(200);
    const pages = Array.from({ length: whole.length / 4_096 - 1 }, (_, index) => (index + 1) * 4_096);
    const missed = pages.filter((offset) => {
      writeFileSync(
        file,
        Buffer.concat([whole.subarray(0, offset), randomFillSync(Buffer.alloc(4_096)), whole.subarray(offset + 4_096)]),
      );
      try {
        open();
        return true;
      } catch {
        return false;
      }
    });
    expect([pages.length > 20, missed]).toEqual([true, []]);
  });

  it.each([
    ['half of it', (length: number) => length / 2],
    ['a part of a page', () => 10_000],
    ['its first page', () => 4_096],
    ['less than a page', () => 100],
    ['all but the last page', (length: number) => length - 4_096],
  ])('a log that was cut to %s', async (_, lengthLeft) => {
    const bytes = await closedLog(200);
    expectRefusal(bytes.subarray(0, lengthLeft(bytes.length)), 'malformed');
  });

  it('a folder in its place, or no folder to put it in', () => {
    mkdirSync(file);
    expect(() => open()).toThrow(UnusableFile);
    expect(() => open({ file: join(folder, 'nowhere', 'events.db') })).toThrow(UnusableFile);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });
});
