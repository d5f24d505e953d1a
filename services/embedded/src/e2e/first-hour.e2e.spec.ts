import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from '@opsledger/testing';
import type { Json } from '../testing/test-installation.js';
import { REPOSITORY } from '../testing/running-system.js';

const PORT = '3917';
const folder = temporaryFolder();
const environment = { ...process.env, PORT, DATA_DIR: folder.path, LOG_LEVEL: 'warn', NO_COLOR: '1' };
const url = `http://127.0.0.1:${PORT}`;
let running: ChildProcess | undefined;

type Ran = Readonly<{ code: number; stdout: string; stderr: string }>;
const opsledger = (...words: readonly string[]): Promise<Ran> =>
  promisify(execFile)('npx', ['opsledger', ...words], { cwd: REPOSITORY, env: environment }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ran) => ({ code, stdout, stderr }),
  );
const tokenFor = async (role: string): Promise<string> =>
  (await opsledger('token', '--role', role)).stdout.trim().split('\n').at(-1)!;

const stop = async (): Promise<void> => {
  if (running?.exitCode === null && running.signalCode === null) {
    const exited = once(running, 'exit');
    process.kill(-running.pid!, 'SIGTERM'); // as Ctrl-C does: to npm and to what it started
    await exited;
  }
  running = undefined;
  while ((await fetch(`${url}/healthz`).catch(() => undefined)) !== undefined) await setTimeout(50);
};
const start = async (): Promise<void> => {
  await stop(); // of a test that failed half way
  running = spawn('npm', ['start'], { cwd: REPOSITORY, env: environment, detached: true });
  for (let tries = 0; tries < 600; tries += 1) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await setTimeout(100);
  }
  throw new Error('npm start did not become ready');
};
afterAll(async () => {
  await stop();
  folder.remove();
});

const ask = async (path: string, token: string): Promise<Json> =>
  (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();

it('what the README promises: start, token, the letters, one command, stop, start, the same answers', async () => {
  expect((await opsledger('demo', 'load')).stderr).toMatch(/No key under/);
  await start();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });

  const loaded = await opsledger('demo', 'load');
  expect([loaded.code, loaded.stderr]).toEqual([0, expect.stringMatching(/68 rows: 68 applied, 0 unchanged/)]);
  const again = JSON.parse((await opsledger('demo', 'load', '-o', 'json')).stdout);
  expect(again).toMatchObject({ applied: 0, unchanged: 68 });

  const viewer = await tokenFor('viewer');
  const list = await ask('/v1/operations', viewer);
  expect(list.data.map(({ name, state }: Record<string, string>) => `${name} ${state}`)).toEqual([
    'Toolbox LAUNCHED',
    'Mongoose LAUNCHED',
    'Buffalo LAUNCHED',
    'Cobra COMPLETED',
    'Winner LAUNCHED',
    'Seka LAUNCHED',
    'Amouken LAUNCHED',
    'Badger LAUNCHED',
    'Beaver LAUNCHED',
    'Dangare-Wotoro CONVERTED',
    'Farrier LAUNCHED',
  ]);
  for (const { sources, areas, stateAsStated } of list.data)
    expect([sources.length > 0, areas.length > 0, stateAsStated !== '']).toEqual([true, true, true]);
  const [buffalo, dangare, mongoose] = ['Buffalo', 'Dangare-Wotoro', 'Mongoose'].map((name) =>
    list.data.find((one: { name: string }) => one.name === name),
  );
  expect(buffalo).toMatchObject({
    version: 2,
    reference: 'OP-2020-0003',
    sources: [{ versions: [1] }, { versions: [2] }],
  });
  expect(dangare.statements).toMatchObject([
    { status: 'PREPARING', period: { edtf: '2022-03-07/2022-03-14', asStated: 'From 7 to 14 March' } },
    { status: 'CONVERTED' },
  ]);
  expect(dangare).toMatchObject({ mode: 'remote', held: { reason: 'access_denied' } });
  expect(dangare).not.toHaveProperty('period'); // of its preparation, not of what came of it
  expect(mongoose.phases[0].startedAt).toEqual({ edtf: '2020-10-23', asStated: 'On 23 October 2020' });

  const headers = { authorization: `Bearer ${await tokenFor('planner')}`, 'content-type': 'application/json' };
  const proposed = await fetch(`${url}/v1/operations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Heron' }),
  });
  expect(proposed.status).toBe(201);
  const taken = await fetch(`${url}/v1/operations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'BÚFFALO' }),
  });
  expect([taken.status, ((await taken.json()) as { rule: string }).rule]).toEqual([422, 'OPS-1']);
  expect((await opsledger('demo', 'load')).stderr).toMatch(/0 applied, 68 unchanged/);

  const auditor = await tokenFor('auditor');
  const before = [await ask('/v1/operations', auditor), await ask('/v1/events', auditor)];
  expect(before[0].data).toHaveLength(12);
  await stop();
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder.path, `views.db${suffix}`), { force: true });
  await start();
  expect([await ask('/v1/operations', auditor), await ask('/v1/events', auditor)]).toEqual(before);
});

it('the command line: output for people and for programs, exit codes for scripts', async () => {
  const table = await opsledger('events', 'list', '--limit', '2');
  expect(table.stdout.split('\n')[1]).toMatch(/^1 +20.*operations\.operation-reported\.v1 +operation-/);
  expect(table.stderr).toMatch(/--after 2/);
  expect(
    JSON.parse(
      (await opsledger('events', 'list', '--type', 'opsledger.operations.operation-proposed.v1', '-o', 'json')).stdout,
    ).data,
  ).toHaveLength(1);
  expect((await opsledger('events', 'list', '--limit', 'many')).code).toBe(2);
  expect((await opsledger('events', 'list', '--limit', '5000')).code).toBe(2);
  expect((await opsledger('token', '--role', 'king')).code).toBe(2);
  expect((await opsledger('nothing')).code).toBe(2);
  expect((await opsledger('--help')).code).toBe(0);
  const asViewer = { ...environment, OPSLEDGER_TOKEN: await tokenFor('viewer') };
  const refused = await promisify(execFile)('npx', ['opsledger', 'demo', 'load'], {
    cwd: REPOSITORY,
    env: asViewer,
  }).catch((error: Ran) => error);
  expect([(refused as Ran).code, refused.stderr]).toEqual([5, expect.stringMatching(/ROLE_NOT_SUFFICIENT/)]);
  await stop();
  expect(await opsledger('events', 'list')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/does not answer/),
  });
});

it('demo load leaves an installation alone that holds other records', async () => {
  rmSync(folder.path, { recursive: true });
  await start();
  const headers = { authorization: `Bearer ${await tokenFor('planner')}`, 'content-type': 'application/json' };
  await fetch(`${url}/v1/operations`, { method: 'POST', headers, body: JSON.stringify({ name: 'Heron' }) });
  expect(await opsledger('demo', 'load')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/holds other records/),
  });
  expect(JSON.parse((await opsledger('events', 'list', '-o', 'json')).stdout).data).toHaveLength(1);
});
