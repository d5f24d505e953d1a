import { setTimeout } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import type { EventStore } from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { RecordedEvent } from '@opsledger/kernel';
import type { EventConsumer, EventHandler } from '../event-consumer.port.js';
import { commitTo, eventConsumerContract, until, type Told } from '../testing/event-consumer.contract.js';
import { KafkaRig } from '../testing/kafka-rig.js';
import { emptyDisk, nameOf, RecordingHandler, type HandlerDisk } from '../testing/recording-handler.js';
import { seededChance } from '../testing/seeded-consumer.js';
import { messageOf, placedMessage } from './event-message.js';
import { PublishedDidNotArrive } from './kafka-consumer.adapter.js';
import type { KafkaRelay } from './kafka-relay.js';
import type { TopicFeed } from './topic-feed.js';
import { partitionOf } from './topics.js';

describe.each([
  ['The consumer of a topic', (rig: KafkaRig) => (handler: EventHandler, told: Told) => rig.consumer(handler, told)],
  [
    'A consumer that is fed with what its process takes of a topic, and reaches back ten events',
    (rig: KafkaRig) => {
      const feed = rig.feed({ eventsKept: 5 });
      return (handler: EventHandler, told: Told) =>
        feed.feed({ log: rig.log, handler, firstRetryMilliseconds: 8, ...told });
    },
  ],
] as const)('%s', (_, consumersOf) => {
  const rigs = new Map<EventStore, ReturnType<typeof newRig>>();
  const newRig = (log: EventStore) => {
    const rig = new KafkaRig(log);
    const relay = rig.relay();
    let made: Promise<void> | undefined;
    const isThere = (): Promise<void> => (made ??= rig.createTopic().then(() => relay.start()));
    return { consumer: consumersOf(rig), relay, isThere };
  };
  const rigOf = (log: EventStore) => {
    const rig = rigs.get(log) ?? newRig(log);
    rigs.set(log, rig);
    return rig;
  };

  eventConsumerContract({
    create: (log, handler, told): EventConsumer => {
      const { consumer: consumerOf, isThere } = rigOf(log);
      const consumer = consumerOf(handler, told);
      const start = consumer.start.bind(consumer);
      consumer.start = async () => {
        await isThere();
        await start();
      };
      return consumer;
    },
    destroy: async (log) => {
      await rigs.get(log)?.relay.stop();
      rigs.delete(log);
    },
    realTimers: ['setTimeout'],
    patience: 30_000,
  });
});

