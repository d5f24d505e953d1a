import { parseEdtf, type FuzzyDate, type Instant } from '@opsledger/kernel';
import { isWithin, locatedIn, mayBeWithin, type Column, type Page, type Representation } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { Place } from '@opsledger/reference';
import type { BasesQuery } from '../../http/temporary-bases.bodies.js';
import type { Dated } from '../record-calendar.js';
import { allOf, isGoingOn } from '../record-search.js';
import { featuresOf, recordColumns } from '../record-shapes.js';
import { isBase, type BaseDocument } from './temporary-bases.projection.js';

/** States in which it goes on or nobody knows. */
const OPEN: readonly BaseDocument['state'][] = ['ESTABLISHED', 'ACTIVE', 'REDUCED', 'UNKNOWN'];

/** What documents must be like for a query. */
export const basesLike = ({ state, operation, unit, during, ...query }: BasesQuery): DocumentFilter =>
  allOf([
    ...(state === undefined ? [] : [{ state: { $in: state.split(',') } }]),
    ...(operation === undefined ? [] : [{ operationId: operation }]),
    ...(unit === undefined ? [] : [{ unitId: unit }]),
    ...locatedIn(query),
    ...(during === undefined ? [] : [isGoingOn(during, OPEN)]),
  ]);

/** A base as a row. Dates are EDTF; a cell is empty where nothing is known. */
export const baseColumns: readonly Column<BaseDocument>[] = [
  ['reference', ({ reference }) => reference],
  ['name', ({ name }) => name],
  ['place', ({ place }) => place.asStated],
  ['state', ({ state }) => state],
  ['stateOccurredAt', ({ stateOccurredAt }) => stateOccurredAt],
  ['stateAsStated', ({ stateAsStated }) => stateAsStated],
  ['establishedAt', ({ establishedAt }) => establishedAt?.edtf],
  ['dismantledAt', ({ dismantledAt }) => dismantledAt?.edtf],
  ['period', ({ period }) => period?.edtf],
  ['operationId', ({ operationId }) => operationId],
  ['unitId', ({ unitId }) => unitId],
  ['purpose', ({ purpose }) => purpose],
  ...recordColumns,
];

/** A page as GeoJSON: a base stands at the point that the gazetteer has for its place, never at its exact position. */
export const basesGeoJson = (page: Page<BaseDocument>, path: string): Representation =>
  featuresOf(page, path, ({ id, reference, name, state, stateOccurredAt, place, ...base }) => {
    const { sensitivity, exercise, version } = base;
    const about = { reference, name: name ?? null, state, stateOccurredAt, sensitivity, exercise, version };
    return { id, areas: [place], properties: about };
  });

/** What stands in the calendar: the recce of a base, a base from when it was established, and what a document reports of it. */
type CalendarEntry = Dated &
  Readonly<{
    reference: string;
    name?: string;
    place: BaseDocument['place'];
    state: BaseDocument['state'];
    kind: 'recce' | 'actual' | 'reported';
    /** How a document says that it stood at that time. */
    status?: BaseDocument['state'];
    statusAsStated?: string;
  }>;

const entriesOf = (base: BaseDocument): readonly CalendarEntry[] => {
  const { id, reference, name, place, state, reconnoitredAt, recceEndedAt, statements } = base;
  const { establishedAt, dismantledAt } = base;
  const lookedUntil = establishedAt ?? recceEndedAt;
  const about = { id, reference, ...(name !== undefined && { name }), place, state };
  const was = { ...(establishedAt && { start: establishedAt }), ...(dismantledAt && { end: dismantledAt }) };
  return [
    ...(reconnoitredAt
      ? [{ ...about, kind: 'recce' as const, start: reconnoitredAt, ...(lookedUntil && { end: lookedUntil }) }]
      : []),
    ...(establishedAt || dismantledAt ? [{ ...about, kind: 'actual' as const, ...was }] : []),
    ...statements.flatMap(({ period, status, statusAsStated }) =>
      period ? [{ ...about, kind: 'reported' as const, start: period, end: period, status, statusAsStated }] : [],
    ),
  ];
};

