import { setTimeout } from 'node:timers/promises';
import { operationsService } from '@opsledger/operations';
import { TestInstallation, type Json } from './testing/test-installation.js';

const operationAggregate = operationsService.aggregates[0]!;

let system: TestInstallation;
beforeEach(async () => {
  system = await TestInstallation.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await system.remove();
});

const propose = (name: string) => system.send('POST', '/v1/operations', { as: 'planner', body: { name } });
const projections = async (): Promise<Json> =>
  (await system.send('GET', '/v1/projections', { as: 'admin' })).body['data'];
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries > 300) throw new Error(`It never came to ${holds.toString()}`);
    await setTimeout(10);
  }
};

describe('Read models', () => {
  it('say how far they are', async () => {
    await propose('Heron');
    await until(async () => (await projections())[0].position === 1);
    expect((await projections())[0]).toEqual({
      ...{ name: 'operations', version: operationAggregate.projection.version, generation: 1, position: 1, head: 1 },
      ...{ parked: 0, isStuck: false },
    });
  });

  it('are made anew beside themselves, and say what came out', async () => {
    await propose('Heron');
    const begun = await system.send('POST', '/v1/projections/operations/actions/rebuild', { as: 'admin', body: {} });
    expect(begun).toMatchObject({ status: 202, body: { name: 'operations', rebuild: { generation: 2 } } });
    await until(async () => (await projections())[0].rebuild.state === 'done');
    expect((await projections())[0]).toMatchObject({
      generation: 2,
      rebuild: { differences: { onlyLive: 0, onlyRebuilt: 0, different: 0, examples: [] } },
    });
    const { body } = await system.send('GET', '/v1/operations', { as: 'planner' });
    expect(body['data']).toHaveLength(1);
  });

  it('are for who looks after the system, and nothing else is known by that name', async () => {
    const rebuild = '/v1/projections/operations/actions/rebuild';
    expect((await system.send('POST', rebuild, { as: 'planner', body: {} })).status).toBe(403);
    expect((await system.send('GET', '/v1/projections', { as: 'viewer' })).status).toBe(403);
    expect(
      (await system.send('POST', rebuild.replace('operations', 'toString'), { as: 'admin', body: {} })).status,
    ).toBe(404);
    expect((await system.send('GET', '/v1/consumers/nothing/parked', { as: 'admin' })).status).toBe(404);
    expect((await system.send('POST', rebuild, { as: 'admin', body: { stopOnDifference: 'yes' } })).status).toBe(400);
  });
});

describe('A record with an entry that cannot be shown', () => {
  const parked = (as: 'admin' | 'auditor' = 'admin') => system.send('GET', '/v1/consumers/operations/parked', { as });
  /** Lets the projection fail for plans, as a defect in it would. */
  const breakPlans = () => {
    const { evolve } = operationAggregate.projection;
    return jest
      .spyOn(operationAggregate.projection as { evolve: typeof evolve }, 'evolve')
      .mockImplementation((document, event) => {
        if (event.type.includes('operation-planned')) throw new TypeError('plans of Heron are not understood');
        return evolve(document, event);
      });
  };

  it('is set aside and said to be stale, the others go on, and a redrive brings it back', async () => {
    const [{ body: heron }, { body: owl }] = [await propose('Heron'), await propose('Owl')];
    const stream = `operation-${heron['id']}`;
    const defect = breakPlans();
    await system.send('POST', `/v1/operations/${heron['id']}/actions/plan`, {
      as: 'planner',
      body: { type: 'patrol', plannedStart: { edtf: '2027' } },
    });
    await until(async () => (await parked()).body['data'].length === 1);
    expect((await parked('auditor')).body['data']).toMatchObject([
      { stream, fromVersion: 2, reason: 'TypeError: plans of Heron are not understood', redrives: 0 },
    ]);
    expect(JSON.stringify((await parked('admin')).body)).not.toContain('Heron');

    const shown = await system.send('GET', `/v1/operations/${heron['id']}`, { as: 'planner' });
    expect([shown.status, shown.body['version'], shown.headers['opsledger-stale']]).toEqual([200, 1, 'true']);
    const list = await system.send('GET', '/v1/operations', { as: 'planner' });
    expect([list.body['data'].length, list.body['stale']]).toEqual([2, [heron['id']]]);
    const waited = await system.send('GET', `/v1/operations/${heron['id']}`, {
      as: 'planner',
      headers: { 'opsledger-min-position': `${stream}@2@${system.installation.log.logId}` },
    });
    expect(waited.body).toMatchObject({ status: 503, code: 'RECORD_IS_SET_ASIDE' });
    const untouched = await system.send('GET', `/v1/operations/${owl['id']}`, { as: 'planner' });
    expect(untouched.headers['opsledger-stale']).toBeUndefined();
    expect((await system.send('GET', '/readyz')).body['readModels'][0]).toMatchObject({ parked: 1, isStuck: false });
    expect((await system.send('GET', '/metrics')).body).toMatch(/parked_streams\{read_model="operations"\} 1/);

    const redrive = () =>
      system.send('POST', `/v1/consumers/operations/parked/${stream}/actions/redrive`, { as: 'admin' });
    expect((await redrive()).body).toEqual({ outcome: 'still-parked' });
    defect.mockRestore();
    expect((await redrive()).body).toEqual({ outcome: 'handled' });
    expect((await redrive()).status).toBe(404);
    const mended = await system.send('GET', `/v1/operations/${heron['id']}`, { as: 'planner' });
    expect([mended.body['state'], mended.headers['opsledger-stale']]).toEqual(['PLANNED', undefined]);
  });
});
