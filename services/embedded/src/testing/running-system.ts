import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { issueTokenFrom, loadConfiguration, type Role } from '@opsledger/platform';

export const REPOSITORY = resolve(__dirname, '../../../..');
const STARTED = /(?:API +|the gateway at )(http:\/\/[^\s/]+)/;

/** A system that is spoken to over its port. */
export type ReachableSystem = Pick<RunningSystem, 'url' | 'dataFolder' | 'token' | 'ready' | 'stop'>;

/**
 * The system at `SCENARIO_URL`, with the keys under `DATA_DIR`: it runs already, and goes on. Without that one in a process of its
 * own. What is told to it stays there, so each spec that uses it can be run once.
 */
export const scenarioSystem = async (dataFolder: string): Promise<ReachableSystem> => {
  const url = process.env['SCENARIO_URL'];
  if (!url) return RunningSystem.start(dataFolder);
  return new ElsewhereSystem(url, loadConfiguration(process.env).dataFolder);
};

const tokenOf = (dataFolder: string, roles: readonly Role[]): Promise<string> =>
  issueTokenFrom(dataFolder, { subject: `e2e-${roles.join('-')}`, roles }, '1h');

const untilReady = async (url: string): Promise<void> => {
  while ((await fetch(`${url}/readyz`)).status !== 200) await setTimeout(20);
};

class ElsewhereSystem implements ReachableSystem {
  constructor(
    readonly url: string,
    readonly dataFolder: string,
  ) {}

  token(...roles: readonly Role[]): Promise<string> {
    return tokenOf(this.dataFolder, roles);
  }

  ready(): Promise<void> {
    return untilReady(this.url);
  }

  async stop(): Promise<number> {
    return 0;
  }
}

/** The built system, or one service of it, in a process of its own, on a port that the operating system chose. */
export class RunningSystem {
  private constructor(
    readonly process: ChildProcess,
    readonly url: string,
    readonly dataFolder: string,
    /** What it has written to its log. */
    readonly printed: () => string,
  ) {}

  static async start(
    dataFolder: string,
    more: Readonly<Record<string, string>> = {},
    service = 'embedded',
  ): Promise<RunningSystem> {
    const environment = { ...process.env, PORT: '0', DATA_DIR: dataFolder, LOG_LEVEL: 'warn', ...more };
    const child = spawn(process.execPath, [join(REPOSITORY, `services/${service}/dist/main.js`)], { env: environment });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    for (;;) {
      const url = STARTED.exec(printed)?.[1];
      if (url) return new RunningSystem(child, url, dataFolder, () => printed);
      if (child.exitCode !== null) throw new Error(`The system did not start: ${printed}`);
      await setTimeout(20);
    }
  }

  /** Ends the process the hard way. */
  async kill(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }

  /** Ends it the proper way and gives its exit code. */
  async stop(): Promise<number | null> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await exited;
    return this.process.exitCode;
  }

  token(...roles: readonly Role[]): Promise<string> {
    return tokenOf(this.dataFolder, roles);
  }

  ready(): Promise<void> {
    return untilReady(this.url);
  }

  async get<Body>(path: string, token: string): Promise<Body> {
    return (
      await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    ).json() as Promise<Body>;
  }
}
