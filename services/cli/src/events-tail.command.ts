import { setTimeout } from 'node:timers/promises';
import { Api, NoAnswer } from './api.js';
import { say, type OutputFormat } from './print.js';
import { text } from './texts.js';
import { eventsQuery, lineOf, type EventPage, type EventsFilter } from './events-list.command.js';

const POLL_MILLISECONDS = 500;

/** Prints events as they are recorded, until it is interrupted. A system that is started again meanwhile is waited for. */
export const eventsTail = async ({
  after,
  output,
  ...filter
}: EventsFilter & Readonly<{ after?: number; output: OutputFormat }>): Promise<void> => {
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  process.once('SIGTERM', () => stopped.abort());
  const api = await Api.connect('auditor');
  let position = after ?? (await headOf(api));
  let isAnswering = true;
  while (!stopped.signal.aborted) {
    const page = await api
      .get<EventPage>(`/v1/events?${eventsQuery({ ...filter, after: position, limit: 1000 })}`)
      .catch((error: unknown) => {
        if (!(error instanceof NoAnswer)) throw error;
        if (isAnswering) say(error.message);
        return undefined;
      });
    if (page && !isAnswering) say(text('ANSWERS_AGAIN'));
    isAnswering = page !== undefined;
    for (const event of page?.data ?? [])
      process.stdout.write(output === 'json' ? `${JSON.stringify(event)}\n` : `${lineOf(event).join('  ')}\n`);
    position = page?.page.next ?? position;
    if (!page?.page.hasMore)
      await setTimeout(POLL_MILLISECONDS, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
};

/** Position of the newest event. */
const headOf = async (api: Api): Promise<number> => {
  for (let position = 0; ;) {
    const { page } = await api.get<EventPage>(`/v1/events?${eventsQuery({ after: position, limit: 1000 })}`);
    if (!page.hasMore) return page.next;
    position = page.next;
  }
};
