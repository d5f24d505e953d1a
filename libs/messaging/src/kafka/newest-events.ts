import type { EventStore } from '@opsledger/event-store';
import type { RecordedEvent } from '@opsledger/kernel';
import type { EventHandler, ParkedStream, PoisonEvent, Redriven } from '../event-consumer.port.js';

/** What comes after a position, in the order of the log, and the event up to which nothing is missing then. */
export type EventsAfter = Readonly<{ events: readonly RecordedEvent[]; upTo: RecordedEvent }>;

/**
 * The newest events that a consumer has brought, in memory, in the order of the log and without a gap, for those that are fed with them.
 * It begins at the head of the log and forgets what is old: whoever is further behind reads the log.
 */
export class NewestEvents implements EventHandler {
  readonly name = 'newest-events';
  /** What came before something that stands before it in the log, by position. */
  private readonly early = new Map<number, RecordedEvent>();
  private events: RecordedEvent[] = [];
  /** After this position nothing is missing in `events`. */
  private after = 0;
  private upTo: RecordedEvent | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly log: Pick<EventStore, 'head'>,
    private readonly most: number,
  ) {}

  /** Up to here everything has come. */
  get position(): number {
    return Number(this.upTo?.position ?? this.after);
  }

  onNews(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** At most so many; `undefined` when there is nothing new, or when it does not reach back that far and the log has to be read. */
  readAfter(position: number, limit: number): EventsAfter | undefined {
    if (!this.upTo || position < this.after || position >= this.position) return undefined;
    const begin = firstAfter(this.events, position);
    const events = this.events.slice(begin, begin + limit);
    return { events, upTo: begin + limit < this.events.length ? events.at(-1)! : this.upTo };
  }

  /** Whoever reads begins where it stopped, which the log has: so this begins at its end. */
  async resumeAfter(): Promise<number> {
    [this.after, this.events, this.upTo] = [await this.log.head(), [], undefined];
    this.early.clear();
    return this.after;
  }

  async handle(events: readonly RecordedEvent[], upTo: RecordedEvent | undefined): Promise<void> {
    const before = this.position;
    for (const event of events) {
      const position = Number(event.position);
      if (position > before && !this.early.has(position)) this.early.set(position, event);
    }
    if (!upTo || Number(upTo.position) <= before) return;
    const end = Number(upTo.position);
    const complete = [...this.early.keys()].filter((position) => position <= end).toSorted((a, b) => a - b);
    for (const position of complete) {
      this.events.push(this.early.get(position)!);
      this.early.delete(position);
    }
    this.upTo = upTo;
    this.forgetOld();
    for (const listener of this.listeners) listener();
  }

  /** Nothing of this fails by an event. */
  async park(poison: PoisonEvent): Promise<void> {
    throw poison;
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return [];
  }

  async redrive(): Promise<Redriven> {
    return 'not-parked';
  }

  /** Not one by one: that would move all of them each time. */
  private forgetOld(): void {
    if (this.events.length < 2 * this.most) return;
    const forgotten = this.events.splice(0, this.events.length - this.most);
    this.after = Number(forgotten.at(-1)!.position);
  }
}

/** Index of the first event beyond a position. */
const firstAfter = (events: readonly RecordedEvent[], position: number): number => {
  let [from, to] = [0, events.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (Number(events[middle]!.position) > position) to = middle;
    else from = middle + 1;
  }
  return from;
};
