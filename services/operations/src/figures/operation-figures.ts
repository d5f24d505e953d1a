import { OPERATION_STATES, OPERATION_TYPES, type OperationState } from '@opsledger/contracts';
import { parseEdtf, type Instant } from '@opsledger/kernel';
import {
  endedAt,
  endOfOperation,
  OVER,
  UNDER_WAY,
  type OperationDocument,
} from '../read-models/operations/operations.projection.js';
import {
  countsOf,
  defineFigure,
  qualifiedBy,
  shareOf,
  spreadOf,
  type Asked,
  type Assignment,
  type Figure,
  type Sentence,
} from './figure.js';
import {
  anyIn,
  boundsOf,
  exactly,
  lengthInDays,
  momentIn,
  spanIn,
  spanOf,
  type Period,
  type Placement,
  type Span,
} from './figure-period.js';

type Dated = Pick<
  OperationDocument,
  | 'state'
  | 'stateAsStated'
  | 'stateOccurredAt'
  | 'launch'
  | 'completion'
  | 'statements'
  | 'period'
  | 'plannedStart'
  | 'plannedEnd'
>;
const COMPLETED: readonly OperationState[] = ['COMPLETED', 'AFTER_ACTION', 'CLOSED'];

/** When an operation went on: as it happened and as documents give it; as planned, if nothing else is known. */
export const spansOf = (operation: Dated, { asOf }: Asked): readonly Span[] => {
  const { state, stateAsStated, stateOccurredAt, launch, statements, plannedStart, plannedEnd } = operation;
  const end = endOfOperation(operation);
  const stillGoesOn = isUnderWay(operation) && stateAsStated === undefined;
  const actual = launch && {
    ...upTo(end, spanOf(launch.launchedAt, endedAt(operation))),
    ...(stillGoesOn && { end: exactly(asOf) }),
  };
  const stated = statements.flatMap(({ period }) => (period ? (spanOf(period.edtf, period.edtf) ?? []) : []));
  const happened = [...(actual ? [actual] : []), ...stated];
  const planned = spanOf(plannedStart?.edtf, (plannedEnd ?? plannedStart)?.edtf);
  const known = happened.length > 0 || !planned ? happened : [planned];
  if (!OVER.includes(state)) return known;
  // It is over, and may have gone on until then from when it began; where nobody dated it, at some time up to when that was true.
  const [start] = known.flatMap((span) => span.start ?? []).toSorted((a, b) => (a.earliest < b.earliest ? -1 : 1));
  const { end: over } = spanOf(stateOccurredAt, stateOccurredAt) ?? {};
  if (known.length === 0) return over ? [{ end: over }] : [];
  return start ? [...known, upTo(end, { start })] : known;
};

/** Something that began and was told to be over: that it ended at some time up to then is all that is known of its end. */
const upTo = (latest: Instant | undefined, span: Span = {}): Span =>
  latest === undefined || !span.start || span.end ? span : { ...span, end: { earliest: span.start.earliest, latest } };

/** Whether it began and nobody decided or told that it ended. */
const isUnderWay = (operation: Dated): boolean =>
  UNDER_WAY.includes(operation.state) && endOfOperation(operation) === undefined;

/** Whether it may go on in the period though no date says so: it is under way, however far it was told or planned. */
const mayStillGoOn = (operation: OperationDocument, period: Period, asked: Asked): boolean => {
  if (!isUnderWay(operation)) return false;
  const starts = spansOf(operation, asked).map(({ start }) => start?.earliest);
  return (
    starts.every((start) => start === undefined) || starts.some((start) => start && start <= boundsOf(period).latest)
  );
};

/** In the buckets that it belongs to if it was going on in the period; else why nobody can say. */
const ifGoingOn =
  (bucketsOf: (operation: OperationDocument) => readonly Assignment[]) =>
  (operation: OperationDocument, period: Period, asked: Asked): readonly Assignment[] => {
    const placement = anyIn(spansOf(operation, asked).map((span) => spanIn(span, period)));
    if (placement === 'out' && mayStillGoOn(operation, period, asked)) return [{ bucket: 'end_not_known' }];
    return unlessOpen(placement) ?? (placement === 'in' ? bucketsOf(operation) : []);
  };

const unlessOpen = (placement: Placement): readonly Assignment[] | undefined => {
  if (placement === 'perhaps') return [{ bucket: 'dates_too_vague' }];
  return placement === 'undated' ? [{ bucket: 'undated' }] : undefined;
};

