import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@opsledger/testing';
import { REPOSITORY, RunningSystem } from '../testing/running-system.js';

type Ended = Readonly<{ code: number | null; out: string; err: string }>;

const folder = temporaryFolder();
let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start(folder.path);
  await system.ready();
});
afterAll(async () => {
  await system.stop();
  folder.remove();
});

const opsledger = (args: readonly string[], environment: object = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(REPOSITORY, 'services/cli/bin/opsledger.js'), ...args], {
      env: {
        ...{ ...process.env, LANG: 'C', LC_ALL: '', DATA_DIR: system.dataFolder, OPSLEDGER_URL: system.url },
        ...environment,
      },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end();
  });

it('an operation is proposed, planned, looked at and compared from the terminal', async () => {
  const proposed = await opsledger([
    'op',
    'new',
    'Heron',
    '--type',
    'patrol',
    '--set',
    'sectors=["East"]',
    '-o',
    'json',
  ]);
  const { id, reference } = JSON.parse(proposed.out) as { id: string; reference: string };
  expect(proposed.code).toBe(0);
  const planned = await opsledger([
    ...['op', 'act', reference, 'plan', '--json', '{"type":"patrol"}', '--set', 'plannedStart.edtf=2027-03'],
    ...['--if-match', '1'],
  ]);
  expect([planned.code, planned.err]).toEqual([
    0,
    expect.stringContaining(`${reference} Heron is PLANNED (version 2)`),
  ]);
  const stale = await opsledger(['op', 'act', id, 'start-preparation', '--if-match', '1']);
  expect([stale.code, stale.err]).toEqual([4, expect.stringContaining('VERSION_CONFLICT')]);
  const wrong = await opsledger(['op', 'act', id, 'resume'], { LANG: 'fr_ML.UTF-8' });
  expect([wrong.code, wrong.err]).toEqual([
    4,
    expect.stringContaining("L'état de l'opération ne permet pas cette action"),
  ]);

  const list = await opsledger(['op', 'list', '--sector', 'East', '--q', 'her']);
  expect(list.out).toMatch(new RegExp(`${reference} +Heron +PLANNED`));
  expect((await opsledger(['op', 'board'])).out).toMatch(/PLANNED +East +OP-\d+-\d+ +Heron .*approve/);
  expect((await opsledger(['op', 'show', reference])).out).toContain('plannedStart:\n  edtf: 2027-03');
  expect((await opsledger(['op', 'show', reference, '--history'])).out).toMatch(/2 .*operation-planned\.v1/);
  const diff = await opsledger(['op', 'diff', reference, '--from', '1', '--to', '2']);
  expect(diff.out).toMatch(/\/state +PROPOSED +PLANNED/);
  expect(diff.err).toMatch(/Version 2, known .*operation-planned\.v1/);
  const past = await opsledger(['op', 'show', reference, '--as-of', '2022-03-05T00:00:00Z']);
  expect([past.code, past.err]).toEqual([3, expect.stringContaining('NOT_KNOWN_AT_THAT_TIME')]);
  expect((await opsledger(['events', 'diff', '1', '2'])).out).toMatch(/\/type +\S*proposed\S* +\S*planned/);
});

it('what is not taken is said with what would be', async () => {
  const mistyped = await opsledger(['op', 'list', '--state', 'LAUNCHD']);
  expect([mistyped.code, mistyped.err]).toEqual([2, expect.stringMatching(/\/state: .*\(.*\bLAUNCHED\b.*\)/)]);
  const ambiguous = await opsledger(['base', 'list', '--place', 'Bankass']);
  expect([ambiguous.code, ambiguous.err]).toEqual([2, expect.stringContaining('ml-bankass-cercle')]);
});

