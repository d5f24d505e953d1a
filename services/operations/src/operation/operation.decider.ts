import * as events from '@opsledger/contracts';
import {
  assertNever,
  minutesAfter,
  parseEdtf,
  refuseFutureOccurrence,
  type CommandMetadata,
  type Decider,
  type Instant,
} from '@opsledger/kernel';
import {
  correcting,
  dated,
  happened,
  newReference,
  passing,
  refuseFutureDates,
} from '../record/record-facts.decider.js';
import { liesBefore } from '../record/record-time.state.js';
import { assignForces, releaseForces } from './forces.decider.js';
import type { OperationCommand, OperationCommandOf } from './operation.commands.js';
import { describe, named, refuseReversedDates, stating } from './operation-facts.decider.js';
import { allowed, brokenRule, wrongState } from './operation-refusals.decider.js';
import {
  deadlines,
  evolve,
  heldForces,
  holds,
  initialState,
  isUnderWay,
  type Operation,
  type OperationEvent,
} from './operation.state.js';
import { acknowledgeOrder, issueOrder } from './orders.decider.js';
import { endPhase, startPhase } from './phases.decider.js';

/** `OPS-7`: an emergency launch has to be approved within 24 hours. */
const EMERGENCY_APPROVAL_MINUTES = 24 * 60;
/** The after-action report is due seven days after completion (our own term: the sources give none). */
const AFTER_ACTION_MINUTES = 7 * 24 * 60;

const decide = (command: OperationCommand, state: Operation): readonly OperationEvent[] => [decideOne(command, state)];

const decideOne = (command: OperationCommand, state: Operation): OperationEvent => {
  switch (command.name) {
    case 'propose-operation':
      return proposeOperation(command, state);
    case 'plan-operation':
      return planOperation(command, state);
    case 'amend-operation-plan':
      return amendPlan(command, state);
    case 'start-operation-preparation':
      return startPreparation(command, state);
    case 'approve-operation':
      return approveOperation(command, state);
    case 'await-operation-access':
      return awaitAccess(command, state);
    case 'record-operation-access-decision':
      return recordAccessDecision(command, state);
    case 'issue-operation-order':
      return issueOrder(command, state);
    case 'acknowledge-operation-order':
      return acknowledgeOrder(command, state);
    case 'assign-operation-forces':
      return assignForces(command, state);
    case 'release-operation-forces':
      return releaseForces(command, state);
    case 'launch-operation':
      return launchOperation(command, state);
    case 'start-operation-phase':
      return startPhase(command, state);
    case 'end-operation-phase':
      return endPhase(command, state);
    case 'suspend-operation':
      refuseStepBack(command, state);
      return { type: events.OPERATION_SUSPENDED, ...holdUp(command, state) };
    case 'resume-operation':
      refuseStepBack(command, state);
      return { type: events.OPERATION_RESUMED, ...takeNote(command, state) };
    case 'postpone-operation':
      return postponeOperation(command, state);
    case 'replan-operation':
      return replanOperation(command, state);
    case 'cancel-operation':
      return { type: events.OPERATION_CANCELLED, ...holdUp(command, state) };
    case 'change-operation-mode':
      return changeMode(command, state);
    case 'complete-operation':
      return completeOperation(command, state);
    case 'file-operation-after-action':
      return fileAfterAction(command, state);
    case 'waive-operation-after-action':
      return waiveAfterAction(command, state);
    case 'close-operation':
      return closeOperation(command, state);
    case 'report-operation':
      return reportOperation(command, state);
    case 'correct-operation':
      return correctOperation(command, state);
    case 'pass-operation-deadline':
      return passDeadline(command, state);
    default:
      return assertNever(command);
  }
};

