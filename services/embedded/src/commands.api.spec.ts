import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

let counter = 0;
const freshName = (): string => `Heron ${(counter += 1)}`;
const propose = (body: object = {}, sent: object = {}) =>
  system.send('POST', '/v1/operations', { as: 'planner', body: { name: freshName(), ...body }, ...sent });
const plan = (id: string, sent: object = {}, body: object = {}) =>
  system.send('POST', `/v1/operations/${id}/actions/plan`, {
    as: 'planner',
    body: { type: 'patrol', plannedStart: { edtf: '2027-03' }, ...body },
    ...sent,
  });

/** The request is refused with this problem, and nothing is in the log that was not there before. */
const expectRefused = async (
  request: () => Promise<{ status: number; headers: Record<string, string>; body: Record<string, Json> }>,
  expected: object,
) => {
  const before = await system.head();
  const { body, headers } = await request();
  expect(body).toMatchObject(expected);
  expect(headers['content-type']).toMatch('application/problem+json');
  expect(await system.head()).toBe(before);
};

describe('a command', () => {
  it('answers 201 with the record, its version, its path and its position', async () => {
    const { status, headers, body } = await propose({ type: 'protection' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 1, state: 'PROPOSED', type: 'protection', sensitivity: 'CONFIDENTIAL' });
    expect(body['reference']).toMatch(/^OP-\d{4}-\d{4}$/);
    expect(headers).toMatchObject({
      etag: '"1"',
      location: `/v1/operations/${body['id']}`,
      'opsledger-position': `operation-${body['id']}@1@${system.installation.log.logId}`,
      'cache-control': 'no-store',
    });
  });

  it('finds its record by reference, in any case', async () => {
    const { body } = await propose();
    const { status, headers } = await plan(String(body['reference']).toLowerCase());
    expect([status, headers['etag']]).toEqual([200, '"2"']);
  });

  it('is stored with the pseudonym of who sent it, never with the subject of the token', async () => {
    const { body } = await propose({}, { subject: 'captain.jane.doe@example.org' });
    const [event] = await system.installation.log.readStream(`operation-${body['id']}`);
    expect(event!.actor).toMatch(/^actor-[0-9a-f-]{36}$/);
    expect(JSON.stringify(event)).not.toContain('jane');
  });
});

