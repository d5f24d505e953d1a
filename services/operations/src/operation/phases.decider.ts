import {
  OPERATION_PHASE_ENDED,
  OPERATION_PHASE_STARTED,
  type OperationPhaseEnded,
  type OperationPhaseStarted,
} from '@opsledger/contracts';
import { refuseFutureOccurrence } from '@opsledger/kernel';
import { happened } from '../record/record-facts.decider.js';
import { liesBefore } from '../record/record-time.state.js';
import type { OperationCommandOf } from './operation.commands.js';
import { stating } from './operation-facts.decider.js';
import { allowed, brokenRule } from './operation-refusals.decider.js';
import type { Operation } from './operation.state.js';

/** `OPS-4`: phases are numbered from 1 without gaps, lie within the operation, and do not overlap unless they are parallel. */
export const startPhase = (
  { name, data, metadata }: OperationCommandOf<'start-operation-phase'>,
  state: Operation,
): OperationPhaseStarted => {
  const { phases, launchedAt, plannedEnd } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  const { objective, parallel = false } = data;
  const phase = phases.length + 1;
  if (data.phase !== undefined && data.phase !== phase)
    throw brokenRule('PHASE_NUMBERS_HAVE_NO_GAPS', 'OPS-4', { phase: data.phase, next: phase });
  const { occurredAt } = metadata;
  const isTooEarly = launchedAt !== undefined && liesBefore(occurredAt, launchedAt);
  if (isTooEarly || (plannedEnd && liesBefore(plannedEnd.edtf, occurredAt))) {
    const details = { occurredAt, launchedAt: launchedAt ?? 'unknown', plannedEnd: plannedEnd?.edtf ?? 'open' };
    throw brokenRule('PHASE_LIES_OUTSIDE_THE_OPERATION', 'OPS-4', details);
  }
  const overlapping = phases.filter(
    (other) => !(parallel || other.parallel) && (other.endedAt === undefined || liesBefore(occurredAt, other.endedAt)),
  );
  if (overlapping.length > 0)
    throw brokenRule('PHASES_OVERLAP', 'OPS-4', { phase, others: overlapping.map((other) => String(other.phase)) });
  return {
    type: OPERATION_PHASE_STARTED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: { ...stating(metadata), phase, name: data.name, ...(objective !== undefined && { objective }), parallel },
  };
};

export const endPhase = (
  { name, data: { phase, outcome }, metadata }: OperationCommandOf<'end-operation-phase'>,
  state: Operation,
): OperationPhaseEnded => {
  const { phases } = allowed(name, state);
  refuseFutureOccurrence(metadata);
  const open = phases.find((one) => one.phase === phase && one.endedAt === undefined);
  if (!open) throw brokenRule('PHASE_IS_NOT_OPEN', 'OPS-4', { phase });
  if (liesBefore(metadata.occurredAt, open.startedAt))
    throw brokenRule('PHASE_ENDS_BEFORE_IT_STARTS', 'OPS-4', { phase, startedAt: open.startedAt });
  return {
    type: OPERATION_PHASE_ENDED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: { ...stating(metadata), phase, ...(outcome !== undefined && { outcome }) },
  };
};
