import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

const WRITERS = 16;
let counter = 0;
const freshName = (): string => `Heron ${(counter += 1)}`;
const send = async (path: string, body: object, as: 'planner' | 'ops-officer' = 'planner') =>
  system.send('POST', path, { as, body });
const unitWith = async (count: number, more: object = {}): Promise<string> => {
  const capacity = [{ kind: 'utility_helicopter', count }];
  return (await send('/v1/units', { name: freshName(), capacity, ...more })).body['id'];
};
const plannedOperation = async (more: object = {}): Promise<string> => {
  const { body } = await send('/v1/operations', { name: freshName(), ...more });
  await send(`/v1/operations/${body['id']}/actions/plan`, { type: 'air_mobile', plannedStart: { edtf: '2027-03' } });
  return body['id'];
};
const assign = (operation: string, unitId: string, body: object = {}) =>
  send(`/v1/operations/${operation}/actions/assign-forces`, {
    ...{ unitId, assets: [{ kind: 'utility_helicopter', count: 1 }] },
    ...{ from: { edtf: '2027-03-21' }, to: { edtf: '2027-03-30' }, ...body },
  });
const operations = (count: number) => Promise.all(Array.from({ length: count }, () => plannedOperation()));
const forcesOf = async (operation: string): Promise<Json[]> =>
  (await system.send('GET', `/v1/operations/${operation}`, { as: 'ops-officer' })).body['forces'];

