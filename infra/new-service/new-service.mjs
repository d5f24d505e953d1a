#!/usr/bin/env node
// Makes an empty service: one command, one event, a projection, tests, a contract. `npm run new:service -- checkpoints checkpoint`
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';

const TEMPLATE = fileURLToPath(new URL('template', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const NAME = /^[a-z]+(-[a-z]+)*$/;
/** Names that say nothing of the mission. */
const EMPTY_NAMES = new Set([
  'common',
  'utils',
  'util',
  'helpers',
  'shared',
  'manager',
  'managers',
  'services',
  'core',
  'base',
]);

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(2);
};
const read = (path) => readFileSync(join(REPOSITORY, path), 'utf8');
const pascal = (name) => name.replace(/(^|-)([a-z])/g, (_, _dash, letter) => letter.toUpperCase());
const camel = (name) => pascal(name).replace(/^./, (letter) => letter.toLowerCase());

const [services, aggregate, ...more] = process.argv.slice(2);
if (!services || !aggregate || more.length > 0)
  fail('Usage: npm run new:service -- <plural> <aggregate>, e.g. checkpoints checkpoint');
for (const name of [services, aggregate]) {
  if (!NAME.test(name)) fail(`${name}: a name is lower case words joined by hyphens`);
  if (EMPTY_NAMES.has(name)) fail(`${name} says nothing of the mission: use the field's own term`);
}
if (services === aggregate)
  fail('The collection and the aggregate need different names, e.g. checkpoints and checkpoint');
for (const folder of [`services/${services}`, `libs/${services}`, `libs/contracts/src/${services}`])
  if (existsSync(join(REPOSITORY, folder))) fail(`${folder} is there already`);

/** Two to four letters that no other service begins its references with. */
const prefix = () => {
  const taken = readdirSync(join(REPOSITORY, 'services'), { recursive: true })
    .filter((file) => /^[^/]+\/src\/[^/]+\/[^/]+\.aggregate\.ts$/.test(file))
    .flatMap((file) => [...read(`services/${file}`).matchAll(/referencePrefix: '([A-Z]+)'/g)].map(([, one]) => one));
  const letters = aggregate.replaceAll('-', '').toUpperCase();
  const free = [2, 3, 4]
    .map((length) => letters.slice(0, length))
    .find((one) => one.length > 1 && !taken.includes(one));
  return free ?? fail(`Every short form of ${aggregate} is taken as the start of references`);
};

const words = {
  __services__: services,
  __aggregate__: aggregate,
  __Services__: pascal(services),
  __Aggregate__: pascal(aggregate),
  __servicesName__: camel(services),
  __aggregateName__: camel(aggregate),
  __AGGREGATE__: aggregate.replaceAll('-', '_').toUpperCase(),
  __PREFIX__: prefix(),
};
// The longer names first: `__AGGREGATE___OPENED` is a name and an ending.
const filled = (text) => Object.entries(words).reduce((result, [word, value]) => result.replaceAll(word, value), text);

const written = [];
const write = async (path, text) => {
  const file = join(REPOSITORY, path);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  const isRecorded = /\/golden\//.test(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, isRecorded ? text : await prettier.format(text, options));
  written.push(path);
};
const change = async (path, ...changes) => {
  let text = read(path);
  for (const [from, to] of changes) {
    if (!text.includes(from)) fail(`${path} has no line "${from}" to put the new service beside; was it renamed?`);
    text = text.replace(from, to);
  }
  await write(path, text);
};

for (const entry of readdirSync(TEMPLATE, { recursive: true, encoding: 'utf8' }).toSorted()) {
  if (!statSync(join(TEMPLATE, entry)).isFile()) continue;
  await write(filled(entry).replace(/\.template$/, ''), filled(readFileSync(join(TEMPLATE, entry), 'utf8')));
}
for (const folder of [`libs/contracts/src/${services}/samples`, `services/${services}/src/${aggregate}/golden`]) {
  const seals = readdirSync(join(REPOSITORY, folder)).map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(REPOSITORY, folder, name)))
        .digest('hex')}  ${name}\n`,
  );
  writeFileSync(join(REPOSITORY, folder, 'SHA256SUMS'), seals.join(''));
}

const { __AGGREGATE__, __Aggregate__, __aggregateName__, __servicesName__, __Services__ } = words;
const contracts = `./${services}/${aggregate}.contracts.js`;
await change(
  'libs/contracts/src/index.ts',
  [
    `\nexport type { EventContract`,
    `import { ${__servicesName__}Service } from '${contracts}';\n\nexport type { EventContract`,
  ],
  [
    `/** Every service, with`,
    `export { ${__AGGREGATE__}_OPENED, ${__aggregateName__}Contracts, type ${__Aggregate__}Opened } from '${contracts}';\n\n/** Every service, with`,
  ],
  ['= [operationsService', `= [operationsService, ${__servicesName__}Service`],
);
await change(
  'services/embedded/src/hosted-services.ts',
  [
    "from '@opsledger/operations';",
    `from '@opsledger/operations';\nimport { ${__Services__}Module, ${__servicesName__}Service } from '@opsledger/${services}';`,
  ],
  [
    'HostedService[] = [',
    `HostedService[] = [{ module: ${__Services__}Module, definition: ${__servicesName__}Service },`,
  ],
);
await change('services/embedded/package.json', [
  '"@opsledger/operations": "*",',
  `"@opsledger/operations": "*",\n    "@opsledger/${services}": "*",`,
]);
const operations = (path) => `{\n      "path": "${path}services/operations"\n    },`;
await change('services/embedded/tsconfig.json', [
  operations('../../'),
  `${operations('../../')}\n    { "path": "../../services/${services}" },`,
]);
await change('tsconfig.json', [operations(''), `${operations('')}\n    { "path": "services/${services}" },`]);
const topic = (name) => `{ "name": "opsledger.${name}", "partitions": 6, "replicas": 1, "retentionMilliseconds": -1 }`;
await change('infra/kafka/topics.json', [
  '\n    }\n  ]\n}',
  `\n    },\n    {\n      "source": "/opsledger/${services}",\n      "internal": ${topic(services)},\n      "open": ${topic(`public.${services}`)}\n    }\n  ]\n}`,
]);

process.stdout.write(
  `${written.map((path) => `  ${path}`).join('\n')}\n\nNow: npm install && npm run docs:events && npm test. Then name what it is for: its commands, events and rules.\n`,
);
