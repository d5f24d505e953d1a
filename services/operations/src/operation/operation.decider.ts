import {
  OPERATION_PLANNED,
  OPERATION_PROPOSED,
  OPERATION_REPORTED,
  type OperationDescription,
} from '@opsledger/contracts';
import {
  assertNever,
  canonicalEdtf,
  normaliseName,
  parseEdtf,
  refuseFutureOccurrence,
  RuleViolation,
  type CommandMetadata,
  type Decider,
  type Detail,
  type FuzzyDate,
} from '@opsledger/kernel';
import type { OperationCommand, PlanOperation, ProposeOperation, ReportOperation } from './operation.commands.js';
import { evolve, holds, initialState, type Operation, type OperationEvent } from './operation.state.js';

export type OperationViolationCode =
  | 'OPERATION_IS_ALREADY_RECORDED'
  | 'OPERATION_IS_NOT_RECORDED'
  | 'OPERATION_PLAN_NEEDS_A_PROPOSAL'
  | 'OPERATION_REPORT_COMES_AFTER_ITS_END'
  | 'OPERATION_REPORT_NEEDS_A_SOURCE'
  | 'PLANNED_END_PRECEDES_PLANNED_START';

const wrongState = (code: OperationViolationCode, state: Operation, allowedIn: readonly string[]): RuleViolation =>
  new RuleViolation(code, 'OPS-STATES', 'wrong-state', { state: state.status, allowedIn });

const brokenRule = (code: OperationViolationCode, rule: string, details: Record<string, Detail> = {}): RuleViolation =>
  new RuleViolation(code, rule, 'broken-rule', details);

const decide = (command: OperationCommand, state: Operation): readonly OperationEvent[] => {
  switch (command.name) {
    case 'propose-operation':
      return [proposeOperation(command, state)];
    case 'plan-operation':
      return [planOperation(command, state)];
    case 'report-operation':
      return [reportOperation(command, state)];
    default:
      return assertNever(command);
  }
};

const proposeOperation = ({ data, metadata }: ProposeOperation, state: Operation): OperationEvent => {
  if (state.status !== 'NOT_RECORDED') throw wrongState('OPERATION_IS_ALREADY_RECORDED', state, ['NOT_RECORDED']);
  refuseFutureOccurrence(metadata);
  return {
    type: OPERATION_PROPOSED,
    occurredAt: metadata.occurredAt,
    sensitivity: metadata.sensitivity ?? 'CONFIDENTIAL',
    data: {
      ...describe(data),
      ...statedBy(metadata),
      operationId: metadata.id,
      reference: newReference(metadata),
      ...named(data.name, data.aliases),
    },
  };
};

/** Dates ahead of time are Strictly Confidential unless the planner says otherwise (data protection, section 4.2). */
const planOperation = ({ data, metadata }: PlanOperation, state: Operation): OperationEvent => {
  if (state.status === 'NOT_RECORDED') throw wrongState('OPERATION_IS_NOT_RECORDED', state, ['PROPOSED']);
  if (state.status !== 'PROPOSED') throw wrongState('OPERATION_PLAN_NEEDS_A_PROPOSAL', state, ['PROPOSED']);
  const { plannedStart, plannedEnd, mandateRef, threatLevel } = data;
  const [start, end] = [parseEdtf(plannedStart.edtf)?.start, plannedEnd && parseEdtf(plannedEnd.edtf)?.end];
  if (start && end && end.latest < start.earliest) {
    const details = { plannedStart: plannedStart.edtf, plannedEnd: plannedEnd!.edtf };
    throw brokenRule('PLANNED_END_PRECEDES_PLANNED_START', 'OPS-DATES', details);
  }
  return {
    type: OPERATION_PLANNED,
    occurredAt: metadata.occurredAt,
    sensitivity: metadata.sensitivity ?? 'STRICTLY_CONFIDENTIAL',
    data: {
      ...describe(data),
      ...statedBy(metadata),
      operationId: metadata.id,
      ...named(data.name ?? state.name, data.aliases ?? state.aliases),
      type: data.type,
      plannedStart: dated(plannedStart),
      ...(plannedEnd && { plannedEnd: dated(plannedEnd) }),
      ...(mandateRef !== undefined && { mandateRef }),
      ...(threatLevel !== undefined && { threatLevel }),
    },
  };
};

/**
 * Takes what a document states as it states it: no proposal, plan, approval or force is concluded from it. An operation that
 * is closed or cancelled has let its name go, so that a later report of that name is of another operation.
 */
const reportOperation = ({ data, metadata }: ReportOperation, state: Operation): OperationEvent => {
  if (state.status === 'CLOSED' || state.status === 'CANCELLED') {
    throw wrongState('OPERATION_REPORT_COMES_AFTER_ITS_END', state, ['every state but CLOSED and CANCELLED']);
  }
  refuseFutureOccurrence(metadata);
  if (!metadata.source) throw brokenRule('OPERATION_REPORT_NEEDS_A_SOURCE', 'OPS-SOURCE');
  const { status, statusAsStated, period, phase } = data;
  for (const date of [period, phase?.startedAt])
    if (date) refuseFutureOccurrence({ ...metadata, occurredAt: date.edtf });
  return {
    type: OPERATION_REPORTED,
    occurredAt: metadata.occurredAt,
    sensitivity: metadata.sensitivity ?? (metadata.source.kind === 'letter' ? 'UNCLASSIFIED' : 'CONFIDENTIAL'),
    data: {
      ...describe(data),
      operationId: metadata.id,
      ...(state.status === 'NOT_RECORDED' && { reference: newReference(metadata) }),
      ...named(data.name, data.aliases),
      status,
      statusAsStated,
      ...(period && { period: dated(period) }),
      ...(phase && { phase: { ...phase, ...(phase.startedAt && { startedAt: dated(phase.startedAt) }) } }),
      source: metadata.source,
    },
  };
};

type Names = Readonly<{ name: string; aliases: readonly string[] }>;

/** A name and the aliases that are other names: each once, however it is spelled (`OPS-1`). */
const named = (name: string, aliases: readonly string[] = []): Names => {
  const seen = new Set([normaliseName(name)]);
  const isNew = (alias: string): boolean => !seen.has(normaliseName(alias)) && Boolean(seen.add(normaliseName(alias)));
  return { name, aliases: aliases.filter(isNew) };
};

const describe = ({ type, integrated, lead, purpose, areas, sectors }: OperationDescription): OperationDescription => ({
  ...(type !== undefined && { type }),
  ...(integrated !== undefined && { integrated }),
  ...(lead !== undefined && { lead }),
  ...(purpose !== undefined && { purpose }),
  ...(areas !== undefined && { areas }),
  ...(sectors !== undefined && { sectors }),
});

const dated = (date: FuzzyDate): FuzzyDate => ({ ...date, edtf: canonicalEdtf(date.edtf) });

const statedBy = ({ source }: CommandMetadata) => (source ? { source } : {});

const newReference = ({ reference }: CommandMetadata): string => {
  if (reference === undefined) throw new TypeError('A command that opens a record needs a reference');
  return reference;
};

export const operationDecider: Decider<Operation, OperationCommand, OperationEvent> = {
  initialState,
  decide,
  evolve,
  holds,
};
