import { TestInstallation, type Json } from './testing/test-installation.js';

jest.setTimeout(60_000); // many requests each, on a machine that does other things, too
let system: TestInstallation;
beforeEach(async () => {
  system = await TestInstallation.start();
});
afterEach(() => system.remove());

const letter = { kind: 'letter', ref: 'Letter made up for a test' };
const YEAR = 'from=2022-01-01&to=2022-12-31';
type Reader = 'ops-officer' | 'viewer' | 'importer';
const ask = async (path: string, as: Reader = 'ops-officer') => (await system.send('GET', path, { as })).body;
const row = (key: string, command: string, occurredAt: string, data: object, more: object = {}) => ({
  ...{ key, command, occurredAt, source: letter, knownAt: '2022-12-31T00:00:00Z', data, ...more },
});
const operation = (key: string, edtf: string, data: object = {}, more: object = {}) =>
  row(
    key,
    'report-operation',
    edtf,
    { name: `Heron ${key}`, status: 'COMPLETED', statusAsStated: 'conducted', period: { edtf }, ...data },
    more,
  );
const bringIn = async (...rows: readonly object[]) => {
  const { status, body } = await system.importRows(rows);
  expect([status, body['applied']]).toEqual([200, rows.length]);
};
const bucketOf = (answer: Json, name: string, part = 0): Json =>
  ['counted', 'excluded', 'unknown'].flatMap((kind) => answer.rows[part][kind]).find((one: Json) => one.name === name);

const tessit = [operation('1', '2022-02-17/2022-02-24'), operation('2', '2022-03-21/2022-03-30')];

