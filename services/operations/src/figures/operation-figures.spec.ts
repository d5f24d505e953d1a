import type { OperationDocument } from '../read-models/operations/operations.projection.js';
import { FigureCount, type FigureQuestion } from './figure-answer.js';
import { findFigure } from './figure-catalogue.js';
import { nearestRank } from './figure.js';

const question: FigureQuestion = { period: { from: '2022-03-01', to: '2022-03-31' }, every: 'period' };
const AS_OF = '2022-06-10T08:00:00.000Z';

/** An operation as the read model has it, as far as a test says what it is. */
const operation = (members: Partial<OperationDocument> = {}): OperationDocument => ({
  ...{ id: 'x', version: 1, sensitivity: 'UNCLASSIFIED', exercise: false, reference: 'OP-2022-0001', name: 'Heron' },
  ...{ aliases: [], state: 'LAUNCHED', stateOccurredAt: '2022-03-02', statements: [], phases: [], orders: [] },
  ...{ forces: [], constraints: [], overdue: [], corrections: [], nextActions: [], searchTerms: [], sources: [] },
  ...{ areaNames: [], placeIds: [], points: [], plannedStarts: [], accessDeniedBy: [] },
  ...{ recordedAt: AS_OF, knownAt: AS_OF },
  ...members,
});
const launched = (launchedAt: string, members: Partial<OperationDocument> = {}) =>
  operation({ launch: { launchedAt, emergency: false }, ...members });
const reported = (edtf: string, members: Partial<OperationDocument> = {}) =>
  operation({
    ...{ state: 'COMPLETED', stateAsStated: 'conducted', stateOccurredAt: edtf, period: { edtf } },
    areas: [{ asStated: 'Tessit' }],
    statements: [
      {
        ...{ version: 1, occurredAt: edtf, movesState: true, status: 'COMPLETED', statusAsStated: 'conducted' },
        period: { edtf },
      },
    ],
    ...members,
  });
const plannedFor = (edtf: string, members: Partial<OperationDocument> = {}) =>
  operation({
    ...{ state: 'PLANNED', plannedStart: { edtf }, plannedStarts: [{ version: 2, plannedStart: { edtf } }] },
    ...members,
  });

const rowsOf = (name: string, documents: readonly OperationDocument[], asked: Partial<FigureQuestion> = {}) => {
  const count = new FigureCount(findFigure(name)!, { ...question, ...asked });
  for (const document of documents) count.add(document, AS_OF);
  return count.rows((part, bucket) => `${part.from} ${bucket}`, AS_OF);
};
const countOf = (name: string, documents: readonly OperationDocument[], asked: Partial<FigureQuestion> = {}) => {
  const [row] = rowsOf(name, documents, asked);
  const buckets = [...row!.counted, ...row!.excluded, ...row!.unknown].filter(({ records }) => records > 0);
  return {
    population: row!.population,
    values: Object.fromEntries(row!.values.map(({ name: value, value: number }) => [value, number])),
    buckets: Object.fromEntries(buckets.map(({ name: bucket, records }) => [bucket, records])),
    all: row!.values,
  };
};

