import type { Instant } from './instant.js';

/**
 * A moment by which something should have happened, and that will be recorded if it has not. It belongs to the event after
 * which it stands in the state for the first time; with another `dueAt` it is another deadline.
 */
export type Deadline = Readonly<{ name: string; dueAt: Instant }>;

/**
 * What the clock says to an aggregate when a deadline has passed; every aggregate with deadlines takes this command, and records
 * it as an event, after which the deadline stands in the state no longer.
 */
export type DeadlinePassedData = Readonly<{
  deadline: string;
  dueAt: Instant;
  /** The clock was stopped meanwhile, or the record only became known later: this was noticed long after `dueAt`. */
  isLate: boolean;
}>;
