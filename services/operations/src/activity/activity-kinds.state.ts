import type { ActivityDetails, ActivityKind } from '@opsledger/contracts';

/** What only activities of some kinds say. */
export type KindField = keyof ActivityDetails | 'distanceKm';

/** Which fields each kind has besides those that all have (`ACTIVITY-KIND`, from the event table of the operations process). */
export const FIELDS_OF_KIND: Readonly<Record<ActivityKind, readonly KindField[]>> = {
  patrol: ['patrolKinds', 'route', 'casevacPlanRef', 'recurrence', 'distanceKm'],
  escort: ['beneficiary', 'vehicles', 'route', 'casevacPlanRef', 'recurrence', 'distanceKm'],
  integrated_mission: ['components', 'partners', 'structures'],
  joint_monitoring: ['partners', 'mode'],
  human_rights_support: ['partners', 'mode'],
  engagement: ['interlocutors', 'partners', 'followUp'],
  infrastructure_protection: ['structures', 'partners'],
  quick_impact_project: ['structures', 'partners'],
  air_mobile_insertion: ['components', 'partners', 'casevacPlanRef'],
  coordinated_operation: ['components', 'partners', 'recurrence'],
  security_operation: ['components', 'partners', 'casevacPlanRef'],
  temporary_deployment: ['components', 'recurrence'],
  policing: ['partners', 'recurrence'],
  checkpoint: ['partners', 'recurrence'],
  safe_passage: ['persons', 'partners'],
  civilian_assistance: ['persons'],
};

const ALL_FIELDS = new Set<string>(Object.values(FIELDS_OF_KIND).flat());

/** Fields that activities of another kind have, and this one has not. */
export const foreignFields = (kind: ActivityKind, said: object): readonly string[] =>
  Object.keys(said).filter((name) => ALL_FIELDS.has(name) && !FIELDS_OF_KIND[kind].includes(name as KindField));
