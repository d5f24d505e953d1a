import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { issueTokenFrom } from '@opsledger/platform/identity';
import { median, newFile, percentile, round } from './harness.mjs';
import { filledLog } from './log.mjs';

const main = new URL('../services/embedded/dist/main.js', import.meta.url).pathname;
const children = new URL('children.mjs', import.meta.url).pathname;

export const start = async (args, environment, printed) => {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  const found = await new Promise((resolve) => {
    child.stdout.on('data', (bytes) => {
      out += bytes;
      const match = printed.exec(out);
      if (match) resolve(match[1]);
    });
  });
  return { child, found, began };
};
export const end = async (child) => {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};
const memory = ({ pid }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
export const answered = async (url, options) => {
  for (;;) {
    try {
      const answer = await fetch(url, options);
      if (answer.ok) return await answer.json().catch(() => undefined);
    } catch {
      // not listening yet
    }
  }
};

const startApp = async () => {
  const folder = newFile('data');
  mkdirSync(dirname(folder), { recursive: true });
  const app = await start([main], { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' }, /API +(http:\/\/\S+)\/v1/);
  return { ...app, folder, url: app.found };
};
const startNest = () => start([children, 'nest'], {}, /listening (\S+)/);

/** Milliseconds from spawn to the first answer, and megabytes a moment later. */
export const coldStarts = async (rounds) => {
  const times = { app: [], nest: [], store: [], libsql: [] };
  const sizes = { app: [], nest: [] };
  for (let index = 0; index < rounds; index += 1) {
    const nest = await startNest();
    await answered(nest.found);
    times.nest.push(performance.now() - nest.began);
    const app = await startApp();
    await answered(`${app.url}/healthz`);
    times.app.push(performance.now() - app.began);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    sizes.nest.push(memory(nest.child));
    sizes.app.push(memory(app.child));
    await end(nest.child);
    await end(app.child);
    for (const kind of ['libsql', 'store']) {
      const cold = await start([children, kind], { BENCH_FILE: newFile(`${kind}.db`) }, /(done)/);
      times[kind].push(performance.now() - cold.began);
      await end(cold.child);
    }
  }
  return { times, sizes };
};

/** Megabytes that a rebuild takes beyond what its process had before: in one of its own, which has not grown for anything else. */
export const rebuildGrowth = async () => {
  const { log } = await filledLog();
  const { child, found } = await start([children, 'rebuild'], { BENCH_FILE: log.options.file }, /grew by (\S+) MB/);
  await end(child);
  return Number(found);
};

/** From sending a command over HTTP until it can be read, and until its own answer. */
export const visibility = async (commands = 400) => {
  const { child, url, folder } = await startApp();
  const token = await issueTokenFrom(folder, { subject: 'bench', roles: ['planner'] }, '1h');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const [visible, own] = [[], []];
  for (let index = 0; index < commands; index += 1) {
    const began = performance.now();
    const answer = await fetch(`${url}/v1/operations`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: `Heron ${index}` }),
    });
    const { id } = await answer.json();
    own.push(performance.now() - began);
    const read = await fetch(`${url}/v1/operations/${id}`, {
      headers: { ...headers, 'opsledger-min-position': answer.headers.get('opsledger-position') },
    });
    if (!read.ok) throw new Error(`The read was answered ${read.status}`);
    await read.arrayBuffer();
    visible.push(performance.now() - began);
  }
  await end(child);
  const warm = (times) => times.slice(50);
  return {
    visible: { p50: round(percentile(warm(visible), 0.5)), p99: round(percentile(warm(visible), 0.99)) },
    own: { p50: round(percentile(warm(own), 0.5)), p99: round(percentile(warm(own), 0.99)) },
  };
};

export { median };
