/**
 * What a source counts. An entry is a kind of thing that can be told apart from the others; `other` says in its scope what it is.
 * The unit of the number follows from it.
 */
export const COUNTED_INDICATORS = [
  'operations',
  'coordinated_operations',
  'integrated_missions',
  'patrols',
  'joint_patrols',
  'escorts',
  'joint_monitoring_missions',
  'human_rights_investigations',
  'engagements',
  'reconciliation_meetings',
  'temporary_bases',
  'protected_sites',
  'quick_impact_projects',
  'checkpoints',
  'arrests',
  'seizures',
  'wounded_assisted',
  'displaced_persons_moved',
  'other',
] as const;
export type CountedIndicator = (typeof COUNTED_INDICATORS)[number];

/** What a source says of how things went. */
export const ASSESSED_INDICATORS = [
  'operational_tempo',
  'patrol_tempo',
  'joint_patrol_tempo',
  'presence',
  'posture',
  'coordination_with_host_forces',
  'access',
  'reconciliation',
  'durability_of_gains',
  'civilian_casualties',
  'attacks_on_civilians',
  'protection_of_civilians',
  'freedom_of_movement',
  'trade',
  'community_relations',
  'other',
] as const;
export type AssessedIndicator = (typeof ASSESSED_INDICATORS)[number];

/** Which way it went. `unknown` is what a source leaves open, such as gains that could be lost again. */
export const ASSESSED_DIRECTIONS = ['up', 'down', 'same', 'unknown'] as const;
export type AssessedDirection = (typeof ASSESSED_DIRECTIONS)[number];

/** Whether numbers stand behind an assessment, or someone's judgement. */
export const ASSESSMENT_BASES = ['figure', 'judgement'] as const;
export type AssessmentBasis = (typeof ASSESSMENT_BASES)[number];
