import { OPERATION_STATES, type OperationState } from '@opsledger/contracts';
import type { OperationCommandName } from './operation.commands.js';

const BEFORE_LAUNCH = ['PLANNED', 'PREPARING', 'APPROVED', 'AWAITING_ACCESS'] as const;
const UNDER_WAY = ['LAUNCHED', 'SUSPENDED'] as const;
const PLANNED_OR_LATER = [...BEFORE_LAUNCH, ...UNDER_WAY, 'POSTPONED', 'CONVERTED'] as const;

type Arrow = Readonly<{ from: readonly OperationState[]; to?: OperationState }>;

/**
 * In which states each action is allowed, and where it leads; without `to` the state stays. The one table of the state machine
 * (operations process): the rules refuse by it, boards offer by it, and the tests go through it.
 */
export const ARROWS = {
  plan: { from: ['PROPOSED'], to: 'PLANNED' },
  'amend-plan': { from: [...BEFORE_LAUNCH, ...UNDER_WAY] },
  'start-preparation': { from: ['PLANNED'], to: 'PREPARING' },
  // Of an emergency launch the approval comes afterwards and moves nothing (OPS-7).
  approve: { from: ['PLANNED', 'PREPARING', ...UNDER_WAY], to: 'APPROVED' },
  'await-access': { from: ['APPROVED'], to: 'AWAITING_ACCESS' },
  'record-access-decision': { from: PLANNED_OR_LATER },
  'issue-order': { from: ['PROPOSED', ...PLANNED_OR_LATER] },
  'acknowledge-order': { from: [...PLANNED_OR_LATER, 'PROPOSED', 'COMPLETED', 'AFTER_ACTION'] },
  'assign-forces': { from: [...BEFORE_LAUNCH, ...UNDER_WAY, 'CONVERTED'] },
  'release-forces': { from: PLANNED_OR_LATER },
  // From PLANNED and PREPARING in an emergency only (OPS-7).
  launch: { from: BEFORE_LAUNCH, to: 'LAUNCHED' },
  'start-phase': { from: ['LAUNCHED'] },
  'end-phase': { from: UNDER_WAY },
  suspend: { from: ['LAUNCHED'], to: 'SUSPENDED' },
  resume: { from: ['SUSPENDED'], to: 'LAUNCHED' },
  postpone: { from: ['PROPOSED', ...BEFORE_LAUNCH], to: 'POSTPONED' },
  replan: { from: ['POSTPONED'], to: 'PLANNED' },
  cancel: { from: ['PROPOSED', ...PLANNED_OR_LATER], to: 'CANCELLED' },
  'change-mode': { from: ['AWAITING_ACCESS', 'PREPARING', 'CONVERTED'], to: 'CONVERTED' },
  complete: { from: [...UNDER_WAY, 'CONVERTED'], to: 'COMPLETED' },
  'file-after-action': { from: ['COMPLETED'], to: 'AFTER_ACTION' },
  'waive-after-action': { from: ['COMPLETED'], to: 'AFTER_ACTION' },
  close: { from: ['COMPLETED', 'AFTER_ACTION'], to: 'CLOSED' }, // from COMPLETED refused by OPS-5, which says why
  report: { from: OPERATION_STATES },
  correct: { from: OPERATION_STATES },
} as const satisfies Readonly<Record<string, Arrow>>;

export type OperationAction = keyof typeof ARROWS;

/** The action that a command is; what opens a record and what the clock says are none. */
export const ACTION_OF = {
  'plan-operation': 'plan',
  'amend-operation-plan': 'amend-plan',
  'start-operation-preparation': 'start-preparation',
  'approve-operation': 'approve',
  'await-operation-access': 'await-access',
  'record-operation-access-decision': 'record-access-decision',
  'issue-operation-order': 'issue-order',
  'acknowledge-operation-order': 'acknowledge-order',
  'assign-operation-forces': 'assign-forces',
  'release-operation-forces': 'release-forces',
  'launch-operation': 'launch',
  'start-operation-phase': 'start-phase',
  'end-operation-phase': 'end-phase',
  'suspend-operation': 'suspend',
  'resume-operation': 'resume',
  'postpone-operation': 'postpone',
  'replan-operation': 'replan',
  'cancel-operation': 'cancel',
  'change-operation-mode': 'change-mode',
  'complete-operation': 'complete',
  'file-operation-after-action': 'file-after-action',
  'waive-operation-after-action': 'waive-after-action',
  'close-operation': 'close',
  'report-operation': 'report',
  'correct-operation': 'correct',
} as const satisfies Readonly<
  Record<Exclude<OperationCommandName, 'propose-operation' | 'pass-operation-deadline'>, OperationAction>
>;

export const isAllowedIn = (action: OperationAction, status: OperationState): boolean =>
  (ARROWS[action].from as readonly OperationState[]).includes(status);

/** What an operation of this kind lets do next, of the actions that staff take; what a document reports is always taken. */
export type NextActionsOf = Readonly<{
  state: OperationState;
  isApprovalOutstanding: boolean;
  hasOpenPhase: boolean;
  hasForces: boolean;
  hasUnacknowledgedOrder: boolean;
}>;
export const nextActionsOf = (operation: NextActionsOf): readonly OperationAction[] => {
  const { state, isApprovalOutstanding, hasOpenPhase, hasForces, hasUnacknowledgedOrder } = operation;
  const isUnderWay = state === 'LAUNCHED' || state === 'SUSPENDED';
  const needs: Partial<Record<OperationAction, boolean>> = {
    ...(isUnderWay && { approve: isApprovalOutstanding }),
    ...(state === 'COMPLETED' && { close: false }),
    ...{ 'end-phase': hasOpenPhase, complete: !hasOpenPhase, 'release-forces': hasForces },
    ...{ 'acknowledge-order': hasUnacknowledgedOrder, report: false, correct: false },
  };
  return (Object.keys(ARROWS) as OperationAction[]).filter(
    (action) => isAllowedIn(action, state) && (needs[action] ?? true),
  );
};
