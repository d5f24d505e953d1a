import { parseEdtf, type Instant, type RecordedEvent } from '@opsledger/kernel';

/**
 * What is asked of the past. `asOf` is knowledge time: what the mission knew then. `validAt` is field time: what had happened by
 * then, as far as it is known. `position` keeps out what was brought in since an earlier answer.
 */
export type PastView = Readonly<{ asOf?: Instant; validAt?: Instant; position?: number }>;

/** What was known at an instant, as far as the log had come at a position. */
export type Moment = Readonly<{ knownAt: Instant; position: number }>;

/** What an answer rests on. The same `asOf` (no later than `completeTo`), `validAt` and `position` give the same answer for ever. */
export type AnsweredView = Readonly<{
  asOf: Instant;
  validAt?: Instant;
  /** The log up to here was taken into account. */
  position: number;
  /** Nothing will be recorded any more at or before this instant; a later `asOf` was answered as of this. */
  completeTo: Instant;
  /** By id: records for which some dates are too vague to say whether it had happened by `validAt`; it was taken as happened. */
  undecided?: readonly string[];
}>;

/** The part of a stream that was known at a moment: a start of it, as neither known time nor position ever goes back. */
export const knownAt = (
  events: readonly RecordedEvent[],
  { knownAt: limit, position }: Moment,
): readonly RecordedEvent[] => {
  const end = events.findIndex((event) => event.knownat > limit || Number(event.position) > position);
  return end === -1 ? events : events.slice(0, end);
};

/** Whether what an event tells had happened by an instant, from its date alone. A date without a start may be any. */
export const hadHappenedBy = ({ occurredat }: RecordedEvent, limit: Instant): 'yes' | 'perhaps' | 'no' => {
  const start = parseEdtf(occurredat)?.start;
  if (!start) return 'perhaps';
  if (start.earliest > limit) return 'no';
  return start.latest <= limit ? 'yes' : 'perhaps';
};
