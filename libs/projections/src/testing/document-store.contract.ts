import type { Checkpoint, DocumentStore } from '../document-store.port.js';
import type { ReadModelDocument } from '../projection.js';

/** What the contract needs of an adapter: a new, empty store. */
export type DocumentStoreUnderTest = Readonly<{
  create: () => DocumentStore | Promise<DocumentStore>;
  destroy: (store: DocumentStore) => Promise<void>;
}>;

export const checkpointAt = (position: number): Checkpoint => ({
  ...{ projectionVersion: 1, logId: 'log-1', position, eventId: `event-${position}` },
});

type Thing = ReadModelDocument & Readonly<{ name: string; status?: string; notes?: unknown }>;

export const thing = (id: string, members: Partial<Thing> = {}): Thing => ({
  ...{ id, version: 1, sensitivity: 'UNCLASSIFIED', exercise: false, name: `Thing ${id}` },
  ...members,
});

/** What every document store does, whatever it keeps its documents in. */
export const documentStoreContract = ({ create, destroy }: DocumentStoreUnderTest): void => {
  let store: DocumentStore;
  beforeEach(async () => {
    store = await create();
  });
  afterEach(() => destroy(store));

  const idsOf = (documents: readonly ReadModelDocument[]): readonly string[] => documents.map(({ id }) => id);

  it('An empty store has no document and no checkpoint', async () => {
    expect(await store.get('things', 'a')).toBeUndefined();
    expect(await store.find('things', { where: {}, limit: 10 })).toEqual([]);
    expect(await store.checkpoint('things')).toBeUndefined();
  });

  describe('Saving', () => {
    it('keeps documents and checkpoint as they were given', async () => {
      const notes = { words: ['Dangaré', '🕊️', `it's "quoted"`, '\n'], numbers: [0.1, 1e21, -1.5], none: null };
      await store.save('things', [thing('a', { notes }), thing('b', { exercise: true })], checkpointAt(7));
      expect(await store.get('things', 'a')).toStrictEqual(thing('a', { notes }));
      expect(await store.get('things', 'b')).toStrictEqual(thing('b', { exercise: true }));
      expect(await store.checkpoint('things')).toStrictEqual(checkpointAt(7));
    });

    it('puts a document in the place of the older one, and leaves the others', async () => {
      await store.save('things', [thing('a'), thing('b')], checkpointAt(2));
      await store.save('things', [thing('a', { version: 2, name: 'Renamed' })], checkpointAt(3));
      expect(await store.find('things', { where: {}, limit: 10 })).toEqual([
        thing('a', { version: 2, name: 'Renamed' }),
        thing('b'),
      ]);
      expect(await store.checkpoint('things')).toEqual(checkpointAt(3));
    });

    it('moves the checkpoint also without documents', async () => {
      await store.save('things', [thing('a')], checkpointAt(1));
      await store.save('things', [], checkpointAt(2));
      expect(await store.checkpoint('things')).toEqual(checkpointAt(2));
      expect(await store.get('things', 'a')).toEqual(thing('a'));
    });

    it('writes all or nothing: a document that cannot be written takes the others and the checkpoint with it', async () => {
      await store.save('things', [thing('a')], checkpointAt(1));
      const unwritable = thing('c', { notes: 1n });
      const documents = [thing('a', { version: 2 }), thing('b'), unwritable];
      await expect(store.save('things', documents, checkpointAt(4))).rejects.toThrow();
      expect(await store.find('things', { where: {}, limit: 10 })).toEqual([thing('a')]);
      expect(await store.checkpoint('things')).toEqual(checkpointAt(1));
      await store.save('things', [thing('b')], checkpointAt(2));
      expect(await store.checkpoint('things')).toEqual(checkpointAt(2));
    });

    it('keeps read models apart, although their documents have the same ids', async () => {
      await store.save('things', [thing('a')], checkpointAt(1));
      await store.save('boards', [thing('a', { name: 'On a board' })], checkpointAt(9));
      expect(await store.get('things', 'a')).toEqual(thing('a'));
      expect(await store.get('boards', 'a')).toEqual(thing('a', { name: 'On a board' }));
      expect(await store.find('things', { where: {}, limit: 10 })).toEqual([thing('a')]);
      expect(await store.checkpoint('things')).toEqual(checkpointAt(1));
    });
  });

  describe('Finding', () => {
    beforeEach(async () => {
      const documents = [
        thing('b', { status: 'LAUNCHED' }),
        thing('d', { status: 'LAUNCHED', exercise: true }),
        thing('a', { status: 'PLANNED' }),
        thing('c', { status: 'CLOSED', exercise: true }),
        thing('e'),
      ];
      await store.save('things', documents, checkpointAt(5));
    });

    it.each([
      ['everything, by id', {}, 'abcde'],
      ['by a text', { status: ['LAUNCHED'] }, 'bd'],
      ['by any of several texts', { status: ['LAUNCHED', 'CLOSED'] }, 'bcd'],
      ['by a member that is true', { exercise: [true] }, 'cd'],
      ['by a member that is false', { exercise: [false] }, 'abe'],
      ['by a member that may be either', { exercise: [true, false] }, 'abcde'],
      ['by two members that must both fit', { status: ['LAUNCHED', 'PLANNED'], exercise: [false] }, 'ab'],
      ['nothing by a text that no document has', { status: ['UNKNOWN'] }, ''],
      ['nothing by a member that no document has', { place: ['Mopti'] }, ''],
      ['nothing by no value at all', { status: [] }, ''],
      ['nothing by the text of a boolean', { exercise: ['true', '1'] }, ''],
      ['nothing by a text that looks like a condition', { status: ["LAUNCHED') OR ('1' = '1"] }, ''],
    ])('%s', async (_, where, ids) => {
      expect(idsOf(await store.find('things', { where, limit: 10 })).join('')).toBe(ids);
    });

    it('page by page gives every document once', async () => {
      const pages: (readonly string[])[] = [];
      for (let afterId = ''; afterId !== 'e'; afterId = pages.at(-1)!.at(-1)!)
        pages.push(idsOf(await store.find('things', { where: {}, ...(afterId && { afterId }), limit: 2 })));
      expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
      expect(await store.find('things', { where: {}, afterId: 'e', limit: 2 })).toEqual([]);
    });

    it('counts the limit after the conditions', async () => {
      const where = { exercise: [true] };
      expect(idsOf(await store.find('things', { where, limit: 1 }))).toEqual(['c']);
      expect(idsOf(await store.find('things', { where, afterId: 'c', limit: 1 }))).toEqual(['d']);
    });

    it.each(["name') = 'x' OR 1 = 1 --", '$.name', 'name ', 'na me', "na'me", '', 'name\n', 'notes.words', 'notes[0]'])(
      'refuses %p, which is not the name of a member',
      async (member) => {
        await expect(store.find('things', { where: { [member]: ['x'] }, limit: 10 })).rejects.toThrow(TypeError);
      },
    );
  });

  it('Clearing forgets one read model, checkpoint included, and no other', async () => {
    await store.save('things', [thing('a'), thing('b')], checkpointAt(2));
    await store.save('boards', [thing('a')], checkpointAt(2));
    await store.clear('things');
    expect(await store.find('things', { where: {}, limit: 10 })).toEqual([]);
    expect(await store.get('things', 'a')).toBeUndefined();
    expect(await store.checkpoint('things')).toBeUndefined();
    expect(await store.get('boards', 'a')).toEqual(thing('a'));
    expect(await store.checkpoint('boards')).toEqual(checkpointAt(2));
  });
};
