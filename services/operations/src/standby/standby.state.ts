import * as events from '@opsledger/contracts';
import { STANDBY_STATES, type StandbyState } from '@opsledger/contracts';
import { assertNever, parseEdtf, type Claim, type Deadline, type FuzzyDate } from '@opsledger/kernel';
import { movesRecord, type Standing } from '../record/record-time.state.js';

export type StandbyEvent =
  | events.StandbyOrdered
  | events.StandbyAchieved
  | events.StandbyExtended
  | events.StandbyConditionRecorded
  | events.StandbyActivated
  | events.StandbyStoodDown
  | events.AssetsRelocated
  | events.ReadinessDeclared
  | events.StandbyReported
  | events.StandbyCorrected
  | events.StandbyDeadlinePassed;

/** What the rules need to know of a standby that is recorded. */
export type RecordedStandby = Standing<StandbyState> &
  Readonly<{
    reference: string;
    version: number;
    corrections: readonly number[];
    /** When each state was reached that was decided here, in that order. */
    steps: readonly string[];
    /** Absent: it waits for nothing. */
    isConditionMet?: boolean;
    from?: FuzzyDate;
    to?: FuzzyDate;
    /** Deadlines that have passed, with their time: they are waited for no longer. */
    passed: readonly string[];
  }>;
export type Standby = Readonly<{ status: 'NOT_RECORDED' }> | RecordedStandby;

type Arrow = Readonly<{ from: readonly StandbyState[]; to?: StandbyState }>;
/** While it is on order or held: only its activation ends it, or that it is stood down. */
export const UNDER_WAY = ['ORDERED', 'ACHIEVED', 'EXTENDED'] as const;
const READY = ['ACHIEVED', 'EXTENDED'] as const;

/** In which states each action is allowed, and where it leads; without `to` the state stays. */
export const STANDBY_ARROWS = {
  achieve: { from: ['ORDERED'], to: 'ACHIEVED' },
  extend: { from: READY, to: 'EXTENDED' },
  'record-condition': { from: [...UNDER_WAY, 'UNKNOWN'] },
  'declare-readiness': { from: [...UNDER_WAY, 'UNKNOWN'] },
  'relocate-assets': { from: [...UNDER_WAY, 'UNKNOWN'] },
  activate: { from: READY, to: 'ACTIVATED' },
  // Also before it was achieved: an order that is taken back is no longer waited for (ADR 18).
  'stand-down': { from: UNDER_WAY, to: 'STOOD_DOWN' },
  report: { from: STANDBY_STATES },
  correct: { from: STANDBY_STATES },
} as const satisfies Readonly<Record<string, Arrow>>;
export type StandbyAction = keyof typeof STANDBY_ARROWS;

/** What staff may do with a standby next; one whose condition is unmet is activated by override only (`OPS-8`), and not offered. */
export const nextStandbyActions = (
  state: StandbyState,
  isConditionMet: boolean | undefined,
): readonly StandbyAction[] => {
  const needs: Partial<Record<StandbyAction, boolean>> = {
    ...{ activate: isConditionMet !== false, 'record-condition': isConditionMet !== undefined },
    ...{ report: false, correct: false },
  };
  return (Object.keys(STANDBY_ARROWS) as StandbyAction[]).filter(
    (action) => (STANDBY_ARROWS[action].from as readonly string[]).includes(state) && (needs[action] ?? true),
  );
};

export const evolve = (state: Standby, event: StandbyEvent): Standby => {
  const changed = change(state, event);
  return { ...changed, version: changed.version + 1 };
};

const change = (state: Standby, event: StandbyEvent): RecordedStandby => {
  const enter = (status: StandbyState, more: Partial<RecordedStandby> = {}): RecordedStandby => {
    const before = recorded(state);
    const steps = more.isDecided === false ? before.steps : [...before.steps, event.occurredAt];
    return { ...before, status, since: event.occurredAt, isDecided: true, steps, ...more };
  };
  switch (event.type) {
    case events.STANDBY_ORDERED:
      return { ...opened('ORDERED', event.data.reference, event), ...termsOf(event.data) };
    case events.STANDBY_ACHIEVED:
      return enter('ACHIEVED');
    case events.STANDBY_EXTENDED:
      return enter('EXTENDED', { to: event.data.to });
    case events.STANDBY_CONDITION_RECORDED:
      return { ...recorded(state), isConditionMet: event.data.isMet };
    case events.STANDBY_ACTIVATED:
      return enter('ACTIVATED');
    case events.STANDBY_STOOD_DOWN:
      return enter('STOOD_DOWN');
    case events.ASSETS_RELOCATED:
      return recorded(state);
    case events.READINESS_DECLARED:
      return { ...recorded(state), ...termsOf(event.data) };
    case events.STANDBY_REPORTED: {
      const { reference, status } = event.data;
      if (state.status === 'NOT_RECORDED' && reference !== undefined)
        return { ...opened(status, reference, event), ...termsOf(event.data) };
      const before = recorded(state);
      if (!movesStandby(before, status, event.occurredAt)) return before;
      return enter(status, { ...termsOf(event.data), isDecided: false });
    }
    case events.STANDBY_CORRECTED: {
      const before = recorded(state);
      return { ...before, corrections: [...before.corrections, before.version + 1] };
    }
    case events.STANDBY_DEADLINE_PASSED: {
      const before = recorded(state);
      const { deadline: name, dueAt } = event.data;
      return { ...before, passed: [...before.passed, passedDeadline({ name, dueAt })] };
    }
    default:
      return assertNever(event);
  }
};

/** A condition that is stated anew is unmet until someone says otherwise. */
const termsOf = ({ from, to, condition }: Readonly<{ from?: FuzzyDate; to?: FuzzyDate; condition?: object }>) => ({
  ...(from && { from }),
  ...(to && { to }),
  ...(condition && { isConditionMet: false }),
});

/** Whether a document moves the state of a standby. */
export const movesStandby = (standing: Standing<StandbyState>, reported: StandbyState, occurredAt: string): boolean =>
  movesRecord(standing, reported, occurredAt, { arrows: STANDBY_ARROWS, over: ['ACTIVATED', 'STOOD_DOWN'] });

const opened = (status: StandbyState, reference: string, event: StandbyEvent): RecordedStandby => ({
  ...{ status, since: event.occurredAt, isDecided: event.type !== events.STANDBY_REPORTED },
  ...{ reference, version: 0, corrections: [], passed: [] },
  steps: event.type === events.STANDBY_REPORTED ? [] : [event.occurredAt],
});

const recorded = (state: Standby): RecordedStandby => {
  if (state.status === 'NOT_RECORDED') throw new TypeError('A stream of a standby begins with an order or a report');
  return state;
};

export const standbyReferenceClaim = (reference: string): Claim => ({
  kind: 'standby-reference/1',
  value: reference.toLowerCase(),
});
export const holds = (state: Standby): readonly Claim[] =>
  state.status === 'NOT_RECORDED' ? [] : [standbyReferenceClaim(state.reference)];

const passedDeadline = ({ name, dueAt }: Deadline): string => `${name} ${dueAt}`;

/** What a standby waits for: that it is activated, extended or stood down before its end. A vague end counts in full. */
export const deadlines = (state: Standby): readonly Deadline[] => {
  if (state.status === 'NOT_RECORDED' || !(UNDER_WAY as readonly string[]).includes(state.status)) return [];
  const dueAt = state.to && parseEdtf(state.to.edtf)?.end?.latest;
  if (dueAt === undefined) return [];
  return [{ name: 'standby-end', dueAt }].filter((one) => !state.passed.includes(passedDeadline(one)));
};
