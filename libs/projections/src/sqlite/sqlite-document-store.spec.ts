import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { UnusableFile } from '@opsledger/event-store';
import { checkpointAt, documentStoreContract, thing, versionAt } from '../testing/document-store.contract.js';
import { rowsQuery, SqliteDocumentStore } from './sqlite-document-store.adapter.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsledger-views-'));
  file = join(folder, 'views.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const definition = { readModel: 'things', generation: 1, sorts: ['name', 'plan.start'] };

describe('Documents in one SQLite file', () => {
  documentStoreContract({ create: () => new SqliteDocumentStore(file), destroy: (store) => store.close() });
});

describe('A file of views', () => {
  it('has its documents, checkpoints, generations and parked streams when it is opened again', async () => {
    const parked = {
      ...{ stream: 'thing-x', fromVersion: 1, position: 3, reason: 'TypeError', redrives: 0 },
      parkedAt: '2022-03-01T00:00:00.000Z',
    };
    const first = new SqliteDocumentStore(file);
    const things = await first.open(definition);
    const versions = [versionAt(1, thing('a')), versionAt(2, thing('b')), versionAt(3, thing('a', { version: 2 }))];
    await things.save({ versions, checkpoint: checkpointAt(3), park: [parked] });
    await first.makeLive('things', 1);
    await first.open({ ...definition, generation: 2 });
    await first.close();

    const again = new SqliteDocumentStore(file);
    expect(await again.generations('things')).toEqual({ live: 1, all: [1, 2] });
    const reopened = await again.open(definition);
    expect(await reopened.get('a')).toEqual(thing('a', { version: 2 }));
    expect(await reopened.get('a', { knownAt: '2022-03-02T00:00:00.000Z', position: 9 })).toEqual(thing('a'));
    expect(await reopened.checkpoint()).toEqual(checkpointAt(3));
    expect(await reopened.parked()).toEqual([parked]);
    await again.close();
  });

  it('that is damaged is named and left as it was', () => {
    const bytes = Buffer.from('these are no views\n'.repeat(100));
    writeFileSync(file, bytes);
    expect(() => new SqliteDocumentStore(file)).toThrow(UnusableFile);
    expect(() => new SqliteDocumentStore(file)).toThrow(file);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it.each(['Things', 'a b', '"; DROP', ''])('takes no read model called %j', async (readModel) => {
    const store = new SqliteDocumentStore(file);
    await expect(store.open({ ...definition, readModel })).rejects.toThrow('Not the name of a read model');
    await store.close();
  });
});

describe('Every page is read from an index', () => {
  const moment = { knownAt: '2022-03-05T00:00:00.000Z', position: 7 };
  const sorts = ['id', ...definition.sorts].flatMap((by) => [
    { by, descending: false },
    { by, descending: true },
  ]);
  const afters = [
    undefined,
    { value: 'Owl', id: 'b' },
    { value: null, id: 'b' },
    { value: 'Owl', id: 'b', version: 2 },
  ];

  it.each(sorts)('sorted by $by, descending $descending', async (sort) => {
    const store = new SqliteDocumentStore(file);
    await store.open(definition);
    await store.close();
    const reader = new Database(file);
    for (const at of [undefined, moment]) {
      for (const after of afters) {
        for (const hasValues of after && sort.by !== 'id' ? [after.value !== null] : [true, false]) {
          const { sql, parameters } = rowsQuery('things@1', { sort, moment: at, hasValues, after });
          const plan = reader.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters, 10) as { detail: string }[];
          const details = plan.map(({ detail }) => detail).join('; ');
          // Where a page goes on, the index is entered there and not read from its start.
          expect(details).toMatch(
            after ? /^SEARCH things@1 USING INDEX .*[<>]/ : /^(SEARCH|SCAN) things@1 USING INDEX /,
          );
          expect(details).not.toContain('TEMP B-TREE');
          // What was superseded is not looked at for a list of now.
          expect(details.includes(', newest')).toBe(at === undefined);
        }
      }
    }
    reader.close();
  });
});