const proposeOperation = (
  { data, metadata }: OperationCommandOf<'propose-operation'>,
  state: Operation,
): events.OperationProposed => {
  if (state.status !== 'NOT_RECORDED') throw wrongState('OPERATION_IS_ALREADY_RECORDED', state, ['NOT_RECORDED']);
  refuseFutureOccurrence(metadata);
  return {
    type: events.OPERATION_PROPOSED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...describe(data),
      ...stating(metadata),
      reference: newReference(metadata),
      ...named(data.name, data.aliases),
    },
  };
};

/** Dates ahead of time are Strictly Confidential unless the planner says otherwise (data protection, section 4.2). */
const planOperation = (
  { name, data, metadata }: OperationCommandOf<'plan-operation'>,
  state: Operation,
): events.OperationPlanned => {
  const operation = allowed(name, state);
  const { plannedStart, plannedEnd, mandateRef, threatLevel, hostConsentRequired } = data;
  refuseReversedDates(plannedStart, plannedEnd);
  return {
    type: events.OPERATION_PLANNED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...describe(data),
      ...stating(metadata),
      ...named(data.name ?? operation.name, data.aliases ?? operation.aliases),
      type: data.type,
      plannedStart: dated(plannedStart),
      ...(plannedEnd && { plannedEnd: dated(plannedEnd) }),
      ...(mandateRef !== undefined && { mandateRef }),
      ...(threatLevel !== undefined && { threatLevel }),
      ...(hostConsentRequired !== undefined && { hostConsentRequired }),
    },
  };
};

const amendPlan = (
  { name, data, metadata }: OperationCommandOf<'amend-operation-plan'>,
  state: Operation,
): events.OperationPlanAmended => {
  const operation = allowed(name, state);
  const { plannedStart, plannedEnd, mandateRef, threatLevel, hostConsentRequired } = data;
  refuseReversedDates(plannedStart ?? operation.plannedStart, plannedEnd ?? operation.plannedEnd);
  const change = {
    ...describe(data),
    ...(plannedStart && { plannedStart: dated(plannedStart) }),
    ...(plannedEnd && { plannedEnd: dated(plannedEnd) }),
    ...(mandateRef !== undefined && { mandateRef }),
    ...(threatLevel !== undefined && { threatLevel }),
    ...(hostConsentRequired !== undefined && { hostConsentRequired }),
  };
  if (Object.keys(change).length === 0) throw brokenRule('PLAN_AMENDMENT_CHANGES_NOTHING', 'OPS-DATES');
  return {
    type: events.OPERATION_PLAN_AMENDED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: { ...change, ...stating(metadata) },
  };
};

const startPreparation = (
  { name, data: { until }, metadata }: OperationCommandOf<'start-operation-preparation'>,
  state: Operation,
): events.OperationPreparationStarted => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  return {
    type: events.OPERATION_PREPARATION_STARTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), ...(until && { until: dated(until) }) },
  };
};

/** Of an emergency launch the approval is taken at any time, but marked as late after 24 hours (`OPS-7`). */
const approveOperation = (
  { name, data: { authority, conditions = [] }, metadata }: OperationCommandOf<'approve-operation'>,
  state: Operation,
): events.OperationApproved => {
  const { status, approvalDueAt } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  if (isUnderWay(status) && approvalDueAt === undefined)
    throw wrongState('OPERATION_IS_APPROVED_ALREADY', state, ['PLANNED', 'PREPARING'], 'OPS-7');
  const isLate = approvalDueAt !== undefined && latestOf(metadata) > approvalDueAt;
  return {
    type: events.OPERATION_APPROVED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), authority, conditions, isLate },
  };
};

const awaitAccess = (
  { name, data: { requestRef }, metadata }: OperationCommandOf<'await-operation-access'>,
  state: Operation,
): events.OperationAccessAwaited => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  return {
    type: events.OPERATION_ACCESS_AWAITED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), ...(requestRef !== undefined && { requestRef }) },
  };
};

