import { laterOf, millisecondsAfter, type Instant, type RecordedEvent } from '@opsledger/kernel';
import {
  ClaimConflict,
  KeyConflict,
  LogSealed,
  LogUnavailable,
  OutcomeUnknown,
  UnusableFile,
  VersionConflict,
} from '../event-store.errors.js';
import type {
  Commit,
  CommitRange,
  CommitReceipt,
  EventFilter,
  EventStore,
  KeyedCommit,
  RecordedRefusal,
  Refusal,
} from '../event-store.port.js';
import { isTypeOf } from '../event-filter.js';
import { canonicalJson, recordedEvent } from '../event-text.js';
import type { EarlierName } from '../earlier-name.js';
import type { KeyEvidence, KeyMarks } from '../key-marks.js';
import { Upcasting, type Upcaster } from '../upcasting.js';
import { CONSUMER, eventsFile } from './events.schema.js';
import { readKeyEvidence, takeUpKeyMarks } from './log-keys.js';
import { readEarlierNames } from './log-names.js';
import { readSeal } from './log-seal.js';
import { openSqliteFile, synchronousLevel, type SqliteDatabase } from './sqlite-file.js';

const SYNCHRONOUS_FULL = 2;
const MOST_VERSIONS = Number.MAX_SAFE_INTEGER;

export type SqliteEventStoreOptions = Readonly<{
  file: string;
  /** The server's clock, for the time of recording. */
  now: () => Instant;
  newLogId: () => string;
  /** Called once when a COMMIT ended without a verdict: answer what is open, then end the process. */
  onOutcomeUnknown: (error: OutcomeUnknown) => void;
  upcasters?: readonly Upcaster[];
  /** Opens a log that was sealed, too, to be read and no more. */
  mayBeSealed?: boolean;
}>;

/** A write that waits for the next COMMIT: `write` is run inside the transaction and either gives a result or refuses. */
type PendingWrite = Readonly<{
  write: (recordedAt: Instant) => unknown;
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}>;
type Verdict = Readonly<{ result: unknown }> | Readonly<{ refusal: Error }>;

/**
 * The log in one SQLite file. Callers that come in while others are being written share one transaction and one fsync, and
 * each gets its own verdict. The driver is synchronous, so nothing runs between BEGIN and COMMIT.
 */
export class SqliteEventStore implements EventStore {
  readonly logId: string;
  readonly earlierNames: readonly EarlierName[];
  private readonly database: SqliteDatabase;
  private readonly statements: ReturnType<typeof prepareStatements>;
  private readonly listeners = new Set<() => void>();
  private readonly numbers = new Map<string, number>();
  private readonly unsavedNumbers = new Set<string>();
  private pending: PendingWrite[] = [];
  private isFlushScheduled = false;
  /** Why nothing can be read or written any more. */
  private failure: OutcomeUnknown | LogUnavailable | undefined;
  private lastPosition: number;
  private lastRecordedAt: Instant;
  /** Nothing will be recorded at or before this instant any more. */
  private closedTo: Instant;
  /** The same, once the transaction under way is durable. */
  private closing: Instant = '';
  private readonly upcasting: Upcasting;
  private readonly isSealed: boolean;

