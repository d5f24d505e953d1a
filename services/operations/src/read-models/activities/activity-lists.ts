import { normaliseName } from '@opsledger/kernel';
import { locatedIn, type Column, type Page, type Representation } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { ActivitiesQuery } from '../../http/activities.bodies.js';
import type { Dated } from '../record-calendar.js';
import { isGoingOn } from '../record-search.js';
import { featuresOf, inOneCell, recordColumns } from '../record-shapes.js';
import { UNDER_WAY, type ActivityDocument } from './activities.projection.js';

/** Sorts behind every text that begins with what stands before it. */
const LAST = '\uffff';
const among = (member: string, values: string | undefined): readonly DocumentFilter[] =>
  values === undefined ? [] : [{ [member]: { $in: values.split(',') } }];

/** States in which it goes on or nobody knows. */
const OPEN: readonly ActivityDocument['state'][] = [...UNDER_WAY, 'UNKNOWN'];

/** What documents must be like for a query. */
export const activitiesLike = ({
  operation,
  unit,
  sector,
  notDone,
  quarantined,
  q,
  during,
  ...query
}: ActivitiesQuery): DocumentFilter => {
  const conditions: readonly DocumentFilter[] = [
    ...among('state', query.state),
    ...among('kind', query.kind),
    ...among('reason', query.reason),
    ...among('accessBy', query.accessBy),
    ...among('timeOfDay', query.timeOfDay),
    ...(query.patrolKind === undefined ? [] : [{ patrolKinds: query.patrolKind }]),
    ...(operation === undefined ? [] : [{ operationId: operation }]),
    ...(unit === undefined ? [] : [{ unitId: unit }]),
    ...(sector === undefined ? [] : [{ sectors: sector }]),
    ...(notDone === undefined ? [] : [{ notDone: notDone === 'true' }]),
    ...(quarantined === undefined ? [] : [{ isQuarantined: quarantined === 'true' }]),
    ...locatedIn(query),
    ...(q === undefined ? [] : normaliseName(q).split(' ').map(beginsOneTerm)),
    ...(during === undefined ? [] : [isGoingOn(during, OPEN)]),
  ];
  return conditions.length === 0 ? {} : { $and: conditions };
};
const beginsOneTerm = (word: string): DocumentFilter => ({
  searchTerms: { $elemMatch: { $gte: word, $lt: `${word}${LAST}` } },
});

/** An activity as a row. Codes stay codes; dates are EDTF; a cell is empty where nothing is known. */
export const activityColumns: readonly Column<ActivityDocument>[] = [
  ['reference', ({ reference }) => reference],
  ['kind', ({ kind }) => kind],
  ['patrolKinds', ({ patrolKinds }) => inOneCell(patrolKinds)],
  ['title', ({ title }) => title],
  ['state', ({ state }) => state],
  ['outcome', ({ outcome }) => outcome],
  ['stateOccurredAt', ({ stateOccurredAt }) => stateOccurredAt],
  ['stateAsStated', ({ stateAsStated }) => stateAsStated],
  ['places', ({ places }) => inOneCell(places?.map(({ asStated }) => asStated))],
  ['sectors', ({ sectors }) => inOneCell(sectors)],
  ['operationId', ({ operationId }) => operationId],
  ['task', ({ task }) => task],
  ['unitId', ({ unitId }) => unitId],
  ['trigger', ({ trigger }) => trigger?.kind],
  ['triggerAt', ({ trigger }) => trigger?.at?.edtf],
  ['timeOfDay', ({ timeOfDay }) => timeOfDay],
  ['plannedStart', ({ plannedStart }) => plannedStart?.edtf],
  ['plannedEnd', ({ plannedEnd }) => plannedEnd?.edtf],
  ['startedAt', ({ startedAt }) => startedAt?.edtf],
  ['endedAt', ({ endedAt }) => endedAt?.edtf],
  ['period', ({ period }) => period?.edtf],
  ['distanceKm', ({ distanceKm }) => distanceKm],
  ['quarantined', ({ isQuarantined }) => isQuarantined],
  ['reason', ({ reason }) => reason],
  ['reasonAsStated', ({ held }) => held?.reasonAsStated],
  ['accessBy', ({ accessBy }) => accessBy],
  ['replacedBy', ({ held }) => held?.replacedBy],
  ['replacementAsStated', ({ held }) => held?.replacementAsStated],
  ['overdue', ({ overdue }) => inOneCell(overdue.map(({ deadline }) => deadline))],
  ...recordColumns,
];

/** A page as GeoJSON: an activity stands at its places. */
export const activitiesGeoJson = (page: Page<ActivityDocument>, path: string): Representation =>
  featuresOf(page, path, ({ id, reference, kind, title, state, stateOccurredAt, places = [], ...activity }) => {
    const { sensitivity, exercise, version, isQuarantined } = activity;
    const about = { reference, kind, title: title ?? null, state, stateOccurredAt, isQuarantined };
    return { id, areas: places, properties: { ...about, sensitivity, exercise, version } };
  });

/** What stands in the calendar: an activity as it happened, as a document reports it, or as it is planned. */
type CalendarEntry = Dated &
  Readonly<{
    reference: string;
    activity: ActivityDocument['kind'];
    title?: string;
    state: ActivityDocument['state'];
    kind: 'actual' | 'reported' | 'planned';
  }>;

const entriesOf = (activity: ActivityDocument): readonly CalendarEntry[] => {
  const { id, reference, kind, title, state, plannedStart, plannedEnd, startedAt, endedAt, period } = activity;
  const about = { id, reference, activity: kind, ...(title !== undefined && { title }), state };
  return [
    ...(plannedStart
      ? [{ ...about, kind: 'planned' as const, start: plannedStart, ...(plannedEnd && { end: plannedEnd }) }]
      : []),
    ...(period ? [{ ...about, kind: 'reported' as const, start: period, end: period }] : []),
    ...(startedAt ? [{ ...about, kind: 'actual' as const, start: startedAt, ...(endedAt && { end: endedAt }) }] : []),
  ];
};

export const activityCalendar = {
  open: OPEN,
  entriesOf,
  named: ({ id, reference }: ActivityDocument) => ({ id, reference }),
};