describe('A group of consumers', () => {
  const start = '2022-03-15T12:00:00.000Z';
  const streams = Array.from({ length: 12 }, (_, index) => `thing-${index + 1}`);
  let log: MemoryEventStore;
  let rig: KafkaRig;
  let relay: KafkaRelay;
  let disk: HandlerDisk;
  const running = new Set<EventConsumer>();

  beforeEach(async () => {
    log = new MemoryEventStore(() => start);
    rig = new KafkaRig(log);
    disk = emptyDisk();
    await rig.createTopic();
    relay = rig.relay();
    relay.start();
  });
  afterEach(async () => {
    await Promise.all([...running].map((one) => one.stop()));
    running.clear();
    await relay.stop();
  });

  const join = async (handler = new RecordingHandler(log, disk)): Promise<EventConsumer> => {
    const consumer = rig.consumer(handler, {}, { eventsPerRun: 7 });
    running.add(consumer);
    await consumer.start();
    return consumer;
  };
  const leave = async (consumer: EventConsumer): Promise<void> => {
    running.delete(consumer);
    await consumer.stop();
  };
  /** Appends one event to every stream, again and again, while the work goes on; resolves with the number of rounds. */
  const appendDuring = async (work: () => Promise<void>): Promise<number> => {
    const done = new AbortController();
    const working = work().finally(() => done.abort());
    let rounds = 0;
    while (!done.signal.aborted) {
      rounds += 1;
      for (const stream of streams) await log.append(commitTo(stream, rounds));
      await setTimeout(5);
    }
    await working;
    return rounds;
  };
  const effects = (): Record<string, readonly number[]> => Object.fromEntries(disk.effects);
  const each = (rounds: number): Record<string, readonly number[]> =>
    Object.fromEntries(streams.map((stream) => [stream, Array.from({ length: rounds }, (_, index) => index + 1)]));
  const hasEach = (rounds: number) => () => streams.every((stream) => disk.effects.get(stream)?.length === rounds);

  it('goes from one member to three and back while events come in: each effect once, in order, nothing lost, nothing stuck', async () => {
    const rounds = await appendDuring(async () => {
      const first = await join();
      await until(() => disk.effects.size > 0, 20_000);
      const [second, third] = [await join(), await join()];
      await setTimeout(2_000);
      await leave(first);
      await setTimeout(1_000);
      await leave(third);
      await until(async () => (await second.status()).failure === undefined, 20_000);
    });
    await until(hasEach(rounds), 30_000);
    expect(effects()).toEqual(each(rounds));
    const [last] = running;
    await until(async () => (await last!.status()).position === 12 * rounds, 30_000);
    expect(disk.position).toBe(12 * rounds);
  });

  it('has each effect once when a tenth of the records is there twice, partitions overtake each other and come again whole', async () => {
    const rounds = 20;
    await relay.stop();
    // Nothing is read from the log: it comes from the topic, partition by partition.
    const blind = { read: async () => undefined, keep: async () => undefined };
    const handler = new RecordingHandler(log, disk);
    const consumer = rig.consumer(handler, {}, { eventsPerRun: 7, progress: blind });
    running.add(consumer);
    await consumer.start();
    await until(async () => (await membersOf(rig)) === 1, 20_000);
    for (let round = 1; round <= rounds; round += 1)
      for (const stream of streams) await log.append(commitTo(stream, round));
    relay = rig.relay();
    relay.start();
    await until(async () => (await relay.status()).published === 12 * rounds, 20_000);
    const producer = rig.kafka.producer();
    await producer.connect();
    const events = await log.readAll(0, 12 * rounds);
    const again = (chosen: typeof events) =>
      producer.send({
        topic: rig.topic.name,
        messages: chosen.map((event) => ({
          ...messageOf(event),
          partition: partitionOf(event.subject, rig.topic.partitions),
        })),
      });
    const chance = seededChance(7);
    await again(events.filter(() => chance() < 0.1));
    await again(events.filter(({ subject }) => partitionOf(subject, rig.topic.partitions) === 1));
    await producer.disconnect();
    await until(hasEach(rounds), 20_000);
    const handed = (): number => handler.runs.flat().length;
    await until(() => handed() > 12 * rounds * 1.3, 20_000);
    expect(effects()).toEqual(each(rounds));
    expect(handler.runs.flat()).not.toEqual(events.map(nameOf));
  });

  it('stands still for no member that died: while the group waits for it, the log is read', async () => {
    const dead = rig.kafka.consumer({ groupId: rig.groupId, sessionTimeout: 30_000, rebalanceTimeout: 60_000 });
    await dead.connect();
    await dead.subscribe({ topics: [rig.topic.name], fromBeginning: true });
    let bury: () => void = () => undefined;
    const holds = new Promise<void>((isHolding) => {
      // It does not come back, nor tell that it lives.
      void dead.run({ eachMessage: () => new Promise((resolve) => (isHolding(), (bury = resolve))) });
    });
    await log.append(commitTo('thing-1', 1));
    await holds;
    const consumer = await join();
    await log.append(commitTo('thing-1', 2));
    await until(async () => (await consumer.status()).position === 2, 15_000);
    expect(disk.effects.get('thing-1')).toEqual([1, 2]);
    bury();
    await dead.disconnect();
  });

  it('joins the group again when its client gave up', async () => {
    const failures: unknown[] = [];
    let begun = 0;
    const consumer = rig.consumer(
      new RecordingHandler(log, disk),
      { onFailure: (error) => failures.push(error) },
      {
        kafka: { admin: () => rig.kafka.admin(), consumer: (given) => faulty(rig.kafka.consumer(given), (begun += 1)) },
      },
    );
    running.add(consumer);
    await consumer.start();
    await log.append(commitTo('thing-1', 1));
    await until(async () => (await consumer.status()).position === 1 && begun === 2, 20_000);
    expect(failures).toEqual([expect.objectContaining({ message: 'no metadata' })]);
  });
  /** The first client fails where ours is told nothing more by it. */
  const faulty = (consumer: Consumer, number: number): Consumer =>
    number > 1 ? consumer : { ...consumer, subscribe: () => Promise.reject(new Error('no metadata')) };

  it('is handed nothing again that was in its topic when it started: that is in the log', async () => {
    for (const stream of streams) await log.append(commitTo(stream, 1, 5));
    await until(async () => (await relay.status()).published === 60, 20_000);
    disk.position = 24; // it had come so far, and effects of the rest are to be made
    for (const stream of streams.slice(0, 4)) disk.effects.set(stream, [1, 2, 3, 4, 5]);
    disk.effects.set('thing-5', [1, 2, 3, 4]);
    let handedOver = 0;
    const counted = (consumer: Consumer): Consumer => ({
      ...consumer,
      run: ({ eachBatch, ...given } = {}) =>
        consumer.run({
          ...given,
          eachBatch: (payload) => {
            handedOver += payload.batch.messages.length;
            return eachBatch!(payload);
          },
        }),
    });
    const kafka = { admin: () => rig.kafka.admin(), consumer: (given: never) => counted(rig.kafka.consumer(given)) };
    const handler = new RecordingHandler(log, disk);
    const consumer = rig.consumer(handler, {}, { kafka });
    running.add(consumer);
    await consumer.start();
    await until(async () => (await consumer.status()).position === 60 && (await membersOf(rig)) === 1, 20_000);
    await log.append(commitTo('thing-1', 6, 2));
    await until(async () => (await consumer.status()).position === 62, 20_000);
    expect(effects()).toEqual({ ...each(5), 'thing-1': [1, 2, 3, 4, 5, 6, 7] });
    expect([handedOver, handler.runs.flat().length]).toEqual([2, 38]);
  });

  it('takes nothing of another log that its topic still has, such as of the one that its own was put back in the place of', async () => {
    for (const stream of streams) await log.append(commitTo(stream, 1, 2));
    await until(async () => (await relay.status()).published === 24, 20_000);
    await relay.stop();
    const putBack = new MemoryEventStore(() => start);
    Object.defineProperty(putBack, 'logId', { value: 'put-back' });
    for (const stream of streams.slice(0, 6)) await putBack.append(commitTo(stream, 1));
    const consumer = rig.consumer(new RecordingHandler(putBack, disk), {}, { log: putBack });
    running.add(consumer);
    await consumer.start();
    await until(async () => consumer.hasCaughtUp && (await membersOf(rig)) === 1, 20_000);
    await setTimeout(1_000); // in which it would have been handed the rest
    expect(effects()).toEqual(Object.fromEntries(streams.slice(0, 6).map((stream) => [stream, [1]])));
    expect((await consumer.status()).position).toBe(6);
  });

  it('has what was in the log when it started also while nobody publishes, and goes on from there', async () => {
    for (const stream of streams) await log.append(commitTo(stream, 1));
    await until(async () => (await relay.status()).published === 12, 20_000);
    await relay.stop();
    for (const stream of streams) await log.append(commitTo(stream, 2));
    const consumer = await join();
    await until(() => consumer.hasCaughtUp, 20_000);
    expect([(await consumer.status()).position, effects()]).toEqual([24, each(2)]);
    relay = rig.relay();
    relay.start();
    for (const stream of streams) await log.append(commitTo(stream, 3));
    await until(hasEach(3), 20_000);
    expect(effects()).toEqual(each(3));
    await until(async () => (await consumer.status()).position === 36, 20_000); // known when all is said to be published
  });

  it('reads from the log what was left out where it goes on, as when a topic lost its end and was filled again, and takes nothing of another log', async () => {
    await relay.stop();
    const failures: unknown[] = [];
    const consumer = rig.consumer(
      new RecordingHandler(log, disk),
      { onFailure: (error) => failures.push(error) },
      { arrivesWithinMilliseconds: 60_000 },
    );
    running.add(consumer);
    await consumer.start();
    await until(async () => (await membersOf(rig)) === 1, 20_000);
    // All in one partition, each in a stream of its own: no stream shows that another one is missing.
    const inFirst = Array.from({ length: 40 }, (_, index) => `other-${index}`).filter(
      (stream) => partitionOf(stream, rig.topic.partitions) === 0,
    );
    for (const stream of inFirst.slice(0, 6)) await log.append(commitTo(stream, 1));
    const events = await log.readAll(0, 6);
    const producer = rig.kafka.producer();
    await producer.connect();
    const publish = (event: RecordedEvent, follows: number, logId = log.logId) =>
      producer.send({
        topic: rig.topic.name,
        messages: [{ ...placedMessage(messageOf(event), { logId, follows }), partition: 0 }],
      });
    await publish(events[0]!, 0);
    await publish(events[4]!, 4);
    await publish({ ...events[5]!, subject: 'foreign-1' }, 5, 'another log');
    await publish({ ...events[5]!, subject: 'foreign-2', position: '60' }, 6, 'another log');
    await publish(events[5]!, 5);
    await producer.disconnect();
    const last = { [`${rig.topic.name}/0`]: 6 };
    await rig.progress.keep({ logId: log.logId, upTo: 6, last });
    await until(async () => (await consumer.status()).position === 6, 20_000);
    expect(effects()).toEqual(Object.fromEntries(inFirst.slice(0, 6).map((stream) => [stream, [1]])));
    expect(failures).toEqual([expect.any(PublishedDidNotArrive)]);
  });

  it('reads from the log what was published and is not in the topic any more, and says so', async () => {
    for (const stream of streams) await log.append(commitTo(stream, 1));
    await until(async () => (await relay.status()).published === 12, 20_000);
    await relay.stop();
    const failures: unknown[] = [];
    const consumer = rig.consumer(
      new RecordingHandler(log, disk),
      { onFailure: (error) => failures.push(error) },
      { arrivesWithinMilliseconds: 300 },
    );
    running.add(consumer);
    await consumer.start();
    await until(async () => consumer.hasCaughtUp && (await membersOf(rig)) === 1, 20_000);
    await log.append(commitTo('thing-1', 2));
    const published = (await rig.progress.read())!;
    const partition = `${rig.topic.name}/${partitionOf('thing-1', rig.topic.partitions)}`;
    await rig.progress.keep({ ...published, upTo: 13, last: { ...published.last, [partition]: 13 } });
    await until(async () => (await consumer.status()).position === 13, 20_000);
    expect(disk.effects.get('thing-1')).toEqual([1, 2]);
    expect(failures).toEqual([expect.any(PublishedDidNotArrive)]);
  });
});

