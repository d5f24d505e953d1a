import { ALLOWED, BOUNDARY_PLANTS, TARGETS } from './boundaries/boundary-plants.js';
import { LINT_PLANTS } from './boundaries/lint-plants.js';
import { LINT_RULES, RESTRICTIONS } from './boundaries/lint-rules.js';
import { PlantedTree, type Files, type Outcome, type Plant } from './boundaries/planted-tree.js';

jest.setTimeout(60_000);

const ALL_PLANTS = [...BOUNDARY_PLANTS, ...LINT_PLANTS];

/** Two plants may share a file; what they share is written once. */
const filesOf = (plants: readonly Plant[]): Files => {
  const texts = new Map<string, Set<string>>();
  for (const [, file, text] of plants) texts.set(file, (texts.get(file) ?? new Set()).add(text));
  return Object.fromEntries(Array.from(texts, ([file, lines]) => [file, [...lines].join('\n')]));
};

/** Plants a tree, does something in it and clears it away. */
const inTree = <Result>(files: Files, act: (tree: PlantedTree) => Result): Result => {
  const tree = new PlantedTree(files);
  try {
    return act(tree);
  } finally {
    tree.remove();
  }
};

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

const rulesAt = ({ findings }: Outcome, path: string): string[] =>
  findings.filter(({ file }) => file === path).map(({ rule }) => rule);

describe('a planted violation', () => {
  let cruised: Outcome;
  let linted: Outcome;
  let ruleNames: readonly string[];
  beforeAll(() =>
    inTree({ ...TARGETS, ...filesOf(ALL_PLANTS) }, (tree) => {
      [cruised, linted, ruleNames] = [tree.cruise(), tree.lint(), tree.ruleNames()];
    }),
  );

  it('makes either tool fail', () => {
    expect(cruised.status).toBeGreaterThan(0);
    expect(linted.status).toBeGreaterThan(0);
  });

  it.each(BOUNDARY_PLANTS)('%s: %s', (rule, file) => {
    expect(rulesAt(cruised, file)).toEqual([rule]);
  });

  it.each(LINT_PLANTS)('%s: %s', (_, file) => {
    const planted = LINT_PLANTS.filter((plant) => plant[1] === file).map(([rule]) => rule);
    expect(sorted(rulesAt(linted, file))).toEqual(sorted(planted));
  });

  it.each(RESTRICTIONS)('$rule: says what to do instead', ({ rule, message }) => {
    const text = expect.stringContaining(message!) as string;
    expect(linted.findings).toContainEqual(expect.objectContaining({ rule, text }));
  });

  it('is the only thing that is found', () => {
    const planted = new Set(ALL_PLANTS.map(([, file]) => file));
    expect([...cruised.findings, ...linted.findings].filter(({ file }) => !planted.has(file))).toEqual([]);
  });

  it('is there for every rule', () => {
    expect(sorted(BOUNDARY_PLANTS.map(([rule]) => rule))).toEqual(sorted(ruleNames));
    expect(sorted(LINT_PLANTS.map(([rule]) => rule))).toEqual(sorted(LINT_RULES));
  });
});

it('A tree that keeps to the rules has no finding', () => {
  const clean = { ...TARGETS, ...ALLOWED };
  const { cruised, linted } = inTree(clean, (tree) => ({ cruised: tree.cruise(), linted: tree.lint() }));
  expect(cruised).toMatchObject({ status: 0, findings: [] });
  expect(cruised.stdout).toContain('no dependency violations found');
  expect(linted).toMatchObject({ status: 0, findings: [] });
});

it.each([
  ['no tag', []],
  ['a tag that the table does not know', ['type:shared']],
  ['two types', ['type:kernel', 'type:service']],
])('A project with %s is refused, not left out', (_, tags) => {
  const project = { name: '@opsledger/newcomer', exports: {}, nx: { tags } };
  const files = { 'libs/newcomer/package.json': JSON.stringify(project) };
  const { status, stderr } = inTree(files, (tree) => tree.cruise());
  expect(status).toBeGreaterThan(0);
  expect(stderr).toContain('libs/newcomer/package.json needs one tag of type:kernel');
});
