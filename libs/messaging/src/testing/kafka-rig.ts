import { randomUUID } from 'node:crypto';
import type { EventStore } from '@opsledger/event-store';
import type { Kafka } from 'kafkajs';
import { kafkaClient, kafkaSettingsFrom, type KafkaSettings } from '../kafka/kafka-settings.js';
import { recordPlaceOf, type RecordPlace } from '../kafka/event-message.js';
import { KafkaConsumer, type KafkaConsumerOptions } from '../kafka/kafka-consumer.adapter.js';
import { KafkaRelay, type KafkaRelayOptions } from '../kafka/kafka-relay.js';
import { TopicFeed, type TopicFeedOptions } from '../kafka/topic-feed.js';
import { createTopics, type TopicDeclaration } from '../kafka/topics.js';
import { noOtherLeader } from '../relay/lease.port.js';
import { MemoryRelayProgress } from '../relay/relay-progress.port.js';
import type { Told } from './event-consumer.contract.js';
import type { EventHandler } from '../event-consumer.port.js';

export type PublishedRecord = Readonly<{
  key: string;
  id: string;
  position: number;
  offset: number;
  place: RecordPlace | undefined;
}>;

/** A topic of its own for a log, what publishes to it and what reads from it. */
export class KafkaRig {
  readonly settings: KafkaSettings;
  readonly kafka: Kafka;
  readonly topic: TopicDeclaration;
  readonly groupId = `opsledger.test.${randomUUID()}`;
  readonly progress = new MemoryRelayProgress();
  readonly troubles: unknown[] = [];

  constructor(
    readonly log: EventStore,
    options: Readonly<{
      partitions?: number;
      replicas?: number;
      settings?: KafkaSettings;
      topic?: TopicDeclaration;
    }> = {},
  ) {
    this.settings = options.settings ?? kafkaSettingsFrom(process.env);
    this.kafka = kafkaClient(this.settings, 'opsledger-test');
    const name = `opsledger.test-${randomUUID()}`;
    const { partitions = 3, replicas = 1 } = options;
    this.topic = options.topic ?? { name, partitions, replicas, retentionMilliseconds: -1 };
  }

  async createTopic(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      await createTopics(admin, [this.topic]);
    } finally {
      await admin.disconnect();
    }
  }

  relay(options: Partial<KafkaRelayOptions> = {}): KafkaRelay {
    return new KafkaRelay({
      ...{ log: this.log, kafka: this.settings, topics: [{ source: '/opsledger/test', internal: this.topic }] },
      ...{ progress: this.progress, lease: noOtherLeader, secret: Buffer.from('a secret for tests') },
      ...{ onTrouble: (error) => this.troubles.push(error), ...options },
    });
  }

  consumer(handler: EventHandler, told: Partial<Told>, options: Partial<KafkaConsumerOptions> = {}): KafkaConsumer {
    return new KafkaConsumer({
      ...{ log: this.log, kafka: this.kafka, topic: this.topic, source: '/opsledger/test', handler },
      ...{ groupId: this.groupId, progress: this.progress, firstRetryMilliseconds: 8, onFailure: () => undefined },
      ...{ ...told, ...options },
    });
  }

  feed(options: Partial<TopicFeedOptions> = {}): TopicFeed {
    return new TopicFeed({
      ...{ log: this.log, kafka: this.kafka, topic: this.topic, source: '/opsledger/test' },
      ...{ groupId: this.groupId, progress: this.progress, ...options },
    });
  }

  /** Whether every replica of the topic, and of where consumers have got to, is in sync: then any broker may be lost. */
  async isInSync(): Promise<boolean> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [this.topic.name, '__consumer_offsets'] });
      const partitions = topics.flatMap((topic) => topic.partitions);
      return partitions.every(({ isr, replicas }) => isr.length === replicas.length);
    } finally {
      await admin.disconnect();
    }
  }

  /** Every record of the topic, by partition, in its order. */
  async records(): Promise<readonly (readonly PublishedRecord[])[]> {
    const admin = this.kafka.admin();
    const consumer = this.kafka.consumer({ groupId: `opsledger.test.${randomUUID()}`, maxWaitTimeInMs: 50 });
    await admin.connect();
    try {
      const ends = await admin.fetchTopicOffsets(this.topic.name);
      const wanted = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      const found: PublishedRecord[][] = ends.map(() => []);
      let count = 0;
      if (wanted === 0) return found;
      await consumer.connect();
      await consumer.subscribe({ topics: [this.topic.name], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        consumer
          .run({
            eachMessage: async ({ partition, message: { key, headers, offset } }) => {
              const position = Number(String(headers?.ce_position));
              const id = String(headers?.ce_id);
              const place = recordPlaceOf({ value: null, headers });
              found[partition]!.push({ key: String(key), id, position, offset: Number(offset), place });
              if ((count += 1) === wanted) resolve();
            },
          })
          .catch(reject);
      });
      return found;
    } finally {
      await consumer.disconnect();
      await admin.disconnect();
    }
  }
}
