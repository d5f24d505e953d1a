import type { Instant } from '@opsledger/kernel';

/**
 * A name that a log had until it was put back from a backup, and the position up to which it goes on from there. What was given out
 * under that name beyond this position is not in the log any more.
 */
export type EarlierName = Readonly<{ logId: string; upTo: number; at: Instant }>;

/**
 * Up to which position a log still has what was given out under a name: all of it under its own, nothing (`undefined`) under one that it
 * never had. What went on under an earlier name may have been put back more than once since.
 */
export const sharedUpTo = (
  log: Readonly<{ logId: string; earlierNames: readonly EarlierName[] }>,
  name: string,
): number | undefined => {
  if (name === log.logId) return Infinity;
  const since = log.earlierNames.findIndex(({ logId }) => logId === name);
  return since < 0 ? undefined : Math.min(...log.earlierNames.slice(since).map(({ upTo }) => upTo));
};