const recordAccessDecision = (
  { name, data, metadata }: OperationCommandOf<'record-operation-access-decision'>,
  state: Operation,
): events.OperationAccessDecided => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  const { decision, authority, reasonAsStated, requestRef, validity } = data;
  return {
    type: events.OPERATION_ACCESS_DECIDED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), decision },
      ...(authority !== undefined && { authority }),
      ...(reasonAsStated !== undefined && { reasonAsStated }),
      ...(requestRef !== undefined && { requestRef }),
      ...(validity && { validity: dated(validity) }),
    },
  };
};

/**
 * `OPS-2`: a launch needs approval, forces, and the host state's consent unless the plan says that none is required; the latter two
 * can be overridden by a named authority. `OPS-7`: an emergency launch is approved afterwards.
 */
const launchOperation = (
  { name, data, metadata }: OperationCommandOf<'launch-operation'>,
  state: Operation,
): events.OperationLaunched => {
  const operation = allowed(name, state);
  refuseFutureOccurrence(metadata);
  const { approvedAt, hostConsentRequired, accessDecision } = operation;
  const { emergency = false } = data;
  if (!emergency && approvedAt === undefined)
    throw wrongState('LAUNCH_NEEDS_APPROVAL', state, ['APPROVED', 'AWAITING_ACCESS'], 'OPS-2');
  if (!emergency && liesBefore(metadata.occurredAt, approvedAt!))
    throw brokenRule('LAUNCH_PRECEDES_APPROVAL', 'OPS-7', { launchedAt: metadata.occurredAt, approvedAt: approvedAt! });
  const isAccessClear = hostConsentRequired === false ? accessDecision !== 'denied' : isConsent(accessDecision);
  const missing = [
    ...(heldForces(operation).length > 0 ? [] : (['forces'] as const)),
    ...(isAccessClear ? [] : (['access'] as const)),
  ];
  if (missing.length > 0 && !data.override) {
    if (missing[0] === 'forces') throw brokenRule('LAUNCH_NEEDS_FORCES', 'OPS-2');
    if (accessDecision === undefined) throw brokenRule('ACCESS_DECISION_IS_MISSING', 'OPS-2');
    throw brokenRule('ACCESS_IS_NOT_GRANTED', 'OPS-2', { decision: accessDecision });
  }
  const awaitsApproval = emergency && approvedAt === undefined;
  return {
    type: events.OPERATION_LAUNCHED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), emergency: awaitsApproval },
      ...(awaitsApproval && { approvalDueAt: minutesAfter(latestOf(metadata), EMERGENCY_APPROVAL_MINUTES) }),
      ...(data.override && missing.length > 0 && { override: { ...data.override, of: missing } }),
    },
  };
};

const isConsent = (decision: events.AccessDecision | undefined): boolean =>
  decision === 'granted' || decision === 'not_required';

const postponeOperation = (
  command: OperationCommandOf<'postpone-operation'>,
  state: Operation,
): events.OperationPostponed => {
  const { data, ...rest } = holdUp(command, state);
  const { newDate } = command.data;
  return {
    ...{ type: events.OPERATION_POSTPONED, ...rest },
    data: { ...data, ...(newDate && { newDate: dated(newDate) }) },
  };
};

const replanOperation = (
  { name, data: { plannedStart, plannedEnd, reasonAsStated }, metadata }: OperationCommandOf<'replan-operation'>,
  state: Operation,
): events.OperationReplanned => {
  allowed(name, state);
  refuseReversedDates(plannedStart, plannedEnd);
  return {
    type: events.OPERATION_REPLANNED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), plannedStart: dated(plannedStart) },
      ...(plannedEnd && { plannedEnd: dated(plannedEnd) }),
      ...(reasonAsStated !== undefined && { reasonAsStated }),
    },
  };
};

/** The operation goes on in another way, or from afar when nobody can go there (F15). */
const changeMode = (
  { name, data: { to, reason, reasonAsStated }, metadata }: OperationCommandOf<'change-operation-mode'>,
  state: Operation,
): events.OperationModeChanged => {
  const { mode } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  if (to === mode || to === 'on_site')
    throw brokenRule('OPERATION_MODE_IS_NO_CHANGE', 'OPS-STATES', { from: mode, to });
  return {
    type: events.OPERATION_MODE_CHANGED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), from: mode, to },
      ...(reason !== undefined && { reason }),
      ...(reasonAsStated !== undefined && { reasonAsStated }),
    },
  };
};

