import type { CommandMetadata } from './command.js';
import { liesAfter } from './fuzzy-date.js';
import { CLOCK_SKEW_TOLERANCE_MINUTES, minutesAfter } from './instant.js';
import { RuleViolation } from './rule-violation.js';

export type UniversalViolationCode =
  | 'CORRECTION_CHANGES_NOTHING'
  | 'OCCURRED_AT_LIES_IN_THE_FUTURE'
  | 'KNOWN_AT_LIES_IN_THE_FUTURE'
  | 'KNOWN_AT_PRECEDES_KNOWN_HISTORY'
  | 'KNOWN_AT_NEEDS_A_STREAM_WITHOUT_LIVE_EVENTS';

/**
 * `U1`: what is reported as having happened may lie in the past by any amount, in the future only by the tolerance for
 * clocks. For imported history "the future" begins when the mission knew of it. Plans are exempt: do not call this for them.
 */
export const refuseFutureOccurrence = ({ now, knownAt, occurredAt }: CommandMetadata): void => {
  const limit = minutesAfter(knownAt ?? now, CLOCK_SKEW_TOLERANCE_MINUTES);
  if (liesAfter(occurredAt, limit)) {
    throw new RuleViolation('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1', 'broken-rule', { occurredAt, notAfter: limit });
  }
};

/**
 * `U6`: the known time of a stream never goes back, so that every state as known is a prefix of its stream. History with a
 * `knownAt` therefore cannot follow an event that has none, nor one that was known later.
 */
export const refuseKnownTimeThatGoesBack = (
  { now, knownAt }: Pick<CommandMetadata, 'now' | 'knownAt'>,
  last: Readonly<{ knownAt: string; isImported: boolean }> | undefined,
): void => {
  if (knownAt === undefined) return;
  // Strictly before: that tells, for ever, what was brought in from what happened here.
  if (knownAt >= now) throw new RuleViolation('KNOWN_AT_LIES_IN_THE_FUTURE', 'U6', 'broken-rule', { knownAt, now });
  if (last === undefined) return;
  if (!last.isImported) {
    throw new RuleViolation('KNOWN_AT_NEEDS_A_STREAM_WITHOUT_LIVE_EVENTS', 'U6', 'broken-rule', { knownAt });
  }
  if (knownAt < last.knownAt) {
    const details = { knownAt, knownSince: last.knownAt };
    throw new RuleViolation('KNOWN_AT_PRECEDES_KNOWN_HISTORY', 'U6', 'broken-rule', details);
  }
};
