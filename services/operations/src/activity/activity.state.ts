import * as events from '@opsledger/contracts';
import { ACTIVITY_STATES, TERMINAL_ACTIVITY_STATES, type ActivityKind, type ActivityState } from '@opsledger/contracts';
import {
  assertNever,
  minutesAfter,
  parseEdtf,
  type Claim,
  type Deadline,
  type FuzzyDate,
  type Instant,
} from '@opsledger/kernel';
import { taskClaim } from '../operation/operation-tasks.state.js';
import { present } from '../record/record-facts.decider.js';
import { movesRecord, type Standing } from '../record/record-time.state.js';
import type { Travel } from './activity-plausibility.state.js';

export type ActivityEvent =
  | events.ActivityPlanned
  | events.ActivityPlanAmended
  | events.ActivityOrdered
  | events.ActivityStarted
  | events.ActivityCompleted
  | events.ActivityAborted
  | events.ActivityDenied
  | events.ActivityPostponed
  | events.ActivityCancelled
  | events.ActivityReportFiled
  | events.ActivityReported
  | events.ActivityQuarantined
  | events.ActivityCheckSettled
  | events.ArrestsReported
  | events.MaterielSeized
  | events.EngagementRecorded
  | events.ActivityCorrected
  | events.ActivityDeadlinePassed;

/** What the rules need to know of an activity that is recorded. */
export type RecordedActivity = Standing<ActivityState> &
  Readonly<{
    reference: string;
    kind: ActivityKind;
    version: number;
    corrections: readonly number[];
    operationId?: string;
    /** Its number among the tasks of the operation (ADR 14). */
    task?: number;
    casevacPlanRef?: string;
    plannedStart?: FuzzyDate;
    plannedEnd?: FuzzyDate;
    travel: Travel;
    /** Whether anybody set out, as far as it was told: what was found needs somebody who was there. */
    hasBegun: boolean;
    /** Its account does not go together and waits for a check (`OPS-9`). */
    isQuarantined: boolean;
    reportDueAt?: Instant;
    /** Deadlines that have passed, with their time: they are waited for no longer. */
    passed: readonly string[];
  }>;
export type Activity = Readonly<{ status: 'NOT_RECORDED' }> | RecordedActivity;

type Arrow = Readonly<{ from: readonly ActivityState[]; to?: ActivityState }>;
const FINDS = ['IN_PROGRESS', 'COMPLETED', 'ABORTED', 'DENIED', 'REPORTED', 'UNKNOWN'] as const;

/** In which states each action is allowed, and where it leads; without `to` the state stays. */
export const ACTIVITY_ARROWS = {
  'amend-plan': { from: ['PLANNED', 'ORDERED'] },
  order: { from: ['PLANNED'], to: 'ORDERED' },
  start: { from: ['ORDERED'], to: 'IN_PROGRESS' },
  complete: { from: ['IN_PROGRESS'], to: 'COMPLETED' },
  abort: { from: ['IN_PROGRESS'], to: 'ABORTED' },
  // A patrol may be turned back on its way, too (F47).
  deny: { from: ['PLANNED', 'ORDERED', 'IN_PROGRESS'], to: 'DENIED' },
  postpone: { from: ['PLANNED', 'ORDERED'], to: 'POSTPONED' },
  cancel: { from: ['PLANNED', 'ORDERED'], to: 'CANCELLED' },
  'file-report': { from: ['COMPLETED', 'ABORTED', 'DENIED', 'POSTPONED', 'CANCELLED'], to: 'REPORTED' },
  'record-arrests': { from: FINDS },
  'record-seizure': { from: FINDS },
  'record-engagement': { from: FINDS },
  'confirm-check': { from: ACTIVITY_STATES }, // refused by OPS-9 where nothing waits for a check
  report: { from: ACTIVITY_STATES },
  correct: { from: ACTIVITY_STATES },
} as const satisfies Readonly<Record<string, Arrow>>;
export type ActivityAction = keyof typeof ACTIVITY_ARROWS;

/** What staff may do with an activity next; what a document reports is always taken, and so is a correction. */
export const nextActivityActions = (
  state: ActivityState,
  isQuarantined: boolean,
  hasBegun: boolean,
): readonly ActivityAction[] =>
  (Object.keys(ACTIVITY_ARROWS) as ActivityAction[]).filter(
    (action) =>
      action !== 'report' &&
      action !== 'correct' &&
      (action !== 'confirm-check' || isQuarantined) &&
      (ACTIVITY_ARROWS[action].from !== FINDS || hasBegun) &&
      (ACTIVITY_ARROWS[action].from as readonly string[]).includes(state),
  );

