import { parseEdtf } from '@opsledger/kernel';

/** Whether the one date, as vague as it may be, can only lie before the other. */
export const liesBefore = (edtf: string, other: string): boolean => {
  const [latest, earliest] = [parseEdtf(edtf)?.end?.latest, parseEdtf(other)?.start?.earliest];
  return latest !== undefined && earliest !== undefined && latest < earliest;
};

/** The first of these times, which followed each other, that can only lie before the one before it. */
export const firstReversed = (
  steps: readonly string[],
): Readonly<{ since: string; occurredAt: string }> | undefined => {
  const at = steps.findIndex((occurredAt, index) => index > 0 && liesBefore(occurredAt, steps[index - 1]!));
  return at < 0 ? undefined : { since: steps[at - 1]!, occurredAt: steps[at]! };
};

/** Whether what a document tells is of no earlier time than what set the state. Of what is still open nobody knows an end. */
export const tellsNoEarlierThan = (since: string, occurredAt: string): boolean => {
  const known = parseEdtf(since);
  const knownUntil = (known?.end ?? known?.start)?.latest;
  const toldUntil = parseEdtf(occurredAt)?.end?.latest;
  return knownUntil === undefined || toldUntil === undefined || toldUntil >= knownUntil;
};

/** Where a record stands: since when, and whether the mission decided it or a document said so. */
export type Standing<Status extends string> = Readonly<{ status: Status; since: string; isDecided: boolean }>;
type Arrows<Status extends string> = Readonly<Record<string, Readonly<{ from: readonly Status[]; to?: Status }>>>;

/**
 * Whether a document moves the state: not if it tells of an earlier time, nor by leaving the state open, nor once the record is
 * `over`; and what the mission decided it moves along the arrows only.
 */
export const movesRecord = <Status extends string>(
  { status, since, isDecided }: Standing<Status>,
  reported: Status,
  occurredAt: string,
  { arrows, over }: Readonly<{ arrows: Arrows<Status>; over: readonly Status[] }>,
): boolean => {
  if (over.includes(status)) return false;
  if (reported === 'UNKNOWN' && status !== 'UNKNOWN') return false;
  if (isDecided && reported !== status && !mayLeadTo(status, reported, arrows)) return false;
  return tellsNoEarlierThan(since, occurredAt);
};

/** Whether a record may get from the one state to the other, by one action or several. */
export const mayLeadTo = <Status extends string>(status: Status, other: Status, arrows: Arrows<Status>): boolean => {
  const reached = new Set([status]);
  for (const from of reached)
    // grows while it is gone through
    for (const arrow of Object.values(arrows)) if (arrow.to && arrow.from.includes(from)) reached.add(arrow.to);
  return other !== status && reached.has(other);
};