describe('A topic that one process takes for several', () => {
  const start = '2022-03-15T12:00:00.000Z';
  const all = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
  let log: MemoryEventStore;
  let rig: KafkaRig;
  let relay: KafkaRelay;
  let running: EventConsumer[];

  beforeEach(async () => {
    log = new MemoryEventStore(() => start);
    rig = new KafkaRig(log);
    running = [];
    await rig.createTopic();
    relay = rig.relay();
    relay.start();
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await relay.stop();
  });
  const fed = (feed: TopicFeed, handler: EventHandler, told: Partial<Told> = {}): EventConsumer => {
    const consumer = feed.feed({ log, handler, onFailure: () => undefined, ...told });
    running.push(consumer);
    return consumer;
  };
  const isAt = (consumer: EventConsumer, position: number) => async () =>
    (await consumer.status()).position === position;

  it('is taken once, each goes on by itself, and who is held up has the rest from the log', async () => {
    const feed = rig.feed({ eventsKept: 5 });
    const disks = [emptyDisk(), emptyDisk(), emptyDisk()];
    const handlers = disks.map((disk) => new RecordingHandler(log, disk));
    const [first, held, late] = handlers.map((handler) => fed(feed, handler)) as [
      EventConsumer,
      EventConsumer,
      EventConsumer,
    ];
    let letGo: () => void = () => undefined;
    handlers[1]!.before = () => new Promise<void>((resolve) => (letGo = resolve));
    await Promise.all([first.start(), held.start()]);
    await until(async () => (await membersOf(rig)) === 1, 20_000);
    for (const version of all(40)) await log.append(commitTo('thing-1', version));
    await until(isAt(first, 40), 20_000);
    expect([disks[1]!.effects.size, (await held.status()).position]).toEqual([0, 0]);
    await late.start();
    await until(isAt(late, 40), 20_000);
    expect(await membersOf(rig)).toBe(1);
    handlers[1]!.before = () => undefined;
    letGo();
    await until(isAt(held, 40), 20_000);
    for (const disk of disks) expect(disk.effects.get('thing-1')).toEqual(all(40));
  });

  it('is taken until nobody is fed any more, and again when somebody is', async () => {
    const feed = rig.feed();
    const disk = emptyDisk();
    const [first, second] = [
      fed(feed, new RecordingHandler(log, disk)),
      fed(feed, new RecordingHandler(log, emptyDisk())),
    ];
    await Promise.all([first.start(), second.start()]);
    await log.append(commitTo('thing-1', 1));
    await until(isAt(first, 1), 20_000);
    await first.stop();
    await log.append(commitTo('thing-1', 2));
    await until(isAt(second, 2), 20_000);
    expect(await membersOf(rig)).toBe(1);
    await second.stop();
    await until(async () => (await membersOf(rig)) === 0, 20_000);
    const again = fed(feed, new RecordingHandler(log, disk));
    await again.start();
    await log.append(commitTo('thing-1', 3));
    await until(isAt(again, 3), 20_000);
    expect(disk.effects.get('thing-1')).toEqual([1, 2, 3]);
  });

  it('that gives no events is told to all who are fed by it', async () => {
    const failures: unknown[][] = [[], []];
    const kafka = {
      admin: () => rig.kafka.admin(),
      consumer: (given: never): Consumer => ({
        ...rig.kafka.consumer(given),
        subscribe: () => Promise.reject(new Error('no metadata')),
      }),
    };
    const feed = rig.feed({ kafka });
    const consumers = failures.map((told) =>
      fed(feed, new RecordingHandler(log, emptyDisk()), { onFailure: (error) => told.push(error) }),
    );
    await Promise.all(consumers.map((consumer) => consumer.start()));
    await until(() => failures.every((told) => told.length > 0), 20_000);
    expect(failures.map(([first]) => first)).toEqual(
      failures.map(() => expect.objectContaining({ message: 'no metadata' })),
    );
  });

  it('that is not there is told to whoever starts, and is tried again by the next', async () => {
    const other = new KafkaRig(log);
    const feed = other.feed();
    const consumer = fed(feed, new RecordingHandler(log, emptyDisk()));
    await expect(consumer.start()).rejects.toThrow(other.topic.name);
    await other.createTopic();
    await consumer.start();
    await until(() => consumer.hasCaughtUp, 20_000);
  });
});

/** How many members the group has, once partitions are given to them. */
const membersOf = async ({ kafka, groupId }: KafkaRig): Promise<number> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([groupId]);
    return groups[0]?.state === 'Stable' ? groups[0].members.length : 0;
  } finally {
    await admin.disconnect();
  }
};
