import type { Sensitivity } from '@opsledger/kernel';
import { nextAppend, sharedUpTo, type EventStore } from '@opsledger/event-store';
import { Problem } from '../http/problem.js';
import { eventForClearance, type PublicEvent } from '@opsledger/messaging';

export type FeedEvent = PublicEvent;

/** How much of the log one request may look through for events that fit its filter. */
const EVENTS_PER_READ = 1_000;
const READS_PER_PAGE = 10;

export type FeedQuery = Readonly<{
  after: number;
  limit: number;
  /** Types of event; one that ends in `.*` takes all that begin like it. Empty takes all. */
  types: readonly string[];
  subject?: string;
  clearance: Sensitivity;
}>;
export type FeedPage = Readonly<{ data: readonly FeedEvent[]; page: Readonly<{ next: number; hasMore: boolean }> }>;

/** The log as readers of a given clearance may see it. Positions have no holes, so a reader can tell loss from privacy. */
export class EventLog {
  constructor(
    private readonly log: EventStore,
    private readonly secret: Buffer,
  ) {}

  get logId(): string {
    return this.log.logId;
  }

  /**
   * Refuses to go on after a position that this log never gave. It is one of another log, or of this one before an older backup was
   * put back: whoever went on from there would miss what takes those places now. A reader who says of which log the position is
   * (`logId`) is told so for every position that is not one of this log.
   */
  async refuseBeyond(after: number, logId = this.logId): Promise<void> {
    await this.log.confirmName();
    const headers = { 'opsledger-log-id': this.logId };
    const upTo = sharedUpTo(this.log, logId);
    if (upTo === undefined && after > 0)
      throw new Problem(410, 'POSITION_IS_OF_ANOTHER_LOG', { rule: 'FEED', details: { logId }, headers });
    if (upTo !== undefined && after > upTo)
      throw new Problem(410, 'POSITION_WAS_PUT_BACK', { rule: 'FEED', details: { after, upTo }, headers });
    const head = await this.log.head();
    if (after <= head) return;
    throw new Problem(410, 'POSITION_LIES_BEYOND_THE_LOG', { rule: 'FEED', details: { after, head }, headers });
  }

  /** Resolves when the log has grown since it was called, after the time, or when `signal` aborts. */
  nextAppend(milliseconds: number, signal: AbortSignal): Promise<void> {
    return nextAppend(this.log, milliseconds, signal);
  }

  /** A page of the log that has something on it, or nothing after the time: what is asked for is waited for. */
  async awaitedPage(query: FeedQuery, milliseconds: number, signal: AbortSignal): Promise<FeedPage> {
    const end = performance.now() + milliseconds;
    let { after } = query;
    for (;;) {
      const left = end - performance.now();
      const waited = new AbortController();
      // Listened for before looking, so that nothing falls between the two.
      const append = this.nextAppend(Math.max(0, left), AbortSignal.any([signal, waited.signal]));
      const page = await this.page({ ...query, after });
      if (page.data.length > 0 || left <= 0 || signal.aborted) {
        waited.abort();
        return page;
      }
      after = page.page.next; // what the filter left out is not looked through again
      if (page.page.hasMore) waited.abort();
      else await append;
    }
  }

  /** A page of the log. `next` moves on past what the filter left out. Rejects with `LogRenamed` rather than with events of another log. */
  async page(query: FeedQuery): Promise<FeedPage> {
    const page = await this.pageOf(query);
    await this.log.confirmName();
    return page;
  }

  private async pageOf({ after, limit, types, subject, clearance }: FeedQuery): Promise<FeedPage> {
    const data: FeedEvent[] = [];
    let next = after;
    for (let reads = 0; reads < READS_PER_PAGE; reads += 1) {
      const events = await this.log.readAll(next, EVENTS_PER_READ);
      for (const event of events) {
        if (data.length === limit) return { data, page: { next, hasMore: true } };
        next = Number(event.position);
        const shown = eventForClearance(event, clearance, this.secret);
        if (fitsFilter(shown, types, subject)) data.push(shown);
      }
      if (events.length < EVENTS_PER_READ) return { data, page: { next, hasMore: false } };
    }
    return { data, page: { next, hasMore: true } };
  }
}

/** Filters look at what the reader sees: one for a type or subject tells nothing about events that are withheld. */
const fitsFilter = (event: FeedEvent, types: readonly string[], subject: string | undefined): boolean => {
  const fitsType =
    types.length === 0 ||
    types.some((type) => (type.endsWith('.*') ? event.type.startsWith(type.slice(0, -1)) : event.type === type));
  return fitsType && (subject === undefined || event.subject === subject);
};
