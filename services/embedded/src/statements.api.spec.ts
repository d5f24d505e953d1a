import { TestInstallation, type Json } from './testing/test-installation.js';

jest.setTimeout(60_000);
let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

const source = { kind: 'letter', ref: 'Letter made up for a test' };
const period = { edtf: '/2022-06-01', asStated: 'the reporting period' };
const escorts = { indicator: 'escorts', quantity: { value: 4, qualifier: 'exact' }, asStated: 'four escorts' };
const frame = { occurredAt: '/2022-06-01', period, source };
const tempo = { indicator: 'patrol_tempo', direction: 'up', basis: 'figure', asStated: 'doubled its patrols' };
type Roles = 'importer' | 'ops-officer' | 'planner' | 'viewer';
const post = (path: string, body: object, as: Roles = 'importer') => system.send('POST', path, { as, body });
const listed = async (path: string, minPosition: string): Promise<Json[]> =>
  (await system.send('GET', path, { as: 'viewer', headers: { 'opsledger-min-position': minPosition } })).body['data'];

describe('Stated figures', () => {
  it('are recorded by importers alone, as counts, and found by what, where and when', async () => {
    expect((await post('/v1/stated-figures', { ...escorts, ...frame }, 'planner')).status).toBe(403);
    const { status, body, headers } = await post('/v1/stated-figures', {
      ...{ ...escorts, ...frame, places: [{ asStated: 'Ménaka', adminLevel: 1, placeId: 'ml-menaka-region' }] },
    });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ ...escorts, notStated: false, reference: 'SF-2026-0001', occurredAt: '/2022-06-01' }),
    ]);
    const position = headers['opsledger-position']!;
    for (const [query, count] of [
      ['indicator=escorts', 1],
      ['indicator=arrests,escorts&during=2022-05', 1],
      ['indicator=arrests', 0],
      ['during=2023-01', 0],
      ['place=ml-menaka-region', 1],
      ['place=ml-mopti-region', 0],
    ] as const)
      expect([query, await listed(`/v1/stated-figures?${query}`, position)]).toEqual([
        query,
        Array(count).fill(expect.anything()),
      ]);
    const read = await system.send('GET', `/v1/stated-figures/${body['reference']}`, { as: 'viewer' });
    expect(read.body).not.toHaveProperty('areaNames');
  });

  it('FIG-NUMBER, U4: what is no count is refused by field or rule and changes nothing', async () => {
    const head = await system.head();
    const unquantified = { indicator: 'coordinated_operations', asStated: 'several', ...frame };
    expect((await post('/v1/stated-figures', unquantified)).body).toMatchObject({
      ...{ status: 422, code: 'STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED', rule: 'FIG-NUMBER' },
    });
    for (const [wrong, pointer] of [
      [{ indicator: 'attacks' }, '/indicator'],
      [{ quantity: { value: -1, qualifier: 'exact' } }, '/quantity/value'],
      [{ quantity: { value: 1 } }, '/quantity/qualifier'],
      [{ period: { edtf: '2022-13' } }, '/period/edtf'],
      [{ source: undefined }, '/source'],
      [{ notStated: 'yes' }, '/notStated'],
    ] as const) {
      const answer = await post('/v1/stated-figures', { ...escorts, ...frame, ...wrong });
      expect([answer.status, answer.body['errors']]).toEqual([400, [expect.objectContaining({ pointer })]]);
    }
    expect(await system.head()).toBe(head);
  });

  it('FIG-ONCE: the same words of the same source come in once, under whatever id', async () => {
    const twice = { ...escorts, asStated: 'eleven escorts', ...frame };
    expect((await post('/v1/stated-figures', twice)).status).toBe(201);
    expect((await post('/v1/stated-figures', { ...twice, asStated: 'Eleven  Escorts' })).body).toMatchObject({
      ...{ status: 422, code: 'STATED_FIGURE_IS_THERE_UNDER_ANOTHER_ID', rule: 'FIG-ONCE' },
    });
  });

  it('U2, U6: are corrected, and stay in their history as they were', async () => {
    const { body } = await post('/v1/stated-figures', { ...escorts, asStated: 'five escorts', ...frame });
    const path = `/v1/stated-figures/${body['id']}`;
    const corrected = await post(`${path}/actions/correct`, {
      ...{ version: 1, reason: 'typo', members: { quantity: { value: 5, qualifier: 'exact' } } },
    });
    expect(corrected.body).toMatchObject({ quantity: { value: 5 }, version: 2 });
    const history = await system.send('GET', `${path}/history`, { as: 'importer' });
    expect(history.body['data'][0].data.quantity).toEqual(escorts.quantity);
  });
});

describe('Assessments', () => {
  it('are recorded by who decides, found by what they are of, and keep an unstated baseline absent (F24)', async () => {
    const doubled = { ...tempo, ...frame, percentOfBaseline: { value: 200, qualifier: 'exact' } };
    expect((await post('/v1/assessments', doubled, 'planner')).status).toBe(403);
    const { status, body, headers } = await post('/v1/assessments', doubled, 'ops-officer');
    expect([status, body['reference']]).toEqual([201, 'ASM-2026-0001']);
    expect(body).not.toHaveProperty('baseline');
    expect(await listed('/v1/assessments?indicator=patrol_tempo', headers['opsledger-position']!)).toHaveLength(1);
    expect((await post('/v1/assessments', { ...doubled, direction: 'down' })).body).toMatchObject({
      ...{ status: 422, rule: 'FIG-DIRECTION' },
    });
    expect((await post('/v1/assessments', doubled)).body).toMatchObject({ status: 422, rule: 'FIG-ONCE' });
    const corrected = await post(`/v1/assessments/${body['id']}/actions/correct`, {
      ...{ version: 1, reason: 'late_information', members: { scope: 'day and night patrols' } },
    });
    expect(corrected.body).toMatchObject({ scope: 'day and night patrols', version: 2 });
  });
});
