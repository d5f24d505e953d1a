import { uuidv7 } from 'uuidv7';
import {
  createTopics,
  KafkaConsumer,
  kafkaClient,
  KafkaRelay,
  kafkaSettingsFrom,
  MemoryRelayProgress,
  messageOf,
  noOtherLeader,
} from '@opsledger/messaging/kafka';
import { readBatches } from '@opsledger/event-store';
import { SqliteDocumentStore } from '@opsledger/projections/sqlite';
import { commit, event, load, newFile, percentile, round } from './harness.mjs';
import { filledLog, openLog } from './log.mjs';
import { projectorOf } from './read-models.mjs';

const SOURCE = '/opsledger/bench';
const onTrouble = (error) => process.stderr.write(`${error}\n`);
const settings = () => kafkaSettingsFrom(process.env);
export const client = () => kafkaClient(settings(), 'opsledger-bench');

/** Does something with a topic of its own, of three partitions, which is deleted afterwards. */
export const withTopic = async (work) => {
  const topic = { name: `bench-${uuidv7()}`, partitions: 3, replicas: 1, retentionMilliseconds: -1 };
  const admin = client().admin();
  await admin.connect();
  await createTopics(admin, [topic]);
  try {
    return await work(topic);
  } finally {
    await admin.deleteTopics({ topics: [topic.name] });
    await admin.disconnect();
  }
};
const until = async (holds) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 1));
};

export const relayOf = (log, topic, progress = new MemoryRelayProgress()) =>
  new KafkaRelay({
    ...{ log, kafka: settings(), topics: [{ source: SOURCE, internal: topic }], progress, lease: noOtherLeader },
    ...{ secret: Buffer.from('a secret for the bench'), onTrouble },
  });

const produceAll = async (log, topic) => {
  const producer = client().producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  await producer.connect();
  const batches = [];
  for await (const batch of readBatches(log, { size: 500 })) batches.push(batch.map(messageOf));
  const began = performance.now();
  for (const messages of batches) await producer.send({ topic: topic.name, acks: -1, messages });
  const took = performance.now() - began;
  await producer.disconnect();
  return took;
};

/** A relay's backlog; the limit is the bare producer, which gets the same messages ready made, 500 in a send. */
export const D18 = {
  target: 0.5,
  unit: 'events/s',
  limit: () =>
    withTopic(async (topic) => {
      const { log } = await filledLog();
      return ((await log.head()) * 1000) / (await produceAll(log, topic));
    }),
  ours: () =>
    withTopic(async (topic) => {
      const { log } = await filledLog();
      const head = await log.head();
      const relay = relayOf(log, topic);
      const began = performance.now();
      relay.start();
      await until(async () => (await relay.status()).published === head);
      const result = (head * 1000) / (performance.now() - began);
      await relay.stop();
      return result;
    }),
};

/** A topic with the whole log, made once. */
let full;
const fullTopic = async () => {
  if (full) return full;
  const { log } = await filledLog();
  const topic = { name: `bench-${uuidv7()}`, partitions: 3, replicas: 1, retentionMilliseconds: -1 };
  const admin = client().admin();
  await admin.connect();
  await createTopics(admin, [topic]);
  await admin.disconnect();
  const progress = new MemoryRelayProgress();
  const relay = relayOf(log, topic, progress);
  relay.start();
  await until(async () => (await relay.status()).published === (await log.head()));
  await relay.stop();
  return (full = { log, topic, progress });
};

const handlerOf = (handled) => ({
  ...{ name: 'bench', resumeAfter: async () => 0, parked: async () => [], handle: async (events) => handled(events) },
});

/** From the first record that a group of one gets: how long the group takes to form is neither's rate. */
const consumeRate = async (start) => {
  const { log, topic } = await fullTopic();
  const head = await log.head();
  let [seen, began] = [0, 0];
  const stop = await start({ log, topic, groupId: `bench-${uuidv7()}` }, (count) => {
    began ||= performance.now();
    seen += count;
  });
  await until(() => seen >= head);
  const result = (seen * 1000) / (performance.now() - began);
  await stop();
  return result;
};

