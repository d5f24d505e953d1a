import { setTimeout } from 'node:timers/promises';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { commitTo, until } from '../testing/event-consumer.contract.js';
import { KafkaRig } from '../testing/kafka-rig.js';
import type { Lease } from '../relay/lease.port.js';
import { TopicsDoNotFitLog, type KafkaRelay } from './kafka-relay.js';
import { createTopics, verifyTopics, type TopicsNotAsDeclared } from './topics.js';

const start = '2022-03-15T12:00:00.000Z';

describe('The relay', () => {
  let log: MemoryEventStore;
  let rig: KafkaRig;
  const running = new Set<KafkaRelay>();

  beforeEach(async () => {
    log = new MemoryEventStore(() => start);
    rig = new KafkaRig(log);
    await rig.createTopic();
  });
  afterEach(async () => {
    await Promise.all([...running].map((one) => one.stop()));
    running.clear();
  });

  const run = (relay = rig.relay()): KafkaRelay => {
    running.add(relay);
    relay.start();
    return relay;
  };
  const append = async (streams: number, from: number, to: number): Promise<void> => {
    for (let version = from; version <= to; version += 1)
      for (let stream = 1; stream <= streams; stream += 1) await log.append(commitTo(`thing-${stream}`, version));
  };
  const isDone = (relay: KafkaRelay) => async (): Promise<boolean> => {
    const { published, head } = await relay.status();
    return published === head;
  };
  const positions = async (): Promise<readonly number[]> =>
    (await rig.records())
      .flat()
      .map(({ position }) => position)
      .toSorted((a, b) => a - b);
  /** Each record says which one is before it, so that nobody goes on after a hole. */
  const expectChains = async (): Promise<void> => {
    for (const partition of await rig.records())
      expect(partition.map(({ place }) => place)).toEqual(
        partition.map((_, index) => ({ logId: log.logId, follows: partition[index - 1]?.position ?? 0 })),
      );
  };
  const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

  it('publishes every event once, in the order of positions within a partition, a stream in one partition', async () => {
    await append(10, 1, 30);
    await until(isDone(run(rig.relay({ eventsPerSend: 37 }))), 20_000);
    const records = await rig.records();
    expect(await positions()).toEqual(upTo(300));
    for (const partition of records) {
      const order = partition.map(({ position }) => position);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    const streams = records.map((partition) => [...new Set(partition.map(({ key }) => key))]);
    expect(streams.flat().length).toBe(10);
    await expectChains();
  });

  it.each([72, -72])('publishes what a clock has recorded that is %i hours ahead of the brokers', async (hours) => {
    log = new MemoryEventStore(() => new Date(Date.now() + hours * 3_600_000).toISOString());
    rig = new KafkaRig(log);
    await rig.createTopic();
    await append(3, 1, 2);
    await until(isDone(run()), 20_000);
    expect(await positions()).toEqual(upTo(6));
  });

  it('goes on after what it finds last in each partition, whatever was said of it', async () => {
    await append(6, 1, 10);
    const first = run();
    await until(isDone(first), 20_000);
    await first.stop();
    await append(6, 11, 12);
    await rig.progress.keep({ logId: 'another log', upTo: 1_000, last: {} });
    await until(isDone(run()), 20_000);
    expect(await positions()).toEqual(upTo(72));
    await expectChains();
  });

  it('fills again what a topic has lost', async () => {
    await append(6, 1, 10);
    const first = run();
    await until(isDone(first), 20_000);
    await first.stop();
    const admin = rig.kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [rig.topic.name] });
    await setTimeout(500);
    await createTopics(admin, [rig.topic]);
    await admin.disconnect();
    const second = run();
    await until(async () => second.status().then(({ published }) => published === 60), 20_000);
    expect(await positions()).toEqual(upTo(60));
  });

  it('publishes nothing to topics that another log has filled', async () => {
    await append(2, 1, 3);
    const first = run();
    await until(isDone(first), 20_000);
    await first.stop();
    const other = new MemoryEventStore(() => start);
    for (let version = 1; version <= 9; version += 1) await other.append(commitTo('thing-1', version));
    const troubles: unknown[] = [];
    const second = run(rig.relay({ log: other, onTrouble: (error) => troubles.push(error) }));
    await until(() => troubles.length > 0, 20_000);
    expect(troubles[0]).toBeInstanceOf(TopicsDoNotFitLog);
    expect((await second.status()).failure).toContain('the log has not');
    expect(await positions()).toEqual(upTo(6));
  });

  it('leaves the work to the one that holds the lease, and a second one takes over within ten seconds', async () => {
    let holder = 'first';
    const leaseOf = (name: string): Lease => ({ hold: async () => holder === name, giveBack: async () => undefined });
    await append(3, 1, 5);
    const first = run(rig.relay({ lease: leaseOf('first') }));
    const second = run(rig.relay({ lease: leaseOf('second') }));
    await until(isDone(first), 20_000);
    expect([(await first.status()).isLeader, (await second.status()).isLeader]).toEqual([true, false]);
    holder = 'second';
    const began = performance.now();
    await append(3, 6, 8);
    await until(async () => (await second.status()).isLeader && (await isDone(second)()), 20_000);
    expect(performance.now() - began).toBeLessThan(10_000);
    await until(async () => !(await first.status()).isLeader, 10_000);
    expect([...new Set(await positions())]).toEqual(upTo(24));
  });

  it('says how far behind it is, in events and in time', async () => {
    await append(1, 1, 3);
    const relay = rig.relay({ lease: { hold: async () => false, giveBack: async () => undefined } });
    run(relay);
    expect(await relay.status()).toMatchObject({ isLeader: false, published: 0, head: 3, failure: undefined });
    expect((await relay.status()).oldestUnpublishedMilliseconds).toBeGreaterThan(0);
  });

  it('gives the public the unclassified events whole, and of the others the place alone', async () => {
    const open = { ...rig.topic, name: rig.topic.name.replace('opsledger.', 'opsledger.public.') };
    const [secret] = [commitTo('thing-2', 1)];
    await log.append(commitTo('thing-1', 1));
    await log.append({ ...secret!, events: [{ ...secret!.events[0], sensitivity: 'CONFIDENTIAL' }] });
    const admin = rig.kafka.admin();
    await admin.connect();
    await createTopics(admin, [open]);
    await admin.disconnect();
    const topics = [{ source: '/opsledger/test', internal: rig.topic, open }];
    await until(isDone(run(rig.relay({ topics }))), 20_000);
    const consumer = rig.kafka.consumer({ groupId: `${rig.groupId}.public`, maxWaitTimeInMs: 50 });
    await consumer.connect();
    await consumer.subscribe({ topics: [open.name], fromBeginning: true });
    const received: Record<string, unknown>[] = [];
    await consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.entries(message.headers!).map(([name, value]) => [name, String(value)]);
        received.push({ ...Object.fromEntries(headers), key: String(message.key), value: String(message.value) });
      },
    });
    await until(() => received.length === 2, 20_000);
    await consumer.disconnect();
    received.sort((a, b) => Number(a.ce_position) - Number(b.ce_position));
    expect(received[0]).toMatchObject({
      ce_type: 'opsledger.test.thing-happened.v1',
      ce_subject: 'thing-1',
      value: '{}',
    });
    expect(received[1]).toEqual({
      ...{ ce_specversion: '1.0', ce_type: 'opsledger.withheld.v1', ce_source: '/opsledger', ce_position: '2' },
      ...{ ce_id: expect.stringMatching(/^.{22}$/), ce_subject: expect.stringMatching(/^withheld-.{22}$/) },
      ...{ key: received[1]!.ce_subject, value: '' },
    });
  });
});

describe('Topics', () => {
  it('that are missing or are not as declared are named, and nothing makes them by the way', async () => {
    const rig = new KafkaRig(new MemoryEventStore(() => start));
    const admin = rig.kafka.admin();
    await admin.connect();
    try {
      await expect(verifyTopics(admin, [rig.topic])).rejects.toThrow(`The topic ${rig.topic.name} is missing`);
      expect(await createTopics(admin, [rig.topic])).toEqual([rig.topic.name]);
      expect(await createTopics(admin, [rig.topic])).toEqual([]);
      await verifyTopics(admin, [rig.topic]);
      const other = { ...rig.topic, partitions: 6, retentionMilliseconds: 1_000 };
      const difference = await verifyTopics(admin, [other]).catch(
        (error: unknown) => (error as TopicsNotAsDeclared).differences,
      );
      expect(difference).toEqual([
        `The topic ${rig.topic.name} has partitions 3, declared is 6`,
        `The topic ${rig.topic.name} has retention.ms -1, declared is 1000`,
      ]);
    } finally {
      await admin.disconnect();
    }
  });
});
