import * as events from '@opsledger/contracts';
import { NOT_DONE_STATES, type ActivityState, type OperationState } from '@opsledger/contracts';
import { assertNever, refuseFutureOccurrence, type CommandMetadata, type Decider } from '@opsledger/kernel';
import { refusalsOf } from '../record/record-arrows.decider.js';
import {
  correcting,
  dated,
  happened,
  newReference,
  passing,
  present,
  refuseFutureDates,
} from '../record/record-facts.decider.js';
import { linked } from '../record/record-links.decider.js';
import { liesBefore } from '../record/record-time.state.js';
import { FIELDS_OF_KIND, foreignFields } from './activity-kinds.state.js';
import { implausibilitiesOf, type Travel } from './activity-plausibility.state.js';
import type { ActivityCommand, ActivityCommandOf } from './activity.commands.js';
import {
  ACTIVITY_ARROWS,
  deadlines,
  evolve,
  holds,
  initialActivity,
  reportDueAfter,
  type Activity,
  type ActivityAction,
  type ActivityEvent,
  type RecordedActivity,
  isTerminal,
} from './activity.state.js';

export type ActivityViolationCode =
  | 'ACCESS_MEANS_ARE_OF_NO_REFUSAL'
  | 'ACTIVITY_AMENDMENT_CHANGES_NOTHING'
  | 'ACTIVITY_BELONGS_TO_ANOTHER_OPERATION'
  | 'ACTIVITY_DATES_ARE_REVERSED'
  | 'ACTIVITY_IS_ALREADY_RECORDED'
  | 'ACTIVITY_IS_NOT_HELD_FOR_CHECK'
  | 'ACTIVITY_IS_NOT_RECORDED'
  | 'ACTIVITY_KIND_HAS_NO_SUCH_FIELD'
  | 'ACTIVITY_KIND_NEVER_CHANGES'
  | 'ACTIVITY_REPORT_NEEDS_A_SOURCE'
  | 'ACTIVITY_STATE_DOES_NOT_ALLOW_THIS'
  | 'FINDINGS_NEED_AN_ACTIVITY_THAT_BEGAN'
  | 'LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN'
  | 'OPERATION_TAKES_NO_MORE_TASKS'
  | 'TASK_THAT_HAS_ENDED_IS_NOT_OPENED_AGAIN'
  | 'REASON_IS_OF_NO_OUTCOME'
  | 'REPLACING_ACTIVITY_IS_NOT_RECORDED';

const { allowed, brokenRule, wrongState } = refusalsOf<Activity, ActivityAction, ActivityViolationCode>(
  ACTIVITY_ARROWS,
  {
    ...{
      rule: 'ACTIVITY-STATES',
      notRecorded: 'ACTIVITY_IS_NOT_RECORDED',
      notAllowed: 'ACTIVITY_STATE_DOES_NOT_ALLOW_THIS',
    },
  },
);

const decide = (
  command: ActivityCommand,
  state: Activity,
  asIf: (event: ActivityEvent) => Activity,
): readonly ActivityEvent[] => {
  const { metadata } = command;
  switch (command.name) {
    case 'plan-activity':
      return [plan(command, state)];
    case 'amend-activity-plan':
      return amend(command, state);
    case 'order-activity':
      return [order(command, state)];
    case 'start-activity':
      return withCheck({ type: events.ACTIVITY_STARTED, ...note('start', metadata, state) }, state, metadata);
    case 'complete-activity':
      return complete(command, state);
    case 'abort-activity':
      return abort(command, state);
    case 'deny-activity':
      return [{ type: events.ACTIVITY_DENIED, ...leaveUndone('deny', command, state) }];
    case 'postpone-activity':
      return [postpone(command, state)];
    case 'cancel-activity':
      return [{ type: events.ACTIVITY_CANCELLED, ...leaveUndone('cancel', command, state) }];
    case 'file-activity-report':
      return [{ type: events.ACTIVITY_REPORT_FILED, ...note('file-report', metadata, state, command.data) }];
    case 'record-arrests':
      return [{ type: events.ARRESTS_REPORTED, ...find('record-arrests', metadata, state, command.data) }];
    case 'record-seizure':
      return [{ type: events.MATERIEL_SEIZED, ...find('record-seizure', metadata, state, command.data) }];
    case 'record-engagement':
      return [{ type: events.ENGAGEMENT_RECORDED, ...find('record-engagement', metadata, state, command.data) }];
    case 'confirm-activity-check':
      return [confirmCheck(command, state)];
    case 'report-activity':
      return report(command, state);
    case 'correct-activity':
      return correct(command, state, asIf);
    case 'pass-activity-deadline': {
      const data = { activityId: metadata.id, ...passing(command.data, deadlines(state), state, metadata) };
      return [{ type: events.ACTIVITY_DEADLINE_PASSED, ...happened(metadata, 'CONFIDENTIAL'), data }];
    }
    default:
      return assertNever(command);
  }
};

