import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '@opsledger/event-store';
import type { RecordedEvent } from '@opsledger/kernel';
import type { Kafka, Message, Producer } from 'kafkajs';
import { eventForClearance } from '../public-event.js';
import type { Lease } from '../relay/lease.port.js';
import type { RelayProgress } from '../relay/relay-progress.port.js';
import { noTracing, type Span, type Tracing } from '../tracing.port.js';
import { messageOf, placedMessage, tracedMessage } from './event-message.js';
import { kafkaClient, type ConnectionWatch, type KafkaSettings } from './kafka-settings.js';
import { readLastRecords } from './last-records.js';
import { partFrom } from './part-from.js';
import { partitionOf, verifyTopics, type TopicDeclaration } from './topics.js';

const EVENTS_PER_SEND = 500;
const BYTES_PER_SEND = 1_000_000;
const LOOK_MILLISECONDS = 100;
const HOLD_MILLISECONDS = 1_000;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 2_000;

/** Where the events of a source go: all of them to the internal topic, as the public may see them to the public one. */
export type RelayTopics = Readonly<{ source: string; internal: TopicDeclaration; open?: TopicDeclaration }>;

export type KafkaRelayOptions = Readonly<{
  log: EventStore;
  kafka: KafkaSettings;
  topics: readonly RelayTopics[];
  progress: RelayProgress;
  lease: Lease;
  /** Keys the pseudonyms of what the public may not see. */
  secret: Buffer;
  /** Told of everything that went wrong; the relay goes on trying. */
  onTrouble: (error: unknown) => void;
  eventsPerSend?: number;
  tracing?: Tracing;
}>;

export type RelayStatus = Readonly<{
  isLeader: boolean;
  /** Position up to which everything is in its topic, as far as this process knows. */
  published: number;
  head: number;
  /** For how long the oldest event that is not published yet has been recorded. */
  oldestUnpublishedMilliseconds: number;
  failure: string | undefined;
}>;

/** The topics have what the log has not: they are another log's, or the log was restored from an older backup. */
export class TopicsDoNotFitLog extends Error {
  override readonly name = 'TopicsDoNotFitLog';
}

/** What the brokers had may not be what they have now. */
export class ConnectionWasLost extends Error {
  override readonly name = 'ConnectionWasLost';
}

/** An event of a source that has no topic. */
export class SourceWithoutTopic extends Error {
  override readonly name = 'SourceWithoutTopic';
}

type Outgoing = Readonly<{ topic: string; partition: number; position: number; message: Message; span?: Span }>;

/**
 * Brings the log to its topics: in the order of positions, a partition's next batch after the acknowledgement of the last. It starts in
 * each partition after the record that it finds last there, so that a crash publishes twice and never leaves anything out, and what a
 * broker lost at the end of a topic is filled again. Everything that goes wrong ends in the same way: connect anew, look what is there,
 * go on from that.
 */
export class KafkaRelay {
  private stopping: AbortController | undefined;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private published = 0;
  private isLeader = false;
  private heldAt = 0;
  private failure: string | undefined;
  private readonly kafka: Kafka;

  constructor(private readonly options: KafkaRelayOptions) {
    this.kafka = kafkaClient(options.kafka, 'opsledger-relay');
  }

  start(): void {
    const stopping = (this.stopping ??= new AbortController());
    const unsubscribe = this.options.log.onAppended(() => this.wake());
    this.running = this.run(stopping.signal).finally(unsubscribe);
  }

  async stop(): Promise<void> {
    this.stopping?.abort();
    this.wake();
    await this.running;
    this.stopping = undefined;
    await this.options.lease.giveBack().catch(this.options.onTrouble);
  }

  async status(): Promise<RelayStatus> {
    const { log, progress } = this.options;
    const head = await log.head();
    const kept = this.isLeader ? undefined : await progress.read();
    const published = kept?.logId === log.logId ? kept.upTo : this.published;
    const [oldest] = published < head ? await log.readAll(published, 1) : [];
    const oldestUnpublishedMilliseconds = oldest ? Math.max(0, Date.now() - Date.parse(oldest.time)) : 0;
    return { isLeader: this.isLeader, published, head, oldestUnpublishedMilliseconds, failure: this.failure };
  }

