import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
const letter = { kind: 'letter', ref: 'Made up for a test' };
type Reported = Readonly<Record<string, unknown>>;
const row = (
  key: string,
  name: string,
  more: Reported = {},
  at: Readonly<{ known?: string; occurred?: string }> = {},
) => ({
  ...{ key, command: 'report-operation', source: letter, occurredAt: at.occurred ?? '2022-03' },
  knownAt: at.known ?? '2022-06-02T00:00:00Z',
  data: { name, status: 'LAUNCHED', statusAsStated: 'continues', ...more },
});
const area = (...names: string[]) => ({ areas: names.map((asStated) => ({ asStated })) });

beforeAll(async () => {
  system = await TestInstallation.start();
  await system.importRows([
    row('1', 'Egret', {
      ...area('Koro Cercle', 'the market of Tessit', 'Tessit'),
      type: 'patrol',
      sectors: ['Centre'],
      period: { edtf: '2022-03' },
    }),
    row('2', 'Dangare-Wotoro', {
      ...{
        aliases: ['Dangere Wotoro'],
        ...area('near Diabali, Ségou Region'),
        status: 'CONVERTED',
        type: 'investigation',
      },
      period: { edtf: '2022-03-07/2022-03-14', asStated: 'From 7 to 14 March' },
    }),
    row('3', 'Heron', { ...area('Gao Region', 'Kidal Region'), sectors: ['East', 'North'], status: 'SUSPENDED' }),
    row('4', '=HYPERLINK("x")', { status: 'UNKNOWN', purpose: 'Line one\nline two', period: { edtf: '2021-08/..' } }),
    row('5', 'Crane', { status: 'CLOSED', period: { edtf: '2020' } }, { occurred: '2020' }),
  ]);
});
afterAll(() => system.remove());

const read = (path: string, more: object = {}) =>
  system.send('GET', `/v1/operations${path}`, { as: 'ops-officer', ...more });
const namesOf = async (query: string): Promise<string[]> => {
  const { status, body } = await read(`?${query}`);
  expect([status, body['errors']]).toEqual([200, undefined]);
  return (body['data'] as Json[]).map(({ name }) => name as string).toSorted();
};

describe('A list of operations is asked for by', () => {
  it.each([
    ['state=SUSPENDED,CONVERTED', ['Dangare-Wotoro', 'Heron']],
    ['type=patrol,investigation', ['Dangare-Wotoro', 'Egret']],
    ['sector=East', ['Heron']],
    ['place=Koro%20Cercle', ['Egret']],
    ['place=Mopti%20Region', ['Egret']],
    ['place=Diabaly', ['Dangare-Wotoro']],
    ['q=dangere', ['Dangare-Wotoro']],
    ['q=WOT%20dang', ['Dangare-Wotoro']],
    ['q=heronx', []],
    ['during=2022-03-10', ['=HYPERLINK("x")', 'Dangare-Wotoro', 'Egret', 'Heron']],
    ['during=2020-05', ['Crane', 'Heron']],
    ['during=2020', ['Crane', 'Heron']],
    ['q=2020', []],
    ['during=2021-09&state=UNKNOWN', ['=HYPERLINK("x")']],
    ['near=15.25,0.3&radiusM=20000', ['Egret']],
    ['near=31PBS1080581846&radiusM=100000', ['Egret']],
    ['bbox=0,15,1,16', ['Egret']],
    ['bbox=-1,12,1,13', []],
    ['place=Diabaly,%20Koro%20Cercle', ['Dangare-Wotoro', 'Egret']],
  ])('%s', async (query, expected) => expect(await namesOf(query)).toEqual(expected));

  it('name, from either end, a page at a time', async () => {
    const first = await read('?sort=-name&limit=2');
    expect(first.body['data'].map(({ name }: Json) => name)).toEqual(['Heron', 'Egret']);
    const next = await read(`?sort=-name&limit=2&cursor=${encodeURIComponent(first.body['page']['next'])}`);
    expect(next.body['data'].map(({ name }: Json) => name)).toEqual(['Dangare-Wotoro', 'Crane']);
  });

  it.each([
    ['state=FLYING', '/state', 'NOT_ONE_OF'],
    ['place=Nowhere%20At%20All', '/place', 'PLACE_IS_UNKNOWN'],
    ['place=Bandiagara', '/place', 'PLACE_IS_AMBIGUOUS'],
    ['near=99,200', '/near', 'NOT_A_POINT'],
    ['radiusM=5', '/radiusM', 'NEAR_IS_NEEDED'],
    ['bbox=5,14,4,15', '/bbox', 'NOT_A_BOX'],
    ['bbox=x', '/bbox', 'NOT_A_BOX'],
    ['during=2022-13', '/during', 'NOT_AN_EDTF_DATE'],
    ['sort=purpose', '/sort', 'NOT_ONE_OF'],
    ['format=xml', '/format', 'NOT_ONE_OF'],
  ])('nothing else: %s is refused', async (query, pointer, code) => {
    const { status, body } = await read(`?${query}`);
    expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer, code })]]);
  });

  it('does not show what it is searched by', async () => {
    const { body } = await read('?q=heron');
    expect(body['data'][0]).not.toHaveProperty('searchTerms');
    expect((await read(`/${body['data'][0].id}`)).body).not.toHaveProperty('areaNames');
    for (const name of ['placeIds', 'points']) expect(body['data'][0]).not.toHaveProperty(name);
  });
});

