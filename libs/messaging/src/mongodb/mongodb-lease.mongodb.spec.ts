import { randomUUID } from 'node:crypto';
import { openRelayDatabase } from '../testing/relay-database.js';
import { leaseContract } from '../testing/relay-ports.contract.js';
import { MongodbLease } from './mongodb-lease.adapter.js';

describe('A lease in MongoDB', () => {
  let opened: Awaited<ReturnType<typeof openRelayDatabase>>;
  let lease: string;
  beforeAll(async () => (opened = await openRelayDatabase()));
  beforeEach(() => (lease = randomUUID()));
  afterAll(() => opened.drop());

  leaseContract({
    create: (holder, milliseconds) => new MongodbLease({ database: opened.database, lease, holder, milliseconds }),
  });
});
