import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

type Someone = 'planner' | 'ops-officer' | 'viewer' | 'importer' | 'watch-officer';
const send = (path: string, body: object, as: Someone = 'ops-officer') => system.send('POST', path, { as, body });
const read = async (path: string, as: Someone = 'ops-officer'): Promise<Json> =>
  (await system.send('GET', path, { as })).body;
const WRITERS = 16;
let counter = 0;
const freshName = (): string => `Heron of tasks ${(counter += 1)}`;

const plan = async (body: object = {}): Promise<Json> =>
  (await send('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2026-03' }, ...body })).body;
const act = (id: string, verb: string, body: object = {}, as: Someone = 'ops-officer') =>
  send(`/v1/activities/${id}/actions/${verb}`, body, as);
const patrolled = async (
  startedAt: string,
  endedAt: string,
  body: object = {},
  account: object = {},
): Promise<Json> => {
  const { id } = await plan(body);
  await act(id, 'order');
  await act(id, 'start', { occurredAt: startedAt });
  return (await act(id, 'complete', { occurredAt: endedAt, ...account })).body;
};
const launched = async (): Promise<string> => {
  const { body } = await send('/v1/operations', { name: freshName() });
  const path = `/v1/operations/${body['id']}/actions`;
  await send(`${path}/plan`, { type: 'patrol', plannedStart: { edtf: '2026-03' } }, 'planner');
  await send(`${path}/approve`, { authority: 'Force Commander' });
  const override = { authority: 'Force Commander', reason: 'Imminent threat' };
  expect((await send(`${path}/launch`, { override })).body).toMatchObject({ state: 'LAUNCHED' });
  return body['id'] as string;
};
const complete = (operation: string) => send(`/v1/operations/${operation}/actions/complete`, {});
/** Until the read model has what was written last. */
const settled = async (): Promise<void> => {
  const { headers } = await send('/v1/activities', { kind: 'checkpoint', plannedStart: { edtf: '2026-03' } });
  const seen = { 'opsledger-min-position': headers['opsledger-position']! };
  expect((await system.send('GET', '/v1/activities', { as: 'ops-officer', headers: seen })).status).toBe(200);
};

describe('An activity', () => {
  it('goes from its plan to its report, and says at each step what may come next', async () => {
    const { id, reference, nextActions } = await plan({ title: 'Round of the market' });
    expect(reference).toMatch(/^ACT-\d{4}-\d{4}$/);
    expect(nextActions).toEqual(['amend-plan', 'order', 'deny', 'postpone', 'cancel']);
    for (const [verb, state] of [
      ...[['order', 'ORDERED'] as const, ['start', 'IN_PROGRESS'] as const],
      ...[['complete', 'COMPLETED'] as const],
    ])
      expect(await act(id, verb)).toMatchObject({ status: 200, body: { state } });
    expect(await act(id, 'order')).toMatchObject({
      ...{ status: 409, body: { code: 'ACTIVITY_STATE_DOES_NOT_ALLOW_THIS', rule: 'ACTIVITY-STATES' } },
    });
    expect(await act(id, 'file-report', { documentRef: 'Patrol report 14' })).toMatchObject({
      body: { state: 'REPORTED', outcome: 'COMPLETED' },
    });
    expect((await read(`/v1/activities/${reference}/history`))['data']).toHaveLength(5);
  });

  it('says in French why not', async () => {
    const { id } = await plan();
    const { body } = await system.send('POST', `/v1/activities/${id}/actions/start`, {
      ...({ as: 'ops-officer', body: {} } as const),
      headers: { 'accept-language': 'fr' },
    });
    expect(body['title']).toBe("L'état de l'activité ne permet pas cette action");
  });

  it('refuses a field of another kind and names it', async () => {
    const { status, body } = await send('/v1/activities', {
      ...{ kind: 'escort', plannedStart: { edtf: '2026-03' }, patrolKinds: ['night'] },
    });
    expect([status, body]).toMatchObject([
      422,
      { code: 'ACTIVITY_KIND_HAS_NO_SUCH_FIELD', rule: 'ACTIVITY-KIND', details: { fields: ['patrolKinds'] } },
    ]);
  });

  it('U5: is a task of an operation that is there, and nothing else', async () => {
    const operationId = '01a20000-0000-7000-8000-0000000000ff';
    const { body } = await send('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2026-03' }, operationId });
    expect(body).toMatchObject({ code: 'LINKED_OPERATION_IS_NOT_RECORDED', rule: 'U5' });
  });
});

