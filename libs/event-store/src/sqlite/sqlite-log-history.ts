import { setImmediate } from 'node:timers/promises';
import { UnusableFile } from '../event-store.errors.js';
import type { RecordedRefusal } from '../event-store.port.js';
import type { EarlierName } from '../earlier-name.js';
import type { KeyEvidence, KeyMarks, MarkedLog } from '../key-marks.js';
import type { HistoryCommit, LogExtent, LogHistory } from '../log-history.port.js';
import { CONSUMER, eventsFile } from './events.schema.js';
import { KEY_MARKS, readKeyEvidence, readKeyMarks, takeUpKeyMarks } from './log-keys.js';
import { EARLIER_NAMES, readEarlierNames, renameLog } from './log-names.js';
import { readSeal, SEAL, type LogSeal } from './log-seal.js';
import { openSqliteFile, synchronousLevel, type SqliteDatabase } from './sqlite-file.js';

export { readKeyEvidence } from './log-keys.js';
export { readEarlierNames } from './log-names.js';
export { readSeal, type LogSeal } from './log-seal.js';

const COMMITS_PER_PORTION = 200;
const REFUSALS_PER_PORTION = 500;
const SYNCHRONOUS_FULL = 2;

/**
 * The log in one SQLite file as a whole, and its seal: once sealed, no `SqliteEventStore` opens it. Made for a file that no other
 * process has open.
 */
export class SqliteLogHistory implements LogHistory, MarkedLog {
  readonly logId: string;
  private readonly database: SqliteDatabase;
  private readonly statements: ReturnType<typeof prepareStatements>;

