import { setImmediate } from 'node:timers/promises';
import { commitTo, eventStoreContract } from '../testing/event-store.contract.js';
import { openLogProcess, type LogProcess } from '../testing/mongodb-log.js';

describe('The log in MongoDB', () => {
  const opened = new Map<unknown, LogProcess>();
  eventStoreContract({
    create: async (now, upcasters) => {
      const one = await openLogProcess({ now, ...(upcasters && { upcasters }) });
      one.sequencer.start();
      opened.set(one.log, one);
      return one.log;
    },
    destroy: async (log) => {
      const { destroy, troubles } = opened.get(log)!;
      await destroy();
      if (troubles.length > 0) throw new AggregateError(troubles, 'The sequencer had trouble');
    },
  });

  it('asks the database once for all who ask at the same time, and again for who asks after that', async () => {
    const { log, database, destroy } = await openLogProcess();
    const find = jest.spyOn(database.commits, 'find');
    const many = Array.from({ length: 60 }, (_, index) => index);
    await Promise.all(many.map((place) => log.readStream(`thing-${place}`)));
    expect(find).toHaveBeenCalledTimes(1);
    await Promise.all(many.map((place) => log.findKey('actor-1', `key-${place}`)));
    expect(find).toHaveBeenCalledTimes(2);
    const before = log.readStream('thing-1');
    expect(find).toHaveBeenCalledTimes(2); // what is asked now is looked for after it was asked
    while (find.mock.calls.length < 3) await setImmediate();
    await log.append(commitTo('thing-1', 1));
    expect(await log.readStream('thing-1')).toHaveLength(1);
    expect(find).toHaveBeenCalledTimes(4);
    await before;
    await destroy();
  });
});
