import { setImmediate } from 'node:timers/promises';
import type { EventStore } from '@opsledger/event-store';
import type { RecordedEvent } from '@opsledger/kernel';
import {
  PoisonEvent,
  STUCK_AFTER_MILLISECONDS,
  type ConsumerStatus,
  type EventConsumer,
  type EventHandler,
  type Redriven,
} from '../event-consumer.port.js';
import { noTracing, type Span, type TraceParent, type Tracing } from '../tracing.port.js';

const EVENTS_PER_RUN = 200;
const FIRST_RETRY_MILLISECONDS = 50;
const LONGEST_RETRY = 100;
/** How often an event is tried before its stream is set aside: with the pauses in between, about three quarters of a second. */
const ATTEMPTS_ON_POISON = 5;

export type InProcessConsumerOptions = Readonly<{
  log: Pick<EventStore, 'logId' | 'readAll' | 'head' | 'onAppended'>;
  handler: EventHandler;
  /** Told of every failed run; the consumer goes on trying. */
  onFailure: (error: unknown) => void;
  /** Told of every stream that was set aside. */
  onParked?: (stream: string) => void;
  /** Told once when the consumer has been behind for too long without getting any further. */
  onStuck?: () => void;
  eventsPerRun?: number;
  tracing?: Tracing;
  /** Pause after a first failure; each one doubles it, up to a hundredfold. */
  firstRetryMilliseconds?: number;
}>;

type Redrive = Readonly<{ stream: string; resolve: (outcome: Redriven) => void; reject: (error: unknown) => void }>;

/**
 * A consumer in the process that owns the log: woken by every append, it reads the log from where it stopped. Everything that
 * the handler is asked for is asked by one loop, one thing after the other.
 */
export class InProcessConsumer implements EventConsumer {
  protected position = 0;
  private upToDateAt: number | undefined;
  /** A head that was seen on the way, and when: whoever comes there has all that was recorded until then. */
  private seenBefore: Readonly<{ head: number; at: number }> | undefined;
  private failedOn: string | undefined;
  private failedRuns = 0;
  /** How often an event was found to be poison, by position. */
  private readonly attempts = new Map<number, number>();
  private parkedStreams = 0;
  protected isStopped = false;
  protected wake: () => void = () => undefined;
  private unsubscribe: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private redrives: Redrive[] = [];
  private mayTryAgainAt = 0;
  /** When the position moved last, or there was last nothing to do. */
  private advancedAt = 0;
  private isIdle = false;
  private isStuckTold = false;
  private isTimeToKeep = false;
  private watchdog: NodeJS.Timeout | undefined;

  protected readonly tracing: Tracing;

  constructor(protected readonly options: InProcessConsumerOptions) {
    this.tracing = options.tracing ?? noTracing;
  }

  async start(): Promise<void> {
    this.position = await this.options.handler.resumeAfter();
    this.parkedStreams = (await this.options.handler.parked()).length;
    if (this.isStopped) return;
    this.advancedAt = Date.now();
    this.unsubscribe = this.listen(() => this.noticeAppend());
    this.watchdog = setInterval(
      () => void this.watch().catch(this.options.onFailure),
      STUCK_AFTER_MILLISECONDS / 10,
    ).unref();
    this.running = this.run();
  }

  /** What it failed on, while it is trying again. */
  get failure(): string | undefined {
    return this.failedOn;
  }

  get hasCaughtUp(): boolean {
    return this.upToDateAt !== undefined;
  }

  async status(): Promise<ConsumerStatus> {
    const head = await this.options.log.head();
    const { reached: position, upToDateAt, failure, advancedAt, parkedStreams: parked } = this;
    const isBehind = position < head;
    const isStuck = isBehind && Date.now() - advancedAt >= STUCK_AFTER_MILLISECONDS;
    return {
      ...{ name: this.options.handler.name, position, head, failure, parked },
      upToDateAt: isBehind ? upToDateAt : Date.now(),
      stuckSince: isStuck ? advancedAt : undefined,
    };
  }

  redrive(stream: string): Promise<Redriven> {
    return new Promise((resolve, reject) => {
      if (this.isStopped) return reject(new Error(`The consumer ${this.options.handler.name} has stopped`));
      this.redrives.push({ stream, resolve, reject });
      this.wake();
    });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.unsubscribe();
    clearInterval(this.watchdog);
    this.wake();
    await this.running;
    if (this.failure === undefined) await this.keepPlace();
    for (const { reject } of this.redrives.splice(0)) reject(new Error('The consumer has stopped'));
  }

  /** Position up to which the consumer has handled what is its own. */
  protected get reached(): number {
    return this.position;
  }

  protected get perRun(): number {
    return this.options.eventsPerRun ?? EVENTS_PER_RUN;
  }

  /** Has it woken by what may be new to it. */
  protected listen(listener: () => void): () => void {
    return this.options.log.onAppended(listener);
  }

  /** What to handle next, in order within each stream. */
  protected next(): Promise<readonly RecordedEvent[]> {
    return this.options.log.readAll(this.position, this.perRun);
  }

  /** Whether there is something to handle, now that the consumer is not at the head of the log. */
  protected hasMore(): boolean {
    return true;
  }

  /** The last event up to which nothing of the log is missing once these are handled, if that is new. */
  protected completeAfter(events: readonly RecordedEvent[]): RecordedEvent | undefined {
    return events.at(-1);
  }

  /** What an event follows from, if it is part of a trace. */
  protected traceParentOf(event: RecordedEvent): TraceParent | undefined {
    return this.tracing.recall(event.id);
  }

  protected isConcerned({ subject }: RecordedEvent): boolean {
    return this.options.handler.consumes?.(subject) ?? true;
  }