describe('a refused command gets its problem and changes nothing', () => {
  it('wrong state: 409 with the state', async () => {
    const { body } = await propose();
    await plan(body['id']);
    await expectRefused(() => plan(body['id']), {
      status: 409,
      code: 'OPERATION_STATE_DOES_NOT_ALLOW_THIS',
      rule: 'OPS-STATES',
      details: { state: 'PLANNED' },
    });
  });

  it('U3: a stale version is 412 with both versions', async () => {
    const { body } = await propose();
    await plan(body['id']);
    const stale = { headers: { 'if-match': '"1"' } };
    await expectRefused(() => plan(body['id'], stale), {
      status: 412,
      code: 'VERSION_CONFLICT',
      rule: 'U3',
      currentVersion: 2,
      yourVersion: 1,
    });
  });

  it('U3: the version that was seen is taken', async () => {
    const { body } = await propose();
    expect((await plan(body['id'], { headers: { 'if-match': '"1"' } })).status).toBe(200);
  });

  it.each(['1', 'W/"1"', '*', '"x"'])('If-Match %s is no version: 400', async (tag) => {
    const { body } = await propose();
    await expectRefused(() => plan(body['id'], { headers: { 'if-match': tag } }), {
      status: 400,
      errors: [{ pointer: 'If-Match', code: 'NOT_A_VERSION' }],
    });
  });

  it('missing role: 403 with the roles that may', () =>
    expectRefused(() => propose({}, { as: 'viewer' }), {
      status: 403,
      code: 'ROLE_NOT_SUFFICIENT',
      details: { allowed: expect.arrayContaining(['planner']) },
    }));

  it('missing role with a body that no hash can be taken of: still no fault of ours', async () => {
    const { status } = await system.send('POST', '/v1/operations', { as: 'viewer', body: '{"name":1e999}' });
    expect(status).toBe(400);
  });

  it('no token: 401', () =>
    expectRefused(() => propose({}, { as: undefined }), { status: 401, code: 'SIGN_IN_NEEDED' }));

  it.each([
    ['BUFFALO', 'Buffalo'],
    ['Búffalo deux', 'buffalo-deux'],
    ['Blue  Crane', 'BLUE_CRANE'],
  ])('OPS-1: %s takes the name %s as well', async (first, second) => {
    await propose({ name: first });
    await expectRefused(() => propose({ name: second }), {
      status: 422,
      code: 'OPERATION_NAME_IS_TAKEN',
      rule: 'OPS-1',
    });
    await expectRefused(() => propose({ aliases: [second] }), {
      status: 422,
      code: 'OPERATION_NAME_IS_TAKEN',
      rule: 'OPS-1',
    });
  });

  it('OPS-1: an exercise may be called as a real operation is', async () => {
    await propose({ name: 'Pelican' });
    const { status, body } = await propose({ name: 'pelican', exercise: true });
    expect([status, body['exercise']]).toEqual([201, true]);
  });

  it('an unknown record: 404', () =>
    expectRefused(() => plan('01a20000-0000-7000-8000-000000000000'), { status: 404, code: 'NOT_FOUND' }));

  it('a report of an unknown record over HTTP opens none: 404', () =>
    expectRefused(
      () =>
        system.send('POST', '/v1/operations/01a20000-0000-7000-8000-000000000000/actions/report', {
          as: 'importer',
          body: {
            name: 'X',
            occurredAt: '2022',
            status: 'LAUNCHED',
            statusAsStated: 'x',
            source: { kind: 'letter', ref: 'x' },
          },
        }),
      { status: 404 },
    ));

  it('is kept as a refusal, without its body', async () => {
    const { body } = await propose();
    await plan(body['id'], { headers: { 'if-match': '"7"' } });
    const refusals = await system.installation.log.readRefusals(0, 1000);
    expect(refusals.at(-1)).toEqual({
      sequence: refusals.length,
      at: expect.any(String),
      code: 'VERSION_CONFLICT',
      rule: 'U3',
      stream: `operation-${body['id']}`,
      command: 'plan-operation',
      actor: expect.stringMatching(/^actor-/),
      fingerprint: expect.any(String),
    });
  });

  it('speaks French to who asks for it, with the same code', async () => {
    const { body, headers } = await propose(
      {},
      { as: 'viewer', headers: { 'accept-language': 'fr-ML,fr;q=0.9,en;q=0.5' } },
    );
    expect(body).toMatchObject({ title: 'Vos rôles ne le permettent pas', code: 'ROLE_NOT_SUFFICIENT' });
    expect(headers['content-language']).toBe('fr');
  });
});

describe('a report over HTTP', () => {
  const report = (id: string, body: object) =>
    system.send('POST', `/v1/operations/${id}/actions/report`, { as: 'importer', body });
  const stated = {
    name: 'Crane',
    occurredAt: '2022-06-01',
    status: 'LAUNCHED',
    statusAsStated: 'continues',
    source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
  };

  it('continues a record that is there', async () => {
    const { body } = await propose({ occurredAt: '2022-05' });
    expect((await report(body['id'], stated)).body).toMatchObject({
      version: 2,
      state: 'LAUNCHED',
      aliases: ['Crane'],
    });
  });

  it('needs a date of its own: now is not when a document was true', async () => {
    const { body } = await propose();
    const { occurredAt: _, ...undated } = stated;
    await expectRefused(() => report(body['id'], undated), {
      status: 400,
      errors: [{ pointer: '/occurredAt', code: 'FIELD_IS_REQUIRED' }],
    });
  });

  it('gives nothing away of a record that is marked higher than itself', async () => {
    const { body } = await propose({ aliases: ['Silent Crane'] });
    await plan(body['id'], {}, { name: 'Hidden Egret' });
    const { body: reported } = await report(body['id'], {
      ...stated,
      name: 'Public name',
      sensitivity: 'UNCLASSIFIED',
    });
    expect(reported).toMatchObject({ sensitivity: 'STRICTLY_CONFIDENTIAL', name: 'Hidden Egret' });
    const feed = await system.send('GET', '/v1/events?limit=1000', { as: 'viewer' });
    for (const secret of ['Hidden Egret', 'Silent Crane', 'Public name', body['id']])
      expect(JSON.stringify(feed.body)).not.toContain(secret);
  });

  it('needs its source', async () => {
    const { body } = await propose();
    const { source: _, ...unsourced } = stated;
    await expectRefused(() => report(body['id'], unsourced), {
      status: 400,
      errors: [{ pointer: '/source', code: 'FIELD_IS_REQUIRED' }],
    });
  });
});

