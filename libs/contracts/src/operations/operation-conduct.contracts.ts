import type { Correction, DomainEvent, FuzzyDate, GeoRef, Provenance, Quantity } from '@opsledger/kernel';
import { eventContract, type EventContract, type Schema } from '../contract.js';
import {
  boolean,
  correctionOf,
  described,
  fuzzyDate,
  instant,
  listOf,
  namesOf,
  object,
  oneOf,
  pattern,
  quantity,
  text,
  uuid,
  wholeNumber,
} from '../schema-parts.js';
import { assets, authority, description, narrative, operationId, source, type Assets } from './operation-parts.js';
import * as samples from './operation.samples.js';
import {
  ACCESS_DECISIONS,
  CONSTRAINT_CAUSES,
  OPERATION_MODES,
  OPERATION_STATES,
  ORDER_KINDS,
  THREAT_LEVELS,
  type AccessDecision,
  type ConstraintCause,
  type OperationLead,
  type OperationMode,
  type OperationState,
  type OperationType,
  type OrderKind,
  type ThreatLevel,
} from './operation.vocabulary.js';

/** What every event of an operation says of itself. */
type Of<Data> = Readonly<{ operationId: string; source?: Provenance }> & Readonly<Data>;
type Event<Type extends string, Data = unknown> = DomainEvent<Type, Of<Data>>;

const reason = described(oneOf(CONSTRAINT_CAUSES), 'Why.');
const reasonAsStated = described(text(1000), 'The reason in the words of who gave it.');
const mode = oneOf(OPERATION_MODES);
const documentHash = described(pattern('^[0-9a-f]{64}$'), 'SHA-256 of the document.');
const documentRef = described(text(300), 'What another person needs to find the document.');
const serial = described(wholeNumber(1), 'Number of the order, rising within the operation.');
const assignment = described(wholeNumber(1), 'Number of the assignment within the operation.');
const phase = described(wholeNumber(1), 'Number of the phase, from 1 without gaps.');

export const OPERATION_PLAN_AMENDED = 'opsledger.operations.operation-plan-amended.v1';
type PlanChange = {
  type?: OperationType;
  integrated?: boolean;
  lead?: OperationLead;
  purpose?: string;
  areas?: readonly GeoRef[];
  sectors?: readonly string[];
  plannedStart?: FuzzyDate;
  plannedEnd?: FuzzyDate;
  mandateRef?: string;
  threatLevel?: ThreatLevel;
  hostConsentRequired?: boolean;
};
export type OperationPlanAmended = Event<typeof OPERATION_PLAN_AMENDED, PlanChange>;
const planChange = {
  ...description,
  plannedStart: described(fuzzyDate, 'When it is to start.'),
  plannedEnd: described(fuzzyDate, 'When it is to end.'),
  mandateRef: described(text(200), 'What in the mandate it serves.'),
  threatLevel: described(oneOf(THREAT_LEVELS), 'Threat that it is planned for.'),
  hostConsentRequired: described(boolean, 'Whether the host state has to agree.'),
};

export const OPERATION_REPLANNED = 'opsledger.operations.operation-replanned.v1';
export type OperationReplanned = Event<
  typeof OPERATION_REPLANNED,
  { plannedStart: FuzzyDate; plannedEnd?: FuzzyDate; reasonAsStated?: string }
>;

export const OPERATION_PREPARATION_STARTED = 'opsledger.operations.operation-preparation-started.v1';
export type OperationPreparationStarted = Event<typeof OPERATION_PREPARATION_STARTED, { until?: FuzzyDate }>;

export const OPERATION_APPROVED = 'opsledger.operations.operation-approved.v1';
export type OperationApproved = Event<
  typeof OPERATION_APPROVED,
  { authority: string; conditions: readonly string[]; isLate: boolean }
>;

export const OPERATION_ACCESS_AWAITED = 'opsledger.operations.access-awaited.v1';
export type OperationAccessAwaited = Event<typeof OPERATION_ACCESS_AWAITED, { requestRef?: string }>;

export const OPERATION_ACCESS_DECIDED = 'opsledger.operations.access-decision-recorded.v1';
export type OperationAccessDecided = Event<
  typeof OPERATION_ACCESS_DECIDED,
  { decision: AccessDecision; authority?: string; reasonAsStated?: string; requestRef?: string; validity?: FuzzyDate }
