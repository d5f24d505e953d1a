import { openRelayDatabase } from '../testing/relay-database.js';
import { relayProgressContract } from '../testing/relay-ports.contract.js';
import { MongodbRelayProgress } from './mongodb-relay-progress.adapter.js';

describe('How far the relay is, in MongoDB', () => {
  let opened: Awaited<ReturnType<typeof openRelayDatabase>>;
  beforeAll(async () => (opened = await openRelayDatabase()));
  afterAll(() => opened.drop());

  relayProgressContract({
    create: async () => {
      const { database } = opened;
      await database.published.deleteMany({});
      return { progress: new MongodbRelayProgress(database), again: new MongodbRelayProgress(database) };
    },
  });
});