/** `OPS-5`: what was begun within the operation has ended. `OPS-4`: launch and phases lie before its end. */
const completeOperation = (
  { name, data, metadata }: OperationCommandOf<'complete-operation'>,
  state: Operation,
): events.OperationCompletedWithTasks => {
  const { outcomeAsStated, openTasks = [], nextTask = 1 } = data;
  const { phases, launchedAt, status, since } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  const open = phases.filter(({ endedAt }) => endedAt === undefined).map(({ phase }) => String(phase));
  if (open.length > 0) throw brokenRule('OPERATION_HAS_AN_OPEN_PHASE', 'OPS-5', { phases: open });
  if (openTasks.length > 0) throw brokenRule('OPERATION_HAS_OPEN_TASKS', 'OPS-5', { tasks: openTasks });
  const known = [
    { what: 'LAUNCHED', date: launchedAt },
    ...phases.flatMap(({ phase, startedAt, endedAt }) =>
      [startedAt, endedAt].map((date) => ({ what: `PHASE ${phase}`, date })),
    ),
    { what: status, date: since },
  ];
  const later = known.find(({ date }) => date !== undefined && liesBefore(metadata.occurredAt, date));
  if (later) {
    const details = { completedAt: metadata.occurredAt, what: later.what, later: later.date! };
    throw brokenRule('COMPLETION_PRECEDES_LAUNCH_OR_PHASE', 'OPS-4', details);
  }
  return {
    type: events.OPERATION_COMPLETED_WITH_TASKS,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...stating(metadata),
      ...(outcomeAsStated !== undefined && { outcomeAsStated }),
      afterActionDueAt: minutesAfter(latestOf(metadata), AFTER_ACTION_MINUTES),
      tasks: nextTask - 1,
    },
  };
};

const fileAfterAction = (
  { name, data: { documentRef, documentHash, summary }, metadata }: OperationCommandOf<'file-operation-after-action'>,
  state: Operation,
): events.OperationAfterActionFiled => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  return {
    type: events.OPERATION_AFTER_ACTION_FILED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), documentRef },
      ...(documentHash !== undefined && { documentHash }),
      ...(summary !== undefined && { summary }),
    },
  };
};

const waiveAfterAction = (
  { name, data: { authority, reason }, metadata }: OperationCommandOf<'waive-operation-after-action'>,
  state: Operation,
): events.OperationAfterActionWaived => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  return {
    type: events.OPERATION_AFTER_ACTION_WAIVED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), authority, reason },
  };
};

/** `OPS-5`: closed only after its after-action report, or the waiver of one. */
const closeOperation = (command: OperationCommandOf<'close-operation'>, state: Operation): events.OperationClosed => {
  if (allowed(command.name, state).status === 'COMPLETED')
    throw wrongState('OPERATION_CLOSING_NEEDS_AFTER_ACTION', state, ['AFTER_ACTION'], 'OPS-5');
  return { type: events.OPERATION_CLOSED, ...takeNote(command, state) };
};

/**
 * Takes what a document states as it states it: no proposal, plan, approval or force is concluded from it. What tells of an
 * earlier time, or of an operation that is over, is kept and moves nothing.
 */