describe('OPS-3: one unit and many operations', () => {
  it(`${WRITERS} writers who want the whole of a unit at once: one gets it, the others are told who has it`, async () => {
    const [unit, all] = [await unitWith(1), await operations(WRITERS)];
    const answers = await Promise.all(all.map((operation) => assign(operation, unit)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(WRITERS - 1).fill(422)]);
    const winner = answers.find(({ status }) => status === 200)!.body;
    for (const { body } of answers.filter(({ status }) => status === 422))
      expect(body).toMatchObject({
        ...{ code: 'UNIT_CAPACITY_IS_EXCEEDED', rule: 'OPS-3' },
        details: { assets: ['utility_helicopter'], otherOperations: [winner['reference']] },
      });
    const assigned = await Promise.all(all.map(forcesOf));
    expect(assigned.flat()).toHaveLength(1);
  });

  it(`${WRITERS} writers who want one of ${WRITERS / 2} assets each: as many get one as there are`, async () => {
    const [unit, all] = [await unitWith(WRITERS / 2), await operations(WRITERS)];
    const answers = await Promise.all(all.map((operation) => assign(operation, unit)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(WRITERS / 2);
    const numbers = (await Promise.all(all.map(forcesOf))).flat().map(({ allocation }) => allocation as number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: WRITERS / 2 }, (_, index) => index + 1));
  });

  it('OPS-3: a unit keeps the capacity for what it is assigned to, until that is released', async () => {
    const [unit, [operation]] = [await unitWith(4), await operations(1)];
    expect((await assign(operation!, unit, { assets: [{ kind: 'utility_helicopter', count: 3 }] })).status).toBe(200);
    const amend = (count: number) =>
      send(`/v1/units/${unit}/actions/amend`, { capacity: [{ kind: 'utility_helicopter', count }] });
    expect(await amend(2)).toMatchObject({
      ...{ status: 422, body: { code: 'UNIT_CAPACITY_IS_ASSIGNED', rule: 'OPS-3' } },
      body: { details: { assets: ['utility_helicopter'], operations: [expect.stringMatching(/^OP-/)] } },
    });
    expect((await amend(3)).status).toBe(200);
    await send(`/v1/operations/${operation}/actions/release-forces`, { assignment: 1 });
    expect((await amend(2)).status).toBe(200);
  });

  it('says what is short also where nobody else has the unit', async () => {
    const [unit, [operation]] = [await unitWith(1), await operations(1)];
    const { body } = await assign(operation!, unit, { assets: [{ kind: 'utility_helicopter', count: 3 }] });
    expect(body['detail']).toMatch(/utility_helicopter. Assigned now to: –\.$/);
  });

  it('what one operation lets go is there for another: by release, by cancellation, by the end of its time', async () => {
    const unit = await unitWith(1);
    const [first, second, third, fourth] = await operations(4);
    expect((await assign(first!, unit)).status).toBe(200);
    expect((await assign(second!, unit)).status).toBe(422);
    await send(`/v1/operations/${first}/actions/release-forces`, { assignment: 1 });
    expect((await assign(second!, unit)).status).toBe(200);
    await send(`/v1/operations/${second}/actions/cancel`, { reason: 'other' }, 'ops-officer');
    expect((await assign(third!, unit)).status).toBe(200);
    expect((await assign(fourth!, unit, { from: { edtf: '2027-03-31' }, to: undefined })).status).toBe(200);
  });

  it('U5: a unit that is not there, or one of another realm, cannot be assigned', async () => {
    const drill = await unitWith(1, { exercise: true });
    const [operation] = await operations(1);
    for (const unit of [drill, '01a20000-0000-7000-8000-0000000000ff'])
      expect((await assign(operation!, unit)).body).toMatchObject({ code: 'UNIT_IS_NOT_REGISTERED', rule: 'U5' });
    expect((await assign(await plannedOperation({ exercise: true }), drill)).status).toBe(200);
  });

  it('a retry under its key is one assignment', async () => {
    const unit = await unitWith(1);
    const [operation] = await operations(1);
    const request = {
      ...({ as: 'planner', headers: { 'idempotency-key': 'assign-once' } } as const),
      body: { unitId: unit, from: { edtf: '2027-03' } },
    };
    const path = `/v1/operations/${operation}/actions/assign-forces`;
    const answers = await Promise.all([1, 2, 3].map(() => system.send('POST', path, request)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await forcesOf(operation!)).toHaveLength(1);
  });
});

describe('Question 5: which units are assigned to more than one operation at a time', () => {
  it('names them with their operations, and leaves out what ended before', async () => {
    const unit = await unitWith(3);
    const [first, second, third] = await operations(3);
    const march = { from: { edtf: '2028-03-21' }, to: { edtf: '2028-03-30' } };
    for (const operation of [first!, second!]) await assign(operation, unit, march);
    await assign(third!, unit, { from: { edtf: '2028-02' }, to: { edtf: '2028-02' } });
    const ask = async (query: string) =>
      (await system.send('GET', `/v1/units/assignments?${query}`, { as: 'ops-officer' })).body;
    const { data, isComplete } = await ask('during=2028-03-21/2028-03-30&moreThanOne=true');
    expect([data, isComplete]).toEqual([
      [expect.objectContaining({ unitId: unit, operations: 2, assignments: [expect.anything(), expect.anything()] })],
      true,
    ]);
    expect(data[0].assignments.map(({ operationId }: Json) => operationId).toSorted()).toEqual(
      [first, second].toSorted(),
    );
    await send(`/v1/operations/${second}/actions/cancel`, { reason: 'other' }, 'ops-officer');
    expect((await ask('during=2028-03-25&moreThanOne=true'))['data']).toEqual([]);
    expect((await ask('during=2028-02-10'))['data']).toContainEqual(
      expect.objectContaining({ unitId: unit, operations: 1 }),
    );
    expect((await system.send('GET', '/v1/units/assignments', { as: 'ops-officer' })).status).toBe(400);
  });
});

describe('Deadlines of operations', () => {
  it('are listed, the next first, for who is cleared for their records', async () => {
    const { body } = await send('/v1/operations', { name: freshName() });
    const path = `/v1/operations/${body['id']}/actions`;
    await send(`${path}/plan`, { type: 'patrol', plannedStart: { edtf: '2031-05' } });
    const { headers } = await send(`${path}/issue-order`, { kind: 'WARNO', serial: 1 }, 'ops-officer');
    expect(headers['etag']).toBe('"3"');
    const list = async (as: 'ops-officer' | 'viewer', query = '') =>
      (await system.send('GET', `/v1/operations/deadlines?limit=500${query}`, { as })).body['data'].filter(
        ({ id }: Json) => id === body['id'],
      ) as Json[];
    let found = await list('ops-officer');
    while (found.length < 2) found = await list('ops-officer');
    expect(found).toEqual([
      { id: body['id'], deadline: 'order-acknowledgement:1', dueAt: expect.any(String), openedBy: 3 },
      { id: body['id'], deadline: 'planned-start', dueAt: '2031-05-31T23:59:59.999Z', openedBy: 2 },
    ]);
    expect(await list('ops-officer', '&dueBefore=2031-05-01T00:00:00Z')).toHaveLength(1);
    expect(await list('viewer')).toEqual([]);
  });

  it('U6: are listed as they were known, and for what had happened by an instant', async () => {
    const { body } = await send('/v1/operations', { name: freshName(), occurredAt: '2026-01-10' });
    const plan = { type: 'patrol', plannedStart: { edtf: '2031-05' }, occurredAt: '2026-01-05' };
    const planned = await send(`/v1/operations/${body['id']}/actions/plan`, plan);
    const headers = { 'opsledger-min-position': planned.headers['opsledger-position']! };
    const list = async (query: string) => {
      const answer = await system.send('GET', `/v1/operations/deadlines?limit=500${query}`, {
        ...{ as: 'ops-officer', headers },
      });
      expect(answer.status).toBe(200);
      return (answer.body['data'] as Json[]).filter(({ id }: Json) => id === body['id']);
    };
    expect(await list('')).toMatchObject([{ deadline: 'planned-start' }]);
    expect(await list('&asOf=2026-01-01T00:00:00Z')).toEqual([]);
    expect(await list('&validAt=2026-01-12T00:00:00Z')).toMatchObject([{ deadline: 'planned-start' }]);
    // On 7 January it was planned before it was proposed: nothing had begun.
    expect(await list('&validAt=2026-01-07T00:00:00Z')).toEqual([]);
  });
});

describe('U2: a correction over HTTP', () => {
  it('is joined to what it corrects, which stays in the history as it was said', async () => {
    const { body } = await send('/v1/operations', { name: 'Hern', occurredAt: '2022-05' });
    const corrected = await send(
      `/v1/operations/${body['id']}/actions/correct`,
      { version: 1, reason: 'typo', members: { name: 'Heron Grey' }, shouldHaveOccurredAt: '2022-04' },
      'ops-officer',
    );
    expect(corrected.body).toMatchObject({
      ...{ name: 'Heron Grey', stateOccurredAt: '2022-04', version: 2 },
      corrections: [{ version: 1, correctedBy: 2, reason: 'typo', members: ['occurredAt', 'name'] }],
    });
    const read = (query = '') => system.send('GET', `/v1/operations/${body['id']}${query}`, { as: 'ops-officer' });
    const position = { 'opsledger-min-position': corrected.headers['opsledger-position']! };
    expect(
      (await system.send('GET', `/v1/operations/${body['id']}`, { as: 'ops-officer', headers: position })).body,
    ).toMatchObject({ name: 'Heron Grey', version: 2 });
    const { body: history } = await read('/history');
    expect(history['data'].map(({ data }: Json) => data['name'] ?? data['corrects']['members']['name'])).toEqual([
      'Hern',
      'Heron Grey',
    ]);
    // U6: field time goes by the corrected date, also before the correction was made.
    expect((await read('?validAt=2022-04-30T23:59:59Z')).body).toMatchObject({ name: 'Heron Grey', state: 'PROPOSED' });
    // The name that it had by mistake is free; the one that it has is not.
    expect((await send('/v1/operations', { name: 'Hern' })).status).toBe(201);
    expect((await send('/v1/operations', { name: 'Heron Grey' })).body).toMatchObject({ rule: 'OPS-1' });
  });

  it('is refused if the event would not be one of its type any more', async () => {
    const { body } = await send('/v1/operations', { name: freshName() });
    const answer = await send(
      `/v1/operations/${body['id']}/actions/correct`,
      { version: 1, reason: 'typo', members: { statusAsStated: 'continues' } },
      'ops-officer',
    );
    expect([answer.status, answer.body]).toEqual([
      422,
      expect.objectContaining({ code: 'CORRECTION_DOES_NOT_FIT_ITS_EVENT', rule: 'U2' }),
    ]);
  });
});
