import { refusalsOf } from '../record/record-arrows.decider.js';
import { ACTION_OF, ARROWS, type OperationAction } from './operation-transitions.state.js';
import type { Operation, RecordedOperation } from './operation.state.js';

export type OperationViolationCode =
  | 'ACCESS_DECISION_IS_MISSING'
  | 'ACCESS_IS_NOT_GRANTED'
  | 'COMPLETION_PRECEDES_LAUNCH_OR_PHASE'
  | 'FORCES_ARE_NOT_ASSIGNED'
  | 'FORCES_LEAVE_BEFORE_THEY_COME'
  | 'FRAGO_AMENDS_NO_ISSUED_OPORD'
  | 'LAUNCH_NEEDS_APPROVAL'
  | 'LAUNCH_NEEDS_FORCES'
  | 'LAUNCH_PRECEDES_APPROVAL'
  | 'OPERATION_CLOSING_NEEDS_AFTER_ACTION'
  | 'OPERATION_HAS_AN_OPEN_PHASE'
  | 'OPERATION_HAS_OPEN_TASKS'
  | 'OPERATION_IS_ALREADY_RECORDED'
  | 'OPERATION_IS_APPROVED_ALREADY'
  | 'OPERATION_IS_NOT_RECORDED'
  | 'OPERATION_MODE_IS_NO_CHANGE'
  | 'OPERATION_REPORT_NEEDS_A_SOURCE'
  | 'OPERATION_STATE_DOES_NOT_ALLOW_THIS'
  | 'OPERATION_STEP_PRECEDES_WHAT_IT_FOLLOWS'
  | 'ORDER_IS_NOT_OPEN'
  | 'ORDER_SERIAL_DOES_NOT_RISE'
  | 'PHASE_ENDS_BEFORE_IT_STARTS'
  | 'PHASE_IS_NOT_OPEN'
  | 'PHASE_LIES_OUTSIDE_THE_OPERATION'
  | 'PHASE_NUMBERS_HAVE_NO_GAPS'
  | 'PHASES_OVERLAP'
  | 'PLAN_AMENDMENT_CHANGES_NOTHING'
  | 'PLANNED_END_PRECEDES_PLANNED_START'
  | 'SUPERSEDED_ORDER_DOES_NOT_EXIST'
  | 'UNIT_CAPACITY_IS_EXCEEDED'
  | 'UNIT_IS_NOT_REGISTERED';

const refusals = refusalsOf<Operation, OperationAction, OperationViolationCode>(ARROWS, {
  ...{
    rule: 'OPS-STATES',
    notRecorded: 'OPERATION_IS_NOT_RECORDED',
    notAllowed: 'OPERATION_STATE_DOES_NOT_ALLOW_THIS',
  },
});
export const { brokenRule, wrongState } = refusals;

/** The operation, if the table of transitions allows the command in its state (`OPS-STATES`). */
export const allowed = (name: keyof typeof ACTION_OF, state: Operation): RecordedOperation =>
  refusals.allowed(ACTION_OF[name], state);
