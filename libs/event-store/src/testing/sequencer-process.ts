import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const REPOSITORY = resolve(__dirname, '../../../..');
const BUILT = join(REPOSITORY, 'libs/event-store/dist/mongodb/index.js');

/** A step is passed three times for each operation: before it is sent, while it is under way, and when it is answered. */
const PROGRAM = `
  import mongoose from 'mongoose';
  import { openLogDatabase, Sequence, Sequencer } from ${JSON.stringify(pathToFileURL(BUILT).href)};
  const { uri, databaseName, leaseMilliseconds, signal, atStep } = JSON.parse(process.argv[1]);
  const database = await openLogDatabase(uri, { newLogId: () => 'log', databaseName });
  let steps = 0;
  const pass = () => (steps += 1) === atStep && process.kill(process.pid, signal);
  const countSteps = ({ prototype }, name) => {
    const original = prototype[name];
    prototype[name] = async function (...given) {
      pass();
      const answer = original.apply(this, given);
      await new Promise(setImmediate);
      pass();
      await answer.catch(() => undefined);
      pass();
      return answer;
    };
  };
  for (const name of ['findOne', 'insertOne', 'bulkWrite', 'findOneAndUpdate']) countSteps(mongoose.mongo.Collection, name);
  countSteps(mongoose.mongo.FindCursor, 'toArray');
  const now = () => new Date().toISOString();
  const sequence = new Sequence(database, 'child-' + process.pid);
  new Sequencer({ database, sequence, name: 'child-' + process.pid, now, leaseMilliseconds, onTrouble: console.error }).start();
  while ((await database.commits.countDocuments({ pending: true })) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  process.exit(0);
`;

/**
 * A process of its own that runs the built sequencer, and gets a signal at a step of its work with the database. It ends by itself
 * when nothing waits for its place any more.
 */
export const startSequencerProcess = (
  options: Readonly<{ uri: string; databaseName: string; leaseMilliseconds: number; signal: string; atStep: number }>,
): ChildProcess => {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is not there: npm run build`);
  return spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, JSON.stringify(options)], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
};

/** How the process ended: `done`, or by which signal; `stopped` if it was only stopped. */
export const endOf = async (child: ChildProcess): Promise<string> => {
  while (child.exitCode === null && child.signalCode === null) {
    if (isStopped(child)) return 'stopped';
    await setTimeout(5);
  }
  return child.exitCode === 0 ? 'done' : (child.signalCode ?? `code ${child.exitCode}`);
};

/** Whether it stands still by SIGSTOP. */
export const isStopped = ({ pid }: Pick<ChildProcess, 'pid'>): boolean => {
  try {
    return /^\d+ \(.*\) T/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // it has just ended
  }
};
