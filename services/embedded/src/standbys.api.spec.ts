import { temporaryFolder } from '@opsledger/testing';
import { TestInstallation, type Json } from './testing/test-installation.js';

let clock = '2026-11-26T08:00:00.000Z';
let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start(temporaryFolder(), () => clock);
});
afterAll(() => system.remove());

type Someone = 'planner' | 'ops-officer' | 'viewer' | 'watch-officer';
const send = (path: string, body: object, as: Someone = 'ops-officer') => system.send('POST', path, { as, body });
const act = (id: string, verb: string, body: object = {}, as: Someone = 'ops-officer') =>
  send(`/v1/standbys/${id}/actions/${verb}`, body, as);
const read = async (path: string, as: Someone = 'ops-officer') => (await system.send('GET', path, { as })).body;
const condition = { kind: 'host_authorisation', asStated: 'should the Malian authorities grant approval' };
const order = async (more: object = {}): Promise<Json> =>
  (await send('/v1/standbys', { team: 'Investigation team', noticeToMoveHours: 48, ...more })).body;

const MOURA = '01a20000-0000-7000-8000-00000000a055';
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' };
beforeAll(async () => {
  const surroundings = { occurredAt: '/2022-06-01', knownAt: '2022-06-02T00:00:00Z', source: letter };
  await system.importRows([
    {
      ...{ key: 'F54', command: 'report-standby', ...surroundings },
      data: {
        ...{ team: 'a special forces company and four helicopters', status: 'STOOD_DOWN' },
        ...{ statusAsStated: 'were relocated from Timbuktu to Mopti and were on standby for one week' },
        days: { value: 7, qualifier: 'exact', asStated: 'one week' },
        assets: [
          { kind: 'special_forces', count: 1 },
          { kind: 'utility_helicopter', count: 2 },
          { kind: 'attack_helicopter', count: 2 },
        ],
        place: { asStated: 'Mopti', placeId: 'ml-mopti-town' },
        relocation: { from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' } },
      },
    },
    {
      ...{ key: 'F55', command: 'report-standby', id: MOURA, ...surroundings },
      data: {
        ...{ team: 'investigative team', status: 'ACHIEVED', noticeToMoveHours: 48, condition },
        statusAsStated: 'MINUSMA remains ready to deploy the investigative team within 48 hours',
        ...{ purpose: 'Human rights investigation', destination: { asStated: 'Moura', placeId: 'ml-moura' } },
      },
    },
  ]);
});

describe('A standby', () => {
  it('is ordered, achieved, extended, and activated once its condition is met', async () => {
    const { id, state, sensitivity } = await order({ condition, to: { edtf: '2026-12-01' } });
    expect([state, sensitivity]).toEqual(['ORDERED', 'STRICTLY_CONFIDENTIAL']);
    expect((await act(id, 'activate')).body).toMatchObject({ code: 'STANDBY_STATE_DOES_NOT_ALLOW_THIS', status: 409 });
    expect((await act(id, 'achieve')).body).toMatchObject({ state: 'ACHIEVED' });
    expect((await act(id, 'extend', { to: { edtf: '2026-12-08' } })).body).toMatchObject({ state: 'EXTENDED' });
    const refused = await act(id, 'activate');
    expect(refused).toMatchObject({ status: 422, body: { code: 'STANDBY_CONDITION_IS_UNMET', rule: 'OPS-8' } });
    await act(id, 'record-condition', { isMet: true, requestRef: 'Request 3' });
    expect((await act(id, 'activate')).body).toMatchObject({ state: 'ACTIVATED', nextActions: [] });
  });

  it('OPS-8: is activated without it on an authority, with a reason, both of which are needed', async () => {
    const { id } = await order({ condition });
    await act(id, 'achieve');
    const { body } = await act(id, 'activate', { override: { authority: 'Force Commander' } });
    expect(body['errors']).toEqual([
      expect.objectContaining({ pointer: '/override/reason', code: 'FIELD_IS_REQUIRED' }),
    ]);
    const override = { authority: 'Force Commander', reason: 'Imminent threat' };
    expect((await act(id, 'activate', { override })).body).toMatchObject({ activation: { override } });
  });

  it.each([-1, 169, 1.5, '48', null])(
    'OPS-8: notice to move of %p hours is refused, and changes nothing',
    async (hours) => {
      const before = await system.head();
      const { status, body } = await send('/v1/standbys', { team: 'Team', noticeToMoveHours: hours });
      expect([status, body['errors']]).toEqual([
        400,
        [
          expect.objectContaining({
            ...{ pointer: '/noticeToMoveHours', code: 'NOT_A_WHOLE_NUMBER', rule: 'OPS-8' },
          }),
        ],
      ]);
      expect(await system.head()).toBe(before);
    },
  );

  it('a planner orders and extends, the watch activates and stands down, a viewer does neither', async () => {
    const { id } = await order();
    expect((await act(id, 'achieve', {}, 'planner')).status).toBe(200);
    expect((await act(id, 'activate', {}, 'planner')).status).toBe(403);
    expect((await act(id, 'stand-down', {}, 'viewer')).status).toBe(403);
    expect((await act(id, 'stand-down', { reason: 'the week is over' }, 'watch-officer')).status).toBe(200);
  });

  it('waits for its end, and says so when that has passed, once', async () => {
    const { id } = await order({ to: { edtf: '2026-11-27' } });
    const { headers } = await act(id, 'achieve');
    const waiting = { 'opsledger-min-position': headers['opsledger-position']! };
    await system.send('GET', '/v1/standbys', { as: 'ops-officer', headers: waiting });
    const dueOf = async () =>
      (await read('/v1/standbys/deadlines?dueBefore=2026-11-29T00:00:00Z'))['data'].filter(
        (one: Json) => one.id === id,
      );
    expect(await dueOf()).toEqual([
      expect.objectContaining({ deadline: 'standby-end', dueAt: '2026-11-27T23:59:59.999Z' }),
    ]);
    clock = '2026-11-28T00:00:00.000Z';
    const overdue = await until(
      async () => (await read(`/v1/standbys/${id}`))['overdue'],
      (list: Json) => list.length > 0,
    );
    expect(overdue).toEqual([expect.objectContaining({ deadline: 'standby-end' })]);
    expect(await dueOf()).toEqual([]);
    expect((await act(id, 'extend', { to: { edtf: '2026-12-05' } })).body).toMatchObject({ state: 'EXTENDED' });
  });
});

const until = async <Value>(ask: () => Promise<Value>, isThere: (value: Value) => boolean): Promise<Value> => {
  for (let tries = 0; ; tries += 1) {
    const value = await ask();
    if (isThere(value) || tries > 200) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('Question 10: what would have to be granted for the Moura team to leave within 48 hours, how long has it waited', () => {
  const ask = (query = '') => read(`/v1/standbys/awaiting?place=Moura${query}`, 'viewer');

  it('names the condition, the notice and the hours, as far as the letter says since when', async () => {
    expect(await ask('&asOf=2022-06-03T00:00:00Z')).toMatchObject({
      at: '2022-06-03T00:00:00.000Z',
      standbys: [
        {
          ...{ id: MOURA, team: 'investigative team', noticeToMoveHours: 48, needs: condition },
          waited: { since: '/2022-06-01', hoursAtLeast: 24 },
        },
      ],
      isComplete: true,
    });
    expect((await ask())['standbys'][0].waited.hoursAtLeast).toBeGreaterThan(39_000);
    expect((await ask('&asOf=2022-06-01T00:00:00Z'))['standbys']).toEqual([]);
  });

  it('and no longer once it is granted', async () => {
    const { headers } = await act(MOURA, 'record-condition', { isMet: true, sensitivity: 'UNCLASSIFIED' });
    const waiting = { 'opsledger-min-position': headers['opsledger-position']! };
    await system.send('GET', '/v1/standbys', { as: 'ops-officer', headers: waiting });
    expect((await ask())['standbys']).toEqual([]);
    expect((await ask('&asOf=2022-06-03T00:00:00Z'))['standbys']).toHaveLength(1);
  });
});

describe('Lists of standbys', () => {
  it('F54: by place, with what was moved and for how long', async () => {
    const { data } = await read('/v1/standbys?place=Mopti%20Region&state=STOOD_DOWN', 'viewer');
    expect(data).toEqual([
      expect.objectContaining({
        days: { value: 7, qualifier: 'exact', asStated: 'one week' },
        relocations: [expect.objectContaining({ from: { asStated: 'Timbuktu' } })],
      }),
    ]);
    expect(data[0].assets).toHaveLength(3);
  });

  it('what is Strictly Confidential is not there for a viewer; CSV and GeoJSON as everywhere', async () => {
    const { data } = await read('/v1/standbys?state=ORDERED,EXTENDED,ACTIVATED', 'viewer');
    expect(data).toEqual([]);
    expect(String(await read('/v1/standbys?format=csv', 'viewer'))).toContain('investigative team');
    expect((await read('/v1/standbys?format=geojson', 'viewer'))['features']).toHaveLength(2);
  });
});