>;

export const OPERATION_ORDER_ISSUED = 'opsledger.operations.order-issued.v1';
export type OperationOrderIssued = Event<
  typeof OPERATION_ORDER_ISSUED,
  {
    kind: OrderKind;
    serial: number;
    amends?: number;
    supersedes?: number;
    effectiveFrom?: FuzzyDate;
    documentHash?: string;
    acknowledgeBy: string;
  }
>;

export const OPERATION_ORDER_ACKNOWLEDGED = 'opsledger.operations.order-acknowledged.v1';
export type OperationOrderAcknowledged = Event<typeof OPERATION_ORDER_ACKNOWLEDGED, { serial: number; by?: string }>;

export const OPERATION_FORCES_ASSIGNED = 'opsledger.operations.forces-assigned.v1';
export type OperationForcesAssigned = Event<
  typeof OPERATION_FORCES_ASSIGNED,
  {
    assignment: number;
    unitId: string;
    unitName: string;
    /** Number of the assignment among all that the unit ever had: what makes two at once impossible (ADR 11). */
    allocation: number;
    strength?: Quantity;
    assets: readonly Assets[];
    from: FuzzyDate;
    to?: FuzzyDate;
    sourceSector?: string;
    sharePercent?: number;
  }
>;

export const OPERATION_FORCES_RELEASED = 'opsledger.operations.forces-released.v1';
export type OperationForcesReleased = Event<typeof OPERATION_FORCES_RELEASED, { assignment: number }>;

export const OPERATION_LAUNCHED = 'opsledger.operations.operation-launched.v1';
export type LaunchOverride = Readonly<{ authority: string; reason: string; of: readonly ('forces' | 'access')[] }>;
export type OperationLaunched = Event<
  typeof OPERATION_LAUNCHED,
  {
    emergency: boolean;
    /** Only of an emergency launch (`OPS-7`). */
    approvalDueAt?: string;
    override?: LaunchOverride;
  }
>;
const override: Schema<LaunchOverride> = object({
  authority,
  reason: narrative,
  of: described(listOf(oneOf(['forces', 'access'] as const)), 'What was missing and overridden.'),
});

export const OPERATION_PHASE_STARTED = 'opsledger.operations.operation-phase-started.v1';
export type OperationPhaseStarted = Event<
  typeof OPERATION_PHASE_STARTED,
  { phase: number; name: string; objective?: string; parallel: boolean }
>;
export const OPERATION_PHASE_ENDED = 'opsledger.operations.operation-phase-ended.v1';
export type OperationPhaseEnded = Event<typeof OPERATION_PHASE_ENDED, { phase: number; outcome?: string }>;

type Held = { reason: ConstraintCause; reasonAsStated?: string };
export const OPERATION_SUSPENDED = 'opsledger.operations.operation-suspended.v1';
export type OperationSuspended = Event<typeof OPERATION_SUSPENDED, Held>;
export const OPERATION_RESUMED = 'opsledger.operations.operation-resumed.v1';
export type OperationResumed = Event<typeof OPERATION_RESUMED>;
export const OPERATION_POSTPONED = 'opsledger.operations.operation-postponed.v1';
export type OperationPostponed = Event<typeof OPERATION_POSTPONED, Held & { newDate?: FuzzyDate }>;
export const OPERATION_CANCELLED = 'opsledger.operations.operation-cancelled.v1';
export type OperationCancelled = Event<typeof OPERATION_CANCELLED, Held>;

export const OPERATION_MODE_CHANGED = 'opsledger.operations.operation-mode-changed.v1';
export type OperationModeChanged = Event<
  typeof OPERATION_MODE_CHANGED,
  { from: OperationMode; to: OperationMode; reason?: ConstraintCause; reasonAsStated?: string }
>;

/** How completions were recorded before operations had tasks. */
export const OPERATION_COMPLETED = 'opsledger.operations.operation-completed.v1';
export type OperationCompleted = Event<
  typeof OPERATION_COMPLETED,
  { outcomeAsStated?: string; afterActionDueAt: string }
>;
export const OPERATION_COMPLETED_WITH_TASKS = 'opsledger.operations.operation-completed.v2';
export type OperationCompletedWithTasks = Event<
  typeof OPERATION_COMPLETED_WITH_TASKS,
  { outcomeAsStated?: string; afterActionDueAt: string; tasks: number }
