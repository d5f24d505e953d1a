import { Kafka, logLevel } from 'kafkajs';

it('The Kafka of this run answers, and makes no topic by itself', async () => {
  const admin = new Kafka({ brokers: process.env.KAFKA_BROKERS!.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await expect(admin.fetchTopicMetadata({ topics: ['nobody-made-this'] })).rejects.toThrow('topic');
    expect((await admin.describeCluster()).brokers).toHaveLength(1);
  } finally {
    await admin.disconnect();
  }
}, 60_000);
