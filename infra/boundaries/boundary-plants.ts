import type { Files, Plant } from './planted-tree.js';

/** What a project of a type may not depend on: every other type that can be imported, so the whole table is proved. */
const FORBIDDEN_PROJECTS = [
  [
    'kernel-dependencies',
    'libs/kernel/src/to-*.ts',
    'contracts reference event-store projections platform testing operations embedded',
  ],
  [
    'contracts-dependencies',
    'libs/contracts/src/to-*.ts',
    'reference event-store projections platform testing operations embedded',
  ],
  [
    'reference-dependencies',
    'libs/reference/src/to-*.ts',
    'contracts event-store projections platform testing operations embedded',
  ],
  ['reference-dependencies', 'libs/reference/src/to-*.spec.ts', 'platform testing'],
  [
    'adapter-dependencies',
    'libs/event-store/src/to-*.ts',
    'contracts reference projections platform testing operations embedded',
  ],
  [
    'adapter-dependencies',
    'libs/messaging/src/to-*.ts',
    'contracts reference projections platform testing operations embedded',
  ],
  [
    'projections-dependencies',
    'libs/projections/src/to-*.ts',
    'contracts reference platform testing operations embedded',
  ],
  ['platform-dependencies', 'libs/platform/src/to-*.ts', 'testing operations embedded'],
  ['platform-dependencies', 'libs/platform/src/to-*.spec.ts', 'testing operations embedded'],
  ['testing-dependencies', 'libs/testing/src/to-*.ts', 'operations embedded'],
  ['service-dependencies', 'services/operations/src/to-*.ts', 'event-store messaging testing gateway embedded'],
  ['service-dependencies', 'services/gateway/src/to-*.ts', 'event-store messaging testing operations embedded'],
  ['service-spec-dependencies', 'services/operations/src/to-*.spec.ts', 'event-store messaging gateway embedded'],
  ['service-spec-dependencies', 'services/operations/src/testing/to-*.ts', 'event-store messaging gateway embedded'],
  ['host-dependencies', 'services/embedded/src/to-*.ts', 'contracts event-store messaging projections testing'],
  ['host-spec-dependencies', 'services/embedded/src/to-*.spec.ts', 'contracts event-store messaging projections'],
  [
    'tool-dependencies',
    'services/cli/src/to-*.ts',
    'contracts reference event-store messaging projections testing operations',
  ],
] as const;

/** One file for every way over a boundary. Each is found by exactly one rule. */
export const BOUNDARY_PLANTS: readonly Plant[] = [
  ...FORBIDDEN_PROJECTS.flatMap(([rule, file, names]) =>
    names.split(' ').map((name): Plant => [rule, file.replace('*', name), `import '@opsledger/${name}';`]),
  ),
  ['service-dependencies', 'services/gateway/src/for-a-type.ts', "import type {} from '@opsledger/operations';"],
  ['service-dependencies', 'services/gateway/src/passed-on.ts', "export * from '@opsledger/operations';"],
  ['service-dependencies', 'services/gateway/src/at-run-time.ts', "await import('@opsledger/operations');"],
  ['service-dependencies', 'services/gateway/src/to-a-file.ts', "import '@opsledger/event-store/sqlite-file';"],

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
  ['no-circular', 'libs/platform/src/gauge.ts', "import type { Metric } from './metric.js';"],
  ['not-to-unresolvable', 'libs/platform/src/to-nowhere.ts', "import './nowhere.js';"],
  ['not-to-unresolvable', 'services/gateway/src/not-exported.ts', "import '@opsledger/platform/src/not-exported.js';"],
];

/** What plants lead to. There is nothing to find in them. */
export const TARGETS: Files = {
  'services/operations/src/a/other.ts': 'export {};',
  'services/operations/src/http/operation.bodies.ts': 'export {};',
  'services/gateway/src/empty.spec.ts': 'export {};',
  'services/gateway/src/testing/empty.ts': 'export {};',
  'libs/platform/src/not-exported.ts': 'export {};',
  'libs/platform/src/metric.ts': "import type { Gauge } from './gauge.js';\nexport type Metric = Gauge;",
};

/** What the rules leave open on purpose. */
export const ALLOWED: Files = {
  'libs/kernel/src/instant.ts':
    'export const year = (at: string): number => new Date(Date.parse(at)).getUTCFullYear();',
  'libs/kernel/src/any.spec.ts': "import 'node:fs';\nimport 'uuidv7';\nexport const now = async () => Date.now();",
  'libs/contracts/src/to-kernel.ts': "import '@opsledger/kernel';",
  'libs/reference/src/to-kernel.ts': "import '@opsledger/kernel';\nimport 'uuidv7';",
  'libs/messaging/src/to-event-store.ts': "import '@opsledger/event-store';",
  'libs/projections/src/to-own-adapter.ts': "import './sqlite/sqlite-document-store.adapter.js';",
  'libs/projections/src/sqlite/driver.ts': "import 'libsql';\nimport '@opsledger/event-store/sqlite-file';",
  'libs/platform/src/all-adapters.ts':
    "import 'libsql';\nimport '@opsledger/event-store/sqlite';\nimport '@opsledger/event-store/memory';\n" +
    "import '@opsledger/messaging/in-process';\nimport '@opsledger/projections/sqlite';",
  'libs/platform/src/to-reference.ts': "import '@opsledger/reference';",
  'libs/platform/src/gauge.ts': 'export type Gauge = string;',
  'libs/testing/src/all.ts':
    "import '@opsledger/platform';\nimport '@opsledger/reference';\nimport '@opsledger/event-store/memory';",
  'services/operations/src/a/a.state.ts': "import '@opsledger/contracts';\nexport type At = Date;",
  'services/operations/src/a/a.decider.ts': "import './a.state.js';\nimport '@opsledger/kernel';",
  'services/operations/src/a/a.decider.spec.ts':
    "import './a.decider.js';\nimport '@opsledger/testing';\nimport '@opsledger/projections/sqlite';\n" +
    "declare const given: () => { then: () => void };\nit('is a specification', () => given().thenRecorded());",
  'services/operations/src/read-models/a.projection.ts':
    "import '../a/a.state.js';\nimport type { Entry } from '@opsledger/projections';\nexport type Document = Entry;",
  'services/operations/src/http/a.controller.ts':
    "import { CommandBus } from '@nestjs/cqrs';\nimport '@opsledger/platform';\nimport '@opsledger/reference';\n" +
    "import '../a/a.decider.js';\n" +
    'export const issue = async () => [new CommandBus(), Date.now(), Math.random(), process.pid];',
  'services/embedded/src/all-services.ts':
    "import '@opsledger/gateway';\nimport '@opsledger/operations';\nimport '@opsledger/platform';\n" +
    "import '@opsledger/reference';",
  'services/embedded/src/testing/system.ts': "import '@opsledger/testing';",
  'services/cli/src/to-the-host.ts': "import '@opsledger/embedded';\nimport '@opsledger/platform';",
};
