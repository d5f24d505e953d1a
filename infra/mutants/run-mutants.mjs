// Breaks each clause of the contracts in turn and says which test notices. Not part of the tests: it takes some minutes, and
// while it runs it changes the files of this folder (each is put back; it refuses to begin where one has changes of its own).
//   npm run mutants                      all of them
//   npm run mutants -- document-store    those whose file or clause has these words
// Those of an adapter for an engine run where MONGODB_URI leads, or else on a server that is started for them and removed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTANTS } from './mutants.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const words = process.argv.slice(2).join(' ');
const chosen = MUTANTS.filter(({ file, clause }) => `${file} ${clause}`.includes(words));
const changed = execFileSync('git', ['status', '--porcelain', '--', ...new Set(chosen.map(({ file }) => file))], {
  cwd: root,
}).toString();
if (changed !== '') throw new Error(`These have changes of their own:\n${changed}`);

const folder = mkdtempSync(join(tmpdir(), 'opsledger-mutants-'));
let planted;
const putBack = () => {
  if (planted) writeFileSync(planted.path, planted.text);
  planted = undefined;
};
let engine;
const launch = (verb) =>
  execFileSync(join(root, 'infra/engines/mongodb.sh'), [verb], {
    env: { ...process.env, ...engine },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
process.on('exit', () => {
  putBack();
  if (engine) launch('stop');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

if (chosen.some(({ project }) => project === 'mongodb') && !process.env.MONGODB_URI) {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  engine = { MONGO_PORT: String(port), MONGO_FOLDER: join(folder, 'mongodb') };
  process.env.MONGODB_URI = launch('start').toString().trim().split('\n').at(-1);
}

/** The first test that failed, or nothing. */
const noticedBy = ({ project, specs, tests }) => {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const options = ['--selectProjects', project, '--testPathPatterns', specs, '--maxWorkers', '1', '--forceExit'];
  if (tests) options.push('--config', 'jest.engines.config.js', '--testNamePattern', tests);
  spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...options, '--json', '--outputFile', report], {
    cwd: root,
    timeout: tests ? 180_000 : 60_000,
  });
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return 'the run, which never came to its end';
  }
  const failed = results.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  if (failed.length > 0) return `${failed[0]}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}`;
  return results.some(({ status }) => status === 'failed') ? 'NOT PLANTED: the spec cannot even be loaded' : undefined;
};

let unnoticed = 0;
for (const mutant of chosen) {
  await new Promise((resolve) => setImmediate(resolve)); // a signal that came meanwhile is heard
  const path = join(root, mutant.file);
  const text = readFileSync(path, 'utf8');
  const parts = text.split(mutant.find);
  let verdict;
  if (parts.length === 2) {
    planted = { path, text };
    writeFileSync(path, parts.join(mutant.replace));
    verdict = noticedBy(mutant);
    putBack();
  } else verdict = `NOT PLANTED: what is to be replaced occurs ${parts.length - 1} times`;
  if (verdict === undefined || verdict.startsWith('NOT PLANTED')) unnoticed += 1;
  process.stdout.write(`${mutant.file} | ${mutant.clause} | ${verdict ?? 'SURVIVED'}\n`);
}
process.stdout.write(`${chosen.length} broken, ${unnoticed} not noticed\n`);
process.exitCode = unnoticed > 0 || chosen.length === 0 ? 1 : 0;