describe('The board', () => {
  it('U8: has every open operation by state and sector, UNKNOWN and no sector among them; since when, and what is next', async () => {
    const { body } = await read('/board');
    const cells = body['states'].map(({ state, count, sectors }: Json) => [
      ...[state, count],
      ...sectors.map(({ sector, operations }: Json) => [sector, operations.map(({ name }: Json) => name)]),
    ]);
    expect(cells).toEqual([
      ['LAUNCHED', 1, ['Centre', ['Egret']]],
      ['SUSPENDED', 1, ['East', ['Heron']], ['North', ['Heron']]],
      ['CONVERTED', 1, [undefined, ['Dangare-Wotoro']]],
      ['UNKNOWN', 1, [undefined, ['=HYPERLINK("x")']]],
    ]);
    const [{ sectors }] = body['states'];
    expect(sectors[0].operations[0]).toMatchObject({
      ...{ reference: expect.stringMatching(/^OP-2022-/), stateOccurredAt: '2022-03', stateAsStated: 'continues' },
      nextActions: expect.arrayContaining(['suspend', 'complete']),
    });
    expect(body['isComplete']).toBe(true);
  });

  it('is there for any moment: before anything was known it is empty', async () => {
    const { body } = await read('/board?asOf=2022-06-01T00:00:00Z');
    expect([body['states'], body['view'].asOf]).toEqual([[], '2022-06-01T00:00:00.000Z']);
    expect((await read('/board?state=CLOSED')).body['states'][0]).toMatchObject({ state: 'CLOSED', count: 1 });
  });
});

it('U8: The calendar shows dates as precise as they are known, and names what has none', async () => {
  const { body } = await read('/calendar?during=2022-03');
  expect(body['entries'].map(({ name, kind, start }: Json) => [name, kind, start.edtf])).toEqual([
    ['=HYPERLINK("x")', 'reported', '2021-08/..'],
    ['Egret', 'reported', '2022-03'],
    ['Dangare-Wotoro', 'reported', '2022-03-07/2022-03-14'],
  ]);
  expect(body['undated'].map(({ name }: Json) => name)).toEqual(['Heron']);
});

