import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlantedTree, type Files, type Finding, type Outcome } from './boundaries/planted-tree.js';

type Plant = readonly [rule: string, file: string, text: string];

/** One file for every way over a boundary. Each is found by exactly one rule. */
const BOUNDARY_PLANTS: readonly Plant[] = [
  ['kernel-dependencies', 'libs/kernel/src/to-contracts.ts', "import '@opsledger/contracts';"],
  ['contracts-dependencies', 'libs/contracts/src/to-event-store.ts', "import '@opsledger/event-store';"],
  ['contracts-dependencies', 'libs/contracts/src/to-a-service.ts', "import type {} from '@opsledger/operations';"],
  ['adapter-dependencies', 'libs/event-store/src/to-contracts.ts', "import '@opsledger/contracts';"],
  ['adapter-dependencies', 'libs/messaging/src/to-platform.ts', "import '@opsledger/platform';"],
  ['projections-dependencies', 'libs/projections/src/to-contracts.ts', "import '@opsledger/contracts';"],
  ['platform-dependencies', 'libs/platform/src/to-a-service.ts', "import '@opsledger/operations';"],
  ['platform-dependencies', 'libs/platform/src/to-testing.ts', "import '@opsledger/testing';"],
  ['platform-dependencies', 'libs/platform/src/to-testing.spec.ts', "import '@opsledger/testing';"],
  ['testing-dependencies', 'libs/testing/src/to-a-service.ts', "import '@opsledger/operations';"],
  ['service-dependencies', 'services/operations/src/to-a-service.ts', "import '@opsledger/gateway';"],
  ['service-dependencies', 'services/operations/src/to-a-host.ts', "export * from '@opsledger/embedded';"],
  ['service-dependencies', 'services/gateway/src/to-event-store.ts', "await import('@opsledger/event-store');"],
  ['service-dependencies', 'services/gateway/src/to-a-file.ts', "import '@opsledger/event-store/sqlite-file';"],
  ['service-dependencies', 'services/gateway/src/to-messaging.ts', "import '@opsledger/messaging';"],
  ['service-dependencies', 'services/gateway/src/to-testing.ts', "import '@opsledger/testing';"],
  ['service-spec-dependencies', 'services/operations/src/to-a-service.spec.ts', "import '@opsledger/gateway';"],
  ['host-dependencies', 'services/embedded/src/to-projections.ts', "import '@opsledger/projections';"],
  ['host-dependencies', 'services/embedded/src/to-testing.ts', "import '@opsledger/testing';"],
  ['host-spec-dependencies', 'services/embedded/src/to-event-store.spec.ts', "import '@opsledger/event-store';"],
  ['tool-dependencies', 'services/cli/src/to-a-service.ts', "import '@opsledger/operations';"],

  ['kernel-and-contracts-without-packages', 'libs/kernel/src/to-a-package.ts', "import 'uuidv7';"],
  ['kernel-and-contracts-without-packages', 'libs/kernel/src/to-types.ts', "import type {} from '@nestjs/common';"],
  ['kernel-and-contracts-without-packages', 'libs/kernel/src/to-node.ts', "import 'node:crypto';"],
  ['kernel-and-contracts-without-packages', 'libs/contracts/src/to-a-package.ts', "import 'uuidv7';"],
  ['kernel-and-contracts-without-packages', 'libs/contracts/src/to-node.ts', "import 'fs';"],
  ['drivers-in-adapters', 'services/operations/src/to-libsql.ts', "import 'libsql';"],
  ['drivers-in-adapters', 'services/embedded/src/to-mongoose.ts', "import 'mongoose';"],
  ['drivers-in-adapters', 'libs/testing/src/to-kafkajs.ts', "import 'kafkajs';"],

  ['domain-stays-pure', 'services/operations/src/a/package.decider.ts', "import 'uuidv7';"],
  ['domain-stays-pure', 'services/operations/src/a/nest.commands.ts', "import type {} from '@nestjs/common';"],
  ['domain-stays-pure', 'services/operations/src/a/node.state.ts', "import 'node:crypto';"],
  ['domain-stays-pure', 'services/operations/src/a/platform.decider.ts', "import '@opsledger/platform';"],
  ['domain-stays-pure', 'services/operations/src/a/runner.state.ts', "import type {} from '@opsledger/projections';"],
  ['domain-stays-pure', 'services/operations/src/a/http.decider.ts', "import '../http/operation.bodies.js';"],
  ['domain-stays-pure', 'services/operations/src/a/sibling.decider.ts', "import './other.js';"],
  ['projection-stays-pure', 'services/operations/src/a/package.projection.ts', "import 'uuidv7';"],
  ['projection-stays-pure', 'services/operations/src/a/node.projection.ts', "import 'node:fs';"],
  ['projection-stays-pure', 'services/operations/src/a/platform.projection.ts', "import '@opsledger/platform';"],
  ['projection-stays-pure', 'services/operations/src/a/http.projection.ts', "import '../http/operation.bodies.js';"],
  ['projection-takes-types-only', 'services/operations/src/a/b.projection.ts', "import '@opsledger/projections';"],

  ['adapters-behind-platform', 'libs/messaging/src/to-sqlite.ts', "import '@opsledger/event-store/sqlite';"],
  [
    'adapters-behind-platform',
    'libs/messaging/src/to-memory.ts',
    "import type {} from '@opsledger/event-store/memory';",
  ],
  ['adapters-behind-platform', 'libs/projections/src/to-queue.ts', "import '@opsledger/messaging/in-process';"],
  ['adapters-behind-platform', 'services/gateway/src/to-views.ts', "import '@opsledger/projections/sqlite';"],
  [
    'index-without-adapters',
    'libs/messaging/src/index.ts',
    "export * from './in-process/in-process-consumer.adapter.js';",
  ],

  ['no-deep-import', 'services/embedded/src/deep.ts', "import '../../operations/src/http/operation.bodies.js';"],
  ['projects-by-name', 'services/operations/src/by-path.ts', "import '../../../libs/platform/src/index.js';"],
  ['no-spec-import', 'services/gateway/src/to-a-spec.ts', "import './empty.spec.js';"],
  ['no-spec-import', 'services/gateway/src/to-test-code.ts', "import './testing/empty.js';"],
  ['no-circular', 'libs/platform/src/chicken.ts', "import './egg.js';"],
  ['no-circular', 'libs/platform/src/egg.ts', "import './chicken.js';"],
  ['not-to-unresolvable', 'libs/platform/src/to-nowhere.ts', "import './nowhere.js';"],
  ['not-to-unresolvable', 'services/gateway/src/not-exported.ts', "import '@opsledger/platform/src/not-exported.js';"],
];