>;

export const OPERATION_AFTER_ACTION_FILED = 'opsledger.operations.after-action-report-filed.v1';
export type OperationAfterActionFiled = Event<
  typeof OPERATION_AFTER_ACTION_FILED,
  { documentRef: string; documentHash?: string; summary?: string }
>;
export const OPERATION_AFTER_ACTION_WAIVED = 'opsledger.operations.after-action-report-waived.v1';
export type OperationAfterActionWaived = Event<
  typeof OPERATION_AFTER_ACTION_WAIVED,
  { authority: string; reason: string }
>;
export const OPERATION_CLOSED = 'opsledger.operations.operation-closed.v1';
export type OperationClosed = Event<typeof OPERATION_CLOSED>;

export const OPERATION_CORRECTED = 'opsledger.operations.operation-corrected.v1';
/** The members that may be corrected. That the corrected event has them is checked against its contract. */
export type CorrectedMembers = Readonly<
  PlanChange & {
    name?: string;
    aliases?: readonly string[];
    status?: OperationState;
    statusAsStated?: string;
    period?: FuzzyDate;
    reason?: ConstraintCause;
    reasonAsStated?: string;
    authority?: string;
    decision?: AccessDecision;
  }
>;
export type OperationCorrected = Event<
  typeof OPERATION_CORRECTED,
  { corrects: Correction & Readonly<{ members?: CorrectedMembers }>; note?: string }
>;
const correctedMembers = {
  ...planChange,
  name: described(text(120), 'Its name.'),
  aliases: described(listOf(text(120)), 'Its other names.'),
  status: described(oneOf(OPERATION_STATES), 'The state that a document gives it.'),
  statusAsStated: described(text(500), "The state in the document's words."),
  period: described(fuzzyDate, 'The dates that a document gives.'),
  reason,
  reasonAsStated,
  authority,
  decision: described(oneOf(ACCESS_DECISIONS), 'What the host state answered.'),
};
export const CORRECTABLE_MEMBERS = namesOf(correctedMembers);

export const OPERATION_DEADLINE_PASSED = 'opsledger.operations.operation-deadline-passed.v1';
export type OperationDeadlinePassed = DomainEvent<
  typeof OPERATION_DEADLINE_PASSED,
  Readonly<{ operationId: string; deadline: string; dueAt: string; isLate: boolean }>
>;

const held = { operationId, reason, reasonAsStated, source };
const OPTIONAL_IN_HELD = ['reasonAsStated', 'source'] as const;