describe('Operations by state, type and sector', () => {
  const documents = [
    launched('2022-03-02T08:00:00.000Z', { type: 'patrol', sectors: ['East', 'North'] }),
    launched('2022-01-02T08:00:00.000Z', { state: 'SUSPENDED', type: 'patrol', sectors: ['East'] }),
    launched('2022-04-02T08:00:00.000Z'),
    launched('2022-01-02T08:00:00.000Z', { state: 'CANCELLED', stateOccurredAt: '2022-02-02' }),
    reported('2022-03-21/2022-03-30', { state: 'COMPLETED' }),
    reported('/2022-06-01', { state: 'UNKNOWN' }),
    operation({ state: 'PROPOSED' }),
  ];

  it('count what was going on in the period; what is too vague or undated is shown, never dropped (U8)', () => {
    expect(countOf('operations-by-state', documents)).toMatchObject({
      population: 5,
      buckets: { LAUNCHED: 1, SUSPENDED: 1, COMPLETED: 1, dates_too_vague: 1, undated: 1 },
      values: { LAUNCHED: 1, SUSPENDED: 1, COMPLETED: 1 },
      all: Array(3).fill(expect.objectContaining({ qualifier: 'at_least' })),
    });
  });

  it('an unstated type or sector is unknown; what is of two sectors is in both and counted once', () => {
    expect(countOf('operations-by-type', documents).buckets).toMatchObject({ patrol: 2, type_not_stated: 1 });
    expect(countOf('operations-by-sector', documents)).toMatchObject({
      ...{ population: 5, buckets: { 'sector:East': 2, 'sector:North': 1, sector_not_stated: 1 } },
    });
  });

  it('what a document tells to be under way is unknown in later weeks, until somebody tells its end (U8)', () => {
    const goesOn = (edtf?: string) => {
      const { period: _, ...told } = reported('2022-02-14', { state: 'LAUNCHED' });
      return { ...told, ...(edtf !== undefined && { period: { edtf } }) };
    };
    const bucketsOf = (...all: Parameters<typeof countOf>[1]) => countOf('operations-by-state', all).buckets;
    expect(bucketsOf(goesOn())).toEqual({ end_not_known: 1 });
    // A document dates how far it tells, and no end of what it tells to be under way.
    for (const period of ['/2022-02-14', '2022-02-14']) expect(bucketsOf(goesOn(period))).toEqual({ end_not_known: 1 });
    expect(bucketsOf(goesOn(), launched('2022-04-02'))).toEqual({ end_not_known: 1 });
    expect(bucketsOf(reported('2022-02-14', { state: 'COMPLETED' }))).toEqual({});
    expect(countOf('execution-rate', [goesOn()]).buckets).toEqual({ planned_start_not_stated: 1 });
  });

  it('what a document tells to be over, without a date, was going on no later than that was true', () => {
    const over = (stateOccurredAt: string) => operation({ state: 'COMPLETED', stateAsStated: 'over', stateOccurredAt });
    expect(countOf('operations-by-state', [over('/2022-02-14')]).buckets).toEqual({});
    expect(countOf('operations-by-state', [over('/2022-06-01')]).buckets).toEqual({ dates_too_vague: 1 });
  });

  it('what the mission has carried out from afar goes on until it is completed, and when it began nobody said', () => {
    const dates = { plannedStart: { edtf: '2022-02-07' }, plannedEnd: { edtf: '2022-02-14' } };
    const converted = (more = {}) => operation({ state: 'CONVERTED', ...dates, ...more });
    expect(countOf('operations-by-state', [converted()]).buckets).toEqual({ end_not_known: 1 });
    const completion = { completedAt: '2022-02-20', afterActionDueAt: AS_OF };
    expect(countOf('operations-by-state', [converted({ state: 'COMPLETED', completion })]).buckets).toEqual({});
  });

  it('what was launched and is told to be over went on until some time before that was true', () => {
    const over = { state: 'COMPLETED', stateAsStated: 'over' } as const;
    const told = (stateOccurredAt: string) => launched('2022-01-02', { ...over, stateOccurredAt });
    expect(countOf('operations-by-state', [told('2022-05-02')]).buckets).toEqual({ dates_too_vague: 1 });
    expect(countOf('operations-by-state', [told('2022-02-02')]).buckets).toEqual({});
    const statements = reported('2022-02-14').statements;
    expect(
      countOf('operations-by-state', [operation({ ...over, statements, stateOccurredAt: '/2022-06-01' })]).buckets,
    ).toEqual({ dates_too_vague: 1 });
    const planned = { ...over, plannedStart: { edtf: '2022-02-21' }, plannedEnd: { edtf: '2022-02-28' } };
    const bucketsOf = (stateOccurredAt: string) =>
      countOf('operations-by-state', [operation({ ...planned, stateOccurredAt })]).buckets;
    expect(bucketsOf('2022-05-02')).toEqual({ dates_too_vague: 1 });
    expect(bucketsOf('2022-02-27')).toEqual({});
  });

  it('each week has what was going on in it', () => {
    const weeks = rowsOf('operations-by-state', [reported('2022-03-21/2022-03-30', { state: 'COMPLETED' })], {
      every: 'week',
    });
    expect(weeks.map(({ population }) => population)).toEqual([0, 0, 0, 1, 1]);
    expect(weeks[0]).toMatchObject({ from: '2022-03-01', to: '2022-03-06', days: 6 });
  });

  it('of a sector or a place, what says none is unknown and not elsewhere', () => {
    const east = countOf('operations-by-state', documents, { sector: 'East' });
    expect(east.buckets).toMatchObject({ LAUNCHED: 1, SUSPENDED: 1, sector_not_asked: 1 });
    expect(countOf('operations-by-state', documents, { sector: 'West' }).values).toEqual({});
    expect(countOf('operations-by-state', documents, { place: 'x' }).buckets).toMatchObject({
      ...{ COMPLETED: 1, place_not_stated: 2 },
    });
  });
});

