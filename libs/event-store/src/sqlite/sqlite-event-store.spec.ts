import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../testing/event-store.contract.js';
import { SqliteEventStore } from './sqlite-event-store.adapter.js';

describe('The log in one SQLite file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'opsledger-log-'))));
  eventStoreContract({
    create: (now) =>
      new SqliteEventStore({
        file: join(folder, 'events.db'),
        now,
        newLogId: () => 'log-1',
        onOutcomeUnknown: (error) => {
          throw error;
        },
      }),
    destroy: async (log) => {
      await log.close();
      rmSync(folder, { recursive: true });
    },
  });
});
