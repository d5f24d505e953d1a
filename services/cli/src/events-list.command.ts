import { Api } from './api.js';
import { printJson, printTable, say, type OutputFormat } from './print.js';

type EventsListOptions = Readonly<{
  after: number;
  limit: number;
  type?: string;
  subject?: string;
  output: OutputFormat;
}>;
type ListedEvent = Readonly<{ position: string; type: string; subject: string; time?: string; occurredat?: string }>;
type EventPage = Readonly<{ data: readonly ListedEvent[]; page: Readonly<{ next: number; hasMore: boolean }> }>;

/** Prints a page of the log. */
export const eventsList = async ({ after, limit, type, subject, output }: EventsListOptions): Promise<void> => {
  const query = new URLSearchParams({
    after: String(after),
    limit: String(limit),
    ...(type && { type }),
    ...(subject && { subject }),
  });
  const api = await Api.connect('auditor');
  const answer = await api.get<EventPage>(`/v1/events?${query}`);
  if (output === 'json') return printJson(answer);
  printTable(
    ['POSITION', 'RECORDED', 'OCCURRED', 'TYPE', 'SUBJECT'],
    answer.data.map((event) => [
      event.position,
      event.time ?? '',
      event.occurredat ?? '',
      event.type.replace('opsledger.', ''),
      event.subject,
    ]),
  );
  if (answer.page.hasMore) say(`There is more: --after ${answer.page.next}`);
};
