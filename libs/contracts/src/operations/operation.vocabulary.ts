/** States of an operation. `UNKNOWN` is what a source leaves open; it is stored, never guessed (`U4`). */
export const OPERATION_STATES = [
  'PROPOSED',
  'PLANNED',
  'PREPARING',
  'APPROVED',
  'AWAITING_ACCESS',
  'LAUNCHED',
  'SUSPENDED',
  'POSTPONED',
  'CONVERTED',
  'COMPLETED',
  'AFTER_ACTION',
  'CLOSED',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

export const OPERATION_TYPES = [
  'protection',
  'air_mobile',
  'patrol',
  'monitoring',
  'investigation',
  'route_security',
  'cied',
  'humanitarian_support',
  'election_support',
] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

export const OPERATION_LEADS = ['force', 'police', 'civilian', 'joint'] as const;
export type OperationLead = (typeof OPERATION_LEADS)[number];

export const THREAT_LEVELS = ['low', 'medium', 'high'] as const;
export type ThreatLevel = (typeof THREAT_LEVELS)[number];
