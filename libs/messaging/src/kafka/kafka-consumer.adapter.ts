import type { RecordedEvent } from '@opsledger/kernel';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { EventConsumer } from '../event-consumer.port.js';
import { InProcessConsumer, type InProcessConsumerOptions } from '../in-process/in-process-consumer.adapter.js';
import type { PublishedPositions, RelayProgress } from '../relay/relay-progress.port.js';
import type { Span, TraceParent } from '../tracing.port.js';
import { eventOf, recordPlaceOf, traceParentOf, type RecordPlace } from './event-message.js';
import { partFrom } from './part-from.js';
import { partitionOf, verifyTopics, type TopicDeclaration } from './topics.js';

const LOOK_MILLISECONDS = 50;
/** How long something that was published may take to arrive before it is read from the log. */
const ARRIVES_WITHIN_MILLISECONDS = 2_000;
const HEARTBEAT_MILLISECONDS = 500;
const SESSION_MILLISECONDS = 10_000;
/** How often the brokers are told how far it is. */
const COMMIT_MILLISECONDS = 1_000;
/** Before it joins again when the client gave up. */
const JOINS_AGAIN_AFTER_MILLISECONDS = 1_000;

export type KafkaConsumerOptions = InProcessConsumerOptions &
  Readonly<{
    kafka: Pick<Kafka, 'admin' | 'consumer'>;
    topic: TopicDeclaration;
    /** CloudEvents source of the topic's events: the others of the log are none of this consumer's business. */
    source: string;
    /** Members of a group share the partitions. */
    groupId: string;
    progress: RelayProgress;
    arrivesWithinMilliseconds?: number;
  }>;

type TakenRecord = Readonly<{ event: RecordedEvent; offset: string; place: RecordPlace | undefined }>;
type Batch = {
  readonly partition: number;
  readonly events: readonly TakenRecord[];
  readonly isStale: () => boolean;
  /** The group has said that its partition may be another member's now. */
  isGivenUp: boolean;
  /** How many of the events were handled. */
  handled: number;
  readonly hasHandled: (offset: string) => void;
  readonly end: () => void;
};

/**
 * A consumer of a topic, in a group. The client hands batches over, one of each partition at a time; the loop that all consumers share
 * takes what there is of all of them together, so that parking and redriving have their turn between events; an offset is committed only
 * after the effect was kept.
 *
 * The log stays what is true. A member looks where the topic ends and then where the log does: what stands in the topic before that is
 * in the log, is read from there, and the topic from there on. So nothing hangs on offsets that outlive a read model, nor does a start
 * take the longer the longer the topic is. What was published and does not arrive, because a topic lost its end, is read from the log, too,
 * and reported. And so is everything while the group gives it no partition: it may wait for a member that died, for longer than events
 * should.
 */
export class KafkaConsumer extends InProcessConsumer implements EventConsumer {
  private readonly batches: Batch[] = [];
  /** Where the events are from that the loop is at work on; empty when it has them from the log. */
  private readonly places = new Map<RecordedEvent, Readonly<{ batch: Batch; index: number }>>();
  private currentEvents: readonly RecordedEvent[] = [];
  private owned: ReadonlySet<number> = new Set();
  /** By partition, the offset before which nothing is left to handle, and the position up to which the events before that offset go. */
  private readonly goesOnAt = new Map<number, string>();
  private readonly goesOnAfter = new Map<number, number>();
  private readonly uncommitted = new Set<number>();
  private committing: Promise<void> | undefined;
  /** Position of the last event that was handled, by partition. */
  private readonly handledIn = new Map<number, number>();
  private published: PublishedPositions | undefined;
  /** The event at `published.upTo`, with which the log is complete when all partitions are. */
  private publishedEvent: RecordedEvent | undefined;
  /** The log is read up to here before the topic is, and after that whenever something does not arrive. */
  private readLogUpTo = 0;
  private readLogFrom = 0;
  /** By partition, since when something that was published there has not arrived. */
  private readonly waitingSince = new Map<number, number>();
  private looking: NodeJS.Timeout | undefined;
  /** Since when the group has given it no partition. */
  private ownsNothingSince = 0;
  private inGroup: Promise<void> = Promise.resolve();
  private leave: () => void = () => undefined;
  /** Of events of a batch that are part of a trace. */
  private readonly spans = new WeakMap<RecordedEvent, Span>();

