import { Schema } from 'mongoose';
import { laterOf, type AcceptedEvent, type Instant, type RecordedEvent, type StreamEvent } from '@opsledger/kernel';
import type { Commit, IdempotencyKey } from '../event-store.port.js';
import type { HistoryCommit } from '../log-history.port.js';
import { canonicalJson, recordedEvent } from '../event-text.js';

/** Raise it when documents are laid out otherwise; a newer one is left alone. */
export const SCHEMA_VERSION = 1;

/** One append, whole: it is stored or it is not. What the sequencer adds stands at the end. */
export type CommitDocument = Readonly<{
  _id: string;
  stream: string;
  firstVersion: number;
  lastVersion: number;
  /** Canonical JSON text of each event. */
  events: readonly string[];
  eventIds: readonly string[];
  /** Types of the events, each once. */
  types: readonly string[];
  /** When each event was known, where one says so. */
  knownAts?: readonly (Instant | null)[];
  claims: readonly string[];
  releases: readonly string[];
  /** Claims of this commit that are in force; absent when none is. */
  held?: readonly string[];
  /** Releases that have not been carried out yet, at the commit that holds. */
  releasing?: readonly string[];
  key?: IdempotencyKey;
  acceptedAt: Instant;
  /** Until it is recorded. */
  pending?: true;
  /** Position of its last event. */
  lastPosition?: number;
  recordedAt?: Instant;
  /** What its stream knew before, as `U6` has it. */
  knownBefore?: Instant;
}>;

/**
 * What was recorded together. Batches follow each other without a gap in their `_id`, and the log is what they name, in that order:
 * the unique `_id` is the fence through which one at a time may pass, however many want to.
 */
export type BatchDocument = Readonly<{
  _id: number;
  /** Tells this very attempt from another one under the same number. */
  token: string;
  by: string;
  /** Position of the last event up to here, and the time of the newest. */
  lastPosition: number;
  recordedAt: Instant;
  /** Nothing that comes after is recorded at or before this. */
  closedTo: Instant;
  commits: readonly RecordedPlace[];
}>;
/** A commit, how many events it has, and what its stream knew before. */
export type RecordedPlace = Readonly<{ id: string; count: number; knownBefore: Instant }>;

const closed = { versionKey: false, strict: 'throw', autoIndex: false, autoCreate: false } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const commits = new Schema(
  {
    _id: text,
    stream: text,
    firstVersion: number,
    lastVersion: number,
    events: [String],
    eventIds: [String],
    types: [String],
    knownAts: [String],
    claims: [String],
    releases: [String],
    held: { type: [String], default: undefined },
    releasing: { type: [String], default: undefined },
    key: { scope: String, key: String, fingerprint: String },
    acceptedAt: text,
    pending: Boolean,
    lastPosition: Number,
    recordedAt: String,
    knownBefore: String,
  },
  closed,
);
commits.index({ stream: 1, firstVersion: 1 }, { name: 'stream_version', unique: true });
commits.index({ eventIds: 1 }, { name: 'event_ids', unique: true });
commits.index({ held: 1 }, { name: 'held', unique: true, partialFilterExpression: { held: { $exists: true } } });
commits.index({ releasing: 1 }, { name: 'releasing', partialFilterExpression: { releasing: { $exists: true } } });
commits.index(
  { 'key.scope': 1, 'key.key': 1 },
  { name: 'key', unique: true, partialFilterExpression: { 'key.key': { $exists: true } } },
);
commits.index({ pending: 1, _id: 1 }, { name: 'pending', partialFilterExpression: { pending: true } });
const isRecorded = { partialFilterExpression: { lastPosition: { $exists: true } } };
commits.index({ lastPosition: 1 }, { name: 'position', unique: true, ...isRecorded });
commits.index({ types: 1, lastPosition: 1 }, { name: 'type_position', ...isRecorded });

const batches = new Schema(
  {
    _id: number,
    token: text,
    by: text,
    lastPosition: number,
    recordedAt: String,
    closedTo: String,
    commits: [{ _id: false, id: String, count: Number, knownBefore: String }],
  },
  closed,
);
const leases = new Schema({ _id: text, holder: text, until: Date }, closed);
const numbers = new Schema({ _id: text, last: number }, closed);
const refusals = new Schema(
  {
    ...{ _id: number, token: text, at: text, code: text, rule: String, stream: String, command: text },
    ...{ actor: text, fingerprint: text },
  },
  closed,
);
refusals.index({ token: 1 }, { name: 'token', unique: true });
const installation = new Schema(
  {
    ...{ _id: text, logId: text, schemaVersion: number },
    restoration: { seal: String, state: String, head: Number, refusals: Number },
    keyMarks: { type: [Schema.Types.Mixed], default: undefined },
    earlierNames: { type: [{ _id: false, logId: String, upTo: Number, at: String }], default: undefined },
  },
  closed,
);

