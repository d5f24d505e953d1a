import { fileURLToPath } from 'node:url';
import { project } from './jest.config.js';

const folderOf = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Tests that start the built system as its users do, talk to it over its port, and kill it. */
export default {
  projects: [
    project('e2e', folderOf('./services/embedded'), ['<rootDir>/src/**/*.e2e.spec.ts']),
    project('new service', folderOf('./infra'), ['<rootDir>/**/*.e2e.spec.ts']),
  ],
  reporters: ['default', '<rootDir>/infra/jest-counts.cjs'],
  testTimeout: 120_000,
};
