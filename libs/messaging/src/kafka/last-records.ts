import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import { MOST_BYTES_PER_RECORD, type TopicDeclaration } from './topics.js';
import { placeOf } from './event-message.js';
import { partFrom } from './part-from.js';

export type LastRecord = Readonly<{ position: number; id: string }>;

const LONGEST_MILLISECONDS = 20_000;

/** What is last in every partition, by `<topic>/<partition>`; a partition without records is not there. */
export const readLastRecords = async (
  kafka: Kafka,
  admin: Admin,
  topics: readonly TopicDeclaration[],
): Promise<ReadonlyMap<string, LastRecord>> => {
  const found = new Map<string, LastRecord>();
  const awaited = new Map<string, number>();
  for (const { name } of topics)
    for (const { partition, high, low } of await admin.fetchTopicOffsets(name))
      if (Number(high) > Number(low)) awaited.set(`${name}/${partition}`, Number(high) - 1);
  if (awaited.size === 0) return found;
  // The client reads only as a group: this one is made for the purpose, commits nothing and is gone afterwards.
  const groupId = `opsledger.relay.${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, maxBytesPerPartition: MOST_BYTES_PER_RECORD });
  let late: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      late = setTimeout(() => {
        reject(new Error(`The ends of ${awaited.size} partitions could not be read`));
      }, LONGEST_MILLISECONDS);
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const read = async (): Promise<void> => {
        await consumer.connect();
        await consumer.subscribe({ topics: topics.map(({ name }) => name), fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatch: async ({ batch }) => {
            const name = `${batch.topic}/${batch.partition}`;
            const last = awaited.get(name);
            const message = batch.messages.find(({ offset }) => Number(offset) === last);
            if (!message) return;
            try {
              found.set(name, placeOf(message));
            } catch (error) {
              reject(error as Error);
            }
            awaited.delete(name);
            if (awaited.size > 0) return;
            resolve();
          },
        });
        for (const [name, offset] of awaited) {
          const at = name.lastIndexOf('/');
          consumer.seek({ topic: name.slice(0, at), partition: Number(name.slice(at + 1)), offset: String(offset) });
        }
      };
      read().catch(reject);
    });
  } finally {
    clearTimeout(late);
    await partFrom(consumer);
    await admin.deleteGroups([groupId]).catch(() => undefined); // it is empty, and goes by itself in time
  }
  return found;
};