it('a table fits its terminal, and a pipe gets all of it', async () => {
  const [narrow, wide] = await Promise.all(
    [{ COLUMNS: '60' }, { COLUMNS: '' }].map((environment) => opsledger(['op', 'board'], environment)),
  );
  expect(Math.max(...narrow!.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(wide!.out).toContain('amend-plan start-preparation approve');
});

it('an export is whole or not there, in every form', async () => {
  const file = join(folder.path, 'operations.csv');
  const exported = await opsledger(['export', '--out', file]);
  expect([exported.code, exported.err]).toEqual([0, expect.stringContaining('1 records exported as csv')]);
  expect(readFileSync(file, 'utf8')).toMatch(/^reference,name,[^\n]+\r\nOP-\d+-\d+,Heron,/);
  const geojson = JSON.parse((await opsledger(['export', '--format', 'geojson'])).out) as { features: object[] };
  expect(geojson.features).toHaveLength(1);
  const [record] = (await opsledger(['export', '--format', 'ndjson'])).out.trimEnd().split('\n');
  expect(JSON.parse(record!)).toMatchObject({ name: 'Heron', version: 2 });
  const failed = join(folder.path, 'failed.csv');
  expect((await opsledger(['export', '--out', failed, '--place', 'Nowhere at all'])).code).toBe(2);
  expect([failed, `${failed}.partial`].map(existsSync)).toEqual([false, false]);
});

it('what is asked besides lists is printed, and every collection is exported', async () => {
  const [operation] = JSON.parse((await opsledger(['op', 'list', '-o', 'json'])).out).data as {
    reference: string;
    id: string;
  }[];
  const planned = { kind: 'patrol', plannedStart: { edtf: '2027-03' }, operationId: operation!.id };
  expect((await opsledger(['activity', 'new', '--json', JSON.stringify(planned)])).code).toBe(0);
  const tasks = await opsledger(['op', 'tasks', operation!.reference]);
  expect([tasks.code, tasks.out]).toEqual([0, expect.stringMatching(/ACT-\d+-\d+ .*PLANNED/)]);
  const lines = (await opsledger(['activity', 'export', '--operation', operation!.reference, '--format', 'ndjson']))
    .out;
  expect(lines.trimEnd().split('\n')).toHaveLength(1);
  const there = await opsledger(['base', 'by-place', 'Bandiagara,Koro', '--since', '2020-12-24T00:00:00Z']);
  expect([there.code, there.err]).toEqual([0, expect.stringMatching(/Bandiagara: 0\.\n.*0 added.*\nKoro: 0\./)]);
  const late = await opsledger(['situation-report', 'late', '--day', '2026-01-05']);
  expect([late.code, late.err]).toEqual([0, expect.stringContaining('Of 2026-01-05, due 2026-01-06')]);
  const alike = await opsledger(['place', 'list', '--q', 'Gaoo']);
  expect([alike.out, alike.err]).toEqual([
    expect.stringMatching(/ml-gao-town +Gao +point/),
    expect.stringContaining('No place is called so'),
  ]);
  expect((await opsledger(['situation-report', 'export', '--format', 'geojson'])).code).toBe(2);
});

it.each([
  [['op', 'act', 'OP-2022-9999', 'approve', '--set', 'authority=Force Commander'], 3],
  [['op', 'act', 'OP-2022-9999', 'approve', '--set', 'authority'], 2],
  [['op', 'new', 'Owl', '--json', '[]'], 2],
  [['op', 'new', 'Owl', '--json', 'missing.json'], 2],
  [['op', 'list', '--sort', 'purpose'], 2],
  [['op', 'list', '--state', 'FLYING'], 2],
  [['events', 'diff', '1', '999'], 3],
])('%j ends with %i', async (args, code) => expect((await opsledger(args)).code).toBe(code));

it.each([['op', 'list', '--help'], ['token', '--help'], ['completion', '--help'], ['help']])(
  'helps in French where the terminal is French: %s %s',
  async (...words) => {
    const { code, out } = await opsledger(words, { LANG: 'fr_ML.UTF-8' });
    expect([code, out]).toEqual([0, expect.stringContaining('Utilisation :')]);
    expect(out).not.toMatch(/Usage:|Options:|Commands:|display help|output the|default:|choices:|Generate|Shell type/);
  },
);

it('completes its commands in a shell', async () => {
  expect((await opsledger(['completion', 'bash'])).out).toContain('complete');
  expect((await opsledger(['complete', '--', 'op', ''])).out).toMatch(/^board\t/m);
});

it('bases, standbys and activities are opened, listed, acted on and shown as operations are', async () => {
  const opened = await opsledger(['base', 'new', '--json', '{"place":{"asStated":"Ogossogou"}}']);
  expect([opened.code, opened.err]).toEqual([0, expect.stringMatching(/Ogossogou is RECCE .*establish/)]);
  const reference = /TOB-\d+-\d+/.exec(opened.err)![0];
  expect((await opsledger(['base', 'act', reference, 'establish'])).err).toContain('is ESTABLISHED');
  const refused = await opsledger(['base', 'act', reference, 'dismantle']);
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('BASE_STATE_DOES_NOT_ALLOW_THIS')]);
  expect((await opsledger(['base', 'list', '--place', 'Bankass Cercle'])).out).toContain(reference);
  expect((await opsledger(['base', 'show', reference, '--history'])).out).toContain('temporary-base-established.v1');
  const diff = await opsledger(['base', 'diff', reference, '--from', '1', '--to', '2']);
  expect(diff.out).toMatch(/\/state +RECCE +ESTABLISHED/);
  const standby = await opsledger(['standby', 'new', '--set', 'team=Team', '--set', 'noticeToMoveHours=169']);
  expect([standby.code, standby.err]).toEqual([2, expect.stringContaining('noticeToMoveHours')]);
  await opsledger(['standby', 'new', '--set', 'team=Team', '--set', 'noticeToMoveHours=48']);
  expect((await opsledger(['standby', 'list', '--state', 'ORDERED'])).out).toMatch(/SB-\d+-\d+ +Team +ORDERED/);
  const patrol = '{"kind":"patrol","title":"Round of the market","plannedStart":{"edtf":"2027-03-01"}}';
  const planned = await opsledger(['activity', 'new', '--json', patrol]);
  expect([planned.code, planned.err]).toEqual([0, expect.stringMatching(/Round of the market is PLANNED .*order/)]);
  const activity = /ACT-\d+-\d+/.exec(planned.err)![0];
  expect((await opsledger(['activity', 'act', activity, 'order'])).err).toContain('is ORDERED');
  expect((await opsledger(['activity', 'list', '--state', 'ORDERED'])).out).toContain(activity);
});