  private async run(stopping: AbortSignal): Promise<void> {
    let failures = 0;
    while (!stopping.aborted) {
      try {
        if (await this.mayLead(true)) await this.publish(stopping, () => (failures = 0));
        else await this.pause(HOLD_MILLISECONDS, stopping);
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        this.options.onTrouble(error);
        const pause = FIRST_PAUSE_MILLISECONDS * 2 ** failures++;
        await this.pause(Math.min(pause, LONGEST_PAUSE_MILLISECONDS), stopping);
      }
    }
    this.isLeader = false;
  }

  /** Asks for the lease again only when it is time for that. */
  private async mayLead(isNow = false): Promise<boolean> {
    if (!isNow && performance.now() - this.heldAt < HOLD_MILLISECONDS) return this.isLeader;
    this.heldAt = performance.now();
    return (this.isLeader = await this.options.lease.hold());
  }

  private async publish(stopping: AbortSignal, hasWorked: () => void): Promise<void> {
    const { log, progress } = this.options;
    // Once a connection has ended, this producer opens no other: what the brokers had may not be what they have now.
    let isConnectionLost = false;
    // One that could not be reached may come back with less: this producer does without it, another one looks first.
    const unreachable = new Set<string>();
    const watch: ConnectionWatch = {
      mayConnect: (broker) => !isConnectionLost && !unreachable.has(broker),
      onClosed: (broker, wasOpen) => {
        if (wasOpen) isConnectionLost = true;
        else unreachable.add(broker);
      },
    };
    const producer = kafkaClient(this.options.kafka, 'opsledger-relay', watch).producer({
      ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: { retries: 1 } },
    });
    try {
      const last = await this.findLast();
      await producer.connect();
      const kept = await progress.read();
      const known = kept?.logId === log.logId ? kept : { upTo: 0, last: {} as Readonly<Record<string, number>> };
      // What was said to be published is believed of a partition that still has it: then nothing before `upTo` is missing there.
      const isThere = (name: string): boolean => (last.get(name) ?? 0) >= (known.last[name] ?? 0);
      const doneIn = (name: string): number => Math.max(last.get(name) ?? 0, isThere(name) ? known.upTo : 0);
      const begin = Math.min(...this.partitions().map(doneIn));
      const done = new Map(this.partitions().map((name) => [name, doneIn(name)]));
      let after = begin;
      let page = this.read(after);
      while (!stopping.aborted && (await this.mayLead())) {
        const woken = new AbortController();
        this.wake = () => woken.abort();
        const events = await page;
        const position = events.length > 0 ? Number(events.at(-1)!.position) : after;
        page = this.read(position); // while the brokers are at work on this one
        page.catch(() => undefined); // it is awaited in its turn
        if (isConnectionLost) throw new ConnectionWasLost('The connection to the brokers ended');
        await this.send(producer, events, done, last);
        if (position > after || this.published < position)
          await progress.keep({ logId: log.logId, upTo: position, last: Object.fromEntries(last) });
        [after, this.published, this.failure] = [position, position, undefined];
        hasWorked();
        if (events.length > 0) continue;
        await this.pause(LOOK_MILLISECONDS, AbortSignal.any([stopping, woken.signal]));
        page = this.read(after);
      }
    } finally {
      await partFrom(producer);
    }
  }

  private read(after: number): Promise<readonly RecordedEvent[]> {
    return this.options.log.readAll(after, this.options.eventsPerSend ?? EVENTS_PER_SEND);
  }

  private partitions(): readonly string[] {
    return this.declared().flatMap(({ name, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => `${name}/${partition}`),
    );
  }

  private declared(): readonly TopicDeclaration[] {
    return this.options.topics.flatMap(({ internal, open }) => (open ? [internal, open] : [internal]));
  }

  /** Positions of what is last in the partitions, after a look whether topics and log belong together. */
  private async findLast(): Promise<Map<string, number>> {
    const { log, topics, secret } = this.options;
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      await verifyTopics(admin, this.declared());
      const found = await readLastRecords(this.kafka, admin, this.declared());
      const publicNames = new Set(topics.flatMap(({ open }) => (open ? [open.name] : [])));
      for (const [name, { position, id }] of found) {
        const [event] = await log.readAll(position - 1, 1);
        const isPublic = publicNames.has(name.slice(0, name.lastIndexOf('/')));
        const expected = event && isPublic ? eventForClearance(event, 'UNCLASSIFIED', secret) : event;
        if (expected?.id !== id)
          throw new TopicsDoNotFitLog(`${name} has an event at position ${position} that the log has not`);
      }
      return new Map([...found].map(([name, { position }]) => [name, position]));
    } finally {
      await partFrom(admin);
    }
  }

  /** Sends what is new in its partition, and resolves when all of it is acknowledged. */
  private async send(
    producer: Producer,
    events: readonly RecordedEvent[],
    done: ReadonlyMap<string, number>,
    last: Map<string, number>,
  ): Promise<void> {
    let waiting: Outgoing[] = [];
    let bytes = 0;
    await this.options.tracing?.gather(events);
    const flush = async (): Promise<void> => {
      if (waiting.length === 0) return;
      const names = [...new Set(waiting.map(({ topic }) => topic))];
      const topicMessages = names.map((topic) => ({
        topic,
        messages: waiting
          .filter((one) => one.topic === topic)
          .map(({ message, partition }) => ({ ...message, partition })),
      }));
      await producer.sendBatch({ acks: -1, topicMessages }).catch((error: unknown) => {
        for (const { span } of waiting) span?.end(error);
        throw error;
      });
      for (const { topic, partition, position, span } of waiting) {
        last.set(`${topic}/${partition}`, position);
        span?.end();
      }
      [waiting, bytes] = [[], 0];
    };
    const before = new Map(last);
    for (const event of events) {
      for (const outgoing of this.outgoing(event)) {
        const { topic, partition, position } = outgoing;
        const name = `${topic}/${partition}`;
        if (position <= done.get(name)!) continue;
        waiting.push(this.isInternal(topic) ? this.traced(this.placed(outgoing, before.get(name)), event) : outgoing);
        before.set(name, position);
        bytes += Buffer.byteLength(outgoing.message.value ?? '');
      }
      if (bytes >= BYTES_PER_SEND) await flush();
    }
    await flush();
  }

  private outgoing(event: RecordedEvent): readonly Outgoing[] {
    const topics = this.options.topics.find(({ source }) => source === event.source);
    if (!topics) throw new SourceWithoutTopic(`No topic is declared for ${event.source} (position ${event.position})`);
    const to = (topic: TopicDeclaration, message: Message): Outgoing => ({
      ...{ topic: topic.name, partition: partitionOf(String(message.key), topic.partitions), message },
      position: Number(event.position),
    });
    const internal = to(topics.internal, messageOf(event));
    if (!topics.open) return [internal];
    return [internal, to(topics.open, messageOf(eventForClearance(event, 'UNCLASSIFIED', this.options.secret)))];
  }

  /** Read by services alone: what other systems read says nothing of ours. */
  private isInternal(topic: string): boolean {
    return this.options.topics.some(({ internal }) => internal.name === topic);
  }

  private placed(outgoing: Outgoing, follows = 0): Outgoing {
    return { ...outgoing, message: placedMessage(outgoing.message, { logId: this.options.log.logId, follows }) };
  }

  /** What is part of no trace costs nothing. */
  private traced(outgoing: Outgoing, event: RecordedEvent): Outgoing {
    const { tracing = noTracing } = this.options;
    const { topic, message } = outgoing;
    const parent = tracing.recall(event.id);
    if (parent === undefined) return outgoing;
    const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic };
    const span = tracing.start(`publish ${topic}`, { kind: 'producer', parent, attributes });
    return { ...outgoing, message: tracedMessage(message, span.traceParent), span };
  }

  private async pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: stopping }).catch(() => undefined);
  }
}
