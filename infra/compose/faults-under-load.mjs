// Faults of a running compose project while it is written to and read: every request has to be answered in the end, and nothing that
// was acknowledged may be missing. Acts on the project, the URL and the keys that the environment names.
//   SCENARIO_URL  DATA_DIR  COMPOSE_PROJECT_NAME  FAULTS (times each, 3)  ONLY (a part of the names of faults)
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout } from 'node:timers/promises';
import { findLosses, startLoad } from './light-load.mjs';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const url = process.env.SCENARIO_URL;
const times = Number(process.env.FAULTS ?? 3);
const only = process.env.ONLY ?? '';
const project = process.env.COMPOSE_PROJECT_NAME;
if (!url || !project || !(times > 0)) throw new Error('SCENARIO_URL, COMPOSE_PROJECT_NAME and FAULTS are needed');

const docker = async (...words) => (await run('docker', words, { cwd: ROOT })).stdout.trim();
const compose = (...words) => docker('compose', ...words);
const opsledger = async (...words) =>
  (await run(process.execPath, ['services/cli/bin/opsledger.js', ...words], { cwd: ROOT })).stdout.trim();

/** What runs on: everything but the one-shots. */
const runningServices = async () => (await compose('ps', '--services', '--status', 'running')).split('\n').toSorted();
const services = await runningServices();
const engines = new Set(['kafka', 'mongodb']);
const containerOf = (service) => compose('ps', '--all', '--quiet', service);

const untilReady = async () => {
  for (const end = performance.now() + 120_000; performance.now() < end; await setTimeout(100)) {
    if ((await runningServices()).length < services.length) continue;
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
  }
  throw new Error(`Not ready after two minutes: ${await compose('ps', '--all')}`);
};

/** As the operating system does it, so that docker starts the container again by itself. */
const kill = async (service) => {
  const pid = Number(await docker('inspect', '--format', '{{.State.Pid}}', await containerOf(service)));
  process.kill(pid, 'SIGKILL');
};

const own = services.filter((service) => !engines.has(service));
const behind = own.filter((service) => service !== 'gateway');
const permutation = (list, seed) =>
  list
    .map((one, index) => [((index + 1) * (seed * 7 + 3)) % 11, one])
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);

const faults = [
  ...services.map((service) => ({ name: `kill -9 of ${service}`, act: () => kill(service) })),
  ...behind.map((service) => ({
    name: `${service} cut off from the network`,
    act: async () => {
      const [container, network] = [await containerOf(service), `${project}_inside`];
      await docker('network', 'disconnect', network, container);
      await setTimeout(3_000);
      await docker('network', 'connect', '--alias', service, network, container);
    },
  })),
  {
    name: 'rolling restart behind the gateway',
    act: async () => {
      for (const service of behind) {
        await compose('restart', '--no-deps', service);
        await untilReady();
      }
    },
  },
  {
    name: 'everything stopped, started in another order',
    act: async (round) => {
      const order = permutation(services, round);
      await compose('stop', ...services);
      for (const service of order) {
        await docker('start', await containerOf(service));
        await setTimeout(500);
      }
    },
  },
].filter(({ name }) => name.includes(only));

const planner = (await opsledger('token', '--role', 'planner', '--expires', '12h')).split('\n').at(-1);
const acknowledged = new Map();
let failures = 0;
for (const { name, act } of faults) {
  for (let round = 1; round <= times; round += 1) {
    await untilReady();
    const began = performance.now();
    const load = startLoad({ url, planner });
    let line;
    let recovered = 0;
    try {
      await load.progress();
      const acted = performance.now();
      await act(round);
      await untilReady();
      recovered = performance.now() - acted;
      await load.progress();
      const counts = await load.stop();
      for (const [one, id] of load.acknowledged) acknowledged.set(one, id);
      const losses = await findLosses({ url, token: planner, acknowledged });
      failures += losses.length;
      line =
        `${counts.answered} answered (${counts.afterRetries} after retries: ${counts.askedToComeAgain} times 503 or alike, ` +
        `${counts.withoutAnswer} times no connection; longest ${(counts.longestMilliseconds / 1_000).toFixed(1)} s), ` +
        `${load.acknowledged.size} acknowledged, ${losses.length} lost${losses
          .slice(0, 5)
          .map((loss) => `\n    ${loss}`)
          .join('')}`;
    } catch (error) {
      failures += 1;
      line = `FAILED: ${error.message}`;
      await load.stop().catch(() => undefined);
    }
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    process.stdout.write(
      `  ${name}, ${round} of ${times}: ready after ${(recovered / 1_000).toFixed(1)} s; ${line} (${seconds} s)\n`,
    );
  }
}
process.stdout.write(
  `${faults.length} faults, ${times} times each: ${acknowledged.size} acknowledged, ${failures} failures\n`,
);
process.exitCode = failures > 0 || faults.length === 0 ? 1 : 0;
