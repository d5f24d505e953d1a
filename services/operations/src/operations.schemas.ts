import { BASE_STATES, OPERATION_STATES, STANDBY_STATES } from '@opsledger/contracts';

const view = { $ref: '#/components/schemas/View' };
const list = (properties: object, ...required: string[]) => ({
  type: 'array',
  items: { type: 'object', properties, required },
});
const text = { type: 'string' };
const date = { type: 'object', properties: { edtf: text, asStated: text }, required: ['edtf'] };
const count = { type: 'integer', minimum: 0 };
const entry = { id: text, reference: text, name: text };
const PLANNED = ['actual', 'reported', 'planned'];
const isComplete = { type: 'boolean', description: 'Whether these are all: an answer has a limit.' };
/** `about`: what every entry says of its record; `besides`: what some say. */
const calendar = (about: Readonly<Record<string, object>>, kinds: readonly string[], besides: object) => ({
  type: 'object',
  description: 'What has dates, and what fits the question but for its dates, of which none is known.',
  properties: {
    entries: list(
      { ...about, kind: { enum: kinds }, start: date, end: date, ...besides },
      ...Object.keys(about),
      'kind',
    ),
    undated: list({ id: text, reference: text, name: text }, 'id'),
    ...{ isComplete, view },
  },
  required: ['entries', 'undated'],
});

/** What the routes of this service answer besides records and pages of them, for the OpenAPI document. */
export const operationSchemas = {
  OperationBoard: {
    type: 'object',
    description:
      'Operations by state, in the order of the process, and by sector; a sector that nobody stated is absent.',
    properties: {
      states: list(
        {
          state: { enum: OPERATION_STATES },
          count: { type: 'integer', minimum: 1 },
          sectors: list({ sector: text, operations: list(entry, ...Object.keys(entry)) }, 'operations'),
        },
        ...['state', 'count', 'sectors'],
      ),
      view,
    },
    required: ['states'],
  },
  OperationCalendar: calendar(entry, ['actual', 'reported', 'planned', 'phase'], { phase: text }),
  BasesByPlace: {
    type: 'object',
    description:
      'Bases in each place; `unknown` were added at a time that nobody has said, or that is too vague. What was only ' +
      'looked at is no base: it stands under `reconnoitred`, and of the numbers in `byState` alone. What may be in one of the ' +
      'places, since its own is called like several or like none, is in no number and stands under `unplaced`.',
    properties: {
      places: list(
        {
          ...{ placeId: text, name: text, count, byState: { type: 'object' } },
          added: {
            type: 'object',
            properties: { since: text, ...Object.fromEntries(['yes', 'no', 'unknown'].map((name) => [name, count])) },
            required: ['yes', 'no', 'unknown'],
          },
          bases: list(
            { id: text, reference: text, state: { enum: BASE_STATES }, addedSince: text },
            ...['id', 'reference', 'state', 'addedSince'],
          ),
          reconnoitred: list(
            { id: text, reference: text, state: { enum: BASE_STATES } },
            ...['id', 'reference', 'state'],
          ),
        },
        ...['placeId', 'name', 'count', 'byState', 'added', 'bases', 'reconnoitred'],
      ),
      unplaced: list({ id: text, reference: text, state: { enum: BASE_STATES } }, ...['id', 'reference', 'state']),
      ...{ isComplete, view },
    },
    required: ['places', 'unplaced', 'isComplete'],
  },
  AwaitingStandbys: {
    type: 'object',
    description:
      'What standbys wait for, and for how many hours by `at`; of a date without a beginning there is no most.',
    properties: {
      at: text,
      standbys: list(
        {
          ...{ id: text, reference: text, team: text, state: { enum: STANDBY_STATES } },
          needs: { type: 'object', properties: { kind: text, asStated: text }, required: ['kind', 'asStated'] },
          waited: {
            type: 'object',
            properties: { since: text, hoursAtLeast: count, hoursAtMost: count },
            required: ['since', 'hoursAtLeast'],
          },
        },
        ...['id', 'reference', 'team', 'state', 'needs', 'waited'],
      ),
      ...{ isComplete, view },
    },
    required: ['at', 'standbys', 'isComplete'],
  },
  LateList: {
    type: 'object',
    description: 'Who was to report on a day, and whether they did; `due` is neither there nor late yet.',
    properties: {
      ...{ day: text, dueAt: { type: 'string', format: 'date-time' } },
      counts: {
        type: 'object',
        properties: { on_time: count, late: count, missing: count, due: count },
        required: ['on_time', 'late', 'missing', 'due'],
      },
      reporters: list(
        {
          id: text,
          reference: text,
          reporter: text,
          sector: text,
          status: { enum: ['on_time', 'late', 'missing', 'due'] },
        },
        ...['id', 'reference', 'reporter', 'status'],
      ),
      ...{ isComplete, view },
    },
    required: ['day', 'dueAt', 'counts', 'reporters', 'isComplete'],
  },
  ActivityCalendar: calendar({ id: text, reference: text, activity: text, state: text }, PLANNED, { title: text }),
  BaseCalendar: calendar(
    { id: text, reference: text, place: { type: 'object' }, state: { enum: BASE_STATES } },
    ['recce', 'actual', 'reported'],
    { name: text, status: text, statusAsStated: text },
  ),
  StandbyCalendar: calendar({ id: text, reference: text, team: text, state: { enum: STANDBY_STATES } }, PLANNED, {
    ...{ status: text, statusAsStated: text },
  }),
  UnitAssignments: {
    type: 'object',
    description: 'What each unit is assigned to; vague dates count in full.',
    properties: {
      data: list(
        {
          ...{ unitId: text, unitName: text, operations: { type: 'integer', minimum: 1 } },
          assignments: list({ operationId: text, reference: text, operation: text }, 'operationId'),
        },
        ...['unitId', 'unitName', 'operations', 'assignments'],
      ),
      view,
    },
    required: ['data'],
  },
} as const;
