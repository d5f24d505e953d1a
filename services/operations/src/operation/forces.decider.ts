import {
  OPERATION_FORCES_ASSIGNED,
  OPERATION_FORCES_RELEASED,
  type OperationForcesAssigned,
  type OperationForcesReleased,
} from '@opsledger/contracts';
import { refuseFutureOccurrence } from '@opsledger/kernel';
import { dated, happened } from '../record/record-facts.decider.js';
import { liesBefore } from '../record/record-time.state.js';
import { exceeded } from './force-allocation.state.js';
import type { OperationCommandOf } from './operation.commands.js';
import { stating } from './operation-facts.decider.js';
import { allowed, brokenRule } from './operation-refusals.decider.js';
import { heldForces, type Operation } from './operation.state.js';

/** `OPS-3`: a unit is assigned within its capacity. Positions and strengths are Strictly Confidential (data protection, 4.2). */
export const assignForces = (
  { name, data, metadata }: OperationCommandOf<'assign-operation-forces'>,
  state: Operation,
): OperationForcesAssigned => {
  const { forces } = allowed(name, state);
  const { unitId, strength, assets = [], from, to, sourceSector, sharePercent, unit, allocations = [] } = data;
  if (!unit) throw brokenRule('UNIT_IS_NOT_REGISTERED', 'U5', { unitId });
  if (to && liesBefore(to.edtf, from.edtf))
    throw brokenRule('FORCES_LEAVE_BEFORE_THEY_COME', 'OPS-DATES', { from: from.edtf, to: to.edtf });
  const wanted = { assets, from, ...(to && { to }), ...(sharePercent !== undefined && { sharePercent }) };
  const short = exceeded(unit, allocations, wanted);
  if (short.length > 0) {
    const others = [...new Set(allocations.filter(({ isOver }) => !isOver).map(({ operation }) => operation))];
    throw brokenRule('UNIT_CAPACITY_IS_EXCEEDED', 'OPS-3', { unit: unit.name, assets: short, otherOperations: others });
  }
  return {
    type: OPERATION_FORCES_ASSIGNED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...stating(metadata),
      ...{ assignment: forces.length + 1, unitId, unitName: unit.name, allocation: allocations.length + 1 },
      ...(strength && { strength }),
      ...{ assets, from: dated(from) },
      ...(to && { to: dated(to) }),
      ...(sourceSector !== undefined && { sourceSector }),
      ...(sharePercent !== undefined && { sharePercent }),
    },
  };
};

export const releaseForces = (
  { name, data: { assignment }, metadata }: OperationCommandOf<'release-operation-forces'>,
  state: Operation,
): OperationForcesReleased => {
  const operation = allowed(name, state);
  refuseFutureOccurrence(metadata);
  if (!heldForces(operation).some((one) => one.assignment === assignment))
    throw brokenRule('FORCES_ARE_NOT_ASSIGNED', 'OPS-3', { assignment });
  return {
    type: OPERATION_FORCES_RELEASED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: { ...stating(metadata), assignment },
  };
};