it('tasks that were not done are asked for by the reference of their operation, with the reason', async () => {
  const opened = await opsledger(['op', 'new', 'Badger', '-o', 'json']);
  const { id, reference } = JSON.parse(opened.out) as { id: string; reference: string };
  const task = { kind: 'patrol', title: 'Night round', plannedStart: { edtf: '2027-03-01' }, operationId: id };
  const planned = await opsledger(['activity', 'new', '--json', JSON.stringify(task)]);
  const [activity] = /ACT-\d+-\d+/.exec(planned.err)!;
  await opsledger(['activity', 'act', activity, 'deny', '--set', 'reason=access_denied']);
  const list = await opsledger(['activity', 'list', '--operation', reference, '--not-done']);
  expect(list.out).toMatch(new RegExp(`${activity} +Night round +patrol +DENIED .*access_denied`));
  expect((await opsledger(['activity', 'list', '--operation', reference, '--not-done', 'false'])).out).not.toContain(
    activity,
  );
  expect((await opsledger(['activity', 'list', '--operation', 'OP-2022-9999'])).code).toBe(3);
  const calendar = await opsledger(['activity', 'calendar', '--operation', reference]);
  expect(calendar.out).toMatch(new RegExp(`2027-03-01 +planned +${activity} +Night round +DENIED`));
});

it('who reports every day is opened, listed, acted on, shown and compared in the same way', async () => {
  const required = await opsledger([
    'situation-report',
    'new',
    '--set',
    'reporter=Sector East',
    '--set',
    'sector=East',
  ]);
  expect([required.code, required.err]).toEqual([0, expect.stringMatching(/SR-\d+-\d+ Sector East is REQUIRED/)]);
  const [reporter] = /SR-\d+-\d+/.exec(required.err)!;
  expect((await opsledger(['situation-report', 'list', '--sector', 'East'])).out).toMatch(
    /Sector East +East +REQUIRED/,
  );
  expect((await opsledger(['situation-report', 'act', reporter, 'file', '--set', 'documentRef=SITREP 1'])).code).toBe(
    0,
  );
  expect((await opsledger(['situation-report', 'show', reporter])).out).toContain('documentRef: SITREP 1');
  const diff = await opsledger(['situation-report', 'diff', reporter, '--from', '1', '--to', '2']);
  expect(diff.out).toMatch(/\/reports/);
});

it('priority areas are, too', async () => {
  const set = await opsledger([
    'priority-area',
    'new',
    '--set',
    'area.asStated=Gao Region',
    '--set',
    'noActivityDays=7',
  ]);
  expect([set.code, set.err]).toEqual([0, expect.stringMatching(/PA-\d+-\d+ Gao Region is SET/)]);
  const [area] = /PA-\d+-\d+/.exec(set.err)!;
  expect((await opsledger(['priority-area', 'list', '--place', 'Gao Region'])).out).toMatch(/Gao Region +SET/);
  expect((await opsledger(['priority-area', 'act', area, 'lift'])).err).toContain('is LIFTED');
  expect((await opsledger(['priority-area', 'act', area, 'lift'])).code).toBe(4);
  expect((await opsledger(['priority-area', 'show', area, '--history'])).out).toMatch(/2 .*priority-area-lifted\.v1/);
  expect((await opsledger(['complete', '--', 'priority-area', ''])).out).toMatch(/^act\t/m);
});