describe('The execution rate', () => {
  const completed = plannedFor('2022-03-07', { state: 'CLOSED' });
  const cancelled = plannedFor('2022-03', { state: 'CANCELLED' });
  const postponed = (newDate?: string) =>
    plannedFor('2022-03-07', {
      ...{
        state: 'POSTPONED',
        held: { reason: 'weather', ...(newDate !== undefined && { newDate: { edtf: newDate } }) },
      },
    });
  const replanned = (edtf: string, state: OperationDocument['state'] = 'COMPLETED') =>
    plannedFor('2022-03-07', {
      ...{ state, plannedStart: { edtf } },
      plannedStarts: [
        { version: 2, plannedStart: { edtf: '2022-03-07' } },
        { version: 5, plannedStart: { edtf } },
      ],
    });

  it('is completed / (completed + cancelled + postponed past the period)', () => {
    const { all } = countOf('execution-rate', [completed, completed, cancelled, postponed('2022-05')]);
    expect(all).toEqual([
      {
        ...{ name: 'execution-rate', value: 0.5, unit: 'share', numerator: 2, denominator: 4 },
        ...{ lowest: 0.5, highest: 0.5 },
      },
    ]);
  });

  it('leaves out what is not decided yet, and says how many these are', () => {
    const open = [plannedFor('2022-03-07'), plannedFor('2022-03-07', { state: 'LAUNCHED' }), postponed('2022-03-20')];
    expect(
      countOf('execution-rate', [completed, ...open, plannedFor('2022-03-07', { state: 'CONVERTED' })]),
    ).toMatchObject({
      ...{ population: 1, values: { 'execution-rate': 1 } },
      buckets: { completed: 1, not_decided_yet: 2, under_way: 1, converted: 1 },
    });
  });

  it('counts what was put off past the period, whatever became of it later', () => {
    expect(countOf('execution-rate', [replanned('2022-05')]).buckets).toEqual({ postponed_past_period: 1 });
    expect(countOf('execution-rate', [replanned('2022-03-20')]).buckets).toEqual({ completed: 1 });
    const may = { period: { from: '2022-05-01', to: '2022-05-31' } };
    expect(countOf('execution-rate', [replanned('2022-05')], may).buckets).toEqual({ completed: 1 });
  });

  it('takes a postponement without a date as past a period that is over, and as open in one that is not', () => {
    expect(countOf('execution-rate', [postponed()]).buckets).toEqual({ postponed_past_period: 1 });
    const year = { period: { from: '2022-01-01', to: '2022-12-31' } };
    expect(countOf('execution-rate', [postponed()], year).buckets).toEqual({ not_decided_yet: 1 });
  });

  it('shows what is unknown, and between what the rate lies if that were known', () => {
    const unknown = [
      plannedFor('2022-03-07', { state: 'UNKNOWN' }),
      plannedFor('2022', { state: 'COMPLETED' }),
      reported('2022-03-21/2022-03-30'),
    ];
    expect(countOf('execution-rate', [completed, cancelled, ...unknown])).toMatchObject({
      buckets: { state_unknown: 1, planned_start_too_vague: 1, planned_start_not_stated: 1 },
      all: [{ value: 0.5, lowest: 0.2, highest: 0.8 }],
    });
  });

  it('has no value, and above all not zero, where nothing was decided', () => {
    const { all } = countOf('execution-rate', [plannedFor('2022-03-07')]);
    expect(all).toEqual([expect.objectContaining({ value: null, because: expect.anything() })]);
  });
});

it('The share constrained by access goes by every event that ever said so, and is "at least"', () => {
  const march = '2022-03-02T08:00:00.000Z';
  const documents = [launched(march, { accessDeniedBy: [3, 5] }), launched(march), launched(march), launched(march)];
  expect(countOf('constrained-by-access', documents)).toMatchObject({
    buckets: { access_denied: 1, no_denial_recorded: 3 },
    all: [{ value: 0.25, qualifier: 'at_least' }],
  });
});

