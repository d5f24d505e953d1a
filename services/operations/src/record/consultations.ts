import type { Consultation } from '@opsledger/platform';
import { activityDecider } from '../activity/activity.decider.js';
import { isTerminal } from '../activity/activity.state.js';
import { allocationClaim, type Allocation } from '../operation/force-allocation.state.js';
import { taskClaim } from '../operation/operation-tasks.state.js';
import { operationDecider } from '../operation/operation.decider.js';
import { allocationsOf } from '../operation/operation.state.js';
import { activitiesProjection } from '../read-models/activities/activities.projection.js';
import { operationsProjection } from '../read-models/operations/operations.projection.js';
import { unitsProjection } from '../read-models/units/units.projection.js';
import { unitDecider } from '../unit/unit.decider.js';

/** What the log knows of a unit: its capacity, and all that it was ever assigned to (ADR 11). */
export const consultUnit = async ({ unitId }: Readonly<Record<string, unknown>>, log: Consultation) => {
  if (!(await log.linkTo(unitOf(unitId)))) return {};
  const unit = await log.stateOf(unitDecider, unitOf(unitId));
  return unit?.isRegistered ? { unit, allocations: await allocationsOfUnit(String(unitId), log) } : {};
};
export const allocationsOfUnit = async (unitId: string, log: Consultation): Promise<readonly Allocation[]> => {
  const allocations: Allocation[] = [];
  for (;;) {
    const number = allocations.length + 1;
    const holder = await log.holderOf(allocationClaim(unitId, number));
    if (holder === undefined) return allocations;
    const operation = await log.stateOf(operationDecider, holder);
    allocations.push(allocationsOf(operation!, unitId).find(({ allocation }) => allocation === number)!);
  }
};

/** The tasks of an operation: those that are still to be done, and the number that the next one has (ADR 14). */
export const tasksOf = async (operationId: string, log: Consultation) => {
  const open: string[] = [];
  for (let next = 1; ; next += 1) {
    const holder = await log.holderOf(taskClaim(operationId, next));
    if (holder === undefined) return { open, next };
    if (!holder.startsWith(activitiesProjection.streamPrefix)) continue; // the number that the operation took itself
    const task = await log.stateOf(activityDecider, holder);
    if (task && task.status !== 'NOT_RECORDED' && !isTerminal(task.status)) open.push(task.reference);
  }
};

/** Whether the log knows the operation, the unit and the activity that a record is to be linked to (`U5`), and how they are marked. */
export const consultLinks = async (data: Readonly<Record<string, unknown>>, log: Consultation) => {
  const { operationId, unitId, activityId } = data;
  return {
    isOperationKnown: operationId !== undefined && (await log.linkTo(operationOf(operationId))),
    isUnitKnown: unitId !== undefined && (await log.linkTo(unitOf(unitId))),
    isActivityKnown: activityId !== undefined && (await log.linkTo(activityOf(activityId))),
  };
};
const operationOf = (id: unknown): string => `${operationsProjection.streamPrefix}${String(id)}`;
const unitOf = (id: unknown): string => `${unitsProjection.streamPrefix}${String(id)}`;

/** What a task is linked to, where its operation stands, and the number that the next task of it has (ADR 14). */
export const consultTask = async (data: Readonly<Record<string, unknown>>, log: Consultation) => {
  const { operationId, replacedBy } = data;
  const links = { ...(await consultLinks(data, log)), ...(await consultReplacement({ replacedBy }, log)) };
  if (!links.isOperationKnown) return links;
  // The number before the state: an operation that is completed after this number was read takes the same one, and one of the two
  // decides again. The other way round the state could be from before the completion and the number from after it.
  const { next } = await tasksOf(String(operationId), log);
  const operation = await log.stateOf(operationDecider, operationOf(operationId));
  if (operation === undefined || operation.status === 'NOT_RECORDED') return links;
  return { ...links, operationStatus: operation.status, nextTask: next };
};
/** Whether the log knows what took the place of something that was not done. */
export const consultReplacement = async ({ replacedBy }: Readonly<Record<string, unknown>>, log: Consultation) => {
  if (replacedBy === undefined) return {};
  return { isReplacementKnown: await log.linkTo(activityOf(replacedBy)) };
};
const activityOf = (id: unknown): string => `${activitiesProjection.streamPrefix}${String(id)}`;
