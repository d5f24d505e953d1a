import type { AcceptedEvent, Instant, RecordedEvent, StreamEvent } from '@opsledger/kernel';
import type { EarlierName } from './earlier-name.js';
import type { MarkedLog } from './key-marks.js';

/**
 * One decision, stored whole or not at all, in the same form by every adapter.
 * Its events follow each other in one stream, from `firstVersion` on.
 */
export type Commit = Readonly<{
  /** UUIDv7. */
  id: string;
  stream: string;
  firstVersion: number;
  events: readonly [AcceptedEvent, ...AcceptedEvent[]];
  /** Texts that this stream holds from now on, and those that it lets go. */
  claims: readonly string[];
  releases: readonly string[];
  /** The idempotency key that the request came with; unique within `scope` for ever. */
  key?: IdempotencyKey;
  acceptedAt: Instant;
}>;

/** `fingerprint` is a keyed hash of the request, so that the same key with another request is noticed; never the body itself. */
export type IdempotencyKey = Readonly<{ scope: string; key: string; fingerprint: string }>;

/** Where a commit came to stand in its stream. Its place in the log comes with it or a moment later, depending on the adapter. */
export type CommitReceipt = Readonly<{ commitId: string; stream: string; lastVersion: number }>;

/** A commit found by its key. */
export type KeyedCommit = Readonly<{ stream: string; firstVersion: number; lastVersion: number; fingerprint: string }>;

/** The events of its stream that one commit has. */
export type CommitRange = Readonly<{ firstVersion: number; lastVersion: number }>;

/** A command that was refused: who ran into which rule. No part of the body. */
export type Refusal = Readonly<{
  at: Instant;
  code: string;
  rule: string;
  stream?: string;
  command: string;
  actor: string;
  fingerprint: string;
}>;
export type RecordedRefusal = Refusal & Readonly<{ sequence: number }>;

/** Which events of the log are wanted; all that is given must fit. */
export type EventFilter = Readonly<{
  /** Types of event as they are read; one that ends in `.*` takes all that begin so. */
  types?: readonly string[];
  /** One stream. */
  subject?: string;
}>;

/**
 * The log of an installation: every stream, one order over all of them.
 *
 * An appended event is *accepted*: durable, at its place in its stream, and seen by whoever reads the stream. It is *recorded* when
 * it has its position and time as well, given together, once, without gaps; only then do readers of the log see it. One adapter
 * does both at once, another records milliseconds later, so nothing that is decided may depend on position or time.
 */
export interface EventStore extends MarkedLog {
  /** Names this log; a restored backup is another log. */
  readonly logId: string;
  /** Those that it had before it was put back from backups, the oldest first. */
  readonly earlierNames: readonly EarlierName[];

  /**
   * Rejects with `LogRenamed` where the log was put back since it was opened here. Asked after a read, it says that what was read is of
   * the log with this name.
   */
  confirmName(): Promise<void>;

  /**
   * Appends one commit and resolves when it is durable.
   * Rejects with `VersionConflict` unless `firstVersion` follows the end of the stream, with `ClaimConflict` if another
   * stream holds a claimed text, with `KeyConflict` if the key is bound, with `LogUnavailable` if nothing was written,
   * and with `OutcomeUnknown` if that cannot be said; a retry under the same key is safe then.
   */
  append(commit: Commit): Promise<CommitReceipt>;

  /**
   * The events of one stream in order, from `fromVersion` (1) to `toVersion` (the end), with those that are accepted and not
   * recorded yet; none for an unknown stream.
   */
  readStream(
    stream: string,
    range?: Readonly<{ fromVersion?: number; toVersion?: number }>,
  ): Promise<readonly StreamEvent[]>;

  /**
   * Up to `limit` recorded events after a position, in the order of the log. Position 0 is the start. With a filter, fewer than `limit`
   * mean that the log has no more of them; what does not fit is not looked at.
   */
  readAll(afterPosition: number, limit: number, filter?: EventFilter): Promise<readonly RecordedEvent[]>;

  /**
   * Closes the past: resolves with the latest instant, `wanted` at most, at or before which nothing will ever be recorded any
   * more, also not after a restart with a clock that went back. Never later than a millisecond before now.
   */
  completeTo(wanted: Instant): Promise<Instant>;

  /** Position of the newest recorded event; 0 while there is none. */
  head(): Promise<number>;

  /** The commit that bound a key. */
  findKey(scope: string, key: string): Promise<KeyedCommit | undefined>;

  /** The commit that an event of a stream came with: what was decided at once is seen at once. */
  commitWith(stream: string, version: number): Promise<CommitRange | undefined>;

  /** The stream that holds a text now. */
  findHolder(claim: string): Promise<string | undefined>;

  /** The next number of a series of human references. Never given twice; gaps occur. */
  nextNumber(series: string): Promise<number>;

  /** Keeps a refusal; resolves when it is durable. */
  recordRefusal(refusal: Refusal): Promise<void>;
  readRefusals(afterSequence: number, limit: number): Promise<readonly RecordedRefusal[]>;

  /**
   * Keeps what a consumer with effects outside of its read models has to find again, such as its place and what it has set aside;
   * resolves when it is durable. It lies with the log because it cannot be made from it.
   */
  keepConsumer(name: string, state: string): Promise<void>;
  /** What was kept last. */
  readConsumer(name: string): Promise<string | undefined>;

  /** Calls back when more events are recorded, once they can be read; returns the way to stop that. */
  onAppended(listener: () => void): () => void;

  close(): Promise<void>;
}
