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
  OperationCalendar: {
    type: 'object',
    description: 'What has dates, and what fits the question but for its dates, of which none is known.',
    properties: {
      entries: list(
        { ...entry, kind: { enum: ['actual', 'reported', 'planned', 'phase'] }, start: date, end: date, phase: text },
        ...Object.keys(entry),
        'kind',
      ),
      undated: list({ id: text, name: text }, 'id', 'name'),
      view,
    },
    required: ['entries', 'undated'],
  },
  BasesByPlace: {
    type: 'object',
    description: 'Bases in each place; `unknown` were added at a time that nobody has said, or that is too vague.',
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
        },
        ...['placeId', 'name', 'count', 'byState', 'added', 'bases'],
      ),
      isComplete: { type: 'boolean', description: 'Whether these are all: an answer has a limit.' },
      view,
    },
    required: ['places', 'isComplete'],
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
      isComplete: { type: 'boolean', description: 'Whether these are all: an answer has a limit.' },
      view,
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
      isComplete: { type: 'boolean', description: 'Whether these are all: an answer has a limit.' },
      view,
    },
    required: ['day', 'dueAt', 'counts', 'reporters', 'isComplete'],
  },
  ActivityCalendar: {
    type: 'object',
    description: 'What has dates, and what fits the question but for its dates, of which none is known.',
    properties: {
      entries: list(
        {
          ...{ id: text, reference: text, activity: text, title: text, state: text, start: date, end: date },
          kind: { enum: ['actual', 'reported', 'planned'] },
        },
        ...['id', 'reference', 'activity', 'state', 'kind'],
      ),
      undated: list({ id: text, reference: text }, 'id', 'reference'),
      view,
    },
    required: ['entries', 'undated'],
  },
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