const GOING_ON: Sentence = {
  en:
    'Operations that were going on in the period: as it happened, or as a document dates them; by their planned dates if nothing else is known. ' +
    'What is under way ends by nothing but its end, and may go on after the dates that were planned or told.',
  fr:
    "Opérations en cours dans la période : d'après les faits ou selon les dates d'un document ; d'après les dates prévues si rien d'autre n'est " +
    'connu. Ce qui est en cours ne prend fin que par sa fin, et peut se poursuivre au-delà des dates prévues ou indiquées.',
};
const beside = { stated: ['operations', 'coordinated_operations'], assessed: ['operational_tempo'] } as const;

const byState = defineFigure<OperationDocument>({
  ...{ name: 'operations-by-state', version: 5, source: 'operation', ...beside },
  title: { en: 'Operations by state', fr: 'Opérations par état' },
  formula: 'count(operations going on in the period) by state',
  rule: {
    en: 'The state is the one known at `asOf`, or valid at `validAt`; UNKNOWN is a state like the others.',
    fr: "L'état est celui connu à `asOf`, ou valable à `validAt` ; UNKNOWN est un état comme les autres.",
  },
  population: GOING_ON,
  buckets: {},
  namesBuckets: OPERATION_STATES,
  assign: ifGoingOn(({ state }) => [{ bucket: state }]),
  values: countsOf,
});

const byType = defineFigure<OperationDocument>({
  ...{ name: 'operations-by-type', version: 5, source: 'operation', ...beside },
  title: { en: 'Operations by type', fr: 'Opérations par type' },
  formula: 'count(operations going on in the period) by type',
  rule: {
    en: 'The type is what was stated of the operation; none is concluded from its name or purpose.',
    fr: "Le type est celui qui a été indiqué ; aucun n'est déduit du nom ou du but.",
  },
  population: GOING_ON,
  buckets: {
    type_not_stated: { kind: 'unknown', text: { en: 'No type was stated.', fr: "Aucun type n'a été indiqué." } },
  },
  namesBuckets: OPERATION_TYPES,
  assign: ifGoingOn(({ type = 'type_not_stated' }) => [{ bucket: type }]),
  values: countsOf,
});

const bySector = defineFigure<OperationDocument>({
  ...{ name: 'operations-by-sector', version: 5, source: 'operation', ...beside },
  title: { en: 'Operations by sector', fr: 'Opérations par secteur' },
  formula: 'count(operations going on in the period) by sector; an operation of several sectors is in each',
  rule: {
    en: 'Sectors are as they were stated. The numbers of the sectors may add up to more than the population.',
    fr: 'Les secteurs sont ceux qui ont été indiqués. La somme des secteurs peut dépasser la population.',
  },
  population: GOING_ON,
  buckets: {
    sector_not_stated: { kind: 'unknown', text: { en: 'No sector was stated.', fr: "Aucun secteur n'a été indiqué." } },
  },
  namesBuckets: 'open',
  assign: ifGoingOn(({ sectors = [] }) =>
    sectors.length === 0
      ? [{ bucket: 'sector_not_stated' }]
      : [...new Set(sectors)].map((sector) => ({ bucket: `sector:${sector}` })),
  ),
  values: countsOf,
});

const NOT_DECIDED: readonly OperationState[] = ['PROPOSED', 'PLANNED', 'PREPARING', 'APPROVED', 'AWAITING_ACCESS'];

