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

/**
 * Specs that read a list or the head of the log right after they wrote, without `Opsledger-Min-Position`: only the embedded
 * profile is quick enough for that. They have failed here, each at another time, and are still to be told to wait.
 */
const READ_TOO_SOON = 'batches|figures|forces|imports|operations-lists|past|queries|situation-reports|standbys';
/**
 * The whole system in one process, its specs as they are, on the engines of the distributed profile. Left out besides: bad
 * input, which is refused before any engine is asked, the faults of a disk under SQLite, of which MongoDB has its own, and the
 * front door, which is the same.
 */
const distributed = {
  ...engine('mongodb'),
  displayName: 'distributed',
  testMatch: [`${root}services/embedded/src/!(bad-input|faults|front-door|${READ_TOO_SOON}).api.spec.ts`],
  setupFiles: ['reflect-metadata', `${root}infra/engines/distributed-profile.cjs`],
};
/** The same with events over Kafka: stories and commands so far; the rest is still to be run there. */
const distributedOnKafka = {
  ...distributed,
  displayName: 'distributed on Kafka',
  globalSetup: `${root}infra/engines/provide-both.ts`,
  globalTeardown: `${root}infra/engines/withdraw-both.ts`,
  testMatch: [`${root}services/embedded/src/(stories|commands).api.spec.ts`],
  setupFiles: [...distributed.setupFiles, `${root}infra/engines/events-over-kafka.cjs`],
};

export default {
  projects: [engine('mongodb'), engine('kafka'), distributed, distributedOnKafka],
  reporters: ['default', '<rootDir>/infra/jest-counts.cjs'],
  testTimeout: 60_000,
  // A client that a broker left hanging must not hold the run; the engines are taken away before.
  forceExit: true,
  maxWorkers: '100%',
};