/** Dates, routes and strength ahead of time are Strictly Confidential unless the planner says otherwise (data protection, 4.2). */
const plan = ({ data, metadata }: ActivityCommandOf<'plan-activity'>, state: Activity): events.ActivityPlanned => {
  if (state.status !== 'NOT_RECORDED') throw wrongState('ACTIVITY_IS_ALREADY_RECORDED', state, ['NOT_RECORDED']);
  const { kind, plannedStart, plannedEnd, operationStatus } = data;
  refuseForeignFields(kind, data);
  refuseReversed(plannedStart, plannedEnd);
  refuseFutureTrigger(data, metadata);
  const task = taskOf(data);
  if (operationStatus !== undefined && TAKES_NO_MORE.includes(operationStatus))
    throw brokenRule('OPERATION_TAKES_NO_MORE_TASKS', 'OPS-5', { operationStatus });
  return {
    type: events.ACTIVITY_PLANNED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), reference: newReference(metadata), kind, ...task, ...described(data) },
      ...{ plannedStart: dated(plannedStart), ...present({ plannedEnd: plannedEnd && dated(plannedEnd) }) },
    },
  };
};

/** Where an operation is over, and no task is planned any more. */
const TAKES_NO_MORE: readonly OperationState[] = ['COMPLETED', 'AFTER_ACTION', 'CLOSED', 'CANCELLED'];

/** `U5`: the operation is there. Its next task has this number, unless somebody takes it in the same moment (ADR 14). */
const taskOf = (data: ActivityCommandOf<'plan-activity' | 'report-activity'>['data']): events.TaskLink => {
  const { operationId } = linked(data);
  return operationId === undefined ? {} : present({ operationId, task: data.nextTask ?? 1 });
};

const amend = (
  { data, metadata }: ActivityCommandOf<'amend-activity-plan'>,
  state: Activity,
): readonly ActivityEvent[] => {
  const activity = allowed('amend-plan', state);
  refuseForeignFields(activity.kind, data);
  const { plannedStart, plannedEnd } = data;
  refuseFutureTrigger(data, metadata);
  refuseReversed(plannedStart ?? activity.plannedStart, plannedEnd ?? activity.plannedEnd);
  const change = {
    ...described(data),
    ...present({ plannedStart: plannedStart && dated(plannedStart), plannedEnd: plannedEnd && dated(plannedEnd) }),
  };
  if (Object.keys(change).length === 0) throw brokenRule('ACTIVITY_AMENDMENT_CHANGES_NOTHING', 'ACTIVITY-STATES');
  if (activity.status === 'ORDERED')
    refuseWithoutCasevacPlan(
      data.patrolKinds ?? activity.travel.patrolKinds,
      data.casevacPlanRef ?? activity.casevacPlanRef,
    );
  const amended: events.ActivityPlanAmended = {
    type: events.ACTIVITY_PLAN_AMENDED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: { ...stating(metadata), ...change },
  };
  return withCheck(amended, state, metadata);
};

