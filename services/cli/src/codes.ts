import { languageOf } from './texts.js';

/** States agree with what they are of: in French records are feminine, but for a report (« compte rendu ») and that it is due. */
const STATES = {
  ...{ PROPOSED: 'proposée', PLANNED: 'planifiée', PREPARING: 'en préparation', APPROVED: 'approuvée' },
  ...{ AWAITING_ACCESS: "en attente d'accès", LAUNCHED: 'lancée', SUSPENDED: 'suspendue', POSTPONED: 'reportée' },
  ...{ CONVERTED: 'menée autrement', COMPLETED: 'achevée', AFTER_ACTION: 'compte rendu après action remis' },
  ...{ CLOSED: 'clôturée', CANCELLED: 'annulée', UNKNOWN: 'inconnue' },
  ...{ ORDERED: 'ordonnée', IN_PROGRESS: 'en cours', ABORTED: 'interrompue', DENIED: 'refusée' },
  ...{ REPORTED: 'compte rendu remis' },
  ...{ RECCE: 'reconnaissance', NOT_ESTABLISHED: 'reconnue et non établie', ESTABLISHED: 'établie', ACTIVE: 'active' },
  ...{ REDUCED: 'réduite', DISMANTLED: 'démantelée' },
  ...{ ACHIEVED: 'prête', EXTENDED: 'prolongée', ACTIVATED: 'déclenchée', STOOD_DOWN: 'levée' },
  ...{ on_time: 'à temps', late: 'en retard', missing: 'manquant', due: 'attendu' },
  ...{ REQUIRED: 'exigé', ENDED: 'terminé', SET: 'fixée', LIFTED: 'levée' },
};

const TYPES = {
  ...{ protection: 'protection', air_mobile: 'aéromobile', patrol: 'patrouille', monitoring: 'surveillance' },
  ...{ investigation: 'enquête', route_security: "sécurisation d'itinéraire", election_support: 'appui aux élections' },
  ...{ cied: 'lutte contre les engins explosifs improvisés', humanitarian_support: 'appui humanitaire' },
};

const ACTIVITIES = {
  ...{ patrol: 'patrouille', escort: 'escorte', integrated_mission: 'mission intégrée' },
  ...{ joint_monitoring: 'observation conjointe', human_rights_support: "appui aux droits de l'homme" },
  ...{ engagement: 'dialogue avec la population', infrastructure_protection: "protection d'infrastructures" },
  ...{ quick_impact_project: 'projet à effet rapide', air_mobile_insertion: 'insertion aéromobile' },
  ...{ coordinated_operation: 'opération coordonnée', security_operation: 'opération de sécurité' },
  ...{ temporary_deployment: 'déploiement temporaire', policing: 'activité de police' },
  ...{ checkpoint: 'poste de contrôle', safe_passage: 'passage sûr', civilian_assistance: 'assistance aux civils' },
};

const CAUSES = {
  ...{ access_denied: 'accès refusé', no_isr_cover: 'sans renseignement, surveillance et reconnaissance' },
  ...{ weather: 'météo', security: 'sécurité', no_asset: 'sans moyens', no_medical_cover: 'sans soutien médical' },
  ...{ political: 'raison politique', higher_priority: 'priorité supérieure', other: 'autre' },
};

const ASSETS = {
  ...{ infantry: 'infanterie', special_forces: 'forces spéciales', utility_helicopter: 'hélicoptère utilitaire' },
  ...{ attack_helicopter: "hélicoptère d'attaque", uas: 'drone', isr_aircraft: 'aéronef de reconnaissance' },
  ...{ eod: 'neutralisation des explosifs et munitions', engineer: 'génie', medical: 'équipe médicale' },
  ...{ fpu: 'unité de police constituée', civilian_team: 'équipe civile' },
};

/** What stands under `kind`, of whatever it is the kind. */
const KINDS = {
  ...{ ...ACTIVITIES, ...ASSETS, other: 'autre' },
  ...{ WARNO: 'ordre préparatoire', OPORD: "ordre d'opération", FRAGO: 'ordre fragmentaire' },
  ...{ bridge: 'pont', road: 'route', air_strip: "piste d'atterrissage", water_point: "point d'eau" },
  ...{ market: 'marché', school: 'école', weapons: 'armes', ammunition: 'munitions' },
  ...{ ied_components: "composants d'engins explosifs improvisés" },
  ...{
    radio: 'radio',
    form: 'formulaire',
    letter: 'lettre',
    note_verbale: 'note verbale',
    sensor: 'capteur',
    allegation: 'allégation',
    alert: 'alerte',
  },
  ...{ import: 'versement', system: 'système' },
  ...{ host_authorisation: "autorisation de l'État hôte", medical_cover: 'soutien médical', weather: 'météo' },
  ...{ isr_cover: 'renseignement, surveillance et reconnaissance' },
  ...{ actual: 'effectif', reported: 'rapporté', planned: 'prévu', phase: 'phase', recce: 'reconnaissance' },
};

const REASONS = {
  ...{ ...CAUSES, typo: 'faute de frappe', late_information: 'information tardive' },
  ...{ misattribution: 'attribution erronée', duplicate: 'doublon', misidentification: 'identification erronée' },
};

const MODES = {
  ...{ on_site: 'sur place', remote: 'à distance', partner_led: 'menée par un partenaire' },
};

const PATROLS = {
  ...{ short: 'courte', long_range: 'longue portée', night: 'de nuit', air: 'aérienne', river: 'fluviale' },
  ...{ foot: 'à pied', joint: 'conjointe', coordinated: 'coordonnée' },
};

