import { fileURLToPath } from 'node:url';
import { project } from './jest.config.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Tests on a real engine, which is provided before the first of them and taken away after the last (infra/engines). */
const engine = (name) => ({
  ...project(
    name,
    root,
    ['libs', 'services', 'infra'].map((folder) => `<rootDir>/${folder}/**/*.${name}.spec.ts`),
  ),
  modulePathIgnorePatterns: ['/dist/'],
  globalSetup: `${root}infra/engines/provide-${name}.ts`,
  globalTeardown: `${root}infra/engines/withdraw-${name}.ts`,
});

/** Tests on both of them. */
const bothEngines = {
  ...engine('engines'),
  globalSetup: `${root}infra/engines/provide-both.ts`,
  globalTeardown: `${root}infra/engines/withdraw-both.ts`,
  setupFiles: ['reflect-metadata'],
};

/**
 * The whole system in one process on both of them, as the distributed profile has it: its specs as they are, and those that compare
 * it with the embedded profile. Two are left out: bad input, which is refused before any engine is asked, and the faults of a disk
 * under SQLite, of which MongoDB has its own.
 */
const distributed = {
  ...bothEngines,
  displayName: 'distributed',
  testMatch: [
    `${root}services/embedded/src/!(bad-input|faults).api.spec.ts`,
    `${root}services/embedded/src/*.distributed.spec.ts`,
  ],
  setupFiles: ['reflect-metadata', `${root}infra/engines/distributed-profile.cjs`],
};

export default {
  projects: [engine('mongodb'), engine('kafka'), bothEngines, distributed],
  reporters: ['default', '<rootDir>/infra/jest-counts.cjs'],
  testTimeout: 180_000,
  // A client that a broker left hanging must not hold the run; the engines are taken away before.
  forceExit: true,
  maxWorkers: '100%',
};
