import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { EventStore } from '@opsledger/event-store';
import { commitTo, recorded } from '../../libs/event-store/src/testing/event-store.contract.js';
import { drained, faultsOfOrder, openLogProcess } from '../../libs/event-store/src/testing/mongodb-log.js';
import { endOf, startSequencerProcess } from '../../libs/event-store/src/testing/sequencer-process.js';
import { pauseEngine, startEngine, type Engine } from '../engines/engine.js';
import { startReplicaSet, type ReplicaSet } from '../engines/replica-set.js';

/** How often each fault is brought about: once by default, `FAULTS=20` for the release run. */
const FAULTS = Number(process.env['FAULTS'] ?? 1);
jest.setTimeout(120_000 + FAULTS * 60_000);
/** For each of two processes. */
const WRITERS = 6;
const PAUSE_MILLISECONDS = 10;
/** Short, so that leadership moves while the database is away. */
const LEASE_MILLISECONDS = 1_000;
/** From the end of the last fault until everything has its place, with nobody doing anything about it. */
const DRAINED_WITHIN_MILLISECONDS = 20_000;
/** From a fault until writes are acknowledged again, so many of them, before the next fault. */
const GOES_ON_WITHIN_MILLISECONDS = 60_000;
const ACKNOWLEDGED_BETWEEN = 20;
const SCOPE = 'actor-1';

/** What writers were told, by event. */
class Told {
  readonly acknowledged = new Set<string>();
  /** Told that it is not in the log, and would not come: `LogUnavailable`, `VersionConflict`. */
  readonly refused = new Set<string>();
  readonly keys = new Set<string>();
  readonly counts = { acknowledged: 0, conflicts: 0, unavailable: 0, unknown: 0, foundByKey: 0 };
  longestMilliseconds = 0;
}

/** Writes as clients do: each request under a key, sent again under the same one until it is known what became of it. */
const write = async (log: EventStore, streams: readonly string[], told: Told, signal: AbortSignal): Promise<void> => {
  for (let request = 0; !signal.aborted; request += 1, await setTimeout(PAUSE_MILLISECONDS)) {
    const key = { scope: SCOPE, key: randomUUID(), fingerprint: 'fingerprint-1' };
    const began = performance.now();
    told.keys.add(key.key);
    while (!(await isSettled(log, { stream: streams[request % streams.length]!, key, told })))
      await setTimeout(PAUSE_MILLISECONDS);
    told.longestMilliseconds = Math.max(told.longestMilliseconds, performance.now() - began);
  }
};

type Request = Readonly<{
  stream: string;
  key: Readonly<{ scope: string; key: string; fingerprint: string }>;
  told: Told;
}>;

const isSettled = async (log: EventStore, { stream, key, told }: Request): Promise<boolean> => {
  const { counts } = told;
  let ids: readonly string[] = [];
  try {
    if (await log.findKey(key.scope, key.key)) return (counts.foundByKey += 1) > 0;
    const version = (await log.readStream(stream)).length + 1;
    const commit = commitTo(stream, version, { key, events: [{}, {}] });
    ids = commit.events.map(({ id }) => id);
    await log.append(commit);
    for (const id of ids) told.acknowledged.add(id);
    return (counts.acknowledged += 1) > 0;
  } catch (error) {
    const { name } = error as Error;
    if (name === 'OutcomeUnknown') counts.unknown += 1;
    else if (name === 'VersionConflict' || name === 'LogUnavailable') {
      for (const id of ids) told.refused.add(id);
      counts[name === 'VersionConflict' ? 'conflicts' : 'unavailable'] += 1;
    } else if (name !== 'KeyConflict') throw error;
    return false;
  }
};

/** Writers get on again after each fault, without anyone's help. */
const moreAcknowledged = async ({ counts }: Told, signal: AbortSignal): Promise<void> => {
  const wanted = counts.acknowledged + ACKNOWLEDGED_BETWEEN;
  const end = Date.now() + GOES_ON_WITHIN_MILLISECONDS;
  for (; counts.acknowledged < wanted && !signal.aborted; await setTimeout(10))
    if (Date.now() > end) throw new Error(`${ACKNOWLEDGED_BETWEEN} more were not acknowledged after a fault`);
};

type Seen = Readonly<{ faults: number; events: number; told: Told['counts']; longestMilliseconds: number }>;

/**
 * Two processes write one log, each with its sequencer, while a fault comes again and again. In the end, without anyone's help, all
 * that was acknowledged is in the log once, nothing that was refused is, each request had one effect, and positions have no gap.
 */
