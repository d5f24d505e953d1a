import { Api } from './api.js';
import { printJson, printTable, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

export type EventsFilter = Readonly<{ type?: string; subject?: string }>;
export type ListedEvent = Readonly<{
  position: string;
  type: string;
  subject: string;
  streamversion?: string;
  time?: string;
  occurredat?: string;
}>;
export type EventPage = Readonly<{ data: readonly ListedEvent[]; page: Readonly<{ next: number; hasMore: boolean }> }>;

export const eventsQuery = ({
  after,
  limit,
  type,
  subject,
}: EventsFilter & Readonly<{ after: number; limit: number }>): URLSearchParams =>
  new URLSearchParams({
    after: String(after),
    limit: String(limit),
    ...(type && { type }),
    ...(subject && { subject }),
  });

export const lineOf = ({ position, time = '', occurredat = '', type, subject }: ListedEvent): readonly string[] => [
  ...[position, time, occurredat, type.replace('opsledger.', ''), subject],
];

/** Prints a page of the log. */
export const eventsList = async ({
  output,
  ...query
}: EventsFilter & Readonly<{ after: number; limit: number; output: OutputFormat }>): Promise<void> => {
  const api = await Api.connect('auditor');
  const answer = await api.get<EventPage>(`/v1/events?${eventsQuery(query)}`);
  if (output === 'json') return printJson(answer);
  printTable(['POSITION', 'RECORDED', 'OCCURRED', 'TYPE', 'SUBJECT'], answer.data.map(lineOf));
  if (answer.page.hasMore) say(text('THERE_IS_MORE', { next: answer.page.next }));
};
