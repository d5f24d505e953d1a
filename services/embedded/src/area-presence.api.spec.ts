import { TestInstallation, type Json } from './testing/test-installation.js';

jest.setTimeout(120_000);
let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

type Who = 'planner' | 'ops-officer' | 'watch-officer' | 'admin';
const post = async (path: string, body: object, as: Who = 'planner'): Promise<Json> => {
  const answer = await system.send('POST', path, { as, body });
  expect([path, answer.status, answer.body['code']]).toEqual([
    path,
    answer.status < 300 ? answer.status : 200,
    undefined,
  ]);
  return answer.body;
};
const get = async (path: string) => (await system.send('GET', path, { as: 'ops-officer' })).body as Json;
const until = async (path: string, isThere: (body: Json) => boolean): Promise<Json> => {
  for (let tries = 0; ; tries += 1) {
    const body = await get(path);
    if (isThere(body) || tries > 300) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const DAY = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
/** Set ten days ago: after twelve days without activity someone is told. */
const setArea = async (asStated: string, more = {}): Promise<string> => {
  const area = { area: { asStated }, noActivityDays: 12, occurredAt: daysAgo(10), ...more };
  return (await post('/v1/priority-areas', area))['id'];
};
const patrolled = async (
  place: string,
  end: string,
  last: 'complete' | 'abort' = 'complete',
  account: object = {},
): Promise<string> => {
  const plan = { kind: 'patrol', plannedStart: { edtf: daysAgo(9).slice(0, 10) }, places: [{ asStated: place }] };
  const id = (await post('/v1/activities', plan))['id'] as string;
  const act = (verb: string, body: object, as: Who) => post(`/v1/activities/${id}/actions/${verb}`, body, as);
  await act('order', {}, 'ops-officer');
  await act('start', { occurredAt: daysAgo(8) }, 'watch-officer');
  await act(last, { occurredAt: end, ...(last === 'abort' && { reason: 'weather' }), ...account }, 'watch-officer');
  return id;
};
const dueOf = async (area: string, isThere: (dueAt: string) => boolean): Promise<string | undefined> => {
  const dueIn = (body: Json) => (body.data as Json[]).find(({ id }) => id === area)?.dueAt as string | undefined;
  return dueIn(await until('/v1/priority-areas/deadlines', (body) => isThere(dueIn(body) ?? '')));
};
const after = (instant: string, days: number): string => new Date(Date.parse(instant) + days * DAY).toISOString();

it('PRIORITY-AREA: a patrol in a place of the area begins the time without activity anew, at its return and once', async () => {
  const [menaka, gao] = [await setArea('Ménaka Region'), await setArea('Gao Region')];
  const returned = daysAgo(3);
  const patrol = await patrolled('Inekar', returned);
  expect(await dueOf(menaka, (dueAt) => dueAt === after(returned, 12))).toBe(after(returned, 12));
  const { activities } = await get(`/v1/priority-areas/${menaka}`);
  expect(activities).toEqual([{ activityId: patrol, at: returned }]);
  const { data: history } = await get(`/v1/priority-areas/${menaka}/history`);
  expect(history.at(-1)).toMatchObject({
    ...{ actor: 'policy', occurredat: returned, sensitivity: 'STRICTLY_CONFIDENTIAL' },
    data: { activityId: patrol },
  });

  await post(`/v1/activities/${patrol}/actions/file-report`, { documentRef: 'Patrol report 14' }, 'ops-officer');
  const later = daysAgo(1);
  await patrolled('Gao', later);
  expect(await dueOf(gao, (dueAt) => dueAt === after(later, 12))).toBe(after(later, 12));
  // The policy has gone past the report by now, and noted nothing anew.
  expect((await get(`/v1/priority-areas/${menaka}`))['activities']).toHaveLength(1);
});

it('PRIORITY-AREA: what was broken off, was elsewhere or ended before the area was set begins nothing anew', async () => {
  const [area, next] = [await setArea('Kidal Region', { occurredAt: daysAgo(5) }), await setArea('Sikasso')];
  await patrolled('Kidal', daysAgo(2), 'abort');
  await patrolled('Timbuktu', daysAgo(2));
  await patrolled('Kidal', daysAgo(6));
  const last = daysAgo(1);
  await patrolled('Sikasso', last);
  expect(await dueOf(next, (dueAt) => dueAt === after(last, 12))).toBe(after(last, 12));
  expect(await get(`/v1/priority-areas/${area}`)).toMatchObject({ activities: [] });
});

it('PRIORITY-AREA: an account that is held for a check in the same decision (OPS-9) is noted once it is corrected, as it is then', async () => {
  const [area, next] = [await setArea('Mopti Region'), await setArea('Sikasso')];
  const patrol = await patrolled('Mopti', after(daysAgo(8), 1 / 12), 'complete', { distanceKm: 400 });
  expect(await get(`/v1/activities/${patrol}`)).toMatchObject({ state: 'COMPLETED', isQuarantined: true });
  const later = daysAgo(1);
  await patrolled('Sikasso', later);
  expect(await dueOf(next, (dueAt) => dueAt === after(later, 12))).toBe(after(later, 12)); // the policy has passed both
  expect(await get(`/v1/priority-areas/${area}`)).toMatchObject({ activities: [] });

  const returned = daysAgo(2);
  const correction = { version: 4, reason: 'typo', shouldHaveOccurredAt: returned };
  await post(`/v1/activities/${patrol}/actions/correct`, correction, 'ops-officer');
  expect(await dueOf(area, (dueAt) => dueAt === after(returned, 12))).toBe(after(returned, 12));
  expect(await get(`/v1/priority-areas/${area}`)).toMatchObject({ activities: [{ activityId: patrol, at: returned }] });
});

it('PRIORITY-AREA: history that is brought in orders nothing of history, so more of it can follow and nothing fires (U6)', async () => {
  const [area, patrol] = ['01a20000-0000-7000-8000-00000000b001', '01a20000-0000-7000-8000-00000000a001'];
  const source = { kind: 'letter', ref: 'Letter dated 1 June 2022' };
  const bringIn = async (command: string, id: string, knownAt: string, data: object): Promise<void> => {
    const row = { key: `${command}-${knownAt}`, command, id, source, occurredAt: knownAt.slice(0, 10), knownAt, data };
    const { body } = await system.importRows([row]);
    expect(body).toMatchObject({ applied: 1, results: [{ outcome: 'applied' }] });
  };
  const place = { asStated: 'Timbuktu Region' };
  await bringIn('set-priority-area', area, '2022-01-10T00:00:00Z', { area: place, noActivityDays: 12 });
  const told = { kind: 'patrol', status: 'COMPLETED', statusAsStated: 'done', places: [{ asStated: 'Timbuktu' }] };
  await bringIn('report-activity', patrol, '2022-02-01T00:00:00Z', told);
  const [live, next, later] = [await setArea('Timbuktu Region'), await setArea('Sikasso'), daysAgo(1)];
  await patrolled('Sikasso', later);
  expect(await dueOf(next, (dueAt) => dueAt === after(later, 12))).toBe(after(later, 12)); // the policy has passed the import
  await bringIn('note-priority-area-activity', area, '2022-03-01T00:00:00Z', { asStated: 'A patrol' });
  expect(await get(`/v1/priority-areas/${area}`)).toMatchObject({ activities: [{ at: '2022-03-01' }], overdue: [] });

  const returned = daysAgo(0.25); // what happens here begins the time anew in whichever area
  const here = await patrolled('Timbuktu', returned);
  expect(await dueOf(live, (dueAt) => dueAt === after(returned, 12))).toBe(after(returned, 12));
  await until(`/v1/priority-areas/${area}`, ({ activities }) => (activities as Json[]).length > 1);
  expect(await get(`/v1/priority-areas/${area}`)).toMatchObject({
    ...{ activities: [{ at: '2022-03-01' }, { activityId: here, at: returned }], overdue: [] },
  });
});

it('what a policy has set aside is asked for as with every consumer', async () => {
  const parked = await system.send('GET', '/v1/consumers/priority-area-presence/parked', { as: 'admin' });
  expect([parked.status, parked.body]).toEqual([200, { data: [] }]);
  const path = '/v1/consumers/priority-area-presence/parked/activity-1/actions/redrive';
  expect((await system.send('POST', path, { as: 'admin', body: {} })).status).toBe(404);
});
