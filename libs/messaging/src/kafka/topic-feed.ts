import type { RecordedEvent } from '@opsledger/kernel';
import type { ConsumerStatus, EventConsumer } from '../event-consumer.port.js';
import { InProcessConsumer, type InProcessConsumerOptions } from '../in-process/in-process-consumer.adapter.js';
import type { Span, TraceParent } from '../tracing.port.js';
import { KafkaConsumer, type KafkaConsumerOptions } from './kafka-consumer.adapter.js';
import { NewestEvents } from './newest-events.js';

const EVENTS_KEPT = 2_000;

export type TopicFeedOptions = Omit<KafkaConsumerOptions, 'handler' | 'onFailure'> & Readonly<{ eventsKept?: number }>;

type Tell = (error: unknown) => void;
type Taking = Readonly<{ newest: NewestEvents; consumer: TopicConsumer; started: Promise<void>; told: Set<Tell> }>;

/**
 * A topic as one process takes it, once, for all that are fed by it there: each has a loop, a place and parked streams of its own and goes
 * on by itself, from what this has brought, or from the log where it is further behind than that reaches. The topic is taken for as long
 * as anybody is fed.
 */
export class TopicFeed {
  private taking: Taking | undefined;

  constructor(private readonly options: TopicFeedOptions) {}

  feed(options: InProcessConsumerOptions): EventConsumer {
    return new FedConsumer(this, options);
  }

  /** Rejects when the topic is not as declared, or nobody answers. Whoever is fed is told of what keeps events from coming. */
  async join(tell: Tell): Promise<Taking> {
    const taking = (this.taking ??= this.begin());
    taking.told.add(tell);
    try {
      await taking.started;
      return taking;
    } catch (error) {
      if (this.taking === taking) this.taking = undefined; // whoever asks next has it tried again
      throw error;
    }
  }

  async leave(taking: Taking, tell: Tell): Promise<void> {
    taking.told.delete(tell);
    if (taking.told.size > 0) return;
    if (this.taking === taking) this.taking = undefined;
    await taking.consumer.stop();
  }

  private begin(): Taking {
    const newest = new NewestEvents(this.options.log, this.options.eventsKept ?? EVENTS_KEPT);
    const told = new Set<Tell>();
    const onFailure = (error: unknown): void => told.forEach((tell) => tell(error));
    const consumer = new TopicConsumer({ ...this.options, handler: newest, onFailure });
    return { newest, consumer, told, started: consumer.start() };
  }
}

/** Takes a topic into memory, which is no step that a trace would tell. */
class TopicConsumer extends KafkaConsumer {
  protected override projectSpans(): readonly Span[] {
    return [];
  }
}

/** A consumer that is fed with what its process takes of a topic. */
class FedConsumer extends InProcessConsumer {
  private taking: Taking | undefined;
  /** Where the log ended when it began: up to there it needs nobody who publishes. */
  private startsAt = 0;
  /** The last of what it is at work on, and the event up to which it has everything then. */
  private page: Readonly<{ last?: RecordedEvent | undefined; upTo?: RecordedEvent | undefined }> = {};
  private readonly tell: Tell = (error) => this.options.onFailure(error);

  constructor(
    private readonly feed: TopicFeed,
    options: InProcessConsumerOptions,
  ) {
    super(options);
  }

  override async start(): Promise<void> {
    this.taking = await this.feed.join(this.tell);
    try {
      this.startsAt = await this.options.log.head();
      if (!this.isStopped) await super.start();
    } catch (error) {
      await this.feed.leave(this.taking, this.tell);
      throw error;
    }
    if (this.isStopped) await this.feed.leave(this.taking, this.tell);
  }

  override async stop(): Promise<void> {
    await super.stop();
    if (this.taking) await this.feed.leave(this.taking, this.tell);
  }

  override async status(): Promise<ConsumerStatus> {
    const status = await super.status();
    return { ...status, failure: status.failure ?? this.taking?.consumer.failure };
  }

  /** The log, too, since being behind begins with what it has. */
  protected override listen(listener: () => void): () => void {
    const unlisten = [super.listen(listener), this.taking!.newest.onNews(listener)];
    return () => unlisten.forEach((end) => end());
  }

  protected override async next(): Promise<readonly RecordedEvent[]> {
    const { newest } = this.taking!;
    const found = newest.readAfter(this.position, this.perRun);
    const events = found?.events ?? (this.hasMore() ? await super.next() : []);
    this.page = { last: events.at(-1), upTo: found?.upTo ?? events.at(-1) };
    return events;
  }

  protected override hasMore(): boolean {
    return this.position < Math.max(this.startsAt, this.taking!.newest.position);
  }

  /** With the last of what came it is complete up to where that is; with less, up to what it has handled. */
  protected override completeAfter(events: readonly RecordedEvent[]): RecordedEvent | undefined {
    const { last, upTo } = this.page;
    const complete = events.at(-1) === last ? upTo : events.at(-1);
    return complete && Number(complete.position) > this.position ? complete : undefined;
  }

  protected override traceParentOf(event: RecordedEvent): TraceParent | undefined {
    return this.taking?.consumer.traceParentOf(event) ?? super.traceParentOf(event);
  }
}
