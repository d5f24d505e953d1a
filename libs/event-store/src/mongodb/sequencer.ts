import { setTimeout } from 'node:timers/promises';
import { laterOf, millisecondsAfter, type Instant } from '@opsledger/kernel';
import { giveLeaseBack, takeLease } from './lease.js';
import type { LogDatabase } from './log-database.js';
import { knownAfter, type BatchDocument, type CommitDocument, type RecordedPlace } from './log.schema.js';
import type { Sequence } from './sequence.js';
import { watchInserts } from './watch-inserts.js';

const LEASE = 'sequencer';
const LEASE_MILLISECONDS = 5_000;
const LOOK_MILLISECONDS = 100;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 2_000;
const COMMITS_PER_BATCH = 1_000;
/**
 * Batches begin no closer to each other: each waits for the disk twice, and appends stand in line behind that. What comes after a quiet
 * moment gets its place at once.
 */
const BATCHES_APART_MILLISECONDS = 5;
/** Ends of streams that are remembered from one batch to the next. */
const MOST_STREAMS = 50_000;

export type SequencerOptions = Readonly<{
  database: LogDatabase;
  sequence: Sequence;
  /** Names this process among those that may lead. */
  name: string;
  now: () => Instant;
  onTrouble: (error: unknown) => void;
  /** For how long a leader that is gone keeps others waiting; tests take less. */
  leaseMilliseconds?: number;
}>;

export type SequencerStatus = Readonly<{
  isLeader: boolean;
  /** Commits that are accepted and not recorded yet, in the whole installation, and for how long the oldest has waited. */
  unsequenced: number;
  oldestUnsequencedMilliseconds: number;
}>;

/** Where a stream ends in the order of the log. */
type StreamEnd = Readonly<{ version: number; knownAt: Instant }>;
type Pending = Pick<CommitDocument, '_id' | 'stream' | 'firstVersion' | 'lastVersion' | 'knownAts'>;

/**
 * Gives accepted commits their place in the log: position and time of recording. Any number may run; the one that holds the lease,
 * measured by the clock of the database, does the work. The lease only keeps them out of each other's way: what makes the order one
 * is the fence in `Sequence`.
 */
export class Sequencer {
  private readonly ends = new Map<string, StreamEnd>();
  private endsReading = 0;
  private stopping: AbortController | undefined;
  private watching: AbortController | undefined;
  private running: Promise<void> = Promise.resolve();
  private leadsUntil = 0;
  private renewAt = 0;
  private batchNotBefore = 0;
  private endSleep: () => void = () => undefined;
  private isAwake = false;

  constructor(private readonly options: SequencerOptions) {}

  start(): void {
    const stopping = (this.stopping ??= new AbortController());
    const { signals } = this.options.database;
    signals.on('accepted', this.wake);
    this.running = this.run(stopping.signal).finally(() => {
      signals.off('accepted', this.wake);
      this.watchIf(false);
    });
  }

  async stop(): Promise<void> {
    this.stopping?.abort();
    this.endSleep();
    await this.running;
    this.stopping = undefined;
    await this.leave().catch(this.options.onTrouble);
  }

  async status(): Promise<SequencerStatus> {
    const { database, now } = this.options;
    const [unsequenced, oldest] = await Promise.all([
      database.commits.countDocuments({ pending: true }),
      database.commits.findOne({ pending: true }, { sort: { _id: 1 }, projection: { acceptedAt: 1 } }),
    ]);
    const waited = oldest ? Math.max(0, Date.parse(now()) - Date.parse(oldest.acceptedAt)) : 0;
    return { isLeader: this.isLeader, unsequenced, oldestUnsequencedMilliseconds: waited };
  }

  get isLeader(): boolean {
    return performance.now() < this.leadsUntil;
  }

  private readonly wake = (): void => {
    this.isAwake = true;
    this.endSleep();
  };

