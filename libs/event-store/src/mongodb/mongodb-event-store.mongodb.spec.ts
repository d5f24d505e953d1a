import { eventStoreContract } from '../testing/event-store.contract.js';
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
});
