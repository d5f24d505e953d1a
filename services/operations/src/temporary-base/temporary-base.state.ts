import * as events from '@opsledger/contracts';
import { BASE_STATES, type BaseState } from '@opsledger/contracts';
import { assertNever, type Claim } from '@opsledger/kernel';
import { movesRecord, type Standing } from '../record/record-time.state.js';

export type BaseEvent =
  | events.BaseRecceStarted
  | events.BaseRecceEnded
  | events.BaseEstablished
  | events.BaseActivated
  | events.BaseReduced
  | events.BaseDismantled
  | events.BaseAmended
  | events.BaseReported
  | events.BaseCorrected;

/** What the rules need to know of a base that is recorded. */
export type RecordedBase = Standing<BaseState> &
  Readonly<{
    reference: string;
    version: number;
    corrections: readonly number[];
    /** When each state was reached that was decided here, in that order. */
    steps: readonly string[];
  }>;
export type Base = Readonly<{ status: 'NOT_RECORDED' }> | RecordedBase;

type Arrow = Readonly<{ from: readonly BaseState[]; to?: BaseState }>;
/** In which states each action is allowed, and where it leads; without `to` the state stays. */
export const BASE_ARROWS = {
  establish: { from: ['RECCE'], to: 'ESTABLISHED' },
  // The domain's line ends at a base that is dismantled; a recce may also come to nothing (ADR 18).
  'end-recce': { from: ['RECCE'], to: 'NOT_ESTABLISHED' },
  activate: { from: ['ESTABLISHED'], to: 'ACTIVE' },
  reduce: { from: ['ACTIVE'], to: 'REDUCED' },
  dismantle: { from: ['REDUCED'], to: 'DISMANTLED' },
  amend: { from: ['RECCE', 'ESTABLISHED', 'ACTIVE', 'REDUCED', 'UNKNOWN'] },
  report: { from: BASE_STATES },
  correct: { from: BASE_STATES },
} as const satisfies Readonly<Record<string, Arrow>>;
export type BaseAction = keyof typeof BASE_ARROWS;

/** What staff may do with a base next; what a document reports is always taken, and so is a correction. */
export const nextBaseActions = (state: BaseState): readonly BaseAction[] =>
  (Object.keys(BASE_ARROWS) as BaseAction[]).filter(
    (action) =>
      action !== 'report' && action !== 'correct' && (BASE_ARROWS[action].from as readonly string[]).includes(state),
  );

export const evolve = (state: Base, event: BaseEvent): Base => {
  const changed = change(state, event);
  return { ...changed, version: changed.version + 1 };
};

const change = (state: Base, event: BaseEvent): RecordedBase => {
  const enter = (status: BaseState, isDecided = true): RecordedBase => {
    const before = recorded(state);
    const steps = isDecided ? [...before.steps, event.occurredAt] : before.steps;
    return { ...before, status, since: event.occurredAt, isDecided, steps };
  };
  switch (event.type) {
    case events.BASE_RECCE_STARTED:
      return opened('RECCE', event.data.reference, event);
    case events.BASE_RECCE_ENDED:
      return enter('NOT_ESTABLISHED');
    case events.BASE_ESTABLISHED:
      return enter('ESTABLISHED');
    case events.BASE_ACTIVATED:
      return enter('ACTIVE');
    case events.BASE_REDUCED:
      return enter('REDUCED');
    case events.BASE_DISMANTLED:
      return enter('DISMANTLED');
    case events.BASE_AMENDED:
      return recorded(state);
    case events.BASE_REPORTED: {
      const { reference, status } = event.data;
      if (state.status === 'NOT_RECORDED' && reference !== undefined) return opened(status, reference, event);
      return movesBase(recorded(state), status, event.occurredAt) ? enter(status, false) : recorded(state);
    }
    case events.BASE_CORRECTED: {
      const before = recorded(state);
      return { ...before, corrections: [...before.corrections, before.version + 1] };
    }
    default:
      return assertNever(event);
  }
};

/** Whether a document moves the state of a base. */
export const movesBase = (standing: Standing<BaseState>, reported: BaseState, occurredAt: string): boolean =>
  movesRecord(standing, reported, occurredAt, { arrows: BASE_ARROWS, over: ['DISMANTLED', 'NOT_ESTABLISHED'] });

const opened = (status: BaseState, reference: string, event: BaseEvent): RecordedBase => ({
  ...{ status, since: event.occurredAt, isDecided: event.type !== events.BASE_REPORTED },
  ...{ reference, version: 0, corrections: [], steps: event.type === events.BASE_REPORTED ? [] : [event.occurredAt] },
});

const recorded = (state: Base): RecordedBase => {
  if (state.status === 'NOT_RECORDED') throw new TypeError('A stream of a base begins with a recce or a report');
  return state;
};

export const baseReferenceClaim = (reference: string): Claim => ({
  kind: 'temporary-base-reference/1',
  value: reference.toLowerCase(),
});
export const holds = (state: Base): readonly Claim[] =>
  state.status === 'NOT_RECORDED' ? [] : [baseReferenceClaim(state.reference)];
