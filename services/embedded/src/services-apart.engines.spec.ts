import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createDeclaredTopics } from '@opsledger/platform/topics';
import { doorAt, playStory } from '@opsledger/testing';
import type { Role } from '@opsledger/platform';
import { freePort, startEngine, type Engine } from '../../../infra/engines/engine.js';
import { dangareWotoro } from './testing/dangare-wotoro.story.js';
import { plannedOperation } from './testing/planned-operation.story.js';
import { REPOSITORY, RunningSystem } from './testing/running-system.js';
import { TestInstallation, type Json } from './testing/test-installation.js';

jest.setTimeout(300_000);

let [mongodb, kafka]: Engine[] = [];
let folder: string;
let port: number;
let [gateway, operations]: RunningSystem[] = [];
/** Where people of the mission sign in. */
let signIn: Awaited<ReturnType<typeof startIssuer>>;

const environment = (): Record<string, string> => ({
  ...{ PROFILE: 'distributed', KAFKA_BROKERS: kafka!.address },
  MONGODB_URI: mongodb!.address.replace('/?', '/opsledger?'),
});
const startOperations = async (more: Readonly<Record<string, string>> = {}): Promise<void> => {
  operations = await RunningSystem.start(folder, { ...environment(), PORT: String(port), ...more }, 'operations');
};

