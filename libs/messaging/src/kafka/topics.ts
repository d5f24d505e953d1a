import { Partitioners, type Admin, type ITopicConfig } from 'kafkajs';

/** A topic as it is declared (infra/kafka/topics.json). */
export type TopicDeclaration = Readonly<{
  name: string;
  /** Fixed for ever once there are events in it: another number would send a stream's later events past its earlier ones. */
  partitions: number;
  replicas: number;
  /** How long records stay, in milliseconds; -1 for ever. */
  retentionMilliseconds: number;
}>;

/** Large enough for the largest event that the edge lets in, by far. */
export const MOST_BYTES_PER_RECORD = 8 * 1024 * 1024;

/** Topics that are missing or are not as declared: nothing may be published to them or read from them. */
export class TopicsNotAsDeclared extends Error {
  override readonly name = 'TopicsNotAsDeclared';
  constructor(readonly differences: readonly string[]) {
    super(differences.join('; '));
  }
}

/**
 * What a topic is made with. A broker acknowledges before the record is on its disk: with one replica nobody else has it, so it is
 * flushed first; with several it must be with two of them. Records have the broker's time: one that came with its own would be refused
 * where that is an hour ahead of the broker, and a clock that was wrong once would keep everything after it from being published.
 */
export const settingsOf = ({
  replicas,
  retentionMilliseconds,
}: TopicDeclaration): Readonly<Record<string, string>> => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(retentionMilliseconds),
  'retention.bytes': '-1',
  'max.message.bytes': String(MOST_BYTES_PER_RECORD),
  'message.timestamp.type': 'LogAppendTime',
  ...(replicas === 1 ? { 'flush.messages': '1' } : { 'min.insync.replicas': '2' }),
});

/** Creates the topics that are missing; those that are there stay as they are. Resolves with the names of the new ones. */
export const createTopics = async (admin: Admin, topics: readonly TopicDeclaration[]): Promise<readonly string[]> => {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !there.has(name));
  if (missing.length === 0) return [];
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic): ITopicConfig => ({
      ...{ topic: topic.name, numPartitions: topic.partitions, replicationFactor: topic.replicas },
      configEntries: Object.entries(settingsOf(topic)).map(([name, value]) => ({ name, value })),
    })),
  });
  return missing.map(({ name }) => name);
};

/** What a topic has other than it is declared; without `is`, the topic is not there. */
export type TopicDifference = Readonly<{ topic: string; what: string; declared: string; is?: string }>;

/** Rejects with `TopicsNotAsDeclared` unless every topic is there with the partitions, replicas and settings that are declared. */
export const verifyTopics = async (admin: Admin, topics: readonly TopicDeclaration[]): Promise<void> => {
  const differences = await topicDifferences(admin, topics);
  if (differences.length === 0) return;
  throw new TopicsNotAsDeclared(
    differences.map(({ topic, what, declared, is }) =>
      is === undefined
        ? `The topic ${topic} is missing`
        : `The topic ${topic} has ${what} ${is}, declared is ${declared}`,
    ),
  );
};

/** Compares topics with their declarations; changes nothing. */
export const topicDifferences = async (
  admin: Admin,
  topics: readonly TopicDeclaration[],
): Promise<readonly TopicDifference[]> => {
  const there = new Set(await admin.listTopics());
  const found = topics.filter(({ name }) => there.has(name));
  const differences: TopicDifference[] = topics
    .filter(({ name }) => !there.has(name))
    .map(({ name }) => ({ topic: name, what: 'existence', declared: 'there' }));
  if (found.length === 0) return differences;
  const metadata = await admin.fetchTopicMetadata({ topics: found.map(({ name }) => name) });
  const described = await admin.describeConfigs({
    includeSynonyms: false,
    resources: found.map(({ name }) => ({ type: 2, name })), // 2: a topic
  });
  for (const topic of found) {
    const partitions = metadata.topics.find(({ name }) => name === topic.name)?.partitions ?? [];
    const expect = (what: string, wanted: string | number, is: string | number | undefined): void => {
      if (String(is) !== String(wanted))
        differences.push({ topic: topic.name, what, declared: String(wanted), is: String(is) });
    };
    expect('partitions', topic.partitions, partitions.length);
    for (const { partitionId, replicas } of partitions)
      expect(`replicas of partition ${partitionId}`, topic.replicas, replicas.length);
    const entries = described.resources.find(({ resourceName }) => resourceName === topic.name)?.configEntries ?? [];
    for (const [name, value] of Object.entries(settingsOf(topic)))
      expect(name, value, entries.find(({ configName }) => configName === name)?.configValue);
  }
  return differences;
};

const partitioner = Partitioners.DefaultPartitioner();

/** Where a stream's events are, for ever: the same as Kafka's own clients reckon (murmur2 of the key). */
export const partitionOf = (stream: string, partitions: number): number =>
  partitioner({
    topic: '',
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
      ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [] },
    })),
    message: { key: stream, value: null },
  });