const reportOperation = (
  { data, metadata }: OperationCommandOf<'report-operation'>,
  state: Operation,
): events.OperationReported => {
  refuseFutureOccurrence(metadata);
  if (!metadata.source) throw brokenRule('OPERATION_REPORT_NEEDS_A_SOURCE', 'OPS-SOURCE');
  const { status, statusAsStated, period, phase, constraints } = data;
  for (const date of [period, phase?.startedAt])
    if (date) refuseFutureOccurrence({ ...metadata, occurredAt: date.edtf });
  return {
    type: events.OPERATION_REPORTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...describe(data),
      operationId: metadata.id,
      ...(state.status === 'NOT_RECORDED' && { reference: newReference(metadata) }),
      ...named(data.name, data.aliases),
      ...{ status, statusAsStated },
      ...(period && { period: dated(period) }),
      ...(phase && { phase: { ...phase, ...(phase.startedAt && { startedAt: dated(phase.startedAt) }) } }),
      ...(constraints && { constraints }),
      source: metadata.source,
    },
  };
};

const correctOperation = (
  { name, data, metadata }: OperationCommandOf<'correct-operation'>,
  state: Operation,
): events.OperationCorrected => {
  const operation = allowed(name, state);
  refuseFutureOccurrence(metadata);
  return {
    type: events.OPERATION_CORRECTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), ...correcting(data, operation) },
  };
};

const PLANS = [
  events.OPERATION_PLANNED,
  events.OPERATION_PLAN_AMENDED,
  events.OPERATION_REPLANNED,
  events.OPERATION_FORCES_ASSIGNED,
] as const;

/** `OPS-DATES` and `U1` hold of what a correction leaves as well. */
const recheck = (corrected: OperationEvent, state: Operation, metadata: CommandMetadata): void => {
  switch (corrected.type) {
    case events.OPERATION_PLANNED:
    case events.OPERATION_PLAN_AMENDED:
    case events.OPERATION_REPLANNED: {
      const { plannedStart, plannedEnd } = corrected.data;
      refuseReversedDates(plannedStart, plannedEnd);
      if (state.status !== 'NOT_RECORDED') refuseReversedDates(state.plannedStart, state.plannedEnd);
      return;
    }
    case events.OPERATION_REPORTED:
      return refuseFutureDates(metadata, [corrected.data.period]);
    default:
  }
};

const passDeadline = (
  { data, metadata }: OperationCommandOf<'pass-operation-deadline'>,
  state: Operation,
): events.OperationDeadlinePassed => ({
  type: events.OPERATION_DEADLINE_PASSED,
  ...happened(metadata, 'CONFIDENTIAL'),
  data: { operationId: metadata.id, ...passing(data, deadlines(state), state, metadata) },
});

/** `OPS-DATES`: what is under way is suspended and resumed in the order of its dates, as far as they leave no doubt. */
const refuseStepBack = (
  { name, metadata: { occurredAt } }: OperationCommandOf<'suspend-operation'> | OperationCommandOf<'resume-operation'>,
  state: Operation,
): void => {
  const { status, since } = allowed(name, state);
  if (liesBefore(occurredAt, since))
    throw brokenRule('OPERATION_STEP_PRECEDES_WHAT_IT_FOLLOWS', 'OPS-DATES', { state: status, since, occurredAt });
};

/** What only has to be allowed, and says nothing besides. */
const takeNote = ({ name, metadata }: OperationCommandOf<'resume-operation' | 'close-operation'>, state: Operation) => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  return { ...happened(metadata, 'CONFIDENTIAL'), data: stating(metadata) };
};

/** What stops an operation for a reason. */
const holdUp = (
  {
    name,
    data: { reason, reasonAsStated },
    metadata,
  }:
    | OperationCommandOf<'suspend-operation'>
    | OperationCommandOf<'postpone-operation'>
    | OperationCommandOf<'cancel-operation'>,
  state: Operation,
) => {
  allowed(name, state);
  refuseFutureOccurrence(metadata);
  return {
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), reason, ...(reasonAsStated !== undefined && { reasonAsStated }) },
  };
};

/** The latest that the fact may have happened: terms run from then. */
const latestOf = ({ occurredAt, now }: CommandMetadata): Instant => parseEdtf(occurredAt)?.end?.latest ?? now;

export const operationDecider: Decider<Operation, OperationCommand, OperationEvent> = {
  ...{ initialState, decide, evolve, holds, deadlines, plans: PLANS, recheck },
};
