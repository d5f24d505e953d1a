import { giveLeaseBack, takeLease, type LogDatabase } from '@opsledger/event-store/mongodb';
import type { Lease } from '../relay/lease.port.js';

const LEASE_MILLISECONDS = 5_000;

/** A lease beside the log, which runs out by the clock of the database: no process has to believe another one's. */
export class MongodbLease implements Lease {
  constructor(
    private readonly options: Readonly<{
      database: Pick<LogDatabase, 'leases'>;
      /** What is done by one at a time. */
      lease: string;
      /** Names this process among those that may do it. */
      holder: string;
      milliseconds?: number;
    }>,
  ) {}

  hold(): Promise<boolean> {
    const { database, milliseconds = LEASE_MILLISECONDS, ...request } = this.options;
    return takeLease(database, { ...request, milliseconds });
  }

  giveBack(): Promise<void> {
    return giveLeaseBack(this.options.database, this.options);
  }
}