/** What plants lead to. There is nothing to find in them. */
const TARGETS: Files = {
  'services/operations/src/a/other.ts': 'export {};',
  'services/operations/src/http/operation.bodies.ts': 'export {};',
  'services/gateway/src/empty.spec.ts': 'export {};',
  'services/gateway/src/testing/empty.ts': 'export {};',
  'libs/platform/src/not-exported.ts': 'export {};',
};

/** What the rules leave open on purpose. */
const ALLOWED: Files = {
  'libs/kernel/src/instant.ts':
    'export const year = (at: string): number => new Date(Date.parse(at)).getUTCFullYear();',
  'libs/kernel/src/any.spec.ts': "import 'node:fs';\nimport 'uuidv7';\nexport const now = async () => Date.now();",
  'libs/contracts/src/to-kernel.ts': "import '@opsledger/kernel';",
  'libs/messaging/src/to-event-store.ts': "import '@opsledger/event-store';",
  'libs/projections/src/to-own-adapter.ts': "import './sqlite/sqlite-document-store.adapter.js';",
  'libs/projections/src/sqlite/driver.ts': "import 'libsql';\nimport '@opsledger/event-store/sqlite-file';",
  'libs/platform/src/all-adapters.ts':
    "import 'libsql';\nimport '@opsledger/event-store/sqlite';\nimport '@opsledger/event-store/memory';\n" +
    "import '@opsledger/messaging/in-process';\nimport '@opsledger/projections/sqlite';",
  'libs/platform/src/metric.ts': "import type { Gauge } from './gauge.js';\nexport type Metric = Gauge;",
  'libs/platform/src/gauge.ts': "import './metric.js';\nexport type Gauge = string;",
  'libs/testing/src/all.ts': "import '@opsledger/platform';\nimport '@opsledger/event-store/memory';",
  'services/operations/src/a/a.state.ts': "import '@opsledger/contracts';\nexport type At = Date;",
  'services/operations/src/a/a.decider.ts': "import './a.state.js';\nimport '@opsledger/kernel';",
  'services/operations/src/a/a.decider.spec.ts':
    "import './a.decider.js';\nimport '@opsledger/testing';\nimport '@opsledger/projections/sqlite';\n" +
    "declare const given: () => { then: () => void };\nit('is a specification', () => given().then());",
  'services/operations/src/read-models/a.projection.ts':
    "import '../a/a.state.js';\nimport type { Entry } from '@opsledger/projections';\nexport type Document = Entry;",
  'services/operations/src/http/a.controller.ts':
    "import { CommandBus } from '@nestjs/cqrs';\nimport '@opsledger/platform';\nimport '../a/a.decider.js';\n" +
    'export const issue = async () => [new CommandBus(), Date.now(), Math.random(), process.pid];',
  'services/embedded/src/all-services.ts':
    "import '@opsledger/gateway';\nimport '@opsledger/operations';\nimport '@opsledger/platform';",
  'services/embedded/src/testing/system.ts': "import '@opsledger/testing';",
  'services/cli/src/to-the-host.ts': "import '@opsledger/embedded';\nimport '@opsledger/platform';",
};

