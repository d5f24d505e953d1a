import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

const post = (path: string, body: object, as: 'ops-officer' | 'importer' | 'planner' = 'ops-officer') =>
  system.send('POST', path, { as, body });
const made = async (path: string, body: object): Promise<string> => {
  const answer = await post(path, body, 'planner');
  expect([answer.status, answer.body['code']]).toEqual([201, undefined]);
  return `${path}/${answer.body['id']}`;
};
const correct = (record: string, correction: object, version = 1) =>
  post(`${record}/actions/correct`, { version, reason: 'typo', ...correction });
const refusal = (code: string, rule: string) => ({ status: 422, body: { code, rule } });
const eventsOf = async (record: string): Promise<number> =>
  (await system.send('GET', `${record}/history`, { as: 'ops-officer' })).body['data'].length;

const place = { asStated: 'Hombori' };
const today = new Date().toISOString().slice(0, 10);
const STATED = {
  ...{ asStated: '21 escorts', occurredAt: '2022-06-01', period: { edtf: '2022-01/2022-03' } },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};
let counter = 0;
const operation = (): Promise<string> => made('/v1/operations', { name: `Godwit ${(counter += 1)}` });
const planned = async (): Promise<string> => {
  const record = await operation();
  const plan = { type: 'patrol', plannedStart: { edtf: '2027-03' }, plannedEnd: { edtf: '2027-04' } };
  expect((await post(`${record}/actions/plan`, plan, 'planner')).status).toBe(200);
  return record;
};

describe('U1: nothing has happened in the future, also after a correction', () => {
  it.each<[string, () => Promise<string>]>([
    ['an operation', operation],
    ['a base', () => made('/v1/bases', { place })],
    ['a standby', () => made('/v1/standbys', { team: 'Team', noticeToMoveHours: 48 })],
    ['a duty to report', () => made('/v1/situation-reports', { reporter: 'Sector East', from: today })],
    ['a priority area', () => made('/v1/priority-areas', { area: place })],
  ])('%s', async (_, make) => {
    const record = await make();
    const answer = await correct(record, { shouldHaveOccurredAt: '2099-01-01' });
    expect(answer).toMatchObject(refusal('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
    expect(await eventsOf(record)).toBe(1);
    expect((await correct(record, { shouldHaveOccurredAt: '2020-01-01' })).status).toBe(200);
  });

  it.each([
    ['/v1/stated-figures', { indicator: 'escorts', quantity: { value: 21, qualifier: 'exact' } }],
    ['/v1/assessments', { indicator: 'patrol_tempo', direction: 'up', basis: 'figure' }],
  ])('%s', async (path, said) => {
    const { status, body } = await post(path, { ...said, ...STATED }, 'importer');
    expect([status, body['code']]).toEqual([201, undefined]);
    const correction = { version: 1, reason: 'typo', shouldHaveOccurredAt: '2099-01-01' };
    const answer = await post(`${path}/${body['id']}/actions/correct`, correction, 'importer');
    expect(answer).toMatchObject(refusal('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
  });

  it('an activity that was ordered; its plan may lie ahead', async () => {
    const record = await made('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2027-01' } });
    expect((await post(`${record}/actions/order`, {})).status).toBe(200);
    const ahead = { shouldHaveOccurredAt: '2099-01-01' };
    expect(await correct(record, ahead, 2)).toMatchObject(refusal('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
    expect((await correct(record, ahead, 1)).status).toBe(200);
  });

  it('a plan may lie ahead, also after a correction', async () => {
    expect((await correct(await planned(), { shouldHaveOccurredAt: '2099-01-01' }, 2)).status).toBe(200);
  });

  it('what a document tells', async () => {
    const data = { place, status: 'ACTIVE', statusAsStated: 'is active', period: { edtf: '2022' } };
    const row = { key: 'b-1', command: 'report-base', occurredAt: '2022', source: STATED.source, data };
    const { body } = await system.importRows([row]);
    const record = `/v1/bases/${body['results'][0].id}`;
    const answer = await correct(record, { members: { period: { edtf: '2099' } } });
    expect(answer).toMatchObject(refusal('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
  });
});

describe('OPS-DATES: a plan ends after it starts, also after a correction', () => {
  it('by what the corrected event says itself', async () => {
    const record = await planned();
    const answer = await correct(record, { members: { plannedEnd: { edtf: '2027-01' } } }, 2);
    expect(answer).toMatchObject(refusal('PLANNED_END_PRECEDES_PLANNED_START', 'OPS-DATES'));
    expect((await correct(record, { members: { plannedEnd: { edtf: '2027-05' } } }, 2)).status).toBe(200);
  });

  it('by what the record says besides', async () => {
    const record = await planned();
    const change = { plannedEnd: { edtf: '2027-06' } };
    expect((await post(`${record}/actions/amend-plan`, change, 'planner')).status).toBe(200);
    const answer = await correct(record, { members: { plannedEnd: { edtf: '2027-01' } } }, 3);
    expect(answer).toMatchObject(refusal('PLANNED_END_PRECEDES_PLANNED_START', 'OPS-DATES'));
  });

  it('so do activities and standbys', async () => {
    const activity = await made('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2027-03' } });
    const answer = await correct(activity, { members: { plannedEnd: { edtf: '2027-01' } } });
    expect(answer).toMatchObject(refusal('ACTIVITY_DATES_ARE_REVERSED', 'ACTIVITY-DATES'));
    const standby = await made('/v1/standbys', { team: 'Team', noticeToMoveHours: 48, from: { edtf: '2027-03' } });
    const reversed = await correct(standby, { members: { to: { edtf: '2027-01' } } });
    expect(reversed).toMatchObject(refusal('STANDBY_DATES_ARE_REVERSED', 'STANDBY-DATES'));
  });
});

describe('ACTIVITY-OUTCOME: a correction leaves no means and no reason of what was done', () => {
  it('access is refused by a means only where it is refused, and a reason is of what was not done', async () => {
    const record = await made('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2027-01' } });
    const denied = { reason: 'access_denied', accessBy: 'air' };
    expect((await post(`${record}/actions/deny`, denied)).status).toBe(200);
    const weather = await correct(record, { members: { reason: 'weather' } }, 2);
    expect(weather).toMatchObject(refusal('ACCESS_MEANS_ARE_OF_NO_REFUSAL', 'ACTIVITY-OUTCOME'));
    expect((await correct(record, { members: { accessBy: 'ground' } }, 2)).status).toBe(200);

    const data = { kind: 'patrol', status: 'DENIED', statusAsStated: 'was denied', ...denied };
    const row = { key: 'a-1', command: 'report-activity', occurredAt: '2022', source: STATED.source, data };
    const reported = `/v1/activities/${(await system.importRows([row])).body['results'][0].id}`;
    const done = await correct(reported, { members: { status: 'COMPLETED' } });
    expect(done).toMatchObject(refusal('REASON_IS_OF_NO_OUTCOME', 'ACTIVITY-OUTCOME'));
  });
});

describe('U2: a correction changes something', () => {
  it('and is refused the second time', async () => {
    const record = await operation();
    const correction = { members: { name: `Godwit ${(counter += 1)}`, purpose: 'Protect civilians' } };
    expect((await correct(record, correction)).status).toBe(200);
    expect(await correct(record, correction)).toMatchObject(refusal('CORRECTION_CHANGES_NOTHING', 'U2'));
    expect(await eventsOf(record)).toBe(2);
  });

  it('also of what a later event says anew, which the record goes on showing', async () => {
    const record = await made('/v1/bases', { place, name: 'Hombory' });
    expect((await post(`${record}/actions/amend`, { name: 'Hombori North' }, 'planner')).status).toBe(200);
    const answer: Json = await correct(record, { members: { name: 'Hombori' } });
    expect(answer).toMatchObject({ status: 200, body: { name: 'Hombori North', version: 3 } });
  });
});

describe('OPS-10: no correction makes an ordered patrol a long-range one without a plan for evacuating casualties', () => {
  const patrol = () => made('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2027-01' } });
  const longRange = { patrolKinds: ['long_range'] };

  it('is refused of what was ordered and has not left', async () => {
    const record = await patrol();
    expect((await post(`${record}/actions/order`, {})).status).toBe(200);
    const answer = await correct(record, { members: longRange });
    expect(answer).toMatchObject(refusal('LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN', 'OPS-10'));
    expect(await eventsOf(record)).toBe(2);
  });

  it('is accepted with the plan, and before the order, which then asks for it', async () => {
    const record = await patrol();
    expect((await correct(record, { members: longRange })).status).toBe(200);
    expect(await post(`${record}/actions/order`, {})).toMatchObject(
      refusal('LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN', 'OPS-10'),
    );
    const other = await patrol();
    expect((await post(`${other}/actions/order`, {})).status).toBe(200);
    expect((await correct(other, { members: { ...longRange, casevacPlanRef: 'Casevac plan 3' } })).status).toBe(200);
  });

  it('is accepted of what is under way: what happened is told as it was', async () => {
    const record = await patrol();
    for (const action of ['order', 'start']) expect((await post(`${record}/actions/${action}`, {})).status).toBe(200);
    expect((await correct(record, { members: longRange })).status).toBe(200);
  });
});

