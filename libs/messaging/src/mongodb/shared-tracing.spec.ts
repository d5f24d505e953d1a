import type { LogDatabase } from '@opsledger/event-store/mongodb';
import { noTracing, type TraceParent, type Tracing } from '../tracing.port.js';
import { SharedTracing } from './shared-tracing.js';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Stands for the collection of a database that does what is said. */
const over = (traces: Readonly<{ createIndex?: () => Promise<unknown>; look?: () => Promise<unknown> }>) => {
  const remembered = new Map<string, TraceParent>();
  const own: Tracing = {
    ...noTracing,
    isOn: true,
    remember: (ids, parent) => ids.forEach((id) => remembered.set(id, parent)),
    recall: (id) => remembered.get(id),
  };
  const { createIndex = async () => 'at_1', look = async () => [] } = traces;
  const find = jest.fn(() => ({ toArray: look }));
  const connection = { db: { collection: () => ({ createIndex, find }) } };
  const told: unknown[] = [];
  const database = { connection } as unknown as Pick<LogDatabase, 'connection'>;
  return { tracing: SharedTracing.over(own, database, (error) => told.push(error)), find, told };
};
const event = (id: string) => ({ id, time: new Date().toISOString() });

describe('Traces that processes share', () => {
  it('are found where another process keeps them', async () => {
    const { tracing } = over({ look: async () => [{ _id: 'a', parent: PARENT }] });
    await tracing.gather([event('a'), event('b')]);
    expect([tracing.recall('a'), tracing.recall('b')]).toEqual([PARENT, undefined]);
  });

  it('keep nothing from starting: that they would be kept for ever is told once', async () => {
    const failure = new Error('not primary');
    const { tracing, told } = over({ createIndex: () => Promise.reject(failure) });
    await tracing.gather([event('a')]);
    expect(told).toEqual([failure]);
  });

  it.each([
    ['hangs', () => new Promise<never>(() => undefined)],
    ['fails', () => Promise.reject(new Error('no server'))],
  ])('a look that %s keeps no event waiting, and is not taken again for a second', async (_, look) => {
    const { tracing, find } = over({ look });
    let now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    await tracing.gather([event('a')]);
    await tracing.gather([event('b')]);
    expect(find).toHaveBeenCalledTimes(1);
    now += 1_000;
    await tracing.gather([event('c')]);
    expect(find).toHaveBeenCalledTimes(2);
    jest.restoreAllMocks();
  });
});
