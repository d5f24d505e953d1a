import { ACTIVITY_KINDS, ESCORT_BENEFICIARIES, PATROL_KINDS } from '@opsledger/contracts';
import { minutesBetween, parseEdtf, type FuzzyDate, type Instant } from '@opsledger/kernel';
import { endOfActivity, type ActivityDocument } from '../read-models/activities/activities.projection.js';
import {
  countsOf,
  defineFigure,
  qualifiedBy,
  rounded,
  shareOf,
  spreadOf,
  type Assignment,
  type Beside,
  type Bucket,
  type Figure,
  type FigureValue,
  type Sentence,
} from './figure.js';
import { daysIn, exactly, momentIn, spanIn, spanOf, type Period, type Placement, type Span } from './figure-period.js';

/** What an activity of a kind that is counted may be besides carried out at a known time. */
const NOT_COUNTED = {
  not_carried_out: {
    kind: 'excluded',
    text: {
      en: 'Denied, postponed, cancelled or aborted.',
      fr: 'Refusée, reportée, annulée ou interrompue.',
    },
  },
  not_begun: {
    kind: 'excluded',
    text: { en: 'Planned or ordered, not begun.', fr: 'Prévue ou ordonnée, non commencée.' },
  },
  held_for_check: {
    kind: 'unknown',
    text: {
      en: 'Its account does not go together; nobody has checked it yet (OPS-9).',
      fr: "Son compte rendu est incohérent ; nul ne l'a encore vérifié (OPS-9).",
    },
  },
  recurring: {
    kind: 'unknown',
    text: {
      en: 'A source tells of more than one without counting, such as daily patrols.',
      fr: 'Une source parle de plusieurs sans les compter, par exemple de patrouilles quotidiennes.',
    },
  },
  outcome_unknown: { kind: 'unknown', text: { en: 'What became of it is unknown.', fr: 'Suite inconnue.' } },
} as const satisfies Readonly<Record<string, Bucket>>;

const CARRIED_OUT: readonly ActivityDocument['state'][] = ['COMPLETED', 'IN_PROGRESS'];

/** In the buckets that it belongs to if it was carried out and began in the period; else why it does not count. */
const ifCarriedOut =
  (kinds: readonly ActivityDocument['kind'][], bucketsOf: (activity: ActivityDocument) => readonly string[]) =>
  (activity: ActivityDocument, period: Period): readonly Assignment[] => {
    if (!kinds.includes(activity.kind)) return [];
    const placement =
      activity.recurrence === undefined ? momentIn(beginningOf(activity), period) : goingOnIn(activity, period);
    if (placement === 'out') return [];
    const open = openBucketOf(activity);
    if (open !== undefined) return [{ bucket: open }];
    if (placement !== 'in') return [{ bucket: placement === 'undated' ? 'undated' : 'dates_too_vague' }];
    return bucketsOf(activity).map((bucket) => ({ bucket }));
  };

/**
 * When it began, as far as it is known. An interval that a document gives begins with its beginning; what nobody dated and was told to
 * be under way or over began no later than that was true.
 */
const beginningOf = ({ startedAt, endedAt, period, plannedStart, ...activity }: ActivityDocument): Span | undefined => {
  const dated = (startedAt ?? endedAt)?.edtf;
  if (dated !== undefined) return spanOf(dated, dated);
  const stated = period && spanOf(period.edtf, period.edtf);
  if (stated) return stated.start ? { start: stated.start, end: stated.start } : stated;
  if (plannedStart) return spanOf(plannedStart.edtf, plannedStart.edtf);
  return toldBy(activity);
};
/** No later than when its state was true, unless that is one of before it began, or an open one. */
const toldBy = ({
  state,
  outcome = state,
  stateOccurredAt,
}: Pick<ActivityDocument, 'state' | 'outcome' | 'stateOccurredAt'>) =>
  outcome === 'PLANNED' || outcome === 'ORDERED' || outcome === 'UNKNOWN' ? undefined : untilEndOf(stateOccurredAt);
const untilEndOf = (edtf: string): Span | undefined => {
  const { end } = spanOf(edtf, edtf) ?? {};
  return end && { end };
};

/** What tells of several goes on from the first to the last of them: while it does, there may be one on any day. */
const goingOnIn = (activity: ActivityDocument, period: Period): Placement => {
  const { startedAt, period: stated, plannedStart } = activity;
  const last = endOfActivity(activity);
  return spanIn(
    { ...spanOf((startedAt ?? stated ?? plannedStart)?.edtf, undefined), ...(last && { end: exactly(last) }) },
    period,
  );
};