describe('bad fields get 400 with the field, the rule and what is allowed, and change nothing', () => {
  const at = (place: object) => ({ name: 'a', areas: [{ asStated: 'Mopti', ...place }] });
  const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  it.each([
    ['no body', undefined, {}],
    ['no name', {}, { errors: [{ pointer: '/name', code: 'FIELD_IS_REQUIRED', rule: 'OPS-1' }] }],
    ['an empty name', { name: ' ' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['a name without a letter', { name: '---' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['a name that nobody can see', { name: '\u3164\u200b' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['a name that is an accent alone', { name: '\uff9e' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['a name with spaces around it', { name: ' Heron ' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    [
      'a name that turns its letters round',
      { name: 'He\u202eron' },
      { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] },
    ],
    [
      'a field that every object has',
      { name: 'a', hasOwnProperty: 1 },
      { errors: [{ pointer: '/hasOwnProperty', code: 'FIELD_IS_UNKNOWN' }] },
    ],
    [
      'the same further in',
      '{"name":"a","areas":[{"asStated":"x","toString":1}]}',
      { errors: [{ pointer: '/areas/0/toString', code: 'FIELD_IS_UNKNOWN' }] },
    ],
    ['a name of two lines', { name: 'a\nb' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['a name with NUL', { name: 'a\u0000b' }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['a lone surrogate', '{"name":"a\\ud800b"}', { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    [
      'a control character in a narrative',
      { name: 'a', purpose: 'a\u0007b' },
      { errors: [{ pointer: '/purpose', code: 'NOT_A_TEXT' }] },
    ],
    ['a name that is a number', { name: 7 }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    ['null', { name: null }, { errors: [{ pointer: '/name', code: 'NOT_A_NAME' }] }],
    [
      'U4: a kind outside the list',
      { name: 'a', type: 'war' },
      { errors: [{ pointer: '/type', code: 'NOT_ONE_OF', rule: 'U4', allowed: expect.arrayContaining(['patrol']) }] },
    ],
    ['an unknown field', { name: 'a', colour: 'red' }, { errors: [{ pointer: '/colour', code: 'FIELD_IS_UNKNOWN' }] }],
    [
      'a date that does not exist',
      { name: 'a', occurredAt: '2022-02-30' },
      { errors: [{ pointer: '/occurredAt', code: 'NOT_AN_EDTF_DATE', rule: 'U1' }] },
    ],
    ['a place that is text', { name: 'a', areas: ['Mopti'] }, { errors: [{ pointer: '/areas', code: 'NOT_A_LIST' }] }],
    [
      'a place with an unknown level',
      { name: 'a', areas: [{ asStated: 'Mopti', adminLevel: 9 }] },
      { errors: [{ pointer: '/areas/0/adminLevel', code: 'NOT_ONE_OF' }] },
    ],
    [
      'GEO-REF: a place that the gazetteer does not have',
      at({ placeId: 'ml-nowhere' }),
      { errors: [{ pointer: '/areas/0/placeId', code: 'NOT_A_PLACE', rule: 'GEO-REF' }] },
    ],
    [
      'GEO-REF: half a point',
      at({ lat: 14.5 }),
      { errors: [{ pointer: '/areas/0/lat', code: 'POINT_IS_INCOMPLETE', rule: 'GEO-REF' }] },
    ],
    [
      'GEO-REF: a point the wrong way round',
      at({ lat: -4.183, lon: 14.484 }),
      {
        errors: ['lat', 'lon'].map((name) => ({
          ...{ pointer: `/areas/0/${name}`, code: 'POINT_LIES_OUTSIDE_THE_MISSION_AREA' },
        })),
      },
    ],
    [
      'GEO-REF: a latitude that is text',
      at({ lat: '14.5', lon: -4.2 }),
      { errors: [{ pointer: '/areas/0/lat', code: 'NOT_A_NUMBER', details: { min: -90, max: 90 } }] },
    ],
    [
      'GEO-REF: no grid reference',
      at({ mgrs: '30PUB725' }),
      { errors: [{ pointer: '/areas/0/mgrs', code: 'NOT_AN_MGRS_REFERENCE', rule: 'GEO-REF' }] },
    ],
    [
      'GEO-REF: a grid reference of another country',
      at({ mgrs: '31UDQ4825111932' }),
      { errors: [{ pointer: '/areas/0/mgrs', code: 'POINT_LIES_OUTSIDE_THE_MISSION_AREA' }] },
    ],
    [
      'GEO-REF: a grid reference of another place than the point',
      at({ lat: 14.484, lon: -4.183, mgrs: '30PXB3958689712', accuracyM: 5_000 }),
      { errors: [{ pointer: '/areas/0/mgrs', code: 'MGRS_CONTRADICTS_THE_POINT', rule: 'GEO-REF' }] },
    ],
    [
      'GEO-REF: how good a point is that is not there',
      at({ accuracyM: 10 }),
      { errors: [{ pointer: '/areas/0/accuracyM', code: 'ACCURACY_IS_OF_NO_POINT', rule: 'GEO-REF' }] },
    ],
    [
      'a boolean as text',
      { name: 'a', integrated: 'yes' },
      { errors: [{ pointer: '/integrated', code: 'NOT_A_BOOLEAN' }] },
    ],
    ['an array for a body', [], { errors: [{ pointer: '', code: 'NOT_AN_OBJECT' }] }],
    ['a text for a body', '"x"', { errors: [{ pointer: '', code: 'NOT_AN_OBJECT' }] }],
    ['broken JSON', '{"name":', { code: 'BODY_IS_NOT_JSON' }],
    [
      'a member that stands twice',
      '{"name":"a","areas":[{"asStated":"Gao","asStated":"Kidal"}]}',
      { errors: [{ pointer: '/areas/0/asStated', code: 'MEMBER_STANDS_TWICE' }] },
    ],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), { code: 'BODY_IS_NOT_UTF8' }],
    ['JSON that is too deep', deep(20), { code: 'BODY_IS_TOO_DEEP' }],
    ['JSON that is far too deep', deep(20_000), { code: 'BODY_IS_TOO_DEEP' }],
    [
      'a prototype key',
      '{"name":"a","__proto__":{"x":1}}',
      { errors: [{ pointer: '/__proto__', code: 'FIELD_IS_UNKNOWN' }] },
    ],
    [
      'a constructor key',
      '{"name":"a","constructor":{"prototype":{}}}',
      { errors: [{ pointer: '/constructor', code: 'FIELD_IS_UNKNOWN' }] },
    ],
    [
      'a number beyond numbers',
      '{"name":"a","integrated":1e999}',
      { errors: [{ pointer: '/integrated', code: 'NUMBER_IS_TOO_LARGE' }] },
    ],
  ])('%s', (_, body, expected) =>
    expectRefused(() => system.send('POST', '/v1/operations', { as: 'planner', body }), { status: 400, ...expected }),
  );

  it('GEO-REF: point, grid reference and place that fit are taken as they are given', async () => {
    const area = { placeId: 'ml-mopti-region', lat: 14.484, lon: -4.183, mgrs: '30PUB 72510 01584', accuracyM: 10 };
    const { status, body } = await propose({ areas: [{ asStated: 'Mopti', ...area }] });
    expect([status, body['areas']]).toEqual([201, [{ asStated: 'Mopti', ...area }]]);
  });

  it('a body that is too large: 413', () =>
    expectRefused(() => propose({ purpose: 'x'.repeat(300_000) }), { status: 413, code: 'BODY_IS_TOO_LARGE' }));

  it('more than a hundred wrong fields: the first hundred', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_900 }, (_, index) => [`f${index}`, 1]));
    expect((await propose(many)).body['errors']).toHaveLength(100);
  });

  it('more members than anybody needs: not looked at', () => {
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`f${index}`, 1]));
    return expectRefused(() => system.send('POST', '/v1/operations', { as: 'planner', body: many }), {
      status: 400,
      code: 'BODY_HAS_TOO_MANY_MEMBERS',
    });
  });

  it('rows where there is no import: 415 before they are read', async () => {
    const began = performance.now();
    const sent = { as: 'viewer', type: 'application/x-ndjson', body: 'x'.repeat(4_000_000) } as const;
    await expectRefused(() => system.send('POST', '/v1/operations', sent), { status: 415 });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('another content type: 415', () =>
    expectRefused(
      () =>
        system.send('POST', '/v1/operations', {
          as: 'planner',
          body: 'name=a',
          type: 'application/x-www-form-urlencoded',
        }),
      { status: 415 },
    ));

  it.each([
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'unheard-of' },
    { 'content-type': 'application/json; charset=utf-16' },
  ])('a body in another code than it is read in: 415 for %j', (headers) =>
    expectRefused(() => propose({}, { headers }), { status: 415 }),
  );

  it('a charset that says what it is read in is taken', async () =>
    expect((await propose({}, { headers: { 'content-type': 'application/json; charset=UTF-8' } })).status).toBe(201));

  it('names every field that is wrong at once', async () => {
    const { body } = await propose({ name: '', type: 'war', colour: 'red' });
    expect(body['errors'].map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/colour',
      '/name',
      '/type',
    ]);
  });
});

describe('an idempotency key', () => {
  const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

  it('gives the same request its first answer again, with one effect', async () => {
    const body = { name: freshName() };
    const first = await propose(body, keyed('k-1'));
    const head = await system.head();
    const again = await propose(body, keyed('k-1'));
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers['idempotent-replayed'], await system.head()]).toEqual([201, 'true', head]);
  });

  it('gives the answer of that time, though the record has gone on since', async () => {
    const body = { name: freshName() };
    const first = await propose(body, keyed('k-2'));
    await plan(first.body['id']);
    expect((await propose(body, keyed('k-2'))).body).toEqual(first.body);
  });

  it('gives a retry the first answer while the first attempt is still running, also with If-Match', async () => {
    const { body } = await propose();
    const retry = { headers: { 'idempotency-key': 'k-3', 'if-match': '"1"' } };
    const before = await system.head();
    const answers = await Promise.all([1, 2, 3, 4].map(() => plan(body['id'], retry)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(3);
    expect(await system.head()).toBe(before + 1);
  });

  it('does the same for retries of a request that opens a record', async () => {
    const body = { name: freshName() };
    const answers = await Promise.all([1, 2, 3, 4].map(() => propose(body, keyed('k-4'))));
    expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });

  it('U3: is refused for another request', async () => {
    await propose({}, keyed('k-5'));
    await expectRefused(() => propose({}, keyed('k-5')), { status: 422, code: 'IDEMPOTENCY_KEY_REUSED', rule: 'U3' });
    expect((await system.installation.log.readRefusals(0, 1000)).at(-1)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      rule: 'U3',
    });
  });

  it("is the caller's own: another caller's same key is another key", async () => {
    await propose({}, { ...keyed('k-6'), subject: 'one' });
    expect((await propose({}, { ...keyed('k-6'), subject: 'two' })).status).toBe(201);
  });

  it('is not bound by a refused command', async () => {
    const { body } = await propose();
    await plan(body['id'], { headers: { 'idempotency-key': 'k-7', 'if-match': '"9"' } });
    expect((await plan(body['id'], keyed('k-7'))).status).toBe(200);
  });

  it.each([' ', 'a b', 'é', 'x'.repeat(201)])('%j is no key: 400', (key) =>
    expectRefused(() => propose({}, { headers: { 'idempotency-key': key } }), {
      status: 400,
      errors: [{ pointer: 'Idempotency-Key' }],
    }),
  );
});

describe('16 planners at once', () => {
  it('OPS-1: one of 16 gets the name', async () => {
    const name = freshName();
    const answers = await Promise.all(Array.from({ length: 16 }, () => propose({ name })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 15 }, () => 422)]);
  });

  it('U3: one of 16 changes the version that all have seen', async () => {
    const { body } = await propose();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => plan(body['id'], { headers: { 'if-match': '"1"' } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 15 }, () => 412)]);
  });
});