  constructor(protected override readonly options: KafkaConsumerOptions) {
    super(options);
  }

  override async start(): Promise<void> {
    await this.asAdmin(async (admin) => {
      await verifyTopics(admin, [this.options.topic]);
      await this.goOnFromHere(admin);
    });
    await super.start();
    this.readLogFrom = this.position;
    this.waitingSince.clear();
    this.ownsNothingSince = performance.now();
    const wakeForNews = async (): Promise<void> => {
      if (await this.isThereNews().catch(() => true)) this.wake(); // a fault is met, and told, by the loop
      if (!this.isStopped) this.looking = setTimeout(() => void wakeForNews(), LOOK_MILLISECONDS).unref();
    };
    void wakeForNews();
    this.inGroup = this.stayInGroup();
  }

  override async stop(): Promise<void> {
    clearTimeout(this.looking);
    await super.stop();
    for (const batch of this.batches.splice(0)) batch.end();
    this.leave();
    await this.inGroup;
  }

  private async asAdmin(work: (admin: Admin) => Promise<void>): Promise<void> {
    const admin = this.options.kafka.admin();
    try {
      await admin.connect();
      await work(admin);
    } finally {
      await partFrom(admin);
    }
  }

  /**
   * The topic goes on for this member where it ends now. The order of the two looks matters: what is before that end is in the log by
   * then, since a relay publishes nothing else; or it is of another log, such as the one that this was put back in the place of, and no
   * event of this one.
   */
  private async goOnFromHere(admin: Admin): Promise<void> {
    const { topic, log } = this.options;
    const ends = await admin.fetchTopicOffsets(topic.name);
    const head = await log.head();
    for (const { partition, high } of ends) {
      this.goesOnAt.set(partition, high);
      this.goesOnAfter.set(partition, head);
    }
    this.uncommitted.clear(); // what is before that is not handled yet
    this.readLog(head);
    this.wake();
  }

  /** Whatever ends a membership, another one is begun: a client that gave up does not come back by itself. */
  private async stayInGroup(): Promise<void> {
    for (let isFirst = true; !this.isStopped; isFirst = false) {
      const consumer = this.newMember();
      const committing = setInterval(() => this.commit(consumer), COMMIT_MILLISECONDS).unref();
      try {
        if (!isFirst) await this.asAdmin((admin) => this.goOnFromHere(admin));
        if (!this.isStopped) await this.join(consumer);
      } catch (error) {
        if (!this.isStopped) this.options.onFailure(error);
      }
      clearInterval(committing);
      this.nowOwns([]);
      await partFrom(consumer);
      if (!this.isStopped)
        await new Promise<void>((resolve) => {
          this.leave = resolve;
          setTimeout(resolve, JOINS_AGAIN_AFTER_MILLISECONDS).unref();
        });
    }
  }