const BEGUN: readonly ActivityState[] = ['IN_PROGRESS', 'COMPLETED', 'ABORTED', 'REPORTED', 'UNKNOWN'];
/** Whether a document tells of an activity that somebody set out, or leaves that open. */
export const tellsOfABeginning = ({
  status,
  startedAt,
}: Pick<events.ActivityReported['data'], 'status' | 'startedAt'>): boolean =>
  BEGUN.includes(status) || startedAt !== undefined;

/** `OPS-5`: whether nothing more is to be done of it. */
export const isTerminal = (status: ActivityState): boolean =>
  (TERMINAL_ACTIVITY_STATES as readonly ActivityState[]).includes(status);

export const initialActivity: Activity = { status: 'NOT_RECORDED' };

export const evolve = (state: Activity, event: ActivityEvent): Activity => {
  const changed = change(state, event);
  return { ...changed, version: changed.version + 1 };
};

const change = (state: Activity, event: ActivityEvent): RecordedActivity => {
  const enter = (status: ActivityState, more: Partial<RecordedActivity> = {}): RecordedActivity => ({
    ...{ ...recorded(state), status, since: event.occurredAt, isDecided: true, ...more },
  });
  switch (event.type) {
    case events.ACTIVITY_PLANNED:
      return {
        ...opened('PLANNED', event.data.reference, event.data.kind, event),
        ...saidOf(event.data),
        travel: kindsOf(event.data),
      };
    case events.ACTIVITY_PLAN_AMENDED: {
      const before = recorded(state);
      return { ...before, ...saidOf(event.data), travel: { ...before.travel, ...kindsOf(event.data) } };
    }
    case events.ACTIVITY_ORDERED:
      return enter('ORDERED');
    case events.ACTIVITY_STARTED:
      return enter('IN_PROGRESS', {
        hasBegun: true,
        travel: { ...recorded(state).travel, startedAt: event.occurredAt },
      });
    case events.ACTIVITY_COMPLETED:
      return enter('COMPLETED', ended(recorded(state), event));
    case events.ACTIVITY_ABORTED:
      return enter('ABORTED', ended(recorded(state), event));
    case events.ACTIVITY_DENIED:
      return enter('DENIED');
    case events.ACTIVITY_POSTPONED:
      return enter('POSTPONED');
    case events.ACTIVITY_CANCELLED:
      return enter('CANCELLED');
    case events.ACTIVITY_REPORT_FILED:
      return enter('REPORTED');
    case events.ACTIVITY_REPORTED:
      return asStated(state, event);
    case events.ACTIVITY_QUARANTINED:
      return { ...recorded(state), isQuarantined: true };
    case events.ACTIVITY_CHECK_SETTLED:
      return { ...recorded(state), isQuarantined: false };
    case events.ARRESTS_REPORTED:
    case events.MATERIEL_SEIZED:
    case events.ENGAGEMENT_RECORDED:
      return recorded(state);
    case events.ACTIVITY_CORRECTED: {
      const before = recorded(state);
      return { ...before, corrections: [...before.corrections, before.version + 1] };
    }
    case events.ACTIVITY_DEADLINE_PASSED: {
      const { deadline: name, dueAt } = event.data;
      return { ...recorded(state), passed: [...recorded(state).passed, passedDeadline({ name, dueAt })] };
    }
    default:
      return assertNever(event);
  }
};

type Ended = Pick<events.ActivityCompleted | events.ActivityAborted, 'data' | 'occurredAt'>;
const ended = ({ travel }: RecordedActivity, event: Ended): Partial<RecordedActivity> => ({
  travel: { ...travel, endedAt: event.occurredAt, ...present({ distanceKm: event.data.distanceKm }) },
  ...present({ reportDueAt: reportDueOf(event) }),
});

/** A patrol reports within two hours of its return (military observer guidelines). */
const PATROL_REPORT_MINUTES = 120;
/** Absent where the time of the return says no latest. */
export const reportDueAfter = (returnedAt: string): Instant | undefined => {
  const latest = parseEdtf(returnedAt)?.end?.latest;
  return latest && minutesAfter(latest, PATROL_REPORT_MINUTES);
};
/** When the report is due that the event speaks of: where the time of the return was corrected, by the corrected one. */
export const reportDueOf = ({ data: { reportDueAt }, occurredAt }: Ended): Instant | undefined =>
  reportDueAt && (reportDueAfter(occurredAt) ?? reportDueAt);