const published = new Schema(
  { _id: text, logId: text, upTo: number, last: [{ _id: false, partition: String, position: Number }] },
  closed,
);

/** What consumers with effects outside have to find again. */
const consumers = new Schema({ _id: text, state: text }, closed);

export const logSchemas = { commits, batches, leases, numbers, refusals, installation, published, consumers };

/** A commit as it is stored. Throws for what is no JSON. */
export const commitDocument = (commit: Commit): CommitDocument => {
  const { id, stream, firstVersion, events, claims, releases, key, acceptedAt } = commit;
  const held = [...new Set(claims)];
  const releasing = releases.filter((one) => !held.includes(one)); // what it claims again stays held where it is
  return {
    ...{ _id: id, stream, firstVersion, lastVersion: firstVersion + events.length - 1 },
    events: events.map(canonicalJson),
    eventIds: events.map((event) => event.id),
    types: [...new Set(events.map(({ type }) => type))],
    ...(events.some(({ knownat }) => knownat !== undefined) && {
      knownAts: events.map(({ knownat }) => knownat ?? null),
    }),
    ...{ claims, releases },
    ...(held.length > 0 && { held }),
    ...(releasing.length > 0 && { releasing }),
    ...(key && { key: { scope: key.scope, key: key.key, fingerprint: key.fingerprint } }),
    acceptedAt,
    pending: true,
  };
};

/** A commit of another log as it is stored here, with the place that it had there. */
export const restoredCommitDocument = (commit: HistoryCommit): RecordedCommit => {
  const { id, stream, firstVersion, claims, releases, key, acceptedAt } = commit;
  const events = commit.events.map((event) => JSON.parse(event) as AcceptedEvent) as [
    AcceptedEvent,
    ...AcceptedEvent[],
  ];
  const made = commitDocument({ id, stream, firstVersion, events, claims, releases, ...(key && { key }), acceptedAt });
  const { pending: _, held: _held, releasing: _releasing, ...document } = made;
  const { lastPosition, recordedAt, knownBefore, held } = commit;
  return {
    ...{ ...document, events: commit.events },
    ...(held.length > 0 && { held }),
    ...{ lastPosition, recordedAt, knownBefore },
  };
};

/** The same the other way round. */
export const historyCommit = (document: RecordedCommit): HistoryCommit => {
  const { _id: id, stream, firstVersion, events, claims, releases, held = [], key, acceptedAt } = document;
  const { lastPosition, recordedAt, knownBefore } = document;
  let known = knownBefore;
  return {
    ...{ id, stream, firstVersion, events, claims, releases, held: held.toSorted() },
    ...(key && { key: { scope: key.scope, key: key.key, fingerprint: key.fingerprint } }),
    ...{ acceptedAt, lastPosition, recordedAt, knownBefore },
    knownAts: events.map((_, index) => (known = laterOf(known, document.knownAts?.[index] ?? recordedAt))),
  };
};

/** What a stream knows after a commit (`U6`): the latest of what it knew, of what was brought in, and of the time of recording. */
export const knownAfter = (
  { firstVersion, lastVersion, knownAts }: Pick<CommitDocument, 'firstVersion' | 'lastVersion' | 'knownAts'>,
  knownBefore: Instant,
  recordedAt: Instant,
): Instant =>
  (knownAts ?? Array.from({ length: lastVersion - firstVersion + 1 }, () => null))
    .map((known) => known ?? recordedAt)
    .reduce(laterOf, knownBefore);

/** The events of a commit, with position and times if it is recorded. */
export const eventsOf = (commit: CommitDocument): readonly StreamEvent[] =>
  isRecordedCommit(commit)
    ? recordedEventsOf(commit)
    : commit.events.map((event) => JSON.parse(event) as AcceptedEvent & { position?: never; time?: never });

export const recordedEventsOf = (commit: RecordedCommit): readonly RecordedEvent[] => {
  const { events, knownAts, lastPosition, recordedAt, knownBefore } = commit;
  let known = knownBefore;
  return events.map((event, index) => {
    known = laterOf(known, knownAts?.[index] ?? recordedAt);
    return recordedEvent(event, lastPosition - events.length + 1 + index, recordedAt, known);
  });
};

export type RecordedCommit = CommitDocument &
  Required<Pick<CommitDocument, 'lastPosition' | 'recordedAt' | 'knownBefore'>>;

const isRecordedCommit = (commit: CommitDocument): commit is RecordedCommit => commit.lastPosition !== undefined;
