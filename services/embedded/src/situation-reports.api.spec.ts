import { temporaryFolder } from '@opsledger/testing';
import { TestInstallation, type Json } from './testing/test-installation.js';

let clock = '2026-11-26T08:00:00.000Z';
let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start(temporaryFolder(), () => clock);
});
afterAll(() => system.remove());

const send = (path: string, body: object, as: 'planner' | 'watch-officer' | 'viewer' = 'planner') =>
  system.send('POST', `/v1/situation-reports${path}`, { as, body });
const read = async (path: string) =>
  (await system.send('GET', `/v1/situation-reports${path}`, { as: 'ops-officer' })).body;
const until = async (path: string, isThere: (body: Json) => boolean): Promise<Json> => {
  for (let tries = 0; ; tries += 1) {
    const body = await read(path);
    if (isThere(body) || tries > 200) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

it('SITREP: three sectors, three days: in time, late, missing, still due; the cut-off comes back every day', async () => {
  const [north, centre, east] = await Promise.all(
    ['Sector North', 'Sector Centre', 'Sector East'].map(
      async (reporter) => (await send('', { reporter })).body['id'] as string,
    ),
  );
  const again = await send('', { reporter: 'SECTOR-NORTH' });
  expect(again).toMatchObject({ status: 422, body: { code: 'REPORTER_HAS_TO_FILE_ALREADY', rule: 'SITREP' } });
  const tooEarly = await send('', { reporter: 'Sector West', from: '2026-11-25' });
  expect(tooEarly.body).toMatchObject({ code: 'REPORTING_BEGINS_IN_THE_PAST' });
  const nonsense = await send(`/${north}/nonsense`, {});
  const actions = ['correct', 'end', 'file'];
  expect(nonsense).toMatchObject({ status: 404, body: { code: 'ACTION_IS_UNKNOWN', details: { allowed: actions } } });
  expect((await send(`/${north}/actions/nonsense`, {})).body).toEqual(
    expect.objectContaining({ code: 'ACTION_IS_UNKNOWN', detail: 'Under /actions/ there are: correct, end, file.' }),
  );
  expect((await send(`/${north}/actions/file`, { documentRef: 'SITREP 1' }, 'watch-officer')).status).toBe(200);
  expect((await send(`/${north}/actions/file`, { day: '2026-11-26' }, 'watch-officer')).body).toMatchObject({
    code: 'SITUATION_REPORT_IS_FILED_ALREADY',
  });

  clock = '2026-11-27T06:00:00.000Z';
  await until(`/${centre}`, ({ missing }) => missing.length === 1);
  await until(`/${east}`, ({ missing }) => missing.length === 1);
  await send(`/${centre}/actions/file`, { day: '2026-11-26' });
  const list = await until('/late', ({ counts }) => counts.late === 1);
  expect(list).toMatchObject({
    day: '2026-11-26',
    counts: { on_time: 1, late: 1, missing: 1, due: 0 },
    isComplete: true,
  });
  expect((await read('/late?day=2026-11-27'))['counts']).toEqual({ on_time: 0, late: 0, missing: 0, due: 3 });
  const { data } = await read('/deadlines');
  const open = data.map(({ deadline, dueAt }: Json) => `${deadline} by ${dueAt}`);
  expect(open).toEqual(Array(3).fill('situation-report:2026-11-27 by 2026-11-28T00:00:00.000Z'));

  // Nobody watched for two days: each day is made up for, in its order.
  clock = '2026-11-29T06:00:00.000Z';
  const { missing } = await until(`/${east}`, (body) => body.missing.length === 3);
  expect(missing).toEqual(['2026-11-26', '2026-11-27', '2026-11-28']);
  await send(`/${east}/actions/end`, { lastDay: '2026-11-28', reason: 'handed over' });
  await until('/late?day=2026-11-29', ({ counts }) => counts.due === 2);
});

it('SITREP: who reports is listed as CSV, with the days that are missing; there is no map of them', async () => {
  const list = (query: string) => system.send('GET', `/v1/situation-reports?${query}`, { as: 'ops-officer' });
  const csv = await list('format=csv&sort=reporter');
  expect(csv.headers['content-type']).toMatch(/^text\/csv/);
  const [head, ...rows] = String(csv.body).split('\r\n');
  expect(head).toMatch(/^reference,reporter,sector,unitId,state,from,lastDay,nextDay,lastReport,late,missing,/);
  expect(rows.map((row) => row.split(',').slice(1, 11).join(','))).toEqual([
    'Sector Centre,,,REQUIRED,2026-11-26,,2026-11-29,2026-11-26,2026-11-26,2026-11-27 | 2026-11-28',
    'Sector East,,,ENDED,2026-11-26,2026-11-28,2026-11-29,,,2026-11-26 | 2026-11-27 | 2026-11-28',
    'Sector North,,,REQUIRED,2026-11-26,,2026-11-29,2026-11-26,,2026-11-27 | 2026-11-28',
    '',
  ]);
  expect((await list('format=geojson')).body['errors']).toEqual([expect.objectContaining({ pointer: '/format' })]);
});

it.each([
  [{ reporter: 'Sector West', from: '2026-02-30' }, '/from', 'NOT_A_DAY'],
  [{ reporter: 'Sector West', from: '2026-12' }, '/from', 'NOT_A_DAY'],
  [{}, '/reporter', 'FIELD_IS_REQUIRED'],
])('what is not well formed changes nothing: %j', async (body, pointer, code) => {
  const answer = await send('', body);
  expect([answer.status, answer.body['errors']]).toEqual([400, [expect.objectContaining({ pointer, code })]]);
});

it('a viewer files nothing', async () =>
  expect((await send('', { reporter: 'Sector West' }, 'viewer')).status).toBe(403));

it('A refusal uses up no number of the records that it would have opened', async () => {
  const open = (data: object) => send('', data);
  const numberOf = async (reporter: string) =>
    Number(/^SR-\d{4}-(\d+)$/.exec((await open({ reporter })).body['reference'] as string)![1]);
  const first = await numberOf('Battalion 1');
  for (const [data, code] of [
    [{ reporter: 'Battalion 1' }, 'REPORTER_HAS_TO_FILE_ALREADY'],
    [{ reporter: 'Battalion 2', from: '2020-01-01' }, 'REPORTING_BEGINS_IN_THE_PAST'],
  ] as const)
    expect((await open(data)).body).toMatchObject({ status: 422, code });
  expect(await numberOf('Battalion 2')).toBe(first + 1);
});