describe('BASE-DATES, STANDBY-DATES: one state follows the other, also after a correction', () => {
  const go = async (record: string, ...actions: readonly (readonly [action: string, occurredAt: string])[]) => {
    for (const [action, occurredAt] of actions) {
      const { status } = await post(`${record}/actions/${action}`, { occurredAt });
      expect([action, status]).toEqual([action, 200]);
    }
  };

  it('of a base', async () => {
    const record = await made('/v1/bases', { place, occurredAt: '2026-01-01' });
    await go(record, ['establish', '2026-01-02'], ['activate', '2026-01-03']);
    const answer = await correct(record, { shouldHaveOccurredAt: '2026-03-01' }, 2);
    expect(answer).toMatchObject(refusal('BASE_DATES_ARE_REVERSED', 'BASE-DATES'));
    expect((await correct(record, { shouldHaveOccurredAt: '2026-01' }, 2)).status).toBe(200);
  });

  it('of a standby', async () => {
    const record = await made('/v1/standbys', { team: 'Reserve', noticeToMoveHours: 4, occurredAt: '2026-01-01' });
    await go(record, ['achieve', '2026-01-02'], ['stand-down', '2026-01-05']);
    const answer = await correct(record, { shouldHaveOccurredAt: '2026-03-01' }, 2);
    expect(answer).toMatchObject(refusal('STANDBY_DATES_ARE_REVERSED', 'STANDBY-DATES'));
    expect((await correct(record, { shouldHaveOccurredAt: '2026-01-04' }, 2)).status).toBe(200);
  });
});