const INDICATORS = {
  ...{ operations: 'opérations', coordinated_operations: 'opérations coordonnées', patrols: 'patrouilles' },
  ...{ integrated_missions: 'missions intégrées', joint_patrols: 'patrouilles conjointes', escorts: 'escortes' },
  ...{ joint_monitoring_missions: "missions conjointes d'observation", engagements: 'dialogues avec la population' },
  ...{ human_rights_investigations: "enquêtes sur les droits de l'homme" },
  ...{ reconciliation_meetings: 'réunions de réconciliation', temporary_bases: "bases d'opérations temporaires" },
  ...{ protected_sites: 'sites protégés', quick_impact_projects: 'projets à effet rapide' },
  ...{ checkpoints: 'postes de contrôle', arrests: 'arrestations', seizures: 'saisies' },
  ...{ wounded_assisted: 'blessés secourus', displaced_persons_moved: 'personnes déplacées acheminées' },
  ...{ operational_tempo: 'rythme des opérations', patrol_tempo: 'rythme des patrouilles', presence: 'présence' },
  ...{ joint_patrol_tempo: 'rythme des patrouilles conjointes', posture: 'posture', access: 'accès' },
  ...{ coordination_with_host_forces: "coordination avec les forces de l'État hôte" },
  ...{ reconciliation: 'réconciliation', durability_of_gains: 'durabilité des acquis' },
  ...{ civilian_casualties: 'victimes civiles', attacks_on_civilians: 'attaques contre des civils' },
  ...{ protection_of_civilians: 'protection des civils', freedom_of_movement: 'liberté de circulation' },
  ...{ trade: 'commerce', community_relations: 'relations entre communautés', other: 'autre' },
};

const COMPONENTS = { military: 'militaire', police: 'police', civilian: 'civile', contracted: 'sous contrat' };

const DIRECTIONS = {
  ...{ up: 'en hausse', down: 'en baisse', same: 'inchangé', unknown: 'inconnu' },
};

/**
 * What codes are called in French, by the member of a record that has them. On the wire, in JSON and CSV and in what is typed they
 * stay codes. A test holds the table against every enumeration of the OpenAPI document.
 */
export const CODES = {
  ...{ state: STATES, status: STATES, type: TYPES, kind: KINDS, activity: ACTIVITIES },
  ...{ reason: REASONS, cause: CAUSES, mode: MODES, to: MODES, patrolKinds: PATROLS, patrolKind: PATROLS },
  ...{ indicator: INDICATORS, direction: DIRECTIONS },
  effect: {
    ...{ cancelled: 'annulation', postponed: 'report', converted: 'menée autrement', scope_reduced: 'portée réduite' },
    ...{ none: 'aucun', unknown: 'inconnu' },
  },
  lead: {
    ...{ force: 'force', police: 'police', civilian: 'composante civile', joint: 'conjointe' },
  },
  component: COMPONENTS,
  components: COMPONENTS,
  adminLevel: { linear: 'ligne', area: 'zone', point: 'point' },
  threatLevel: { low: 'faible', medium: 'moyenne', high: 'élevée' },
  decision: {
    ...{ granted: 'accordé', denied: 'refusé', not_required: 'pas nécessaire' },
  },
  beneficiary: {
    ...{ humanitarian: 'humanitaires', un_civilian: 'personnel civil des Nations Unies', logistics: 'logistique' },
    ...{ host_authority: "autorités de l'État hôte", other: 'autre' },
  },
  interlocutors: {
    ...{ mayor: 'maire', community_leader: 'responsable local', women: 'femmes', youth: 'jeunes' },
    ...{ armed_group: 'groupe armé', authority: 'autorités', residents: 'habitants' },
  },
  recurrence: { daily: 'quotidien', weekly: 'hebdomadaire', regular: 'régulier' },
  accessBy: {
    ...{ air: 'par la voie des airs', ground: 'par la route', river: 'par le fleuve' },
  },
  checks: {
    ...{ end_precedes_start: 'la fin précède le début', distance: 'distance', average_speed: 'vitesse moyenne' },
  },
  outcome: {
    ...STATES,
    confirmed: 'confirmé',
    corrected: 'corrigé',
    superseded: 'remplacé par un compte rendu ultérieur',
  },
  basis: { figure: 'chiffre', judgement: 'appréciation' },
  timeOfDay: { day: 'de jour', night: 'de nuit', unknown: 'inconnu' },
  sensitivity: {
    ...{ UNCLASSIFIED: 'non classifié', CONFIDENTIAL: 'confidentiel' },
    STRICTLY_CONFIDENTIAL: 'strictement confidentiel',
  },
  qualifier: {
    ...{ exact: 'exactement', at_least: 'au moins', over: 'plus de', about: 'environ', at_most: 'au plus' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a code is called where it stands, in French; `undefined` of what is no code of ours. */
export const frenchOf = (member: string, code: unknown): string | undefined => {
  const codes: Readonly<Record<string, Readonly<Record<string, string>>>> = CODES;
  const named = Object.hasOwn(codes, member) ? codes[member]! : {};
  return typeof code === 'string' && Object.hasOwn(named, code) ? named[code] : undefined;
};

/** A code as a table shows it to a person: by its name where the terminal is French, else as it is. */
export const named = (member: string, code: unknown, language = languageOf(process.env)): string =>
  (language === 'fr' ? frenchOf(member, code) : undefined) ?? String(code ?? '');
