import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

const post = (path: string, body: object, as: 'planner' | 'watch-officer' = 'planner') =>
  system.send('POST', path, { as, body });
const made = async (path: string, body: object): Promise<Json> => {
  const answer = await post(path, body);
  expect([answer.status, answer.body['code']]).toEqual([201, undefined]);
  return answer.body;
};

const PLAIN = { sensitivity: 'UNCLASSIFIED' };
const HIDDEN = { sensitivity: 'STRICTLY_CONFIDENTIAL' };
const place = { asStated: 'Hombori' };
const planned = { kind: 'patrol', plannedStart: { edtf: '2027-01-01' } };
const hiddenId = { operation: '', unit: '', activity: '', base: '' };
let areaId: string;
beforeAll(async () => {
  hiddenId.operation = (await made('/v1/operations', { name: 'Bittern unseen', ...HIDDEN })).id;
  hiddenId.unit = (await made('/v1/units', { name: 'Company unseen', capacity: [], ...HIDDEN })).id;
  hiddenId.activity = (await made('/v1/activities', { ...planned, ...HIDDEN })).id;
  hiddenId.base = (await made('/v1/bases', { place, ...HIDDEN })).id;
  areaId = (await made('/v1/priority-areas', { area: place, ...PLAIN })).id;
});

/** All that a viewer gets to see of the log. */
const feedOfViewer = async (): Promise<string> =>
  JSON.stringify((await system.send('GET', '/v1/events?limit=1000', { as: 'viewer' })).body);
const hidden = (): readonly string[] => Object.values(hiddenId);

describe('ADR 4: what links to a hidden record is hidden with it', () => {
  it.each([
    ['a base and its operation', '/v1/bases', () => ({ place, operationId: hiddenId.operation })],
    ['a base and its unit', '/v1/bases', () => ({ place, unitId: hiddenId.unit })],
    [
      'a standby and its operation',
      '/v1/standbys',
      () => ({ team: 'Team', noticeToMoveHours: 48, operationId: hiddenId.operation }),
    ],
    ['an activity and its operation', '/v1/activities', () => ({ ...planned, operationId: hiddenId.operation })],
    ['an activity and its unit', '/v1/activities', () => ({ ...planned, unitId: hiddenId.unit })],
    [
      'a duty to report and its unit',
      '/v1/situation-reports',
      () => ({ reporter: 'Company unseen', unitId: hiddenId.unit }),
    ],
    [
      'a disposition and its base',
      '/v1/base-dispositions',
      () => ({ baseId: hiddenId.base, strength: { value: 60, qualifier: 'about' } }),
    ],
  ])('%s, whatever mark is asked for', async (_, path, body) => {
    const { id, sensitivity } = await made(path, { ...body(), ...PLAIN });
    expect(sensitivity).toBe('STRICTLY_CONFIDENTIAL');
    expect((await system.send('GET', `${path}/${id}`, { as: 'viewer' })).status).toBe(404);
  });

  it.each([
    ['a base that is linked later', '/v1/bases', 'amend', { place }, () => ({ operationId: hiddenId.operation })],
    [
      'an operation and the unit that it is assigned',
      '/v1/operations',
      'assign-forces',
      { name: 'Bittern seen' },
      () => ({ unitId: hiddenId.unit, from: { edtf: '2027-01-01' } }),
    ],
    [
      'an activity and what replaced it',
      '/v1/activities',
      'cancel',
      planned,
      () => ({ reason: 'weather', replacedBy: hiddenId.activity }),
    ],
  ])('%s', async (_, path, action, body, link) => {
    const { id } = await made(path, { ...body, ...PLAIN });
    expect((await system.send('GET', `${path}/${id}`, { as: 'viewer' })).status).toBe(200);
    if (path === '/v1/operations')
      await post(`${path}/${id}/actions/plan`, { type: 'patrol', plannedStart: { edtf: '2027' }, ...PLAIN });
    const answer = await post(`${path}/${id}/actions/${action}`, { ...link(), ...PLAIN });
    expect(answer).toMatchObject({ status: 200, body: { sensitivity: 'STRICTLY_CONFIDENTIAL' } });
  });

  it('an area and an activity in it', async () => {
    const path = `/v1/priority-areas/${areaId}/actions/note-activity`;
    const answer = await post(path, { activityId: hiddenId.activity, ...PLAIN });
    expect(answer).toMatchObject({ status: 200, body: { sensitivity: 'STRICTLY_CONFIDENTIAL' } });
    const nowhere = await post(path, { activityId: hiddenId.base });
    expect(nowhere).toMatchObject({ status: 422, body: { code: 'LINKED_ACTIVITY_IS_NOT_RECORDED', rule: 'U5' } });
  });

  it('the feed names none of them to a viewer', async () => {
    const feed = await feedOfViewer();
    expect(feed).toContain('opsledger.withheld.v1');
    for (const id of hidden()) expect(feed).not.toContain(id);
  });

  it('what links to an open record keeps its mark', async () => {
    const operation = await made('/v1/operations', { name: 'Bittern in the open', ...PLAIN });
    const base = await made('/v1/bases', { place, operationId: operation.id, ...PLAIN });
    expect(base.sensitivity).toBe('UNCLASSIFIED');
  });
});