/** A consumer reads the log up to where it stands at the start, and the topic from there on: so it is told that both were empty then. */
const asIfEmpty = (log, kafka) => {
  const admin = () => {
    const real = kafka.admin();
    const fetchTopicOffsets = async (topic) =>
      (await real.fetchTopicOffsets(topic)).map((one) => ({ ...one, high: '0', offset: '0' }));
    return { ...real, fetchTopicOffsets };
  };
  const consumer = (options) => kafka.consumer(options);
  let asked = 0;
  const head = async () => ((asked += 1) === 1 ? 0 : log.head());
  return { log: Object.assign(Object.create(log), { head }), kafka: { admin, consumer } };
};

/** Everything of a topic handed to a handler that does nothing; the limit is the bare client, which parses each record. */
export const KC = {
  target: 0.6,
  unit: 'events/s',
  limit: () =>
    consumeRate(async ({ topic, groupId }, handled) => {
      const consumer = client().consumer({ groupId, maxWaitTimeInMs: 100 });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic.name], fromBeginning: true });
      await consumer.run({
        eachBatch: async ({ batch }) => {
          handled(batch.messages.filter(({ value }) => JSON.parse(String(value))).length);
        },
      });
      return () => consumer.disconnect();
    }),
  ours: () =>
    consumeRate(async ({ log, topic, groupId }, handled) => {
      const consumer = new KafkaConsumer({
        ...{ ...asIfEmpty(log, client()), topic, source: SOURCE, groupId, progress: new MemoryRelayProgress() },
        ...{ handler: handlerOf((events) => handled(events.length)), onFailure: onTrouble },
      });
      await consumer.start();
      return () => consumer.stop();
    }),
};

const HOPS = 300;
const times = async (hop) => {
  const taken = [];
  for (let index = 0; index < HOPS + 50; index += 1) {
    const began = performance.now();
    await hop(index);
    if (index >= 50) taken.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  return { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) };
};

/** Milliseconds from the sending of a record until a bare consumer has it. */
const bareHop = () =>
  withTopic(async (topic) => {
    const producer = client().producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    const consumer = client().consumer({ groupId: `bench-${uuidv7()}`, maxWaitTimeInMs: 100 });
    await Promise.all([producer.connect(), consumer.connect()]);
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    let arrived = () => undefined;
    await consumer.subscribe({ topics: [topic.name], fromBeginning: true });
    await consumer.run({ eachMessage: async () => arrived() });
    await joined;
    const result = await times(async (index) => {
      const came = new Promise((resolve) => (arrived = resolve));
      const one = { ...event(`thing-${index}`, 1), position: String(index + 1) };
      await producer.send({ topic: topic.name, acks: -1, messages: [messageOf(one)] });
      await came;
    });
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    return result;
  });

/** Milliseconds from an append to a durable log until a durable read model shows it, by way of relay, topic and consumer. */
const throughKafka = () =>
  withTopic(async (topic) => {
    const log = openLog();
    const store = new SqliteDocumentStore(newFile('views.db'));
    const projector = projectorOf(log, store);
    const progress = new MemoryRelayProgress();
    const relay = relayOf(log, topic, progress);
    let shown = () => undefined;
    const handler = {
      ...{ name: 'bench', resumeAfter: () => projector.resumeAfter(), parked: async () => [] },
      handle: async (events, upTo) => {
        await projector.handle(events, upTo);
        if (events.length > 0) shown();
      },
    };
    const consumer = new KafkaConsumer({
      ...{ log, kafka: client(), topic, source: SOURCE, groupId: `bench-${uuidv7()}`, progress, handler },
      onFailure: onTrouble,
    });
    relay.start();
    await consumer.start();
    const result = await times(async (index) => {
      const visible = new Promise((resolve) => (shown = resolve));
      await log.append(commit(`thing-${index}`, 1));
      await visible;
    });
    await Promise.all([relay.stop(), consumer.stop()]);
    await log.close();
    await store.close();
    return result;
  });

/** Command to read model through Kafka beside the bare hop, in turns. */
export const hops = async (rounds) => {
  const all = [];
  for (let index = 0; index < rounds; index += 1)
    all.push({ limit: await bareHop(), ours: await throughKafka(), load: round(load(), 1) });
  return all;
};
