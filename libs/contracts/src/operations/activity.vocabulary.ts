/**
 * States of an activity: what becomes of it follows on its being planned, ordered or begun, and a report on that (domain, 2.3).
 * `UNKNOWN` is what a source leaves open (`U4`).
 */
export const ACTIVITY_STATES = [
  'PLANNED',
  'ORDERED',
  'IN_PROGRESS',
  'COMPLETED',
  'ABORTED',
  'DENIED',
  'POSTPONED',
  'CANCELLED',
  'REPORTED',
  'UNKNOWN',
] as const;
export type ActivityState = (typeof ACTIVITY_STATES)[number];

/** Those in which nothing more is to be done of it (`OPS-5`). What was postponed is planned anew as another activity. */
export const TERMINAL_ACTIVITY_STATES = [
  'COMPLETED',
  'ABORTED',
  'DENIED',
  'POSTPONED',
  'CANCELLED',
  'REPORTED',
] as const satisfies readonly ActivityState[];

/** Those that say that a planned activity was not carried out, or not to its end. */
export const NOT_DONE_STATES = [
  'ABORTED',
  'DENIED',
  'POSTPONED',
  'CANCELLED',
] as const satisfies readonly ActivityState[];

/** What sets a response off (domain, 2.3): somebody alleges that something was done, or calls for help or warns of it. */
export const TRIGGER_KINDS = ['allegation', 'alert', 'other'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

export const ACTIVITY_KINDS = [
  'patrol',
  'escort',
  'integrated_mission',
  'joint_monitoring',
  'human_rights_support',
  'engagement',
  'infrastructure_protection',
  'quick_impact_project',
  'air_mobile_insertion',
  'coordinated_operation',
  'security_operation',
  'temporary_deployment',
  'policing',
  'checkpoint',
  'safe_passage',
  'civilian_assistance',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** A patrol may be several of these at once, such as on foot and by night. Joint is planned and moved together with host forces. */
export const PATROL_KINDS = ['short', 'long_range', 'night', 'air', 'river', 'foot', 'joint', 'coordinated'] as const;
export type PatrolKind = (typeof PATROL_KINDS)[number];

export const ESCORT_BENEFICIARIES = ['humanitarian', 'un_civilian', 'logistics', 'host_authority', 'other'] as const;
export type EscortBeneficiary = (typeof ESCORT_BENEFICIARIES)[number];

export const ACTIVITY_MODES = ['on_site', 'remote'] as const;
export type ActivityMode = (typeof ACTIVITY_MODES)[number];

/** Who was met, by what they are and never by name. */
export const INTERLOCUTORS = [
  'mayor',
  'community_leader',
  'women',
  'youth',
  'armed_group',
  'authority',
  'residents',
] as const;
export type Interlocutor = (typeof INTERLOCUTORS)[number];

export const STRUCTURE_KINDS = ['bridge', 'road', 'air_strip', 'water_point', 'market', 'school', 'other'] as const;
export type StructureKind = (typeof STRUCTURE_KINDS)[number];

export const RECURRENCES = ['daily', 'weekly', 'regular'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

export const MATERIEL_KINDS = ['ied_components', 'weapons', 'ammunition', 'other'] as const;
export type MaterielKind = (typeof MATERIEL_KINDS)[number];

/** What the host state refused access by. */
export const ACCESS_MEANS = ['air', 'ground', 'river'] as const;
export type AccessMeans = (typeof ACCESS_MEANS)[number];

/** What an account of an activity is held up for (`OPS-9`). */
export const PLAUSIBILITY_CHECKS = ['end_precedes_start', 'distance', 'average_speed'] as const;
export type PlausibilityCheck = (typeof PLAUSIBILITY_CHECKS)[number];
/** What the check came to. `superseded`: nobody said that the account was wrong; a later one took its place. */
export const CHECK_OUTCOMES = ['confirmed', 'corrected', 'superseded'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];