  protected hasHandled(events: readonly RecordedEvent[]): void {
    const upTo = this.completeAfter(events);
    if (upTo) this.position = Number(upTo.position);
    this.advancedAt = Date.now();
    this.failedOn = undefined;
    this.failedRuns = 0;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      // Armed before looking: an append that comes in between is then not slept through.
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      for (const redrive of this.redrives.splice(0)) await this.carryOut(redrive);
      if (this.isTimeToKeep) {
        await this.keepPlace();
        if (this.isIdle && !this.hasMore()) {
          await woken; // it was woken for nothing else
          continue;
        }
      }
      if (Date.now() >= this.mayTryAgainAt && (await this.handleNext()))
        await setImmediate(); // a long way to the head is gone in steps, between which others have their turn
      else if (!this.isStopped) await woken;
    }
  }

  /** Handles the next events; false when there is nothing more to do for now. */
  private async handleNext(): Promise<boolean> {
    this.isIdle = false;
    try {
      const events = await this.next();
      if (events.length > 0 || this.completeAfter(events)) await this.handle(events);
      this.failedOn = undefined;
      if (!this.comesTo(await this.options.log.head())) return this.hasMore();
      this.isIdle = true;
      return false;
    } catch (error) {
      this.failedOn = error instanceof Error ? error.message : String(error);
      this.options.onFailure(error);
      const first = this.options.firstRetryMilliseconds ?? FIRST_RETRY_MILLISECONDS;
      this.tryAgainAfter(first * Math.min(2 ** this.failedRuns++, LONGEST_RETRY));
      return false;
    }
  }

  /** Whether it is at the head, or else has come to one of before: others may write faster than it can ever stand there. */
  private comesTo(head: number): boolean {
    const now = Date.now();
    const isThere = this.reached >= head;
    if (isThere) this.upToDateAt = now;
    else if (this.seenBefore && this.reached >= this.seenBefore.head) this.upToDateAt = this.seenBefore.at;
    else if (this.seenBefore) return false;
    this.seenBefore = isThere ? undefined : { head, at: now };
    return isThere;
  }

  private async handle(events: readonly RecordedEvent[]): Promise<void> {
    try {
      await this.handleTraced(events);
      this.hasHandled(events);
    } catch (error) {
      if (!(error instanceof PoisonEvent)) throw error;
      await this.handleAround(error, events);
    }
  }

  /** Events are handled together, and each that is part of a trace has a span of it there. */
  private async handleTraced(events: readonly RecordedEvent[]): Promise<void> {
    const spans = this.tracing.isOn ? this.projectSpans(events) : [];
    try {
      await this.options.handler.handle(events, this.completeAfter(events));
      for (const span of spans) span.end();
    } catch (error) {
      for (const span of spans) span.end(error);
      throw error;
    }
  }

  protected projectSpans(events: readonly RecordedEvent[]): readonly Span[] {
    const { name } = this.options.handler;
    return events.flatMap((event) => {
      const parent = this.isConcerned(event) ? this.traceParentOf(event) : undefined;
      if (parent === undefined) return [];
      const attributes = { 'opsledger.read_model': name, 'opsledger.event_type': event.type };
      return [this.tracing.start(`project ${name}`, { parent, attributes })];
    });
  }

  /** What came before a poison event is handled; the event itself is tried some more times, and then its stream is set aside. */
  private async handleAround(poison: PoisonEvent, events: readonly RecordedEvent[]): Promise<void> {
    const itself = events.findIndex(({ id }) => id === poison.event.id);
    // A handler that fills a gap from the log may find at fault what was not delivered: the next of its stream stands for it.
    const index = itself === -1 ? events.findIndex(({ subject }) => subject === poison.event.subject) : itself;
    if (index === -1) throw poison;
    if (index > 0) return this.handle(events.slice(0, index));
    const position = Number(poison.event.position);
    const attempts = (this.attempts.get(position) ?? 0) + 1;
    this.attempts.set(position, attempts);
    if (attempts < ATTEMPTS_ON_POISON) throw poison;
    const passedBy = events.slice(0, 1);
    await this.options.handler.park(poison, this.completeAfter(passedBy));
    this.hasHandled(passedBy);
    this.attempts.delete(position);
    this.parkedStreams = (await this.options.handler.parked()).length;
    this.options.onParked?.(poison.event.subject);
  }

  private async carryOut({ stream, resolve, reject }: Redrive): Promise<void> {
    try {
      const outcome = await this.options.handler.redrive(stream);
      this.parkedStreams = (await this.options.handler.parked()).length;
      resolve(outcome);
    } catch (error) {
      reject(error);
    }
  }

  private async keepPlace(): Promise<void> {
    this.isTimeToKeep = false;
    await this.options.handler.keep?.().catch(this.options.onFailure); // the next time it is due
  }

  private tryAgainAfter(milliseconds: number): void {
    this.mayTryAgainAt = Date.now() + milliseconds;
    setTimeout(() => {
      this.mayTryAgainAt = 0;
      this.wake();
    }, milliseconds).unref();
  }

  private noticeAppend(): void {
    if (this.isIdle) this.advancedAt = Date.now(); // until now there was nothing to be stuck on
    this.isIdle = false;
    if (this.failure === undefined) this.wake(); // while it waits to try again, more events change nothing
  }

  private async watch(): Promise<void> {
    this.isTimeToKeep = true;
    this.wake();
    const { position, head, stuckSince } = await this.status();
    // Whoever asks between an append and its being noticed must not hear that nothing was done since the one before.
    if (position >= head && this.hasCaughtUp) this.upToDateAt = this.advancedAt = Date.now();
    if (stuckSince === undefined) this.isStuckTold = false;
    else if (!this.isStuckTold) {
      this.isStuckTold = true;
      this.options.onStuck?.();
    }
  }
}
