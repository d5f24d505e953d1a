import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnusableFile } from '@opsledger/event-store';
import { checkpointAt, documentStoreContract, thing } from '../testing/document-store.contract.js';
import { SqliteDocumentStore } from './sqlite-document-store.adapter.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsledger-views-'));
  file = join(folder, 'views.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('Documents in one SQLite file', () => {
  documentStoreContract({ create: () => new SqliteDocumentStore(file), destroy: (store) => store.close() });
});

describe('A file of views', () => {
  it('has its documents and checkpoints when it is opened again', async () => {
    const first = new SqliteDocumentStore(file);
    await first.save('things', [thing('a'), thing('b')], checkpointAt(2));
    await first.save('boards', [], checkpointAt(5));
    await first.close();
    const again = new SqliteDocumentStore(file);
    expect(await again.find('things', { where: {}, limit: 10 })).toEqual([thing('a'), thing('b')]);
    expect(await again.checkpoint('things')).toEqual(checkpointAt(2));
    expect(await again.checkpoint('boards')).toEqual(checkpointAt(5));
    await again.close();
  });

  it('that is damaged is named and left as it was', () => {
    const bytes = Buffer.from('these are no views\n'.repeat(100));
    writeFileSync(file, bytes);
    expect(() => new SqliteDocumentStore(file)).toThrow(UnusableFile);
    expect(() => new SqliteDocumentStore(file)).toThrow(file);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
