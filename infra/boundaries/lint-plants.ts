import type { Plant } from './planted-tree.js';

const DOMAIN_FILES = [
  'libs/kernel/src/a.ts',
  'libs/contracts/src/a.ts',
  'libs/reference/src/a.ts',
  ...['decider', 'state', 'commands', 'projection'].map((role) => `services/operations/src/a/dated.${role}.ts`),
];
const GLOBALS = ['performance', 'crypto', 'process', 'globalThis', 'global', 'console', 'fetch', 'Promise'];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const OF_NEST_CQRS = ['EventBus', 'EventPublisher', 'AggregateRoot', 'EventsHandler', 'Saga'];
const EMITTERS = ['eventemitter2', '@nestjs/event-emitter'];

/** Code that oxlint refuses. A rule that forbids names has a plant for each of them, and the name after its own. */
export const LINT_PLANTS: readonly Plant[] = [
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
  ['import(no-nodejs-modules)', 'libs/reference/src/node.ts', "export { readFileSync } from 'node:fs';"],
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
  ['import(no-cycle)', 'libs/platform/src/egg.ts', "import './chicken.js';"],
  ['eslint(no-unused-vars)', 'services/gateway/src/unused.ts', 'const unused = 1;\nexport {};'],
  [
    'eslint(no-underscore-dangle)',
    'services/gateway/src/dangling.ts',
    'export const isHidden = (row: { _hidden: boolean }): boolean => row._hidden;',
  ],
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
