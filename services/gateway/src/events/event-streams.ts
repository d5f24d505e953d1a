import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventLog, Problem } from '@opsledger/platform';
import type { FeedQuery } from '@opsledger/platform';

/** Proxies cut connections that are silent for longer. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** Then the reader comes again, and its token is looked at again. */
const LONGEST_STREAM_MILLISECONDS = 15 * 60_000;
const RECONNECT_MILLISECONDS = 1_000;
const MOST_STREAMS = 200;

/** Events as they come, for readers who stay (server-sent events). The id of each is its position, to go on from. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private open = 0;

  constructor(private readonly log: EventLog) {}

  /** Aborts when the process ends: nobody is kept waiting then. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  /** Reads only as fast as the reader takes. */
  async *read(query: FeedQuery): AsyncGenerator<string> {
    if (this.open >= MOST_STREAMS) throw new Problem(503, 'TOO_MANY_STREAMS', { headers: { 'retry-after': '10' } });
    this.open += 1;
    try {
      yield `retry: ${RECONNECT_MILLISECONDS}\n\n`;
      const end = performance.now() + LONGEST_STREAM_MILLISECONDS;
      let { after } = query;
      while (!this.signal.aborted && performance.now() < end) {
        const { data, page } = await this.log.awaitedPage({ ...query, after }, HEARTBEAT_MILLISECONDS, this.signal);
        after = page.next;
        for (const event of data)
          yield `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
        // The position moves on also past what the filter leaves out.
        if (data.length === 0) yield `id: ${after}\n: still here\n\n`;
      }
    } finally {
      this.open -= 1;
    }
  }
}
