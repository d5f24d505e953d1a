import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteDocumentStore } from './sqlite/sqlite-document-store.adapter.js';
import { readModelContract } from './testing/read-model.contract.js';

const folder = mkdtempSync(join(tmpdir(), 'opsledger-views-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
readModelContract({
  create: () => new SqliteDocumentStore(join(folder, `views-${(files += 1)}.db`)),
  destroy: (store) => store.close(),
});
