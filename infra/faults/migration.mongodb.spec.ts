import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'libsql';
import type { EventStore } from '@opsledger/event-store';
import { connectToLog } from '@opsledger/event-store/mongodb';
import { SqliteEventStore } from '@opsledger/event-store/sqlite';
import { hostedServices } from '@opsledger/embedded';
import { openInstallation } from '@opsledger/platform';
import { migrateInstallation } from '@opsledger/platform/migration';
import { temporaryFolder } from '@opsledger/testing';
import { RunningSystem } from '../../services/embedded/src/testing/running-system.js';
import { writeGoldenLog } from './golden-log.js';

/** How often the migration is killed: at points all over its way. `FAULTS=20` for the release run. */
const KILLS = 4 * Number(process.env['FAULTS'] ?? 2);
const EVENTS_UNDER_KILLS = 120;
/** How many events are moved in one go, which is timed; `MIGRATED_EVENTS=100000` for the release run. */
const EVENTS = Number(process.env['MIGRATED_EVENTS'] ?? 5_000);
/** What one process may keep, whatever the length of the log, and what it may take of the machine with that. */
const HEAP_MEGABYTES = 160;
const MOST_MEGABYTES = 450;
/** Both grow with what is asked for: a machine that others use, too, is several times slower than a quiet one. */
jest.setTimeout(Math.max(900_000, EVENTS * 30, KILLS * 45_000));
const REPOSITORY = join(__dirname, '../..');
const services = hostedServices.map(({ definition }) => definition);

const addressOf = (folder: string): string => {
  const uri = new URL(process.env['MONGODB_URI']!);
  uri.pathname = `/${basename(folder)}`;
  return uri.href;
};
const dropDatabases = async (folder: string): Promise<void> => {
  const connection = await connectToLog(addressOf(folder));
  for (const name of [connection.name, `${connection.name}-views`]) await connection.useDb(name).dropDatabase();
  await connection.close();
};
const openMoved = (dataFolder: string) =>
  openInstallation({ dataFolder, profile: 'distributed', mongodbUri: addressOf(dataFolder) }, () => undefined);
const eventsOf = async (log: EventStore): Promise<readonly unknown[]> => log.readAll(0, 1_000_000);

describe('A migration that is killed', () => {
  const source = temporaryFolder();
  let events: readonly unknown[];
  let steps: number;

  const run = async (dataFolder: string, atStep = 0): Promise<Readonly<{ signal: string | null; said: string }>> => {
    const given = JSON.stringify({ dataFolder, mongodbUri: addressOf(dataFolder), atStep });
    const child = spawn(process.execPath, [join(__dirname, 'run-migration.mjs'), given], {
      ...{ cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] },
    });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return { signal, said };
  };
  const onCopy = async (work: (dataFolder: string) => Promise<void>): Promise<void> => {
    const copy = temporaryFolder();
    try {
      cpSync(source.path, copy.path, { recursive: true });
      await work(copy.path);
    } finally {
      await dropDatabases(copy.path);
      copy.remove();
    }
  };

  beforeAll(async () => {
    await writeGoldenLog(source.path, EVENTS_UNDER_KILLS);
    const system = await RunningSystem.start(source.path);
    await system.ready();
    await system.stop();
    const log = new SqliteEventStore({
      ...{ file: join(source.path, 'events.db'), now: () => '', newLogId: () => '', onOutcomeUnknown: () => undefined },
    });
    events = await eventsOf(log);
    await log.close();
    await onCopy(async (folder) => {
      steps = Number((await run(folder)).said);
      if (!(steps > KILLS)) throw new Error(`A way of several steps was expected, not of ${steps}`);
    });
  });
  afterAll(source.remove);

  it(`at any of its steps goes on when it is called again, and comes out the same`, async () => {
    const sealedAt: boolean[] = [];
    let kills = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      // Closer together at the beginning, where the log is moved; then come the read models.
      // The way is longer or shorter each time, since some steps are looks that are taken as long as something lasts.
      const atStep = 2 + Math.round(0.7 * steps * ((kill - 1) / KILLS) ** 2);
      await onCopy(async (folder) => {
        if ((await run(folder, atStep)).signal === 'SIGKILL') kills += 1;
        const wasOpened = await openInstallation({ dataFolder: folder }, () => undefined).then(
          ({ close }) => close().then(() => true),
          () => false,
        );
        sealedAt.push(!wasOpened);
        const report = await migrateInstallation({ dataFolder: folder, mongodbUri: addressOf(folder), services });
        const moved = await openMoved(folder);
        expect(await eventsOf(moved.log)).toEqual(events);
        await moved.close();
        const { differences } = report?.log ?? { differences: 0 };
        expect(differences).toBe(0);
        await expect(openInstallation({ dataFolder: folder }, () => undefined)).rejects.toThrow(/sealed/);
      });
    }
    process.stdout.write(
      `Killed ${kills} times on a way of ${steps} steps; sealed by then ${sealedAt.filter(Boolean).length} times\n`,
    );
    expect(kills).toBeGreaterThan(0.7 * KILLS);
    expect(new Set(sealedAt)).toEqual(new Set([false, true]));
  });

  it('many times on one way, each time a little further, comes out the same', async () => {
    await onCopy(async (folder) => {
      let kills = 0;
      for (let atStep = 10; (await run(folder, atStep)).signal === 'SIGKILL'; atStep += Math.ceil(steps / KILLS))
        kills += 1;
      process.stdout.write(`Killed ${kills} times on one way\n`);
      expect(kills).toBeGreaterThan(2);
      const moved = await openMoved(folder);
      expect(await eventsOf(moved.log)).toEqual(events);
      await moved.close();
    });
  });
});