export const baseCalendar = {
  open: OPEN,
  entriesOf,
  named: ({ id, reference, place }: BaseDocument) => ({ id, reference, place }),
};

/** A recce comes before what the marks of a base say. */
export const wasReconnoitred: DocumentFilter = { reconnoitredAt: { $exists: true } };

type BaseEntry = Pick<
  BaseDocument,
  'id' | 'reference' | 'name' | 'state' | 'stateAsStated' | 'stateOccurredAt' | 'establishedAt' | 'dismantledAt'
> &
  Pick<BaseDocument, 'place'>;
/**
 * How many bases a place has, and which; `unknown` were added at a time that nobody has said (`U8`). A place that was only looked at is
 * no base: it stands under `reconnoitred` and counts in `byState` alone.
 */
export type BasesByPlace = Readonly<{
  places: readonly Readonly<{
    placeId: string;
    name: string;
    count: number;
    byState: Readonly<Record<string, number>>;
    added: Readonly<{ since?: Instant; yes: number; no: number; unknown: number }>;
    bases: readonly (BaseEntry & Readonly<{ addedSince: 'yes' | 'no' | 'unknown' }>)[];
    reconnoitred: readonly BaseEntry[];
  }>[];
  /** Bases that may be in one of them and in no number: their place is called like several, or like none that the gazetteer has. */
  unplaced: readonly BaseEntry[];
}>;

/** Which bases there are in each of these places, and which were added since an instant: question 11 of the mission's. */
export const basesByPlace = (
  bases: readonly BaseDocument[],
  places: readonly Place[],
  since: Instant | undefined,
): BasesByPlace => ({
  places: places.map((place) => {
    const there = bases.filter((base) => liesInside(base, place));
    const entries = there
      .filter(isBase)
      .map((base) => ({ ...entryOf(base), addedSince: wasAddedSince(base.establishedAt, since) }));
    const count = (answer: string): number => entries.filter(({ addedSince }) => addedSince === answer).length;
    return {
      ...{ placeId: place.id, name: place.name, count: entries.length },
      byState: countsOf(there.map(({ state }) => state)),
      added: { ...(since !== undefined && { since }), yes: count('yes'), no: count('no'), unknown: count('unknown') },
      bases: entries,
      reconnoitred: there.filter((base) => !isBase(base)).map(entryOf),
    };
  }),
  unplaced: bases
    .filter((base) => places.some((place) => !liesInside(base, place) && mayBeWithin(base.place, place)))
    .filter((base) => !places.some((place) => liesInside(base, place)))
    .map(entryOf),
});

const liesInside = (base: BaseDocument, { id: placeId, name: asStated }: Place): boolean =>
  isWithin(base.place, { placeId, asStated });

const countsOf = (states: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(states)].map((state) => [state, states.filter((one) => one === state).length]));

const entryOf = (base: BaseDocument): BaseEntry => {
  const { id, reference, name, place, state, stateAsStated, stateOccurredAt, establishedAt, dismantledAt } = base;
  return {
    ...{ id, reference, place, state, stateOccurredAt },
    ...(name !== undefined && { name }),
    ...(stateAsStated !== undefined && { stateAsStated }),
    ...(establishedAt && { establishedAt }),
    ...(dismantledAt && { dismantledAt }),
  };
};

/** A date that may lie on either side says neither. */
const wasAddedSince = (establishedAt: FuzzyDate | undefined, since: Instant = ''): 'yes' | 'no' | 'unknown' => {
  const range = establishedAt && parseEdtf(establishedAt.edtf);
  if (range?.start !== undefined && range.start.earliest >= since) return 'yes';
  return range?.end !== undefined && range.end.latest < since ? 'no' : 'unknown';
};
