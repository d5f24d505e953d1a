import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { RecordedEvent } from '@opsledger/kernel';
import { commitTo } from '../testing/event-consumer.contract.js';
import { NewestEvents } from './newest-events.js';

describe('The newest events of a topic', () => {
  const start = '2022-03-15T12:00:00.000Z';
  let log: MemoryEventStore;
  let newest: NewestEvents;
  let all: readonly RecordedEvent[];
  const positions = (events: readonly RecordedEvent[] = []): readonly number[] =>
    events.map(({ position }) => Number(position));
  const at = (...wanted: readonly number[]): readonly RecordedEvent[] => wanted.map((position) => all[position - 1]!);
  const read = (position: number, limit = 100) => {
    const found = newest.readAfter(position, limit);
    return found && { events: positions(found.events), upTo: Number(found.upTo.position) };
  };

  beforeEach(async () => {
    log = new MemoryEventStore(() => start);
    await log.append(commitTo('thing-1', 1, 4));
    newest = new NewestEvents(log, 3);
    await newest.resumeAfter();
    await log.append(commitTo('thing-2', 1, 26));
    all = await log.readAll(0, 100);
  });

  it('begin at the head of the log: what was before is to be read there', () => {
    expect([newest.position, read(4), read(3)]).toEqual([4, undefined, undefined]);
  });

  it('are in the order of the log, whichever partition overtook which, and only as far as nothing is missing', async () => {
    await newest.handle(at(7, 8), undefined);
    expect([newest.position, read(4)]).toEqual([4, undefined]);
    await newest.handle(at(5), all[4]);
    expect(read(4)).toEqual({ events: [5], upTo: 5 });
    await newest.handle(at(6), all[8]); // the ninth is of another topic
    expect(read(4)).toEqual({ events: [5, 6, 7, 8], upTo: 9 });
    expect(read(8)).toEqual({ events: [], upTo: 9 });
    expect([read(9), newest.position]).toEqual([undefined, 9]);
  });

  it('are there once, though they come again', async () => {
    await newest.handle(at(5, 6), all[5]);
    await newest.handle(at(6, 5, 7, 7), undefined);
    await newest.handle(at(7), all[6]);
    expect(read(4)).toEqual({ events: [5, 6, 7], upTo: 7 });
  });

  it('come a page at a time, each with the event up to which it is complete', async () => {
    await newest.handle(at(5, 6, 7), all[9]);
    expect(read(4, 2)).toEqual({ events: [5, 6], upTo: 6 });
    expect(read(6, 2)).toEqual({ events: [7], upTo: 10 });
    expect(read(4, 3)).toEqual({ events: [5, 6, 7], upTo: 10 });
  });

  it('are forgotten when they are many, and who is further behind is told to read the log', async () => {
    await newest.handle(at(5, 6, 7, 8, 9), all[8]);
    expect(read(4)).toEqual({ events: [5, 6, 7, 8, 9], upTo: 9 });
    await newest.handle(at(10), all[9]);
    expect([read(4), read(6)]).toEqual([undefined, undefined]);
    expect(read(7)).toEqual({ events: [8, 9, 10], upTo: 10 });
  });

  it('are told to who listens', async () => {
    let told = 0;
    const unlisten = newest.onNews(() => (told += 1));
    await newest.handle(at(6), undefined);
    expect(told).toBe(0);
    await newest.handle(at(5), all[5]);
    unlisten();
    await newest.handle(at(7), all[6]);
    expect(told).toBe(1);
  });
});
