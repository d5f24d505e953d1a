import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { EXIT, Failure } from './exit-codes.js';
import { makeProgram } from './program.js';

// Whoever reads us may stop reading, as `head` does: that is the end of the work and no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
});

/** Runs one command line; everything that goes wrong ends as a message on standard error and an exit code. */
const run = async (): Promise<number> => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  try {
    await makeProgram(version).parseAsync();
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    process.stderr.write(`${(error as Error).message}\n`);
    return error instanceof Failure ? error.exitCode : EXIT.failed;
  }
};

process.exitCode = await run();
