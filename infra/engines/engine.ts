import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A server that a test may take down and bring up again; its data outlive that. */
export type Engine = Readonly<{
  /** What clients connect to: a URI for MongoDB, host and port for Kafka. */
  address: string;
  /** Data, settings, log and pid. */
  folder: string;
  start: () => Promise<void>;
  stop: () => Promise<void>;
  /** kill -9. */
  kill: () => Promise<void>;
  /** Stops it and drops its data. */
  remove: () => Promise<void>;
}>;

export type EngineName = 'mongodb' | 'kafka';

const PORT: Readonly<Record<EngineName, string>> = { mongodb: 'MONGO_PORT', kafka: 'KAFKA_PORT' };
const FOLDER: Readonly<Record<EngineName, string>> = { mongodb: 'MONGO_FOLDER', kafka: 'KAFKA_FOLDER' };

/** Starts one of our own on loopback, by its launcher; it lives in a temporary folder, at the port or at a free one. */
export const startEngine = async (
  name: EngineName,
  options: Readonly<{ port?: number; environment?: Readonly<Record<string, string>> }> = {},
): Promise<Engine> => {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), `opsledger-${name}-`));
  const env = { ...process.env, ...options.environment, [PORT[name]]: String(port), [FOLDER[name]]: folder };
  // A pipe that the server inherited would keep the launcher's end from being noticed: the launcher closes what it hands on.
  const launch = async (verb: string): Promise<string> =>
    (await run(join(__dirname, `${name}.sh`), [verb], { env, maxBuffer: 1 << 24 })).stdout.trim();
  const remove = async (): Promise<void> => {
    await launch('stop');
    rmSync(folder, { recursive: true, force: true });
  };
  const started = launch('start');
  started.catch(() => void remove());
  const address = (await started).split('\n').at(-1)!;
  const only = async (verb: string): Promise<void> => void (await launch(verb));
  return {
    ...{ address, folder, remove },
    ...{ start: () => only('start'), stop: () => only('stop'), kill: () => only('kill') },
  };
};

/** Lets the server stand still for a while, as if the machine had stopped: connections stay, and nobody answers. */
export const pauseEngine = async ({ folder }: Pick<Engine, 'folder'>, milliseconds: number): Promise<void> => {
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  process.kill(pid, 'SIGSTOP');
  await setTimeout(milliseconds);
  process.kill(pid, 'SIGCONT');
};

/**
 * A port that nothing listens on, nor on the one above it. Below those that systems give to connections of clients (32768 and up):
 * one of these would be taken by some client while the engine is down, and the engine could not start there again.
 */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const free = await Promise.all([listenOnce(port), listenOnce(port + 1)]).catch(() => undefined);
    if (free !== undefined) return port;
  }
};

const listenOnce = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