describe('A list in another form', () => {
  const text = async (query: string) => {
    const answer = await system.send('GET', `/v1/operations?${query}`, { as: 'ops-officer' });
    return { type: answer.headers['content-type'], link: answer.headers['link'], body: answer.body as unknown as Json };
  };

  it('CSV: safe in a spreadsheet, with line breaks kept, and a link to the next page', async () => {
    const { type, body, link } = await text('format=csv&sort=name&limit=2');
    expect(type).toMatch('text/csv');
    const [header, first] = body.split('\r\n');
    expect(header).toMatch(/^reference,name,aliases,state,/);
    expect(first).toContain(`"'=HYPERLINK(""x"")"`);
    expect(body).toContain('"Line one\nline two"');
    expect(link).toMatch(/rel="next"/);
  });

  it('GeoJSON: points where the gazetteer has them, none where nobody knows', async () => {
    const { type, body } = await text('format=geojson&sort=name');
    expect(type).toMatch('application/geo+json');
    const { features } = body;
    const of = (name: string) => features.find(({ properties }: Json) => properties.name === name);
    expect(of('Egret')).toMatchObject({
      geometry: { type: 'MultiPoint', coordinates: [[0.3, 15.2]] },
      properties: {
        places: [
          { asStated: 'Koro Cercle', placeId: expect.stringMatching(/^ml-/), quality: null },
          { asStated: 'the market of Tessit', placeId: null, quality: null },
          { asStated: 'Tessit', placeId: 'ml-tessit', quality: 'rough' },
        ],
      },
    });
    expect(of('=HYPERLINK("x")').geometry).toBeNull();
  });
});

describe('What differs', () => {
  const id = '01a2abcd-0000-7000-8000-000000000001';
  beforeAll(async () => {
    await system.importRows([
      { ...row('d1', 'Ibis', { status: 'PREPARING' }, { known: '2022-03-07T08:00:00Z', occurred: '2022-03-07' }), id },
      { ...row('d2', 'Ibis', { status: 'CONVERTED' }, { known: '2022-03-14T12:00:00Z', occurred: '2022-03-14' }), id },
    ]);
    await system.send('POST', `/v1/operations/${id}/actions/correct`, {
      ...{ as: 'ops-officer' as const },
      body: { version: 1, reason: 'typo', members: { purpose: 'Inquiry' } },
    });
  });
  const stateChange = { pointer: '/state', before: 'PREPARING', after: 'CONVERTED' };

  it('between two versions, with the events that explain it', async () => {
    const { body } = await read(`/${id}/diff?from=1&to=2`);
    expect(body).toMatchObject({ beforeVersion: 1, afterVersion: 2, changes: expect.arrayContaining([stateChange]) });
    expect(body['events'].map(({ streamversion }: Json) => streamversion)).toEqual(['2']);
  });

  it('between two knowledge times', async () => {
    const { body } = await read(`/${id}/diff?fromAsOf=2022-03-10T00:00:00Z&toAsOf=2022-03-20T00:00:00Z`);
    expect(body['changes']).toContainEqual(stateChange);
    expect([body['from'].asOf, body['to'].asOf]).toEqual(['2022-03-10T00:00:00.000Z', '2022-03-20T00:00:00.000Z']);
    const before = await read(`/${id}/diff?fromAsOf=2022-03-05T00:00:00Z&toAsOf=2022-03-10T00:00:00Z`);
    expect(before.body).not.toHaveProperty('beforeVersion');
    expect(before.body['changes']).toContainEqual({ pointer: '/state', after: 'PREPARING' });
  });

  it('is asked for in pairs', async () => {
    for (const query of ['from=1', 'from=1&toAsOf=2022-03-05T00:00:00Z', ''])
      expect((await read(`/${id}/diff?${query}`)).body['errors']).toEqual(
        expect.arrayContaining([expect.objectContaining({ code: 'ONE_PAIR_IS_NEEDED' })]),
      );
    expect((await read(`/${id}/diff?from=1&to=99`)).status).toBe(404);
  });

  it('any version can be read, with what was corrected since as it was said then', async () => {
    expect((await read(`/${id}/history/1`)).body).toMatchObject({ version: 1, state: 'PREPARING' });
    expect((await read(`/${id}/history/1`)).body).not.toHaveProperty('purpose');
    expect((await read(`/${id}/history/3`)).body).toMatchObject({ version: 3, purpose: 'Inquiry' });
    for (const version of ['0', '4', 'x']) expect((await read(`/${id}/history/${version}`)).status).toBe(404);
  });

  it('the history joins corrections to what they correct, also those of later pages', async () => {
    const { body } = await read(`/${id}/history?limit=1`);
    expect(body['data']).toHaveLength(1);
    expect(body['corrections']).toEqual([
      { version: 1, correctedBy: 3, reason: 'typo', members: { purpose: 'Inquiry' } },
    ]);
  });

  it('U6: of what had happened by an instant: the events, the versions and the differences alike', async () => {
    const { body: history } = await read(`/${id}/history?validAt=2022-03-10T00:00:00Z`);
    expect(history['data'].map(({ streamversion }: Json) => streamversion)).toEqual(['1']);
    const known = 'fromAsOf=2022-03-10T00:00:00Z&toAsOf=2022-03-20T00:00:00Z&validAt=2022-03-10T00:00:00Z';
    for (const query of [known, 'from=1&to=2&validAt=2022-03-10T00:00:00Z'])
      expect((await read(`/${id}/diff?${query}`)).body).toMatchObject({ changes: [] });
    const board = await read('/board?validAt=2022-03-08T00:00:00Z&q=ibis');
    expect(board.body['states'].map(({ state }: Json) => state)).toEqual(['PREPARING']);
    const calendar = await read('/calendar?validAt=2020-06-01T00:00:00Z');
    expect(calendar.body['entries'].map(({ name }: Json) => name)).toEqual(['Crane']);
  });

  it('U6: a record that was recorded out of order has its reference at every field time', async () => {
    const late = '01a2abcd-0000-7000-8000-000000000002';
    await system.importRows([
      { ...row('l1', 'Jacana', { status: 'COMPLETED' }, { occurred: '2022-05' }), id: late },
      { ...row('l2', 'Jacana', { status: 'LAUNCHED' }, { occurred: '2022-01' }), id: late },
    ]);
    const { body } = await read(`/${late}?validAt=2022-02-28T00:00:00Z`);
    expect(body).toMatchObject({ state: 'LAUNCHED', name: 'Jacana', reference: expect.stringMatching(/^OP-2022-/) });
  });

  it('over all operations between two instants', async () => {
    const { body } = await read('/differences?fromAsOf=2022-03-10T00:00:00Z&toAsOf=2022-03-20T00:00:00Z');
    expect(body['data']).toEqual([expect.objectContaining({ id, beforeVersion: 1, afterVersion: 2 })]);
    expect((await read('/differences?fromAsOf=2022-03-10T00:00:00Z')).status).toBe(400);
  });
});

