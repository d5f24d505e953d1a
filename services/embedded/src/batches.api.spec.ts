import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

let counter = 0;
const freshName = (): string => `Heron ${(counter += 1)}`;
const propose = (more: object = {}) => ({ command: 'propose-operation', data: { name: freshName() }, ...more });
const batch = (commands: readonly object[], as: 'planner' | 'viewer' = 'planner') =>
  system.send('POST', '/v1/batches', { as, body: { commands } });
const statuses = (results: Json[]): number[] => results.map(({ status }) => status as number);

describe('A batch of commands', () => {
  it('gives each its own result, in the order of the batch', async () => {
    const taken = freshName();
    const { status, body } = await batch([
      propose({ data: { name: taken } }),
      propose(),
      {
        command: 'plan-operation',
        id: '01a20000-0000-7000-8000-0000000000ff',
        data: { type: 'patrol', plannedStart: { edtf: '2027' } },
      },
      { command: 'plan-operation', data: {} },
      { command: 'dance', data: {} },
      propose({ data: { name: 7 } }),
      { command: 'approve-operation', id: 'OP-2022-0001', data: { authority: 'Force Commander' } },
    ]);
    expect([status, body['accepted'], body['refused']]).toEqual([200, 2, 5]);
    const results = body['results'] as Json[];
    expect(results.map(({ index }) => index as number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(statuses(results)).toEqual([201, 201, 404, 400, 400, 400, 403]);
    expect(results[0]).toMatchObject({ version: 1, path: `/v1/operations/${results[0].id}` });
    expect(results[3].problem.errors).toEqual([expect.objectContaining({ pointer: '/id', code: 'FIELD_IS_REQUIRED' })]);
    expect(results[5].problem.errors).toEqual([expect.objectContaining({ pointer: '/data/name', code: 'NOT_A_NAME' })]);
    expect((await batch([propose({ data: { name: taken } })])).body['results'][0]).toMatchObject({
      ...{ status: 422, problem: { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } },
    });
  });

  it('runs what is about one record in its order', async () => {
    const { body } = await batch([propose()]);
    const { id } = body['results'][0];
    const plan = { command: 'plan-operation', id, data: { type: 'patrol', plannedStart: { edtf: '2027' } } };
    const threats = ['low', 'medium', 'high', 'low', 'medium', 'high'];
    const amendments = threats.map((threatLevel) => ({ command: 'amend-operation-plan', id, data: { threatLevel } }));
    const { body: answer } = await batch([plan, ...amendments]);
    expect(answer['results'].map(({ version }: Json) => version)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    const { body: history } = await system.send('GET', `/v1/operations/${id}/history?after=2`, { as: 'planner' });
    expect(history['data'].map(({ data }: Json) => data.threatLevel)).toEqual(threats);
  });

  it('U3: has one effect under its keys, and minds the version that was seen', async () => {
    const commands = [propose({ idempotencyKey: 'batch-1' }), propose({ idempotencyKey: 'batch-2' })];
    const first = (await batch(commands)).body['results'];
    const again = (await batch(commands)).body['results'];
    expect(again).toEqual(first.map((result: Json) => ({ ...result, isReplay: true })));
    const stale = {
      command: 'plan-operation',
      id: first[0].id,
      ifMatch: 9,
      data: { type: 'patrol', plannedStart: { edtf: '2027' } },
    };
    expect((await batch([stale])).body['results'][0]).toMatchObject({
      status: 412,
      problem: { code: 'VERSION_CONFLICT' },
    });
    const other = [propose({ idempotencyKey: 'batch-1' })];
    expect((await batch(other)).body['results'][0].problem).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('takes 500, and no more; nobody may do in a batch what they may not do alone', async () => {
    const many = (count: number) => Array.from({ length: count }, () => propose());
    const before = await system.head();
    expect((await batch(many(501))).body['errors']).toEqual([expect.objectContaining({ code: 'NOT_A_LIST' })]);
    expect(statuses((await batch(many(2), 'viewer')).body['results'])).toEqual([403, 403]);
    expect(await system.head()).toBe(before);
    const { body } = await batch(many(500));
    expect([body['accepted'], await system.head()]).toEqual([500, before + 500]);
  });
});
