// Who may import what. `npm run lint` holds it; infra/boundaries.spec.ts plants a violation of every rule and sees it refused.
const { readdirSync, readFileSync } = require('node:fs');

/**
 * What a project may depend on, by its Nx tag: `code` from every file, `specs` from test code on top of that. Every project
 * has exactly one of these tags, and there is no line for all of them, so that a new project is thought about before it builds.
 */
const MAY_DEPEND_ON = {
  'type:kernel': { code: [] },
  'type:contracts': { code: ['type:kernel'] },
  'type:reference': { code: ['type:kernel'] },
  'type:adapter': { code: ['type:kernel', 'type:adapter'] },
  'type:projections': { code: ['type:kernel', 'type:adapter'] },
  'type:platform': { code: ['type:kernel', 'type:contracts', 'type:reference', 'type:adapter', 'type:projections'] },
  'type:testing': {
    code: ['type:kernel', 'type:contracts', 'type:reference', 'type:adapter', 'type:projections', 'type:platform'],
  },
  'type:service': {
    code: ['type:kernel', 'type:contracts', 'type:reference', 'type:projections', 'type:platform'],
    specs: ['type:testing'],
  },
  'type:host': { code: ['type:kernel', 'type:reference', 'type:platform', 'type:service'], specs: ['type:testing'] },
  'type:tool': { code: ['type:kernel', 'type:platform', 'type:host'] },
};

const INSTEAD = {
  'type:kernel':
    'The kernel depends on nothing. Pass what it needs as an argument, or move the code to the project it needs.',
  'type:contracts': 'Contracts are plain data over the kernel. Move code that needs more to the project that needs it.',
  'type:reference':
    'Reference data are what they are, whoever asks. Let whoever asks bring the two together, and pass what is needed.',
  'type:adapter':
    'An adapter knows the kernel and the ports of adapters. Let the platform bring it together with the rest.',
  'type:projections':
    'Projections know the kernel and the log. A service hands its projections in; it is not imported.',
  'type:platform': 'The platform names no service. Take what a service has to say as a ServiceDefinition.',
  'type:testing': 'Test support serves every service and names none. Keep what one service needs beside its specs.',
  'type:service':
    'A service knows no other service, no host and no store. Share an event through @opsledger/contracts, reach the store ' +
    'through @opsledger/platform, and use @opsledger/testing from test code only.',
  'type:host': 'A host puts services on the platform and adds nothing. Move the code to a service or to the platform.',
  'type:tool': 'A tool works through the host or over HTTP. Ask the gateway for what it does not get from there.',
};

