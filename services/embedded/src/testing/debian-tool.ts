import { spawnSync } from 'node:child_process';

/**
 * Whether a tool of the operating system is there. Where it is not, what needs it is not run, and that is said aloud; where
 * everything has to run (`CI`), it is a failure.
 */
export const hasTool = (name: string, advice = ''): boolean => {
  const isThere = spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
  if (isThere) return true;
  if (process.env['CI']) throw new Error(`${name} is missing, and nothing may be left out here`);
  process.stderr.write(`\nNOT RUN: ${name} is missing on this machine; what it would show is not known.${advice}\n\n`);
  return false;
};