describe('OPS-5: an operation is completed when no task of it is still to be done', () => {
  it('is refused with the tasks that are, and accepted once each has ended', async () => {
    const operationId = await launched();
    const [first, second] = [await plan({ operationId }), await plan({ operationId })];
    expect([first.task, second.task]).toEqual([1, 2]);
    await act(first.id, 'cancel', { reason: 'weather' });
    expect(await complete(operationId)).toMatchObject({
      status: 422,
      body: { code: 'OPERATION_HAS_OPEN_TASKS', rule: 'OPS-5', details: { tasks: [second.reference] } },
    });
    await act(second.id, 'deny', { reason: 'access_denied', accessBy: 'air' });
    expect(await complete(operationId)).toMatchObject({ status: 200, body: { completion: { tasks: 2 } } });
    const late = await send('/v1/activities', { kind: 'patrol', plannedStart: { edtf: '2026-03' }, operationId });
    expect(late).toMatchObject({ status: 422, body: { code: 'OPERATION_TAKES_NO_MORE_TASKS', rule: 'OPS-5' } });
  });

  it(`${WRITERS} writers who plan a task each while another completes the operation: never both`, async () => {
    for (let round = 0; round < 3; round += 1) {
      const operationId = await launched();
      const body = { kind: 'patrol', plannedStart: { edtf: '2026-03' }, operationId };
      const writers = Array.from({ length: WRITERS }, (_, index) =>
        index === round * 5 ? complete(operationId) : send('/v1/activities', body),
      );
      const answers = await Promise.all(writers);
      const completed = answers[round * 5]!;
      const planned = answers.filter(({ status }) => status === 201);
      expect(planned.length > 0 ? 422 : 200).toBe(completed.status);
      // Those that come after the completion are refused; those before it refuse the completion.
      const refused = answers.filter((answer) => answer !== completed && answer.status !== 201);
      expect(planned).toHaveLength(completed.status === 200 ? 0 : WRITERS - 1);
      for (const { body: problem } of refused) expect(problem).toMatchObject({ code: 'OPERATION_TAKES_NO_MORE_TASKS' });
      const tasks = planned.map((answer) => answer.body['task'] as number);
      expect(tasks.toSorted((a, b) => a - b)).toEqual(planned.map((_, index) => index + 1));
    }
  });

  it('what a document states of a task after that is taken all the same', async () => {
    const operationId = await launched();
    await complete(operationId);
    const { body } = await system.importRows([
      {
        ...{ key: '1', command: 'report-activity', id: '01a20000-0000-7000-8000-00000000ac01', occurredAt: '2022-06' },
        source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
        data: { kind: 'patrol', operationId, status: 'COMPLETED', statusAsStated: 'conducted' },
      },
    ]);
    expect(body).toMatchObject({ applied: 1 });
    expect(await read('/v1/activities/01a20000-0000-7000-8000-00000000ac01')).toMatchObject({ task: 2 });
  });
});

