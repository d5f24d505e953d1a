import { temporaryFolder } from '@opsledger/testing';
import { TestInstallation, type Json } from './testing/test-installation.js';

let clock = '2026-11-01T08:00:00.000Z';
let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start(temporaryFolder(), () => clock);
});
afterAll(() => system.remove());

const send = (path: string, body: object, as: 'planner' | 'viewer' = 'planner') =>
  system.send('POST', `/v1/priority-areas${path}`, { as, body });
const read = async (path: string, as: 'ops-officer' | 'viewer' = 'ops-officer') =>
  (await system.send('GET', `/v1/priority-areas${path}`, { as })).body;
const until = async (path: string, isThere: (body: Json) => boolean): Promise<Json> => {
  for (let tries = 0; ; tries += 1) {
    const body = await read(path);
    if (isThere(body) || tries > 200) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

it('says when nothing was done in an area for as many days as were set, and begins anew with what is done', async () => {
  const { body } = await send('', { area: { asStated: 'Ménaka Region' }, noActivityDays: 3 });
  const id = body['id'] as string;
  await send(`/${id}/actions/note-activity`, { asStated: 'A patrol', occurredAt: '2026-11-01' });
  const open = await until('/deadlines', ({ data }) => data.length === 1 && data[0].dueAt > '2026-11-04T12');
  expect(open.data).toEqual([
    expect.objectContaining({ id, deadline: 'no-activity', dueAt: '2026-11-04T23:59:59.999Z' }),
  ]);
  clock = '2026-11-05T00:00:00.000Z';
  const overdue = await until(`/${id}`, (area) => area.overdue.length === 1);
  expect(overdue).toMatchObject({ overdue: [{ deadline: 'no-activity', dueAt: '2026-11-04T23:59:59.999Z' }] });
  expect((await read('/deadlines'))['data']).toEqual([]);
  await send(`/${id}/actions/note-activity`, {});
  const anew = await until('/deadlines', ({ data }) => data.length === 1);
  expect(anew.data[0].dueAt).toBe('2026-11-08T00:00:00.000Z');
});

it('F06: areas of a letter, of which it gives no number of days, are listed by place and wait for nothing', async () => {
  const row = (asStated: string) => ({
    ...{ key: `F06 ${asStated}`.replaceAll(' ', '-'), command: 'set-priority-area', occurredAt: '/2022-06-01' },
    ...{ knownAt: '2022-06-02T00:00:00Z', source: { kind: 'letter', ref: 'Letter dated 1 June 2022' } },
    data: { area: { asStated }, reason: 'communities deemed most exposed to violence' },
  });
  const { status } = await system.importRows(['central Mali', 'Gao Region', 'Menaka Region'].map(row));
  expect(status).toBe(200);
  const { data } = await read('?place=Gao%20Region', 'viewer');
  expect(data).toEqual([
    expect.objectContaining({ area: { asStated: 'Gao Region' }, state: 'SET', setAt: '/2022-06-01' }),
  ]);
  expect((await read('', 'viewer'))['data']).toHaveLength(3);
});

it('is listed as CSV and GeoJSON, at the point of the place, for who is cleared', async () => {
  const list = (query: string, as: 'ops-officer' | 'viewer' = 'viewer') =>
    system.send('GET', `/v1/priority-areas?${query}`, { as });
  const csv = await list('place=Gao%20Region&format=csv');
  expect(csv.headers['content-type']).toMatch(/^text\/csv/);
  const [head, row, end] = String(csv.body).split('\r\n');
  expect(head).toMatch(/^reference,area,state,setAt,liftedAt,noActivityDays,lastActivityAt,/);
  expect([row, end]).toEqual([expect.stringMatching(/^PA-2022-\d+,Gao Region,SET,\/2022-06-01,,,,communities/), '']);
  expect(String((await list('format=csv')).body)).not.toContain('Ménaka');
  expect(String((await list('format=csv', 'ops-officer')).body)).toMatch(/Ménaka Region,SET,[^,]*,,3,2026-11-05/);
  const { body, headers } = await list('place=Gao%20Region&format=geojson');
  expect(headers['content-type']).toMatch(/^application\/geo\+json/);
  expect(body['features']).toEqual([
    expect.objectContaining({ properties: expect.objectContaining({ state: 'SET', setAt: '/2022-06-01' }) }),
  ]);
  const [first] = (await list('sort=-knownAt&limit=1', 'ops-officer')).body['data'] as Json[];
  expect(first.area).toEqual({ asStated: 'Ménaka Region' });
});

it.each([
  [{ area: { asStated: 'Gao Region' }, noActivityDays: 0 }, '/noActivityDays', 'NOT_A_WHOLE_NUMBER'],
  [{ area: { asStated: 'Gao Region' }, noActivityDays: 366 }, '/noActivityDays', 'NOT_A_WHOLE_NUMBER'],
  [{}, '/area', 'FIELD_IS_REQUIRED'],
])('what is not well formed changes nothing: %j', async (body, pointer, code) => {
  const answer = await send('', body);
  expect([answer.status, answer.body['errors']]).toEqual([400, [expect.objectContaining({ pointer, code })]]);
});

it('a viewer sets nothing', async () =>
  expect((await send('', { area: { asStated: 'Gao Region' } }, 'viewer')).status).toBe(403));
