import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DeadlineClock } from '@opsledger/platform';
import { temporaryFolder } from '@opsledger/testing';
import { TestInstallation } from './testing/test-installation.js';

let now = '';
let system: TestInstallation;
const kept = temporaryFolder();
beforeEach(async () => {
  now = '2026-11-20T08:00:00.000Z';
  system = await TestInstallation.start(undefined, () => now);
});
afterEach(() => system.remove());
afterAll(kept.remove);

/** Puts `views.db` of one folder in the place of that of another; of nowhere: takes it away. */
const putViews = (from: string | undefined, to: string): void => {
  for (const suffix of ['', '-wal', '-shm']) {
    const file = join(to, `views.db${suffix}`);
    rmSync(file, { force: true });
    if (from !== undefined && existsSync(join(from, `views.db${suffix}`)))
      copyFileSync(join(from, `views.db${suffix}`), file);
  }
};
const plan = async (name: string): Promise<void> => {
  const { body } = await system.send('POST', '/v1/operations', { as: 'planner', body: { name } });
  const planned = { type: 'patrol', plannedStart: { edtf: '2026-11-22' } };
  const answer = await system.send('POST', `/v1/operations/${body['id']}/actions/plan`, {
    as: 'planner',
    body: planned,
  });
  expect(answer.status).toBe(200);
};
/** Lets the clock look until it has found nothing to do for a while. */
const passDeadlines = async (): Promise<void> => {
  for (let tries = 0; (await system.send('GET', '/readyz')).status !== 200 && tries < 200; tries += 1)
    await setTimeout(10);
  for (let idle = 0; idle < 3;) idle = (await system.app.get(DeadlineClock).tick()) === 0 ? idle + 1 : 0;
};
const answers = async () =>
  Promise.all(
    ['/v1/operations', '/v1/operations?asOf=2026-11-21T00:00:00Z', '/v1/events'].map(
      async (url) => (await system.send('GET', url, { as: 'planner' })).body,
    ),
  );
const passed = async (): Promise<number> => {
  const { body } = await system.send('GET', '/v1/events?limit=1000', { as: 'planner' });
  return body['data'].filter(({ type }: { type: string }) => type.includes('deadline-passed')).length;
};

it.each<[string, (folder: string) => void]>([
  ['deleted', (folder) => putViews(undefined, folder)],
  ['rolled back to before a deadline passed', (folder) => putViews(kept.path, folder)],
])('views.db %s: the same answers after the next start, and no deadline passes twice', async (_, spoil) => {
  for (const name of ['Buffalo', 'Heron', 'Kite']) await plan(name);
  system = await system.restart((folder) => putViews(folder, kept.path));
  now = '2026-11-24T08:00:00.000Z';
  await passDeadlines();
  expect(await passed()).toBe(3);
  const before = await answers();
  system = await system.restart(spoil);
  await passDeadlines();
  expect(await answers()).toEqual(before);
  expect(await passed()).toBe(3);
});

it('views.db of another log: made anew from this one, and no deadline passes twice', async () => {
  for (const name of ['Egret', 'Owl', 'Swift', 'Crane']) await plan(name);
  system = await system.restart((folder) => putViews(folder, kept.path));
  await system.remove();

  now = '2026-11-20T08:00:00.000Z';
  system = await TestInstallation.start(undefined, () => now);
  for (const name of ['Buffalo', 'Heron']) await plan(name);
  now = '2026-11-24T08:00:00.000Z';
  await passDeadlines();
  const before = await answers();
  system = await system.restart((folder) => putViews(kept.path, folder));
  await passDeadlines();
  expect(await answers()).toEqual(before);
  expect(await passed()).toBe(2);
});