const folders = ['libs', 'services'].flatMap((kind) =>
  readdirSync(kind, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${kind}/${entry.name}`),
);

const projects = folders.map((folder) => {
  const { nx, exports = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const types = (nx?.tags ?? []).filter((tag) => tag.startsWith('type:'));
  if (types.length !== 1 || !(types[0] in MAY_DEPEND_ON)) {
    throw new Error(`${folder}/package.json needs one tag of ${Object.keys(MAY_DEPEND_ON).join(', ')} under nx.tags`);
  }
  const sources = Object.values(exports).flatMap((entry) => entry['@opsledger/source'] ?? []);
  return { folder, type: types[0], entries: sources.map((source) => `${folder}/${source.replace('./', '')}`) };
});

const anyOf = (texts) => `(${texts.map((text) => text.replaceAll('.', '\\.')).join('|')})`;
/** Matches files of the projects with these tags, and captures the project's folder for `$1`. */
const filesOf = (...types) =>
  `^${anyOf(projects.filter(({ type }) => types.includes(type)).map(({ folder }) => folder))}/`;

const ANY_PROJECT = '^((?:libs|services)/[^/]+)/';
const SAME_PROJECT = '^$1/';
const ENTRY = `^${anyOf(projects.flatMap(({ entries }) => entries))}$`;
/** Specs, and what only specs use: neither is built. */
const TEST_CODE = '(.+\\.spec\\.ts|src/testing/.+)$';
const ANY_TEST_CODE = `${ANY_PROJECT}${TEST_CODE}`;
const ADAPTER = `${ANY_PROJECT}.+\\.adapter\\.ts$`;
const SERVICE = '^(services/[^/]+)/src/.+';
const DOMAIN_FILE_OF_SAME_PROJECT = '^$1/src/.+\\.(decider|state|commands|projection)\\.ts$';

/** What a place reference says by itself. Not the gazetteer, which is edited. */
const PLACE_MARKS = '^libs/reference/src/places/place-marks\\.ts$';

const rule = (name, from, to, comment) => ({ name, severity: 'error', from, to, comment });

const typeRules = Object.entries(MAY_DEPEND_ON).flatMap(([type, { code, specs }]) => {
  const limit = (name, from, allowed) =>
    rule(name, from, { path: ANY_PROJECT, pathNot: [SAME_PROJECT, filesOf(...allowed)] }, INSTEAD[type]);
  const name = type.replace('type:', '');
  const path = filesOf(type);
  if (!specs) return [limit(`${name}-dependencies`, { path }, code)];
  return [
    limit(`${name}-dependencies`, { path, pathNot: ANY_TEST_CODE }, code),
    limit(`${name}-spec-dependencies`, { path: `${path}${TEST_CODE}` }, [...code, ...specs]),
  ];
});

const packageRules = [
  rule(
    'kernel-and-contracts-without-packages',
    { path: filesOf('type:kernel', 'type:contracts'), pathNot: ANY_TEST_CODE },
    { pathNot: ANY_PROJECT },
    'Kernel and contracts run anywhere: no npm package, no node builtin. Write the few lines, or do it in the platform.',
  ),
  rule(
    'drivers-in-adapters',
    { path: ANY_PROJECT, pathNot: filesOf('type:adapter', 'type:projections', 'type:platform') },
    { path: '^(node_modules/)?(libsql|mongoose|kafkajs)(/|$)' },
    'Drivers of databases and brokers stay behind a port. Use the port, or write an adapter for it.',
  ),
];

const domainRules = [
  rule(
    'domain-stays-pure',
    { path: `${SERVICE}\\.(decider|state|commands)\\.ts$` },
    { pathNot: [DOMAIN_FILE_OF_SAME_PROJECT, filesOf('type:kernel', 'type:contracts')] },
    'A rule is a function of a command and a state. Take time, ids and chance from the metadata of the command; give ' +
      'another file of the domain one of the endings .decider.ts, .state.ts, .commands.ts.',
  ),
  rule(
    'projection-stays-pure',
    { path: `${SERVICE}\\.projection\\.ts$` },
    {
      pathNot: [DOMAIN_FILE_OF_SAME_PROJECT, filesOf('type:kernel', 'type:contracts', 'type:projections'), PLACE_MARKS],
    },
    'A projection is a function of a document and an event, so that a rebuild gives the same document. Put what it needs ' +
      'to know into the event.',
  ),
  rule(
    'projection-takes-types-only',
    { path: `${SERVICE}\\.projection\\.ts$` },
    { path: filesOf('type:projections'), dependencyTypesNot: ['type-only'] },
    'A projection describes and does not run. Write `import type`, and leave the running to the platform.',
  ),
];

const adapterRules = [
  rule(
    'adapters-behind-platform',
    { path: ANY_PROJECT, pathNot: [ANY_TEST_CODE, filesOf('type:platform', 'type:testing')] },
    { path: ADAPTER, pathNot: SAME_PROJECT },
    'Only the platform chooses an adapter. Depend on the port, which the name of the package without a subpath gives.',
  ),
  rule(
    'index-without-adapters',
    { path: `${ANY_PROJECT}src/index\\.ts$` },
    { path: ADAPTER },
    'An index that exports an adapter would bring it past the rule above. Give the adapter a subpath in `exports`.',
  ),
];

const generalRules = [
  rule(
    'no-deep-import',
    { path: ANY_PROJECT },
    { path: ANY_PROJECT, pathNot: [SAME_PROJECT, ENTRY] },
    'Import what the other project exports, or add it to its index.ts; the rest is its own business.',
  ),
  rule(
    'projects-by-name',
    { path: ANY_PROJECT },
    { path: ENTRY, pathNot: SAME_PROJECT, dependencyTypes: ['local'] },
    'Import another project by its name, @opsledger/…, as the build does; a relative path leaves out its `exports`.',
  ),
  rule(
    'no-spec-import',
    { path: ANY_PROJECT, pathNot: ANY_TEST_CODE },
    { path: ANY_TEST_CODE },
    'Specs and src/testing are not built. Move what the built code needs to a file outside of them.',
  ),
  rule(
    'no-circular',
    {},
    { circular: true },
    'Move what both files need to the one that needs the other least, or to a third one: a type ties two files together as well.',
  ),
  rule(
    'not-to-unresolvable',
    {},
    { couldNotResolve: true },
    'Correct the path, add the name to `exports` of the other project, or install the package.',
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...typeRules, ...packageRules, ...domainRules, ...adapterRules, ...generalRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Our own dist only: half of the npm packages have their entry in a dist folder, and would not be seen at all.
    exclude: { path: '^(libs|services)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@opsledger/source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