describe('A figure', () => {
  it('says its rule, population, period, what is unknown, and which records it is made of (U8, question 29)', async () => {
    await bringIn(...tessit, operation('3', '2022', { type: 'patrol', status: 'UNKNOWN' }));
    const answer = await ask(`/v1/figures/operation-length?${YEAR}`);
    expect(answer).toMatchObject({
      figure: { name: 'operation-length', version: 6, formula: expect.any(String), rule: { en: /./, fr: /./ } },
      period: { from: '2022-01-01', to: '2022-12-31', every: 'period' },
      rows: [
        {
          ...{ population: 3, days: 365 },
          values: [
            { name: 'operations', value: 2, qualifier: 'at_least' },
            { name: 'median', value: 8 },
            { name: 'p90', value: 10 },
          ],
        },
      ],
      ...{ clearance: 'STRICTLY_CONFIDENTIAL', exercise: false, view: expect.anything() },
    });
    const { lineage } = bucketOf(answer, 'measured');
    const { data } = await ask(lineage);
    expect(data.map(({ amount }: Json) => amount).toSorted()).toEqual([10, 8]);
    const events = await ask(data[0].events);
    expect(events['data'][0].data.period.edtf).toMatch(/^2022-0/);
    expect((await ask(data[0].record))['reference']).toBe(data[0].reference);
  });

  it('is the same number as its list, page by page, for every figure, bucket and month', async () => {
    await bringIn(
      ...tessit,
      operation('3', '2022-03', { type: 'patrol', integrated: true, sectors: ['East', 'North'] }),
      operation('4', '/2022-06-01', {
        status: 'LAUNCHED',
        constraints: [{ cause: 'access_denied', effect: 'scope_reduced', asStated: 'x' }],
      }),
    );
    const { data } = await ask(`/v1/figures?from=2022-02-14&to=2022-04-03&every=month`);
    let buckets = 0;
    for (const answer of data as Json[])
      for (const kind of ['counted', 'excluded', 'unknown'])
        for (const { records, lineage } of answer.rows.flatMap((each: Json) => each[kind])) {
          if (records === 0) continue;
          buckets += 1;
          const listed: string[] = [];
          for (let path: string | undefined = `${lineage}&limit=1`; path;) {
            const page = await ask(path);
            listed.push(...page['data'].map(({ id }: Json) => id));
            path =
              page['page'].next === null
                ? undefined
                : `${lineage}&limit=1&cursor=${encodeURIComponent(page['page'].next)}`;
          }
          expect([lineage, new Set(listed).size]).toEqual([lineage, records]);
        }
    expect(buckets).toBeGreaterThan(20);
  });

  it('measures from trigger to boots on the ground, and says which activities have no trigger on record', async () => {
    const responded = (key: string, data: object) =>
      row(key, 'report-activity', '2022-03-07', {
        ...{ kind: 'patrol', status: 'COMPLETED', statusAsStated: 'conducted' },
        ...{ startedAt: { edtf: '2022-03-07T08:00Z' }, ...data },
      });
    await bringIn(
      responded('1', { trigger: { kind: 'alert', at: { edtf: '2022-03-07T06:30Z' }, ref: 'Alert 12' } }),
      responded('2', { trigger: { kind: 'allegation', at: { edtf: '2022-03-02' } } }),
      responded('3', {}),
    );
    const answer = await ask(`/v1/figures/response-time?${YEAR}`);
    expect(answer.rows[0].values).toMatchObject([
      { name: 'responses', value: 1, unit: 'records', qualifier: 'at_least' },
      { name: 'median', value: 1.5, unit: 'hours' },
      { name: 'p90', value: 1.5, unit: 'hours' },
    ]);
    const unknown = answer.rows[0].unknown.filter(({ records }: Json) => records > 0);
    expect(unknown.map(({ name }: Json) => name)).toEqual(['trigger_not_recorded', 'times_too_vague']);
    const { data } = await ask(bucketOf(answer, 'measured').lineage);
    expect(data).toMatchObject([{ amount: 1.5 }]);
    expect(await ask(data[0].record)).toMatchObject({ trigger: { kind: 'alert', ref: 'Alert 12' } });
  });

  it('shows what sources state beside it, never in it, and "several" without a number (F32, F136, F141)', async () => {
    const period = { edtf: '/2022-06-01' };
    await bringIn(
      ...tessit,
      row('5', 'record-stated-figure', '/2022-06-01', {
        ...{ indicator: 'coordinated_operations', notStated: true, asStated: 'several coordinated operations', period },
      }),
      row('6', 'record-stated-figure', '2022-04', {
        ...{
          indicator: 'operations',
          quantity: { value: 5, qualifier: 'at_least' },
          asStated: 'at least five operations',
        },
        period: { edtf: '2022-04' },
      }),
      row('7', 'record-stated-figure', '2021', {
        ...{
          indicator: 'operations',
          quantity: { value: 9, qualifier: 'exact' },
          asStated: 'nine',
          period: { edtf: '2021' },
        },
      }),
    );
    const answer = await ask(`/v1/figures/operations-by-state?${YEAR}`);
    expect(bucketOf(answer, 'COMPLETED').records).toBe(2);
    const stated = (answer['stated'] as Json[]).toSorted((a, b) => Number(a.notStated) - Number(b.notStated));
    expect(stated).toEqual([
      expect.objectContaining({ quantity: { value: 5, qualifier: 'at_least' }, timeInPeriod: 'within' }),
      expect.objectContaining({
        notStated: true,
        asStated: 'several coordinated operations',
        timeInPeriod: 'overlaps',
      }),
    ]);
    expect(stated[1]).not.toHaveProperty('quantity');
  });

  it('can be had again as it was: the same moment gives the same answer, whatever was brought in since (U6)', async () => {
    await bringIn(...tessit);
    const before = await ask(`/v1/figures?${YEAR}`);
    await bringIn(operation('8', '2022-05-01/2022-05-04'));
    const { asOf, completeTo, position } = before['view'];
    const moment = `asOf=${asOf < completeTo ? asOf : completeTo}&position=${position}`;
    const again = await ask(`/v1/figures?${YEAR}&${moment}`);
    const numbersOf = (answer: Json) =>
      answer.data.map(({ figure, rows }: Json) => [figure.name, rows.map(({ values }: Json) => values)]);
    expect(numbersOf(again)).toEqual(numbersOf(before));
    expect(numbersOf(await ask(`/v1/figures?${YEAR}`))).not.toEqual(numbersOf(before));
    expect(
      bucketOf(await ask(`/v1/figures/operations-by-state?${YEAR}&asOf=2022-12-01T00:00:00Z`), 'COMPLETED'),
    ).toBeUndefined();
  });

  it('is unknown, and not elsewhere, where nobody stated a place; names mean places of the gazetteer', async () => {
    const areas = [{ asStated: 'Tessit' }];
    await bringIn(operation('1', '2022-02-17/2022-02-24', { areas }), operation('2', '2022-03-21/2022-03-30'));
    const gao = await ask(`/v1/figures/operations-by-state?${YEAR}&place=ml-gao-region`);
    expect([bucketOf(gao, 'COMPLETED').records, bucketOf(gao, 'place_not_stated').records]).toEqual([1, 1]);
    const mopti = await ask(`/v1/figures/operations-by-state?${YEAR}&place=ml-mopti-region`);
    expect([bucketOf(mopti, 'COMPLETED'), bucketOf(mopti, 'place_not_stated').records]).toEqual([undefined, 1]);
    expect((await ask(`/v1/figures/operations-by-state?${YEAR}&place=nowhere`))['errors']).toEqual([
      expect.objectContaining({ pointer: '/place', code: 'PLACE_IS_UNKNOWN' }),
    ]);
  });
});

