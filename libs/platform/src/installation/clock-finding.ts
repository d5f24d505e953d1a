import type { Finding } from './finding.js';

const MAY_DIFFER_MILLISECONDS = 1_000;
/** Clocks of the mission count minutes: from here on, what is recorded is wrong by one. */
const MUST_NOT_DIFFER_MILLISECONDS = 60_000;

/**
 * What another clock shows beside this machine's, which was read before the question and after the answer. `resolution` is what the
 * other one leaves out at most; all of it is in milliseconds.
 */
export const clockFinding = (
  part: string,
  shown: number,
  { asked, answered, resolution = 0 }: Readonly<{ asked: number; answered: number; resolution?: number }>,
): Finding => {
  // The least that explains what was seen: the other clock was read at some time in between.
  const behind = Math.max(0, shown - answered);
  const ahead = Math.max(0, asked - shown - resolution);
  const difference = Math.max(behind, ahead);
  const details = { milliseconds: behind > 0 ? behind : -ahead };
  if (difference <= MAY_DIFFER_MILLISECONDS) return { part, outcome: 'ok', code: 'CLOCKS_AGREE', details };
  const outcome = difference > MUST_NOT_DIFFER_MILLISECONDS ? 'failed' : 'warning';
  return { part, outcome, code: 'CLOCKS_DIFFER', details };
};