const DOMAIN_FILES = [
  'libs/kernel/src/a.ts',
  'libs/contracts/src/a.ts',
  ...['decider', 'state', 'commands', 'projection'].map((role) => `services/operations/src/a/dated.${role}.ts`),
];
const GLOBALS = ['performance', 'crypto', 'process', 'globalThis', 'global', 'console', 'fetch', 'Promise'];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const OF_NEST_CQRS = ['EventBus', 'EventPublisher', 'AggregateRoot', 'EventsHandler', 'Saga'];
const EMITTERS = ['eventemitter2', '@nestjs/event-emitter'];

/** The same for oxlint. A rule that forbids several names has a plant for each of them. */
const LINT_PLANTS: readonly Plant[] = [
  ...DOMAIN_FILES.map((file): Plant => ['eslint(no-restricted-globals) Date', file, 'export const now = new Date();']),
  ...[...GLOBALS, ...TIMERS].map((name): Plant => [
    `eslint(no-restricted-globals) ${name}`,
    `libs/kernel/src/uses-${name}.ts`,
    `export const used = ${name};`,
  ]),
  ['eslint(no-restricted-properties) Math.random', 'libs/kernel/src/chance.ts', 'export const chance = Math.random();'],
  ['eslint(no-restricted-properties) Date.now', 'libs/kernel/src/instant.ts', 'export const now = () => Date.now();'],
  ['eslint(no-undef)', 'libs/kernel/src/instant.ts', 'export const elapsed = () => performance.now();'],
  ['oxc(no-async-await)', 'libs/kernel/src/later.ts', 'export const later = async () => 1;'],
  ['import(no-nodejs-modules)', 'libs/contracts/src/node.ts', "export { randomUUID } from 'node:crypto';"],
  ...OF_NEST_CQRS.map((name): Plant => [
    `eslint(no-restricted-imports) ${name}`,
    `services/gateway/src/uses-${name}.ts`,
    `export { ${name} } from '@nestjs/cqrs';`,
  ]),
  ...EMITTERS.map((name): Plant => [
    `eslint(no-restricted-imports) ${name}`,
    `services/gateway/src/uses-${name.replace('/', '-')}.ts`,
    `export { EventEmitter2 } from '${name}';`,
  ]),
  ['typescript(no-explicit-any)', 'services/gateway/src/any.ts', 'export type Anything = any;'],
  ['import(no-cycle)', 'libs/platform/src/chicken.ts', "import './egg.js';"],
  ['eslint(no-unused-vars)', 'services/gateway/src/unused.ts', 'const unused = 1;\nexport {};'],
  [
    'promise(always-return)',
    'services/gateway/src/gives-nothing.ts',
    'export const last = (first: Promise<void>) => first.then(() => {}).then(() => 1);',
  ],
  ['jest(expect-expect)', 'services/gateway/src/no-proof.spec.ts', "it('proves nothing', () => {});"],
  ['eslint(no-debugger)', 'services/gateway/src/of-correctness.ts', 'debugger;\nexport {};'],
  [
    'eslint(no-extend-native)',
    'services/gateway/src/of-suspicious.ts',
    'Array.prototype.at = () => undefined;\nexport {};',
  ],
];

/** Of a category, which turns on many rules of oxlint's own, one rule stands for all. */
const ONE_RULE_OF: Readonly<Record<string, string>> = {
  correctness: 'eslint(no-debugger)',
  suspicious: 'eslint(no-extend-native)',
};

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

