import * as fc from 'fast-check';
import type { ParkedStream } from '@opsledger/messaging';
import { matches, UnsupportedFilter, type DocumentFilter, type GeoShape } from '../document-filter.js';
import {
  VersionGap,
  type Checkpoint,
  type DocumentCollection,
  type DocumentKey,
  type DocumentQuery,
  type DocumentStore,
  type DocumentVersion,
} from '../document-store.port.js';
import type { Moment } from '../past-view.js';
import type { ReadModelDocument } from '../projection.js';

/** What the contract needs of an adapter: a new, empty store. */
export type DocumentStoreUnderTest = Readonly<{
  create: () => DocumentStore | Promise<DocumentStore>;
  destroy: (store: DocumentStore) => Promise<void>;
  /** How many histories and questions are made up; fewer where making a collection takes its time. */
  madeUp?: number;
}>;

export const checkpointAt = (position: number): Checkpoint => ({
  ...{ projectionVersion: 1, logId: 'log-1', position, eventId: `event-${position}` },
});

export type Thing = ReadModelDocument & Readonly<{ name: string; [member: string]: unknown }>;

export const thing = (id: string, members: object = {}): Thing => ({
  ...{ id, version: 1, sensitivity: 'UNCLASSIFIED', exercise: false, name: `Thing ${id}` },
  ...members,
});

const day = (number: number): string => `2022-03-${String(number).padStart(2, '0')}T00:00:00.000Z`;

/** A version of a thing as an event at a position left it; known since the day of that number unless said otherwise. */
export const versionAt = (position: number, document: Thing, knownAt = day(position)): DocumentVersion => ({
  ...{ document, knownAt, position },
});

const parkedStream = (stream: string, members: Partial<ParkedStream> = {}): ParkedStream => ({
  ...{ stream, fromVersion: 2, position: 7, reason: 'TypeError: no', parkedAt: day(1), redrives: 0, ...members },
});

const idsOf = (documents: readonly ReadModelDocument[]): readonly string[] => documents.map(({ id }) => id);