const order = ({ data, metadata }: ActivityCommandOf<'order-activity'>, state: Activity): events.ActivityOrdered => {
  const { travel, casevacPlanRef } = allowed('order', state);
  refuseWithoutCasevacPlan(travel.patrolKinds, casevacPlanRef);
  return {
    type: events.ACTIVITY_ORDERED,
    ...note('order', metadata, state, present({ orderRef: data.orderRef })),
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
  };
};

/** `OPS-10`: before a long-range patrol is ordered, there is a plan for evacuating its casualties. */
const refuseWithoutCasevacPlan = (
  patrolKinds: readonly events.PatrolKind[] = [],
  casevacPlanRef: string | undefined,
): void => {
  if (patrolKinds.includes('long_range') && casevacPlanRef === undefined)
    throw brokenRule('LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN', 'OPS-10');
};

const complete = (
  { data, metadata }: ActivityCommandOf<'complete-activity'>,
  state: Activity,
): readonly ActivityEvent[] => {
  const activity = allowed('complete', state);
  refuseForeignFields(activity.kind, data);
  const accounted = { ...accountOf(data), ...dueOf(activity, metadata) };
  const completed = { type: events.ACTIVITY_COMPLETED, ...note('complete', metadata, state, accounted) } as const;
  return withCheck(completed, state, metadata);
};

const abort = ({ data, metadata }: ActivityCommandOf<'abort-activity'>, state: Activity): readonly ActivityEvent[] => {
  const activity = allowed('abort', state);
  refuseForeignFields(activity.kind, data);
  const accounted = { ...notDone(data), ...accountOf(data), ...dueOf(activity, metadata) };
  const aborted = { type: events.ACTIVITY_ABORTED, ...note('abort', metadata, state, accounted) } as const;
  return withCheck(aborted, state, metadata);
};

const accountOf = ({ distanceKm, findings, incidents }: ActivityCommandOf<'complete-activity'>['data']) =>
  present({ distanceKm, findings, incidents });
const dueOf = ({ kind }: RecordedActivity, { occurredAt, now }: CommandMetadata) =>
  kind === 'patrol' ? { reportDueAt: reportDueAfter(occurredAt) ?? reportDueAfter(now)! } : {};

/** `OPS-9`: an account that does not go together is taken as it is told and held for a check, never refused. */
const heldForCheck = (travel: Travel, metadata: CommandMetadata): readonly events.ActivityQuarantined[] => {
  const checks = implausibilitiesOf(travel);
  if (checks.length === 0) return [];
  const data = { ...stating(metadata), checks };
  return [{ type: events.ACTIVITY_QUARANTINED, ...happened(metadata, 'CONFIDENTIAL'), data }];
};

/**
 * What follows of `OPS-9` when the way is told anew: what no longer goes together is held, with what is found now and once; what was
 * held and goes together now is free. A way that was known already was looked at, and may have been confirmed since.
 */
const checkOf = (
  state: Activity,
  after: Activity,
  metadata: CommandMetadata,
  outcome: 'corrected' | 'superseded',
): readonly (events.ActivityQuarantined | events.ActivityCheckSettled)[] => {
  const [before, way] = [travelOf(state), travelOf(after)];
  if (isSameWay(before, way)) return [];
  const held = heldForCheck(way, metadata);
  if (state.status === 'NOT_RECORDED' || !state.isQuarantined) return held;
  if (held.length > 0) return findingOf(before) === findingOf(way) ? [] : held;
  const data = { ...stating(metadata), outcome };
  return [{ type: events.ACTIVITY_CHECK_SETTLED, ...happened(metadata, 'CONFIDENTIAL'), data }];
};

const findingOf = (way: Travel): string => JSON.stringify(implausibilitiesOf(way));

/** An account, with what follows of it. What was held before it is nobody's mistake: the later account takes its place. */
const withCheck = (event: ActivityEvent, state: Activity, metadata: CommandMetadata): readonly ActivityEvent[] => [
  event,
  ...checkOf(state, evolve(state, event), metadata, 'superseded'),
];

