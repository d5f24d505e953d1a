import { calledBy, type Operation } from './operations.js';
import type { Filter } from './filters.js';
import type { Column, TextKey } from './texts.js';

const VIEW = ['asOf', 'validAt', 'position', 'exercise'] as const;
const PLACE = ['place', 'near', 'radiusM', 'bbox'] as const;
const PAGE = ['sort', 'limit'] as const;

export type ExportForm = 'csv' | 'geojson' | 'ndjson';
const FORMS = ['csv', 'geojson', 'ndjson'] as const;

/** A collection of the API as the command line offers it. */
export type Collection = Readonly<{
  path: string;
  says: TextKey;
  /** What its list may be asked by, as the API has it, besides `format` and `cursor`: a test compares them. */
  filters: readonly Filter[];
  sorts: readonly string[];
  /** Whether `calendar` is there, too. */
  hasCalendar?: boolean;
  /** In which forms the API gives its list, besides JSON; `ndjson` is made of that. */
  forms: readonly ExportForm[];
  /** What a table shows of a record besides its reference: a member, or what is made of some. */
  columns: readonly (readonly [heading: Column, cell: string | ((record: Operation) => unknown)])[];
}>;

const stated = (places: unknown): string =>
  ((places ?? []) as readonly Readonly<{ asStated: string }>[]).map(({ asStated }) => asStated).join('; ');
const listed = (values: unknown): string => ((values ?? []) as readonly string[]).join(' ');

const name = ['NAME', calledBy] as const;
const state = ['STATE', 'state'] as const;
const since = ['SINCE', 'stateOccurredAt'] as const;

const OF_ACTIVITIES = [
  ...(['patrolKind', 'timeOfDay', 'unit', 'sector', 'notDone', 'reason', 'accessBy', 'quarantined'] as const),
  ...([...PLACE, 'during', 'q'] as const),
] as const;

type CollectionName = 'op' | 'activity' | 'base' | 'standby' | 'situation-report' | 'priority-area';
/** Every collection with commands of its own, by its word. */
export const COLLECTIONS: Readonly<Record<CollectionName, Collection>> = {
  op: {
    ...{ path: '/v1/operations', says: 'OP', hasCalendar: true, forms: FORMS },
    filters: [...VIEW, 'state', 'type', 'sector', ...PLACE, 'during', 'q', ...PAGE],
    sorts: ['name', 'stateOccurredAt', 'knownAt'],
    columns: [name, state, since, ['TYPE', 'type'], ['AREAS', ({ areas }) => stated(areas)]],
  },
  activity: {
    ...{ path: '/v1/activities', says: 'ACTIVITIES', hasCalendar: true, forms: FORMS },
    filters: [...VIEW, 'state', 'kind', ...OF_ACTIVITIES.slice(0, 2), 'operation', ...OF_ACTIVITIES.slice(2), ...PAGE],
    sorts: ['stateOccurredAt', 'knownAt'],
    columns: [
      ...([name, ['KIND', 'kind'], state, since, ['REASON', 'reason']] as const),
      ['AREAS', ({ places }) => stated(places)],
    ],
  },
  base: {
    ...{ path: '/v1/bases', says: 'BASES', hasCalendar: true, forms: FORMS },
    filters: [...VIEW, 'state', 'operation', 'unit', ...PLACE, 'during', ...PAGE],
    ...{ sorts: ['stateOccurredAt', 'knownAt'], columns: [name, state, since] },
  },
  standby: {
    ...{ path: '/v1/standbys', says: 'STANDBYS', hasCalendar: true, forms: FORMS },
    filters: [...VIEW, 'state', 'operation', 'unit', ...PLACE, 'during', ...PAGE],
    ...{ sorts: ['stateOccurredAt', 'knownAt'], columns: [name, state, since] },
  },
  'situation-report': {
    ...{ path: '/v1/situation-reports', says: 'SITUATION_REPORTS', forms: ['csv', 'ndjson'] },
    filters: [...VIEW, 'state', 'sector', ...PAGE],
    sorts: ['reporter', 'knownAt'],
    columns: [name, ['SECTOR', 'sector'], state, ['SINCE', 'from'], ['MISSING', ({ missing }) => listed(missing)]],
  },
  'priority-area': {
    ...{ path: '/v1/priority-areas', says: 'PRIORITY_AREAS', forms: FORMS },
    filters: [...VIEW, 'state', ...PLACE, ...PAGE],
    sorts: ['knownAt'],
    columns: [name, state, ['SINCE', ({ liftedAt, setAt }) => liftedAt ?? setAt], ['REASON', 'reason']],
  },
};

/** What is asked besides lists, calendars and records: the path, and by what, as the API has it; a test compares them, too. */
export const QUESTIONS = {
  tasks: { path: '/v1/operations/{id}/tasks', filters: [...VIEW, 'state', 'kind', ...OF_ACTIVITIES, ...PAGE] },
  late: { path: '/v1/situation-reports/late', filters: [...VIEW, 'day', 'sector'] },
  /** Of places that are named as an argument. */
  byPlace: { path: '/v1/bases/by-place', filters: [...VIEW, 'level', 'since'] },
  places: { path: '/v1/reference/places', filters: ['q', 'scheme', 'code', 'adminLevel', 'parent', 'limit'] },
} as const satisfies Readonly<Record<string, Readonly<{ path: string; filters: readonly Filter[] }>>>;
