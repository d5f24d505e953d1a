import { MongodbRelayProgress } from '@opsledger/messaging/mongodb';
import { uuidv7 } from 'uuidv7';
import { commit, load, percentile, round } from './harness.mjs';
import { client, relayOf, withTopic } from './kafka.mjs';
import { ourLog } from './mongodb-log.mjs';

const EVENTS_PER_SECOND = 1_000;
const [WARM_SECONDS, SECONDS] = [5, 30];

const summary = (values) => {
  const [p50, p99, max] = [percentile(values, 0.5), percentile(values, 0.99), Math.max(...values)];
  return { p50: round(p50, 1), p99: round(p99, 1), max: round(max, 1) };
};

/** Appends at a rate that does not depend on how fast it is answered. */
const appendSteadily = async (log, onAcknowledged) => {
  const appending = [];
  const began = performance.now();
  for (let count = 0; count < (WARM_SECONDS + SECONDS) * EVENTS_PER_SECOND;) {
    const due = ((performance.now() - began) * EVENTS_PER_SECOND) / 1000;
    for (; count < due; count += 1) {
      const one = commit(`thing-${uuidv7()}`, 1);
      const [sent, isWarm] = [performance.now(), count >= WARM_SECONDS * EVENTS_PER_SECOND];
      appending.push(log.append(one).then(() => onAcknowledged({ id: one.events[0].id, sent, isWarm })));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(appending);
};

/**
 * Milliseconds from the acknowledgement of an append until its event is in its topic, and until a bare consumer has it, while a thousand
 * are appended in a second. Log, sequencer, relay and consumer are in one process.
 */
export const lagAtSteadyRate = () =>
  withTopic(async (topic) => {
    const { log, database, close } = await ourLog(true);
    const [acknowledged, arrived, publications] = [[], new Map(), []];
    const kept = new MongodbRelayProgress(database);
    const progress = {
      read: () => kept.read(),
      keep: (positions) => {
        publications.push({ upTo: positions.upTo, at: performance.now() });
        return kept.keep(positions);
      },
    };
    const relay = relayOf(log, topic, progress);
    const consumer = client().consumer({ groupId: `bench-${uuidv7()}`, maxWaitTimeInMs: 100 });
    await consumer.connect();
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.subscribe({ topics: [topic.name], fromBeginning: true });
    await consumer.run({
      eachBatch: async ({ batch }) => {
        const at = performance.now();
        for (const { headers } of batch.messages)
          arrived.set(String(headers.ce_id), { at, position: Number(String(headers.ce_position)) });
      },
    });
    await joined;
    relay.start();
    const atStart = load();
    await appendSteadily(log, (one) => acknowledged.push({ ...one, at: performance.now() }));
    for (const end = performance.now() + 10_000; arrived.size < acknowledged.length && performance.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all([relay.stop(), consumer.disconnect()]);
    await close();
    if (arrived.size !== acknowledged.length)
      throw new Error(`Of ${acknowledged.length} events that were appended, ${arrived.size} arrived`);
    const [append, published, consumed] = [[], [], []];
    let next = 0;
    for (const { id, sent, at } of acknowledged
      .filter(({ isWarm }) => isWarm)
      .toSorted((one, other) => arrived.get(one.id).position - arrived.get(other.id).position)) {
      const arrival = arrived.get(id);
      while (publications[next].upTo < arrival.position) next += 1;
      append.push(at - sent);
      published.push(publications[next].at - at);
      consumed.push(arrival.at - at);
    }
    return {
      ...{ append: summary(append), published: summary(published), consumed: summary(consumed) },
      load: [round(atStart, 1), round(load(), 1)],
    };
  });
