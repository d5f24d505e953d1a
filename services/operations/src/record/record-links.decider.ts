import { RuleViolation } from '@opsledger/kernel';
import { present } from './record-facts.decider.js';

/** Which operation and which unit a record is linked to. */
export type Links = Readonly<{ operationId?: string; unitId?: string }>;
/** Whether the log knew of these when the command was taken up; what is of another realm, or hidden from the caller, is not there. */
export type KnownLinks = Readonly<{ isOperationKnown?: boolean; isUnitKnown?: boolean }>;
export type LinkViolationCode =
  'LINKED_ACTIVITY_IS_NOT_RECORDED' | 'LINKED_OPERATION_IS_NOT_RECORDED' | 'LINKED_UNIT_IS_NOT_REGISTERED';

/** `U5`: what a record is linked to is there. Ids only: names may be marked higher one day (ADR 4). */
export const linked = ({ operationId, unitId, isOperationKnown, isUnitKnown }: Links & KnownLinks) => {
  if (operationId !== undefined && !isOperationKnown)
    throw missing('LINKED_OPERATION_IS_NOT_RECORDED', { operationId });
  if (unitId !== undefined && !isUnitKnown) throw missing('LINKED_UNIT_IS_NOT_REGISTERED', { unitId });
  return present({ operationId, unitId });
};

/** The same for an activity that a record names. */
export const linkedActivity = ({
  activityId,
  isActivityKnown,
}: Readonly<{ activityId?: string; isActivityKnown?: boolean }>) => {
  if (activityId !== undefined && !isActivityKnown) throw missing('LINKED_ACTIVITY_IS_NOT_RECORDED', { activityId });
  return present({ activityId });
};

const missing = (code: LinkViolationCode, details: Readonly<Record<string, string>>): RuleViolation =>
  new RuleViolation(code, 'U5', 'broken-rule', details);