  constructor(private readonly options: SqliteEventStoreOptions) {
    this.upcasting = new Upcasting(options.upcasters);
    this.database = openSqliteFile(options.file, eventsFile);
    try {
      if (synchronousLevel(this.database) !== SYNCHRONOUS_FULL)
        throw new UnusableFile(`${options.file} is not written with synchronous=FULL`);
      const seal = readSeal(this.database);
      if (seal && !options.mayBeSealed) throw new LogSealed(options.file, seal.at, seal.target);
      this.isSealed = seal !== undefined;
      this.statements = prepareStatements(this.database);
      this.logId = this.readOrMakeLogId();
      this.earlierNames = readEarlierNames(this.database);
      const [last] = this.statements.lastEvent.all() as { position: number; recorded_at: string }[];
      this.lastPosition = last?.position ?? 0;
      this.lastRecordedAt = last?.recorded_at ?? '';
      this.closedTo = (this.statements.closedTo.all() as { value: string }[])[0]?.value ?? '';
      for (const row of this.statements.numbers.all() as { series: string; last: number }[])
        this.numbers.set(row.series, row.last);
    } catch (error) {
      this.database.close();
      throw error instanceof UnusableFile
        ? error
        : new UnusableFile(`${options.file}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Whoever renames the log of a file needs the lock that this process has. */
  async confirmName(): Promise<void> {}

  async append(commit: Commit): Promise<CommitReceipt> {
    // Made before the commit joins the others: what is no JSON fails alone.
    const texts = commit.events.map(canonicalJson);
    return this.enqueue((recordedAt) => this.writeCommit(commit, texts, recordedAt));
  }

  async readStream(
    stream: string,
    { fromVersion = 1, toVersion = Number.MAX_SAFE_INTEGER } = {},
  ): Promise<readonly RecordedEvent[]> {
    this.assertUsable();
    return this.read(this.statements.stream.all(stream, fromVersion, toVersion));
  }

  async readAll(
    afterPosition: number,
    limit: number,
    { types, subject }: EventFilter = {},
  ): Promise<readonly RecordedEvent[]> {
    this.assertUsable();
    const { log, logOfStream, logOfType } = this.statements;
    if (subject !== undefined) {
      const events = this.read(logOfStream.all(subject, afterPosition, types ? MOST_VERSIONS : limit));
      return types ? events.filter(({ type }) => isTypeOf(type, types)).slice(0, limit) : events;
    }
    if (!types) return this.read(log.all(afterPosition, limit));
    // Each type is read from its own index, so that rare ones are found in a long log without looking at the rest.
    const rows = this.storedAs(types).flatMap((type) => logOfType.all(type, afterPosition, limit) as EventRow[]);
    return this.read(rows.toSorted((a, b) => a.position - b.position).slice(0, limit));
  }

  async completeTo(wanted: Instant): Promise<Instant> {
    this.assertUsable();
    if (wanted <= this.closedTo || wanted < this.lastRecordedAt) return wanted;
    return this.enqueue<Instant>((recordedAt) => {
      const justBefore = millisecondsAfter(recordedAt, -1);
      const end = wanted < justBefore ? wanted : justBefore;
      if (end > this.closing) this.statements.saveClosedTo.run(end);
      this.closing = laterOf(this.closing, end);
      return end;
    });
  }

  async head(): Promise<number> {
    this.assertUsable();
    return this.lastPosition;
  }

  async findKey(scope: string, key: string): Promise<KeyedCommit | undefined> {
    this.assertUsable();
    const [row] = this.statements.key.all(scope, key) as KeyRow[];
    return (
      row && {
        stream: row.stream,
        firstVersion: row.first_version,
        lastVersion: row.last_version,
        fingerprint: row.fingerprint,
      }
    );
  }

  async commitWith(stream: string, version: number): Promise<CommitRange | undefined> {
    this.assertUsable();
    const [row] = this.statements.commit.all(stream, version) as Pick<KeyRow, 'first_version' | 'last_version'>[];
    return row && { firstVersion: row.first_version, lastVersion: row.last_version };
  }

  async findHolder(claim: string): Promise<string | undefined> {
    this.assertUsable();
    return this.holderOf(claim);
  }

  async nextNumber(series: string): Promise<number> {
    // Saved with the next commit, whichever it is: a number that no commit followed was never shown to anyone.
    const next = (this.numbers.get(series) ?? 0) + 1;
    this.numbers.set(series, next);
    this.unsavedNumbers.add(series);
    return next;
  }

  recordRefusal({ at, code, rule, stream, command, actor, fingerprint }: Refusal): Promise<void> {
    return this.enqueue(() => {
      this.statements.insertRefusal.run(at, code, rule, stream ?? null, command, actor, fingerprint);
    });
  }

  async readRefusals(afterSequence: number, limit: number): Promise<readonly RecordedRefusal[]> {
    this.assertUsable();
    return (this.statements.refusals.all(afterSequence, limit) as RefusalRow[]).map(
      ({ sequence, at, code, rule, stream, command, actor, fingerprint }) => ({
        ...{ sequence, at, code, rule, command, actor, fingerprint },
        ...(stream !== null && { stream }),
      }),
    );
  }

  keepConsumer(name: string, state: string): Promise<void> {
    return this.enqueue(() => {
      this.statements.keepConsumer.run(`${CONSUMER}${name}`, state);
    });
  }

  async readConsumer(name: string): Promise<string | undefined> {
    this.assertUsable();
    return (this.statements.consumer.all(`${CONSUMER}${name}`) as { value: string }[])[0]?.value;
  }

  async readKeyEvidence(): Promise<KeyEvidence> {
    this.assertUsable();
    return readKeyEvidence(this.database);
  }

  takeUpKeyMarks(marks: KeyMarks, after: number): Promise<void> {
    return this.enqueue(() => takeUpKeyMarks(this.database, marks, after));
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.flush();
    this.listeners.clear();
    // Prepared statements keep the driver's connection open until they are collected, so closing alone would leave the newest
    // events in the -wal file: a copy of the file would miss them.
    try {
      if (!this.failure) this.database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } finally {
      // The driver aborts the process when a closed database is asked for its transaction: nothing may get that far.
      this.failure ??= new LogUnavailable('The log is closed');
      this.database.close();
    }
  }

  private enqueue<Result>(write: PendingWrite['write']): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      if (this.isSealed) return reject(new LogUnavailable('The log is sealed'));
      this.pending.push({ write, resolve, reject });
      if (!this.isFlushScheduled) {
        this.isFlushScheduled = true;
        setImmediate(() => this.flush());
      }
    });
  }

  /** Writes all that waits as one transaction and tells each caller its own verdict. */
  private flush(): void {
    this.isFlushScheduled = false;
    const batch = this.pending;
    this.pending = [];
    if (batch.length === 0) return;
    const positionBefore = this.lastPosition;
    const recordedAt = laterOf(laterOf(this.options.now(), this.lastRecordedAt), this.earliestOpen());
    this.closing = this.closedTo;
    let verdicts: Verdict[];
    try {
      this.database.exec('BEGIN IMMEDIATE');
      verdicts = batch.map(({ write }) => this.verdictOn(write, recordedAt));
      for (const series of this.unsavedNumbers) this.statements.saveNumber.run(series, this.numbers.get(series));
    } catch (error) {
      this.lastPosition = positionBefore;
      this.rollBack(batch, new LogUnavailable('The log could not be written', { cause: error }));
      return;
    }
    try {
      this.database.exec('COMMIT');
    } catch (error) {
      this.fail(batch, new OutcomeUnknown('COMMIT ended without a verdict', { cause: error }));
      return;
    }
    this.unsavedNumbers.clear();
    if (this.lastPosition > positionBefore) this.lastRecordedAt = recordedAt;
    this.closedTo = this.closing;
    verdicts.forEach((verdict, index) => {
      const waiting = batch[index]!;
      if ('refusal' in verdict) waiting.reject(verdict.refusal);
      else waiting.resolve(verdict.result as never);
    });
    if (this.lastPosition > positionBefore) for (const listener of this.listeners) listener();
  }

  private verdictOn(write: PendingWrite['write'], recordedAt: Instant): Verdict {
    try {
      return { result: write(recordedAt) };
    } catch (error) {
      // These three are found before the first row is written; anything else is a fault of the file and ends the batch.
      if (error instanceof VersionConflict || error instanceof ClaimConflict || error instanceof KeyConflict)
        return { refusal: error };
      throw error;
    }
  }

  private writeCommit(commit: Commit, texts: readonly string[], recordedAt: Instant): CommitReceipt {
    const { stream, firstVersion, events, key } = commit;
    if (key && this.statements.key.all(key.scope, key.key).length > 0) throw new KeyConflict();
    const [end] = this.statements.end.all(stream) as { version: number; known_at: string }[];
    if (firstVersion !== (end?.version ?? 0) + 1)
      throw new VersionConflict(stream, firstVersion - 1, end?.version ?? 0);
    for (const claim of commit.claims) {
      const holder = this.holderOf(claim);
      if (holder !== undefined && holder !== stream) throw new ClaimConflict(claim, holder);
    }

    const firstPosition = this.lastPosition + 1;
    let known = end?.known_at ?? '';
    events.forEach((event, index) => {
      known = laterOf(known, event.knownat ?? recordedAt);
      this.statements.insertEvent.run(
        firstPosition + index,
        event.id,
        stream,
        firstVersion + index,
        event.type,
        recordedAt,
        known,
        texts[index],
      );
    });
    this.statements.insertCommit.run(
      ...[firstPosition, commit.id, stream, firstVersion, events.length],
      ...[JSON.stringify(commit.claims), JSON.stringify(commit.releases)],
      ...[key?.scope ?? null, key?.key ?? null, key?.fingerprint ?? null, commit.acceptedAt, recordedAt],
    );
    for (const claim of commit.releases) this.statements.release.run(claim, stream);
    for (const claim of commit.claims) this.statements.claim.run(claim, stream, commit.id);
    this.lastPosition += events.length;
    return { commitId: commit.id, stream, lastVersion: firstVersion + events.length - 1 };
  }

  private rollBack(batch: readonly PendingWrite[], error: LogUnavailable): void {
    try {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
    } catch (rollbackError) {
      this.fail(batch, new OutcomeUnknown('ROLLBACK failed', { cause: rollbackError }));
      return;
    }
    for (const { reject } of batch) reject(error);
  }

  private fail(batch: readonly PendingWrite[], error: OutcomeUnknown): void {
    this.failure = error;
    for (const { reject } of [...batch, ...this.pending]) reject(error);
    this.pending = [];
    this.options.onOutcomeUnknown(error);
  }

  private read(rows: unknown[]): readonly RecordedEvent[] {
    return (rows as EventRow[]).map(({ event, position, recorded_at, known_at }) =>
      this.upcasting.apply(recordedEvent(event, position, recorded_at, known_at)),
    );
  }

  /** The types under which events lie that are read as one of those wanted. */
  private storedAs(wanted: readonly string[]): readonly string[] {
    const stored = (this.statements.types.all() as { type: string }[]).map(({ type }) => type);
    return stored.filter((type) => isTypeOf(this.upcasting.readAs(type), wanted));
  }

  /** The first instant at which something may still be recorded. */
  private earliestOpen(): Instant {
    return this.closedTo === '' ? '' : millisecondsAfter(this.closedTo, 1);
  }

  private assertUsable(): void {
    if (this.failure) throw this.failure;
  }

  private holderOf(claim: string): string | undefined {
    return (this.statements.holder.all(claim) as { stream: string }[])[0]?.stream;
  }

  private readOrMakeLogId(): string {
    const [row] = this.statements.logId.all() as { value: string }[];
    if (row) return row.value;
    const logId = this.options.newLogId();
    this.statements.saveLogId.run(logId);
    return logId;
  }
}

type EventRow = Readonly<{ position: number; recorded_at: string; known_at: string; event: string }>;
type KeyRow = Readonly<{ stream: string; first_version: number; last_version: number; fingerprint: string }>;
type RefusalRow = Omit<RecordedRefusal, 'stream'> & Readonly<{ stream: string | null }>;

const prepareStatements = (database: SqliteDatabase) => {
  const eventColumns = 'position, recorded_at, known_at, event';
  return {
    stream: database.prepare(
      `SELECT ${eventColumns} FROM events WHERE stream = ? AND version BETWEEN ? AND ? ORDER BY version`,
    ),
    log: database.prepare(`SELECT ${eventColumns} FROM events WHERE position > ? ORDER BY position LIMIT ?`),
    logOfStream: database.prepare(
      `SELECT ${eventColumns} FROM events WHERE stream = ? AND position > ? ORDER BY version LIMIT ?`,
    ),
    logOfType: database.prepare(
      `SELECT ${eventColumns} FROM events WHERE type = ? AND position > ? ORDER BY position LIMIT ?`,
    ),
    types: database.prepare(
      `WITH RECURSIVE types (type) AS (
         SELECT min(type) FROM events
         UNION ALL SELECT (SELECT min(type) FROM events WHERE type > types.type) FROM types WHERE types.type IS NOT NULL
       ) SELECT type FROM types WHERE type IS NOT NULL`,
    ),
    closedTo: database.prepare("SELECT value FROM installation WHERE name = 'closed_to'"),
    saveClosedTo: database.prepare("INSERT OR REPLACE INTO installation (name, value) VALUES ('closed_to', ?)"),
    lastEvent: database.prepare('SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1'),
    end: database.prepare('SELECT version, known_at FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1'),
    insertEvent: database.prepare(
      'INSERT INTO events (position, event_id, stream, version, type, recorded_at, known_at, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    insertCommit: database.prepare(
      `INSERT INTO commits (first_position, commit_id, stream, first_version, count, claims, releases, key_scope, key, fingerprint,
         accepted_at, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    key: database.prepare(
      'SELECT stream, first_version, first_version + count - 1 AS last_version, fingerprint FROM commits WHERE key_scope = ? AND key = ?',
    ),
    commit: database.prepare(
      `SELECT first_version, first_version + count - 1 AS last_version FROM commits
         WHERE first_position <= (SELECT position FROM events WHERE stream = ? AND version = ?)
         ORDER BY first_position DESC LIMIT 1`,
    ),
    holder: database.prepare('SELECT stream FROM claims WHERE claim = ?'),
    claim: database.prepare('INSERT OR REPLACE INTO claims (claim, stream, commit_id) VALUES (?, ?, ?)'),
    release: database.prepare('DELETE FROM claims WHERE claim = ? AND stream = ?'),
    numbers: database.prepare('SELECT series, last FROM numbers'),
    saveNumber: database.prepare('INSERT OR REPLACE INTO numbers (series, last) VALUES (?, ?)'),
    insertRefusal: database.prepare(
      'INSERT INTO refusals (at, code, rule, stream, command, actor, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    refusals: database.prepare('SELECT * FROM refusals WHERE sequence > ? ORDER BY sequence LIMIT ?'),
    keepConsumer: database.prepare('INSERT OR REPLACE INTO installation (name, value) VALUES (?, ?)'),
    consumer: database.prepare('SELECT value FROM installation WHERE name = ?'),
    logId: database.prepare("SELECT value FROM installation WHERE name = 'log_id'"),
    saveLogId: database.prepare("INSERT INTO installation (name, value) VALUES ('log_id', ?)"),
  };
};