describe('The records of a number', () => {
  it('are those of now if no time is asked for, as the number is: nothing goes on into years to come', async () => {
    const send = (path: string, body: object) => system.send('POST', path, { as: 'planner', body });
    const record = `/v1/operations/${(await send('/v1/operations', { name: 'Heron 9' })).body['id']}/actions`;
    await send(`${record}/plan`, { type: 'patrol', plannedStart: { edtf: '2098-06' } });
    expect(await send(`${record}/postpone`, { reason: 'weather' })).toMatchObject({ body: { state: 'POSTPONED' } });
    const ahead = 'from=2098-01-01&to=2098-12-31';
    expect(bucketOf(await ask(`/v1/figures/execution-rate?${ahead}`), 'not_decided_yet').records).toBe(1);
    const { data: listed } = await ask(`/v1/figures/execution-rate/records?${ahead}&bucket=not_decided_yet`);
    expect(listed).toHaveLength(1);
  });
});

describe('A bucket that a figure does not have', () => {
  it.each([
    ['execution-rate', 'complete', ['completed', 'planned_start_too_vague', 'undated']],
    ['operations-by-state', 'COMPLETE', ['COMPLETED', 'dates_too_vague']],
    ['escorts', 'humanitarians', ['humanitarian', 'beneficiary_not_stated', 'held_for_check']],
  ])('is 400 that says which it has, and no list of nothing: %s, %s', async (name, bucket, some) => {
    const path = `/v1/figures/${name}/records?${YEAR}&bucket=${bucket}`;
    const { status, body } = await system.send('GET', path, { as: 'viewer' });
    expect([status, body['errors']]).toEqual([
      400,
      [expect.objectContaining({ pointer: '/bucket', code: 'NOT_ONE_OF', allowed: expect.arrayContaining(some) })],
    ]);
    const known = await system.send('GET', path.replace(bucket, some[0]!), { as: 'viewer' });
    expect([known.status, known.body['data']]).toEqual([200, []]);
  });

  it('of which the names are open may have no records yet', async () =>
    expect(await ask(`/v1/figures/operations-by-sector/records?${YEAR}&bucket=East`)).toMatchObject({ data: [] }));
});

describe('Of what nobody recorded', () => {
  it('there is no number beside what a source states, and no zero (F32)', async () => {
    const stated = { indicator: 'escorts', quantity: { value: 21, qualifier: 'exact' }, asStated: '21 escorts' };
    await bringIn(row('1', 'record-stated-figure', '2022-04', { ...stated, period: { edtf: '2022-04' } }));
    const answer = await ask(`/v1/figures/escorts?${YEAR}&every=month`);
    for (const { values } of answer.rows)
      expect(values[0]).toEqual({ name: 'escorts', value: null, unit: 'records', because: expect.anything() });
    expect(answer['stated']).toMatchObject([{ quantity: { value: 21 } }]);
    const escort = { kind: 'escort', status: 'COMPLETED', statusAsStated: 'escorted', period: { edtf: '2022-03-07' } };
    await bringIn(row('2', 'report-activity', '2022-03-07', escort));
    const { rows } = await ask(`/v1/figures/escorts?${YEAR}&every=month`);
    expect(rows.slice(1, 4).map(({ values }: Json) => values[0].value)).toEqual([0, 1, 0]);
  });
});

describe('Of time that has not come', () => {
  const escort = { kind: 'escort', status: 'COMPLETED', statusAsStated: 'escorted', period: { edtf: '2022-03-07' } };
  const escortsOf = async (query: string) =>
    (await ask(`/v1/figures/escorts?${query}`)).rows.map(({ days, values: [{ value, qualifier }] }: Json) => [
      ...[days, value, qualifier],
    ]);

  it('at the moment of the answer, or at the one that is asked about, there is no number', async () => {
    await bringIn(row('1', 'report-activity', '2022-03-07', escort));
    expect(await escortsOf('from=2999-01-01&to=2999-12-31')).toEqual([[0, null, undefined]]);
    expect(await escortsOf('from=2022-02-01&to=2022-04-30&every=month&validAt=2022-03-08T12:00:00Z')).toEqual([
      [28, 0, 'exact'],
      [8, 1, 'at_least'],
      [0, null, undefined],
    ]);
  });
});

