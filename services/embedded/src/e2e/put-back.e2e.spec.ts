import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@opsledger/testing';
import { REPOSITORY, RunningSystem } from '../testing/running-system.js';

type Ended = Readonly<{ code: number | null; out: string; err: string }>;

const folder = temporaryFolder();
const dataFolder = join(folder.path, 'data');
let system: RunningSystem;
afterAll(async () => {
  await system.stop();
  folder.remove();
});

const run = (command: string, args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: REPOSITORY,
      env: { ...process.env, LANG: 'C', LC_ALL: '', DATA_DIR: dataFolder, OPSLEDGER_URL: system.url },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end();
  });
const opsledger = (...args: readonly string[]): Promise<Ended> =>
  run(process.execPath, [join(REPOSITORY, 'services/cli/bin/opsledger.js'), ...args]);
/** The commands of the how-to as they stand there, but for the last start, which this test does itself. */
const [backUp, putBack] = [
  ...readFileSync(join(REPOSITORY, 'docs/how-to/back-up.md'), 'utf8').matchAll(/```sh\n([^`]*)```/g),
].map(
  ([, lines]) =>
    () =>
      run('bash', ['-euo', 'pipefail', '-c', lines!.replace('\nnpm start\n', '\n')]),
);
const start = async (): Promise<void> => {
  system = await RunningSystem.start(dataFolder);
  await system.ready();
};
const ask = async (after: number, logId?: string): Promise<Response> =>
  fetch(`${system.url}/v1/events?after=${after}`, {
    headers: {
      authorization: `Bearer ${await system.token('auditor')}`,
      ...(logId !== undefined && { 'opsledger-log-id': logId }),
    },
  });
const endOf = async (answer: Response): Promise<number> =>
  ((await answer.json()) as { page: { next: number } }).page.next;

it('the how-to backs up and puts back; that is told by the command line, and readers of what came after it are told so', async () => {
  await start();
  expect((await opsledger('op', 'new', 'Heron')).code).toBe(0);
  await system.stop();
  expect(await backUp!()).toMatchObject({ code: 0, err: '' });
  await start();
  const first = await ask(0);
  const [logId, upTo] = [first.headers.get('opsledger-log-id')!, await endOf(first)];
  expect((await opsledger('op', 'new', 'Ibis')).code).toBe(0);
  const read = await endOf(await ask(upTo, logId));
  expect(read).toBeGreaterThan(upTo);
  const whileItRuns = await opsledger('put-back');
  expect([whileItRuns.code, whileItRuns.err]).toEqual([1, expect.stringContaining('is in use by process')]);

  await system.stop();
  const back = await putBack!();
  expect(back).toMatchObject({
    code: 0,
    err: expect.stringContaining(`under ${logId} is good up to position ${upTo}`),
  });
  expect(back.out).toMatch(/OK +WAS_PUT_BACK/);
  expect(back.out).not.toMatch(/^(FAILED|DAMAGED)/m);
  const again = await opsledger('put-back', '-o', 'json');
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('It was put back at') });
  const renamed = JSON.parse(again.out) as { logId: string };
  expect(renamed).toMatchObject({ earlier: { upTo }, unused: { logId, upTo } });
  await start();
  expect((await opsledger('op', 'new', 'Jacana')).code).toBe(0);

  const doctor = await opsledger('doctor');
  expect(doctor.out).toContain(`under the name ${logId} beyond position ${upTo} is void`);
  const gone = await ask(read, logId);
  expect([gone.status, await gone.json()]).toEqual([
    410,
    expect.objectContaining({ code: 'POSITION_WAS_PUT_BACK', details: { after: read, upTo } }),
  ]);
  const goesOn = await ask(upTo, logId);
  expect([goesOn.status, goesOn.headers.get('opsledger-log-id')]).toEqual([200, renamed.logId]);
  expect(await endOf(goesOn)).toBeGreaterThan(upTo);
});
