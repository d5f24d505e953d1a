import { setImmediate } from 'node:timers/promises';
import type { EventStore } from '@opsledger/event-store';
import type { ConsumerStatus, EventConsumer, EventHandler } from '../event-consumer.port.js';

const EVENTS_PER_RUN = 200;
const FIRST_RETRY_MILLISECONDS = 50;
const LAST_RETRY_MILLISECONDS = 5_000;

export type InProcessConsumerOptions = Readonly<{
  log: EventStore;
  handler: EventHandler;
  /** Told of every failed run; the consumer goes on trying. */
  onFailure: (error: unknown) => void;
}>;

/** A consumer in the process that owns the log: woken by every append, it reads the log from where it stopped. */
export class InProcessConsumer implements EventConsumer {
  private position = 0;
  private atHeadSince: number | undefined;
  private failure: string | undefined;
  private failedRuns = 0;
  private isStopped = false;
  private wake: () => void = () => undefined;
  private unsubscribe: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: InProcessConsumerOptions) {}

  async start(): Promise<void> {
    this.position = await this.options.handler.resumeAfter();
    this.unsubscribe = this.options.log.onAppended(() => {
      if (this.failure === undefined) this.wake(); // while it waits to try again, more events change nothing
    });
    this.running = this.run();
  }

  async status(): Promise<ConsumerStatus> {
    const head = await this.options.log.head();
    const { position, atHeadSince, failure } = this;
    return {
      name: this.options.handler.name,
      position,
      head,
      atHeadSince: position >= head ? Date.now() : atHeadSince,
      failure,
    };
  }

  get hasCaughtUp(): boolean {
    return this.atHeadSince !== undefined;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.unsubscribe();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      // Armed before reading: an append that comes in between is then not slept through.
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      if (await this.handleNext())
        await setImmediate(); // a long way to the head is gone in steps, between which others have their turn
      else await woken;
    }
  }

  /** Handles the next run of events; false when there is nothing more to do for now. */
  private async handleNext(): Promise<boolean> {
    try {
      const events = await this.options.log.readAll(this.position, EVENTS_PER_RUN);
      if (events.length > 0) await this.options.handler.handle(events);
      this.position = Number(events.at(-1)?.position ?? this.position);
      this.failure = undefined;
      this.failedRuns = 0;
      if (events.length === EVENTS_PER_RUN) return true;
      this.atHeadSince = Date.now();
      return false;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.options.onFailure(error);
      const pause = Math.min(FIRST_RETRY_MILLISECONDS * 2 ** this.failedRuns++, LAST_RETRY_MILLISECONDS);
      setTimeout(() => this.wake(), pause).unref();
      return false;
    }
  }
}
