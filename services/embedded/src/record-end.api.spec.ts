import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

type Someone = 'planner' | 'ops-officer';
const send = async (path: string, body: object, as: Someone = 'ops-officer'): Promise<Json> => {
  const answer = await system.send('POST', path, { as, body });
  expect([path, answer.status < 300, answer.body['code']]).toEqual([path, true, undefined]);
  return { ...answer.body, position: answer.headers['opsledger-position'] };
};
const letter = { kind: 'letter', ref: 'Made up for a test' };
let counter = 0;
/** How another record of the same kind is opened. */
const another = {
  'report-operation': () => ({ path: '/v1/operations', body: { name: `Another ${(counter += 1)}` } }),
  'report-activity': () => ({
    path: '/v1/activities',
    body: { kind: 'checkpoint', plannedStart: { edtf: '2026-03' } },
  }),
};
const tell = async (command: keyof typeof another, id: string, occurredAt: string, data: object): Promise<Json> => {
  const row = { key: `${id}-${occurredAt}`, command, id, occurredAt, source: letter, data };
  const { body } = await system.importRows([row]);
  expect(body).toMatchObject({ applied: 1 });
  // An import gives no position: what is written after it does.
  const { path, body: more } = another[command]();
  return { id, position: (await send(path, more)).position };
};

type Kind = 'operations' | 'activities' | 'standbys';
/** Which of the answers to the same question have a record: the list, the map, the table, the calendar; figures of operations, too. */
const answersWith = async ({ id, position }: Json, kind: Kind, during: string): Promise<Record<string, boolean>> => {
  const read = async (path: string): Promise<Json> => {
    const { status, body } = await system.send('GET', path, {
      as: 'ops-officer',
      headers: { 'opsledger-min-position': position },
    });
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const has = (records: readonly Json[]): boolean => records.some((one) => one.id === id);
  const [from, to] = during.split('/');
  const period = `from=${from}&to=${to}`;
  const named = async (bucket: string) =>
    has((await read(`/v1/figures/operations-by-state/records?${period}&bucket=${bucket}`))['data']);
  const { entries, undated } = await read(`/v1/${kind}/calendar?during=${during}`);
  return {
    list: has((await read(`/v1/${kind}?during=${during}&limit=500`))['data']),
    map: has((await read(`/v1/${kind}?during=${during}&limit=500&format=geojson`))['features']),
    table: String(await read(`/v1/${kind}?during=${during}&limit=500&format=csv`)).includes(id),
    calendar: has(entries) || has(undated),
    ...(kind === 'operations' && { figure: (await named('LAUNCHED')) || (await named('end_not_known')) }),
  };
};
const each = (answer: boolean, kind: Kind) => ({
  ...{ list: answer, map: answer, table: answer, calendar: answer },
  ...(kind === 'operations' && { figure: answer }),
});
const LATER = '2022-04-04/2022-04-10';
const expectIt = async (record: Json, kind: Kind, expected: Readonly<Record<string, boolean>>): Promise<void> => {
  for (const [during, answer] of Object.entries(expected))
    expect([during, await answersWith(record, kind, during)]).toEqual([during, each(answer, kind)]);
};

describe('U8: a list, a map, a table, a calendar and figures say alike where a record ends', () => {
  it('an operation that was launched goes on beyond its planned end until it is completed', async () => {
    const { id } = await send('/v1/operations', { name: 'Heron beyond its end' });
    const act = (verb: string, body: object, as?: Someone) => send(`/v1/operations/${id}/actions/${verb}`, body, as);
    const dates = { plannedStart: { edtf: '2022-03-07' }, plannedEnd: { edtf: '2022-03-13' } };
    await act('plan', { type: 'patrol', ...dates, occurredAt: '2022-03-01' }, 'planner');
    const ahead = await act('approve', { authority: 'Force Commander', occurredAt: '2022-03-02' });
    await expectIt(ahead, 'operations', { [LATER]: false });
    const override = { authority: 'Force Commander', reason: 'Imminent threat' };
    const launched = await act('launch', { override, occurredAt: '2022-03-07T06:00:00Z' });
    expect(launched).not.toHaveProperty('endsAt');
    await expectIt(launched, 'operations', { '2022-02-21/2022-02-27': false, [LATER]: true });
    const completed = await act('complete', { occurredAt: '2022-03-20' });
    await expectIt(completed, 'operations', { [LATER]: false });
  });

  it.each([
    ['a month', '01a20000-0000-7000-8000-00000000ed01', '2022-03'],
    ['some days', '01a20000-0000-7000-8000-00000000ed02', '2022-03-07/2022-03-13'],
    ['how far it tells', '01a20000-0000-7000-8000-00000000ed03', '/2022-03-13'],
  ])(
    'an operation that a document tells to be under way may go on, dated by %s, until one tells its end',
    async (_, id, edtf) => {
      const told = { name: `Egret ${edtf}`, period: { edtf } };
      const goesOn = { ...told, status: 'LAUNCHED', statusAsStated: 'conducted' };
      await expectIt(await tell('report-operation', id, '2022-03', goesOn), 'operations', { [LATER]: true });
      const over = { ...told, status: 'COMPLETED', statusAsStated: 'over' };
      await expectIt(await tell('report-operation', id, '2022-04-01', over), 'operations', { [LATER]: false });
    },
  );

  it('an activity in progress goes on beyond its planned end, and beyond what was told so far, until it ends', async () => {
    const dates = { plannedStart: { edtf: '2022-03-07' }, plannedEnd: { edtf: '2022-03-08' } };
    const { id } = await send('/v1/activities', { kind: 'patrol', ...dates });
    const act = (verb: string, body: object) => send(`/v1/activities/${id}/actions/${verb}`, body);
    await expectIt(await act('order', {}), 'activities', { [LATER]: false });
    await expectIt(await act('start', { occurredAt: '2022-03-07T06:00:00Z' }), 'activities', { [LATER]: true });
    const told = '01a20000-0000-7000-8000-00000000ed04';
    const soFar = { kind: 'patrol', period: { edtf: '/2022-03-13' } };
    const goesOn = { ...soFar, status: 'IN_PROGRESS', statusAsStated: 'continue' };
    await expectIt(await tell('report-activity', told, '2022-03', goesOn), 'activities', { [LATER]: true });
    const over = { ...soFar, status: 'COMPLETED', statusAsStated: 'conducted' };
    await expectIt(await tell('report-activity', told, '2022-04-01', over), 'activities', { [LATER]: false });
    await expectIt(await act('complete', { occurredAt: '2022-03-09T06:00:00Z' }), 'activities', { [LATER]: false });
  });

  it('a standby that is held is held beyond its end until it is activated or stood down', async () => {
    const dates = { from: { edtf: '2022-03-07' }, to: { edtf: '2022-03-13' }, occurredAt: '2022-03-01' };
    const ordered = await send('/v1/standbys', { team: 'Company', noticeToMoveHours: 48, ...dates });
    const act = (verb: string, occurredAt: string) =>
      send(`/v1/standbys/${ordered['id']}/actions/${verb}`, { occurredAt });
    await expectIt(ordered, 'standbys', { '2022-02-21/2022-02-27': false, [LATER]: true });
    await expectIt(await act('achieve', '2022-03-07'), 'standbys', { [LATER]: true });
    await expectIt(await act('stand-down', '2022-03-20'), 'standbys', { [LATER]: false });
  });
});