/** What a document states. Of an earlier time than what is known it moves nothing, and says nothing new of the way. */
const asStated = (state: Activity, { data, occurredAt, ...event }: events.ActivityReported): RecordedActivity => {
  const { reference, kind, status } = data;
  const isFirst = state.status === 'NOT_RECORDED' && reference !== undefined;
  const before = isFirst ? opened(status, reference, kind, { ...event, data, occurredAt }) : recorded(state);
  const hasBegun = before.hasBegun || tellsOfABeginning(data);
  if (!isFirst && !movesActivity(before, status, occurredAt)) return { ...linkOf(data), ...before, hasBegun };
  const travel = { ...before.travel, ...kindsOf(data), ...wayOf(data) };
  return {
    ...{ ...linkOf(data), ...before, ...saidOf({ ...data, ...linkOf(before) }), travel },
    ...{ status, since: occurredAt, isDecided: false, hasBegun },
  };
};

/** The way as a document tells it: by its two ends, or by an interval. */
const wayOf = ({
  period,
  startedAt,
  endedAt,
  distanceKm,
}: Readonly<{ period?: FuzzyDate; startedAt?: FuzzyDate; endedAt?: FuzzyDate; distanceKm?: number }>): Travel =>
  present({
    startedAt: startedAt?.edtf ?? period?.edtf,
    endedAt: endedAt?.edtf ?? period?.edtf,
    distanceKm,
  });

const kindsOf = ({ patrolKinds }: Pick<Travel, 'patrolKinds'>): Pick<Travel, 'patrolKinds'> => present({ patrolKinds });
const linkOf = ({ operationId, task }: events.TaskLink): events.TaskLink => present({ operationId, task });
const saidOf = (
  data: events.TaskLink & Partial<Pick<RecordedActivity, 'casevacPlanRef' | 'plannedStart' | 'plannedEnd'>>,
) =>
  present({
    ...{ operationId: data.operationId, task: data.task, casevacPlanRef: data.casevacPlanRef },
    ...{ plannedStart: data.plannedStart, plannedEnd: data.plannedEnd },
  });

/** Whether a document moves the state of an activity. */
export const movesActivity = (
  standing: Standing<ActivityState>,
  reported: ActivityState,
  occurredAt: string,
): boolean => movesRecord(standing, reported, occurredAt, { arrows: ACTIVITY_ARROWS, over: ['REPORTED'] });

const opened = (
  status: ActivityState,
  reference: string,
  kind: ActivityKind,
  event: ActivityEvent,
): RecordedActivity => ({
  ...{ status, since: event.occurredAt, isDecided: event.type !== events.ACTIVITY_REPORTED },
  ...{ reference, kind, version: 0, corrections: [], travel: {}, hasBegun: false, isQuarantined: false, passed: [] },
});

export const recorded = (state: Activity): RecordedActivity => {
  if (state.status === 'NOT_RECORDED') throw new TypeError('A stream of an activity begins with a plan or a report');
  return state;
};

export const activityReferenceClaim = (reference: string): Claim => ({
  kind: 'activity-reference/1',
  value: reference.toLowerCase(),
});
export const holds = (state: Activity): readonly Claim[] => {
  if (state.status === 'NOT_RECORDED') return [];
  const { reference, operationId, task } = state;
  const tasks = operationId === undefined || task === undefined ? [] : [taskClaim(operationId, task)];
  return [activityReferenceClaim(reference), ...tasks];
};

const passedDeadline = ({ name, dueAt }: Deadline): string => `${name} ${dueAt}`;

/** A patrol reports within two hours of its return. */
export const deadlines = (state: Activity): readonly Deadline[] => {
  if (state.status !== 'COMPLETED' && state.status !== 'ABORTED') return [];
  if (state.reportDueAt === undefined) return [];
  const deadline = { name: 'patrol-report', dueAt: state.reportDueAt };
  // Told once: a return that is corrected to an earlier time makes the report no more overdue than it was said to be.
  return state.passed.some((passed) => passed >= passedDeadline(deadline)) ? [] : [deadline];
};
