// Faults of a running compose project that is written to and read all the time: every request has to be answered, clearly, and nothing
// that was acknowledged may be missing. A fault follows as soon as writes, reads and all containers are back after the one before. The
// kinds take turns: what is killed again and again is started later and later by docker, and a run would tell of nothing else.
// Acts on the project, the URL and the keys that the environment names; needs root.
//   SCENARIO_URL  DATA_DIR  COMPOSE_PROJECT_NAME  FAULTS (times each, 3)  ONLY (a part of the names of faults)
//   BACK_WITHIN (seconds from a fault until reads and writes are answered again, 60)
import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
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

/**
 * Docker starts at once what has run for ten seconds before it ended. With every end before that it waits twice as long as the last
 * time, 100 ms at first and a minute at most. One second more, for clocks and for what docker needs to notice a start.
 */
const RUN_BEFORE_KILLED_MILLISECONDS = 11_000;
const untilItMayBeKilled = async (service) => {
  const startedAt = Date.parse(await inspect(containers.get(service), '{{.State.StartedAt}}'));
  await setTimeout(Math.max(0, startedAt + RUN_BEFORE_KILLED_MILLISECONDS - Date.now()));
};

/** As the operating system does it; resolves when docker has started the container again by itself. */
const kill = async (service) => {
  const pid = await pidOf(service);
  process.kill(Number(pid), 'SIGKILL');
  for (const end = performance.now() + 120_000; ['0', pid].includes(await pidOf(service)); await setTimeout(50)) {
    if (performance.now() > end) throw new Error(`docker has not started ${service} again for two minutes`);
  }
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

/** Another order each time, until there has been every one. */
const inAnotherOrder = (list, round) => {
  const rest = [...list];
  return list.map(() => {
    const place = round % rest.length;
    round = Math.floor(round / rest.length);
    return rest.splice(place, 1)[0];
  });
};

/** The order is that of a round: when its kills come again, everything has run for the time of the cuts. */
const faults = [
  ...services.map((service) => ({
    name: `kill -9 of ${service}`,
    prepare: () => untilItMayBeKilled(service),
    act: () => kill(service),
  })),
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
      for (const service of inAnotherOrder(services, round)) await docker('start', containers.get(service));
    },
  },
  ...behind.flatMap((service) => [
    { name: `gateway cut off from ${service} for 3 s`, act: () => cutOff(service, 3_000) },
    // Longer than it waits for an answer.
    { name: `gateway cut off from ${service} for 18 s`, act: () => cutOff(service, 18_000) },
  ]),
].filter(({ name }) => name.includes(only));

const seconds = (from, to) => `${((to - from) / 1_000).toFixed(1)} s`;
const planner = (await opsledger('token', '--role', 'planner', '--expires', '12h')).split('\n').at(-1);
const load = startLoad({ url, planner });
const failures = [];
const fail = (what) => {
  failures.push(what);
  process.stdout.write(`  FAILED: ${what}\n`);
};
/** By the name of a fault, milliseconds of each time that it was brought about. */
const measured = new Map(faults.map(({ name }) => [name, { writes: [], reads: [], ready: [] }]));
const bringAbout = async ({ name, prepare, act }, round) => {
  await untilReady();
  await prepare?.();
  await load.backAfter(performance.now());
  load.takeCounts();
  const acted = performance.now();
  await act(round, load);
  const ended = performance.now();
  const back = { ...(await load.backAfter(ended, backWithin)), ready: await untilReady() };
  for (const [what, list] of Object.entries(measured.get(name))) list.push(back[what] - acted);
  const { answered, afterRetries, askedToComeAgain, withoutAnswer, ...counts } = load.takeCounts();
  process.stdout.write(
    `  ${name}, ${round} of ${times}: done after ${seconds(acted, ended)}, writes back after ${seconds(acted, back.writes)}, reads ` +
      `${seconds(acted, back.reads)}, all ready ${seconds(acted, back.ready)}; ${answered} answered, ${afterRetries} of them after ` +
      `${JSON.stringify(askedToComeAgain)} and ${withoutAnswer} times no connection, the longest after ` +
      `${seconds(0, counts.longestMilliseconds)}; keys told ${counts.keysTold}, found done ${counts.foundDone}\n`,
  );
};
/** Everything that was acknowledged since the start of the run. */
const lookForLosses = async (when) => {
  const looked = performance.now();
  const acknowledged = new Map(load.acknowledged);
  const losses = await findLosses({ url, token: planner, acknowledged });
  for (const loss of losses.slice(0, 10)) fail(loss);
  process.stdout.write(
    `  after ${when}: ${acknowledged.size} acknowledged, ${losses.length} losses, seen in ` +
      `${seconds(looked, performance.now())}; load average ${loadavg()[0].toFixed(1)}\n`,
  );
};
const median = (list) => {
  const sorted = list.toSorted((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
};
const began = performance.now();
try {
  for (let round = 1; round <= times; round += 1) {
    for (const fault of faults) await bringAbout(fault, round);
    await lookForLosses(`round ${round} of ${times}`);
  }
} catch (error) {
  fail(error.message);
}
await load.stop().catch((error) => fail(error.message));
await lookForLosses('the last write');
process.stdout.write('\nmedian and longest | times | writes back | reads back | all ready\n');
for (const [name, { writes, reads, ready }] of measured) {
  const columns = [writes, reads, ready].map((list) => `${seconds(0, median(list))}, ${seconds(0, Math.max(...list))}`);
  process.stdout.write(`${[name, writes.length, ...(writes.length > 0 ? columns : [])].join(' | ')}\n`);
}
process.stdout.write(
  `${faults.length} faults, ${times} times each, in ${seconds(began, performance.now())}: ${load.acknowledged.size} acknowledged, each in ` +
    `the log once and in the read model but for ${failures.length} failures\n`,
);
process.exitCode = failures.length > 0 || faults.length === 0 ? 1 : 0;