describe('What a reader may not see', () => {
  it('is in no number, bucket, list or statement: the answer is the one that it would be without it', async () => {
    await bringIn(...tessit);
    const withoutView = ({ view: _, ...answer }: Json) =>
      JSON.parse(JSON.stringify(answer).replaceAll(/asOf=[^"&]*&position=\d+/g, ''));
    const before = withoutView(await ask(`/v1/figures?${YEAR}&every=month`, 'viewer'));
    const hidden = { sensitivity: 'CONFIDENTIAL' };
    await bringIn(
      operation('9', '2022-02-18/2022-03-24', { sectors: ['East'] }, hidden),
      operation('10', '2022', {}, hidden),
      row(
        '11',
        'record-stated-figure',
        '2022-04',
        {
          ...{
            indicator: 'operations',
            quantity: { value: 5, qualifier: 'exact' },
            asStated: 'five',
            period: { edtf: '2022-04' },
          },
        },
        hidden,
      ),
    );
    expect(withoutView(await ask(`/v1/figures?${YEAR}&every=month`, 'viewer'))).toEqual(before);
    const cleared = await ask(`/v1/figures/operations-by-state?${YEAR}`);
    expect([bucketOf(cleared, 'COMPLETED').records, cleared['stated'].length]).toEqual([4, 1]);
    const { lineage } = bucketOf(cleared, 'COMPLETED');
    expect((await ask(lineage))['data']).toHaveLength(4);
    expect((await ask(lineage, 'viewer'))['data']).toHaveLength(2);
  });

  it('EXERCISE: exercises are counted apart, and never with the real', async () => {
    await bringIn(...tessit, operation('12', '2022-04-01/2022-04-03', {}, { exercise: true }));
    expect(bucketOf(await ask(`/v1/figures/operations-by-state?${YEAR}`), 'COMPLETED').records).toBe(2);
    const drill = await ask(`/v1/figures/operations-by-state?${YEAR}&exercise=only`);
    expect([drill['exercise'], bucketOf(drill, 'COMPLETED').records]).toEqual([true, 1]);
    expect((await ask(bucketOf(drill, 'COMPLETED').lineage))['data']).toHaveLength(1);
    expect((await ask(`/v1/figures/operations-by-state?${YEAR}&exercise=include`))['errors']).toEqual([
      expect.objectContaining({ pointer: '/exercise', rule: 'EXERCISE' }),
    ]);
  });
});

describe('Tables', () => {
  it('have the same numbers as CSV; what is unknown is an empty cell (question 40)', async () => {
    await bringIn(...tessit);
    const { headers, body } = await system.send<string>('GET', `/v1/figures/execution-rate?${YEAR}&format=csv`, {
      as: 'viewer',
    });
    expect(headers['content-type']).toMatch(/^text\/csv/);
    const [head, ...lines] = body.trimEnd().split('\r\n');
    expect(head).toMatch(/^figure,version,from,to,kind,name,value,qualifier,/);
    expect(lines[0]).toMatch(/^execution-rate,5,2022-01-01,2022-12-31,value,execution-rate,,/);
    expect(lines).toContainEqual(expect.stringMatching(/,unknown,planned_start_not_stated,2,/));
    expect(head).toMatch(/,becauseEn,becauseFr$/);
    expect(lines[0]).toMatch(
      /,There is nothing to divide by in the period\.,Il n'y a rien par quoi diviser dans la période\.$/,
    );
  });

  it('are asked for with a period that exists and has an end; a figure that is none is 404', async () => {
    for (const [query, pointer, code] of [
      ['to=2022-01-01', '/from', 'FIELD_IS_REQUIRED'],
      ['from=2022-02-31&to=2022-03-01', '/from', 'NOT_A_DAY'],
      ['from=2022-03-02&to=2022-03-01', '/to', 'PERIOD_ENDS_BEFORE_IT_STARTS'],
      ['from=2010-01-01&to=2022-03-01', '/to', 'PERIOD_IS_TOO_LONG'],
      [`${YEAR}&every=day`, '/every', 'NOT_ONE_OF'],
    ] as const)
      expect((await ask(`/v1/figures?${query}`))['errors']).toEqual([expect.objectContaining({ pointer, code })]);
    expect((await system.send('GET', `/v1/figures/wealth?${YEAR}`, { as: 'viewer' })).status).toBe(404);
    expect((await system.send('GET', `/v1/figures/wealth/records?${YEAR}&bucket=x`, { as: 'viewer' })).status).toBe(
      404,
    );
    const { data } = await ask('/v1/figures/definitions', 'viewer');
    expect(data).toContainEqual(
      expect.objectContaining({ name: 'execution-rate', version: 5, answer: '/v1/figures/execution-rate' }),
    );
  });
});
