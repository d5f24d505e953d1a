import type { Instant } from '@opsledger/kernel';
import type { IdempotencyKey, RecordedRefusal } from './event-store.port.js';
import type { EarlierName } from './earlier-name.js';
import type { KeyMarks } from './key-marks.js';

/** A commit with all that the log keeps of it, in the same form whichever log it is in. */
export type HistoryCommit = Readonly<{
  id: string;
  stream: string;
  firstVersion: number;
  /** Canonical JSON text of each event, to the byte as it was stored. */
  events: readonly string[];
  claims: readonly string[];
  releases: readonly string[];
  /** Those of its claims that are in force, in the order of their texts. */
  held: readonly string[];
  key?: IdempotencyKey;
  acceptedAt: Instant;
  /** Position of its last event. */
  lastPosition: number;
  recordedAt: Instant;
  /** Known time of the version before it (`U6`), empty before the first, and of each of its events. */
  knownBefore: Instant;
  knownAts: readonly Instant[];
}>;

/** How far a log goes. */
export type LogExtent = Readonly<{
  /** Position of the newest recorded event, and how many commits and claims in force there are up to it. */
  head: number;
  commits: number;
  claims: number;
  /** Sequence of the newest refusal. */
  refusals: number;
  /** Nothing that comes after is recorded at or before this; empty if that was never said. */
  closedTo: Instant;
}>;

/**
 * A log as a whole, from its first commit to its last, so that it can be moved and compared. What is read is held a portion at a
 * time, however long the log is. Nobody may append meanwhile.
 */
export interface LogHistory {
  readonly logId: string;
  extent(): Promise<LogExtent>;
  /** Commits after a position, in the order of the log. The position is the end of a commit, or 0. */
  commits(afterPosition?: number): AsyncIterable<readonly HistoryCommit[]>;
  refusals(afterSequence?: number): AsyncIterable<readonly RecordedRefusal[]>;
  /** The last number of each series of human references, by series. */
  numbers(): Promise<ReadonlyMap<string, number>>;
  /** What consumers with effects outside of their read models keep with the log, by their names. */
  consumers(): Promise<ReadonlyMap<string, string>>;
  /** Names that it had before it was put back from backups, the oldest first. */
  earlierNames(): Promise<readonly EarlierName[]>;
  /** Marks of the secrets that it was written with, in the order in which they were taken up. */
  keyMarks(): Promise<readonly KeyMarks[]>;
  close(): Promise<void>;
}
