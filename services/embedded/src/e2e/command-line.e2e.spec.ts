import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

/** The command line as a user starts it, with what it printed and how it ended. */
const opsledger = (
  args: readonly string[],
  {
    environment = {},
    input = '',
    until,
  }: { environment?: object; input?: string; until?: (out: string) => boolean } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(REPOSITORY, 'services/cli/bin/opsledger.js'), ...args], {
      env: {
        ...process.env,
        LANG: 'C',
        LC_ALL: '',
        DATA_DIR: system.dataFolder,
        OPSLEDGER_URL: system.url,
        ...environment,
      },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString();
      if (until?.(out)) child.kill('SIGINT');
    });
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });

const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' };
const row = (key: string, name: string, more: object = {}) => ({
  ...{ key, command: 'report-operation', occurredAt: '2022', knownAt: '2022-06-02T00:00:00Z', source: letter },
  ...{
    id: `01a20000-0000-7000-8000-00000000000${key}`,
    data: { name, status: 'LAUNCHED', statusAsStated: 'continues' },
  },
  ...more,
});
const fileOf = (name: string, lines: readonly (object | string)[]): string => {
  const file = join(folder.path, name);
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
};

describe('import', () => {
  it('names line, column, field and rule of every row that cannot be, and imports nothing', async () => {
    const undated = row('2', 'Heron', { occurredAt: '2022-13' });
    const running = row('3', 'Owl', { data: { name: 'Owl', status: 'RUNNING', statusAsStated: 'x' } });
    const file = fileOf('wrong.ndjson', [row('1', 'Buffalo'), '', undated, running]);
    const { code, err } = await opsledger(['import', file]);
    const columnOf = (line: object, found: string): number => JSON.stringify(line).indexOf(found) + 1;
    expect(code).toBe(1);
    expect(err).toContain(`line 3, column ${columnOf(undated, '"2022-13"')}: /occurredAt`);
    expect(err).toContain(`line 4, column ${columnOf(running, '"RUNNING"')}: /data/status`);
    expect(err).toContain('Nothing was imported. Rows that cannot be: 2 of 3.');
    expect((await opsledger(['events', 'list', '-o', 'json'])).out).toContain('"data": []');
  });

  it('names line and column of what is not JSON, together with all that is wrong with other lines', async () => {
    const running = row('3', 'Owl', { data: { name: 'Owl', status: 'RUNNING', statusAsStated: 'x' } });
    const file = fileOf('broken.ndjson', [row('1', 'Buffalo'), '{"key": }', running]);
    const { code, err } = await opsledger(['import', file]);
    expect([code, err]).toEqual([1, expect.stringContaining('line 2, column 9: This is not JSON')]);
    expect(err).toMatch(/line 3, column \d+: \/data\/status/);
    expect(err).toContain('Nothing was imported. Rows that cannot be: 2 of 3.');
    const { code: alone, err: said } = await opsledger(['import', fileOf('one.ndjson', ['{"key": }'])]);
    expect([alone, said]).toEqual([1, expect.stringContaining('Rows that cannot be: 1 of 1.')]);
  });

  it('tells what a dry run would do, imports, and changes nothing a second time; also from standard input', async () => {
    const rows = [row('1', 'Buffalo'), row('2', 'Heron')];
    const file = fileOf('good.ndjson', rows);
    expect((await opsledger(['import', file, '--dry-run'])).err).toContain('2 rows would pass; nothing was changed.');
    expect(await opsledger(['import', file])).toMatchObject({
      code: 0,
      err: expect.stringContaining('2 rows: 2 applied, 0 unchanged.'),
    });
    const again = await opsledger(['import', '-', '-o', 'json'], { input: readFileSync(file, 'utf8') });
    expect(JSON.parse(again.out)).toMatchObject({ rows: 2, applied: 0, unchanged: 2 });
  });

  it('ends with 3 when there is no such file', async () => {
    expect((await opsledger(['import', '/nowhere.ndjson'])).code).toBe(3);
  });
});