  private async run(stopping: AbortSignal): Promise<void> {
    for (let pause = FIRST_PAUSE_MILLISECONDS; !stopping.aborted;) {
      try {
        await passed(this.batchNotBefore - performance.now(), stopping);
        this.isAwake = false;
        const hasWorked = (await this.leads()) && (await this.recordNext());
        if (!hasWorked) await this.sleep(stopping);
        pause = FIRST_PAUSE_MILLISECONDS;
      } catch (error) {
        this.options.onTrouble(error);
        await passed(pause, stopping);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS);
      }
    }
  }

  private async sleep(stopping: AbortSignal): Promise<void> {
    if (this.isAwake && this.isLeader) return;
    const woken = new AbortController();
    this.endSleep = () => woken.abort();
    await passed(LOOK_MILLISECONDS, AbortSignal.any([stopping, woken.signal]));
  }

  /** Only the leader is told of what others accept: the database goes through every write for each one that watches. */
  private watchIf(isLeader: boolean): void {
    if (isLeader === (this.watching !== undefined)) return;
    this.watching?.abort();
    this.watching = isLeader ? new AbortController() : undefined;
    if (this.watching) void watchInserts(this.options.database.commits, this.wake, this.watching.signal);
  }

  /** Takes the lease, or renews it, if it is time for that. */
  private async leads(): Promise<boolean> {
    const asked = performance.now();
    if (asked < this.renewAt) return this.isLeader;
    const { database, name, leaseMilliseconds = LEASE_MILLISECONDS } = this.options;
    const request = { lease: LEASE, holder: name, milliseconds: leaseMilliseconds };
    const isHolder = await takeLease(database, request);
    this.leadsUntil = isHolder ? asked + leaseMilliseconds : 0;
    // In time to try again before it ends.
    this.renewAt = asked + (isHolder ? leaseMilliseconds / 4 : LOOK_MILLISECONDS);
    this.watchIf(isHolder);
    if (!isHolder) this.ends.clear();
    return isHolder;
  }

  private async leave(): Promise<void> {
    if (!this.isLeader) return;
    [this.leadsUntil, this.renewAt] = [0, 0];
    const { database, name } = this.options;
    await giveLeaseBack(database, { lease: LEASE, holder: name });
  }

  /** Records what can be recorded now; whether that was anything. */
  private async recordNext(): Promise<boolean> {
    const { sequence } = this.options;
    const began = performance.now();
    let newEnds: ReadonlyMap<string, StreamEnd> = new Map();
    const added = await sequence.extend(async (last) => {
      if (this.endsReading !== sequence.readings || this.ends.size > MOST_STREAMS) this.ends.clear();
      this.endsReading = sequence.readings;
      const due = await this.dueCommits();
      if (due.length === 0) return undefined;
      const recordedAt = this.timeAfter(last);
      const { commits, ends } = placed(due, this.ends, recordedAt);
      newEnds = ends;
      return { commits, recordedAt };
    });
    if (added === undefined) return false;
    this.batchNotBefore = began + BATCHES_APART_MILLISECONDS;
    if (added !== 'overtaken') for (const [stream, end] of newEnds) this.ends.set(stream, end);
    return true;
  }

  /** Later than anything recorded and anything called complete, whatever the clock says. */
  private timeAfter({ recordedAt, closedTo }: BatchDocument): Instant {
    const open = closedTo === '' ? '' : millisecondsAfter(closedTo, 1);
    return laterOf(laterOf(this.options.now(), recordedAt), open);
  }

  /**
   * Accepted commits that are not recorded and whose stream is recorded up to them, each after the one it follows. Never "those with
   * an id greater than the last": ids come from many clocks.
   */
  private async dueCommits(): Promise<readonly Pending[]> {
    const { commits, session } = this.options.database;
    const projection = { stream: 1, firstVersion: 1, lastVersion: 1, knownAts: 1 } as const;
    const oldest: Pending[] = await commits
      .find({ pending: true }, { sort: { _id: 1 }, limit: COMMITS_PER_BATCH, projection, session })
      .toArray();
    await this.lookUpEnds(oldest);
    const due = inOrder(oldest, this.ends);
    if (due.length > 0 || oldest.length === 0) return due;
    // Ids need not be in the order of versions: what holds all of these up lies beyond them.
    const streams = [...new Set(oldest.map(({ stream }) => stream))];
    const next: Pending[] = await commits
      .find({ stream: { $in: streams }, pending: true }, { sort: { stream: 1, firstVersion: 1 }, projection, session })
      .limit(COMMITS_PER_BATCH)
      .toArray();
    return inOrder(next, this.ends);
  }

  private async lookUpEnds(pending: readonly Pending[]): Promise<void> {
    const { commits, session } = this.options.database;
    const isNew = new Set(pending.flatMap(({ stream, firstVersion }) => (firstVersion === 1 ? [stream] : [])));
    const unknown = [...new Set(pending.map(({ stream }) => stream))].filter((stream) => !this.ends.has(stream));
    await Promise.all(
      unknown.map(async (stream) => {
        const last = isNew.has(stream)
          ? null
          : await commits.findOne(
              { stream, lastPosition: { $exists: true } },
              { sort: { firstVersion: -1 }, projection: { events: 0 }, session },
            );
        this.ends.set(stream, {
          version: last?.lastVersion ?? 0,
          knownAt: last ? knownAfter(last, last.knownBefore!, last.recordedAt!) : '',
        });
      }),
    );
  }
}

/** Resolves when that many milliseconds have passed, or when it is told not to wait any longer. */
const passed = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  if (milliseconds > 0) await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
};

/** Those that follow what is recorded of their stream or each other, as they came, and never one before the one it follows. */
const inOrder = (pending: readonly Pending[], ends: ReadonlyMap<string, StreamEnd>): readonly Pending[] => {
  const waiting = new Map(pending.map((commit) => [`${commit.firstVersion} ${commit.stream}`, commit]));
  const versions = new Map<string, number>();
  const due: Pending[] = [];
  for (const { stream, firstVersion } of pending) {
    let version = versions.get(stream) ?? ends.get(stream)!.version;
    if (firstVersion > version + 1) continue; // comes right after the one it follows, if that is here
    for (let next = waiting.get(`${version + 1} ${stream}`); next; next = waiting.get(`${version + 1} ${stream}`)) {
      due.push(next);
      version = next.lastVersion;
    }
    versions.set(stream, version);
  }
  return due;
};

/** Commits as a batch names them, and where their streams end then. */
const placed = (
  due: readonly Pending[],
  before: ReadonlyMap<string, StreamEnd>,
  recordedAt: Instant,
): Readonly<{ commits: readonly RecordedPlace[]; ends: ReadonlyMap<string, StreamEnd> }> => {
  const ends = new Map<string, StreamEnd>();
  const commits = due.map((commit): RecordedPlace => {
    const { _id: id, stream, firstVersion, lastVersion } = commit;
    const { knownAt } = (ends.get(stream) ?? before.get(stream))!;
    ends.set(stream, { version: lastVersion, knownAt: knownAfter(commit, knownAt, recordedAt) });
    return { id, count: lastVersion - firstVersion + 1, knownBefore: knownAt };
  });
  return { commits, ends };
};
