import * as fc from 'fast-check';
import { TestInstallation } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

const letter = { kind: 'letter', ref: 'Made up for a test' };
const commands = fc.array(
  fc.record({
    record: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom('propose', 'plan', 'report'),
    status: fc.constantFrom('PREPARING', 'LAUNCHED', 'SUSPENDED', 'COMPLETED', 'CLOSED', 'UNKNOWN'),
    knownOn: fc.integer({ min: 1, max: 28 }),
    phase: fc.boolean(),
  }),
  { maxLength: 12 },
);

it('Whatever commands come, accepted or refused, a read model made anew is the one that was there', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      round += 1;
      const idOf = (record: number): string =>
        `01a2${String(round).padStart(4, '0')}-0000-7000-8000-00000000000${record}`;
      for (const [index, { record, kind, status, knownOn, phase }] of sequence.entries()) {
        const name = `Heron ${round} ${record}`;
        if (kind === 'propose')
          await system.send('POST', '/v1/operations', { as: 'planner', body: { name: `${name} ${index}` } });
        else if (kind === 'plan') {
          const body = { type: 'patrol', plannedStart: { edtf: '2027' } };
          await system.send('POST', `/v1/operations/${idOf(record)}/actions/plan`, { as: 'planner', body });
        } else {
          await system.importRows([
            {
              ...{
                key: `${round}-${index}`,
                command: 'report-operation',
                id: idOf(record),
                occurredAt: '2022-01',
                source: letter,
              },
              knownAt: `2022-03-${String(knownOn).padStart(2, '0')}T00:00:00Z`,
              data: { name, status, statusAsStated: 'x', ...(phase && { phase: { asStated: 'first' } }) },
            },
          ]);
        }
      }
      const rebuild = () =>
        system.send('POST', '/v1/projections/operations/actions/rebuild', {
          as: 'admin',
          body: { stopOnDifference: true },
        });
      expect((await rebuild()).status).toBe(202);
      for (;;) {
        const { body } = await system.send('GET', '/v1/projections', { as: 'admin' });
        const [{ rebuild: status }] = body['data'];
        if (status.state === 'running') continue;
        expect(status).toMatchObject({ state: 'done', differences: { onlyLive: 0, onlyRebuilt: 0, different: 0 } });
        break;
      }
    }),
    { numRuns: 15 },
  );
  expect(await system.head()).toBeGreaterThan(0);
});