const executionRate = defineFigure<OperationDocument>({
  ...{ name: 'execution-rate', version: 5, source: 'operation', stated: ['operations'], assessed: ['access'] },
  title: { en: 'Execution rate of planned operations', fr: "Taux d'exécution des opérations prévues" },
  formula: 'completed / (completed + cancelled + postponed past the period)',
  rule: {
    en:
      'Every planned start that was ever given counts, also one that was given up. Postponed past the period is what had its start in the ' +
      'period put off to after its end, whatever became of it later, or to no date while the period is over at `asOf`.',
    fr:
      'Chaque début prévu compte, même abandonné. Est reporté au-delà de la période ce dont le début dans la période a été repoussé après ' +
      'sa fin, quelle que soit la suite, ou sans date alors que la période est révolue à `asOf`.',
  },
  population: {
    en: 'Operations that were planned to start in the period.',
    fr: 'Opérations dont le début était prévu dans la période.',
  },
  buckets: {
    completed: { kind: 'counted', text: { en: 'Completed.', fr: 'Achevées.' } },
    cancelled: { kind: 'counted', text: { en: 'Cancelled.', fr: 'Annulées.' } },
    postponed_past_period: {
      kind: 'counted',
      text: { en: 'Postponed past the period.', fr: 'Reportées au-delà de la période.' },
    },
    not_decided_yet: {
      kind: 'excluded',
      text: { en: 'Neither launched nor given up yet.', fr: 'Ni lancées ni abandonnées à ce jour.' },
    },
    under_way: { kind: 'excluded', text: { en: 'Launched and not over.', fr: 'Lancées et non terminées.' } },
    converted: {
      kind: 'excluded',
      text: { en: 'Carried out in another way, such as from afar.', fr: 'Menées autrement, par exemple à distance.' },
    },
    state_unknown: { kind: 'unknown', text: { en: 'What became of it is unknown.', fr: 'Suite inconnue.' } },
    planned_start_too_vague: {
      kind: 'unknown',
      text: {
        en: 'The planned start is too vague to say whether it was in the period.',
        fr: "Le début prévu est trop vague pour dire s'il était dans la période.",
      },
    },
    planned_start_not_stated: {
      kind: 'unknown',
      text: {
        en: 'It was going on in the period, or may have been, and nobody stated when it was planned to start.',
        fr: "Elle était, ou a pu être, en cours dans la période, et nul n'a indiqué son début prévu.",
      },
    },
  },
  assign: (operation, period, asked) => {
    const starts = operation.plannedStarts.map(({ plannedStart: { edtf } }) => momentIn(spanOf(edtf, edtf), period));
    if (starts.length === 0) {
      const placement = anyIn(spansOf(operation, asked).map((span) => spanIn(span, period)));
      if (placement === 'out' && !mayStillGoOn(operation, period, asked)) return [];
      return [{ bucket: 'planned_start_not_stated' }];
    }
    const last = starts.at(-1)!;
    if (starts.includes('in')) return [{ bucket: fateOf(operation, period, asked, last === 'in') }];
    return starts.includes('perhaps') ? [{ bucket: 'planned_start_too_vague' }] : [];
  },
  values: (tally) => [
    shareOf('execution-rate', tally, ['completed'], ['completed', 'cancelled', 'postponed_past_period']),
  ],
});

/** What became of an operation that was planned to start in the period. */
const fateOf = (
  { state, held, plannedStart }: OperationDocument,
  period: Period,
  { asOf }: Asked,
  isStillPlannedIn: boolean,
): string => {
  const end = boundsOf(period).latest;
  const newStart = isStillPlannedIn ? undefined : plannedStart && parseEdtf(plannedStart.edtf)?.start;
  if (newStart && newStart.earliest > end) return 'postponed_past_period';
  if (COMPLETED.includes(state)) return 'completed';
  if (state === 'CANCELLED') return 'cancelled';
  if (state === 'POSTPONED') {
    const until = held && 'newDate' in held && held.newDate ? parseEdtf(held.newDate.edtf)?.start : undefined;
    return (until ? until.earliest > end : asOf > end) ? 'postponed_past_period' : 'not_decided_yet';
  }
  if (NOT_DECIDED.includes(state)) return 'not_decided_yet';
  if (state === 'CONVERTED') return 'converted';
  return state === 'UNKNOWN' ? 'state_unknown' : 'under_way';
};

const constrainedByAccess = defineFigure<OperationDocument>({
  ...{ name: 'constrained-by-access', version: 5, source: 'operation', stated: [], assessed: ['access'] },
  title: { en: 'Share of operations constrained by access', fr: "Part des opérations limitées par l'accès" },
  formula: 'operations with access denied / all operations going on in the period',
  rule: {
    en:
      'Access denied is what any event of the record gives as the reason: a suspension, postponement, cancellation or conversion, a decision ' +
      'of the host state, a constraint that a document states. What nobody recorded is not there, so the share is "at least".',
    fr:
      "L'accès refusé est ce qu'un événement du dossier donne pour motif : suspension, report, annulation ou conversion, décision de l'État " +
      "hôte, contrainte citée par un document. Ce que nul n'a enregistré n'y est pas : la part est « au moins ».",
  },
  population: GOING_ON,
  buckets: {
    access_denied: { kind: 'counted', text: { en: 'Access was denied.', fr: "L'accès a été refusé." } },
    no_denial_recorded: {
      kind: 'counted',
      text: { en: 'No denial of access is recorded.', fr: "Aucun refus d'accès n'est enregistré." },
    },
  },
  assign: ifGoingOn(({ accessDeniedBy }) => [
    { bucket: accessDeniedBy.length > 0 ? 'access_denied' : 'no_denial_recorded' },
  ]),
  values: (tally) => [
    {
      ...shareOf('constrained-share', tally, ['access_denied'], ['access_denied', 'no_denial_recorded']),
      qualifier: 'at_least',
    },
  ],
});