const postpone = (command: ActivityCommandOf<'postpone-activity'>, state: Activity): events.ActivityPostponed => {
  const { data, ...rest } = leaveUndone('postpone', command, state);
  const { newDate } = command.data;
  return {
    type: events.ACTIVITY_POSTPONED,
    ...{ ...rest, data: { ...data, ...present({ newDate: newDate && dated(newDate) }) } },
  };
};

const leaveUndone = (
  action: ActivityAction,
  { data, metadata }: ActivityCommandOf<'deny-activity' | 'postpone-activity' | 'cancel-activity'>,
  state: Activity,
) => note(action, metadata, state, notDone(data));

/** Why it was not done and what was done instead; what replaced it is there (`U5`). */
const notDone = (data: ActivityCommandOf<'deny-activity'>['data']): events.NotDone => {
  const { reason, ...rest } = outcomeOf(data);
  return { reason: reason!, ...rest };
};
const outcomeOf = (data: Partial<ActivityCommandOf<'deny-activity'>['data']>): Partial<events.NotDone> => {
  const { reason, reasonAsStated, accessBy, replacedBy, replacementAsStated, isReplacementKnown } = data;
  refuseMeansOfNoRefusal(data);
  if (replacedBy !== undefined && !isReplacementKnown)
    throw brokenRule('REPLACING_ACTIVITY_IS_NOT_RECORDED', 'U5', { replacedBy });
  return present({ reason, reasonAsStated, accessBy, replacedBy, replacementAsStated });
};
const refuseMeansOfNoRefusal = ({ reason, accessBy }: Partial<events.NotDone>): void => {
  if (accessBy !== undefined && reason !== 'access_denied')
    throw brokenRule('ACCESS_MEANS_ARE_OF_NO_REFUSAL', 'ACTIVITY-OUTCOME', { accessBy });
};

const confirmCheck = (
  { data: { authority, note: said }, metadata }: ActivityCommandOf<'confirm-activity-check'>,
  state: Activity,
): events.ActivityCheckSettled => {
  const { isQuarantined } = allowed('confirm-check', state);
  if (!isQuarantined) throw wrongState('ACTIVITY_IS_NOT_HELD_FOR_CHECK', state, [], 'OPS-9');
  const settled = { outcome: 'confirmed' as const, authority, ...present({ note: said }) };
  return { type: events.ACTIVITY_CHECK_SETTLED, ...note('confirm-check', metadata, state, settled) };
};

/** Takes what a document states as it states it: no plan, order or start is concluded from it. */
const report = (
  { data, metadata }: ActivityCommandOf<'report-activity'>,
  state: Activity,
): readonly ActivityEvent[] => {
  if (!metadata.source) throw brokenRule('ACTIVITY_REPORT_NEEDS_A_SOURCE', 'ACTIVITY-SOURCE');
  const { kind, status, statusAsStated, period, startedAt, endedAt } = data;
  if (state.status !== 'NOT_RECORDED' && state.kind !== kind)
    throw brokenRule('ACTIVITY_KIND_NEVER_CHANGES', 'ACTIVITY-KIND', { kind: state.kind });
  refuseForeignFields(kind, data);
  refuseFutureOccurrence(metadata);
  refuseFutureTravel(data, metadata);
  refuseFutureTrigger(data, metadata);
  const outcome = outcomeOf(data);
  refuseOutcomeOfNone(status, outcome);
  const reported: events.ActivityReported = {
    type: events.ACTIVITY_REPORTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...{ activityId: metadata.id, ...(state.status === 'NOT_RECORDED' && { reference: newReference(metadata) }) },
      ...{ kind, ...linkToStated(data, state), ...described(data), status, statusAsStated },
      ...{ ...outcome, ...accountOf(data) },
      ...present({ period: period && dated(period), startedAt: startedAt && dated(startedAt) }),
      ...present({ endedAt: endedAt && dated(endedAt) }),
      source: metadata.source,
    },
  };
  return withCheck(reported, state, metadata);
};

