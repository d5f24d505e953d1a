import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const REPOSITORY = join(__dirname, '..');
const specs = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.spec.ts'], {
  ...{ cwd: REPOSITORY, encoding: 'utf8' },
})
  .trimEnd()
  .split('\n');

/** `docs/rules.md`, row by row: the rule, and which tests accept and refuse by it. */
const rows = readFileSync(join(REPOSITORY, 'docs/rules.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [A-Z][A-Z0-9-]+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, rule, , accepted, refused]) => ({
    rule: rule!,
    // After the name of a test may stand which refusal it is.
    tests: [accepted!, refused!.replace(/ \(`[A-Z_]+`\)$/, '')],
  }));

it('Every rule of operations is listed', () =>
  expect(rows.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining([
      ...[
        'OPS-1',
        'OPS-2',
        'OPS-3',
        'OPS-4',
        'OPS-5',
        'OPS-6',
        'OPS-7',
        'OPS-8',
        'OPS-9',
        'OPS-10',
        'U1',
        'U2',
        'U3',
        'U4',
        'U5',
        'U6',
        'U8',
        'ACTIVITY-OUTCOME',
        'PRIORITY-AREA',
      ],
    ]),
  ));

it.each(rows)(
  '$rule is accepted and refused by tests that are there, one of them named after it',
  ({ rule, tests }) => {
    for (const test of tests) {
      const [file, ...titles] = test.replaceAll('`', '').split(' › ');
      const found = specs.filter((spec) => basename(spec) === file);
      expect(found).toHaveLength(1);
      const source = readFileSync(join(REPOSITORY, found[0]!), 'utf8').replaceAll("\\'", "'");
      for (const title of titles) expect(source).toContain(title);
    }
    expect(tests.join(' ')).toMatch(new RegExp(`› ${rule}:`));
  },
);
