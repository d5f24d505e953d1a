import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { DiscoveryService, ModulesContainer, Reflector } from '@nestjs/core';
import { Readiness } from '@opsledger/platform';
import { hostedServices } from './hosted-services.js';
import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

type OpenApi = {
  openapi: string;
  paths: Record<string, Record<string, Record<string, Json>>>;
  components: { schemas: Record<string, Json> };
};
const openApi = async (): Promise<OpenApi> => (await system.send<OpenApi>('GET', '/openapi.json')).body;

/** What controllers answer, also by what they inherit; what a controller says itself stands in front of that. */
const routesOf = (app: TestInstallation['app']) => {
  const discovery = new DiscoveryService(app.get(ModulesContainer));
  return discovery.getControllers().flatMap(({ metatype }) => {
    const members = new Map<string, () => unknown>();
    for (
      let at = (metatype as { prototype: object }).prototype;
      at !== Object.prototype;
      at = Object.getPrototypeOf(at)
    )
      for (const name of Object.getOwnPropertyNames(at))
        if (!members.has(name)) members.set(name, (at as Record<string, () => unknown>)[name]!);
    return [...members]
      .filter(([name, member]) => name !== 'constructor' && Reflect.hasMetadata('path', member))
      .map(([name, handler]) => ({ name, handler }));
  });
};

describe('the front door', () => {
  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])('%s needs no sign-in', async (url) =>
    expect((await system.send('GET', url)).status).toBe(200),
  );

  it('that is told to end answers who has been let in, and lets them go', async () => {
    const ending = await TestInstallation.start();
    await ending.app.listen(0, '127.0.0.1');
    const socket = connect(Number(new URL(await ending.app.getUrl()).port), '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nhost: here\r\n');
    await setTimeout(200);
    const removed = ending.remove();
    await setTimeout(200);
    socket.write('\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
    expect(String(answer).toLowerCase()).toContain('connection: close');
    await removed;
  });

  it('/readyz: a hundred who ask at once make one look; what is missing is named, and soon found when it is back', async () => {
    const status = jest.spyOn(system.app.get(Readiness), 'status');
    const ready = async () => (await system.send('GET', '/readyz')).status;
    for (; status.mock.calls.length === 0; await ready()) await setTimeout(50);
    status.mockClear();
    const statuses = await Promise.all(Array.from({ length: 100 }, ready));
    expect([new Set(statuses), status.mock.calls.length <= 1]).toEqual([new Set([200]), true]);
    const head = jest.spyOn(system.installation.log, 'head').mockRejectedValue(new Error('gone'));
    try {
      while ((await ready()) === 200) await setTimeout(50);
      const { body } = await system.send<{ status: string; dependencies: Json[] }>('GET', '/readyz');
      expect(body.status).toBe('incomplete');
      expect(body.dependencies).toContainEqual({ name: 'log', isAvailable: false });
    } finally {
      head.mockRestore();
    }
    while ((await ready()) !== 200) await setTimeout(50);
    status.mockRestore();
  });

  it('every documented route needs a sign-in', async () => {
    const { paths } = await openApi();
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
    );
    expect(routes.length).toBeGreaterThanOrEqual(8);
    for (const [method, path] of routes) {
      const { status, headers } = await system.send(method as 'GET', path.replace('{id}', 'OP-2022-0001'));
      expect([method, path, status, headers['www-authenticate']]).toEqual([method, path, 401, 'Bearer']);
    }
  });

  it('every route of every controller says who may come in: deny by default', () => {
    const reflector = system.app.get(Reflector);
    const routes = routesOf(system.app);
    expect(routes.length).toBeGreaterThanOrEqual(11);
    for (const { handler } of routes) {
      const symbols = Reflect.getMetadataKeys(handler).filter((key) => String(key) === 'Symbol(access)');
      expect([handler.name, symbols.length]).toEqual([handler.name, 1]);
      expect(reflector.get(symbols[0] as symbol & string, handler)).toHaveProperty('kind');
    }
  });

  it('every command that has a route is issued by it, and no two by the same', () => {
    const issued = routesOf(system.app).flatMap(({ handler }) => {
      const access = Reflect.getMetadataKeys(handler).find((key) => String(key) === 'Symbol(access)');
      const { kind, name } = Reflect.getMetadata(access as symbol, handler) as { kind: string; name?: string };
      return kind === 'command' ? [name!] : [];
    });
    const aggregates = hostedServices.flatMap(({ definition }) => definition.aggregates);
    const routed = aggregates.flatMap(({ commands }) => commands.filter(({ route }) => route).map(({ name }) => name));
    expect(issued.toSorted()).toEqual(routed.toSorted());
    const silent = aggregates.flatMap(({ commands }) => commands.filter(({ route }) => !route));
    expect(silent.filter(({ roles }) => !roles.every((role) => role === 'clock' || role === 'policy'))).toEqual([]);
  });

  it.each([
    'x',
    'Bearer',
    'Bearer a.b.c',
    'Basic YTpi',
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiYWRtaW4iXX0.',
  ])('%s is no token', async (authorization) =>
    expect((await system.send('GET', '/v1/operations', { headers: { authorization } })).status).toBe(401),
  );

  it.each(['/v1/nothing', '/v1/operations/x/y/z', '/v2'])('%s: 404 as a problem document', async (url) =>
    expect((await system.send('GET', url, { as: 'viewer' })).body).toMatchObject({ status: 404, code: 'NOT_FOUND' }),
  );

  it.each(['/v1/%zz', '/v1/operations/%00', `/v1/operations/${'x'.repeat(300)}`, '/v1/operations/..%2f..%2fetc'])(
    '%s never is a fault of ours',
    async (url) => {
      const { status, headers } = await system.send('GET', url, { as: 'viewer' });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers['content-type']).toMatch('application/problem+json');
    },
  );

  it('gives back the id of a request, and makes one where what came is none', async () => {
    expect(
      (await system.send('GET', '/healthz', { headers: { 'x-request-id': '4bf92f3577b34da6a3ce929d0e0e4736' } }))
        .headers['x-request-id'],
    ).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(
      (await system.send('GET', '/healthz', { headers: { 'x-request-id': 'jean.dupont' } })).headers['x-request-id'],
    ).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('measures without saying about whom', async () => {
    const { body } = await system.send('POST', '/v1/operations', { as: 'planner', body: { name: 'Measured Heron' } });
    const measured = async () => String((await system.send('GET', '/metrics')).body);
    // What is measured may be a second old.
    while (!(await measured()).includes('outcome="accepted"')) await setTimeout(50);
    const metrics = await measured();
    expect(metrics).toMatch(/opsledger_log_position [1-9]/);
    expect(metrics).toMatch(/opsledger_read_model_lag_events\{read_model="operations"\} \d/);
    expect(metrics).toMatch(/opsledger_policy_lag_events\{policy="priority-area-presence"\} \d/);
    expect(metrics).toMatch(/opsledger_commands_total\{command="propose-operation",outcome="accepted"\} 1/);
    for (const secret of [body['id'], 'Heron', 'actor-']) expect(metrics).not.toContain(secret);
  });
});

