import * as events from '@opsledger/contracts';
import type { AccessDecision, Assets, OperationMode, OperationState, OrderKind } from '@opsledger/contracts';
import {
  assertNever,
  normaliseName,
  parseEdtf,
  type Claim,
  type Deadline,
  type FuzzyDate,
  type Instant,
} from '@opsledger/kernel';
import { movesRecord } from '../record/record-time.state.js';
import { allocationClaim, type Allocation } from './force-allocation.state.js';
import { taskClaim } from './operation-tasks.state.js';
import { ARROWS } from './operation-transitions.state.js';

export type OperationEvent =
  | events.OperationProposed
  | events.OperationPlanned
  | events.OperationReported
  | events.OperationPlanAmended
  | events.OperationReplanned
  | events.OperationPreparationStarted
  | events.OperationApproved
  | events.OperationAccessAwaited
  | events.OperationAccessDecided
  | events.OperationOrderIssued
  | events.OperationOrderAcknowledged
  | events.OperationForcesAssigned
  | events.OperationForcesReleased
  | events.OperationLaunched
  | events.OperationPhaseStarted
  | events.OperationPhaseEnded
  | events.OperationSuspended
  | events.OperationResumed
  | events.OperationPostponed
  | events.OperationCancelled
  | events.OperationModeChanged
  | events.OperationCompleted
  | events.OperationCompletedWithTasks
  | events.OperationAfterActionFiled
  | events.OperationAfterActionWaived
  | events.OperationClosed
  | events.OperationCorrected
  | events.OperationDeadlinePassed;

type Order = Readonly<{ kind: OrderKind; serial: number; acknowledgeBy?: Instant }>;
type Forces = Readonly<{
  assignment: number;
  unitId: string;
  allocation: number;
  assets: readonly Assets[];
  from: FuzzyDate;
  to?: FuzzyDate;
  sharePercent?: number;
  isReleased: boolean;
}>;
type Phase = Readonly<{ phase: number; startedAt: string; endedAt?: string; parallel: boolean }>;

/** What the rules need to know of an operation that is recorded. */
export type RecordedOperation = Readonly<{
  status: OperationState;
  /** When the fact that set the state was true, in EDTF. */
  since: string;
  /** Whether the mission decided on the state itself; otherwise it is as a document stated it. */
  isDecided: boolean;
  reference: string;
  name: string;
  aliases: readonly string[];
  /** How many events the stream has, and which of them are corrections. */
  version: number;
  corrections: readonly number[];
  mode: OperationMode;
  plannedStart?: FuzzyDate;
  plannedEnd?: FuzzyDate;
  /** Absent: nobody has said yet whether the host state has to agree. */
  hostConsentRequired?: boolean;
  accessDecision?: AccessDecision;
  approvedAt?: string;
  /** Only while the approval of an emergency launch is outstanding (`OPS-7`). */
  approvalDueAt?: Instant;
  launchedAt?: string;
  afterActionDueAt?: Instant;
  /** The number that it holds itself, so that it takes no more tasks (ADR 14). */
  lastTask?: Claim;
  orders: readonly Order[];
  forces: readonly Forces[];
  /** How many of them, the first ones, an end of the operation let go: for good, also if a document says later that it goes on (`OPS-3`). */
  letGo: number;
  phases: readonly Phase[];
  /** Deadlines that have passed, with their time: they are waited for no longer. */
  passed: readonly string[];
}>;
export type Operation = Readonly<{ status: 'NOT_RECORDED' }> | RecordedOperation;

export const initialState: Operation = { status: 'NOT_RECORDED' };

const opened = (status: OperationState, reference: string, event: OperationEvent, names: Names): RecordedOperation => ({
  ...{
    status,
    since: event.occurredAt,
    isDecided: event.type !== events.OPERATION_REPORTED,
    reference,
    name: names.name,
    aliases: names.aliases,
    version: 0,
    mode: 'on_site',
  },
  ...{ corrections: [], orders: [], forces: [], letGo: 0, phases: [], passed: [] },
});

export const evolve = (state: Operation, event: OperationEvent): Operation => {
  const changed = change(state, event);
  if (changed.status === 'NOT_RECORDED') return changed;
  const letGo = HAVE_LET_FORCES_GO.includes(changed.status) ? changed.forces.length : changed.letGo;
  return { ...changed, letGo, version: changed.version + 1 };
};