  /** Throws `UnusableFile` for a file that is not a log, also for one that keeps more than this version knows how to move. */
  constructor(file: string) {
    this.database = openSqliteFile(file, eventsFile);
    try {
      if (synchronousLevel(this.database) !== SYNCHRONOUS_FULL)
        throw new UnusableFile(`${file} is not written with synchronous=FULL`);
      const unknown = [
        ...tablesOf(this.database).filter((table) => !MOVED_TABLES.has(table)),
        ...membersOf(this.database).filter((name) => !MOVED_MEMBERS.has(name) && !name.startsWith(CONSUMER)),
      ];
      if (unknown.length > 0) throw new UnusableFile(`${file} keeps what is not known here: ${unknown.join(', ')}`);
      this.statements = prepareStatements(this.database);
      const logId = this.value('log_id');
      if (logId === undefined) throw new UnusableFile(`${file} is the log of no installation`);
      this.logId = logId;
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  async earlierNames(): Promise<readonly EarlierName[]> {
    return readEarlierNames(this.database);
  }

  /**
   * Gives the log another name from its newest event on, durably: it was put back, and may lack what was given out beyond. Resolves with
   * all that it had before, the newest last.
   */
  async rename(logId: string, at: string): Promise<readonly EarlierName[]> {
    return renameLog(this.database, { logId: this.logId, upTo: (await this.extent()).head, at }, logId);
  }

  get seal(): LogSeal | undefined {
    return readSeal(this.database);
  }

  /** Durable when it returns; so is what takes a seal away. */
  putSeal(seal: LogSeal): void {
    this.database
      .prepare('INSERT OR REPLACE INTO installation (name, value) VALUES (?, ?)')
      .run(SEAL, JSON.stringify(seal));
  }

  removeSeal(): void {
    this.database.prepare('DELETE FROM installation WHERE name = ?').run(SEAL);
  }

  async extent(): Promise<LogExtent> {
    const [row] = this.statements.extent.all() as Omit<LogExtent, 'closedTo'>[];
    return { ...row!, closedTo: this.value('closed_to') ?? '' };
  }

  async *commits(afterPosition = 0): AsyncGenerator<readonly HistoryCommit[], void> {
    for (let after = afterPosition; ; await setImmediate()) {
      const rows = this.statements.commits.all(after, COMMITS_PER_PORTION) as CommitRow[];
      if (rows.length === 0) return;
      const portion = rows.map((row) => this.historyCommit(row));
      yield portion;
      after = portion.at(-1)!.lastPosition;
    }
  }

  async *refusals(afterSequence = 0): AsyncGenerator<readonly RecordedRefusal[], void> {
    for (let after = afterSequence; ; await setImmediate()) {
      const rows = this.statements.refusals.all(after, REFUSALS_PER_PORTION) as RefusalRow[];
      if (rows.length === 0) return;
      yield rows.map(({ stream, ...refusal }) => ({ ...refusal, ...(stream !== null && { stream }) }));
      after = rows.at(-1)!.sequence;
    }
  }

  async numbers(): Promise<ReadonlyMap<string, number>> {
    const rows = this.statements.numbers.all() as { series: string; last: number }[];
    return new Map(rows.map(({ series, last }) => [series, last]));
  }

  async consumers(): Promise<ReadonlyMap<string, string>> {
    const names = membersOf(this.database).filter((name) => name.startsWith(CONSUMER));
    return new Map(names.map((name) => [name.slice(CONSUMER.length), this.value(name)!]));
  }

  async keyMarks(): Promise<readonly KeyMarks[]> {
    return readKeyMarks(this.database);
  }

  async readKeyEvidence(): Promise<KeyEvidence> {
    return readKeyEvidence(this.database);
  }

  async takeUpKeyMarks(marks: KeyMarks, after: number): Promise<void> {
    takeUpKeyMarks(this.database, marks, after);
  }

  async close(): Promise<void> {
    try {
      this.database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } finally {
      this.database.close();
    }
  }

  private historyCommit(row: CommitRow): HistoryCommit {
    const { first_position: firstPosition, commit_id: id, stream, first_version: firstVersion, count } = row;
    const lastPosition = firstPosition + count - 1;
    const events = this.statements.events.all(firstPosition, lastPosition) as EventRow[];
    const isWhole = events.every(
      (event, index) =>
        event.stream === stream && event.version === firstVersion + index && event.recorded_at === row.recorded_at,
    );
    if (events.length !== count || !isWhole)
      throw new UnusableFile(`The events from position ${firstPosition} on are not those of commit ${id}`);
    const [before] = this.statements.knownAt.all(stream, firstVersion - 1) as { known_at: string }[];
    const claims = JSON.parse(row.claims) as readonly string[];
    const isHeld = (claim: string): boolean => this.statements.isHeld.all(claim, id).length > 0;
    return {
      ...{ id, stream, firstVersion, claims, releases: JSON.parse(row.releases) as readonly string[] },
      events: events.map(({ event }) => event),
      held: [...new Set(claims)].filter(isHeld).toSorted(),
      ...(row.key !== null && { key: { scope: row.key_scope!, key: row.key, fingerprint: row.fingerprint! } }),
      ...{ acceptedAt: row.accepted_at, lastPosition, recordedAt: row.recorded_at },
      ...{ knownBefore: before?.known_at ?? '', knownAts: events.map(({ known_at }) => known_at) },
    };
  }

  private value(name: string): string | undefined {
    return (this.statements.value.all(name) as { value: string }[])[0]?.value;
  }
}

/** What a history carries. What is added to the file is added here and to what carries it, or nothing is moved. */
const MOVED_TABLES = new Set(['installation', 'commits', 'events', 'claims', 'numbers', 'refusals']);

const MOVED_MEMBERS = new Set(['log_id', 'closed_to', EARLIER_NAMES, KEY_MARKS, SEAL]);

const membersOf = (database: SqliteDatabase): readonly string[] =>
  (database.prepare('SELECT name FROM installation ORDER BY name').all() as { name: string }[]).map(({ name }) => name);

const tablesOf = (database: SqliteDatabase): readonly string[] =>
  (
    database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all() as {
      name: string;
    }[]
  ).map(({ name }) => name);

type CommitRow = Readonly<{
  first_position: number;
  commit_id: string;
  stream: string;
  first_version: number;
  count: number;
  claims: string;
  releases: string;
  key_scope: string | null;
  key: string | null;
  fingerprint: string | null;
  accepted_at: string;
  recorded_at: string;
}>;
type EventRow = Readonly<{ stream: string; version: number; recorded_at: string; known_at: string; event: string }>;
type RefusalRow = Omit<RecordedRefusal, 'stream'> & Readonly<{ stream: string | null }>;

const prepareStatements = (database: SqliteDatabase) => ({
  value: database.prepare('SELECT value FROM installation WHERE name = ?'),
  extent: database.prepare(
    `SELECT (SELECT ifnull(max(position), 0) FROM events) AS head, (SELECT count(*) FROM commits) AS commits,
       (SELECT count(*) FROM claims) AS claims, (SELECT ifnull(max(sequence), 0) FROM refusals) AS refusals`,
  ),
  commits: database.prepare('SELECT * FROM commits WHERE first_position > ? ORDER BY first_position LIMIT ?'),
  events: database.prepare(
    'SELECT stream, version, recorded_at, known_at, event FROM events WHERE position BETWEEN ? AND ? ORDER BY position',
  ),
  knownAt: database.prepare('SELECT known_at FROM events WHERE stream = ? AND version = ?'),
  isHeld: database.prepare('SELECT 1 FROM claims WHERE claim = ? AND commit_id = ?'),
  refusals: database.prepare(
    `SELECT sequence, at, code, rule, stream, command, actor, fingerprint FROM refusals WHERE sequence > ?
     ORDER BY sequence LIMIT ?`,
  ),
  numbers: database.prepare('SELECT series, last FROM numbers'),
});