/** Planning, orders, forces, conduct and end of an operation. */
export const conductContracts: readonly EventContract[] = [
  eventContract<OperationPlanAmended>({
    type: OPERATION_PLAN_AMENDED,
    summary: 'The plan changed in what is given; the rest stays.',
    data: object({ operationId, ...planChange, source }, [...namesOf(planChange), 'source']),
    samples: samples.planAmendedSamples,
  }),
  eventContract<OperationPreparationStarted>({
    type: OPERATION_PREPARATION_STARTED,
    summary: 'Preparation of a planned operation began.',
    data: object({ operationId, until: described(fuzzyDate, 'Until when it is to last.'), source }, [
      'until',
      'source',
    ]),
    samples: samples.preparationStartedSamples,
  }),
  eventContract<OperationApproved>({
    type: OPERATION_APPROVED,
    summary: 'An operation was approved; of an emergency launch also afterwards.',
    data: object(
      {
        ...{ operationId, authority, source },
        conditions: described(listOf(text(500)), 'On these conditions.'),
        isLate: described(boolean, 'More than 24 hours after an emergency launch.'),
      },
      ['source'],
    ),
    samples: samples.approvedSamples,
  }),
  eventContract<OperationAccessAwaited>({
    type: OPERATION_ACCESS_AWAITED,
    summary: "The operation waits for the host state's consent.",
    data: object({ operationId, requestRef: described(text(200), 'The request.'), source }, ['requestRef', 'source']),
    samples: samples.accessAwaitedSamples,
  }),
  eventContract<OperationAccessDecided>({
    type: OPERATION_ACCESS_DECIDED,
    summary: 'What the host state decided, or that nothing had to be decided. The state does not move by it.',
    data: object(
      {
        ...{ operationId, authority, reasonAsStated, source },
        decision: described(oneOf(ACCESS_DECISIONS), 'What was answered.'),
        requestRef: described(text(200), 'The request that it answers.'),
        validity: described(fuzzyDate, 'For when it holds.'),
      },
      ['authority', 'reasonAsStated', 'requestRef', 'validity', 'source'],
    ),
    samples: samples.accessDecidedSamples,
  }),
  eventContract<OperationOrderIssued>({
    type: OPERATION_ORDER_ISSUED,
    summary: 'An order was issued.',
    data: object(
      {
        ...{ operationId, serial, documentHash, source },
        kind: described(oneOf(ORDER_KINDS), 'Warning, operation or fragmentary order.'),
        amends: described(wholeNumber(1), 'Serial of the operation order that a fragmentary order changes.'),
        supersedes: described(wholeNumber(1), 'Serial of the order that it replaces.'),
        effectiveFrom: described(fuzzyDate, 'Since when it holds.'),
        acknowledgeBy: described(instant, 'When it should have been acknowledged.'),
      },
      ['documentHash', 'amends', 'supersedes', 'effectiveFrom', 'source'],
    ),
    samples: samples.orderIssuedSamples,
  }),
  eventContract<OperationOrderAcknowledged>({
    type: OPERATION_ORDER_ACKNOWLEDGED,
    summary: 'An order was acknowledged.',
    data: object({ operationId, serial, by: described(text(200), 'The unit or section.'), source }, ['by', 'source']),
    samples: samples.orderAcknowledgedSamples,
  }),
  eventContract<OperationForcesAssigned>({
    type: OPERATION_FORCES_ASSIGNED,
    summary: 'A unit, or part of it, was assigned.',
    data: object(
      {
        ...{ operationId, assignment, assets, source },
        unitId: described(uuid, 'The unit.'),
        unitName: described(text(120), 'What it was called then.'),
        allocation: described(wholeNumber(1), 'Number of the assignment among all that the unit ever had.'),
        strength: described(quantity, 'How many people.'),
        from: described(fuzzyDate, 'Since when.'),
        to: described(fuzzyDate, 'Until when; open if absent.'),
        sourceSector: described(text(100), 'Where it comes from.'),
        sharePercent: described(
          { type: 'integer', minimum: 1, maximum: 100 } as Schema<number>,
          'It is shared with other operations, and this much of it goes here.',
        ),
      },
      ['strength', 'to', 'sourceSector', 'sharePercent', 'source'],
    ),
    samples: samples.forcesAssignedSamples,
  }),
  eventContract<OperationForcesReleased>({
    type: OPERATION_FORCES_RELEASED,
    summary: 'Assigned forces were released.',
    data: object({ operationId, assignment, source }, ['source']),
    samples: samples.forcesReleasedSamples,
  }),
  eventContract<OperationLaunched>({
    type: OPERATION_LAUNCHED,
    summary: 'The operation was launched.',
    data: object(
      {
        ...{ operationId, override, source },
        emergency: described(boolean, 'Before it was approved.'),
        approvalDueAt: described(instant, 'When an emergency launch has to be approved.'),
      },
      ['override', 'approvalDueAt', 'source'],
    ),
    samples: samples.launchedSamples,
  }),
  eventContract<OperationPhaseStarted>({
    type: OPERATION_PHASE_STARTED,
    summary: 'A phase began.',
    data: object(
      {
        ...{ operationId, phase, source },
        name: described(text(120), 'What it is called.'),
        objective: described(text(1000), 'What it is for.'),
        parallel: described(boolean, 'It may run beside other phases.'),
      },
      ['objective', 'source'],
    ),
    samples: samples.phaseStartedSamples,
  }),
  eventContract<OperationPhaseEnded>({
    type: OPERATION_PHASE_ENDED,
    summary: 'A phase ended.',
    data: object({ operationId, phase, outcome: narrative, source }, ['outcome', 'source']),
    samples: samples.phaseEndedSamples,
  }),
  eventContract<OperationSuspended>({
    type: OPERATION_SUSPENDED,
    summary: 'A launched operation was suspended.',
    data: object(held, OPTIONAL_IN_HELD),
    samples: samples.suspendedSamples,
  }),
  eventContract<OperationResumed>({
    type: OPERATION_RESUMED,
    summary: 'A suspended operation was resumed.',
    data: object({ operationId, source }, ['source']),
    samples: samples.resumedSamples,
  }),
  eventContract<OperationPostponed>({
    type: OPERATION_POSTPONED,
    summary: 'An operation that was not launched yet was put off.',
    data: object({ ...held, newDate: described(fuzzyDate, 'To when.') }, [...OPTIONAL_IN_HELD, 'newDate']),
    samples: samples.postponedSamples,
  }),
  eventContract<OperationReplanned>({
    type: OPERATION_REPLANNED,
    summary: 'A postponed operation has new dates.',
    data: object(
      {
        ...{ operationId, reasonAsStated, source },
        plannedStart: described(fuzzyDate, 'When it is to start.'),
        plannedEnd: described(fuzzyDate, 'When it is to end.'),
      },
      ['reasonAsStated', 'plannedEnd', 'source'],
    ),
    samples: samples.replannedSamples,
  }),
  eventContract<OperationCancelled>({
    type: OPERATION_CANCELLED,
    summary: 'An operation was cancelled; it lets its names and forces go.',
    data: object(held, OPTIONAL_IN_HELD),
    samples: samples.cancelledSamples,
  }),
  eventContract<OperationModeChanged>({
    type: OPERATION_MODE_CHANGED,
    summary: 'The operation is carried out in another way, such as from afar.',
    data: object(
      {
        ...{ operationId, reason, reasonAsStated, source },
        from: described(mode, 'How it was to be.'),
        to: described(mode, 'How it is now.'),
      },
      ['reason', 'reasonAsStated', 'source'],
    ),
    samples: samples.modeChangedSamples,
  }),
  eventContract<OperationCompleted>({
    type: OPERATION_COMPLETED,
    summary: 'The operation was completed; its forces are free.',
    data: object(
      {
        ...{ operationId, source },
        outcomeAsStated: narrative,
        afterActionDueAt: described(instant, 'When the after-action report is due.'),
      },
      ['outcomeAsStated', 'source'],
    ),
    samples: samples.completedSamples,
  }),
  eventContract<OperationCompletedWithTasks>({
    type: OPERATION_COMPLETED_WITH_TASKS,
    summary: 'The operation was completed; its forces are free and it takes no more tasks.',
    data: object(
      {
        ...{ operationId, source },
        outcomeAsStated: narrative,
        tasks: described(
          wholeNumber(0),
          'How many tasks it had, all of them ended; it holds the next number itself (OPS-5).',
        ),
        afterActionDueAt: described(instant, 'When the after-action report is due.'),
      },
      ['outcomeAsStated', 'source'],
    ),
    samples: samples.completedWithTasksSamples,
  }),
  eventContract<OperationAfterActionFiled>({
    type: OPERATION_AFTER_ACTION_FILED,
    summary: 'The after-action report was filed.',
    data: object({ operationId, documentRef, documentHash, summary: narrative, source }, [
      'documentHash',
      'summary',
      'source',
    ]),
    samples: samples.afterActionFiledSamples,
  }),
  eventContract<OperationAfterActionWaived>({
    type: OPERATION_AFTER_ACTION_WAIVED,
    summary: 'No after-action report is needed.',
    data: object({ operationId, authority, reason: narrative, source }, ['source']),
    samples: samples.afterActionWaivedSamples,
  }),
  eventContract<OperationClosed>({
    type: OPERATION_CLOSED,
    summary: 'The operation was closed; it lets its names go.',
    data: object({ operationId, source }, ['source']),
    samples: samples.closedSamples,
  }),
  eventContract<OperationCorrected>({
    type: OPERATION_CORRECTED,
    summary: 'An earlier event of the operation should have said something else; it stays as it is.',
    data: object(
      {
        ...{ operationId, note: narrative, source },
        corrects: correctionOf(object(correctedMembers, CORRECTABLE_MEMBERS) as Schema<CorrectedMembers>),
      },
      ['note', 'source'],
    ) as Schema<OperationCorrected['data']>,
    samples: samples.correctedSamples,
  }),
  eventContract<OperationDeadlinePassed>({
    type: OPERATION_DEADLINE_PASSED,
    summary: 'Something did not happen in time.',
    data: object({
      operationId,
      deadline: described(text(100), 'Which deadline.'),
      dueAt: described(instant, 'When it was due.'),
      isLate: described(boolean, 'Noticed long after that.'),
    }),
    samples: samples.deadlinePassedSamples,
  }),
];