const openBucketOf = (activity: ActivityDocument): keyof typeof NOT_COUNTED | undefined => {
  const { state, outcome = state, notDone, isQuarantined, recurrence } = activity;
  if (notDone) return 'not_carried_out';
  if (outcome === 'PLANNED' || outcome === 'ORDERED') return 'not_begun';
  if (isQuarantined) return 'held_for_check';
  if (recurrence !== undefined) return 'recurring';
  return CARRIED_OUT.includes(outcome) ? undefined : 'outcome_unknown';
};

const BEGUN: Sentence = {
  en: 'What was carried out and began in the period; under way counts, aborted does not.',
  fr: 'Ce qui a été mené et a commencé dans la période ; ce qui est en cours compte, ce qui a été interrompu non.',
};
const RULE: Sentence = {
  en:
    'One record is one activity. What a source tells of several without counting is unknown, and what a source counts stands beside. Day or night ' +
    'is what the kind of patrol or the hour of its start says.',
  fr:
    "Un dossier est une activité. Ce qu'une source dit de plusieurs sans les compter est inconnu, et ce qu'une source compte figure à côté. Le jour " +
    "ou la nuit est ce que dit le genre de patrouille ou l'heure de son début.",
};
const TIMES_OF_DAY = {
  day: { kind: 'counted', text: { en: 'By day.', fr: 'De jour.' } },
  night: { kind: 'counted', text: { en: 'By night.', fr: 'De nuit.' } },
  time_of_day_unknown: {
    kind: 'counted',
    text: { en: 'Day or night is not known.', fr: 'Jour ou nuit : inconnu.' },
  },
} as const satisfies Readonly<Record<string, Bucket>>;
const timeOf = ({ timeOfDay }: ActivityDocument): readonly string[] => [
  timeOfDay === 'unknown' ? 'time_of_day_unknown' : timeOfDay,
];
const ALL_TIMES = Object.keys(TIMES_OF_DAY);

const patrols = defineFigure<ActivityDocument>({
  ...{ name: 'patrols', version: 5, source: 'activity' },
  ...{ stated: ['patrols', 'joint_patrols'], assessed: ['patrol_tempo', 'joint_patrol_tempo', 'presence'] },
  title: { en: 'Patrols by day and by night', fr: 'Patrouilles de jour et de nuit' },
  formula: 'count(patrols); day-night ratio = by day / by night',
  rule: RULE,
  population: BEGUN,
  buckets: { ...TIMES_OF_DAY, ...NOT_COUNTED },
  assign: ifCarriedOut(['patrol'], timeOf),
  values: (tally) => [
    { name: 'patrols', value: tally.records(...ALL_TIMES), unit: 'records', ...qualifiedBy(tally) },
    ...countsOf(tally),
    shareOf('day-night-ratio', tally, ['day'], ['night'], 'ratio'),
  ],
});

const patrolsByKind = defineFigure<ActivityDocument>({
  ...{ name: 'patrols-by-kind', version: 5, source: 'activity' },
  ...{ stated: ['patrols', 'joint_patrols'], assessed: ['patrol_tempo', 'joint_patrol_tempo'] },
  title: { en: 'Patrols by kind', fr: 'Patrouilles par genre' },
  formula: 'count(patrols) by kind; a patrol of several kinds is in each',
  rule: RULE,
  population: BEGUN,
  buckets: {
    ...NOT_COUNTED,
    kind_not_stated: { kind: 'unknown', text: { en: 'No kind was stated.', fr: "Aucun genre n'a été indiqué." } },
  },
  namesBuckets: PATROL_KINDS,
  assign: ifCarriedOut(['patrol'], ({ patrolKinds = [] }) =>
    patrolKinds.length === 0 ? ['kind_not_stated'] : [...new Set(patrolKinds)],
  ),
  values: countsOf,
});

const BASELINE_NOT_RECORDED: Sentence = {
  en: 'Baseline not recorded: no source says how many patrols there were before.',
  fr: 'Référence non enregistrée : aucune source ne dit combien il y avait de patrouilles auparavant.',
};
const SEVERAL_BASELINES: Sentence = {
  en: 'Several baselines are recorded; which one is meant is open.',
  fr: 'Plusieurs références sont enregistrées ; on ne sait laquelle est visée.',
};

