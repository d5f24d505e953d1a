import type { Instant } from '@opsledger/kernel';
import { endOf } from './record-document.projection.js';

/** What is known of how long something went on; dates in EDTF, absent where nobody gave them. */
export type Course = Readonly<{
  /** It began, and nobody decided or told that it is over. */
  isUnderWay: boolean;
  /** When it ended, as it happened. */
  endedAt?: string | undefined;
  /** When it was, as a document dates what it tells. */
  stated?: string | undefined;
  /** When it is to end; of what has begun that says nothing. */
  plannedEnd?: string | undefined;
  /** It is over: at the latest when that was true. */
  overBy?: string | undefined;
}>;

/**
 * Where a record ends: the latest that what is known of it allows; absent where it may go on. Lists, calendars, maps and figures go by
 * it. What is under way ends by nothing but its end: it may go on beyond what was planned, and a document dates how far it tells. Of
 * what is over or has not begun, the first of these that gives an end says it.
 */
export const endOfRecord = ({ isUnderWay, endedAt, ...course }: Course): Instant | undefined =>
  (isUnderWay ? [endedAt] : [endedAt, course.stated, course.plannedEnd, course.overBy])
    .map(endOf)
    .find((end) => end !== undefined);
