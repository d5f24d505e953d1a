import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Nest 12 is ESM only and jest cannot `require()` ESM, so tests run as CommonJS: swc turns our TypeScript and the packages
// named here into CommonJS. A new ESM-only dependency is one more name; jest's error text tells which file it stumbled over.
const ESM_PACKAGES = [
  '@nestjs/',
  'jose/',
  'uuidv7/',
  'cookie/',
  'file-type/',
  '@tokenizer/',
  'strtok3/',
  'token-types/',
];
const MORE_ESM_PACKAGES = ['uint8array-extras/', '@borewit/', 'set-cookie-parser/', 'libphonenumber-js/', 'leven/'];

const root = fileURLToPath(new URL('.', import.meta.url));
const swcrc = JSON.parse(readFileSync(`${root}.swcrc`, 'utf8'));
const typescript = { ...swcrc, swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline' };
const esm = {
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript', importAttributes: true }, keepClassNames: true },
  module: { type: 'commonjs' },
};

/** One jest project for a folder; `testMatch` picks which of its specs run. */
export const project = (displayName, rootDir, testMatch) => ({
  displayName,
  rootDir,
  testMatch,
  cacheDirectory: `${root}node_modules/.cache/jest`,
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', esm] },
  transformIgnorePatterns: [`/node_modules/(?!(${[...ESM_PACKAGES, ...MORE_ESM_PACKAGES].join('|')}))`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  testEnvironmentOptions: { customExportConditions: ['@opsledger/source', 'node', 'node-addons'] },
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  setupFiles: ['reflect-metadata'],
});

const workspaces = ['libs', 'services'].flatMap((kind) =>
  readdirSync(`${root}${kind}`).map((name) => [name, `${root}${kind}/${name}`]),
);

export default {
  projects: [
    ...workspaces.map(([name, folder]) =>
      project(name, folder, ['<rootDir>/src/**/!(*.e2e|*.mongodb|*.kafka|*.engines|*.distributed).spec.ts']),
    ),
    project('infra', `${root}infra`, ['<rootDir>/**/!(*.e2e|*.mongodb|*.kafka|*.engines|*.distributed).spec.ts']),
  ],
  reporters: ['default', '<rootDir>/infra/engines/engines-not-run.cjs', '<rootDir>/infra/jest-counts.cjs'],
  passWithNoTests: false,
  // A test that takes so long hangs; a busy machine may make any test take more than jest's own five seconds.
  testTimeout: 60_000,
  // Jest leaves a core for itself, which it does not need: on two cores everything would run one after the other.
  maxWorkers: '100%',
};
