import { spawnSync } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@opsledger/testing';

const REPOSITORY = join(__dirname, '../..');

/** The repository's files as they are, in a place of their own, with its packages but with its own workspaces. */
const copyOfRepository = (): ReturnType<typeof temporaryFolder> => {
  const copy = temporaryFolder();
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: REPOSITORY,
  })
    .toString()
    .split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(REPOSITORY, name)))) {
    mkdirSync(dirname(join(copy.path, file)), { recursive: true });
    cpSync(join(REPOSITORY, file), join(copy.path, file));
  }
  const modules = join(copy.path, 'node_modules');
  mkdirSync(join(modules, '@opsledger'), { recursive: true });
  for (const name of readdirSync(join(REPOSITORY, 'node_modules')))
    if (name !== '@opsledger' && name !== '.cache')
      symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
  return copy;
};
/** What `npm install` does for workspaces. */
const linkWorkspaces = (root: string): void => {
  for (const kind of ['libs', 'services'])
    for (const name of readdirSync(join(root, kind))) {
      const link = join(root, 'node_modules/@opsledger', name);
      if (!existsSync(link)) symlinkSync(join(root, kind, name), link);
    }
};

describe('A new service', () => {
  const copy = copyOfRepository();
  afterAll(copy.remove);
  const run = (command: string, ...args: readonly string[]): Readonly<{ status: number | null; said: string }> => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: copy.path,
      env: { ...process.env, LOG_LEVEL: 'silent' },
    });
    return { status, said: `${stdout.toString()}${stderr.toString()}` };
  };
  const make = (...names: readonly string[]) => run('node', 'infra/new-service/new-service.mjs', ...names);
  const filesNow = (): number => readdirSync(join(copy.path, 'services'), { recursive: true }).length;

  it.each([
    [['Checkpoints', 'checkpoint'], 'Checkpoints: a name is lower case words'],
    [['utils', 'util'], 'utils says nothing of the mission'],
    [['operations', 'operation'], 'services/operations is there already'],
    [['checkpoints'], 'Usage:'],
    [['sheep', 'sheep'], 'need different names'],
  ])('called %j is refused, and nothing is written', (names, why) => {
    const before = filesNow();
    const { status, said } = make(...names);
    expect([status, said]).toEqual([2, expect.stringContaining(why)]);
    expect(filesNow()).toBe(before);
  });

  it('passes everything the moment it is made', () => {
    expect(make('movement-checkpoints', 'movement-checkpoint')).toMatchObject({ status: 0 });
    linkWorkspaces(copy.path);
    for (const script of ['docs:events', 'format:check', 'typecheck', 'lint'])
      expect([script, run('npm', 'run', '-s', script)]).toEqual([script, expect.objectContaining({ status: 0 })]);
    const projects = ['movement-checkpoints', 'contracts', 'infra', 'embedded'];
    const { status, said } = run(
      'npx',
      'jest',
      '--selectProjects',
      ...projects,
      '--testPathPatterns',
      'movement|compatibility|catalogue|sealed|golden|front-door',
    );
    expect([status, said]).toEqual([0, expect.stringMatching(/tests: \d+ passed, 0 failed, 0 skipped/)]);
    expect(said).toMatch(/movement-checkpoint\.decider\.spec\.ts/);
    expect(said).toMatch(/movement-checkpoint\.history\.spec\.ts/);
    expect(said).toMatch(/golden-histories\.spec\.ts/);
    expect(said).toMatch(/front-door\.api\.spec\.ts/);
    expect(readFileSync(join(copy.path, 'docs/events.md'), 'utf8')).toContain(
      'opsledger.movement-checkpoints.movement-checkpoint-opened.v1',
    );
  });
});
