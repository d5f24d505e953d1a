import * as events from '@opsledger/contracts';
import type { PriorityAreaState } from '@opsledger/contracts';
import { assertNever, minutesAfter, parseEdtf, type Claim, type Deadline, type Instant } from '@opsledger/kernel';

export type PriorityAreaEvent =
  | events.PriorityAreaSet
  | events.PriorityAreaActivityNoted
  | events.PriorityAreaLifted
  | events.PriorityAreaCorrected
  | events.PriorityAreaDeadlinePassed;

/** What the rules need to know of an area of priority. */
export type RecordedPriorityArea = Readonly<{
  status: PriorityAreaState;
  reference: string;
  noActivityDays?: number;
  /** The latest that something was done there, else when the area was set. Absent where neither date says it to the day. */
  lastActivityAt?: Instant;
  /** Which activities were noted, each with when it was over: once is enough. */
  noted: readonly string[];
  /** Deadlines that have passed, with their time: they are waited for no longer. */
  passed: readonly string[];
  version: number;
  corrections: readonly number[];
}>;
export type PriorityArea = Readonly<{ status: 'NOT_RECORDED' }> | RecordedPriorityArea;

const MINUTES_PER_DAY = 24 * 60;

export const evolve = (state: PriorityArea, event: PriorityAreaEvent): PriorityArea => {
  const changed = change(state, event);
  return { ...changed, version: changed.version + 1 };
};

const change = (state: PriorityArea, event: PriorityAreaEvent): RecordedPriorityArea => {
  switch (event.type) {
    case events.PRIORITY_AREA_SET: {
      const { reference, noActivityDays } = event.data;
      const days = noActivityDays === undefined ? {} : { noActivityDays };
      return active(
        { ...{ status: 'SET', reference, noted: [], passed: [], version: 0, corrections: [] }, ...days },
        event.occurredAt,
      );
    }
    case events.PRIORITY_AREA_ACTIVITY_NOTED: {
      const before = recorded(state);
      const { activityId } = event.data;
      const noted = activityId === undefined ? [] : [notedAs(activityId, event.occurredAt)];
      return active({ ...before, noted: [...before.noted, ...noted] }, event.occurredAt);
    }
    case events.PRIORITY_AREA_LIFTED:
      return { ...recorded(state), status: 'LIFTED' };
    case events.PRIORITY_AREA_CORRECTED: {
      const before = recorded(state);
      return { ...before, corrections: [...before.corrections, before.version + 1] };
    }
    case events.PRIORITY_AREA_DEADLINE_PASSED: {
      const before = recorded(state);
      return { ...before, passed: [...before.passed, event.data.dueAt] };
    }
    default:
      return assertNever(event);
  }
};

/**
 * The latest that something was over that was told in EDTF, where that says it to the day. `2026` may mean any day until New Year: taken
 * for its last, it would keep silent for the rest of the year that nothing is done.
 */
export const overBy = (occurredAt: string): Instant | undefined => {
  const end = parseEdtf(occurredAt)?.end;
  return end && end.earliest.slice(0, DAY_CHARACTERS) === end.latest.slice(0, DAY_CHARACTERS) ? end.latest : undefined;
};
const DAY_CHARACTERS = '2026-11-03'.length;

/** An activity of the record and when it was over, by which a note is known again. What names no activity may be another each time. */
export const notedAs = (activityId: string, occurredAt: string): string => `${activityId} ${occurredAt}`;

/** An older activity that is noted later does not begin the time anew. */
const active = (state: RecordedPriorityArea, occurredAt: string): RecordedPriorityArea => {
  const at = overBy(occurredAt);
  const isNewer = at !== undefined && (state.lastActivityAt === undefined || at > state.lastActivityAt);
  return isNewer ? { ...state, lastActivityAt: at } : state;
};

const recorded = (state: PriorityArea): RecordedPriorityArea => {
  if (state.status === 'NOT_RECORDED') throw new TypeError('A stream of a priority area begins with setting it');
  return state;
};

export const priorityAreaReferenceClaim = (reference: string): Claim => ({
  kind: 'priority-area-reference/1',
  value: reference.toLowerCase(),
});
export const holds = (state: PriorityArea): readonly Claim[] =>
  state.status === 'NOT_RECORDED' ? [] : [priorityAreaReferenceClaim(state.reference)];

/** No activity for as many days as were set; told once, until something is done there again. */
export const deadlines = (state: PriorityArea): readonly Deadline[] => {
  if (state.status !== 'SET' || state.noActivityDays === undefined || state.lastActivityAt === undefined) return [];
  const dueAt = minutesAfter(state.lastActivityAt, state.noActivityDays * MINUTES_PER_DAY);
  return state.passed.includes(dueAt) ? [] : [{ name: 'no-activity', dueAt }];
};