/** Patrols a day before, of the one assessment that says so. */
const baselinePerDay = (assessed: Beside['assessed']): number | Sentence => {
  const stated = assessed.flatMap(({ baseline, baselinePeriod }) => {
    const range = baselinePeriod && parseEdtf(baselinePeriod.edtf);
    if (!baseline || baseline.value === 0 || !range?.start || !range.end) return [];
    return [baseline.value / daysIn({ from: dayOf(range.start.earliest), to: dayOf(range.end.latest) })];
  });
  if (stated.length > 1) return SEVERAL_BASELINES;
  return stated[0] ?? BASELINE_NOT_RECORDED;
};
const dayOf = (instant: Instant): string => instant.slice(0, 10);

const patrolTempo = defineFigure<ActivityDocument>({
  ...{ name: 'patrol-tempo', version: 5, source: 'activity', stated: ['patrols'], assessed: ['patrol_tempo'] },
  title: { en: 'Tempo of patrols against a stated baseline', fr: 'Rythme des patrouilles par rapport à une référence' },
  formula: '(patrols / days of the period) / (baseline / days of its own period)',
  rule: {
    en:
      'The baseline is one that a source states with its period. Without one the answer is "baseline not recorded": no patrols recorded is not no ' +
      'patrols. That a source says "doubled" stands beside and is no baseline.',
    fr:
      'La référence est celle qu’une source donne avec sa période. Sans elle, la réponse est « référence non enregistrée » : aucune patrouille ' +
      "enregistrée n'est pas aucune patrouille. Qu'une source dise « doublé » figure à côté et n'est pas une référence.",
  },
  population: BEGUN,
  buckets: { ...TIMES_OF_DAY, ...NOT_COUNTED },
  assign: ifCarriedOut(['patrol'], timeOf),
  values: (tally, { period, assessed }): readonly FigureValue[] => {
    const perDay = tally.records(...ALL_TIMES) / daysIn(period);
    const baseline = baselinePerDay(assessed);
    const factor = { name: 'tempo-factor', unit: 'factor' } as const;
    return [
      { name: 'patrols-per-day', value: rounded(perDay), unit: 'records', ...qualifiedBy(tally) },
      typeof baseline === 'number'
        ? { ...factor, value: rounded(perDay / baseline), ...qualifiedBy(tally) }
        : { ...factor, value: null, because: baseline },
    ];
  },
});

const BENEFICIARY_NOT_STATED = 'beneficiary_not_stated';
const escorts = defineFigure<ActivityDocument>({
  ...{ name: 'escorts', version: 5, source: 'activity', stated: ['escorts'], assessed: [] },
  title: { en: 'Escorts by beneficiary', fr: 'Escortes par bénéficiaire' },
  formula: 'count(escorts), and by beneficiary',
  rule: RULE,
  population: BEGUN,
  buckets: {
    ...NOT_COUNTED,
    [BENEFICIARY_NOT_STATED]: {
      kind: 'counted',
      text: { en: 'Nobody said who was escorted.', fr: "Nul n'a dit qui était escorté." },
    },
  },
  namesBuckets: ESCORT_BENEFICIARIES,
  assign: ifCarriedOut(['escort'], ({ beneficiary = BENEFICIARY_NOT_STATED }) => [beneficiary]),
  values: (tally) => [
    { name: 'escorts', value: tally.recordsOf('counted'), unit: 'records', ...qualifiedBy(tally) },
    ...countsOf(tally),
  ],
});

const humanRights = defineFigure<ActivityDocument>({
  ...{ name: 'human-rights-missions', version: 5, source: 'activity', assessed: [] },
  stated: ['joint_monitoring_missions', 'human_rights_investigations'],
  title: {
    en: 'Human rights missions on site and from afar',
    fr: "Missions relatives aux droits de l'homme, sur place et à distance",
  },
  formula: 'count(joint monitoring, human rights support) by mode; on-site share = on site / (on site + remote)',
  rule: RULE,
  population: BEGUN,
  buckets: {
    on_site: { kind: 'counted', text: { en: 'On site.', fr: 'Sur place.' } },
    remote: { kind: 'counted', text: { en: 'From afar.', fr: 'À distance.' } },
    mode_not_stated: { kind: 'unknown', text: { en: 'Nobody said which.', fr: 'Nul ne l’a dit.' } },
    ...NOT_COUNTED,
  },
  assign: ifCarriedOut(['joint_monitoring', 'human_rights_support'], ({ mode = 'mode_not_stated' }) => [mode]),
  values: (tally) => [...countsOf(tally), shareOf('on-site-share', tally, ['on_site'], ['on_site', 'remote'])],
});