const change = (state: Operation, event: OperationEvent): Operation => {
  const enter = (status: OperationState, more: Partial<RecordedOperation> = {}): RecordedOperation => ({
    ...recorded(state),
    status,
    since: event.occurredAt,
    isDecided: true,
    ...more,
  });
  switch (event.type) {
    case events.OPERATION_PROPOSED:
      return opened('PROPOSED', event.data.reference, event, event.data);
    case events.OPERATION_PLANNED:
      return enter('PLANNED', { ...namesOf(event.data), ...planOf(event.data) });
    case events.OPERATION_REPORTED: {
      const { reference, status } = event.data;
      if (state.status === 'NOT_RECORDED' && reference !== undefined)
        return opened(status, reference, event, event.data);
      const before = recorded(state);
      const named = { ...before, ...withNamesOf(before, event.data) };
      if (!movesState(before, status, event.occurredAt)) return named;
      return { ...named, status, since: event.occurredAt, isDecided: false };
    }
    case events.OPERATION_PLAN_AMENDED:
      return { ...recorded(state), ...planOf(event.data) };
    case events.OPERATION_REPLANNED: {
      const { plannedEnd: _, ...before } = enter('PLANNED');
      return { ...before, ...planOf(event.data) };
    }
    case events.OPERATION_PREPARATION_STARTED:
      return enter('PREPARING');
    case events.OPERATION_APPROVED: {
      const { approvalDueAt: _, ...before } = recorded(state);
      const approved = { ...before, approvedAt: event.occurredAt };
      if (isUnderWay(before.status)) return approved;
      return { ...approved, status: 'APPROVED', since: event.occurredAt, isDecided: true };
    }
    case events.OPERATION_ACCESS_AWAITED:
      return enter('AWAITING_ACCESS', { hostConsentRequired: true });
    case events.OPERATION_ACCESS_DECIDED:
      return { ...recorded(state), accessDecision: event.data.decision };
    case events.OPERATION_ORDER_ISSUED: {
      const { kind, serial, acknowledgeBy } = event.data;
      return { ...recorded(state), orders: [...recorded(state).orders, { kind, serial, acknowledgeBy }] };
    }
    case events.OPERATION_ORDER_ACKNOWLEDGED: {
      const orders = recorded(state).orders.map(({ acknowledgeBy, ...order }) =>
        order.serial === event.data.serial || acknowledgeBy === undefined ? order : { ...order, acknowledgeBy },
      );
      return { ...recorded(state), orders };
    }
    case events.OPERATION_FORCES_ASSIGNED: {
      const { assignment, unitId, allocation, assets, from, to, sharePercent } = event.data;
      const more = { ...(to && { to }), ...(sharePercent !== undefined && { sharePercent }) };
      const one = { assignment, unitId, allocation, assets, from, ...more, isReleased: false };
      return { ...recorded(state), forces: [...recorded(state).forces, one] };
    }
    case events.OPERATION_FORCES_RELEASED: {
      const forces = recorded(state).forces.map((one) =>
        one.assignment === event.data.assignment ? { ...one, isReleased: true } : one,
      );
      return { ...recorded(state), forces };
    }
    case events.OPERATION_LAUNCHED: {
      const { approvalDueAt } = event.data;
      return enter('LAUNCHED', { launchedAt: event.occurredAt, ...(approvalDueAt && { approvalDueAt }) });
    }
    case events.OPERATION_PHASE_STARTED: {
      const { phase, parallel } = event.data;
      const phases = [...recorded(state).phases, { phase, parallel, startedAt: event.occurredAt }];
      return { ...recorded(state), phases };
    }
    case events.OPERATION_PHASE_ENDED: {
      const phases = recorded(state).phases.map((one) =>
        one.phase === event.data.phase ? { ...one, endedAt: event.occurredAt } : one,
      );
      return { ...recorded(state), phases };
    }
    case events.OPERATION_SUSPENDED:
      return enter('SUSPENDED');
    case events.OPERATION_RESUMED:
      return enter('LAUNCHED');
    case events.OPERATION_POSTPONED: {
      const { approvedAt: _, ...before } = enter('POSTPONED');
      return before; // what is planned anew is approved anew
    }
    case events.OPERATION_CANCELLED:
      return enter('CANCELLED');
    case events.OPERATION_MODE_CHANGED:
      return enter('CONVERTED', { mode: event.data.to });
    case events.OPERATION_COMPLETED_WITH_TASKS: {
      const { afterActionDueAt, operationId, tasks } = event.data;
      return enter('COMPLETED', { afterActionDueAt, lastTask: taskClaim(operationId, tasks + 1) });
    }
    case events.OPERATION_COMPLETED:
      return enter('COMPLETED', { afterActionDueAt: event.data.afterActionDueAt });
    case events.OPERATION_AFTER_ACTION_FILED:
    case events.OPERATION_AFTER_ACTION_WAIVED:
      return enter('AFTER_ACTION');
    case events.OPERATION_CLOSED:
      return enter('CLOSED');
    case events.OPERATION_CORRECTED: {
      const before = recorded(state);
      return { ...before, corrections: [...before.corrections, before.version + 1] };
    }
    case events.OPERATION_DEADLINE_PASSED: {
      const { deadline: name, dueAt } = event.data;
      return { ...recorded(state), passed: [...recorded(state).passed, passedDeadline({ name, dueAt })] };
    }
    default:
      return assertNever(event);
  }
};

/**
 * Whether a document moves the state: not if it tells of an earlier time than what set it, nor by leaving the state open, nor once
 * the operation is over. What the mission decided itself a document moves only to where the process may lead, and never back.
 */