type LintRule = string | readonly [severity: string, ...options: readonly unknown[]];
type LintRules = Readonly<Record<string, LintRule>>;
type LintConfiguration = Readonly<{
  categories: Readonly<Record<string, string>>;
  rules: LintRules;
  overrides: readonly Readonly<{ rules: LintRules }>[];
}>;
type Restriction = Readonly<{
  name?: string;
  object?: string;
  property?: string;
  importNames?: string[];
  message: string;
}>;

const lintConfiguration = JSON.parse(
  readFileSync(join(__dirname, '../.oxlintrc.json'), 'utf8').replaceAll(/^\s*\/\/.*$/gm, ''),
) as LintConfiguration;
const lintRules = [lintConfiguration, ...lintConfiguration.overrides]
  .flatMap(({ rules }) => Object.entries(rules))
  .filter(([, setting]) => setting !== 'off');

/** `promise/always-return` is `promise(always-return)` in a finding. */
const codeOf = (rule: string): string => `${rule.includes('/') ? rule.replace('/', '(') : `eslint(${rule}`})`;

const restrictions = lintRules
  .filter(([rule]) => rule.startsWith('no-restricted-'))
  .flatMap(([rule, setting]) => {
    const options = setting.slice(1) as readonly (Restriction | { paths: readonly Restriction[] })[];
    return options
      .flatMap((option) => ('paths' in option ? option.paths : [option]))
      .flatMap(({ name, object, property, importNames = [name ?? `${object}.${property}`], message }) =>
        importNames.map((restricted) => ({ rule: `${codeOf(rule)} ${restricted}`, message })),
      );
  });
const plainLintRules = lintRules.map(([rule]) => rule).filter((rule) => !rule.startsWith('no-restricted-'));

/** The rule as the plants name it: with the first name in quotes where the rule forbids names. */
const ruleOf = ({ rule, text }: Finding): string =>
  rule.includes('(no-restricted-') ? `${rule} ${/'(.+?)'/.exec(text)?.[1]}` : rule;

const findingsAt = (outcome: Outcome, file: string): Finding[] =>
  outcome.findings.filter((finding) => finding.file === file);

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
    expect(findingsAt(cruised, file).map(ruleOf)).toEqual([rule]);
  });

  it.each(LINT_PLANTS)('%s: %s', (_, file) => {
    const planted = LINT_PLANTS.filter((plant) => plant[1] === file).map(([rule]) => rule);
    expect(sorted(findingsAt(linted, file).map(ruleOf))).toEqual(sorted(planted));
  });

  it.each(restrictions)('$rule: says what to do instead', ({ rule, message }) => {
    expect(linted.findings.filter((finding) => ruleOf(finding) === rule && finding.text.includes(message))).not.toEqual(
      [],
    );
  });

  it('is the only thing that is found', () => {
    const planted = new Set(ALL_PLANTS.map(([, file]) => file));
    expect([...cruised.findings, ...linted.findings].filter(({ file }) => !planted.has(file))).toEqual([]);
  });

  it('is there for every rule', () => {
    expect(sorted(BOUNDARY_PLANTS.map(([rule]) => rule))).toEqual(sorted(ruleNames));
    const categories = Object.keys(lintConfiguration.categories).map((category) => ONE_RULE_OF[category] ?? category);
    const configured = [...restrictions.map(({ rule }) => rule), ...plainLintRules.map(codeOf), ...categories];
    expect(sorted(LINT_PLANTS.map(([rule]) => rule))).toEqual(sorted(configured));
  });
});

it('A tree that keeps to the rules has no finding', () => {
  const clean = { ...TARGETS, ...ALLOWED };
  const { cruised, linted } = inTree(clean, (tree) => ({ cruised: tree.cruise(), linted: tree.lint() }));
  expect(cruised).toMatchObject({ status: 0, findings: [] });
  expect(cruised.output).toContain('no dependency violations found');
  expect(linted).toMatchObject({ status: 0, findings: [] });
});

it.each([
  ['no tag', []],
  ['a tag that the table does not know', ['type:shared']],
  ['two types', ['type:kernel', 'type:service']],
])('A project with %s is refused, not left out', (_, tags) => {
  const project = { name: '@opsledger/newcomer', exports: {}, nx: { tags } };
  const files = { 'libs/newcomer/package.json': JSON.stringify(project) };
  const { status, output } = inTree(files, (tree) => tree.cruise());
  expect(status).toBeGreaterThan(0);
  expect(output).toContain('libs/newcomer/package.json needs one tag of type:kernel');
});