it('The integrated share is of what was stated; `lowest` is integrated / all', () => {
  const march = '2022-03-02T08:00:00.000Z';
  const documents = [launched(march, { integrated: true }), launched(march, { integrated: false }), launched(march)];
  expect(countOf('integrated-share', documents)).toMatchObject({
    buckets: { integrated: 1, not_integrated: 1, integration_not_stated: 1 },
    all: [{ value: 0.5, lowest: 0.333, highest: 0.667 }],
  });
});

describe('The length of operations', () => {
  it('is 8 and 10 days for the two of Tessit (F21, F22), and unknown where a day is', () => {
    const both = [reported('2022-02-17/2022-02-24'), reported('2022-03-21/2022-03-30')];
    const period = { from: '2022-02-01', to: '2022-03-31' };
    expect(countOf('operation-length', [...both, reported('2022-02/2022-03-30')], { period })).toMatchObject({
      ...{ population: 3, values: { operations: 2, median: 8, p90: 10 } },
      buckets: { measured: 2, length_not_stated: 1 },
    });
    expect(countOf('operation-length', both).values).toMatchObject({ operations: 1, median: 10, p90: 10 });
  });

  it('is unknown of what a document tells to be under way: that it dates what it tells is no end', () => {
    const goesOn = reported('2022-03-02/2022-03-05', { state: 'LAUNCHED' });
    expect(countOf('operation-length', [goesOn]).buckets).toEqual({ end_not_known: 1 });
    const april = { period: { from: '2022-04-01', to: '2022-04-30' } };
    expect(countOf('operation-length', [goesOn], april).buckets).toEqual({ end_not_known: 1 });
    const before = { period: { from: '2022-02-01', to: '2022-02-28' } };
    expect(countOf('operation-length', [goesOn], before).buckets).toEqual({});
  });

  it('is none of what was only planned, or was cancelled before it began: a plan is no length', () => {
    const planned = plannedFor('2022-03-01/2022-03-20', { plannedEnd: { edtf: '2022-03-20' } });
    const documents = [
      planned,
      { ...planned, state: 'APPROVED' as const },
      { ...planned, state: 'CANCELLED' as const, stateOccurredAt: '2022-03-10' },
    ];
    expect(countOf('operation-length', documents)).toMatchObject({ population: 0, buckets: {} });
    // Told to be over, it took place; for how long, its plan does not say.
    const over = { ...planned, state: 'COMPLETED' as const, stateAsStated: 'over', stateOccurredAt: '2022-03-10' };
    expect(countOf('operation-length', [over]).buckets).toEqual({ length_not_stated: 1 });
  });

  it('does not say that something still went on in a period of which nobody knows that', () => {
    const converted = reported('2022-03-07/2022-03-14', { state: 'CONVERTED' });
    delete (converted as { stateAsStated?: string }).stateAsStated; // the mission decided it
    const april = { period: { from: '2022-04-01', to: '2022-04-30' } };
    expect(countOf('operation-length', [converted], april).buckets).toEqual({ end_not_known: 1 });
    expect(countOf('operations-by-state', [converted], april).buckets).toEqual({ end_not_known: 1 });
  });

  it('leaves out what still goes on, and what ended at another time', () => {
    const ended = { completion: { completedAt: '2022-05-02', afterActionDueAt: AS_OF } };
    const documents = [
      launched('2022-03-02T08:00:00.000Z'),
      launched('2022-03-02T08:00:00.000Z', { state: 'COMPLETED', ...ended }),
    ];
    expect(countOf('operation-length', documents)).toMatchObject({
      ...{ population: 0, buckets: { still_going_on: 1 }, values: { operations: null, median: null } },
    });
  });
});

it.each([
  [[], 50, null],
  [[7], 50, 7],
  [[8, 10], 50, 8],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9],
  [[10, 1, 9, 2, 8, 3, 7, 4, 6, 5, 11], 90, 10],
])('By nearest rank, of %j the %i per cent is %j', (amounts, percent, expected) => {
  expect(nearestRank(amounts, percent)).toBe(expected);
});
