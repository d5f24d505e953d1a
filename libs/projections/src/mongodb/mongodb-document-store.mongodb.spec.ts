import type { mongo } from 'mongoose';
import {
  EXAMINED_PER_DOCUMENT,
  GenerationDropped,
  ReadModelsUnavailable,
  VersionGap,
  type DocumentCollection,
  type DocumentQuery,
  type DocumentStore,
} from '../document-store.port.js';
import { checkpointAt, documentStoreContract, thing, versionAt } from '../testing/document-store.contract.js';
import { mongodbUnderTest, mongodbUri } from '../testing/mongodb-under-test.js';
import { MongodbDocumentStore } from './mongodb-document-store.adapter.js';

const underTest = mongodbUnderTest();
const { create, destroy } = underTest;

describe('Documents in MongoDB', () => {
  documentStoreContract({ create, destroy, madeUp: 40 });
});

const definition = { readModel: 'things', generation: 1, sorts: ['name', 'plan.start'] };
const known = '2022-03-01T00:00:00.000Z';

let store: DocumentStore;
let things: DocumentCollection;
const begin = async (): Promise<void> => {
  store = await create();
  things = await store.open(definition);
};
const collectionNames = async (): Promise<readonly string[]> =>
  (await (await underTest.database()).listCollections()).map(({ name }) => name).toSorted();

describe('A page', () => {
  beforeAll(async () => {
    await begin();
    for (let version = 1; version <= 4; version += 1)
      for (let from = 0; from < 1_000; from += 500) {
        const versions = Array.from({ length: 500 }, (_, index) => {
          const id = String(from + index).padStart(4, '0');
          const members = {
            version,
            name: `Name ${(Number(id) * 7) % 100}`,
            ...(index % 3 && { plan: { start: id } }),
          };
          return versionAt(version * 1_000 + from + index, thing(id, members), known);
        });
        await things.save({ versions });
      }
  });
  afterAll(() => destroy(store));

  /** The commands by which something was read, as the server noted them, explained and carried out again. */
  const explained = async (reading: () => Promise<unknown>): Promise<readonly mongo.Document[]> => {
    const { db } = await underTest.database();
    await db!.command({ profile: 2 });
    await reading();
    await db!.command({ profile: 0 });
    const noted = await db!
      .collection('system.profile')
      .find({ op: { $in: ['query', 'getmore'] } })
      .sort({ ts: 1 })
      .toArray();
    await db!.dropCollection('system.profile');
    const pages = noted.filter(({ ns }) => String(ns).includes('things@'));
    return Promise.all(
      pages.map(({ command: { lsid: _, $clusterTime: __, $db: ___, ...find } }) =>
        db!.command({ explain: find, verbosity: 'executionStats' }),
      ),
    );
  };
  const stagesOf = (plan: mongo.Document): readonly string[] => [
    String(plan['stage']),
    ...(plan['inputStage'] ? stagesOf(plan['inputStage'] as mongo.Document) : []),
  ];

  const moments = [undefined, { knownAt: known, position: 2_500 }, { knownAt: known, position: 4_400 }];
  const queries = ['id', ...definition.sorts]
    .flatMap((by) => [false, true].map((descending) => ({ by, descending })))
    .flatMap((sort) => moments.map((moment) => [sort, moment] as const));

  it.each(queries)('by %j, at %j, is read from an index and looks at no more than it may', async (sort, moment) => {
    const everything: DocumentQuery = { filter: {}, limit: 5, sort, ...(moment && { moment }) };
    const after = (await things.find(everything)).next!;
    for (const query of [everything, { ...everything, after }, { ...everything, filter: { name: 'nobody' }, after }]) {
      const plans = await explained(() => things.find(query));
      expect(plans.length).toBeGreaterThan(0);
      let examined = 0;
      for (const { executionStats, queryPlanner } of plans) {
        const stages = stagesOf((queryPlanner as mongo.Document)['winningPlan'] as mongo.Document);
        expect(stages).toContain('IXSCAN');
        expect(stages).not.toContain('SORT');
        const { totalDocsExamined, totalKeysExamined } = executionStats as Record<string, number>;
        expect(totalKeysExamined).toBe(totalDocsExamined);
        examined += totalDocsExamined!;
      }
      expect(examined).toBeLessThanOrEqual(EXAMINED_PER_DOCUMENT * query.limit);
    }
  });
});