describe('OPS-9: an account that does not go together', () => {
  it('is taken, held for a check, shown apart, and let go by whoever confirms or corrects it', async () => {
    const fast = await patrolled('2026-03-01T06:00:00Z', '2026-03-01T07:00:00Z', {}, { distanceKm: 300 });
    const back = await patrolled('2026-03-01T09:00:00Z', '2026-03-01T07:00:00Z');
    const fine = await patrolled('2026-03-01T06:00:00Z', '2026-03-01T10:00:00Z', {}, { distanceKm: 80 });
    expect(fast).toMatchObject({
      ...{ state: 'COMPLETED', isQuarantined: true },
      check: { checks: [{ check: 'average_speed', found: 300, limit: 90 }] },
    });
    expect(back).toMatchObject({ isQuarantined: true, check: { checks: [{ check: 'end_precedes_start' }] } });
    expect(fine).toMatchObject({ isQuarantined: false });
    await settled();
    const held = (await read('/v1/patrols?quarantined=true&limit=500'))['data'].map(({ id }: Json) => id);
    expect(held).toEqual(expect.arrayContaining([fast.id, back.id]));
    expect(held).not.toContain(fine.id);
    const confirmed = await act(fast.id, 'confirm-check', { authority: 'Sector operations cell' });
    expect(confirmed.body).toMatchObject({ isQuarantined: false, check: { settled: { outcome: 'confirmed' } } });
    const correction = { version: 4, reason: 'typo', shouldHaveOccurredAt: '2026-03-01T17:00:00Z' };
    expect((await act(back.id, 'correct', correction)).body).toMatchObject({
      ...{ isQuarantined: false, endedAt: { edtf: '2026-03-01T17:00:00Z' } },
      check: { settled: { outcome: 'corrected' } },
    });
    expect((await act(fine.id, 'confirm-check', { authority: 'Sector operations cell' })).body).toMatchObject({
      ...{ code: 'ACTIVITY_IS_NOT_HELD_FOR_CHECK', rule: 'OPS-9' },
    });
  });
});

describe('OPS-9: an account that was held', () => {
  const CHECK = { checks: [{ check: 'average_speed', found: 180, limit: 90 }] };
  it('is free when a later one, with which everything goes together, takes its place; nobody says that it was wrong', async () => {
    const { id } = await plan();
    await act(id, 'order');
    await act(id, 'start', { occurredAt: '2026-03-01T06:00:00Z' });
    const foreseen = { kind: 'patrol', status: 'IN_PROGRESS', statusAsStated: 'on its way back' };
    const { body } = await system.importRows([
      {
        ...{ key: 'foreseen', command: 'report-activity', id, occurredAt: '2026-03-01T06:30:00Z' },
        source: { kind: 'radio', ref: 'Radio log of sector west' },
        data: { ...foreseen, endedAt: { edtf: '2026-03-01T07:00:00Z' }, distanceKm: 180 },
      },
    ]);
    expect(body).toMatchObject({ applied: 1 });
    expect(await read(`/v1/activities/${id}`)).toMatchObject({ isQuarantined: true, check: CHECK });
    expect((await act(id, 'complete', { occurredAt: '2026-03-01T09:00:00Z' })).body).toMatchObject({
      ...{ state: 'COMPLETED', isQuarantined: false, endedAt: { edtf: '2026-03-01T09:00:00.000Z' }, distanceKm: 180 },
      check: { ...CHECK, settled: { outcome: 'superseded' } },
    });
    await settled();
    const held = (await read('/v1/patrols?quarantined=true&limit=500'))['data'].map((patrol: Json) => patrol.id);
    expect(held).not.toContain(id);
  });
});

