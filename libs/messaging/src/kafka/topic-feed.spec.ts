import { setTimeout } from 'node:timers/promises';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { EachBatchHandler, KafkaMessage } from 'kafkajs';
import type { EventConsumer } from '../event-consumer.port.js';
import { MemoryRelayProgress } from '../relay/relay-progress.port.js';
import { commitTo, until } from '../testing/event-consumer.contract.js';
import { emptyDisk, RecordingHandler } from '../testing/recording-handler.js';
import { messageOf, placedMessage } from './event-message.js';
import { PublishedDidNotArrive } from './kafka-consumer.adapter.js';
import { TopicFeed } from './topic-feed.js';
import { partitionOf } from './topics.js';

jest.mock('./topics.js', () => ({ ...jest.requireActual<object>('./topics.js'), verifyTopics: async () => undefined }));

const PARTITIONS = 2;
const topic = { name: 'things', partitions: PARTITIONS, replicas: 1, retentionMilliseconds: -1 };

/** A member of a group that is alone in it and has what the test hands over. */
class Member {
  eachBatch: EachBatchHandler | undefined;
  hasGone = false;
  private readonly listeners = new Map<string, (event: unknown) => void>();

  on(name: string, listener: (event: unknown) => void): void {
    this.listeners.set(name, listener);
  }
  tell(name: string, payload: unknown): void {
    this.listeners.get(name)?.({ payload });
  }
  async run({ eachBatch }: Readonly<{ eachBatch: EachBatchHandler }>): Promise<void> {
    this.eachBatch = eachBatch;
    this.tell('consumer.group_join', { memberAssignment: { [topic.name]: [0, 1] } });
  }
  async disconnect(): Promise<void> {
    this.hasGone = true;
  }
  async connect(): Promise<void> {}
  async subscribe(): Promise<void> {}
  async commitOffsets(): Promise<void> {}
  seek(): void {}
}

/** Brokers that answer when they may. */
class Brokers {
  readonly members: Member[] = [];
  mayAnswer: Promise<void> = Promise.resolve();
  asked = 0;

  readonly admin = () => ({
    connect: async () => undefined,
    disconnect: async () => undefined,
    fetchTopicOffsets: async () => {
      this.asked += 1;
      await this.mayAnswer;
      return [0, 1].map((partition) => ({ partition, high: '0', low: '0', offset: '0' }));
    },
  });
  readonly consumer = (): Member => {
    const member = new Member();
    this.members.push(member);
    return member;
  };
}

describe('A topic that is taken for those who are fed', () => {
  let log: MemoryEventStore;
  let brokers: Brokers;
  let progress: MemoryRelayProgress;
  let feed: TopicFeed;
  const failures: unknown[] = [];
  const running: EventConsumer[] = [];

  beforeEach(() => {
    log = new MemoryEventStore(() => '2022-03-15T12:00:00.000Z');
    brokers = new Brokers();
    progress = new MemoryRelayProgress();
    failures.length = 0;
    const kafka = brokers as unknown as ConstructorParameters<typeof TopicFeed>[0]['kafka'];
    feed = new TopicFeed({ log, kafka, topic, source: '/opsledger/test', groupId: 'group', progress });
  });
  afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

  const fed = (disk = emptyDisk()): EventConsumer => {
    const handler = new RecordingHandler(log, disk);
    const consumer = feed.feed({ log, handler, onFailure: (error) => failures.push(error) });
    running.push(consumer);
    return consumer;
  };
  const heldUp = (): (() => void) => {
    let letGo: () => void = () => undefined;
    brokers.mayAnswer = new Promise((resolve) => (letGo = resolve));
    return letGo;
  };

  it('is left also when everything stops while it looks where the topic ends, before it joins again', async () => {
    const one = fed();
    await one.start();
    await until(() => brokers.members[0]?.eachBatch !== undefined);
    const letGo = heldUp();
    const asked = brokers.asked;
    brokers.members[0]!.tell('consumer.crash', { error: new Error('gone') });
    await until(() => brokers.asked > asked, 10_000);
    const stopped = one.stop();
    await setTimeout(20);
    letGo();
    await stopped;
    expect(brokers.members.map(({ hasGone }) => hasGone)).toEqual(brokers.members.map(() => true));
  });

  it('is left also when whoever is fed stops before it has started', async () => {
    const letGo = heldUp();
    const one = fed();
    const started = one.start();
    await setTimeout(20);
    await one.stop();
    letGo();
    await started;
    await setTimeout(50);
    expect(brokers.members.filter(({ hasGone }) => !hasGone)).toEqual([]);
  });

  it('is left also when whoever is fed could not start', async () => {
    const handler = Object.assign(new RecordingHandler(log, emptyDisk()), {
      resumeAfter: () => Promise.reject(new Error('the store is away')),
    });
    const one = feed.feed({ log, handler, onFailure: () => undefined });
    await expect(one.start()).rejects.toThrow('the store is away');
    await until(() => brokers.members.every(({ hasGone }) => hasGone));
  });

  it('needs nobody who publishes to feed one that comes later up to where the log ended then', async () => {
    const first = fed();
    await first.start();
    await until(() => first.hasCaughtUp);
    for (let version = 1; version <= 5; version += 1) await log.append(commitTo('thing-1', version));
    const disk = emptyDisk();
    const later = fed(disk);
    await later.start();
    await until(() => later.hasCaughtUp);
    expect(disk.effects.get('thing-1')).toEqual([1, 2, 3, 4, 5]);
  });

  it('is read from the log where a partition is silent for two seconds, however busy the others are', async () => {
    const one = fed();
    await one.start();
    await until(() => brokers.members[0]?.eachBatch !== undefined);
    const [silent, busy] = [0, 1].map((partition) => {
      const streams = Array.from({ length: 40 }, (_, index) => `thing-${index}`);
      return streams.find((stream) => partitionOf(stream, PARTITIONS) === partition)!;
    }) as [string, string];
    await log.append(commitTo(silent, 1)); // it is published and never arrives
    const last: Record<string, number> = { [`${topic.name}/0`]: 1 };
    for (let version = 1; failures.length === 0 && version < 80; version += 1) {
      await log.append(commitTo(busy, version));
      const [event] = await log.readAll(version, 1);
      last[`${topic.name}/1`] = version + 1;
      await progress.keep({ logId: log.logId, upTo: version + 1, last: { ...last } });
      const { value, headers } = placedMessage(messageOf(event!), {
        ...{ logId: log.logId, follows: version === 1 ? 0 : version },
      });
      const message = { value: Buffer.from(String(value)), headers, offset: String(version - 1) } as KafkaMessage;
      const batch = { partition: 1, topic: topic.name, messages: [message] };
      const living = { isRunning: () => true, isStale: () => false, heartbeat: async () => undefined };
      await brokers.members[0]!.eachBatch!({ batch, ...living, resolveOffset: () => undefined } as never);
      await setTimeout(100);
    }
    expect(failures).toEqual([expect.any(PublishedDidNotArrive)]);
    await until(async () => (await one.status()).position === (await log.head()));
  });
});