describe('events', () => {
  it('show prints one event, by position and by version', async () => {
    const { out } = await opsledger(['events', 'show', '1']);
    const event = JSON.parse(out) as { subject: string; position: string };
    expect(event.position).toBe('1');
    expect(JSON.parse((await opsledger(['events', 'show', `${event.subject}@1`])).out)).toEqual(event);
    expect((await opsledger(['events', 'show', '99'])).code).toBe(3);
    expect((await opsledger(['events', 'show', 'yesterday'])).code).toBe(2);
  });

  it('tail prints what is recorded from now on, and ends cleanly', async () => {
    const tail = opsledger(['events', 'tail', '-o', 'json'], { until: (out) => out.includes('Owl') });
    await setTimeout(1_500);
    await opsledger(['import', fileOf('later.ndjson', [row('3', 'Owl')])]);
    const { code, out } = await tail;
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { data: { name: string } }).data.name),
    ).toEqual(['Owl']);
  });

  it('list stops quietly when its reader does', async () => {
    const command = `${process.execPath} services/cli/bin/opsledger.js events list --limit 1000 | head -1; exit \${PIPESTATUS[0]}`;
    const environment = { ...process.env, DATA_DIR: system.dataFolder, OPSLEDGER_URL: system.url };
    const child = spawn('bash', ['-c', command], { cwd: REPOSITORY, env: environment });
    let err = '';
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });
});

describe('projections', () => {
  it('list says how far they are, rebuild makes one anew and says what differs', async () => {
    expect((await opsledger(['projections', 'list'])).out).toMatch(/operations +\d+ +1 +3 +3 +0 +up to date/);
    const { code, err } = await opsledger(['projections', 'rebuild', 'operations', '--wait']);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining(
        'operations answers from generation 2. Documents only before: 0, only now: 0, different: 0.',
      ),
    ]);
    expect((await opsledger(['projections', 'rebuild', 'nothing'])).code).toBe(3);
  });

  it('parked lists what is set aside, which is nothing', async () => {
    expect(JSON.parse((await opsledger(['parked', 'list', 'operations', '-o', 'json'])).out)).toEqual({ data: [] });
    expect((await opsledger(['parked', 'redrive', 'operations', 'operation-x'])).code).toBe(3);
  });
});

describe('doctor', () => {
  it('finds nothing wrong with an installation that runs', async () => {
    const { code, out } = await opsledger(['doctor', '-o', 'json']);
    const { findings } = JSON.parse(out) as { findings: readonly { part: string; outcome: string; code: string }[] };
    expect(findings.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(findings.map(({ part, code: found }) => `${part} ${found}`)).toEqual(
      expect.arrayContaining([
        'lock RUNNING',
        'events.db SOUND',
        'log WITHOUT_GAPS',
        'service READY',
        'operations UP_TO_DATE',
      ]),
    );
    expect(code).toBe(0);
  });

  it('finds keys that others can read', async () => {
    chmodSync(join(folder.path, 'keys.json'), 0o644);
    const { code, out } = await opsledger(['doctor']);
    chmodSync(join(folder.path, 'keys.json'), 0o600);
    expect([code, out]).toEqual([1, expect.stringMatching(/FAILED +OPEN_TO_OTHERS +access: every account/)]);
  });
});

describe('the program', () => {
  it.each([
    ['--version', ['--version'], 0],
    ['an option out of range', ['events', 'list', '--limit', '0'], 2],
    ['an unknown command', ['evnets'], 2],
    ['a role that may not', ['projections', 'list'], 5],
  ])('%s ends with the right code', async (name, args, code) => {
    const environment = name === 'a role that may not' ? { OPSLEDGER_TOKEN: await system.token('viewer') } : {};
    expect((await opsledger(args, { environment })).code).toBe(code);
  });

  it('says that nobody answers, and where', async () => {
    const { code, err } = await opsledger(['events', 'list'], { environment: { OPSLEDGER_URL: 'http://127.0.0.1:9' } });
    expect([code, err]).toEqual([1, expect.stringContaining('does not answer at http://127.0.0.1:9')]);
  });

  it('speaks French where the terminal does', async () => {
    const environment = { LC_ALL: 'fr_ML.UTF-8' };
    expect((await opsledger(['--help'], { environment })).out).toContain("Le registre des opérations d'une mission");
    expect((await opsledger(['import', '/nowhere'], { environment })).err).toContain('ne peut être lu');
  });
});