const integratedShare = defineFigure<OperationDocument>({
  ...{ name: 'integrated-share', version: 5, source: 'operation', stated: ['integrated_missions'], assessed: [] },
  title: { en: 'Share of integrated operations', fr: 'Part des opérations intégrées' },
  formula: 'integrated / (integrated + not integrated); `lowest` is integrated / all',
  rule: {
    en: 'Integrated is what was stated to be. Where nobody said so or the contrary it is unknown, and not "not integrated".',
    fr: "Est intégré ce qui a été déclaré tel. Là où nul n'a dit ni l'un ni l'autre, c'est inconnu, et non « non intégré ».",
  },
  population: GOING_ON,
  buckets: {
    integrated: { kind: 'counted', text: { en: 'Integrated.', fr: 'Intégrées.' } },
    not_integrated: { kind: 'counted', text: { en: 'Stated not to be integrated.', fr: 'Déclarées non intégrées.' } },
    integration_not_stated: { kind: 'unknown', text: { en: 'Nobody said.', fr: "Nul ne l'a dit." } },
  },
  assign: ifGoingOn(({ integrated }) => [
    {
      bucket: integrated === undefined ? 'integration_not_stated' : integrated ? 'integrated' : 'not_integrated',
    },
  ]),
  values: (tally) => [shareOf('integrated-share', tally, ['integrated'], ['integrated', 'not_integrated'])],
});

const length = defineFigure<OperationDocument>({
  ...{ name: 'operation-length', version: 6, source: 'operation', stated: [], assessed: [] },
  title: { en: 'Length of operations', fr: 'Durée des opérations' },
  formula: 'last day - first day + 1; median and p90 by nearest rank',
  rule: {
    en:
      'In days, both ends included, where both days are known. An operation counts in the period in which it ended; what is under way has no ' +
      'length yet, whatever dates a document gives of it, and what was only planned or cancelled before it began has none.',
    fr:
      'En jours, bornes comprises, quand les deux jours sont connus. Une opération compte dans la période où elle a pris fin ; ce qui est en ' +
      "cours n'a pas encore de durée, quelles que soient les dates qu'en donne un document, et ce qui n'a été que planifié ou a été annulé avant " +
      "de commencer n'en a aucune.",
  },
  population: {
    en: 'Operations that ended in the period.',
    fr: 'Opérations terminées dans la période.',
  },
  buckets: {
    measured: { kind: 'counted', text: { en: 'Both days are known.', fr: 'Les deux jours sont connus.' } },
    length_not_stated: {
      kind: 'unknown',
      text: {
        en: 'Ended in the period; its first or last day is not known.',
        fr: "Terminée dans la période ; son premier ou dernier jour n'est pas connu.",
      },
    },
    still_going_on: { kind: 'excluded', text: { en: 'Not over at `asOf`.', fr: 'Non terminée à `asOf`.' } },
  },
  assign: (operation, period, asked) => {
    const spans = spansOf(operation, asked);
    const placement = anyIn(spans.map((span) => spanIn(span, period)));
    if (isUnderWay(operation)) {
      if (placement === 'out') return mayStillGoOn(operation, period, asked) ? [{ bucket: 'end_not_known' }] : [];
      return [{ bucket: operation.stateAsStated === undefined ? 'still_going_on' : 'end_not_known' }];
    }
    if (!tookPlace(operation)) return [];
    const dated = isDated(operation) ? spans : [];
    const days = dated.flatMap((span) => (endsIn(span, period) ? (lengthInDays(span) ?? []) : []));
    if (days.length > 0) return [{ bucket: 'measured', amount: Math.max(...days) }];
    return spans.some((span) => endsIn(span, period)) ? [{ bucket: 'length_not_stated' }] : [];
  },
  values: (tally) => [
    { name: 'operations', value: tally.records('measured'), unit: 'records', ...qualifiedBy(tally) },
    ...spreadOf(tally.amounts('measured'), 'days'),
  ],
});

/** Whether days are known on which it went on, as it happened or as documents give them; a plan gives none. */
const isDated = ({ launch, statements }: OperationDocument): boolean =>
  launch !== undefined || statements.some(({ period }) => period !== undefined);

/** Whether it took place: what was only planned, or cancelled before it began, has no length. */
const tookPlace = (operation: OperationDocument): boolean =>
  operation.launch !== undefined ||
  COMPLETED.includes(operation.state) ||
  (operation.state === 'UNKNOWN' && isDated(operation));

const endsIn = ({ end }: Span, period: Period): boolean =>
  end !== undefined && momentIn({ start: end, end }, period) === 'in';

/** Figures that rest on operations alone. */
export const operationFigures: readonly Figure[] = [
  byState,
  byType,
  bySector,
  executionRate,
  constrainedByAccess,
  integratedShare,
  length,
];