describe('A migration that finds a difference', () => {
  const { path: dataFolder, remove } = temporaryFolder();
  afterAll(async () => {
    await dropDatabases(dataFolder);
    remove();
  });

  it('says what differs, ends with 6, opens nothing, and can be given up', async () => {
    await writeGoldenLog(dataFolder, EVENTS_UNDER_KILLS);
    const system = await RunningSystem.start(dataFolder);
    await system.ready();
    await system.stop();
    const views = new Database(join(dataFolder, 'views.db'));
    views.exec(`UPDATE "operations@1" SET document = json_set(document, '$.name', 'Altered') WHERE version = 1`);
    views.close();
    const told = await migrate(dataFolder);
    expect([told.exitCode, told.said]).toEqual([6, expect.stringMatching(/operations: [0-9a-f-]{36}@1/)]);
    await expect(openMoved(dataFolder)).rejects.toThrow(/not complete/);
    await expect(openInstallation({ dataFolder }, () => undefined)).rejects.toThrow(/sealed/);
    expect(await migrate(dataFolder, '--abandon')).toMatchObject({ exitCode: 0 });
    await (await openInstallation({ dataFolder }, () => undefined)).close();
    await expect(openMoved(dataFolder)).rejects.toThrow(/given up/);
    expect(await migrate(dataFolder)).toMatchObject({ exitCode: 4 });
  });

  const migrate = async (
    folder: string,
    ...options: readonly string[]
  ): Promise<Readonly<{ exitCode: number | null; said: string }>> => {
    const child = spawn(process.execPath, [join(REPOSITORY, 'services/cli/bin/opsledger.js'), 'migrate', ...options], {
      env: { ...process.env, DATA_DIR: folder, MONGODB_URI: addressOf(folder) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    return { exitCode, said };
  };
});

describe('A long log', () => {
  const folder = temporaryFolder();
  afterAll(async () => {
    await dropDatabases(folder.path);
    folder.remove();
  });

  it(`of ${EVENTS} events is moved in a process that does not grow with it`, async () => {
    let began = performance.now();
    const secondsSince = (): number => {
      const passed = performance.now() - began;
      began += passed;
      return Math.round(passed / 100) / 10;
    };
    expect(await writeGoldenLog(folder.path, EVENTS)).toBe(EVENTS);
    const written = secondsSince();
    const system = await RunningSystem.start(folder.path);
    await system.ready();
    await system.stop();
    process.stdout.write(`${EVENTS} events written in ${written} s; read models made of them in ${secondsSince()} s\n`);
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'services/cli/bin/opsledger.js'), 'migrate', '-o', 'json'],
      {
        env: {
          ...{ ...process.env, DATA_DIR: folder.path, MONGODB_URI: addressOf(folder.path) },
          NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [said, told] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const megabytes = new Map<string, number>();
    child.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
    const sampling = setInterval(() => {
      const part = told
        .trim()
        .split('\n')
        .at(-1)!
        .replace(/ \d+\/\d+$/, '');
      megabytes.set(part, Math.max(megabytes.get(part) ?? 0, residentMegabytes(child.pid!)));
    }, 100);
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    clearInterval(sampling);
    const took = secondsSince();
    const { head, log, seconds } = JSON.parse(said) as Awaited<ReturnType<typeof migrateInstallation>> & object;
    expect([exitCode, told]).toEqual([0, expect.stringContaining(`position ${head}`)]);
    // With what the running system added: deadlines that had passed, and what follows from others.
    expect(head).toBeGreaterThanOrEqual(EVENTS);
    expect(log).toMatchObject({ events: head, differences: 0 });
    const most = Math.max(...megabytes.values());
    const parts = [...megabytes].map(([part, resident]) => `${part} ${resident} MB`).join('; ');
    process.stdout.write(`${EVENTS} events in ${took} s ${JSON.stringify(seconds)}; at most ${most} MB: ${parts}\n`);
    expect(most).toBeLessThan(MOST_MEGABYTES);
    const moved = await openMoved(folder.path);
    expect(await moved.log.head()).toBe(head);
    await moved.close();
  });
});

const residentMegabytes = (pid: number): number => {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0; // it has just ended
  }
};
