import { fileURLToPath } from 'node:url';
import { project } from './jest.config.js';

const folder = fileURLToPath(new URL('./services/embedded', import.meta.url));

/** Tests that start the built system as its users do, talk to it over its port, and kill it. */
export default {
  projects: [project('e2e', folder, ['<rootDir>/src/**/*.e2e.spec.ts'])],
  reporters: ['default', '<rootDir>/infra/jest-counts.cjs'],
  testTimeout: 120_000,
};
