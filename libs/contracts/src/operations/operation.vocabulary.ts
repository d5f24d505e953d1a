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

/** How an operation is carried out; `remote` when nobody can go there (F15). */
export const OPERATION_MODES = ['on_site', 'remote', 'partner_led'] as const;
export type OperationMode = (typeof OPERATION_MODES)[number];

/** Why an operation is suspended, postponed, cancelled, converted or cut. */
export const CONSTRAINT_CAUSES = [
  'access_denied',
  'no_isr_cover',
  'weather',
  'security',
  'no_asset',
  'no_medical_cover',
  'political',
  'higher_priority',
  'other',
] as const;
export type ConstraintCause = (typeof CONSTRAINT_CAUSES)[number];

/** What a constraint did to an operation; `unknown` where a source leaves it open. */
export const CONSTRAINT_EFFECTS = ['cancelled', 'postponed', 'converted', 'scope_reduced', 'none', 'unknown'] as const;
export type ConstraintEffect = (typeof CONSTRAINT_EFFECTS)[number];

/** What the host state answered. */
export const ACCESS_DECISIONS = ['granted', 'denied', 'not_required'] as const;
export type AccessDecision = (typeof ACCESS_DECISIONS)[number];

/** Warning order, operation order, fragmentary order (a change of an operation order). */
export const ORDER_KINDS = ['WARNO', 'OPORD', 'FRAGO'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** What a unit can bring. */
export const ASSET_KINDS = [
  'infantry',
  'special_forces',
  'utility_helicopter',
  'attack_helicopter',
  'uas',
  'isr_aircraft',
  'eod',
  'engineer',
  'medical',
  'fpu',
  'civilian_team',
] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export const UNIT_COMPONENTS = ['military', 'police', 'civilian', 'contracted'] as const;
export type UnitComponent = (typeof UNIT_COMPONENTS)[number];
