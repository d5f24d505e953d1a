import * as fc from 'fast-check';
import { issueToken, ROLES } from '@opsledger/platform';
import { readOpenApi, type OpenApi, type Route } from './testing/open-api.js';
import { TestInstallation, type Answer, type Json } from './testing/test-installation.js';
import { wrongBodiesOf, wrongValuesOf } from './testing/wrong-values.js';

/** Requests that are made up at random: a few in `npm test`, 20,000 in `.ci/run`, 200,000 before a release (`npm run test:fuzz`). */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 1_000);
/** The same in every run, so that what fails has been made by the change; another one is tried before a release. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20220601);
/** In `npm test` a field that many bodies have alike is tried in one of them. */
const IS_THOROUGH = process.env['FUZZ_REQUESTS'] !== undefined;
const LONG_MILLISECONDS = 300_000;
const NOBODY = '01a20000-0000-7000-8000-000000000000';

let system: TestInstallation;
let api: OpenApi;
/** Someone with every role, so that a request is refused for what it says and not for who sends it. */
let everyone: Readonly<Record<string, string>>;
/** Records that are there, by collection. */
const records = new Map<string, string[]>();

beforeAll(async () => {
  system = await TestInstallation.start();
  api = await readOpenApi(system);
  const token = await issueToken(system.installation.keys, { subject: 'everyone', roles: ROLES }, '1h');
  everyone = { authorization: `Bearer ${token}` };
  for (const { path, body } of api.routes.filter(({ statuses }) => statuses.includes(201)))
    for (const exercise of [false, true]) {
      const named = { ...(body!.example as object), exercise };
      const { body: opened } = await send('POST', path, { body: JSON.stringify(named) });
      if (opened['id'] !== undefined) records.set(path, [...(records.get(path) ?? []), opened['id']]);
    }
});
afterAll(() => system.remove());

type Sent = Readonly<{ body?: string | Buffer; type?: string; headers?: Readonly<Record<string, string>> }>;
const send = (method: Route['method'], url: string, { headers = {}, ...sent }: Sent = {}) =>
  system.send(method, url, { ...sent, headers: { ...everyone, ...headers } });

/** The path of a route for records that are there, or for none. */
const pathOf = ({ path }: Route, id?: string): string => {
  const collection = path.split('/{')[0]!;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'id' ? (id ?? records.get(collection)?.[0] ?? NOBODY) : name === 'version' ? '1' : 'operations',
  );
};

/** It is a problem document that explains itself, in the words of the language that was asked for. */
const expectProblem = ({ status, headers, body }: Answer<Record<string, Json>>): void => {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    status,
    code: expect.stringMatching(/^[A-Z0-9_]+$/),
    title: expect.stringMatching(/\w/),
  });
  expect(body['title']).not.toBe(body['code']);
  for (const error of body['errors'] ?? [])
    expect(error).toMatchObject({
      pointer: expect.any(String),
      code: expect.any(String),
      detail: expect.stringMatching(/\w/),
    });
};

