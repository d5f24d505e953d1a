import { parseEdtf, type Instant } from '@opsledger/kernel';
import { locatedIn, type Column, type Page, type Representation } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { StandbysQuery } from '../../http/standbys.bodies.js';
import { UNDER_WAY } from '../../standby/standby.state.js';
import type { Dated } from '../record-calendar.js';
import { allOf, isGoingOn } from '../record-search.js';
import { featuresOf, inOneCell, recordColumns } from '../record-shapes.js';
import type { StandbyDocument } from './standbys.projection.js';

/** States in which it goes on or nobody knows. */
const OPEN: readonly StandbyDocument['state'][] = [...UNDER_WAY, 'UNKNOWN'];

/** What documents must be like for a query. */
export const standbysLike = ({ state, operation, unit, during, ...query }: StandbysQuery): DocumentFilter =>
  allOf([
    ...(state === undefined ? [] : [{ state: { $in: state.split(',') } }]),
    ...(operation === undefined ? [] : [{ operationId: operation }]),
    ...(unit === undefined ? [] : [{ unitId: unit }]),
    ...locatedIn(query),
    ...(during === undefined ? [] : [isGoingOn(during, OPEN)]),
  ]);

/** Those that wait for something that was not granted and has not come about, and that are not over. */
export const awaitingOf = (filter: DocumentFilter): DocumentFilter => ({
  $and: [filter, { 'condition.isMet': false }, { state: { $in: [...OPEN] } }],
});

/** A standby as a row. Dates are EDTF; a cell is empty where nothing is known. */
export const standbyColumns: readonly Column<StandbyDocument>[] = [
  ['reference', ({ reference }) => reference],
  ['team', ({ team }) => team],
  ['state', ({ state }) => state],
  ['stateOccurredAt', ({ stateOccurredAt }) => stateOccurredAt],
  ['stateAsStated', ({ stateAsStated }) => stateAsStated],
  ['noticeToMoveHours', ({ noticeToMoveHours }) => noticeToMoveHours],
  ['condition', ({ condition }) => condition?.asStated],
  ['conditionIsMet', ({ condition }) => condition?.isMet],
  ['from', ({ from }) => from?.edtf],
  ['to', ({ to }) => to?.edtf],
  ['days', ({ days }) => days?.value],
  ['daysQualifier', ({ days }) => days?.qualifier],
  ['period', ({ period }) => period?.edtf],
  ['place', ({ place }) => place?.asStated],
  ['destination', ({ destination }) => destination?.asStated],
  ['assets', ({ assets }) => inOneCell(assets?.map(({ kind, count }) => `${count} ${kind}`))],
  ['operationId', ({ operationId }) => operationId],
  ['unitId', ({ unitId }) => unitId],
  ['purpose', ({ purpose }) => purpose],
  ['overdue', ({ overdue }) => inOneCell(overdue.map(({ deadline }) => deadline))],
  ...recordColumns,
];

/** A page as GeoJSON: a standby stands where it is held and where it would go. */
export const standbysGeoJson = (page: Page<StandbyDocument>, path: string): Representation =>
  featuresOf(page, path, ({ id, reference, team, state, stateOccurredAt, place, destination, ...standby }) => {
    const { sensitivity, exercise, version } = standby;
    const areas = [place, destination].filter((one) => one !== undefined);
    return { id, areas, properties: { reference, team, state, stateOccurredAt, sensitivity, exercise, version } };
  });

/** What stands in the calendar: when a standby is to be held, when it was held, and what a document reports of it. */
type CalendarEntry = Dated &
  Readonly<{
    reference: string;
    team: string;
    state: StandbyDocument['state'];
    kind: 'actual' | 'reported' | 'planned';
    /** How a document says that it stood at that time. */
    status?: StandbyDocument['state'];
    statusAsStated?: string;
  }>;

const entriesOf = (standby: StandbyDocument): readonly CalendarEntry[] => {
  const { id, reference, team, state, from, to, achievedAt, activation, standDown, statements } = standby;
  const about = { id, reference, team, state };
  const endedAt = standDown?.stoodDownAt ?? activation?.activatedAt;
  const span = { ...(from && { start: from }), ...(to && { end: to }) };
  return [
    ...(from || to ? [{ ...about, kind: 'planned' as const, ...span }] : []),
    ...statements.flatMap(({ period, status, statusAsStated }) =>
      period ? [{ ...about, kind: 'reported' as const, start: period, end: period, status, statusAsStated }] : [],
    ),
    ...(achievedAt === undefined
      ? []
      : [
          {
            ...{ ...about, kind: 'actual' as const, start: { edtf: achievedAt } },
            ...(endedAt !== undefined && { end: { edtf: endedAt } }),
          },
        ]),
  ];
};

export const standbyCalendar = {
  open: OPEN,
  entriesOf,
  named: ({ id, reference, team }: StandbyDocument) => ({ id, reference, team }),
};

const MILLISECONDS_PER_HOUR = 3_600_000;

/** Standbys that wait: for what, and for how long by an instant (question 10). */
export type AwaitingStandbys = Readonly<{
  at: Instant;
  standbys: readonly (Pick<
    StandbyDocument,
    'id' | 'reference' | 'team' | 'state' | 'purpose' | 'place' | 'destination' | 'noticeToMoveHours'
  > &
    Readonly<{
      /** What would have to be granted or to come about. */
      needs: NonNullable<StandbyDocument['condition']>;
      /** In whole hours, as far as the date says: of one without a beginning there is no longest. */
      waited: Readonly<{ since: string; hoursAtLeast: number; hoursAtMost?: number }>;
    }>)[];
}>;

export const awaitingStandbys = (standbys: readonly StandbyDocument[], at: Instant): AwaitingStandbys => ({
  at,
  standbys: standbys.flatMap(({ id, reference, team, state, condition, ...standby }) => {
    if (!condition) return [];
    const { purpose, place, destination, noticeToMoveHours } = standby;
    return [
      {
        ...{ id, reference, team, state, needs: condition, waited: waitedSince(condition.awaitedSince, at) },
        ...(purpose !== undefined && { purpose }),
        ...(place && { place }),
        ...(destination && { destination }),
        ...(noticeToMoveHours !== undefined && { noticeToMoveHours }),
      },
    ];
  }),
});

const waitedSince = (since: string, at: Instant) => {
  const range = parseEdtf(since);
  const hours = (from: Instant): number =>
    Math.max(0, Math.floor((Date.parse(at) - Date.parse(from)) / MILLISECONDS_PER_HOUR));
  const [earliest, latest] = [range?.start?.earliest, (range?.end ?? range?.start)?.latest];
  return {
    ...{ since, hoursAtLeast: latest === undefined ? 0 : hours(latest) },
    ...(earliest !== undefined && { hoursAtMost: hours(earliest) }),
  };
};
