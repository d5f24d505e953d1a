import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import mongoose from 'mongoose';
import { freePort } from './engine.js';

export const connect = (uri: string): Promise<mongoose.Connection> =>
  mongoose
    .createConnection(uri, { runtimeAdapters: { os }, serverSelectionTimeoutMS: 30_000 } as mongoose.ConnectOptions)
    .asPromise();

/** Three members on this machine, of which tests take the primary away; an election takes two seconds. */
export type ReplicaSet = Readonly<{
  uri: string;
  /** A connection to a member that is not the primary, and may become it. */
  toSecondary: () => Promise<mongoose.Connection>;
  stepDown: () => Promise<void>;
  killPrimary: () => Promise<void>;
  remove: () => Promise<void>;
}>;

export const startReplicaSet = async (): Promise<ReplicaSet> => {
  const mongod = execFileSync(join(__dirname, 'mongodb.sh'), ['install'], { encoding: 'utf8' }).trim();
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-replica-set-'));
  const members = new Map<number, ChildProcess>();
  const start = (port: number): void => {
    const data = join(folder, String(port));
    mkdirSync(data, { recursive: true });
    const options = ['--dbpath', data, '--bind_ip', '127.0.0.1', '--port', String(port), '--replSet', 'rs0'];
    const more = ['--oplogSize', '64', '--wiredTigerCacheSizeGB', '0.25', '--setParameter', 'enableTestCommands=1'];
    members.set(port, spawn(mongod, [...options, ...more], { stdio: 'ignore' }));
  };
  const ports = [await freePort(), await freePort(), await freePort()];
  const remove = async (): Promise<void> => {
    for (const member of members.values()) {
      const ended = member.exitCode ?? member.signalCode ?? new Promise((resolve) => member.once('exit', resolve));
      member.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  ports.forEach(start);
  try {
    return await initiated(ports, { start, remove, kill: (port) => void members.get(port)!.kill('SIGKILL') });
  } catch (error) {
    await remove();
    throw error;
  }
};

/** Makes members that have been started one set, once each of them answers. */
const initiated = async (
  ports: readonly number[],
  {
    start,
    kill,
    remove,
  }: Readonly<{ start: (port: number) => void; kill: (port: number) => void; remove: () => Promise<void> }>,
): Promise<ReplicaSet> => {
  const direct = (port: number): Promise<mongoose.Connection> =>
    connect(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  for (const port of ports) await (await direct(port)).close();
  const uri = `mongodb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/?replicaSet=rs0`;
  const first = await direct(ports[0]!);
  await first.db!.admin().command({
    replSetInitiate: {
      _id: 'rs0',
      members: ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` })),
      settings: { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 200 },
    },
  });
  await first.close();
  const onPrimary = async <Result>(act: (connection: mongoose.Connection) => Promise<Result>): Promise<Result> => {
    const connection = await connect(uri);
    try {
      return await act(connection);
    } finally {
      await connection.close();
    }
  };
  const primaryPort = (): Promise<number> =>
    onPrimary(async ({ db }) => Number(String((await db!.admin().command({ hello: 1 }))['primary']).split(':')[1]));
  /** Whether each member is the primary or a secondary. */
  const isWhole = (): Promise<boolean> =>
    onPrimary(async ({ db }) => {
      const { members } = await db!.admin().command({ replSetGetStatus: 1 });
      return (members as readonly { state: number }[]).every(({ state }) => state === 1 || state === 2);
    });
  await primaryPort();
  return {
    uri,
    toSecondary: async () => {
      const primary = await primaryPort();
      return direct(ports.find((port) => port !== primary)!);
    },
    stepDown: async () => {
      await onPrimary(({ db }) => db!.admin().command({ replSetStepDown: 5, secondaryCatchUpPeriodSecs: 4 }));
      await primaryPort();
    },
    killPrimary: async () => {
      const port = await primaryPort();
      kill(port);
      await setTimeout(500);
      await primaryPort(); // another one
      start(port);
      while (!(await isWhole())) await setTimeout(100); // or the next kill would leave no majority
    },
    remove,
  };
};