const underFaults = async (
  uri: string,
  name: string,
  fault: (databaseName: string) => Promise<unknown>,
): Promise<Seen> => {
  const one = await openLogProcess({ uri, leaseMilliseconds: LEASE_MILLISECONDS });
  const databaseName = one.database.connection.name;
  const other = await openLogProcess({ uri, databaseName, leaseMilliseconds: LEASE_MILLISECONDS });
  const told = new Told();
  const ended = new AbortController();
  const writers = [one, other].flatMap(({ log }, process) =>
    Array.from({ length: WRITERS }, (_, writer) =>
      write(log, [`own-${process}-${writer}`, `own-too-${process}-${writer}`, 'contested'], told, ended.signal),
    ),
  );
  const writing = Promise.all(writers);
  writing.catch(() => ended.abort()); // told below
  for (const { sequencer } of [one, other]) sequencer.start();
  try {
    let faults = 0;
    for (; faults < FAULTS && !ended.signal.aborted; faults += 1) {
      await moreAcknowledged(told, ended.signal);
      await setTimeout(Math.random() * 500);
      await fault(databaseName);
    }
    await moreAcknowledged(told, ended.signal);
    ended.abort();
    await writing;
    await drained(one.database, DRAINED_WITHIN_MILLISECONDS);

    expect(await faultsOfOrder(one.database)).toEqual([]);
    const events = await one.log.readAll(0, 1_000_000);
    expect(events.findIndex(({ position }, index) => Number(position) !== index + 1)).toBe(-1);
    const ids = new Set(events.map(({ id }) => id));
    expect(ids.size).toBe(events.length);
    expect([...told.acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect([...told.refused].filter((id) => ids.has(id))).toEqual([]);
    const commits = await one.database.commits.find({}, { projection: { key: 1 } }).toArray();
    expect(commits.map((commit) => commit.key!.key).toSorted()).toEqual([...told.keys].toSorted());
    expect(events.length).toBe(2 * told.keys.size);

    const longestMilliseconds = Math.round(told.longestMilliseconds);
    const seen = { faults, events: events.length, told: told.counts, longestMilliseconds };
    note(`${name}: ${JSON.stringify(seen)}; every acknowledged event once, no gap`);
    return seen;
  } finally {
    ended.abort();
    await writing.catch(() => undefined);
    await other.leave();
    await one.destroy();
  }
};
const note = (line: string): void => void process.stdout.write(`${line}\n`);
const expectFaults = ({ faults, told }: Seen): void => {
  expect(faults).toBe(FAULTS);
  expect(told.acknowledged).toBeGreaterThanOrEqual(ACKNOWLEDGED_BETWEEN * (FAULTS + 1));
};

describe('A log under writers', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine('mongodb');
  });
  afterAll(() => engine?.remove());

  it('whose only server is killed with -9 loses nothing that was acknowledged', async () => {
    const fault = async (): Promise<void> => {
      await engine.kill();
      await engine.start();
    };
    expectFaults(await underFaults(engine.address, 'mongod killed with -9 and started again', fault));
  });

  it('whose server stands still for seconds is slow, and that is all', async () => {
    const fault = (): Promise<void> => pauseEngine(engine, 2_000);
    expectFaults(await underFaults(engine.address, 'mongod stood still for 2 s', fault));
  });

  it('with further sequencers that are paused past their lease, go on, or are killed: one order', async () => {
    const fault = async (databaseName: string): Promise<void> => {
      const options = { uri: engine.address, databaseName, leaseMilliseconds: LEASE_MILLISECONDS };
      const sleeper = startSequencerProcess({
        ...options,
        signal: 'SIGSTOP',
        atStep: 1 + Math.ceil(Math.random() * 40),
      });
      const stopped = await Promise.race([endOf(sleeper), setTimeout(4_000, 'none')]);
      if (stopped === 'stopped') await setTimeout(1.5 * LEASE_MILLISECONDS);
      sleeper.kill('SIGCONT');
      await setTimeout(300);
      sleeper.kill('SIGKILL');
      await endOf(sleeper);
    };
    expectFaults(await underFaults(engine.address, 'a third sequencer stopped, continued, killed with -9', fault));
  });
});

describe('A log of three members under writers', () => {
  let set: ReplicaSet;
  beforeAll(async () => {
    set = await startReplicaSet();
  });
  afterAll(() => set?.remove());

  it('whose primary steps down loses nothing that was acknowledged', async () => {
    expectFaults(await underFaults(set.uri, 'primary stepped down', set.stepDown));
  });

  it('whose new primary still shows less than the old one had acknowledged gives no event a second place', async () => {
    const one = await openLogProcess({ uri: set.uri, leaseMilliseconds: LEASE_MILLISECONDS });
    const other = await openLogProcess({ uri: set.uri, databaseName: one.database.connection.name });
    const next = await set.toSecondary();
    const onNext = (command: Record<string, unknown>) => next.db!.admin().command(command);
    await one.log.append(commitTo('thing-1', 1));
    // The next primary does not hear that a majority has what comes now.
    const seen = (await one.database.connection.db!.admin().command({ hello: 1 }))['operationTime'] as mongo.Timestamp;
    for (;;) {
      const { optimes } = await onNext({ replSetGetStatus: 1 });
      if ((optimes.readConcernMajorityOpTime.ts as mongo.Timestamp).compare(seen) >= 0) break;
      await setTimeout(20);
    }
    const hold = { configureFailPoint: 'disableSnapshotting' };
    await onNext({ ...hold, mode: 'alwaysOn' });
    one.sequencer.start();
    await recorded(one.log, { stream: 'thing-1', lastVersion: 1 });
    await one.sequencer.stop();
    // Another sequencer reads the last batch, and what waits after it: in between the primary changes.
    const { extend } = other.sequence;
    const lift = async (): Promise<void> => {
      await setTimeout(2_000);
      await onNext({ ...hold, mode: 'off' });
      await next.collection('anything').insertOne({}); // it looks again what a majority has
    };
    let lifted: Promise<void> | undefined;
    jest.spyOn(other.sequence, 'extend').mockImplementation((continueFrom) =>
      extend.call(other.sequence, async (last) => {
        if (!lifted) {
          await onNext({ replSetStepUp: 1 });
          lifted = lift();
        }
        return continueFrom(last);
      }),
    );
    other.sequencer.start();
    await other.log.append(commitTo('thing-2', 1));
    await recorded(other.log, { stream: 'thing-2', lastVersion: 1 });
    await lifted;
    expect(await faultsOfOrder(one.database)).toEqual([]);
    await next.close();
    await other.leave();
    await one.destroy();
  });

  it('whose primary is killed with -9 loses nothing that was acknowledged', async () => {
    expectFaults(await underFaults(set.uri, 'primary killed with -9', set.killPrimary));
  });
});