const refuseOutcomeOfNone = (status: ActivityState, outcome: Partial<events.NotDone>): void => {
  const { reason, reasonAsStated, accessBy, replacedBy, replacementAsStated } = outcome;
  const told = present({ reason, reasonAsStated, accessBy, replacedBy, replacementAsStated });
  if (Object.keys(told).length > 0 && !TELLS_AN_OUTCOME.includes(status))
    throw brokenRule('REASON_IS_OF_NO_OUTCOME', 'ACTIVITY-OUTCOME', { status });
};
const TELLS_AN_OUTCOME: readonly ActivityState[] = [...NOT_DONE_STATES, 'REPORTED', 'UNKNOWN'];
const travelOf = (state: Activity): Travel => (state.status === 'NOT_RECORDED' ? {} : state.travel);
const isSameWay = (a: Travel, b: Travel): boolean =>
  (['startedAt', 'endedAt', 'distanceKm'] as const).every((name) => a[name] === b[name]) &&
  String(a.patrolKinds) === String(b.patrolKinds);

/** A document may say later which operation an activity was a task of, and none may say another one. */
const linkToStated = (data: ActivityCommandOf<'report-activity'>['data'], state: Activity): events.TaskLink => {
  const known = state.status === 'NOT_RECORDED' ? undefined : state.operationId;
  if (known === undefined) return taskOf(data);
  if (data.operationId !== undefined && data.operationId !== known)
    throw brokenRule('ACTIVITY_BELONGS_TO_ANOTHER_OPERATION', 'ACTIVITY-STATES', { operationId: known });
  return {};
};

/** `U2`, and what follows of `OPS-9`. */
const correct = (
  { data, metadata }: ActivityCommandOf<'correct-activity'>,
  state: Activity,
  asIf: (event: ActivityEvent) => Activity,
): readonly ActivityEvent[] => {
  const activity = allowed('correct', state);
  refuseFutureOccurrence(metadata);
  refuseForeignFields(activity.kind, data.members ?? {});
  refuseToOpenAgain(data.members?.status, activity);
  const corrected: events.ActivityCorrected = {
    type: events.ACTIVITY_CORRECTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), ...correcting(data, activity) },
  };
  return [...checkOf(activity, asIf(corrected), metadata, 'corrected'), corrected];
};

/** `OPS-5`: whoever completed the operation has read that the task had ended. A later document may say otherwise; that is a report. */
const refuseToOpenAgain = (corrected: ActivityState | undefined, { status, operationId }: RecordedActivity): void => {
  if (corrected !== undefined && operationId !== undefined && isTerminal(status) && !isTerminal(corrected))
    throw brokenRule('TASK_THAT_HAS_ENDED_IS_NOT_OPENED_AGAIN', 'OPS-5', { status });
};

const PLANS = [events.ACTIVITY_PLANNED, events.ACTIVITY_PLAN_AMENDED] as const;

/** `U1`: what it responds to has come already, also where it is itself no more than planned. */
const refuseFutureTrigger = ({ trigger }: events.ActivityDescription, metadata: CommandMetadata): void => {
  if (trigger?.at) refuseFutureOccurrence({ ...metadata, occurredAt: trigger.at.edtf });
};

/** `U1`, `ACTIVITY-OUTCOME`, `ACTIVITY-DATES` and, of what has not left yet, `OPS-10` hold of what a correction leaves as well. */
const recheck = (corrected: ActivityEvent, state: Activity, metadata: CommandMetadata): void => {
  if (corrected.type === events.ACTIVITY_REPORTED) {
    refuseFutureTravel(corrected.data, metadata);
    refuseOutcomeOfNone(corrected.data.status, corrected.data);
  }
  refuseMeansOfNoRefusal(corrected.data as Partial<events.NotDone>);
  refuseFutureTrigger(corrected.data as events.ActivityDescription, metadata);
  if (corrected.type !== events.ACTIVITY_PLANNED && corrected.type !== events.ACTIVITY_PLAN_AMENDED) return;
  refuseReversed(corrected.data.plannedStart, corrected.data.plannedEnd);
  if (state.status === 'NOT_RECORDED') return;
  refuseReversed(state.plannedStart, state.plannedEnd);
  if (state.status === 'ORDERED') refuseWithoutCasevacPlan(state.travel.patrolKinds, state.casevacPlanRef);
};

