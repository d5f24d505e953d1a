import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pauseEngine, startEngine } from '../engines/engine.js';
import { connect, startReplicaSet, type ReplicaSet } from '../engines/replica-set.js';

jest.setTimeout(900_000);

/** How often each fault is brought about: few by default, `FAULTS=20` for the release run. */
const FAULTS = Number(process.env['FAULTS'] ?? 2);
/** A feeding process is killed more often than that by default, since it is killed at many places. */
const KILLS = Math.max(8, FAULTS);
const FEED = join(__dirname, 'feed-read-model.mjs');

type Said = Readonly<{ digest: string; shown: number; commands: number; faults: number }>;

beforeAll(() => {
  // The feeding process is the built one.
  execFileSync('npm', ['run', '-s', 'build'], { cwd: join(__dirname, '../..') });
});

/** What a feeding process says in the end; nothing if it was killed. */
const feed = (...parameters: readonly string[]): Promise<Said | undefined> =>
  promisify(execFile)(process.execPath, [FEED, ...parameters]).then(
    ({ stdout }) => JSON.parse(stdout) as Said,
    (error: { signal?: string }) => {
      if (error.signal === 'SIGKILL') return undefined;
      throw error;
    },
  );
const note = (line: string): void => void process.stdout.write(`${line}\n`);

describe('A feeding process that is killed with -9', () => {
  const EVENTS = '14';

  it('at a command to the database, has lost and doubled nothing when the next one is done', async () => {
    const uri = process.env['MONGODB_URI']!;
    const expected = (await feed('memory', '', EVENTS))!;
    const undisturbed = (await feed(uri, `kill-${randomUUID()}`, EVENTS, '0'))!;
    expect(undisturbed).toMatchObject({ digest: expected.digest, shown: expected.shown });
    expect(expected.shown).toBeGreaterThan(50);
    const places: string[] = [];
    for (let turn = 0; places.length < KILLS && turn < 2 * KILLS; turn += 1) {
      // Spread over all that is done, one kill before a command is sent, the next one after.
      const at = 1 + (Math.floor(((turn + 0.5) * undisturbed.commands) / KILLS) % (undisturbed.commands - 1));
      const when = turn % 2 === 0 ? 'sent' : 'before';
      const database = `kill-${randomUUID()}`;
      if (!(await feed(uri, database, EVENTS, String(at), when))) places.push(`${at} ${when}`);
      expect([at, when, (await feed(uri, database, EVENTS))!.digest]).toEqual([at, when, expected.digest]);
      await dropDatabase(uri, database);
    }
    note(`killed ${places.length} times at commands of ${undisturbed.commands}: ${places.join(', ')}; equal each time`);
    expect(places).toHaveLength(KILLS);
  });
});

describe('A database that fails under a feeding process', () => {
  const EVENTS = '1000';
  let expected: Said;
  beforeAll(async () => {
    expected = (await feed('memory', '', EVENTS))!;
  });

  /** Feeds read models one after the other until the fault came about often enough; each must be the fold. */
  const underFaults = async (uri: string, fault: () => Promise<unknown>, name: string): Promise<object> => {
    const seen = { faults: 0, fed: 0, different: 0, failedCalls: 0 };
    const faults = { areOver: false };
    const faulting = (async () => {
      for (; seen.faults < FAULTS; seen.faults += 1) {
        await setTimeout(300 + Math.random() * 1_200);
        await fault();
      }
    })().finally(() => (faults.areOver = true));
    faulting.catch(() => undefined); // told below
    while (!faults.areOver) {
      const said = (await feed(uri, `faults-${randomUUID()}`, EVENTS))!;
      seen.fed += 1;
      seen.failedCalls += said.faults - expected.faults;
      if (said.digest !== expected.digest || said.shown !== expected.shown) seen.different += 1;
    }
    await faulting;
    note(`${name}, while read models of ${EVENTS} events were fed: ${JSON.stringify(seen)}`);
    return seen;
  };
  const asTheFold = { faults: FAULTS, fed: expect.any(Number) as number, different: 0 };

  it('by kill -9 of the only server, again and again', async () => {
    const engine = await startEngine('mongodb');
    try {
      const fault = async (): Promise<void> => {
        await engine.kill();
        await engine.start();
      };
      const seen = await underFaults(engine.address, fault, 'mongod killed with -9 and started again');
      expect(seen).toMatchObject(asTheFold);
    } finally {
      await engine.remove();
    }
  });

  it('by being slow: it stands still for seconds', async () => {
    const engine = await startEngine('mongodb');
    try {
      const fault = (): Promise<void> => pauseEngine(engine, 2_000);
      expect(await underFaults(engine.address, fault, 'mongod stood still for 2 s')).toMatchObject(asTheFold);
    } finally {
      await engine.remove();
    }
  });

  describe('of three members', () => {
    let set: ReplicaSet;
    beforeAll(async () => {
      set = await startReplicaSet();
    });
    afterAll(() => set?.remove());

    it('by the primary stepping down', async () => {
      expect(await underFaults(set.uri, set.stepDown, 'primary stepped down')).toMatchObject(asTheFold);
    });

    it('by kill -9 of the primary', async () => {
      expect(await underFaults(set.uri, set.killPrimary, 'primary killed with -9')).toMatchObject(asTheFold);
    });
  });
});

const dropDatabase = async (uri: string, name: string): Promise<void> => {
  const connection = await connect(uri);
  await connection.useDb(name).dropDatabase();
  await connection.close();
};
