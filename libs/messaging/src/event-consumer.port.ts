import type { Instant, RecordedEvent } from '@opsledger/kernel';

/** A stream whose next event could not be handled: it waits, with all that follow in it, while other streams go on. */
export type ParkedStream = Readonly<{
  stream: string;
  /** Version of the event that could not be handled. */
  fromVersion: number;
  /** Position of that event. */
  position: number;
  /** What stood in the way: name and message of the error. */
  reason: string;
  parkedAt: Instant;
  /** How often it was tried since it was parked. */
  redrives: number;
}>;

/** Thrown by a handler: this event cannot be handled, however often it is tried; it is not the surroundings. */
export class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
  constructor(
    readonly event: RecordedEvent,
    cause: unknown,
  ) {
    super(`${event.subject}@${event.streamversion} cannot be handled: ${String(cause)}`, { cause });
  }
}

export type Redriven = 'handled' | 'still-parked' | 'not-parked';

/** What is to be done with events, by a consumer that has a name and a place of its own in the log. */
export interface EventHandler {
  readonly name: string;
  /** Whether events of a stream are any of its business; absent: all are. */
  consumes?(stream: string): boolean;
  /**
   * Position after which the consumer goes on; read once, at the start. The streams that are parked are known to the handler
   * from then on.
   */
  resumeAfter(): Promise<number>;
  /**
   * Handles events, in order within each stream, and keeps with the effect that everything up to `upTo` (absent: nothing new)
   * was handled; where there was no effect that may wait for `keep`. May be called again with the same. Passes by the events of
   * parked streams.
   * Rejects with `PoisonEvent` for an event that is at fault; any other error is a fault of the surroundings. Either way
   * nothing was kept.
   */
  handle(events: readonly RecordedEvent[], upTo: RecordedEvent | undefined): Promise<void>;
  /** Sets the stream of a poison event aside, durably. `upTo` as in `handle`. */
  park(poison: PoisonEvent, upTo: RecordedEvent | undefined): Promise<void>;
  parked(): Promise<readonly ParkedStream[]>;
  /** Keeps how far it is, where that was put off; asked about once a second, and when the consumer stops. */
  keep?(): Promise<void>;
  /** Tries the events of a parked stream again, all that the log has by now. */
  redrive(stream: string): Promise<Redriven>;
}

export type ConsumerStatus = Readonly<{
  name: string;
  /** Position up to which everything was handled or parked. */
  position: number;
  /** Position of the newest event of the log. */
  head: number;
  /** Of when it has everything, in milliseconds since the epoch: what was recorded until then is handled or parked. */
  upToDateAt: number | undefined;
  /** Since when it has been behind without getting any further, in milliseconds since the epoch; absent while all is well. */
  stuckSince: number | undefined;
  /** What it failed on, while it is trying again. */
  failure: string | undefined;
  /** How many streams are parked. */
  parked: number;
}>;

/**
 * How long a consumer may be behind without getting any further before it is called unhealthy. With the time until the watchdog
 * looks next, a tenth of it, that is reported within ten seconds.
 */
export const STUCK_AFTER_MILLISECONDS = 9_000;

/** A consumer at work: at least once, in order within each stream. It never gives up and never skips. */
export interface EventConsumer {
  start(): Promise<void>;
  /**
   * Whether it has had all that was in the log when it had started; before that what it feeds is incomplete. While others write
   * without a pause it may never stand exactly at the head.
   */
  readonly hasCaughtUp: boolean;
  status(): Promise<ConsumerStatus>;
  /** Tries a parked stream again, in its turn: never beside events that are being handled. */
  redrive(stream: string): Promise<Redriven>;
  /** Resolves when nothing is being handled any more. */
  stop(): Promise<void>;
}