/** The moment, where no more than a minute is open: a day has no hour from which one could count. */
const momentOf = (date: FuzzyDate | undefined): Instant | undefined => {
  const range = date && parseEdtf(date.edtf);
  return range?.start && range.start.earliest === range.end?.latest ? range.start.earliest : undefined;
};
const hoursToRespond = ({ trigger, startedAt }: ActivityDocument): number | undefined => {
  const [from, to] = [momentOf(trigger?.at), momentOf(startedAt)];
  return from === undefined || to === undefined ? undefined : rounded(minutesBetween(from, to) / 60);
};
const responseOf = (activity: ActivityDocument): string => {
  const { mode, trigger } = activity;
  if (mode === 'remote') return 'from_afar';
  if (!trigger) return 'trigger_not_recorded';
  if (!trigger.at) return 'trigger_time_not_stated';
  const hours = hoursToRespond(activity);
  if (hours === undefined) return 'times_too_vague';
  return hours < 0 ? 'begun_before_trigger' : 'measured';
};
const ifBegun = ifCarriedOut(ACTIVITY_KINDS, (activity) => [responseOf(activity)]);

const responseTime = defineFigure<ActivityDocument>({
  ...{ name: 'response-time', version: 4, source: 'activity', stated: [], assessed: [] },
  title: {
    en: 'Time from trigger to boots on the ground',
    fr: 'Délai entre le déclencheur et la présence sur le terrain',
  },
  formula: 'begin of the activity - time of its trigger, in hours; median and p90 by nearest rank',
  rule: {
    en:
      'The trigger is what the record of the activity says it responds to (an allegation, an alert), at the time at which that reached the mission. ' +
      'Both times are known to the minute, or nothing is measured: a day has no hour. An activity without a trigger on record may respond to ' +
      'something that nobody recorded, or to nothing: it is unknown, and no time of zero. It is measured from the trigger to setting out; arrival is ' +
      'not recorded.',
    fr:
      "Le déclencheur est ce à quoi l'activité répond d'après son dossier (une allégation, une alerte), à l'heure où la mission en a eu connaissance. " +
      "Les deux heures sont connues à la minute, sinon rien n'est mesuré : un jour n'a pas d'heure. Une activité sans déclencheur enregistré répond " +
      "peut-être à un fait que nul n'a enregistré, ou à rien : c'est inconnu, et non un délai nul. Le délai va du déclencheur au départ ; l'arrivée n'est " +
      'pas enregistrée.',
  },
  population: {
    en: 'Activities of every kind that were carried out on site and began in the period; under way counts, aborted does not.',
    fr: 'Activités de tout genre menées sur place et commencées dans la période ; ce qui est en cours compte, ce qui a été interrompu non.',
  },
  buckets: {
    measured: { kind: 'counted', text: { en: 'Both times are known.', fr: 'Les deux heures sont connues.' } },
    ...NOT_COUNTED,
    from_afar: {
      kind: 'excluded',
      text: { en: 'Done from afar: nobody went there.', fr: "Menée à distance : nul ne s'y est rendu." },
    },
    trigger_not_recorded: {
      kind: 'unknown',
      text: { en: 'No trigger is recorded.', fr: "Aucun déclencheur n'est enregistré." },
    },
    trigger_time_not_stated: {
      kind: 'unknown',
      text: {
        en: 'The trigger is recorded; nobody said when it came.',
        fr: "Le déclencheur est enregistré ; nul n'a dit quand il est survenu.",
      },
    },
    times_too_vague: {
      kind: 'unknown',
      text: {
        en: 'The trigger or the beginning is not known to the minute.',
        fr: "Le déclencheur ou le début n'est pas connu à la minute.",
      },
    },
    begun_before_trigger: {
      kind: 'unknown',
      text: {
        en: 'It began before what it is said to respond to; nobody has corrected that.',
        fr: "Elle a commencé avant ce à quoi elle est censée répondre ; nul ne l'a corrigé.",
      },
    },
  },
  assign: (activity, period) =>
    ifBegun(activity, period).map(({ bucket }) =>
      bucket === 'measured' ? { bucket, amount: hoursToRespond(activity)! } : { bucket },
    ),
  values: (tally) => [
    { name: 'responses', value: tally.records('measured'), unit: 'records', ...qualifiedBy(tally) },
    ...spreadOf(tally.amounts('measured'), 'hours'),
  ],
});

/** Figures that rest on activities. */
export const activityFigures: readonly Figure[] = [
  ...[patrols, patrolsByKind, patrolTempo, escorts, humanRights, responseTime],
];