  private newMember(): Consumer {
    const { kafka, topic, groupId } = this.options;
    const consumer = kafka.consumer({
      ...{ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false },
      ...{
        sessionTimeout: SESSION_MILLISECONDS,
        heartbeatInterval: HEARTBEAT_MILLISECONDS,
        rebalanceTimeout: 2 * SESSION_MILLISECONDS,
      },
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 20, restartOnFailure: async () => false },
    });
    consumer.on('consumer.group_join', ({ payload }) => {
      this.nowOwns(payload.memberAssignment[topic.name] ?? []);
      for (const [partition, offset] of this.goesOnAt)
        if (this.owned.has(partition)) consumer.seek({ topic: topic.name, partition, offset });
      for (const partition of this.handledIn.keys()) if (!this.owned.has(partition)) this.handledIn.delete(partition);
      this.wake();
    });
    consumer.on('consumer.rebalancing', () => {
      for (const batch of [...this.batches]) this.leaveOut(batch);
    });
    return consumer;
  }

  /** Resolves when this consumer stops, rejects when the client gave up. */
  private join(consumer: Consumer): Promise<void> {
    let isOver = false;
    const begin = async (): Promise<void> => {
      await consumer.connect();
      if (!isOver) await consumer.subscribe({ topics: [this.options.topic.name], fromBeginning: true });
      if (!isOver)
        await consumer.run({
          ...{ autoCommit: false, eachBatchAutoResolve: false },
          partitionsConsumedConcurrently: this.options.topic.partitions,
          eachBatch: (payload) => this.take(payload),
        });
      if (isOver) await partFrom(consumer); // it came in after it had been let go
    };
    const joined = new Promise<void>((resolve, reject) => {
      this.leave = resolve;
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      begin().catch(reject);
    });
    return joined.finally(() => (isOver = true));
  }

  /** For who asks the brokers how far the group is, and for others in it: where this member goes on, it knows itself. */
  private commit(consumer: Consumer): void {
    const due = [...this.uncommitted].filter((partition) => this.owned.has(partition));
    if (this.committing || due.length === 0) return;
    for (const partition of due) this.uncommitted.delete(partition);
    const { name: topic } = this.options.topic;
    this.committing = consumer
      .commitOffsets(due.map((partition) => ({ topic, partition, offset: this.goesOnAt.get(partition)! })))
      .catch((error: unknown) => {
        for (const partition of due) this.uncommitted.add(partition);
        this.options.onFailure(error);
      })
      .finally(() => (this.committing = undefined));
  }

  private nowOwns(partitions: readonly number[]): void {
    const ownedAll = this.ownsAll();
    this.owned = new Set(partitions);
    this.waitingSince.clear();
    this.ownsNothingSince = performance.now();
    // What others had is with the effects; that nothing of it is missing, only the log can say.
    if (!ownedAll && this.ownsAll()) this.readLog();
  }

  /** Hands a batch over and waits until the loop is done with it. Meanwhile the group is told that this member lives. */
  private async take({ batch, isRunning, isStale, heartbeat, ...payload }: EachBatchPayload): Promise<void> {
    if (this.isStopped) return; // nobody would end it; it comes again
    const events = batch.messages.map((message) => ({
      ...{ event: eventOf(message), offset: message.offset, place: recordPlaceOf(message) },
    }));
    const spans = this.tracing.isOn ? this.spansOf(batch.messages, events) : [];
    let beating: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((end) => {
        beating = setInterval(() => void heartbeat().catch(() => this.leaveOut(handed)), HEARTBEAT_MILLISECONDS);
        const handed: Batch = {
          ...{ partition: batch.partition, events, handled: 0, isGivenUp: false, end },
          isStale: () => handed.isGivenUp || isStale() || !isRunning(),
          hasHandled: (offset) => {
            payload.resolveOffset(offset);
            this.goesOnAt.set(batch.partition, String(BigInt(offset) + 1n));
            this.uncommitted.add(batch.partition);
          },
        };
        this.batches.push(handed);
        this.wake();
      });
    } finally {
      clearInterval(beating);
      for (const span of spans) span.end();
    }
  }

  private spansOf(messages: EachBatchPayload['batch']['messages'], events: Batch['events']): readonly Span[] {
    const { name } = this.options.topic;
    const attributes = {
      ...{ 'messaging.system': 'kafka', 'messaging.destination.name': name },
      'messaging.consumer.group.name': this.options.groupId,
    };
    return events.flatMap(({ event }, index) => {
      const isNew = Number(event.position) > this.position && this.isConcerned(event);
      const parent = isNew ? traceParentOf(messages[index]!) : undefined;
      if (parent === undefined) return [];
      const span = this.tracing.start(`consume ${name}`, { kind: 'consumer', parent, attributes });
      this.spans.set(event, span);
      return [span];
    });
  }

  override traceParentOf(event: RecordedEvent): TraceParent | undefined {
    return this.spans.get(event)?.traceParent ?? super.traceParentOf(event);
  }

  /** What the loop has not begun goes to whoever has the partition now; what it is at work on is ended by it. */
  private leaveOut(batch: Batch): void {
    batch.isGivenUp = true;
    if ([...this.places.values()].some((place) => place.batch === batch)) return;
    const index = this.batches.indexOf(batch);
    if (index === -1) return;
    this.batches.splice(index, 1);
    batch.end();
  }

  protected override async next(): Promise<readonly RecordedEvent[]> {
    await this.look();
    this.places.clear();
    if (this.readLogFrom < this.readLogUpTo) return (this.currentEvents = await this.nextOfLog());
    for (const batch of [...this.batches]) {
      const begun = this.places.size;
      const left = batch.isStale() ? [] : batch.events.slice(batch.handled);
      let after = Math.max(this.goesOnAfter.get(batch.partition) ?? 0, this.handledUpTo(batch.partition));
      for (const [index, { event, place }] of left.entries()) {
        if (this.places.size === this.perRun) break; // the rest has its turn later
        const position = Number(event.position);
        if (!this.isOfThisLog(place) || position <= this.position) continue;
        if (place && place.follows > after) return this.readWhatWasLeftOut(place.follows);
        this.places.set(event, { batch, index: batch.handled + index });
        after = Math.max(after, position);
      }
      if (this.places.size > begun || this.places.size === this.perRun) continue;
      // There is nothing new in it.
      const last = left.at(-1);
      if (last) this.hasHandledIn(batch, last);
      this.batches.splice(this.batches.indexOf(batch), 1);
      batch.end();
    }
    return (this.currentEvents = [...this.places.keys()]);
  }

  /**
   * A topic that lost its end and was filled again while this member did not look may have other events where it goes on. Everything that
   * was taken stays where it is, and comes after what the log has.
   */
  private readWhatWasLeftOut(upTo: number): Promise<readonly RecordedEvent[]> {
    this.options.onFailure(new PublishedDidNotArrive(this.options.topic.name));
    this.readLog(upTo);
    return this.next();
  }

  private hasHandledIn(batch: Batch, { event, offset, place }: TakenRecord): void {
    if (this.isOfThisLog(place)) this.noteHandled(batch.partition, Number(event.position));
    batch.hasHandled(offset);
  }

  private noteHandled(partition: number, position: number): void {
    this.handledIn.set(partition, Math.max(this.handledUpTo(partition), position));
    this.goesOnAfter.set(partition, Math.max(this.goesOnAfter.get(partition) ?? 0, position));
  }

  /** A topic may still have records of a log in whose place this one was put. */
  private isOfThisLog(place: RecordPlace | undefined): boolean {
    return place === undefined || place.logId === this.options.log.logId;
  }

  /** What the log has from `readLogFrom` on, of this consumer's partitions; the others' has passed by in any case. */
  private async nextOfLog(): Promise<readonly RecordedEvent[]> {
    const count = Math.min(this.perRun, this.readLogUpTo - this.readLogFrom);
    return await this.options.log.readAll(this.readLogFrom, count);
  }

  protected override get reached(): number {
    return this.owned.size === 0 || this.ownsAll() ? this.position : this.completeUpTo();
  }

  protected override hasMore(): boolean {
    return this.batches.length > 0 || this.readLogFrom < this.readLogUpTo;
  }

  protected override completeAfter(events: readonly RecordedEvent[]): RecordedEvent | undefined {
    if (this.isFromLog()) return events.at(-1);
    if (!this.ownsAll()) return undefined; // others have the rest
    const upTo = this.completeUpTo(events);
    if (upTo <= this.position) return undefined;
    if (this.publishedEvent?.position === String(upTo)) return this.publishedEvent;
    return events
      .filter(({ position }) => Number(position) <= upTo && Number(position) > this.position)
      .toSorted((a, b) => Number(a.position) - Number(b.position))
      .at(-1);
  }

  protected override hasHandled(events: readonly RecordedEvent[]): void {
    super.hasHandled(events);
    const last = events.at(-1);
    if (!last) return;
    if (this.isFromLog()) {
      this.readLogFrom = Number(last.position);
      for (const { subject, source, position: at } of events) {
        if (source !== this.options.source) continue;
        this.noteHandled(partitionOf(subject, this.options.topic.partitions), Number(at));
      }
      return;
    }
    for (const event of events) {
      const { batch, index } = this.places.get(event)!; // itself: it may be there twice
      batch.handled = index + 1;
      this.hasHandledIn(batch, batch.events[index]!);
    }
  }

  /** Whether there is a reason to look: the relay has gone on, or what it published is not here yet. */
  private async isThereNews(): Promise<boolean> {
    const { log, progress } = this.options;
    const published = await progress.read();
    if (published?.logId !== log.logId) return false;
    return published.upTo !== this.published?.upTo || this.position < published.upTo;
  }

  /** Looks how far the relay is, and whether all of that has arrived. */
  private async look(): Promise<void> {
    const { log, progress } = this.options;
    const published = await progress.read();
    if (published?.logId !== log.logId) return;
    if (published.upTo !== this.published?.upTo) {
      const [event] = await log.readAll(published.upTo - 1, 1);
      if (event) [this.published, this.publishedEvent] = [published, event];
    }
    if (this.readLogFrom < this.readLogUpTo) return this.waitingSince.clear();
    const within = this.options.arrivesWithinMilliseconds ?? ARRIVES_WITHIN_MILLISECONDS;
    const now = performance.now();
    if (this.owned.size === 0) {
      if (now - this.ownsNothingSince >= within) this.readLog();
      return;
    }
    // Each partition by itself: one that is silent is not heard of while others are busy.
    for (const partition of this.owned) {
      const isThere = this.batches.some((batch) => batch.partition === partition);
      if (isThere || this.handledUpTo(partition) >= this.lastPublishedIn(partition))
        this.waitingSince.delete(partition);
      else if (!this.waitingSince.has(partition)) this.waitingSince.set(partition, now);
    }
    if (!Array.from(this.waitingSince.values()).some((since) => now - since >= within)) return;
    this.waitingSince.clear();
    this.options.onFailure(new PublishedDidNotArrive(this.options.topic.name));
    this.readLog();
  }

  private readLog(upTo = this.published?.upTo ?? 0): void {
    [this.readLogFrom, this.readLogUpTo] = [this.position, Math.max(this.readLogUpTo, upTo)];
  }

  private handledUpTo(partition: number): number {
    return Math.max(this.handledIn.get(partition) ?? 0, this.position);
  }

  private lastPublishedIn(partition: number): number {
    return this.published?.last[`${this.options.topic.name}/${partition}`] ?? 0;
  }

  private isFromLog(): boolean {
    return this.places.size === 0 && this.currentEvents.length > 0;
  }

  private ownsAll(): boolean {
    return this.owned.size === this.options.topic.partitions;
  }

  /** Position up to which everything in the partitions of this member is handled, once these events are. */
  private completeUpTo(events: readonly RecordedEvent[] = []): number {
    if (!this.published) return this.position;
    const handledIn = new Map([...this.owned].map((partition) => [partition, this.handledUpTo(partition)]));
    for (const event of events) {
      const { partition } = this.places.get(event)!.batch;
      handledIn.set(partition, Math.max(handledIn.get(partition) ?? 0, Number(event.position)));
    }
    let upTo = this.published.upTo;
    for (const partition of this.owned) {
      const handled = handledIn.get(partition)!;
      if (handled < this.lastPublishedIn(partition)) upTo = Math.min(upTo, handled);
    }
    return upTo;
  }
}

/** The relay has published what the topic does not give: its end was lost. The log has it. */
export class PublishedDidNotArrive extends Error {
  override readonly name = 'PublishedDidNotArrive';
  constructor(topic: string) {
    super(`The topic ${topic} does not give all that was published; it is read from the log`);
  }
}
