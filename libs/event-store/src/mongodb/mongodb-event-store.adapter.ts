import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import mongoose, { type mongo } from 'mongoose';
import { laterOf, millisecondsAfter, type Instant, type RecordedEvent, type StreamEvent } from '@opsledger/kernel';
import { fitsEventFilter, isTypeOf } from '../event-filter.js';
import {
  ClaimConflict,
  KeyConflict,
  LogRenamed,
  LogUnavailable,
  OutcomeUnknown,
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
import type { EarlierName } from '../earlier-name.js';
import type { KeyEvidence, KeyMarks } from '../key-marks.js';
import { Upcasting, type Upcaster } from '../upcasting.js';
import { Claims } from './claims.js';
import { HeadWatch } from './head-watch.js';
import { isDuplicate, reading, type LogDatabase } from './log-database.js';
import { readKeyEvidence, takeUpKeyMarks } from './log-keys.js';
import { commitDocument, eventsOf, recordedEventsOf, type CommitDocument, type RecordedCommit } from './log.schema.js';
import { installationOf } from './restoration-mark.js';
import type { Sequence } from './sequence.js';

const COMMITS_PER_INSERT = 500;
/** A commit is one document, and a document has 16 MB. */
const MOST_CHARACTERS = 4_000_000;
/** How long a commit without a verdict is sent again before its caller is told that the outcome is unknown. */
const RESEND_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 50;
/** Ends of streams that are remembered. One that was an end once is a place where only one commit can ever follow. */
const MOST_STREAMS = 50_000;
const REFUSALS_PER_INSERT = 500;

export type MongoDbEventStoreOptions = Readonly<{
  database: LogDatabase;
  sequence: Sequence;
  now: () => Instant;
  upcasters?: readonly Upcaster[];
  /** See `RESEND_MILLISECONDS`; tests take less. */
  resendMilliseconds?: number;
  /** The log was put back under this process, which has to end. */
  onRenamed?: (error: LogRenamed) => void;
}>;

type Waiting = {
  commit: CommitDocument;
  /** When it was sent first without hearing what became of it. */
  unknownSince?: number;
  resolve: (receipt: CommitReceipt) => void;
  reject: (error: unknown) => void;
};

/**
 * The log in MongoDB, for any number of processes. An append is one document, so it is there or it is not; what must be unique is a
 * unique index; callers that come while an insert is under way share the next one. Position and time come from the `Sequencer`.
 */
export class MongoDbEventStore implements EventStore {
  readonly logId: string;
  readonly earlierNames: readonly EarlierName[];
  private readonly commits: mongo.Collection<CommitDocument>;
  private readonly session: mongo.ClientSession;
  private readonly claims: Claims;
  private readonly heads: HeadWatch;
  private readonly upcasting: Upcasting;
  private readonly ends = new Map<string, number>();
  private waiting: Waiting[] = [];
  private isWriting = false;
  private waitingRefusals: WaitingRefusal[] = [];
  private isWritingRefusals = false;

  constructor(private readonly options: MongoDbEventStoreOptions) {
    const { database, upcasters } = options;
    this.logId = database.logId;
    this.earlierNames = database.earlierNames;
    this.commits = database.commits;
    this.session = database.session;
    this.claims = new Claims(database);
    this.upcasting = new Upcasting(upcasters);
    this.heads = new HeadWatch(database, () => this.readHead());
  }

  async confirmName(): Promise<void> {
    const { database, onRenamed } = this.options;
    const inSession = { projection: { logId: 1 }, session: this.session };
    const found = await reading(() => installationOf(database.connection).findOne({ _id: 'log' }, inSession));
    // While a backup is being restored it may be gone for a moment; a start would make another log then.
    if (!found) throw new LogUnavailable('The log has no name');
    if (found.logId === this.logId) return;
    const error = new LogRenamed(`The log was put back: it had the name ${this.logId}, and has ${found.logId}`);
    onRenamed?.(error);
    throw error;
  }

  async append(commit: Commit): Promise<CommitReceipt> {
    // Made before the commit joins the others: what is no JSON, or too large for one document, fails alone.
    const document = commitDocument(commit);
    if (document.events.reduce((sum, text) => sum + text.length, 0) > MOST_CHARACTERS)
      throw new RangeError(`A commit may have ${MOST_CHARACTERS} characters at most`);
    return new Promise((resolve, reject) => this.enqueue({ commit: document, resolve, reject }));
  }

  readStream(
    stream: string,
    { fromVersion = 1, toVersion = Number.MAX_SAFE_INTEGER } = {},
  ): Promise<readonly StreamEvent[]> {
    const { session } = this;
    return reading(async () => {
      const within = { $lte: toVersion };
      const [before, from] = await Promise.all([
        // The commit that the range begins in, when it does not begin with one.
        fromVersion > 1
          ? this.commits.findOne(
              { stream, firstVersion: { $lt: fromVersion } },
              { sort: { firstVersion: -1 }, session },
            )
          : null,
        this.commits
          .find({ stream, firstVersion: { $gte: fromVersion, ...within } }, { sort: { firstVersion: 1 }, session })
          .toArray(),
      ]);
      const last = from.at(-1) ?? before;
      if (last && toVersion === Number.MAX_SAFE_INTEGER) this.remember(stream, last.lastVersion);
      return [...(before ? [before] : []), ...from]
        .flatMap(eventsOf)
        .filter(({ streamversion }) => Number(streamversion) >= fromVersion && Number(streamversion) <= toVersion)
        .map((event) => this.upcasting.apply(event));
    });
  }

  readAll(afterPosition: number, limit: number, filter: EventFilter = {}): Promise<readonly RecordedEvent[]> {
    return reading(async () => {
      const { types, subject } = filter;
      const stored = types && (await this.storedAs(types));
      const wanted = {
        lastPosition: { $gt: afterPosition },
        ...(subject !== undefined && { stream: subject }),
        ...(stored && { types: { $in: stored as string[] } }),
      };
      const found = this.commits.find(wanted, {
        // One more than asked for: of the first one, all that fits may lie before the position.
        ...{ sort: { lastPosition: 1 }, limit: limit + 1, session: this.session },
        batchSize: Math.min(limit, COMMITS_PER_INSERT),
      });
      const events: RecordedEvent[] = [];
      for await (const commit of found) {
        for (const event of recordedEventsOf(commit as RecordedCommit)) {
          const read = this.upcasting.apply(event);
          if (Number(event.position) > afterPosition && fitsEventFilter(read, filter)) events.push(read);
        }
        if (events.length >= limit) break;
      }
      return events.slice(0, limit);
    });
  }

  /** The past is closed by a batch that says so: what comes after it in the order, from whichever process, is recorded later. */
  async completeTo(wanted: Instant): Promise<Instant> {
    return reading(async () => {
      for (;;) {
        let end = wanted;
        const added = await this.options.sequence.extend(({ recordedAt, closedTo }) => {
          if (wanted <= closedTo || wanted < recordedAt) return undefined;
          const open = closedTo === '' ? '' : millisecondsAfter(closedTo, 1);
          const justBefore = millisecondsAfter(laterOf(laterOf(this.options.now(), recordedAt), open), -1);
          end = wanted < justBefore ? wanted : justBefore;
          return end > closedTo ? { closedTo: end } : undefined;
        });
        if (added !== 'overtaken') return end;
      }
    });
  }

  async head(): Promise<number> {
    return reading(() => this.heads.look());
  }

  async findKey(scope: string, key: string): Promise<KeyedCommit | undefined> {
    const bound = await reading(() => this.boundBy(scope, key));
    return (
      bound && {
        ...{ stream: bound.stream, firstVersion: bound.firstVersion, lastVersion: bound.lastVersion },
        fingerprint: bound.key!.fingerprint,
      }
    );
  }

  async commitWith(stream: string, version: number): Promise<CommitRange | undefined> {
    const { session } = this;
    const options = { sort: { firstVersion: -1 }, projection: { firstVersion: 1, lastVersion: 1 }, session } as const;
    const commit = await reading(() => this.commits.findOne({ stream, firstVersion: { $lte: version } }, options));
    if (!commit || commit.lastVersion < version) return undefined;
    return { firstVersion: commit.firstVersion, lastVersion: commit.lastVersion };
  }

  findHolder(claim: string): Promise<string | undefined> {
    return reading(() => this.claims.holderOf(claim));
  }

  nextNumber(series: string): Promise<number> {
    return reading(async () => {
      for (;;) {
        try {
          const counter = await this.options.database.numbers.findOneAndUpdate(
            { _id: series },
            { $inc: { last: 1 } },
            { upsert: true, returnDocument: 'after' },
          );
          return counter!.last;
        } catch (error) {
          if (!isDuplicate(error)) throw error; // the first two of a series made it at the same moment
        }
      }
    });
  }

  recordRefusal({ at, code, rule, stream, command, actor, fingerprint }: Refusal): Promise<void> {
    const refusal = { at, code, rule, ...(stream !== undefined && { stream }), command, actor, fingerprint };
    return new Promise((resolve, reject) => {
      this.waitingRefusals.push({ refusal, token: randomUUID(), resolve, reject });
      void this.writeRefusals();
    });
  }

  async readRefusals(afterSequence: number, limit: number): Promise<readonly RecordedRefusal[]> {
    const found = await reading(() =>
      this.options.database.refusals
        .find({ _id: { $gt: afterSequence } }, { sort: { _id: 1 } })
        .limit(Math.min(limit, 2 ** 31 - 1))
        .toArray(),
    );
    return found.map(({ _id: sequence, token: _, ...refusal }) => ({ ...refusal, sequence }));
  }

  /** Sent again under its name it is the same, so nobody has to know whether the first was written. */
  async keepConsumer(name: string, state: string): Promise<void> {
    const { session } = this;
    await reading(() =>
      this.options.database.consumers.replaceOne({ _id: name }, { state }, { upsert: true, session }),
    );
  }

  async readConsumer(name: string): Promise<string | undefined> {
    const { session } = this;
    return (await reading(() => this.options.database.consumers.findOne({ _id: name }, { session })))?.state;
  }

  readKeyEvidence(): Promise<KeyEvidence> {
    const { session } = this;
    return reading(() => readKeyEvidence(this.options.database.connection, { session }));
  }

  takeUpKeyMarks(marks: KeyMarks, after: number): Promise<void> {
    const { session } = this;
    return reading(() => takeUpKeyMarks(this.options.database.connection, marks, after, { session }));
  }

  onAppended(listener: () => void): () => void {
    return this.heads.listen(listener);
  }

  /** Ends listening and waits for what is being written. The database stays open: it is whoever opened it who closes it. */
  async close(): Promise<void> {
    this.heads.stop();
    while (this.isWriting || this.isWritingRefusals) await setTimeout(1);
  }

  private enqueue(waiting: Waiting): void {
    this.waiting.push(waiting);
    if (!this.isWriting) {
      this.isWriting = true;
      setImmediate(() => void this.writeAll());
    }
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) await this.write(this.takeGroup());
    this.isWriting = false;
  }

  /** The next ones that wait, never two of one stream: the second may follow the first, and an unordered insert has no first. */
  private takeGroup(): Waiting[] {
    const [group, streams, later]: [Waiting[], Set<string>, Waiting[]] = [[], new Set(), []];
    for (const one of this.waiting) {
      if (group.length === COMMITS_PER_INSERT || streams.has(one.commit.stream)) later.push(one);
      else {
        group.push(one);
        streams.add(one.commit.stream);
      }
    }
    this.waiting = later;
    return group;
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    let sent: Waiting[] = [];
    try {
      const follows = await Promise.all(group.map((one) => this.followsAnEnd(one)));
      sent = group.filter((_, index) => follows[index]);
      group.forEach((one, index) => !follows[index] && void this.settle(one));
      if (sent.length === 0) return;
      await this.commits.insertMany(
        sent.map(({ commit }) => commit),
        { ordered: false, session: this.session },
      );
      for (const one of sent) this.accept(one);
    } catch (error) {
      const faults = faultsOf(error);
      if (faults) return sent.forEach((one, index) => this.judge(one, faults.get(index), error));
      const wasSent = sent.length > 0 && !isWithoutServer(error);
      for (const one of sent.length > 0 ? sent : group) this.retryOrRefuse(one, error, wasSent);
      await setTimeout(PAUSE_MILLISECONDS);
    }
  }

  /**
   * A commit may be inserted where its stream ends, or once ended: there the unique index lets one pass. Ahead of that, or inside
   * another commit, the index would let it pass, too.
   */
  private async followsAnEnd({ commit: { stream, firstVersion } }: Waiting): Promise<boolean> {
    return (
      firstVersion === 1 ||
      this.ends.get(stream) === firstVersion - 1 ||
      (await this.endOf(stream)) === firstVersion - 1
    );
  }

  private judge(one: Waiting, fault: mongo.WriteError | undefined, error: unknown): void {
    if (!fault) this.accept(one);
    else if (isDuplicate(fault)) void this.settle(one);
    else this.retryOrRefuse(one, error, false);
  }

  private accept(one: Waiting): void {
    const { _id: commitId, stream, lastVersion, releasing } = one.commit;
    this.remember(stream, lastVersion);
    this.options.database.signals.emit('accepted');
    const receipt = { commitId, stream, lastVersion };
    if (!releasing) return one.resolve(receipt);
    // The commit stands, whatever becomes of this: whoever wants the claim carries it out otherwise.
    void this.claims
      .carryOut(one.commit)
      .catch(() => undefined)
      .then(() => one.resolve(receipt));
  }

  /**
   * Without a verdict the very same commit is sent again, until the time is up: that it is not found says nothing, it may still be
   * on its way. What was never sent, or was refused before it was written, is told at once.
   */
  private retryOrRefuse(one: Waiting, error: unknown, mayBeWritten: boolean): void {
    if (mayBeWritten) one.unknownSince ??= performance.now();
    if (one.unknownSince === undefined)
      return one.reject(new LogUnavailable('The log could not be written', { cause: error }));
    if (performance.now() - one.unknownSince < (this.options.resendMilliseconds ?? RESEND_MILLISECONDS))
      return this.enqueue(one);
    one.reject(new OutcomeUnknown('The insert ended without a verdict', { cause: error }));
  }

  /** Finds out what a commit ran into, from what a majority has; what no majority has yet may still go away, so then it is tried again. */
  private async settle(one: Waiting): Promise<void> {
    try {
      const { commit } = one;
      const { session } = this;
      if (await this.commits.findOne({ _id: commit._id }, { projection: { _id: 1 }, session })) return this.accept(one);
      if (commit.key && (await this.boundBy(commit.key.scope, commit.key.key))) return one.reject(new KeyConflict());
      const [expected, end] = [commit.firstVersion - 1, await this.endOf(commit.stream)];
      if (end !== expected) return one.reject(new VersionConflict(commit.stream, expected, end));
      const conflict = await this.claims.conflictOf(commit);
      if (conflict instanceof ClaimConflict) return one.reject(conflict);
      if (conflict) one.commit = conflict;
      else if (
        await this.commits.findOne({ eventIds: { $in: [...commit.eventIds] } }, { projection: { _id: 1 }, session })
      )
        return one.reject(new TypeError('An event of the commit is in the log already'));
      else await setTimeout(PAUSE_MILLISECONDS / 10);
      this.enqueue(one);
    } catch (error) {
      this.retryOrRefuse(one, error, false);
    }
  }

  private async endOf(stream: string): Promise<number> {
    const projection = { lastVersion: 1 } as const;
    const options = { sort: { firstVersion: -1 }, projection, session: this.session } as const;
    const last = await this.commits.findOne({ stream }, options);
    if (last) this.remember(stream, last.lastVersion);
    return last?.lastVersion ?? 0;
  }

  private remember(stream: string, end: number): void {
    this.ends.delete(stream);
    this.ends.set(stream, end);
    if (this.ends.size > MOST_STREAMS) this.ends.delete(this.ends.keys().next().value!);
  }

  private async boundBy(scope: string, key: string): Promise<CommitDocument | undefined> {
    const options = { projection: { events: 0 }, session: this.session };
    return (await this.commits.findOne({ 'key.scope': scope, 'key.key': key }, options)) ?? undefined;
  }

  private async readHead(): Promise<number> {
    const newest = { sort: { lastPosition: -1 }, projection: { lastPosition: 1 }, session: this.session } as const;
    return (await this.commits.findOne({ lastPosition: { $gt: 0 } }, newest))?.lastPosition ?? 0;
  }

  /** The types under which events lie that are read as one of those wanted. */
  private async storedAs(wanted: readonly string[]): Promise<readonly string[]> {
    const stored = await this.commits.distinct('types');
    return (stored as string[]).filter((type) => isTypeOf(this.upcasting.readAs(type), wanted));
  }

  private async writeRefusals(): Promise<void> {
    if (this.isWritingRefusals) return;
    this.isWritingRefusals = true;
    while (this.waitingRefusals.length > 0)
      await this.writeRefusalGroup(this.waitingRefusals.splice(0, REFUSALS_PER_INSERT));
    this.isWritingRefusals = false;
  }

  /** Under the next numbers, whichever process comes first, so that a reader who has gone past them misses none. */
  private async writeRefusalGroup(group: readonly WaitingRefusal[]): Promise<void> {
    const { refusals } = this.options.database;
    const since = performance.now();
    for (let left = group; left.length > 0;) {
      try {
        const last = await refusals.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
        const next = (last?._id ?? 0) + 1;
        await refusals.insertMany(left.map(({ refusal, token }, index) => ({ _id: next + index, token, ...refusal })));
        for (const { resolve } of left) resolve();
        return;
      } catch (error) {
        if (performance.now() - since > (this.options.resendMilliseconds ?? RESEND_MILLISECONDS)) {
          for (const { reject } of left) reject(new LogUnavailable('A refusal could not be kept', { cause: error }));
          return;
        }
        await setTimeout(isDuplicate(error) ? 0 : PAUSE_MILLISECONDS);
        left = await this.refusalsLeft(left).catch(() => left);
      }
    }
  }

  private async refusalsLeft(group: readonly WaitingRefusal[]): Promise<readonly WaitingRefusal[]> {
    const tokens = group.map(({ token }) => token);
    const found = await this.options.database.refusals.find({ token: { $in: tokens } }).toArray();
    const kept = new Set(found.map(({ token }) => token));
    for (const { token, resolve } of group) if (kept.has(token)) resolve();
    return group.filter(({ token }) => !kept.has(token));
  }
}

type WaitingRefusal = Readonly<{
  refusal: Refusal;
  /** Tells it when it is sent again. */
  token: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}>;

/** The fault of each commit that was not inserted, by its place, if the server judged each of them. */
const faultsOf = (error: unknown): ReadonlyMap<number, mongo.WriteError> | undefined => {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) return undefined;
  const faults = [error.writeErrors].flat();
  return faults.length > 0 ? new Map(faults.map((fault) => [fault.index, fault])) : undefined;
};

/** No server was there to send it to; the driver wraps that in an error of the bulk write. */
const isWithoutServer = (error: unknown): boolean =>
  [error, (error as { errorResponse?: unknown }).errorResponse].some(
    (one) => one instanceof mongoose.mongo.MongoServerSelectionError,
  );