export const movesState = (
  standing: Pick<RecordedOperation, 'status' | 'since' | 'isDecided'>,
  reported: OperationState,
  occurredAt: string,
): boolean => movesRecord(standing, reported, occurredAt, { arrows: ARROWS, over: ['CLOSED', 'CANCELLED'] });

const planOf = ({
  plannedStart,
  plannedEnd,
  hostConsentRequired,
}: Pick<RecordedOperation, 'plannedStart' | 'plannedEnd' | 'hostConsentRequired'>) => ({
  ...(plannedStart && { plannedStart }),
  ...(plannedEnd && { plannedEnd }),
  ...(hostConsentRequired !== undefined && { hostConsentRequired }),
});

export const isUnderWay = (status: OperationState): boolean => status === 'LAUNCHED' || status === 'SUSPENDED';
const isOver = (status: OperationState): boolean => status === 'CLOSED' || status === 'CANCELLED';
/** Where forces are free again without having been released one by one. */
const HAVE_LET_FORCES_GO: readonly OperationState[] = ['COMPLETED', 'AFTER_ACTION', 'CLOSED', 'CANCELLED'];

type Names = Readonly<{ name: string; aliases: readonly string[] }>;
const namesOf = ({ name, aliases }: Names): Names => ({ name, aliases });

/** A record keeps its name; what another document calls it becomes an alias, so that it is found under both (`OPS-1`). */
export const withNamesOf = (record: Names, document: Names): Names => {
  const seen = new Set([record.name, ...record.aliases].map(normaliseName));
  const isNew = (alias: string): boolean => !seen.has(normaliseName(alias)) && Boolean(seen.add(normaliseName(alias)));
  return { name: record.name, aliases: [...record.aliases, ...[document.name, ...document.aliases].filter(isNew)] };
};

/** Names under which an operation is found; names and aliases are one name space. */
const nameClaim = (name: string): Claim => ({ kind: 'operation-name/1', value: normaliseName(name) });
export const referenceClaim = (reference: string): Claim => ({
  kind: 'operation-reference/1',
  value: reference.toLowerCase(),
});

/** `OPS-1`: an operation keeps its names to itself until it is closed or cancelled; its reference and the numbers of its
 * allocations (ADR 11) for ever. */
export const holds = (state: Operation): readonly Claim[] => {
  if (state.status === 'NOT_RECORDED') return [];
  const forEver = [
    referenceClaim(state.reference),
    ...state.forces.map(({ unitId, allocation }) => allocationClaim(unitId, allocation)),
    ...(state.lastTask ? [state.lastTask] : []),
  ];
  if (isOver(state.status)) return forEver;
  return [...forEver, ...[state.name, ...state.aliases].map(nameClaim)];
};

const passedDeadline = ({ name, dueAt }: Deadline): string => `${name} ${dueAt}`;
const AWAITS_LAUNCH: readonly OperationState[] = ['PLANNED', 'PREPARING', 'APPROVED', 'AWAITING_ACCESS'];

/** What an operation waits for: launch as planned, approval of an emergency launch, acknowledgement of orders, after-action report. */
export const deadlines = (state: Operation): readonly Deadline[] => {
  if (state.status === 'NOT_RECORDED' || isOver(state.status)) return [];
  const { status, plannedStart, approvalDueAt, afterActionDueAt, orders, passed } = state;
  const planned = plannedStart && parseEdtf(plannedStart.edtf);
  const plannedUntil = (planned?.end ?? planned?.start)?.latest;
  const all: readonly (Deadline | false | undefined)[] = [
    AWAITS_LAUNCH.includes(status) && plannedUntil !== undefined && { name: 'planned-start', dueAt: plannedUntil },
    approvalDueAt !== undefined && { name: 'emergency-approval', dueAt: approvalDueAt },
    status === 'COMPLETED' &&
      afterActionDueAt !== undefined && { name: 'after-action-report', dueAt: afterActionDueAt },
    ...orders.map(
      ({ serial, acknowledgeBy }) =>
        acknowledgeBy !== undefined && { name: `order-acknowledgement:${serial}`, dueAt: acknowledgeBy },
    ),
  ];
  return all.filter((one): one is Deadline => Boolean(one) && !passed.includes(passedDeadline(one as Deadline)));
};

/** Which forces an operation has of a unit, for whoever decides on another allocation of it. */
export const allocationsOf = (state: Operation, unitId: string): readonly Allocation[] => {
  if (state.status === 'NOT_RECORDED') return [];
  const held = heldForces(state);
  return state.forces
    .filter((one) => one.unitId === unitId)
    .map((forces) => {
      const { assignment: _, unitId: __, isReleased: ___, ...one } = forces;
      return { ...one, operation: state.reference, isOver: !held.includes(forces) };
    });
};

/** The forces that the operation has: neither released one by one nor let go by its end. */
export const heldForces = ({ forces, letGo }: RecordedOperation): readonly Forces[] =>
  forces.slice(letGo).filter(({ isReleased }) => !isReleased);

export const recorded = (state: Operation): RecordedOperation => {
  if (state.status === 'NOT_RECORDED')
    throw new TypeError('A stream of an operation begins with a proposal or a report');
  return state;
};
