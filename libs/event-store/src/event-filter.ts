import { isRecorded, type RecordedEvent, type StreamEvent } from '@opsledger/kernel';
import type { EventFilter, EventStore } from './event-store.port.js';

/** Whether a type is one of those that are wanted; one that ends in `.*` stands for all that begin so. */
export const isTypeOf = (type: string, wanted: readonly string[]): boolean =>
  wanted.some((one) => (one.endsWith('.*') ? type.startsWith(one.slice(0, -1)) : type === one));

export const fitsEventFilter = ({ type, subject }: RecordedEvent, filter: EventFilter): boolean =>
  (filter.types === undefined || isTypeOf(type, filter.types)) &&
  (filter.subject === undefined || filter.subject === subject);

/** The start of a stream that has its place in the log. */
export const recordedPart = (events: readonly StreamEvent[]): readonly RecordedEvent[] => {
  const end = events.findIndex((event) => !isRecorded(event));
  return (end === -1 ? events : events.slice(0, end)) as readonly RecordedEvent[];
};

/**
 * The log from a position to its end, or to `until`, a batch at a time: the next one is read when the last has been taken, so that
 * no more than one is held, however long the log is.
 */
export async function* readBatches(
  log: Pick<EventStore, 'readAll'>,
  {
    after = 0,
    until = Number.MAX_SAFE_INTEGER,
    size = 500,
    filter,
  }: Readonly<{ after?: number; until?: number; size?: number; filter?: EventFilter }> = {},
): AsyncGenerator<readonly RecordedEvent[], void> {
  for (let position = after; position < until;) {
    const read = await log.readAll(position, size, filter);
    const batch = read.filter((event) => Number(event.position) <= until);
    if (batch.length > 0) yield batch;
    if (batch.length < size) return;
    position = Number(batch.at(-1)!.position);
  }
}
