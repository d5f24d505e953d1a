import { Api } from './api.js';
import { EXIT, Failure } from './exit-codes.js';
import { eventsQuery, type EventPage } from './events-list.command.js';
import { printJson } from './print.js';
import { text } from './texts.js';

const POSITION = /^\d{1,15}$/;
const VERSION_OF_STREAM = /^([a-z]+(?:-[a-z]+)*-[0-9a-f-]{36})@(\d{1,9})$/;

/** Prints one event whole. */
export const eventsShow = async (given: string): Promise<void> => {
  const event = await findEvent(await Api.connect('auditor'), given);
  if (!event) throw new Failure(text('NO_SUCH_EVENT', { given }), EXIT.notFound);
  printJson(event);
};

/** An event by position or as subject@version. */
export const findEvent = async (api: Api, given: string): Promise<object | undefined> => {
  const [, subject, version] = VERSION_OF_STREAM.exec(given) ?? [];
  if (subject === undefined && !(POSITION.test(given) && Number(given) > 0))
    throw new Failure(text('NOT_AN_EVENT', { given }), EXIT.usage);
  return subject === undefined ? atPosition(api, Number(given)) : ofStream(api, subject, version!);
};

const atPosition = async (api: Api, position: number): Promise<object | undefined> =>
  (await api.get<EventPage>(`/v1/events?${eventsQuery({ after: position - 1, limit: 1 })}`)).data[0];

const ofStream = async (api: Api, subject: string, version: string): Promise<object | undefined> => {
  for (let after = 0; ;) {
    const { data, page } = await api.get<EventPage>(`/v1/events?${eventsQuery({ after, limit: 1000, subject })}`);
    const found = data.find(({ streamversion }) => streamversion === version);
    if (found || !page.hasMore) return found;
    after = page.next;
  }
};
