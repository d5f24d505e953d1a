import type { RecordedEvent } from '@opsledger/kernel';

/** What is to be done with events, by a consumer that has a name and a place of its own in the log. */
export type EventHandler = Readonly<{
  name: string;
  /** Position after which the consumer goes on; read once, at the start. */
  resumeAfter: () => Promise<number>;
  /** Handles a run of events in the order of the log and remembers, with the effect, how far it came. May be called again with the same. */
  handle: (events: readonly RecordedEvent[]) => Promise<void>;
}>;

export type ConsumerStatus = Readonly<{
  name: string;
  /** Position of the last event that was handled. */
  position: number;
  /** Position of the newest event of the log. */
  head: number;
  /** When the consumer was last at the head, in milliseconds since the epoch. */
  atHeadSince: number | undefined;
  /** What it failed on, while it is trying again. */
  failure: string | undefined;
}>;

/** A consumer at work: at least once, in the order of the log. It never gives up and never skips. */
export interface EventConsumer {
  start(): Promise<void>;
  /** Whether it has been at the head of the log since the start; before that what it feeds is incomplete. */
  readonly hasCaughtUp: boolean;
  status(): Promise<ConsumerStatus>;
  stop(): Promise<void>;
}