describe('A record that says itself where it is', () => {
  const areas = [
    { asStated: 'the ford', lat: 15.28, lon: -1.7, accuracyM: 250 },
    { asStated: 'the well', mgrs: '30PUB7251001584' },
    { asStated: 'the cercle of the ford', placeId: 'ml-douentza-cercle' },
  ];
  beforeAll(() =>
    system.send('POST', '/v1/operations', { as: 'planner', body: { name: 'Ibis', areas, exercise: true } }),
  );

  it.each([
    ['near=15.28,-1.7&radiusM=1', true],
    ['near=15.28,-1.69&radiusM=1000', false],
    ['near=15.28,-1.69&radiusM=1100', true],
    ['near=30PUB7251001584&radiusM=5', true],
    ['bbox=-1.71,15.27,-1.69,15.29', true],
    ['bbox=-1.69,15.27,-1.67,15.29', false],
    ['place=ml-douentza-cercle', true],
    ['place=ml-mopti-region', true],
    ['place=ml-kidal-region', false],
  ])('is found by it: %s is %s', async (query, isFound) =>
    expect(await namesOf(`${query}&exercise=only`)).toEqual(isFound ? ['Ibis'] : []),
  );

  it('stands there on a map', async () => {
    const { body } = await read('?q=ibis&exercise=only&format=geojson');
    const [feature] = (body as Json)['features'];
    expect(feature.geometry.coordinates[0]).toEqual([-1.7, 15.28]);
    expect(feature.properties.places.map(({ quality }: Json) => quality)).toEqual(['stated', 'stated', null]);
  });
});
