import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Commit } from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { AcceptedEvent, RecordedEvent } from '@opsledger/kernel';
import { eventConsumerContract } from '../testing/event-consumer.contract.js';
import { InProcessConsumer } from './in-process-consumer.adapter.js';

const start = '2022-03-15T12:00:00.000Z';

const commitTo = (stream: string, firstVersion: number, count: number): Commit => {
  const [first, ...others] = Array.from({ length: count }, (_, index): AcceptedEvent => ({
    ...{ specversion: '1.0', id: randomUUID(), source: '/opsledger/test', type: 'opsledger.test.thing-happened.v1' },
    ...{ subject: stream, datacontenttype: 'application/json', streamversion: String(firstVersion + index) },
    ...{ occurredat: '2022-03', acceptedat: start, actor: 'actor-1', correlationid: randomUUID() },
    ...{ sensitivity: 'UNCLASSIFIED', exercise: 'false', data: {} },
  }));
  const commit = { id: randomUUID(), stream, firstVersion, claims: [], releases: [], acceptedAt: start };
  return { ...commit, events: [first!, ...others] };
};

const from = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Waits for work that goes on in the background. */
const until = async (holds: () => boolean): Promise<void> => {
  const givesUpAt = performance.now() + 3_000;
  while (!holds()) {
    if (performance.now() > givesUpAt) throw new Error(`It never came to ${holds.toString()}`);
    await setTimeout(1);
  }
};
/** Long enough for a consumer to do what it should not. */
const aMoment = (): Promise<void> => setTimeout(20);

describe('The consumer in the process of the log', () => {
  eventConsumerContract({
    create: (log, handler, told) => new InProcessConsumer({ log, handler, firstRetryMilliseconds: 8, ...told }),
  });
});

