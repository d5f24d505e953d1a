import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeEach(async () => {
  system = await TestInstallation.start();
});
afterEach(() => system.remove());

const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' };
const id = '01a20000-0000-7000-8000-000000000001';
const row = (key: string, data: object = {}, more: object = {}) => ({
  key,
  command: 'report-operation',
  id,
  data: { name: 'Buffalo', status: 'LAUNCHED', statusAsStated: 'continues', ...data },
  occurredAt: '2022',
  knownAt: '2022-06-02T00:00:00Z',
  source: letter,
  ...more,
});

describe('an import', () => {
  it('brings in rows with their source and since when they were known', async () => {
    const { status, body } = await system.importRows([row('1')]);
    expect([status, body]).toMatchObject([
      200,
      {
        dryRun: false,
        rows: 1,
        applied: 1,
        unchanged: 0,
        results: [{ line: 1, key: '1', outcome: 'applied', id, version: 1 }],
      },
    ]);
    const [event] = await system.installation.log.readStream(`operation-${id}`);
    expect(event).toMatchObject({
      knownat: '2022-06-02T00:00:00.000Z',
      occurredat: '2022',
      data: { source: letter, reference: 'OP-2022-0001' },
    });
  });

  it('changes nothing a second time, whoever sends it', async () => {
    await system.importRows([row('1'), row('2', { status: 'SUSPENDED' })]);
    const head = await system.head();
    const again = await system.importRows([row('1'), row('2', { status: 'SUSPENDED' })], '', {
      subject: 'someone-else',
    });
    expect(again.body).toMatchObject({ applied: 0, unchanged: 2 });
    expect(await system.head()).toBe(head);
  });

  it('goes on where it was cut off', async () => {
    await system.importRows([row('1')]);
    const { body } = await system.importRows([row('1'), row('2')]);
    expect(body).toMatchObject({
      applied: 1,
      unchanged: 1,
      results: [{ outcome: 'unchanged' }, { outcome: 'applied', version: 2 }],
    });
  });

  it('applies rows in the order in which they became known', async () => {
    const { body } = await system.importRows([
      row('later', { status: 'COMPLETED' }),
      row('earlier', {}, { knownAt: '2020-12-24T00:00:00Z', occurredAt: '2020' }),
    ]);
    expect(body['results'].map(({ line, key }: Record<string, unknown>) => [line, key])).toEqual([
      [2, 'earlier'],
      [1, 'later'],
    ]);
    expect((await system.send('GET', `/v1/operations/${id}`, { as: 'viewer' })).body['state']).toBe('COMPLETED');
  });

  it('dry run: tells what would happen and changes nothing', async () => {
    const { body } = await system.importRows([row('1'), row('2')], '?dryRun=true');
    expect(body).toMatchObject({
      dryRun: true,
      rows: 2,
      applied: 0,
      results: [
        { outcome: 'would-apply', version: 1 },
        { outcome: 'would-apply', version: 2 },
      ],
    });
    expect(await system.head()).toBe(0);
    expect(await system.installation.log.readRefusals(0, 10)).toEqual([]);
  });

  it('imports nothing unless every row passes, and names line, field and rule of each that does not', async () => {
    const bad = { ...row('2'), data: { name: 'X', status: 'RUNNING', statusAsStated: 'x' }, occurredAt: '2022-13' };
    const { status, body } = await system.importRows([
      row('1'),
      bad,
      row('3', { status: 'RUNNING' }),
      { ...row('4'), command: 'drop-table' },
    ]);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'IMPORT_ROWS_REJECTED',
      details: { rejected: 3, rows: 4 },
      rows: [
        { line: 2, problem: { errors: [{ pointer: '/occurredAt', code: 'NOT_AN_EDTF_DATE' }] } },
        { line: 3, problem: { errors: [{ pointer: '/data/status', code: 'NOT_ONE_OF', rule: 'U4' }] } },
        { line: 4, problem: { errors: [{ pointer: '/command', code: 'NOT_A_COMMAND' }] } },
      ],
    });
    expect(await system.head()).toBe(0);
  });

  it('does not look at a row with more members than anybody needs', async () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 1]));
    const took = async (data: object): Promise<readonly [number, Json]> => {
      const began = performance.now();
      const { body } = await system.importRows([row('1', data)]);
      return [performance.now() - began, body];
    };
    const [one] = await took({ name: 'x'.repeat(JSON.stringify(many).length) });
    const [all, body] = await took(many);
    expect(body['rows']).toMatchObject([{ line: 1, problem: { code: 'BODY_HAS_TOO_MANY_MEMBERS' } }]);
    expect(all / one).toBeLessThan(30); // as many bytes in one member; to look at each takes more than a hundred times as long
  });

  it('keeps what was refused, if it was meant', async () => {
    await system.importRows([row('1'), row('2', { name: 'BUFFALO' }, { id: '01a20000-0000-7000-8000-000000000002' })]);
    expect(await system.installation.log.readRefusals(0, 10)).toMatchObject([
      { sequence: 1, code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' },
    ]);
    expect(await system.head()).toBe(0);
  });

  it('ROLES: keeps who was refused for their role', async () => {
    const { status } = await system.importRows([row('1')], '', { as: 'viewer' });
    expect(status).toBe(403);
    expect(await system.installation.log.readRefusals(0, 10)).toMatchObject([
      { code: 'ROLE_NOT_SUFFICIENT', rule: 'ROLES', command: 'POST /v1/imports', actor: expect.any(String) },
    ]);
    await system.send('GET', '/v1/projections', { as: 'viewer' });
    expect(await system.installation.log.readRefusals(1, 10)).toEqual([]); // who only looks changes nothing
  });

  it('finds by rehearsal what only the rules can tell: a name that an earlier row takes', async () => {
    const other = row('2', { name: 'BUFFALO' }, { id: '01a20000-0000-7000-8000-000000000002' });
    const { status, body } = await system.importRows([row('1'), other]);
    expect([status, body['rows']]).toMatchObject([
      422,
      [{ line: 2, problem: { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } }],
    ]);
    expect(await system.head()).toBe(0);
  });

  it.each([
    ['in the future', { knownAt: '2999-01-01T00:00:00Z' }, 'KNOWN_AT_LIES_IN_THE_FUTURE'],
    [
      'earlier than the record knows already',
      { knownAt: '2021-01-01T00:00:00Z', occurredAt: '2020' },
      'KNOWN_AT_PRECEDES_KNOWN_HISTORY',
    ],
  ])('U6: refuses a knownAt %s', async (_, more, code) => {
    await system.importRows([row('1')]);
    const { body } = await system.importRows([row('2', {}, more)]);
    expect(body['rows']).toMatchObject([{ line: 1, problem: { code, rule: 'U6' } }]);
  });

  it('U6: refuses older history for a record that has live entries', async () => {
    await system.importRows([row('1', { status: 'PROPOSED' })]);
    await system.send('POST', `/v1/operations/${id}/actions/plan`, {
      as: 'planner',
      body: { type: 'patrol', plannedStart: { edtf: '2027' } },
    });
    const { body } = await system.importRows([row('2')]);
    expect(body['rows']).toMatchObject([
      { problem: { code: 'KNOWN_AT_NEEDS_A_STREAM_WITHOUT_LIVE_EVENTS', rule: 'U6' } },
    ]);
  });

  it('U3: a key of the same source stands for one row', async () => {
    await system.importRows([row('1')]);
    const { body } = await system.importRows([row('1', { status: 'CLOSED' })]);
    expect(body['rows']).toMatchObject([{ problem: { code: 'IDEMPOTENCY_KEY_REUSED', rule: 'U3' } }]);
  });

  it('is for importers, as NDJSON', async () => {
    expect((await system.importRows([row('1')], '', { as: 'planner' })).status).toBe(403);
    expect((await system.importRows([row('1')], '', { type: 'application/json' })).status).toBe(415);
    expect(
      (
        await system.send('POST', '/v1/imports', {
          as: 'importer',
          type: 'application/x-ndjson',
          body: Buffer.from([0xff]),
        })
      ).body,
    ).toMatchObject({ status: 400, code: 'BODY_IS_NOT_UTF8' });
    expect(await system.head()).toBe(0);
  });

  it('takes what surrounds a command from the row, not from its data', async () => {
    const { body } = await system.importRows([row('1', { occurredAt: '2022' })]);
    expect(body['rows'][0].problem.errors).toMatchObject([{ pointer: '/data/occurredAt', code: 'FIELD_IS_UNKNOWN' }]);
  });
});
