import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { LogSealed, LogUnavailable, UnusableFile } from '../event-store.errors.js';
import { compareHistories } from '../history-comparison.js';
import type { HistoryCommit } from '../log-history.port.js';
import { commitTo, refusalOf } from '../testing/event-store.contract.js';
import { clockOfHistory, writeHistory } from '../testing/written-history.js';
import { SqliteEventStore } from './sqlite-event-store.adapter.js';
import { SqliteLogHistory } from './sqlite-log-history.js';

describe('A log in one file as a whole', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'opsledger-history-'));
    file = join(folder, 'events.db');
    await write(file);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const openLog = (at = file, mayBeSealed = false): SqliteEventStore =>
    new SqliteEventStore({
      ...{ file: at, now: () => '2022-04-01T00:00:00.000Z', newLogId: () => 'log-1', mayBeSealed },
      onOutcomeUnknown: (error) => {
        throw error;
      },
    });
  const write = async (at: string): Promise<void> => {
    const { now, tick } = clockOfHistory();
    const log = new SqliteEventStore({ file: at, now, newLogId: () => 'log-1', onOutcomeUnknown: () => undefined });
    await writeHistory(log, tick);
    await log.close();
  };
  const seal = {
    id: 'seal-1',
    at: '2022-04-01T00:00:00.000Z',
    target: 'db.example.org/opsledger',
    isHandedOver: false,
  };
  const change = (sql: string): void => {
    const database = new Database(file);
    database.exec(sql);
    database.close();
  };
  const commitsOf = async (history: SqliteLogHistory, after?: number): Promise<readonly HistoryCommit[]> => {
    const all: HistoryCommit[] = [];
    for await (const portion of history.commits(after)) all.push(...portion);
    return all;
  };

  it('has every commit, in order, with what was stored and what readers get', async () => {
    const [history, log] = [new SqliteLogHistory(file), openLog()];
    const commits = await commitsOf(history);
    const read = await log.readAll(0, 10_000);
    const given = commits.flatMap(({ events, lastPosition, recordedAt, knownAts }) =>
      events.map((text, index) => ({
        ...(JSON.parse(text) as object),
        ...{ position: String(lastPosition - events.length + 1 + index), time: recordedAt, knownat: knownAts[index] },
      })),
    );
    expect(given).toEqual(read);
    expect(await history.extent()).toMatchObject({ head: read.length, commits: commits.length, refusals: 5 });
    expect(await commitsOf(history, commits[3]!.lastPosition)).toEqual(commits.slice(4));
    for (const { held, stream } of commits) for (const claim of held) expect(await log.findHolder(claim)).toBe(stream);
    expect(commits.reduce((sum, { held }) => sum + held.length, 0)).toBe((await history.extent()).claims);
    expect(await history.numbers()).toEqual(new Map([2020, 2021, 2022].map((year) => [`OP-${year}`, 4])));
    await Promise.all([history.close(), log.close()]);
  });

  it('once sealed is opened by nobody, but to be read, also after a restart; without its seal it goes on', async () => {
    const history = new SqliteLogHistory(file);
    history.putSeal(seal);
    await history.close();
    expect(() => openLog()).toThrow(LogSealed);
    expect(() => openLog()).toThrow(/sealed at 2022-04-01T00:00:00.000Z.*db\.example\.org\/opsledger/);
    const read = openLog(file, true);
    const head = await read.head();
    expect((await read.readAll(0, 10_000)).length).toBe(head);
    expect(await refusalOf(read.append(commitTo('thing-new', 1)))).toBeInstanceOf(LogUnavailable);
    expect(
      await refusalOf(
        read.completeTo('2022-03-31T00:00:00.000Z').then(() => read.completeTo('9999-01-01T00:00:00.000Z')),
      ),
    ).toBeInstanceOf(LogUnavailable);
    await read.close();
    const again = new SqliteLogHistory(file);
    expect(again.seal).toEqual(seal);
    again.removeSeal();
    await again.close();
    const log = openLog();
    await log.append(commitTo('thing-new', 1));
    expect(await log.head()).toBe(head + 1);
    await log.close();
  });

  it('that was put back gets another name, and remembers up to where the earlier ones go', async () => {
    const history = new SqliteLogHistory(file);
    const { head } = await history.extent();
    expect(await history.rename('log-2', seal.at)).toEqual([{ logId: 'log-1', upTo: head, at: seal.at }]);
    await history.close();
    const log = openLog();
    const earlier = { logId: 'log-1', upTo: head, at: seal.at };
    expect([log.logId, log.earlierNames]).toEqual(['log-2', [earlier]]);
    await log.append(commitTo('thing-new', 1));
    await log.close();
    const again = new SqliteLogHistory(file);
    await again.rename('log-3', seal.at);
    expect(await again.earlierNames()).toEqual([earlier, { logId: 'log-2', upTo: head + 1, at: seal.at }]);
    await again.close();
  });

  it('is not read when it keeps more than is known here, or is no log', () => {
    change('CREATE TABLE webhooks (name TEXT PRIMARY KEY)');
    expect(() => new SqliteLogHistory(file)).toThrow(/not known here: webhooks/);
    change("DROP TABLE webhooks; INSERT INTO installation (name, value) VALUES ('webhook:a', '1')");
    expect(() => new SqliteLogHistory(file)).toThrow(/not known here: webhook:a/);
    writeFileSync(join(folder, 'other.db'), 'x'.repeat(5_000));
    expect(() => new SqliteLogHistory(join(folder, 'other.db'))).toThrow(UnusableFile);
    expect(existsSync(join(folder, 'other.db-wal'))).toBe(false);
  });

  it.each([
    ['an event is gone', 'DELETE FROM events WHERE position = 5'],
    ['an event is of another stream', "UPDATE events SET stream = 'thing-x' WHERE position = 5"],
    ['an event has another time than its commit', "UPDATE events SET recorded_at = '' WHERE position = 5"],
  ])('says so when %s', async (_, sql) => {
    change(sql);
    const history = new SqliteLogHistory(file);
    expect(await refusalOf(commitsOf(history))).toBeInstanceOf(UnusableFile);
    await history.close();
  });

  describe('compared with another', () => {
    const compared = async (sql?: string): Promise<readonly string[]> => {
      rmSync(file);
      await write(file);
      const copy = join(folder, 'copy.db');
      const database = new Database(file);
      database.exec(`VACUUM INTO '${copy}'`);
      database.close();
      if (sql !== undefined) change(sql);
      const [one, other] = [new SqliteLogHistory(copy), new SqliteLogHistory(file)];
      const { examples, differences, ...counts } = await compareHistories(one, other);
      expect(differences === 0).toBe(examples.length === 0);
      expect(counts).toMatchObject({
        streams: 13,
        keys: 15,
        refusals: 5,
        numbers: 3,
        consumers: 2,
        events: (await one.extent()).head,
      });
      await Promise.all([one.close(), other.close()]);
      return examples;
    };

    it('is the same when it is', async () => {
      expect(await compared()).toEqual([]);
    });

    it.each([
      [
        'the text of an event',
        "UPDATE events SET event = event || ' ' WHERE position = 3",
        /of thing-0 at 42: events$/,
      ],
      ['a known time', "UPDATE events SET known_at = known_at || '0' WHERE position = 42", /thing-0 at 42: knownAts\n/],
      ['a position', 'UPDATE commits SET commit_id = commit_id || 1 WHERE first_position = 1', /in one|: id|held/],
      ['a claim that is released', "DELETE FROM claims WHERE claim = 'alias/1:0'", /"claims"/],
      ['who holds a claim', "UPDATE claims SET commit_id = 'x' WHERE claim = 'alias/1:0'", /held/],
      ['a fingerprint', "UPDATE commits SET fingerprint = '' WHERE first_position = 1", /: key$/],
      ['an acceptance', "UPDATE commits SET accepted_at = '' WHERE first_position = 1", /: acceptedAt$/],
      ['what was released', "UPDATE commits SET releases = '[]' WHERE first_position = 43", /: releases$/],
      ['a refusal', "UPDATE refusals SET actor = '' WHERE sequence = 2", /^refusal 2$/],
      ['a number', "UPDATE numbers SET last = 9 WHERE series = 'OP-2020'", /^numbers of OP-2020$/],
      [
        'what a consumer keeps',
        "UPDATE installation SET value = '' WHERE name = 'consumer:policy-2'",
        /^what is kept of policy-2$/,
      ],
      ['an instant called complete', "UPDATE installation SET value = '' WHERE name = 'closed_to'", /closedTo/],
      ['an earlier name', "INSERT INTO installation (name, value) VALUES ('earlier_names', '[1]')", /^earlier names$/],
      ['a mark of its keys', "UPDATE installation SET value = '[]' WHERE name = 'key_marks'", /^marks of the keys$/],
      ['its name', "UPDATE installation SET value = 'log-2' WHERE name = 'log_id'", /log-1 and log log-2/],
    ])('differs by %s', async (_, sql, said) => {
      expect((await compared(sql)).join('\n')).toMatch(said);
    });
  });
});