describe('Every field of every body, wrong in every way that it can be', () => {
  const isJson = ({ body }: Route): boolean => body?.type === 'application/json';

  it(
    'is 400 that names the field and says what it must be, and changes nothing',
    async () => {
      let tried = 0;
      const known = new Set<string>();
      for (const route of api.routes.filter(isJson)) {
        const { schema, example = {} } = route.body!;
        const before = await system.head();
        for (const { pointer, why, field, body } of wrongBodiesOf(api, schema, example)) {
          const alike = JSON.stringify([pointer.replaceAll(/\/\d+/g, ''), why, field]);
          if (!IS_THOROUGH && known.has(alike)) continue;
          known.add(alike);
          const answer = await send(route.method, pathOf(route), { body: JSON.stringify(body) });
          const named = ((answer.body['errors'] ?? []) as Json[]).map((error) => error.pointer as string);
          const isNamed = named.some(
            (one) => one === pointer || one.startsWith(`${pointer}/`) || pointer.startsWith(`${one}/`),
          );
          expect([route.path, pointer, why, answer.status, isNamed]).toEqual([route.path, pointer, why, 400, true]);
          expectProblem(answer);
          tried += 1;
        }
        expect([route.path, await system.head()]).toEqual([route.path, before]);
      }
      expect(tried).toBeGreaterThan(IS_THOROUGH ? 2_000 : 500);
    },
    LONG_MILLISECONDS,
  );

  it('is said for every query parameter, too', async () => {
    for (const route of api.routes.filter(({ path }) => path !== '/v1/events/stream')) {
      const right = route.parameters.filter(({ in: place, required }) => place === 'query' && required);
      for (const { name, schema } of route.parameters.filter(({ in: place }) => place === 'query')) {
        // What is text in a query can be read as a number: then it is no text. Lists and objects cannot be said there.
        const wrong = wrongValuesOf(api.resolve(schema)).filter(
          ([, value]) => typeof value === 'string' && value.isWellFormed() && !/^\d+$/.test(value),
        );
        for (const [why, value] of wrong) {
          const query = new URLSearchParams(
            right.map((one): [string, string] => [one.name, String(one.schema.example)]),
          );
          query.set(name, String(value));
          const answer = await send(route.method, `${pathOf(route)}?${query}`);
          expect([route.path, name, why, answer.status]).toEqual([route.path, name, why, 400]);
          expectProblem(answer);
          expect(((answer.body['errors'] ?? []) as Json[]).map(({ pointer }) => pointer)).toContainEqual(
            expect.stringMatching(new RegExp(`^/?${name}$`)),
          );
        }
      }
    }
  });

  it('a method that a path does not have is 405 and says which it has', async () => {
    for (const route of api.routes) {
      const { statusCode, headers, payload } = await system.app.inject({
        ...{ method: 'DELETE', url: pathOf(route), headers: everyone },
      });
      expect([route.path, statusCode]).toEqual([route.path, 405]);
      expect(String(headers['allow']).split(', ')).toContain(route.method);
      expect(JSON.parse(payload)).toMatchObject({ code: 'METHOD_IS_NOT_ALLOWED' });
    }
  });
});