describe('A generation', () => {
  beforeEach(begin);
  afterEach(() => destroy(store));

  it('has everything when another process opens it', async () => {
    const parked = {
      ...{ stream: 'thing-x', fromVersion: 1, position: 3, reason: 'TypeError', redrives: 0, parkedAt: known },
    };
    const versions = [versionAt(1, thing('a')), versionAt(2, thing('b')), versionAt(3, thing('a', { version: 2 }))];
    await things.save({ versions, checkpoint: checkpointAt(3), park: [parked] });
    await store.makeLive('things', 1);
    const { name } = await underTest.database();
    const other = new MongodbDocumentStore({ uri: mongodbUri(), database: name });
    expect(await other.generations('things')).toEqual({ live: 1, all: [1] });
    const opened = await other.open(definition);
    expect(await opened.get('a')).toEqual(thing('a', { version: 2 }));
    expect(await opened.get('a', { knownAt: '2022-03-02T00:00:00.000Z', position: 9 })).toEqual(thing('a'));
    expect(await opened.checkpoint()).toEqual(checkpointAt(3));
    expect(await opened.parked()).toEqual([parked]);
    await other.close();
  });

  it('that two processes make at once is one', async () => {
    const { name } = await underTest.database();
    const other = new MongodbDocumentStore({ uri: mongodbUri(), database: name });
    const fresh = { ...definition, readModel: 'fresh' };
    const [one, two] = await Promise.all([store.open(fresh), other.open(fresh)]);
    await one!.save({ versions: [versionAt(1, thing('a'))], checkpoint: checkpointAt(1) });
    expect(await two!.get('a')).toEqual(thing('a'));
    expect((await collectionNames()).filter((found) => /^fresh@1\.[0-9a-f]{12}$/.test(found))).toHaveLength(1);
    await other.close();
  });

  it('that another process dropped, or made anew, takes and answers nothing from who still holds it', async () => {
    await things.save({ versions: [versionAt(1, thing('a'))], checkpoint: checkpointAt(1) });
    const { name } = await underTest.database();
    const other = new MongodbDocumentStore({ uri: mongodbUri(), database: name });
    await other.drop('things', 1);
    const anew = await other.open(definition);
    await anew.save({ versions: [versionAt(1, thing('a', { name: 'Anew' }))], checkpoint: checkpointAt(1) });
    const versions = [versionAt(2, thing('a', { version: 2, name: 'Of before' })), versionAt(3, thing('b'))];
    const late = things.save({ versions, checkpoint: checkpointAt(3) });
    await expect(late).rejects.toThrow(VersionGap);
    await expect(things.save({ versions: versions.slice(1), checkpoint: checkpointAt(3) })).rejects.toThrow(
      GenerationDropped,
    );
    for (const asking of [things.get('a'), things.find({ filter: {}, limit: 1 }), things.checkpoint(), things.parked()])
      await expect(asking).rejects.toThrow(GenerationDropped);
    expect((await anew.find({ filter: {}, limit: 9 })).documents).toEqual([thing('a', { name: 'Anew' })]);
    expect(await anew.checkpoint()).toEqual(checkpointAt(1));
    // What the late one wrote is nobody's, and goes when the read model is opened next.
    await other.open(definition);
    expect((await collectionNames()).filter((one) => /^things@1\.[0-9a-f]{12}$/.test(one))).toHaveLength(1);
    await other.close();
  });

  it('leaves nothing in the database when it is dropped', async () => {
    await things.save({ versions: [versionAt(1, thing('a')), versionAt(2, thing('a', { version: 2 }))] });
    await store.drop('things', 1);
    expect(await collectionNames()).toEqual(['readModels']);
  });

  it.each(['Things', 'a b', 'system.things', '$things', ''])('takes no read model called %j', async (readModel) => {
    await expect(store.open({ ...definition, readModel })).rejects.toThrow('Not the name of a read model');
  });
});

describe('A database that is not there', () => {
  it('is an error, again each time someone asks', async () => {
    const away = new MongodbDocumentStore({
      ...{ uri: 'mongodb://127.0.0.1:9/?replicaSet=rs0', database: 'views' },
      connection: { serverSelectionTimeoutMS: 200 },
    });
    await expect(away.open(definition)).rejects.toThrow('ECONNREFUSED');
    const cause = expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') as string }) as Error;
    await expect(away.generations('things')).rejects.toMatchObject({ name: 'ReadModelsUnavailable', cause });
    await away.close();
  });
});

describe('A database that does not answer', () => {
  it('is ReadModelsUnavailable to whoever reads', async () => {
    await begin();
    await store.close();
    const reads = [
      () => things.get('a'),
      () => things.getMany(['a']),
      () => things.find({ filter: {}, limit: 1 }),
      () => things.checkpoint(),
      () => things.parked(),
      () => store.generations('things'),
    ];
    for (const read of reads) await expect(read()).rejects.toBeInstanceOf(ReadModelsUnavailable);
  });

  it('is that, too, to whoever comes before it ever did', async () => {
    const uri = 'mongodb://127.0.0.1:1/?replicaSet=rs0&serverSelectionTimeoutMS=100';
    const away = new MongodbDocumentStore({ uri, database: 'away' });
    await expect(away.generations('things')).rejects.toBeInstanceOf(ReadModelsUnavailable);
    await away.close();
  });
});
