import type { Claim } from '@opsledger/kernel';

/** The n-th task of an operation. Activities take these numbers; the operation takes the next one when it is completed (ADR 14). */
export const taskClaim = (operationId: string, task: number): Claim => ({
  kind: 'operation-task/1',
  value: `${operationId}#${task}`,
});
