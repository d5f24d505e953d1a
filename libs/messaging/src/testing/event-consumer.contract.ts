import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Commit, EventStore } from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { AcceptedEvent } from '@opsledger/kernel';
import type { EventConsumer, EventHandler } from '../event-consumer.port.js';
import { emptyDisk, nameOf, RecordingHandler, type HandlerDisk } from './recording-handler.js';

export type Told = Readonly<{
  onFailure: (error: unknown) => void;
  onParked: (stream: string) => void;
  onStuck: () => void;
}>;

/** What the contract needs of an adapter: a consumer of a log for a handler, which tries again after some milliseconds. */
export type EventConsumerUnderTest = Readonly<{
  create: (log: EventStore, handler: EventHandler, told: Told) => EventConsumer;
  /** Ends what was made for a log. */
  destroy?: (log: EventStore) => Promise<void>;
  /** Timers that stay real while the watchdog's are moved by hand, since a connection hangs on them. */
  realTimers?: readonly 'setTimeout'[];
  /** How long something may take to come about, in milliseconds. */
  patience?: number;
}>;

const start = '2022-03-15T12:00:00.000Z';

/** A commit to a stream, with as many events. */
export const commitTo = (stream: string, firstVersion: number, count = 1): Commit => {
  const [first, ...others] = Array.from({ length: count }, (_, index): AcceptedEvent => ({
    ...{ specversion: '1.0', id: randomUUID(), source: '/opsledger/test', type: 'opsledger.test.thing-happened.v1' },
    ...{ subject: stream, datacontenttype: 'application/json', streamversion: String(firstVersion + index) },
    ...{ occurredat: '2022-03', acceptedat: start, actor: 'actor-1', correlationid: randomUUID() },
    ...{ sensitivity: 'UNCLASSIFIED', exercise: 'false', data: {} },
  }));
  const commit = { id: randomUUID(), stream, firstVersion, claims: [], releases: [], acceptedAt: start };
  return { ...commit, events: [first!, ...others] };
};

/** Waits for work that goes on in the background. */
export const until = async (holds: () => boolean | Promise<boolean>, patience = 4_000): Promise<void> => {
  const givesUpAt = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > givesUpAt) throw new Error(`It never came to ${holds.toString()}`);
    await setTimeout(2);
  }
};

/** Long enough for a consumer to do what it should not. */
export const aMoment = (): Promise<void> => setTimeout(25);