/** What every document store does, whatever it keeps its documents in. */
export const documentStoreContract = ({ create, destroy, madeUp = 150 }: DocumentStoreUnderTest): void => {
  let store: DocumentStore;
  let things: DocumentCollection;
  const definition = { readModel: 'things', generation: 1, sorts: ['name', 'rank', 'plan.start'] };
  beforeEach(async () => {
    store = await create();
    things = await store.open(definition);
  });
  afterEach(() => destroy(store));

  /** Saves things, each as one event left it, one position after the other. */
  const saveAll = async (documents: readonly Thing[], from = 1): Promise<void> =>
    things.save({ versions: documents.map((document, index) => versionAt(from + index, document, day(1))) });
  const find = async (query: Partial<DocumentQuery> = {}): Promise<readonly string[]> =>
    idsOf((await things.find({ filter: {}, limit: 100, ...query })).documents);
  /** Every page until the end; each may be empty. */
  const readOn = async (query: Omit<DocumentQuery, 'after'>): Promise<readonly (readonly string[])[]> => {
    const pages: (readonly string[])[] = [];
    for (let after: DocumentKey | undefined; ;) {
      const { documents, next } = await things.find({ ...query, ...(after && { after }) });
      pages.push(idsOf(documents));
      if (!next) return pages;
      after = next;
    }
  };

  const allVersions = async (): Promise<readonly DocumentVersion[]> => {
    const all: DocumentVersion[] = [];
    for await (const portion of things.versions()) all.push(...portion);
    return all;
  };

  it('An empty collection has no document, no checkpoint and nothing parked', async () => {
    expect(await things.get('a')).toBeUndefined();
    expect(await things.find({ filter: {}, limit: 10 })).toEqual({ documents: [] });
    expect(await things.checkpoint()).toBeUndefined();
    expect(await things.parked()).toEqual([]);
    expect(await store.generations('things')).toEqual({ all: [1] });
    expect(await store.generations('others')).toEqual({ all: [] });
  });

  describe('Saving', () => {
    it('keeps documents, checkpoint and parked streams as they were given', async () => {
      const notes = {
        words: ['Dangaré', '🕊️', `it's "quoted"; DROP TABLE`, '\n', '__proto__'],
        numbers: [0.1, 1e21, -1.5],
        none: null,
      };
      const documents = [thing('a', { notes }), thing('b', { exercise: true })];
      const park = [parkedStream('thing-b')];
      await things.save({
        versions: documents.map((one, index) => versionAt(index + 1, one)),
        checkpoint: checkpointAt(7),
        park,
      });
      expect(await things.get('a')).toStrictEqual(documents[0]);
      expect(await things.get('b')).toStrictEqual(documents[1]);
      expect(await things.checkpoint()).toStrictEqual(checkpointAt(7));
      expect(await things.parked()).toStrictEqual(park);
    });

    it('gives out every version of every document, by id and version, however many there are', async () => {
      expect(await allVersions()).toEqual([]);
      const ids = ['', 'é', ...Array.from({ length: 130 }, (_, index) => `id-${index}`)];
      const versions = ids.flatMap((id, index) =>
        Array.from({ length: 1 + (index % 9) }, (_, before) =>
          thing(id, { version: before + 1, name: `${id} ${before}` }),
        ),
      );
      const saved = versions.map((document, index) => versionAt(index + 1, document, day(1 + (index % 20))));
      await things.save({ versions: saved.filter(({ document }) => document.version === 1) });
      await things.save({ versions: saved.filter(({ document }) => document.version > 1) });
      const order = (a: DocumentVersion, b: DocumentVersion): number =>
        Buffer.compare(Buffer.from(a.document.id), Buffer.from(b.document.id)) ||
        a.document.version - b.document.version;
      expect(await allVersions()).toEqual(saved.toSorted(order));
    });

    it('keeps a document byte for byte as JSON has it', async () => {
      const text =
        '{"$set":{"$where":1},"a.b":{"c.d":[]},"":"","\\u0000":"\\u0000","__proto__":{"x":1},"constructor":1,"_id":"x","empty":{},' +
        '"lone":"\\ud83d","pair":"\u{1f54a}","large":1e+21,"exact":9007199254740993,"small":5e-324,"zero":0,"half":0.5,' +
        '"date":"2022-03-01T00:00:00.000Z","$date":{"$numberLong":"1"},"bytes":{"$binary":"AA=="},"10":1,"9":[null,[true,{}]],' +
        `"deep":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}`;
      const odd = { ...thing('a'), ...(JSON.parse(text) as object) };
      Object.defineProperty(odd, '__proto__', { value: { x: 1 }, enumerable: true });
      await things.save({ versions: [versionAt(1, odd)] });
      await things.save({ versions: [versionAt(2, { ...odd, version: 2 } as Thing)] });
      const past = await things.get('a', { knownAt: day(1), position: 1 });
      expect(JSON.stringify(past)).toBe(JSON.stringify(odd));
      expect(JSON.stringify(past)).toContain('"__proto__":{"x":1}');
      expect(JSON.stringify(past)).toContain('"lone":"\\ud83d"');
      expect(JSON.stringify((await things.find({ filter: { id: 'a' }, limit: 1 })).documents[0])).toBe(
        JSON.stringify({ ...odd, version: 2 }),
      );
    });

    it('keeps of what JSON has no word for what JSON makes of it', async () => {
      const members = {
        none: undefined,
        nan: Number.NaN,
        endless: -Infinity,
        minus: -0,
        at: new Date(0),
        rank: Number.NaN,
      };
      await saveAll([thing('b', { rank: 0 }), thing('a', members)]);
      expect(await things.get('a')).toStrictEqual(JSON.parse(JSON.stringify(thing('a', members))));
      expect(await find({ sort: { by: 'rank' } })).toEqual(['a', 'b']);
    });

    it('gives many documents at once, of those that there are', async () => {
      await saveAll([thing('a'), thing('b'), thing('c')]);
      expect([...(await things.getMany(['c', 'x', 'a', '__proto__']))].toSorted()).toEqual([
        ['a', thing('a')],
        ['c', thing('c')],
      ]);
      expect((await things.getMany([])).size).toBe(0);
    });

    it('of a writer that was replaced and does not know it changes nothing', async () => {
      const before = await store.open(definition);
      const versions = [versionAt(1, thing('a')), versionAt(2, thing('a', { version: 2 })), versionAt(3, thing('b'))];
      await before.save({ versions: versions.slice(0, 1), checkpoint: checkpointAt(1) });
      await before.getMany(['a', 'b']);
      await things.save({ versions: versions.slice(1), checkpoint: checkpointAt(3) });
      await things.save({ versions: [versionAt(4, thing('a', { version: 3 }))], checkpoint: checkpointAt(4) });
      await expect(before.save({ versions: versions.slice(1), checkpoint: checkpointAt(3) })).rejects.toBeInstanceOf(
        VersionGap,
      );
      await before.save({ versions: [], checkpoint: checkpointAt(2) });
      expect(await things.get('a')).toEqual(thing('a', { version: 3 }));
      expect(await things.get('a', { knownAt: day(9), position: 3 })).toEqual(thing('a', { version: 2 }));
      expect(await find()).toEqual(['a', 'b']);
      expect(await things.checkpoint()).toEqual(checkpointAt(4));
    });

    // The late one looks at nothing again that it has read: `new` alone is looked up, and would be taken.
    it.each([2, 3])('is refused to a writer that has not seen that %i versions are there now', async (last) => {
      const late = await store.open(definition);
      await things.save({ versions: [versionAt(1, thing('a'))], checkpoint: checkpointAt(1) });
      await late.getMany(['a']);
      for (let version = 2; version <= last; version += 1)
        await things.save({
          versions: [versionAt(version, thing('a', { version }))],
          checkpoint: checkpointAt(version),
        });
      const versions = [versionAt(2, thing('a', { version: 2, name: 'Late' })), versionAt(9, thing('new'))];
      await expect(late.save({ versions, checkpoint: checkpointAt(9) })).rejects.toBeInstanceOf(VersionGap);
      expect(await things.get('a')).toEqual(thing('a', { version: last }));
      for (let position = 1; position <= last; position += 1)
        expect(await things.get('a', { knownAt: day(9), position })).toEqual(thing('a', { version: position }));
      expect(await things.checkpoint()).toEqual(checkpointAt(last));
    });

    it('puts a version in the place of the one before, also several in one go, and leaves other documents', async () => {
      await saveAll([thing('a'), thing('b')]);
      await things.save({
        versions: [
          versionAt(3, thing('a', { version: 2, name: 'Second' })),
          versionAt(4, thing('c')),
          versionAt(5, thing('a', { version: 3, name: 'Third' })),
        ],
      });
      expect(await things.get('a')).toEqual(thing('a', { version: 3, name: 'Third' }));
      expect(await find()).toEqual(['a', 'b', 'c']);
    });

    it.each([
      ['a version is left out', [thing('a', { version: 3 })]],
      ['a version is there already', [thing('a', { version: 1 })]],
      ['the first version is left out', [thing('new', { version: 2 })]],
      ['a version comes twice', [thing('a', { version: 2 }), thing('a', { version: 2 })]],
      ['versions come in the wrong order', [thing('a', { version: 3 }), thing('a', { version: 2 })]],
    ])('is refused when %s, and nothing of it is kept', async (_, wrong) => {
      await things.save({
        versions: [versionAt(1, thing('a'))],
        checkpoint: checkpointAt(1),
        park: [parkedStream('thing-x')],
      });
      const versions = [versionAt(2, thing('b')), ...wrong.map((one, index) => versionAt(3 + index, one))];
      await expect(
        things.save({ versions, checkpoint: checkpointAt(9), park: [parkedStream('thing-y')], unpark: ['thing-x'] }),
      ).rejects.toBeInstanceOf(VersionGap);
      expect(await find()).toEqual(['a']);
      expect(await things.get('a')).toEqual(thing('a'));
      expect(await things.checkpoint()).toEqual(checkpointAt(1));
      expect((await things.parked()).map(({ stream }) => stream)).toEqual(['thing-x']);
    });

    it('by two writers at once is kept of one of them', async () => {
      const other = await store.open(definition);
      const results = await Promise.allSettled([
        things.save({ versions: [versionAt(1, thing('a', { name: 'One' }))] }),
        other.save({ versions: [versionAt(1, thing('a', { name: 'Other' }))] }),
      ]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });

    it('moves a checkpoint without documents, and parks and unparks', async () => {
      await things.save({ versions: [], checkpoint: checkpointAt(3) });
      await things.save({ versions: [], park: [parkedStream('thing-2'), parkedStream('thing-1')] });
      await things.save({
        versions: [],
        park: [parkedStream('thing-1', { redrives: 4 })],
        unpark: ['thing-2', 'thing-9'],
      });
      expect(await things.checkpoint()).toEqual(checkpointAt(3));
      expect(await things.parked()).toEqual([parkedStream('thing-1', { redrives: 4 })]);
    });
  });

  describe('The past', () => {
    // Known times and positions part where history is brought in late: position 5 was known before position 4.
    beforeEach(async () => {
      await things.save({
        versions: [
          versionAt(1, thing('a', { rank: 1 })),
          versionAt(2, thing('b', { rank: 9 })),
          versionAt(3, thing('a', { version: 2, rank: 5 })),
          versionAt(4, thing('c', { rank: 4 }), day(8)),
          versionAt(5, thing('d', { rank: 2 }), day(2)),
          versionAt(6, thing('a', { version: 3, rank: 10 }), day(9)),
        ],
      });
    });
    const at = (knownDay: number, position: number): Moment => ({ knownAt: day(knownDay), position });

    it.each([
      ['before anything was known', at(0, 9), []],
      ['on the first day', at(1, 9), ['a1']],
      ['on the second day, with what was brought in later', at(2, 9), ['a1', 'b1', 'd1']],
      ['on the second day, as far as the log had come then', at(2, 4), ['a1', 'b1']],
      ['on the eighth day', at(8, 9), ['a2', 'b1', 'c1', 'd1']],
      ['in the end', at(9, 9), ['a3', 'b1', 'c1', 'd1']],
      ['in the end, of the first position', at(9, 1), ['a1']],
    ])('is listed and read as it was known %s', async (_, moment, expected) => {
      const { documents } = await things.find({ filter: {}, limit: 10, moment });
      expect(documents.map(({ id, version }) => `${id}${version}`)).toEqual(expected);
      const read = await Promise.all(['a', 'b', 'c', 'd'].map((id) => things.get(id, moment)));
      expect(read.flatMap((one) => (one ? [`${one.id}${one.version}`] : []))).toEqual(expected);
    });

    it('is filtered and sorted by what it was then', async () => {
      expect(await find({ moment: at(8, 9), sort: { by: 'rank' } })).toEqual(['d', 'c', 'a', 'b']);
      expect(await find({ moment: at(9, 9), sort: { by: 'rank', descending: true } })).toEqual(['a', 'b', 'c', 'd']);
      expect(await find({ moment: at(2, 9), filter: { rank: { $lte: 2 } } })).toEqual(['a', 'd']);
    });

    it('is paged once each, however many versions a document has', async () => {
      for (let version = 4; version <= 60; version += 1)
        await things.save({ versions: [versionAt(version + 10, thing('a', { version, rank: 7 }), day(10))] });
      for (const sort of [{ by: 'id' }, { by: 'rank' }, { by: 'rank', descending: true }]) {
        const pages = await readOn({ filter: {}, limit: 1, moment: at(9, 9), sort });
        expect(pages.flat().toSorted()).toEqual(['a', 'b', 'c', 'd']);
      }
    });
  });

  describe('A filter', () => {
    const documents = [
      thing('1', { rank: 1, tags: ['x', 'y'], plan: { start: '2022-03' }, open: true }),
      thing('2', { rank: 2, tags: [], plan: { start: '2022-05' }, open: false }),
      thing('3', {
        rank: '2',
        tags: ['y'],
        note: null,
        areas: [
          { code: 'ML05', level: 1 },
          { code: 'ML07', level: 2 },
        ],
      }),
      thing('4', { rank: 2.5, name: 'Ünïcode \u{1f54a}', areas: [{ code: 'ML07', level: 1 }] }),
      thing('5', {
        ...{ numbers: [1, 5, 12], name: '' },
        points: [
          [-4.183, 14.484],
          [-3.61, 14.35],
        ],
      }),
    ];
    const mopti = [-4.183, 14.484] as const;
    const within = ($geoWithin: GeoShape): DocumentFilter => ({ points: { $geoWithin } });
    beforeEach(() => saveAll(documents));

    it.each<[DocumentFilter, readonly string[]]>([
      [{}, ['1', '2', '3', '4', '5']],
      [{ id: '3' }, ['3']],
      [{ rank: 2 }, ['2']],
      [{ rank: '2' }, ['3']],
      [{ open: true }, ['1']],
      [{ open: { $eq: false } }, ['2']],
      [{ name: 'Ünïcode \u{1f54a}' }, ['4']],
      [{ name: '' }, ['5']],
      [{ note: null }, ['1', '2', '3', '4', '5']],
      [{ note: { $exists: true } }, ['3']],
      [{ plan: { $exists: false } }, ['3', '4', '5']],
      [{ tags: { $exists: true } }, ['1', '2', '3']],
      [{ rank: { $ne: 2 } }, ['1', '3', '4', '5']],
      [{ rank: { $in: [1, '2'] } }, ['1', '3']],
      [{ rank: { $nin: [1, 2, '2', 2.5] } }, ['5']],
      [{ rank: { $gt: 1 } }, ['2', '4']],
      [{ rank: { $gte: 1, $lt: 2.5 } }, ['1', '2']],
      [{ rank: { $gte: '' } }, ['3']],
      [{ name: { $lte: 'Thing 2' } }, ['1', '2', '5']],
      [{ 'plan.start': '2022-05' }, ['2']],
      [{ 'plan.start': { $gte: '2022-03', $lt: '2022-05' } }, ['1']],
      [{ tags: 'y' }, ['1', '3']],
      [{ tags: { $ne: 'x' } }, ['2', '3', '4', '5']],
      [{ tags: { $nin: ['x', 'y'] } }, ['2', '4', '5']],
      [{ 'areas.code': 'ML07' }, ['3', '4']],
      [{ 'areas.level': { $gt: 1 } }, ['3']],
      [{ areas: { $elemMatch: { code: 'ML07', level: 1 } } }, ['4']],
      [{ areas: { $elemMatch: { code: { $in: ['ML05'] } } } }, ['3']],
      [{ numbers: { $gt: 10 } }, ['5']],
      [{ numbers: { $elemMatch: { $gt: 5, $lt: 12 } } }, []],
      [{ numbers: { $gt: 5, $lt: 2 } }, ['5']],
      [{ numbers: { $elemMatch: { $gte: 5, $lt: 12 } } }, ['5']],
      [{ $or: [{ rank: 1 }, { 'areas.code': 'ML05' }] }, ['1', '3']],
      [{ $and: [{ rank: { $gte: 2 } }, { $or: [{ open: false }, { rank: 1 }] }] }, ['2']],
      [{ rank: 2, open: true }, []],
      [{ name: `'; DROP TABLE "things@1"; --` }, []],
      [within({ $centerSphere: [mopti, 0] }), ['5']],
      // 0.65 degrees of latitude are 72.3 km.
      [within({ $centerSphere: [[-3.61, 15], 72 / 6371] }), []],
      [within({ $centerSphere: [[-3.61, 15], 73 / 6371] }), ['5']],
      [
        within({
          $box: [
            [-3.7, 14.3],
            [-3.6, 14.4],
          ],
        }),
        ['5'],
      ],
      [
        within({
          $box: [
            [-3.6, 14.3],
            [-3.5, 14.4],
          ],
        }),
        [],
      ],
      [{ numbers: { $geoWithin: { $centerSphere: [mopti, 3] } } }, []],
    ])('%j', async (filter, expected) => {
      expect(await find({ filter })).toEqual(expected);
    });

    it.each<[string, object]>([
      ['an operator beyond the subset', { name: { $regex: '^T' } }],
      ['one beyond it at the top', { $nor: [{ rank: 1 }] }],
      ['code', { $where: 'true' }],
      ['a path that is none', { 'a b': 1 }],
      ['a path with a quote', { "name') --": 1 }],
      ['a path into a prototype', { '__proto__.x': 1 }],
      ['a path that goes too deep', { 'a.b.c.d.e.f': 1 }],
      ['a whole object', { plan: { start: '2022-03' } }],
      ['a list for a value', { tags: ['x'] }],
      ['an empty list', { rank: { $in: [] } }],
      ['an empty disjunction', { $or: [] }],
      ['a comparison with true', { rank: { $gt: true } }],
      ['a number that is none', { rank: Number.NaN }],
      ['nothing', { rank: undefined }],
      ['a circle without a radius', { points: { $geoWithin: { $centerSphere: [mopti] } } }],
      ['a box the wrong way round', { points: { $geoWithin: { $box: [mopti, [-5, 14]] } } }],
      ['a point beyond the Earth', { points: { $geoWithin: { $centerSphere: [[0, 91], 1] } } }],
      ['a shape beyond the subset', { points: { $geoWithin: { $polygon: [mopti, mopti, mopti] } } }],
      ['an operator inside that is none', { areas: { $elemMatch: { $foo: 1 } } }],
    ])('is refused for %s', async (_, filter) => {
      await expect(things.find({ filter: filter as DocumentFilter, limit: 1 })).rejects.toBeInstanceOf(
        UnsupportedFilter,
      );
    });
  });

  describe('A list', () => {
    const members = [{ rank: 3 }, {}, { rank: 1 }, { rank: 3 }, { rank: null }, { rank: 2 }, { rank: 1.5 }];
    const documents = members.map((one, index) =>
      thing('abcdefg'[index]!, { ...one, plan: { start: `2022-0${9 - index}` } }),
    );

    it.each<[DocumentQuery['sort'], string]>([
      [undefined, 'abcdefg'],
      [{ by: 'id', descending: true }, 'gfedcba'],
      [{ by: 'rank' }, 'becgfad'],
      [{ by: 'rank', descending: true }, 'dafgceb'],
      [{ by: 'plan.start' }, 'gfedcba'],
    ])('sorted by %j comes in that order, what lacks the member first, equal ones by id', async (sort, expected) => {
      await saveAll(documents);
      const query = { filter: {}, ...(sort && { sort }) };
      expect((await find(query)).join('')).toBe(expected);
      for (const limit of [1, 2, 3]) expect((await readOn({ ...query, limit })).flat().join('')).toBe(expected);
    });

    it('has its texts by code point, which is not the order of the units that a text is stored in', async () => {
      const names = ['\u{1f54a}', 'z', '\uffff', 'é', 'Z'];
      await saveAll(names.map((name, index) => thing('abcde'[index]!, { name })));
      const sort = { by: 'name' };
      expect((await find({ sort })).join('')).toBe('ebdca');
      expect((await find({ sort: { ...sort, descending: true } })).join('')).toBe('acdbe');
      expect((await readOn({ filter: {}, limit: 1, sort })).flat().join('')).toBe('ebdca');
      expect((await find({ sort, filter: { name: { $gt: 'é' } } })).join('')).toBe('ca');
      expect((await find({ sort, filter: { name: { $lte: '\uffff' } } })).join('')).toBe('ebdc');
    });

    it('says that there is more only if there is', async () => {
      await saveAll(documents);
      expect(await readOn({ filter: {}, limit: 7 })).toHaveLength(1);
      expect(await readOn({ filter: {}, limit: 6 })).toHaveLength(2);
      expect((await readOn({ filter: { rank: 3 }, limit: 2 })).flat()).toEqual(['a', 'd']);
    });

    it('is refused by a sort that was not declared', async () => {
      await expect(things.find({ filter: {}, limit: 1, sort: { by: 'colour' } })).rejects.toBeInstanceOf(
        UnsupportedFilter,
      );
    });

    it('is paged once each, though it grows and changes meanwhile', async () => {
      await saveAll(documents);
      const first = await things.find({ filter: {}, limit: 3, sort: { by: 'name' } });
      await things.save({
        versions: [
          versionAt(20, thing('0', { name: 'A late one, before' })),
          versionAt(21, thing('z', { name: 'Thing z' })),
          versionAt(22, thing('e', { version: 2, name: 'Thing e', rank: 7 })),
        ],
      });
      const rest = await things.find({ filter: {}, limit: 10, sort: { by: 'name' }, after: first.next! });
      expect([...idsOf(first.documents), ...idsOf(rest.documents)].join('')).toBe('abcdefgz');
    });

    it('that looks for what is rare ends its page early and goes on, so that no page looks at too much', async () => {
      const many = Array.from({ length: 1_000 }, (_, index) =>
        thing(String(index).padStart(4, '0'), { rank: index % 500 === 499 ? 1 : 0 }),
      );
      await saveAll(many);
      for (const sort of [{ by: 'id' }, { by: 'rank' }, { by: 'name', descending: true }]) {
        const pages = await readOn({ filter: { rank: 1 }, limit: 10, sort });
        expect(pages.flat().toSorted()).toEqual(['0499', '0999']);
        expect(pages.length).toBeGreaterThanOrEqual(1_000 / (20 * 10));
      }
    });
  });

  describe('Generations', () => {
    it('stand beside each other until one is dropped', async () => {
      const second = await store.open({ ...definition, generation: 2 });
      await saveAll([thing('a', { name: 'First' })]);
      await second.save({ versions: [versionAt(1, thing('a', { name: 'Second' }))], checkpoint: checkpointAt(5) });
      await store.makeLive('things', 1);
      expect(await store.generations('things')).toEqual({ live: 1, all: [1, 2] });
      await store.makeLive('things', 2);
      expect(await store.generations('things')).toEqual({ live: 2, all: [1, 2] });
      expect([await things.get('a'), await second.get('a')]).toMatchObject([{ name: 'First' }, { name: 'Second' }]);
      await store.drop('things', 1);
      expect(await store.generations('things')).toEqual({ live: 2, all: [2] });
      expect(await (await store.open({ ...definition, generation: 2 })).get('a')).toMatchObject({ name: 'Second' });
    });

    it('that is dropped comes back empty', async () => {
      await things.save({
        versions: [versionAt(1, thing('a'))],
        checkpoint: checkpointAt(1),
        park: [parkedStream('thing-1')],
      });
      await store.makeLive('things', 1);
      await store.drop('things', 1);
      expect(await store.generations('things')).toEqual({ all: [] });
      const again = await store.open(definition);
      expect([await again.get('a'), await again.checkpoint(), await again.parked()]).toEqual([
        undefined,
        undefined,
        [],
      ]);
    });

    it('that is dropped answers and takes nothing any more, whoever still holds it', async () => {
      await saveAll([thing('a')]);
      await store.drop('things', 1);
      await expect(things.find({ filter: {}, limit: 10 })).rejects.toThrow();
      await expect(things.get('a')).rejects.toThrow();
      await expect(
        things.save({ versions: [versionAt(1, thing('b'))], checkpoint: checkpointAt(1) }),
      ).rejects.toThrow();
      await expect(things.save({ versions: [versionAt(1, thing('c'))] })).rejects.toThrow();
      const again = await store.open(definition);
      expect(await again.find({ filter: {}, limit: 10 })).toEqual({ documents: [] });
    });

    it('opened again has what it had; with other sorts it is begun anew', async () => {
      await saveAll([thing('a')]);
      expect(await (await store.open(definition)).get('a')).toEqual(thing('a'));
      const anew = await store.open({ ...definition, sorts: ['rank'] });
      expect(await anew.get('a')).toBeUndefined();
      expect(await anew.checkpoint()).toBeUndefined();
    });

    it('of other read models are their own', async () => {
      const others = await store.open({ ...definition, readModel: 'other-things' });
      await saveAll([thing('a')]);
      await store.drop('other-things', 1);
      expect(await others.definition.readModel).toBe('other-things');
      expect(await things.get('a')).toEqual(thing('a'));
    });
  });

  const value = fc.oneof(
    fc.constantFrom('', 'a', 'b', 'é', '\u{1f54a}', '\uffff'),
    fc.constantFrom(-1, 0, 1, 2.5),
    fc.boolean(),
    fc.constant(null),
  );
  const comparable = fc.oneof(fc.constantFrom('', 'a', 'b', '\u{1f54a}'), fc.constantFrom(-1, 0, 1));
  const path = fc.constantFrom('rank', 'tags', 'plan.start', 'areas.code', 'missing');
  const leaf = fc.tuple(
    path,
    fc.oneof(
      value,
      fc.record({ $ne: value }),
      fc.record({ $in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
      fc.record({ $nin: fc.array(value, { minLength: 1, maxLength: 3 }) }),
      fc.record({ $gte: comparable, $lt: comparable }, { requiredKeys: ['$gte'] }),
      fc.record({ $exists: fc.boolean() }),
      fc.record({ $elemMatch: fc.record({ $gt: comparable }) }),
    ),
  );
  const simple = leaf.map(([key, condition]) => ({ [key]: condition }) as DocumentFilter);
  const joined = (part: fc.Arbitrary<DocumentFilter>): fc.Arbitrary<DocumentFilter> => {
    const parts = fc.array(part, { minLength: 1, maxLength: 2 });
    return fc.oneof(part, fc.record({ $and: parts }), fc.record({ $or: parts }));
  };
  const aFilter = joined(joined(simple));
  const scalar = fc.oneof(fc.constantFrom('', 'a', 'b', 'é', '\u{1f54a}', '\uffff'), fc.constantFrom(-1, 0, 1, 2.5));
  const someMembers = fc.record(
    {
      rank: fc.oneof(scalar, fc.constant(null)),
      tags: fc.array(value, { maxLength: 3 }),
      plan: fc.record({ start: value }),
      areas: fc.array(fc.record({ code: value }), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  );

  it('Any filter finds what it means, at any moment, in pages of any size, by any sort', async () => {
    let generation = 100;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), someMembers, fc.integer({ min: 1, max: 6 })), {
          maxLength: 14,
        }),
        aFilter,
        fc.constantFrom(undefined, { by: 'rank' }, { by: 'rank', descending: true }, { by: 'id', descending: true }),
        fc.option(fc.record({ day: fc.integer({ min: 0, max: 7 }), position: fc.integer({ min: 0, max: 15 }) }), {
          nil: undefined,
        }),
        fc.integer({ min: 1, max: 5 }),
        async (writes, filter, sort, past, limit) => {
          const collection = await store.open({ ...definition, generation: (generation += 1) });
          const known = new Map<string, DocumentVersion<Thing>[]>();
          for (const [index, [id, members, knownDay]] of writes.entries()) {
            const before = known.get(id) ?? [];
            const knownAt = [day(knownDay), before.at(-1)?.knownAt ?? ''].toSorted().at(-1)!;
            const written = {
              document: thing(id, { ...members, version: before.length + 1 }),
              knownAt,
              position: index + 1,
            };
            known.set(id, [...before, written]);
            await collection.save({ versions: [written] });
          }
          const moment = past && { knownAt: day(past.day), position: past.position };
          const expected = [...known.values()].flatMap((versions) => {
            const then = versions.findLast(
              (one) => !moment || (one.knownAt <= moment.knownAt && one.position <= moment.position),
            );
            return then && matches(JSON.parse(JSON.stringify(then.document)), filter)
              ? [`${then.document.id}${then.document.version}`]
              : [];
          });
          const found: string[] = [];
          const query = { filter, limit, ...(sort && { sort }), ...(moment && { moment }) };
          for (let after: DocumentKey | undefined; ;) {
            const { documents, next } = await collection.find({ ...query, ...(after && { after }) });
            found.push(...documents.map(({ id, version }) => `${id}${version}`));
            if (!next) break;
            after = next;
          }
          expect(found.toSorted()).toEqual(expected.toSorted());
          if (sort?.by === 'id') expect(found).toEqual(expected.toSorted().toReversed());
          await store.drop('things', generation);
        },
      ),
      { numRuns: madeUp },
    );
  });
};