type ReportedTravel = Pick<ActivityCommandOf<'report-activity'>['data'], 'status' | 'period' | 'startedAt' | 'endedAt'>;
/** `U1`: only what a document calls planned or ordered may lie ahead. */
const refuseFutureTravel = (
  { status, period, startedAt, endedAt }: ReportedTravel,
  metadata: CommandMetadata,
): void => {
  if (status !== 'PLANNED' && status !== 'ORDERED') refuseFutureDates(metadata, [period, startedAt, endedAt]);
};

const stating = ({ id, source }: CommandMetadata) => ({ activityId: id, ...present({ source }) });

/** What only has to be allowed, with what it says. */
const note = <Said extends object>(
  action: ActivityAction,
  metadata: CommandMetadata,
  state: Activity,
  said: Said = {} as Said,
) => {
  allowed(action, state);
  refuseFutureOccurrence(metadata);
  return { ...happened(metadata, 'CONFIDENTIAL'), data: { ...stating(metadata), ...said } };
};

/** `ACTIVITY-OUTCOME`: what was found needs somebody who set out; whoever was turned back on the way may have found something. */
const find = <Said extends object>(action: ActivityAction, metadata: CommandMetadata, state: Activity, said: Said) => {
  const { hasBegun } = allowed(action, state);
  if (!hasBegun)
    throw wrongState('FINDINGS_NEED_AN_ACTIVITY_THAT_BEGAN', state, ['IN_PROGRESS', 'COMPLETED'], 'ACTIVITY-OUTCOME');
  return note(action, metadata, state, said);
};

const described = (data: ActivityCommandOf<'amend-activity-plan'>['data']) => ({
  ...present({ title: data.title, purpose: data.purpose, places: data.places, sectors: data.sectors }),
  ...linked(present({ unitId: data.unitId, isUnitKnown: data.isUnitKnown })),
  ...present({ strength: data.strength, trigger: data.trigger && triggered(data.trigger) }),
  ...present({ patrolKinds: data.patrolKinds, route: data.route }),
  ...present({ casevacPlanRef: data.casevacPlanRef, recurrence: data.recurrence, beneficiary: data.beneficiary }),
  ...present({ vehicles: data.vehicles, components: data.components, partners: data.partners, mode: data.mode }),
  ...present({ interlocutors: data.interlocutors, followUp: data.followUp, structures: data.structures }),
  ...present({ persons: data.persons }),
});

const triggered = ({ at, ...said }: events.Trigger): events.Trigger => ({
  ...said,
  ...present({ at: at && dated(at) }),
});

/** `ACTIVITY-KIND`: what only other kinds say is a mistake in the kind or in the field, and nobody can tell which. */
const refuseForeignFields = (kind: events.ActivityKind, said: object): void => {
  const fields = foreignFields(kind, said);
  if (fields.length === 0) return;
  const details = { kind, fields, allowed: FIELDS_OF_KIND[kind] };
  throw brokenRule('ACTIVITY_KIND_HAS_NO_SUCH_FIELD', 'ACTIVITY-KIND', details);
};

const refuseReversed = (
  from: Readonly<{ edtf: string }> | undefined,
  to: Readonly<{ edtf: string }> | undefined,
): void => {
  if (from && to && liesBefore(to.edtf, from.edtf))
    throw brokenRule('ACTIVITY_DATES_ARE_REVERSED', 'ACTIVITY-DATES', {
      plannedStart: from.edtf,
      plannedEnd: to.edtf,
    });
};

export const activityDecider: Decider<Activity, ActivityCommand, ActivityEvent> = {
  ...{ initialState: initialActivity, decide, evolve, holds, deadlines, plans: PLANS, recheck },
};
