import type { Instant } from '@opsledger/kernel';

/**
 * A name that a log had until it was put back from a backup, and the position up to which it goes on from there. What was given out
 * under that name beyond this position is not in the log any more.
 */
export type EarlierName = Readonly<{ logId: string; upTo: number; at: Instant }>;
