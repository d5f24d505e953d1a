import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeEach(async () => {
  system = await TestInstallation.start();
});
afterEach(() => system.remove());

const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' };
const id = '01a20000-0000-7000-8000-000000000001';
const other = '01a20000-0000-7000-8000-000000000002';
const row = (key: string, of: string, knownAt: string, occurredAt: string, status: string, data: object = {}) => ({
  ...{ key, command: 'report-operation', id: of, knownAt, occurredAt, source: letter },
  data: { name: of === id ? 'Buffalo' : 'Heron', status, statusAsStated: status.toLowerCase(), ...data },
});
const rows = [
  row('1', id, '2022-01-10T00:00:00Z', '2022-01', 'LAUNCHED'),
  row('2', other, '2022-02-01T00:00:00Z', '2022-01-20', 'PREPARING'),
  row('3', id, '2022-03-10T00:00:00Z', '2022-03-05', 'SUSPENDED'),
];

const read = (url: string, sent: object = {}) => system.send('GET', url, { as: 'viewer', ...sent });
const statesOf = (body: Record<string, Json>): string[] =>
  body['data'].map(({ name, state }: Record<string, string>) => `${name} ${state}`);

describe('As it was known', () => {
  beforeEach(() => system.importRows(rows));

  it.each([
    ['2022-01-01T00:00:00Z', []],
    ['2022-01-10T00:00:00Z', ['Buffalo LAUNCHED']],
    ['2022-02-20T12:00Z', ['Buffalo LAUNCHED', 'Heron PREPARING']],
    ['2022-03-10T00:00:00Z', ['Buffalo SUSPENDED', 'Heron PREPARING']],
  ])('a list as of %s', async (asOf, expected) => {
    const { body } = await read(`/v1/operations?asOf=${asOf}`);
    expect(statesOf(body)).toEqual(expected);
    expect(body['view']).toMatchObject({ position: 3, completeTo: body['view'].asOf });
  });

  it('a list is filtered by what was known then, and its pages rest on one answer', async () => {
    const asOf = 'asOf=2022-02-20T00:00:00Z';
    expect(statesOf((await read(`/v1/operations?state=LAUNCHED&${asOf}`)).body)).toEqual(['Buffalo LAUNCHED']);
    const first = await read(`/v1/operations?limit=1&${asOf}`);
    await system.importRows([
      row('9', '01a20000-0000-7000-8000-000000000003', '2022-02-02T00:00:00Z', '2022-02', 'LAUNCHED', {
        name: 'Egret',
      }),
    ]);
    const rest = await read(`/v1/operations?limit=10&${asOf}&cursor=${first.body['page'].next}`);
    expect(statesOf(rest.body)).toEqual(['Heron PREPARING']);
    expect(rest.body['view'].position).toBe(3);
  });

  it('a record, with what it rests on and without a version to match', async () => {
    const { body, headers, status } = await read(`/v1/operations/${id}?asOf=2022-03-09T23:59:59Z`);
    expect([status, body['state'], body['version'], headers['etag']]).toEqual([200, 'LAUNCHED', 1, undefined]);
    expect(body['view']).toEqual({
      asOf: '2022-03-09T23:59:59.000Z',
      position: 3,
      completeTo: '2022-03-09T23:59:59.000Z',
    });
  });

  it('a record of which nothing was known then: 404 that says so', async () => {
    const { body } = await read(`/v1/operations/${id}?asOf=2022-01-09T00:00:00Z`);
    expect(body).toMatchObject({ status: 404, code: 'NOT_KNOWN_AT_THAT_TIME', view: { position: 3 } });
  });

  it('a history', async () => {
    const { body } = await read(`/v1/operations/${id}/history?asOf=2022-03-09T00:00:00Z`);
    expect(body['data'].map(({ streamversion }: Json) => streamversion)).toEqual(['1']);
  });

  it('at an instant that is yet to come: answered up to now, and says so', async () => {
    const { body } = await read('/v1/operations?asOf=2999-01-01T00:00:00Z');
    expect(statesOf(body)).toEqual(['Buffalo SUSPENDED', 'Heron PREPARING']);
    expect(body['view'].asOf).toBe('2999-01-01T00:00:00.000Z');
    expect(body['view'].completeTo < new Date().toISOString()).toBe(true);
  });

  it('the same answer for ever at the same position', async () => {
    const question = '/v1/operations?asOf=2022-02-20T00:00:00Z&position=3';
    const { body } = await read(question);
    await system.importRows([
      row('9', '01a20000-0000-7000-8000-000000000003', '2022-02-02T00:00:00Z', '2022-02', 'LAUNCHED', {
        name: 'Egret',
      }),
    ]);
    expect((await read(question)).body).toEqual(body);
    expect(statesOf((await read('/v1/operations?asOf=2022-02-20T00:00:00Z')).body)).toHaveLength(3);
  });

  it('at a position that the log has not: 400', async () => {
    expect((await read('/v1/operations?position=99')).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/position', code: 'NOT_A_POSITION' }],
    });
  });

  it('nothing to who may not see the record today, although anyone might then', async () => {
    await system.importRows([
      { ...row('8', id, '2022-04-01T00:00:00Z', '2022-04', 'COMPLETED'), sensitivity: 'CONFIDENTIAL' },
    ]);
    const asOf = 'asOf=2022-02-20T00:00:00Z';
    expect((await read(`/v1/operations/${id}?${asOf}`)).status).toBe(404);
    expect(statesOf((await read(`/v1/operations?${asOf}`)).body)).toEqual(['Heron PREPARING']);
    expect(statesOf((await read(`/v1/operations?${asOf}`, { as: 'planner' })).body)).toHaveLength(2);
  });
});

describe('As it was in the field', () => {
  beforeEach(() => system.importRows(rows));

  it.each([
    ['2021-12-31T00:00:00Z', [], undefined],
    ['2022-01-15T00:00:00Z', ['Buffalo LAUNCHED'], [id]],
    ['2022-03-01T00:00:00Z', ['Buffalo LAUNCHED', 'Heron PREPARING'], undefined],
    ['2022-03-06T00:00:00Z', ['Buffalo SUSPENDED', 'Heron PREPARING'], undefined],
  ])('a list valid at %s, and what is too vaguely dated to tell', async (validAt, expected, undecided) => {
    const { body } = await read(`/v1/operations?validAt=${validAt}`);
    expect(statesOf(body)).toEqual(expected);
    expect(body['view'].undecided).toEqual(undecided);
  });

  it('both times at once: what was known on 9 March of 6 March', async () => {
    const both = 'validAt=2022-03-06T00:00:00Z&asOf=2022-03-09T00:00:00Z';
    expect((await read(`/v1/operations/${id}?${both}`)).body['state']).toBe('LAUNCHED');
    expect((await read(`/v1/operations/${id}?validAt=2022-03-06T00:00:00Z`)).body['state']).toBe('SUSPENDED');
  });
});