describe('A request that nobody meant', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '__proto__',
      '\u0000',
      '2022-02-30',
      '../../etc/passwd',
      '%00',
      '{{7*7}}',
      "'; DROP TABLE events; --",
      '\r\nSet-Cookie: a=b',
    ),
  );
  const anyValue = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    anyText,
    fc.constantFrom<unknown>(-0, 1e308, -1, 2 ** 53, '9'.repeat(5_000), [], {}, null, true),
  );

  /** Puts something else in the place of one member, somewhere in a body. */
  const disturb = (value: unknown, path: readonly number[], change: (value: unknown) => unknown): unknown => {
    const [at, ...rest] = path;
    if (at === undefined || typeof value !== 'object' || value === null) return change(value);
    const names = Object.keys(value);
    if (names.length === 0) return change(value);
    const name = names[at % names.length]!;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    copy[name] = disturb(copy[name], rest, change);
    return copy;
  };
  const disturbance = fc.record({ path: fc.array(fc.nat(20), { maxLength: 4 }), value: anyValue });

  const bodyOf = (route: Route): fc.Arbitrary<string | Buffer | undefined> => {
    const right: unknown = route.body?.example ?? {};
    const whole = typeof right === 'string' ? right : JSON.stringify(right);
    return fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .array(disturbance, { minLength: 0, maxLength: 3 })
          .map(
            (changes) =>
              JSON.stringify(
                changes.reduce<unknown>((body, { path, value }) => disturb(body, path, () => value), right),
              ) ?? '',
          ),
      },
      { weight: 1, arbitrary: anyValue.map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.nat(whole.length).map((length) => whole.slice(0, length)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.nat(60).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  };
  const headerValue = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 30 }),
    fc.constantFrom(
      '"1"',
      '"0"',
      '*',
      'W/"1"',
      'key-1',
      'fr',
      'en;q=x',
      `operation-${NOBODY}@1`,
      `operation-${NOBODY}@1@log-1`,
      'wait=0',
      'x'.repeat(300),
    ),
  );
  const headersOf = fc.dictionary(
    fc.constantFrom(
      'if-match',
      'idempotency-key',
      'accept-language',
      'opsledger-min-position',
      'prefer',
      'last-event-id',
      'x-request-id',
      'accept',
    ),
    headerValue,
    { maxKeys: 3 },
  );
  const queryOf = ({ parameters }: Route) => {
    const names = parameters.flatMap(({ name, in: place }) => (place === 'query' ? [name] : []));
    const name = names.length === 0 ? anyText : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, anyText);
    return fc.array(
      fc.tuple(name, fc.oneof(anyText, fc.constantFrom('1', '0', '-1', '2022', '2022-03-05T00:00:00Z', 'a,b', 'json'))),
      { maxLength: 3 },
    );
  };

  const requestTo = (route: Route) =>
    fc.record({
      route: fc.constant(route),
      id: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anyText }),
      query: fc.oneof(
        { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
        { weight: 1, arbitrary: queryOf(route) },
      ),
      headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headersOf }),
      body: route.body ? bodyOf(route) : fc.constant(undefined),
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constant(route.body?.type ?? 'application/json') },
        {
          weight: 1,
          arbitrary: fc.constantFrom('text/plain', 'application/x-ndjson', 'application/json; charset=latin1'),
        },
      ),
      role: fc.option(fc.constantFrom(...ROLES), { freq: 4 }),
    });

  it(
    `never is a fault of ours, is told apart from what was meant, and changes nothing when it is refused (${REQUESTS} requests)`,
    async () => {
      // A stream does not end by itself: its parameters are those of the feed.
      const routes = api.routes.filter(({ path }) => path !== '/v1/events/stream');
      const request = fc.constantFrom(...routes).chain(requestTo);
      const seen = new Map<number, number>();
      await fc.assert(
        fc.asyncProperty(request, async ({ route, id, query, headers, body, type, role }) => {
          const path = pathOf(
            route,
            id === undefined ? undefined : encodeURIComponent(id.toWellFormed()).slice(0, 150),
          );
          const asked = query
            .map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='))
            .join('&');
          const before = await system.head();
          const answer = await system.send(route.method, asked === '' ? path : `${path}?${asked}`, {
            ...(role !== null && { as: role }),
            headers: { ...(role === null && everyone), ...headers },
            // A name is free once: with a number of its own some of what is well formed is accepted.
            ...(body !== undefined && {
              body: typeof body === 'string' ? body.replace('"Heron"', `"Heron ${before}"`) : body,
              type,
            }),
          });
          const { status } = answer;
          seen.set(status, (seen.get(status) ?? 0) + 1);
          // What a read waits for may never come: that is the one fault that a request can ask for.
          const isWaiting = status === 503 && answer.body['code'] === 'READ_MODEL_IS_BEHIND';
          if (status >= 500 && !isWaiting) throw new Error(`${status} ${JSON.stringify(answer.body)}`);
          if (status >= 400) expectProblem(answer);
          const mayChange = status < 400 && route.method === 'POST';
          expect(mayChange || (await system.head()) === before).toBe(true);
          // 404 and 405 are what a path is answered with that is no route; what is a route names its statuses.
          expect([...route.statuses, 404, 405]).toContain(status);
          expect(answer.headers['set-cookie']).toBeUndefined();
        }),
        { numRuns: REQUESTS, seed: SEED },
      );
      // A fuzz of which nothing gets through tries the door only.
      expect([200, 400, 403, 409].filter((status) => !seen.has(status))).toEqual([]);
    },
    LONG_MILLISECONDS + REQUESTS * 20,
  );
});
