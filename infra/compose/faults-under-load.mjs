// Faults of a running compose project that is written to and read all the time: every request has to be answered, clearly, and nothing
// that was acknowledged may be missing. A fault follows as soon as writes, reads and all containers are back after the one before.
// Acts on the project, the URL and the keys that the environment names; needs root.
//   SCENARIO_URL  DATA_DIR  COMPOSE_PROJECT_NAME  FAULTS (times each, 3)  ONLY (a part of the names of faults)
//   BACK_WITHIN (seconds from a fault until reads and writes are answered again, 60)
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
const backWithin = Number(process.env.BACK_WITHIN ?? 60) * 1_000;
const project = process.env.COMPOSE_PROJECT_NAME;
if (!url || !project || !(times > 0)) throw new Error('SCENARIO_URL, COMPOSE_PROJECT_NAME and FAULTS are needed');

const docker = async (...words) => (await run('docker', words, { cwd: ROOT })).stdout.trim();
const opsledger = async (...words) =>
  (await run(process.execPath, ['services/cli/bin/opsledger.js', ...words], { cwd: ROOT })).stdout.trim();
const inspect = (container, format) => docker('inspect', '--format', format, container);

/** What runs on, everything but the one-shots, with its container. */
const containers = new Map(
  (await docker('compose', 'ps', '--status', 'running', '--format', '{{.Service}} {{.ID}}'))
    .split('\n')
    .map((line) => line.split(' '))
    .toSorted(),
);
const services = [...containers.keys()];
const behind = services.filter((service) => !['kafka', 'mongodb', 'gateway'].includes(service));

const pidOf = (service) => inspect(containers.get(service), '{{.State.Pid}}');

/** As the operating system does it; resolves when docker has started the container again by itself. */
const kill = async (service) => {
  const pid = await pidOf(service);
  process.kill(Number(pid), 'SIGKILL');
  while (['0', pid].includes(await pidOf(service))) await setTimeout(50);
};

const areAllRunning = async () => {
  const states = await docker('inspect', '--format', '{{.State.Running}}', ...containers.values());
  return !states.includes('false');
};
/** Everything runs, and the gateway says that nothing is missing or behind. */
const untilReady = async () => {
  for (const end = performance.now() + 120_000; performance.now() < end; await setTimeout(200)) {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (response?.status !== 200) continue;
    const { dependencies } = await response.json();
    if (dependencies.every(({ isAvailable }) => isAvailable) && (await areAllRunning())) return performance.now();
  }
  throw new Error(`Not ready after two minutes: ${await docker('compose', 'ps', '--all')}`);
};

/**
 * Nothing passes between a service and the gateway, and nobody is told: packets are dropped in the service's own network, while what
 * both have with the engines goes on.
 */
const cutOff = async (service, milliseconds) => {
  const [pid, address] = await Promise.all([
    pidOf(service),
    inspect(containers.get('gateway'), `{{(index .NetworkSettings.Networks "${project}_inside").IPAddress}}`),
  ]);
  const rule = (verb, chain, side) =>
    run('nsenter', ['--target', pid, '--net', 'iptables', '--wait', verb, chain, side, address, '--jump', 'DROP']);
  await rule('--insert', 'INPUT', '--source');
  await rule('--insert', 'OUTPUT', '--destination');
  await setTimeout(milliseconds);
  await rule('--delete', 'INPUT', '--source');
  await rule('--delete', 'OUTPUT', '--destination');
};

/** Another one each time. */
const turned = (list, round) => [...list.slice(round % list.length), ...list.slice(0, round % list.length)];

const faults = [
  ...services.map((service) => ({ name: `kill -9 of ${service}`, act: () => kill(service) })),
  ...behind.flatMap((service) => [
    { name: `gateway cut off from ${service} for 3 s`, act: () => cutOff(service, 3_000) },
    // Longer than it waits for an answer.
    { name: `gateway cut off from ${service} for 18 s`, act: () => cutOff(service, 18_000) },
  ]),
  {
    name: 'rolling restart of gateway and services',
    act: async (_round, load) => {
      for (const service of [...behind, 'gateway']) {
        const began = performance.now();
        await docker('restart', containers.get(service));
        await load.backAfter(began, backWithin);
        await untilReady();
      }
    },
  },
  {
    name: 'everything stopped, started in another order',
    act: async (round) => {
      await docker('stop', ...containers.values());
      for (const service of turned(services, round)) await docker('start', containers.get(service));
    },
  },
].filter(({ name }) => name.includes(only));

const seconds = (from, to) => `${((to - from) / 1_000).toFixed(1)} s`;
const planner = (await opsledger('token', '--role', 'planner', '--expires', '12h')).split('\n').at(-1);
const load = startLoad({ url, planner });
const failures = [];
const fail = (what) => {
  failures.push(what);
  process.stdout.write(`  FAILED: ${what}\n`);
};
const began = performance.now();
try {
  for (const { name, act } of faults) {
    for (let round = 1; round <= times; round += 1) {
      await untilReady();
      await load.backAfter(performance.now());
      load.takeCounts();
      const acted = performance.now();
      await act(round, load);
      const ended = performance.now();
      const back = await load.backAfter(ended, backWithin);
      const ready = await untilReady();
      const { answered, afterRetries, askedToComeAgain, withoutAnswer, ...counts } = load.takeCounts();
      process.stdout.write(
        `  ${name}, ${round} of ${times}: done after ${seconds(acted, ended)}, writes back after ${seconds(acted, back.writes)}, reads ` +
          `${seconds(acted, back.reads)}, all ready ${seconds(acted, ready)}; ${answered} answered, ${afterRetries} of them after ` +
          `${JSON.stringify(askedToComeAgain)} and ${withoutAnswer} times no connection, the longest after ` +
          `${seconds(0, counts.longestMilliseconds)}; keys told ${counts.keysTold}, found done ${counts.foundDone}\n`,
      );
    }
    const losses = await findLosses({ url, token: planner, acknowledged: new Map(load.acknowledged) });
    for (const loss of losses.slice(0, 10)) fail(loss);
  }
} catch (error) {
  fail(error.message);
}
await load.stop().catch((error) => fail(error.message));
process.stdout.write(
  `${faults.length} faults, ${times} times each, in ${seconds(began, performance.now())}: ${load.acknowledged.size} acknowledged, each in ` +
    `the log once and in the read model but for ${failures.length} failures\n`,
);
process.exitCode = failures.length > 0 || faults.length === 0 ? 1 : 0;