/** What every consumer does, however events come to it. */
export const eventConsumerContract = ({
  create,
  destroy,
  realTimers = [],
  patience = 4_000,
}: EventConsumerUnderTest): void => {
  const eventually = (holds: () => boolean | Promise<boolean>): Promise<void> => until(holds, patience);
  let log: MemoryEventStore;
  let disk: HandlerDisk;
  let handler: RecordingHandler;
  let consumer: EventConsumer;
  const told = { failures: [] as unknown[], parked: [] as string[], stuck: 0 };

  beforeEach(() => {
    log = new MemoryEventStore(() => start);
    disk = emptyDisk();
    Object.assign(told, { failures: [], parked: [], stuck: 0 });
    revive();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await consumer.stop();
    await destroy?.(log);
  });

  /** A consumer and a handler over what is on the disk, as after a restart; started by `run`. */
  const revive = (): void => {
    handler = new RecordingHandler(log, disk);
    consumer = create(log, handler, {
      onFailure: (error) => told.failures.push(error),
      onParked: (stream) => told.parked.push(stream),
      onStuck: () => (told.stuck += 1),
    });
  };
  const hasAll = async (): Promise<boolean> => (await consumer.status()).position === (await log.head());
  const run = async (): Promise<void> => {
    await consumer.start();
    await eventually(hasAll);
  };
  const restart = async (): Promise<void> => {
    await consumer.stop();
    revive();
  };
  const versions = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
  const fillThree = async (): Promise<void> => {
    await log.append(commitTo('thing-1', 1, 20));
    await log.append(commitTo('thing-2', 1, 7));
    await log.append(commitTo('thing-1', 21, 5));
    await log.append(commitTo('thing-3', 1, 9));
    await log.append(commitTo('thing-2', 8, 30));
  };
  const allThree = { 'thing-1': versions(25), 'thing-2': versions(37), 'thing-3': versions(9) };
  const effects = (): Record<string, readonly number[]> => Object.fromEntries(disk.effects);

  describe('Delivery', () => {
    it('brings every event at least once, in order within its stream', async () => {
      await fillThree();
      await run();
      expect(effects()).toEqual(allThree);
      const first = new Set<string>();
      for (const name of handler.runs.flat()) {
        const [stream, version] = name.split('@') as [string, string];
        if (!first.has(name)) expect(version === '1' || first.has(`${stream}@${Number(version) - 1}`)).toBe(true);
        first.add(name);
      }
      expect(first.size).toBe(71);
    });

    it('wakes for what is appended, also while it is at work', async () => {
      await run();
      expect(consumer.hasCaughtUp).toBe(true);
      for (let version = 1; version <= 5; version += 1) {
        await log.append(commitTo('thing-1', version));
        if (version % 2 === 0) await aMoment();
      }
      await eventually(hasAll);
      expect(effects()).toEqual({ 'thing-1': versions(5) });
    });

    it('never asks two things of its handler at the same time, and reads on only when it is done', async () => {
      handler.before = () => setTimeout(3);
      await fillThree();
      await consumer.start();
      await log.append(commitTo('thing-4', 1, 3));
      await eventually(hasAll);
      expect(handler.mostAtOnce).toBe(1);
      expect(effects()).toEqual({ ...allThree, 'thing-4': versions(3) });
    });

    it('says that it has caught up only when it has', async () => {
      await fillThree();
      let letGo: () => void = () => undefined;
      handler.before = () => new Promise<void>((resolve) => (letGo = resolve));
      await consumer.start();
      await aMoment();
      expect(consumer.hasCaughtUp).toBe(false);
      handler.before = () => undefined;
      letGo();
      await eventually(() => consumer.hasCaughtUp);
      expect(effects()).toEqual(allThree);
    });
  });

  describe('While others write faster than it ever stands at the head', () => {
    const hasWritten = async (wanted: number, holds: () => boolean): Promise<void> => {
      await eventually(() => holds() && Number(disk.position) > wanted);
    };

    it('has caught up once it has what was there when it started, and knows since when', async () => {
      await fillThree();
      let version = 0;
      // Before anything is handled there is more of it.
      handler.before = async () => void (await log.append(commitTo('thing-4', (version += 1))));
      await consumer.start();
      await hasWritten(71, () => consumer.hasCaughtUp);
      await setTimeout(1_200);
      const { position, head, upToDateAt } = await consumer.status();
      expect(position).toBeLessThan(head);
      expect(Date.now() - upToDateAt!).toBeLessThan(1_000);
    });
  });

  describe('After a restart', () => {
    it('it goes on after what its handler kept', async () => {
      await fillThree();
      await run();
      await restart();
      await log.append(commitTo('thing-3', 10, 2));
      await run();
      expect(effects()).toEqual({ ...allThree, 'thing-3': versions(11) });
      expect(handler.runs.flat().every((name) => name.startsWith('thing-3@1'))).toBe(true);
    });

    it('it loses nothing, wherever it was stopped', async () => {
      await fillThree();
      for (let stops = 1; stops <= 5; stops += 1) {
        let runs = 0;
        const enough = new Promise<void>((resolve) => {
          handler.before = () => {
            if (++runs >= 2) resolve();
            return setTimeout(1);
          };
        });
        await consumer.start();
        await Promise.race([enough, eventually(hasAll)]);
        await restart();
      }
      await run();
      expect(effects()).toEqual(allThree);
    });

    it('it loses nothing when a run failed after its effect was kept', async () => {
      await fillThree();
      let failed = 0;
      handler.after = () => {
        if ((failed += 1) <= 3) throw new Error('the connection broke after the commit');
      };
      await run();
      expect(effects()).toEqual(allThree);
    });
  });

  describe('A fault of the surroundings', () => {
    it('is waited out: everything comes again, nothing is left out or set aside', async () => {
      await fillThree();
      let attempts = 0;
      handler.before = () => {
        if ((attempts += 1) <= 3) throw new Error('disk full');
      };
      await run();
      expect(effects()).toEqual(allThree);
      expect(told.failures).toHaveLength(3);
      expect(await handler.parked()).toEqual([]);
    });

    it('shows in the status while it lasts', async () => {
      handler.before = () => {
        throw new Error('disk full');
      };
      await log.append(commitTo('thing-1', 1));
      await consumer.start();
      await eventually(() => told.failures.length > 0);
      expect(await consumer.status()).toMatchObject({ failure: 'disk full', position: 0, head: 1 });
      handler.before = () => undefined;
      await eventually(hasAll);
      expect(await consumer.status()).toMatchObject({ failure: undefined, position: 1, parked: 0 });
    });

    it('is met with longer and longer pauses', async () => {
      const at: number[] = [];
      handler.before = () => {
        at.push(performance.now());
        if (at.length <= 4) throw new Error('disk full');
      };
      await log.append(commitTo('thing-1', 1));
      await run();
      const pauses = at.slice(1).map((time, index) => time - at[index]!);
      // A busy machine stretches one pause, hardly two.
      expect(Math.max(...pauses.slice(2))).toBeGreaterThan(3 * Math.min(...pauses.slice(0, 2)));
    });
  });

  describe('A poison event', () => {
    const poisoned = 'thing-2@5';
    beforeEach(async () => {
      handler.isPoison = (event) => nameOf(event) === poisoned;
      await fillThree();
    });
    const mend = (): void => {
      handler.isPoison = () => false;
    };

    it('sets its stream aside with all that follows in it, after some attempts, while the others go on', async () => {
      await run();
      expect(effects()).toEqual({ ...allThree, 'thing-2': versions(4) });
      expect(await handler.parked()).toMatchObject([{ stream: 'thing-2', fromVersion: 5, redrives: 0 }]);
      expect(told.parked).toEqual(['thing-2']);
      expect(told.failures.length).toBeGreaterThanOrEqual(3);
      await log.append(commitTo('thing-2', 38));
      await log.append(commitTo('thing-3', 10));
      await eventually(hasAll);
      expect(effects()).toEqual({ ...allThree, 'thing-2': versions(4), 'thing-3': versions(10) });
      expect(await consumer.status()).toMatchObject({ parked: 1, failure: undefined, stuckSince: undefined });
    });

    it('stays aside over a restart', async () => {
      await run();
      await restart();
      mend();
      await log.append(commitTo('thing-2', 38));
      await run();
      expect(effects()['thing-2']).toEqual(versions(4));
      expect(await consumer.status()).toMatchObject({ parked: 1 });
    });

    it('is handled by a redrive once it is mended, with all that the log has by then, in order', async () => {
      await run();
      mend();
      await log.append(commitTo('thing-2', 38, 3));
      expect(await consumer.redrive('thing-2')).toBe('handled');
      expect(effects()['thing-2']).toEqual(versions(40));
      expect(await consumer.status()).toMatchObject({ parked: 0 });
      await log.append(commitTo('thing-2', 41));
      await eventually(hasAll);
      expect(effects()['thing-2']).toEqual(versions(41));
    });

    it('stays aside if it is still poison, and a stream that is not aside is left alone', async () => {
      await run();
      expect(await consumer.redrive('thing-2')).toBe('still-parked');
      expect(await handler.parked()).toMatchObject([{ stream: 'thing-2', redrives: 1 }]);
      expect(await consumer.redrive('thing-1')).toBe('not-parked');
    });

    it('is not redriven beside what is being handled', async () => {
      await run();
      mend();
      handler.before = () => setTimeout(5);
      await log.append(commitTo('thing-1', 26, 10));
      expect(await consumer.redrive('thing-2')).toBe('handled');
      await eventually(hasAll);
      expect(handler.mostAtOnce).toBe(1);
    });

    it('is redriven also while the consumer waits to try something else again', async () => {
      await run();
      mend();
      handler.before = () => {
        throw new Error('disk full');
      };
      await log.append(commitTo('thing-1', 26));
      await eventually(() => told.failures.length > 7);
      expect(await consumer.redrive('thing-2')).toBe('handled');
      handler.before = () => undefined;
    });

    it('that cannot be set aside keeps the consumer where it is until it can', async () => {
      let attempts = 0;
      handler.beforePark = () => {
        if ((attempts += 1) <= 2) throw new Error('disk full');
      };
      await run();
      expect(attempts).toBe(3);
      expect(effects()).toEqual({ ...allThree, 'thing-2': versions(4) });
      expect(told.parked).toEqual(['thing-2']);
    });

    it('in each of many streams sets all of them aside, and nothing else', async () => {
      handler.isPoison = ({ subject, streamversion }) => subject !== 'thing-3' && Number(streamversion) === 2;
      await run();
      expect(effects()).toEqual({ 'thing-1': [1], 'thing-2': [1], 'thing-3': versions(9) });
      expect(told.parked.toSorted()).toEqual(['thing-1', 'thing-2']);
    });
  });

  describe('The watchdog', () => {
    beforeEach(() =>
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', ...realTimers] }),
    );
    afterEach(() => jest.useRealTimers());

    const settle = async (): Promise<void> => {
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    };

    it('reports a consumer whose handler never comes back, within ten seconds, once', async () => {
      let letGo: () => void = () => undefined;
      handler.before = () => new Promise<void>((resolve) => (letGo = resolve));
      await consumer.start();
      await jest.advanceTimersByTimeAsync(60_000);
      await log.append(commitTo('thing-1', 1));
      await settle();
      await jest.advanceTimersByTimeAsync(8_500);
      expect([told.stuck, (await consumer.status()).stuckSince]).toEqual([0, undefined]);
      await jest.advanceTimersByTimeAsync(1_500);
      expect([told.stuck, (await consumer.status()).stuckSince]).toEqual([1, expect.any(Number)]);
      await jest.advanceTimersByTimeAsync(30_000);
      expect(told.stuck).toBe(1);
      handler.before = () => undefined;
      letGo();
      await eventually(async () => (await consumer.status()).stuckSince === undefined);
    });

    it('reports one that fails on and on', async () => {
      handler.before = () => {
        throw new Error('disk full');
      };
      await log.append(commitTo('thing-1', 1));
      await consumer.start();
      await jest.advanceTimersByTimeAsync(10_000);
      expect([told.stuck, (await consumer.status()).stuckSince]).toEqual([1, expect.any(Number)]);
    });

    it('reports one that fails on and on, however much comes in meanwhile', async () => {
      handler.before = () => {
        throw new Error('disk full');
      };
      await consumer.start();
      for (let version = 1; version <= 5; version += 1) {
        await log.append(commitTo('thing-1', version));
        await settle();
        await jest.advanceTimersByTimeAsync(2_000);
      }
      expect([told.stuck, (await consumer.status()).stuckSince]).toEqual([1, expect.any(Number)]);
    });

    it('has one that had nothing to do at the head until then', async () => {
      await consumer.start();
      await eventually(() => consumer.hasCaughtUp);
      await jest.advanceTimersByTimeAsync(3_600_000);
      let letGo: () => void = () => undefined;
      handler.before = () => new Promise<void>((resolve) => (letGo = resolve));
      await log.append(commitTo('thing-1', 1));
      const { upToDateAt, stuckSince } = await consumer.status();
      handler.before = () => undefined;
      letGo();
      expect([Date.now() - upToDateAt! <= 1_000, stuckSince]).toEqual([true, undefined]);
    });

    it('says nothing of one that has nothing to do', async () => {
      await consumer.start();
      await jest.advanceTimersByTimeAsync(60_000);
      expect([told.stuck, (await consumer.status()).stuckSince]).toEqual([0, undefined]);
    });
  });

  describe('Stopping', () => {
    it('waits for what is being handled, and nothing is handled after', async () => {
      await fillThree();
      let isHandling = false;
      handler.before = async () => {
        isHandling = true;
        await setTimeout(10);
        isHandling = false;
      };
      await consumer.start();
      await eventually(() => isHandling);
      await consumer.stop();
      expect(isHandling).toBe(false);
      const runs = handler.runs.length;
      await log.append(commitTo('thing-9', 1));
      await aMoment();
      expect(handler.runs).toHaveLength(runs);
    });

    it('refuses redrives from then on', async () => {
      await run();
      await consumer.stop();
      await expect(consumer.redrive('thing-1')).rejects.toThrow('stopped');
    });
  });
};