describe('the log lines of the process', () => {
  it('say what was asked and how it ended, and nothing of whom or what it was about', async () => {
    TestInstallation.logged.length = 0;
    const sent = {
      as: 'planner',
      subject: 'captain.jane.doe@example.org',
      headers: { 'idempotency-key': 'jane-1' },
    } as const;
    await system.send('POST', '/v1/operations?x=doe', { ...sent, body: { name: 'Quiet Heron' } });
    const { body } = await system.send('POST', '/v1/operations', { ...sent, body: { name: 'Quiet Heron' } });
    await system.send('POST', '/v1/operations', { ...sent, body: { name: 'Quiet Heron', purpose: 7 } });
    await system.send('GET', `/v1/operations/${body['id']}`, sent);
    const lines = TestInstallation.logged.join('');
    expect(lines).toMatch(/"method":"POST","route":"\/v1\/operations","status":201/);
    for (const secret of ['jane', 'doe', 'Heron', 'Bearer', 'eyJ', body['id']]) expect(lines).not.toContain(secret);
  });
});

describe('the OpenAPI document', () => {
  it('is 3.1', async () => expect((await openApi()).openapi).toBe('3.1.0'));

  it('refers to nothing that it does not have', async () => {
    const document = await openApi();
    const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w*)"/g)].map(
      ([, name]) => name!,
    );
    expect(referred.length).toBeGreaterThan(20);
    expect(referred.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('says in which forms a list can be had, and each list can', async () => {
    const { paths } = await openApi();
    const ofForm = { csv: 'text/csv', geojson: 'application/geo+json', json: 'application/json' } as const;
    const taking = Object.entries(paths as Record<string, Json>).flatMap(([path, { get }]) => {
      const format = get?.parameters?.find(({ name }: Json) => name === 'format');
      return format ? [{ path, forms: format.schema.enum as (keyof typeof ofForm)[], get }] : [];
    });
    expect(taking.length).toBeGreaterThan(6);
    for (const { path, forms, get } of taking) {
      expect([path, Object.keys(get.responses['200'].content).toSorted()]).toEqual([
        path,
        forms.map((form) => ofForm[form]).toSorted(),
      ]);
      for (const form of /figures|[{]/.test(path) ? [] : forms) {
        const answer = await system.send('GET', `${path}?format=${form}`, { as: 'planner' });
        expect([path, answer.status, answer.headers['content-type']]).toEqual([
          path,
          200,
          expect.stringContaining(ofForm[form]),
        ]);
      }
    }
  });

  /** The example of a schema, put together from the examples of its members. */
  const exampleOf = (schemas: Record<string, Json>, schema: Record<string, Json>): Json => {
    if (schema['example'] !== undefined) return schema['example'];
    const named = schema['$ref'] ?? schema['allOf']?.[0]?.['$ref'];
    if (named) return exampleOf(schemas, schemas[named.split('/').at(-1)!]);
    if (schema['type'] === 'array') return undefined;
    if (schema['type'] !== 'object') return undefined;
    const members = Object.entries(schema['properties'] as Record<string, Json>).map(
      ([name, member]) => [name, exampleOf(schemas, member)] as const,
    );
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  };

  /** The example that stands with the body, and the one that a reader puts together from those of its fields. */
  const examplesOf = (schemas: Record<string, Json>, content: Record<string, Json>): Json[] => [
    ...Object.values((content['examples'] ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value),
    exampleOf(schemas, content['schema']),
  ];

  type Sent = Readonly<{ path: string; status: number; errors: unknown }>;
  /** Sends a body as whoever of these may. */
  const sendAsSomeone = async (path: string, sent: { body: unknown; type: string }) => {
    for (const as of ['planner', 'importer', 'admin'] as const) {
      const answer = await system.send('POST', path, { as, ...sent });
      if (answer.status !== 403) return answer;
    }
    throw new Error(`Nobody may send to ${path}`);
  };
  const successOf = (responses: object): number =>
    Number(Object.keys(responses).find((status) => status.startsWith('2')));

  it.each([0, 1])(
    'its examples work when they are sent, with any name (%i)',
    async (which) => {
      const { paths, components } = await openApi();
      const opened = new Map<string, string>();
      const results: Sent[] = [];
      // What opens records comes first: the other examples are sent to those.
      const routes = Object.entries(paths).filter(([, { post }]) => post?.['requestBody']);
      for (const [path, { post }] of routes.toSorted(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))) {
        const [[type, content]] = Object.entries(post!['requestBody'].content as Record<string, Json>) as [
          [string, Record<string, Json>],
        ];
        const examples = examplesOf(components.schemas, content);
        const example = examples[which] ?? examples[0];
        const name = `Heron ${which} by ${path}`;
        const body =
          typeof example === 'string'
            ? example.replace('Heron', name).replace('example-1', `example-${which}`)
            : {
                ...{ ...example, ...('name' in example && { name }) },
                ...(path.endsWith('assign-forces') && { unitId: opened.get('/v1/units') }),
                ...('baseId' in example && { baseId: opened.get('/v1/bases') }),
                // Put together, it says what an activity of one kind does not have (ACTIVITY-KIND).
                ...(path.startsWith('/v1/activities') && { vehicles: undefined, persons: undefined }),
              };
        const collection = path.split('/{')[0]!;
        const target = path.replace('{id}', opened.get(collection) ?? '').replace('{name}', 'operations');
        const { status, body: answer } = await sendAsSomeone(target, { body, type });
        if (status === 201) opened.set(path, answer['id']);
        results.push({ path, status, errors: answer['errors'] });
      }
      // One operation goes through them in their order: what needs another state is well formed, and refused for the state.
      const needOtherState = ['postpone', 'replan', 'change-mode', 'waive-after-action', 'cancel'].map(
        (verb) => `/v1/operations/{id}/actions/${verb}`,
      );
      needOtherState.push('/v1/standbys/{id}/actions/stand-down'); // it was activated before
      needOtherState.push('/v1/bases/{id}/actions/end-recce'); // it was established before
      for (const verb of ['abort', 'deny', 'postpone', 'cancel', 'confirm-check'])
        needOtherState.push(`/v1/activities/{id}/actions/${verb}`); // it was completed before, and goes together
      const expected = (path: string): number =>
        needOtherState.includes(path) ? 409 : successOf(paths[path]!.post!['responses']);
      expect(results).toEqual(results.map(({ path }) => ({ path, status: expected(path), errors: undefined })));
      expect(results.map(({ path }) => path)).toEqual(
        expect.arrayContaining([
          '/v1/imports',
          '/v1/operations',
          '/v1/operations/{id}/actions/plan',
          '/v1/operations/{id}/actions/report',
          '/v1/projections/{name}/actions/rebuild',
        ]),
      );
    },
    60_000,
  ); // every route of the system, one after the other
});