describe('Question 3: which planned tasks were not done because of air restrictions, where, and what replaced them', () => {
  it('is answered from the tasks of the operation, by id and by reference, and as CSV', async () => {
    const operationId = await launched();
    const { reference } = await read(`/v1/operations/${operationId}`);
    const places = [{ asStated: 'Madougou', adminLevel: 4 }];
    const denied = await plan({ operationId, kind: 'air_mobile_insertion', places });
    const instead = await plan({ operationId, places });
    const cancelled = await plan({ operationId });
    await plan({ operationId });
    await act(denied.id, 'deny', { reason: 'access_denied', accessBy: 'air', replacedBy: instead.id });
    await act(cancelled.id, 'cancel', { reason: 'weather' });
    await settled();
    const query = 'notDone=true&reason=access_denied&accessBy=air';
    for (const identifier of [operationId, reference]) {
      const { data } = await read(`/v1/operations/${identifier}/tasks?${query}`);
      expect(data).toEqual([expect.objectContaining({ id: denied.id, outcome: 'DENIED', places })]);
      expect(data[0].held).toEqual({ reason: 'access_denied', accessBy: 'air', replacedBy: instead.id });
    }
    expect((await read(`/v1/operations/${operationId}/tasks`))['data']).toHaveLength(4);
    expect((await read(`/v1/operations/${operationId}/tasks?notDone=true`))['data']).toHaveLength(2);
    const csv = (await read(`/v1/operations/${operationId}/tasks?${query}&format=csv`)) as unknown as string;
    expect(csv.split('\r\n')).toContainEqual(expect.stringMatching(/^"?ACT-.*Madougou/));
    const unknown = await system.send('GET', '/v1/operations/OP-1999-0001/tasks', { as: 'ops-officer' });
    expect(unknown.status).toBe(404);
  });

  it('U5: what replaced it is there', async () => {
    const { id } = await plan();
    const replacedBy = '01a20000-0000-7000-8000-0000000000ff';
    expect((await act(id, 'deny', { reason: 'weather', replacedBy })).body).toMatchObject({
      ...{ code: 'REPLACING_ACTIVITY_IS_NOT_RECORDED', rule: 'U5' },
    });
  });
});

describe('Question 4: patrols by day and by night, by place and week', () => {
  it('are told apart by their kind or the hour of their start, and never guessed', async () => {
    const places = [{ asStated: 'around Ménaka', placeId: 'ml-menaka-town' }];
    const night = await patrolled('2026-04-06T20:00:00Z', '2026-04-06T23:00:00Z', { places });
    const day = await patrolled('2026-04-07T08:00:00Z', '2026-04-07T11:00:00Z', { places });
    const told = await patrolled('2026-04-08', '2026-04-08', { places, patrolKinds: ['night'] });
    const vague = await patrolled('2026-04-09', '2026-04-09', { places });
    await patrolled('2026-04-20T20:00:00Z', '2026-04-20T23:00:00Z', { places });
    await settled();
    const around = 'place=ml-menaka-region&during=2026-04-06/2026-04-12';
    const ids = async (timeOfDay: string) =>
      (await read(`/v1/patrols?${around}&timeOfDay=${timeOfDay}`))['data'].map(({ id }: Json) => id).toSorted();
    expect(await ids('night')).toEqual([night.id, told.id].toSorted());
    expect(await ids('day')).toEqual([day.id]);
    expect(await ids('unknown')).toEqual([vague.id]);
    const calendar = await read(`/v1/activities/calendar?${around}`);
    expect(calendar['entries'].map(({ id }: Json) => id)).toEqual(expect.arrayContaining([night.id, day.id]));
    expect(await read(`/v1/patrols?${around}&format=geojson`)).toMatchObject({ type: 'FeatureCollection' });
  });
});

describe('What is found in the course of an activity', () => {
  it('is counted as the source counts it, and names nobody', async () => {
    const { id } = await plan({ kind: 'coordinated_operation' });
    await act(id, 'order');
    await act(id, 'start');
    await act(id, 'record-arrests', { count: { value: 8, qualifier: 'exact' } }, 'watch-officer');
    await act(id, 'record-seizure', { kind: 'ied_components', asStated: 'materials' });
    const { body } = await act(id, 'record-engagement', { interlocutors: ['mayor'], place: { asStated: 'Diafarabé' } });
    expect(body).toMatchObject({
      arrests: [{ count: { value: 8, qualifier: 'exact' } }],
      seizures: [{ kind: 'ied_components', asStated: 'materials' }],
      engagements: [{ interlocutors: ['mayor'] }],
      places: [{ asStated: 'Diafarabé' }],
    });
    expect((await act(id, 'record-arrests', { names: ['someone'] })).status).toBe(400);
    expect((await act(id, 'record-engagement', { interlocutors: ['a person'] })).body).toMatchObject({
      errors: [{ pointer: '/interlocutors', code: 'NOT_ONE_OF' }],
    });
  });
});