describe('A consumer in the process of the log', () => {
  let log: MemoryEventStore;
  let consumer: InProcessConsumer;
  let runs: (readonly number[])[];
  let failures: unknown[];
  let before: (events: readonly RecordedEvent[]) => Promise<void> | void;

  /** A consumer that writes down the positions of every run, once `before` has let it. */
  const consume = async (resumeAfter = 0): Promise<void> => {
    consumer = new InProcessConsumer({
      log,
      handler: {
        name: 'test-consumer',
        resumeAfter: async () => resumeAfter,
        handle: async (events) => {
          await before(events);
          runs.push(events.map(({ position }) => Number(position)));
        },
        park: () => Promise.reject(new Error('nothing here is poison')),
        parked: async () => [],
        redrive: async () => 'not-parked',
      },
      onFailure: (error) => failures.push(error),
    });
    await consumer.start();
  };

  beforeEach(() => {
    log = new MemoryEventStore(() => start);
    runs = [];
    failures = [];
    before = () => undefined;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await consumer.stop();
  });

  it('handles what is in the log when it starts, in the order of the log', async () => {
    await log.append(commitTo('thing-1', 1, 3));
    await log.append(commitTo('thing-2', 1, 2));
    await log.append(commitTo('thing-1', 4, 1));
    await consume();
    await until(() => runs.flat().length === 6);
    expect(runs.flat()).toEqual(from(1, 6));
  });

  it('goes on after the position that its handler remembers', async () => {
    await log.append(commitTo('thing-1', 1, 5));
    await consume(3);
    await until(() => runs.flat().length === 2);
    expect(runs.flat()).toEqual([4, 5]);
  });

  it('handles again what its handler did not remember before a restart: at least once', async () => {
    await log.append(commitTo('thing-1', 1, 5));
    await consume();
    await until(() => runs.flat().length === 5);
    await consumer.stop();
    await consume(2);
    await until(() => runs.flat().length === 8);
    expect(runs.flat()).toEqual([...from(1, 5), ...from(3, 5)]);
  });

  it('handles more events than one run takes, every one once and in order', async () => {
    await log.append(commitTo('thing-1', 1, 1_201));
    await consume();
    await until(() => runs.flat().length >= 1_201);
    await aMoment();
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.flat()).toEqual(from(1, 1_201));
  });

  it('wakes when something is appended', async () => {
    await consume();
    await aMoment();
    expect(runs).toEqual([]);
    for (const version of [1, 2, 3]) {
      await log.append(commitTo('thing-1', version, 1));
      await until(() => runs.flat().length === version);
    }
    expect(runs).toEqual([[1], [2], [3]]);
  });

  it('does not sleep through what is appended while it is at work', async () => {
    before = async ([first]) => {
      if (first?.position === '1') await log.append(commitTo('thing-1', 2, 1));
    };
    await log.append(commitTo('thing-1', 1, 1));
    await consume();
    await until(() => runs.length === 2);
    expect(runs).toEqual([[1], [2]]);
  });

  it('handles one run after the other, never two at the same time', async () => {
    let atWork = 0;
    let most = 0;
    before = async () => {
      most = Math.max(most, (atWork += 1));
      await setTimeout(5);
      atWork -= 1;
    };
    await consume();
    for (const version of from(1, 5)) {
      await log.append(commitTo('thing-1', version, 1));
      await setTimeout(2);
    }
    await until(() => runs.flat().length === 5);
    expect(most).toBe(1);
    expect(runs.flat()).toEqual(from(1, 5));
  });

  describe('whose handler throws', () => {
    it('comes with the same events again until the handler is mended, and skips nothing', async () => {
      const tried: (readonly string[])[] = [];
      let isMended = false;
      before = (events) => {
        tried.push(events.map(({ position }) => position));
        if (!isMended) throw new Error('the views cannot be written');
      };
      await log.append(commitTo('thing-1', 1, 2));
      await consume();
      await until(() => tried.length >= 2);
      isMended = true;
      await until(() => runs.length > 0);
      await log.append(commitTo('thing-1', 3, 1));
      await until(() => runs.length === 2);
      expect(new Set(tried.slice(0, -1).map(String))).toEqual(new Set(['1,2']));
      expect(runs).toEqual([[1, 2], [3]]);
    });

    it('does not skip them either when more comes in meanwhile', async () => {
      let attempts = 0;
      before = () => {
        attempts += 1;
        if (attempts <= 2) throw new Error('the views cannot be written');
      };
      await log.append(commitTo('thing-1', 1, 2));
      await consume();
      await until(() => attempts === 1);
      await log.append(commitTo('thing-1', 3, 1));
      await until(() => runs.length > 0);
      expect(runs.flat()).toEqual([1, 2, 3]);
    });

    it('is not tried again sooner for all that comes in meanwhile', async () => {
      before = () => {
        throw new Error('broken');
      };
      await consume();
      for (let version = 1; version <= 100; version += 1) {
        await log.append(commitTo('thing-1', version, 1));
        await setTimeout(0);
      }
      expect(failures.length).toBeLessThan(10);
    });

    it('says so in its status and to whom it was told to, and stops saying so afterwards', async () => {
      const failure = new Error('the views cannot be written');
      let isMended = false;
      before = () => {
        if (!isMended) throw failure;
      };
      await log.append(commitTo('thing-1', 1, 2));
      await consume();
      await until(() => failures.length > 0);
      expect(await consumer.status()).toEqual({
        ...{ name: 'test-consumer', position: 0, head: 2, upToDateAt: undefined, stuckSince: undefined, parked: 0 },
        failure: 'the views cannot be written',
      });
      expect(failures[0]).toBe(failure);
      isMended = true;
      await until(() => runs.length === 1);
      await aMoment();
      expect(await consumer.status()).toMatchObject({ position: 2, failure: undefined });
    });

    it.each([['a text'], [undefined], [null]])(
      'goes on also when what is thrown is no error but %p',
      async (thrown) => {
        let attempts = 0;
        before = () => {
          attempts += 1;
          // oxlint-disable-next-line no-throw-literal, only-throw-error -- what a careless library does
          if (attempts === 1) throw thrown;
        };
        await log.append(commitTo('thing-1', 1, 1));
        await consume();
        await until(() => attempts === 1);
        await setTimeout(0);
        expect(await consumer.status()).toMatchObject({ failure: String(thrown) });
        await until(() => runs.length === 1);
        expect(runs).toEqual([[1]]);
      },
    );

    it('waits longer after each failure, but never more than five seconds', async () => {
      const pauses: number[] = [];
      jest.spyOn(globalThis, 'setTimeout').mockImplementation((retry, pause) => {
        pauses.push(pause ?? 0);
        return setImmediate(retry) as unknown as NodeJS.Timeout;
      });
      before = () => {
        throw new Error('the views cannot be written');
      };
      await log.append(commitTo('thing-1', 1, 1));
      await consume();
      await until(() => pauses.length >= 20);
      expect(pauses[0]).toBeLessThanOrEqual(100);
      for (const index of from(1, 4)) expect(pauses[index]).toBeGreaterThan(pauses[index - 1]!);
      expect(Math.max(...pauses)).toBe(5_000);
      expect(pauses[19]).toBe(5_000);
    });
  });

  it('comes through a log that cannot be read for a while', async () => {
    await log.append(commitTo('thing-1', 1, 2));
    jest.spyOn(log, 'readAll').mockRejectedValueOnce(new Error('the log cannot be read'));
    await consume();
    await until(() => runs.length === 1);
    expect(failures).toMatchObject([{ message: 'the log cannot be read' }]);
    expect(runs).toEqual([[1, 2]]);
  });

  describe('says in its status', () => {
    it('where it is, where the log is, and that it is at the head', async () => {
      const asked = Date.now();
      await log.append(commitTo('thing-1', 1, 3));
      await consume();
      await until(() => runs.length === 1);
      const status = await consumer.status();
      expect(status).toMatchObject({ name: 'test-consumer', position: 3, head: 3, failure: undefined });
      expect(status.upToDateAt).toBeGreaterThanOrEqual(asked);
    });

    it('since when it lags, while a run takes its time', async () => {
      await log.append(commitTo('thing-1', 1, 1));
      await consume();
      await until(() => runs.length === 1);
      await aMoment();
      let finish: () => void = () => undefined;
      before = () => new Promise<void>((resolve) => (finish = resolve));
      const lagsSince = Date.now();
      await log.append(commitTo('thing-1', 2, 2));
      await aMoment();
      const status = await consumer.status();
      expect(status).toMatchObject({ position: 1, head: 3 });
      expect(status.upToDateAt).toBeLessThanOrEqual(lagsSince);
      finish();
      await until(() => runs.length === 2);
      await setTimeout(0);
      expect(await consumer.status()).toMatchObject({ position: 3, head: 3 });
    });
  });

  describe('that is stopped', () => {
    it('finishes the run it is at, and starts no other', async () => {
      let finish: () => void = () => undefined;
      let isAtWork = false;
      before = () => {
        isAtWork = true;
        return new Promise<void>((resolve) => (finish = resolve));
      };
      await log.append(commitTo('thing-1', 1, 1));
      await consume();
      await until(() => isAtWork);
      await log.append(commitTo('thing-1', 2, 1));
      let isStopped = false;
      const stopping = consumer.stop().then(() => (isStopped = true));
      await aMoment();
      expect(isStopped).toBe(false);
      finish();
      await stopping;
      expect(runs).toEqual([[1]]);
    });

    it('is woken by nothing any more', async () => {
      await log.append(commitTo('thing-1', 1, 1));
      await consume();
      await until(() => runs.length === 1);
      await consumer.stop();
      const reads = jest.spyOn(log, 'readAll');
      await log.append(commitTo('thing-1', 2, 1));
      await aMoment();
      expect(reads).not.toHaveBeenCalled();
      expect(runs).toEqual([[1]]);
    });

    it('leaves no listener at the log', async () => {
      const unsubscribe = jest.fn();
      jest.spyOn(log, 'onAppended').mockReturnValue(unsubscribe);
      await consume();
      await consumer.stop();
      expect(unsubscribe).toHaveBeenCalledTimes(1);
    });

    it('does not wait for the next attempt of a handler that throws, nor makes it', async () => {
      const retries: (() => void)[] = [];
      jest.spyOn(globalThis, 'setTimeout').mockImplementation((retry) => {
        retries.push(retry as () => void);
        return setImmediate(() => undefined) as unknown as NodeJS.Timeout;
      });
      before = () => {
        throw new Error('the views cannot be written');
      };
      await log.append(commitTo('thing-1', 1, 1));
      await consume();
      await until(() => retries.length === 1);
      await consumer.stop();
      for (const retry of retries) retry();
      await aMoment();
      expect(failures).toHaveLength(1);
    });
  });
});