const startIssuer = async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }];
  const server = createServer((request, response) => {
    const isKeys = request.url === '/keys';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isKeys ? { keys } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = (...roles: readonly string[]): Promise<string> =>
    new SignJWT({ realm_access: { roles } })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience('opsledger')
      .setSubject('jane')
      .setExpirationTime('5m')
      .sign(privateKey);
  return { issuer, token, close: () => server.close() };
};

beforeAll(async () => {
  signIn = await startIssuer();
  [mongodb, kafka] = await Promise.all([startEngine('mongodb'), startEngine('kafka')]);
  await createDeclaredTopics({ brokers: [kafka.address] });
  folder = mkdtempSync(join(tmpdir(), 'opsledger-apart-'));
  port = await freePort();
  // The gateway first: whoever asks before the service is there waits for it.
  gateway = await RunningSystem.start(
    folder,
    {
      ...{ ...environment(), SERVICES: `operations=http://127.0.0.1:${port}` },
      ...{ OIDC_ISSUER: signIn.issuer, OIDC_AUDIENCE: 'opsledger', OIDC_ROLES_CLAIM: 'realm_access.roles' },
    },
    'gateway',
  );
  await startOperations();
  await gateway.ready();
});
afterAll(async () => {
  signIn.close();
  await gateway?.stop();
  await operations?.stop();
  await Promise.all([mongodb?.remove(), kafka?.remove()]);
  rmSync(folder, { recursive: true, force: true });
});

type Sent = Readonly<{
  as?: Role;
  body?: unknown;
  headers?: Record<string, string>;
  type?: string;
  to?: RunningSystem;
}>;
type Answer = Readonly<{ status: number; headers: Headers; body: Json }>;

const send = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
  const { as, body, headers, type = 'application/json', to = gateway! } = sent;
  const response = await fetch(`${to.url}${path}`, {
    method,
    headers: {
      ...(as && { authorization: `Bearer ${await to.token(as)}` }),
      ...(body !== undefined && { 'content-type': type }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
};
const readAfter = (position: string) => ({ 'opsledger-min-position': position });

describe('the gateway and a service apart', () => {
  it.each([plannedOperation, dangareWotoro])('$name, told to the gateway', (story) =>
    playStory(
      story,
      doorAt(gateway!.url, (role) => gateway!.token(role)),
    ),
  );

  it('have one OpenAPI document, the same as that of one process', async () => {
    const whole = await TestInstallation.start();
    const { body: ofOne } = await whole.send<Json>('GET', '/openapi.json');
    await whole.remove();
    const { body } = await send('GET', '/openapi.json');
    expect(Object.keys(body.paths).toSorted()).toEqual(Object.keys(ofOne.paths).toSorted());
    expect(body.paths).toEqual(ofOne.paths);
    expect(body.components).toEqual(ofOne.components);
    expect((await send('GET', '/docs')).status).toBe(200);
  });

  it('let nobody in without a sign-in, by any documented route', async () => {
    const { body } = await send('GET', '/openapi.json');
    for (const [path, methods] of Object.entries<object>(body.paths))
      for (const method of Object.keys(methods)) {
        const { status, headers } = await send(method.toUpperCase(), path.replace('{id}', 'OP-2022-0001'));
        expect([method, path, status, headers.get('www-authenticate')]).toEqual([method, path, 401, 'Bearer']);
      }
  });

  it('the service believes nobody but the gateway, and its health is open', async () => {
    const to = operations!;
    const direct = await send('GET', '/v1/operations', { as: 'planner', to });
    expect([direct.status, direct.body.code]).toEqual([401, 'SIGN_IN_NEEDED']);
    expect((await send('POST', '/internal/commands', { as: 'planner', body: {}, to })).status).toBe(401);
    const forged = { 'opsledger-identity': 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiYWRtaW4iXX0.' };
    expect((await send('GET', '/v1/operations', { headers: forged, to })).status).toBe(401);
    // What a caller sends under that name does not get past the gateway either.
    expect((await send('GET', '/v1/operations', { headers: forged })).status).toBe(401);
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await send('GET', path, { to })).status).toBe(200);
    expect((await send('GET', '/internal/description', { as: 'admin' })).status).toBe(404);
  });

  it.each(['/v1/nothing', '/v1/operations/x/y/z', '/v2', '/internal/commands'])('%s: 404 as a problem', async (path) =>
    expect((await send('GET', path, { as: 'viewer' })).body).toMatchObject({ status: 404, code: 'NOT_FOUND' }),
  );

  it('say which methods there are', async () => {
    const { status, headers, body } = await send('DELETE', '/v1/operations', { as: 'planner' });
    expect([status, headers.get('allow'), body.code]).toEqual([405, 'GET, HEAD, POST', 'METHOD_IS_NOT_ALLOWED']);
  });

  it.each(['/v1/%zz', '/v1/operations/%00', `/v1/operations/${'x'.repeat(300)}`, '/v1/operations/..%2f..%2fetc'])(
    '%s never is a fault of ours',
    async (path) => {
      const { status, headers } = await send('GET', path, { as: 'viewer' });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers.get('content-type')).toMatch('application/problem+json');
    },
  );

  it('let in who signed in elsewhere, with the roles that they have there', async () => {
    const as = async (...roles: readonly string[]) => ({ authorization: `Bearer ${await signIn.token(...roles)}` });
    const opened = await send('POST', '/v1/operations', {
      body: { name: 'Signed Heron' },
      headers: await as('planner'),
    });
    expect(opened.status).toBe(201);
    const headers = await as('viewer', 'offline_access');
    const refused = await send('POST', '/v1/operations', { body: { name: 'Signed Owl' }, headers });
    expect([refused.status, refused.body.code]).toEqual([403, 'ROLE_NOT_SUFFICIENT']);
    const { body } = await send('GET', '/v1/events?after=0&limit=1000', { as: 'planner' });
    expect(JSON.stringify(body)).not.toContain('jane');
  });

  it('pass on what a request and an answer say around their bodies', async () => {
    const requestId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { 'idempotency-key': 'around-1', 'x-request-id': requestId };
    const sent = { as: 'planner', body: { name: 'Around Heron' }, headers } as const;
    const opened = await send('POST', '/v1/operations', sent);
    expect(opened.status).toBe(201);
    expect(opened.headers.get('etag')).toBe('"1"');
    expect(opened.headers.get('location')).toBe(`/v1/operations/${opened.body.id}`);
    expect(opened.headers.get('x-request-id')).toBe(requestId);
    const replayed = await send('POST', '/v1/operations', sent);
    expect([replayed.status, replayed.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    const stale = await send('POST', `${opened.headers.get('location')}/actions/plan`, {
      ...{ as: 'planner', headers: { 'if-match': '"7"', 'accept-language': 'fr' } },
      body: { type: 'protection', plannedStart: { edtf: '2027-03' } },
    });
    expect([stale.status, stale.headers.get('content-language')]).toEqual([412, 'fr']);
    const read = await send('GET', opened.headers.get('location')!, {
      ...{ as: 'planner', headers: readAfter(opened.headers.get('opsledger-position')!) },
    });
    expect(read).toMatchObject({ status: 200, body: { name: 'Around Heron' } });
    const refused = await send('POST', '/v1/operations', { as: 'viewer', body: { name: 'Not By A Viewer' } });
    expect([refused.status, refused.body.code]).toEqual([403, 'ROLE_NOT_SUFFICIENT']);
    expect((await send('POST', '/v1/operations', { as: 'planner', body: { name: 7 } })).body).toMatchObject({
      ...{ status: 400, errors: [{ pointer: '/name' }] },
    });
    expect((await send('POST', '/v1/operations', { as: 'planner', body: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await send('POST', '/v1/operations', { as: 'planner', body: '{}', type: 'text/plain' })).status).toBe(415);
  });

  it('take a body of no bytes for none', async () => {
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await send('POST', '/v1/projections/units/actions/rebuild', { as: 'planner', headers });
    expect([status, body.code]).toEqual([403, 'ROLE_NOT_SUFFICIENT']);
  });

  it('bring in rows whose rules are in the service, all or none', async () => {
    const row = (key: string, data: object, more: object = {}) => ({
      ...{ key, command: 'report-operation', data, occurredAt: '2022-03', knownAt: '2022-06-02T00:00:00Z' },
      ...{ source: { kind: 'letter', ref: 'A letter' }, ...more },
    });
    const importing = (rows: readonly object[], query = '') =>
      send('POST', `/v1/imports${query}`, {
        ...{
          as: 'importer' as const,
          type: 'application/x-ndjson',
          body: rows.map((one) => JSON.stringify(one)).join('\n'),
        },
      });
    const good = row('1', { name: 'Imported Heron', status: 'LAUNCHED', statusAsStated: 'continues' });
    const bad = await importing([good, row('2', { status: 'RUNNING' }), row('3', {}, { command: 'drop-table' })]);
    expect(bad.status).toBe(422);
    expect(bad.body.rows.map(({ line, problem }: Json) => [line, problem.errors[0].code])).toEqual([
      [2, 'FIELD_IS_REQUIRED'],
      [3, 'NOT_A_COMMAND'],
    ]);
    expect((await importing([good], '?dryRun=true')).body).toMatchObject({
      applied: 0,
      results: [{ outcome: 'would-apply' }],
    });
    expect((await importing([good])).body).toMatchObject({ applied: 1, results: [{ outcome: 'applied', version: 1 }] });
    expect((await importing([good])).body).toMatchObject({ applied: 0, unchanged: 1 });
    const again = await importing([row('4', good.data)]);
    expect(again).toMatchObject({
      status: 422,
      body: { rows: [{ problem: { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } }] },
    });
    expect(again.body.rows[0].problem.title).not.toBe('OPERATION_NAME_IS_TAKEN'); // the service's own words
  });

  it('run a batch, each command for itself', async () => {
    const commands = [
      { command: 'propose-operation', data: { name: 'Batch Heron' } },
      { command: 'propose-operation', data: { name: 'Batch Heron' } },
      { command: 'propose-operation', data: { name: 7 } },
    ];
    const { body } = await send('POST', '/v1/batches', { as: 'planner', body: { commands } });
    expect(body).toMatchObject({ accepted: 1, refused: 2 });
    expect(body.results[2]).toMatchObject({ status: 400, problem: { errors: [{ pointer: '/data/name' }] } });
  });

  it('show the read models of all services, and one is made anew by its name', async () => {
    const { body } = await send('GET', '/v1/projections', { as: 'admin' });
    expect(body.data.map(({ name }: { name: string }) => name)).toContain('operations');
    expect((await send('POST', '/v1/projections/units/actions/rebuild', { as: 'admin', body: {} })).status).toBe(202);
    expect((await send('GET', '/v1/consumers/operations/parked', { as: 'admin' })).body).toEqual({ data: [] });
    expect((await send('GET', '/v1/consumers/priority-area-presence/parked', { as: 'admin' })).body).toEqual({
      data: [],
    });
    const redrive = await send('POST', '/v1/consumers/priority-area-presence/parked/operation-x/actions/redrive', {
      as: 'admin',
    });
    expect([redrive.status, redrive.body.instance]).toEqual([404, expect.stringContaining('priority-area-presence')]);
    expect((await send('GET', '/v1/consumers/nobody/parked', { as: 'admin' })).status).toBe(404);
  });

  it('a stream that a policy has set aside is seen, and made up for once the defect is mended', async () => {
    const defect = join(folder, 'defect');
    const preload = pathToFileURL(join(REPOSITORY, 'services/embedded/src/testing/defective-policies.mjs')).href;
    const service = pathToFileURL(join(REPOSITORY, 'services/operations/dist/operations.service.js')).href;
    writeFileSync(defect, '');
    await operations!.stop();
    await startOperations({ NODE_OPTIONS: `--import ${preload}`, DEFECTIVE_SERVICE: service, DEFECT: defect });
    const post = async (path: string, as: Role, body: object): Promise<string> => {
      const answer = await send('POST', path, { as, body });
      expect([path, answer.status < 300]).toEqual([path, true]);
      return answer.body.id;
    };
    const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
    const set = { area: { asStated: 'Ménaka Region' }, noActivityDays: 12, occurredAt: daysAgo(10) };
    const area = await post('/v1/priority-areas', 'planner', set);
    const plan = { kind: 'patrol', plannedStart: { edtf: daysAgo(9).slice(0, 10) }, places: [{ asStated: 'Inekar' }] };
    const patrol = await post('/v1/activities', 'planner', plan);
    const act = (verb: string, as: Role, body: object) => post(`/v1/activities/${patrol}/actions/${verb}`, as, body);
    await act('order', 'ops-officer', {});
    await act('start', 'watch-officer', { occurredAt: daysAgo(8) });
    await act('complete', 'watch-officer', { occurredAt: daysAgo(3) });

    const parked = '/v1/consumers/priority-area-presence/parked';
    const stream = `activity-${patrol}`;
    const seen = async (): Promise<readonly Json[]> => (await send('GET', parked, { as: 'auditor' })).body.data;
    while ((await seen()).length === 0) await setTimeout(100);
    expect(await seen()).toEqual([
      expect.objectContaining({ stream, reason: 'TypeError: a defect of the policy', redrives: 0 }),
    ]);
    expect((await send('GET', parked, { as: 'planner' })).status).toBe(403);
    const activities = async () =>
      (await send('GET', `/v1/priority-areas/${area}`, { as: 'ops-officer' })).body.activities;
    expect(await activities()).toEqual([]);

    const redrive = () => send('POST', `${parked}/${stream}/actions/redrive`, { as: 'admin' });
    expect(await redrive()).toMatchObject({ status: 200, body: { outcome: 'still-parked' } });
    rmSync(defect);
    expect(await redrive()).toMatchObject({ status: 200, body: { outcome: 'handled' } });
    expect(await seen()).toEqual([]);
    while ((await activities()).length === 0) await setTimeout(100);
    expect(await activities()).toMatchObject([{ activityId: patrol }]);
    await operations!.stop();
    await startOperations();
    await gateway!.ready();
  });

  it('give the events from the log, page by page and as they come', async () => {
    const { body } = await send('GET', '/v1/events?after=0&limit=2', { as: 'planner' });
    expect(body.data.map(({ position }: { position: string }) => position)).toEqual(['1', '2']);
    const ending = new AbortController();
    const stream = await fetch(`${gateway!.url}/v1/events/stream?after=0`, {
      headers: { authorization: `Bearer ${await gateway!.token('planner')}` },
      signal: ending.signal,
    });
    let text = '';
    for await (const bytes of stream.body!) {
      text += Buffer.from(bytes).toString();
      if (text.includes('id: 2\n')) break;
    }
    ending.abort();
    expect(text).toMatch(/id: 1\nevent: opsledger\.operations\./);
  });

  it('every request is answered while the service is killed and started again, and each has one effect', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `Outlasting ${index}`);
    const [statuses, reads]: number[][] = [[], []];
    const writing = Promise.all(
      names.map(async (name, index) => {
        await setTimeout(index * 40);
        statuses!.push((await send('POST', '/v1/operations', { as: 'planner', body: { name } })).status);
        reads!.push((await send('GET', '/v1/operations?limit=1', { as: 'planner' })).status);
      }),
    );
    await setTimeout(800);
    await operations!.kill();
    await startOperations();
    await writing;
    expect(statuses).toEqual(names.map(() => 201));
    expect(reads).toEqual(names.map(() => 200));
    const recorded = async (): Promise<string[]> => {
      const path = '/v1/events?type=opsledger.operations.operation-proposed.v1&limit=1000';
      const { body } = await send('GET', path, { as: 'planner' });
      return body.data.map(({ data }: Json) => data.name).filter((name: string) => name.startsWith('Outlasting'));
    };
    // The service that was killed gave commits their place in the log: the next one does when its lease has run out.
    for (const end = Date.now() + 20_000; (await recorded()).length < names.length && Date.now() < end;)
      await setTimeout(100);
    expect((await recorded()).toSorted()).toEqual(names.toSorted());
  });

  it('without the service: told in both languages what is missing, and that nothing was changed', async () => {
    expect(await operations!.stop()).toBe(0);
    const [english, french] = await Promise.all([
      send('POST', '/v1/operations', { as: 'planner', body: { name: 'Nowhere Heron' } }),
      send('GET', '/v1/operations', { as: 'planner', headers: { 'accept-language': 'fr' } }),
    ]);
    expect(english).toMatchObject({
      status: 503,
      body: { code: 'SERVICE_IS_NOT_REACHED', details: { service: 'operations' } },
    });
    expect(english.headers.get('retry-after')).toBe('2');
    expect(french.body.title).toBe('Une partie du système est injoignable');
    expect((await send('GET', '/v1/events?limit=1', { as: 'planner' })).status).toBe(200);
    let ready = await send('GET', '/readyz');
    for (; ready.status === 200; ready = await send('GET', '/readyz')) await setTimeout(50);
    expect(ready).toMatchObject({
      status: 503,
      body: {
        status: 'incomplete',
        dependencies: [
          { name: 'log', isAvailable: true },
          { name: 'operations', isAvailable: false },
        ],
      },
    });
    await startOperations();
    await gateway!.ready();
    expect((await send('POST', '/v1/operations', { as: 'planner', body: { name: 'Nowhere Heron' } })).status).toBe(201);
  });

  it('without Kafka: told what is missing, and commands are accepted', async () => {
    const kafkaOf = async (): Promise<boolean | undefined> =>
      (await send('GET', '/readyz')).body.dependencies.find(({ name }: Json) => name === 'operations/kafka')
        ?.isAvailable;
    /** What is told may be of a second ago, in the gateway and in the service. */
    const untilKafkaIs = async (isAvailable: boolean): Promise<void> => {
      while ((await kafkaOf()) !== isAvailable) await setTimeout(50);
    };
    await untilKafkaIs(true);
    await kafka!.stop();
    await untilKafkaIs(false);
    const opened = await send('POST', '/v1/operations', { as: 'planner', body: { name: 'Unpublished Heron' } });
    expect(opened.status).toBe(201);
    await kafka!.start();
    await untilKafkaIs(true);
    const headers = readAfter(opened.headers.get('opsledger-position')!);
    const read = (): Promise<Answer> => send('GET', opened.headers.get('location')!, { as: 'planner', headers });
    while ((await read()).status === 503) await setTimeout(200);
    expect((await read()).body).toMatchObject({ name: 'Unpublished Heron' });
  });
});
