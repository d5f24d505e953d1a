import mongoose from 'mongoose';
import {
  VersionGap,
  type CollectionChanges,
  type DocumentCollection,
  type DocumentStore,
} from '../document-store.port.js';
import { checkpointAt, thing, versionAt } from '../testing/document-store.contract.js';
import { mongodbUnderTest, mongodbUri } from '../testing/mongodb-under-test.js';
import { MongodbDocumentStore } from './mongodb-document-store.adapter.js';

const underTest = mongodbUnderTest();
const definition = { readModel: 'things', generation: 1, sorts: ['name'] };

let store: DocumentStore;
let things: DocumentCollection;
/** The same read model as another process has it. */
let otherStore: DocumentStore;
let other: DocumentCollection;

beforeEach(async () => {
  store = await underTest.create();
  things = await store.open(definition);
  otherStore = new MongodbDocumentStore({ uri: mongodbUri(), database: (await underTest.database()).name });
  other = await otherStore.open(definition);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await otherStore.close();
  await underTest.destroy(store);
});

const driver = mongoose.mongo.Collection.prototype;
type Writing = (this: unknown, ...given: unknown[]) => Promise<unknown>;
/** Puts something before or after each write that the driver is asked for, in this process; `insertMany` is a `bulkWrite` to it. */
const aroundWrites = (around: (write: () => Promise<unknown>) => Promise<unknown>): void => {
  for (const name of ['bulkWrite', 'updateOne'] as const) {
    const original = driver[name] as unknown as Writing;
    jest.spyOn(driver, name).mockImplementation(function (this: unknown, ...given: unknown[]) {
      return around(() => original.apply(this, given));
    } as never);
  }
};

const versionsNow = async (
  collection: DocumentCollection,
  position?: number,
): Promise<readonly (readonly [id: string, version: number, name: unknown])[]> => {
  const moment = position === undefined ? undefined : { knownAt: '9999-12-31T00:00:00.000Z', position };
  const { documents } = await collection.find({ filter: {}, limit: 100, ...(moment && { moment }) });
  return documents.map((document) => [document.id, document.version, (document as unknown as { name: string }).name]);
};

describe('A writer that another one comes before, between what it reads and what it writes', () => {
  const meanwhile = (write: () => Promise<unknown>): void => {
    let isDone = false;
    aroundWrites(async (original) => {
      if (!isDone) {
        isDone = true;
        await write();
      }
      return original();
    });
  };

  it.each([
    ['replaces', [versionAt(2, thing('a', { version: 2, name: 'Late' }))]],
    ['replaces and inserts', [versionAt(2, thing('a', { version: 2, name: 'Late' })), versionAt(9, thing('new'))]],
    ['inserts', [versionAt(2, thing('b', { name: 'Late' }))]],
    ['inserts several versions', [1, 2].map((version) => versionAt(9, thing('b', { version, name: 'Late' })))],
  ])('is told so when it %s, and takes nothing back', async (_, versions) => {
    await things.save({ versions: [versionAt(1, thing('a'))], checkpoint: checkpointAt(1) });
    meanwhile(async () => {
      await other.save({
        versions: [versionAt(2, thing('a', { version: 2 })), versionAt(3, thing('b'))],
        checkpoint: checkpointAt(3),
      });
      await other.save({ versions: [versionAt(4, thing('a', { version: 3 }))], checkpoint: checkpointAt(4) });
    });
    await expect(things.save({ versions, checkpoint: checkpointAt(9) })).rejects.toBeInstanceOf(VersionGap);
    for (const [position, version] of [1, 2, 2, 3].entries())
      expect(await other.get('a', { knownAt: '9999', position: position + 1 })).toEqual(thing('a', { version }));
    expect(await other.get('a')).toEqual(thing('a', { version: 3 }));
    expect(await other.get('b')).toEqual(thing('b'));
    expect(await other.checkpoint()).toEqual(checkpointAt(4));
  });
});

describe('A writer that is cut off', () => {
  /** Fails at a write, before it was sent or so that its answer is never heard; whether it came that far. */
  const isCutOffAt = async (step: number, when: string, changes: CollectionChanges): Promise<boolean> => {
    let count = 0;
    aroundWrites(async (write) => {
      count += 1;
      if (count < step) return write();
      if (count === step && when === 'after') await write();
      throw new Error('cut off');
    });
    const isCutOff = await things.save(changes).then(
      () => false,
      (error: Error) => {
        expect(error.message).toBe('cut off');
        return true;
      },
    );
    jest.restoreAllMocks();
    return isCutOff;
  };
  const parkedStream = {
    ...{ stream: 'thing-p', fromVersion: 1, position: 5, reason: 'TypeError', redrives: 0 },
    parkedAt: '2022-03-05T00:00:00.000Z',
  };
  const versions = [
    versionAt(3, thing('a', { version: 2 })),
    versionAt(4, thing('a', { version: 3 })),
    versionAt(5, thing('c')),
  ];
  const changes = { versions, checkpoint: checkpointAt(6), park: [parkedStream] };
  const before = [
    ['a', 1, 'Thing a'],
    ['b', 1, 'Thing b'],
  ];
  const after = [
    ['a', 3, 'Thing a'],
    ['b', 1, 'Thing b'],
    ['c', 1, 'Thing c'],
  ];
  const steps = [1, 2, 3, 4].flatMap((step) => ['before', 'after'].map((when) => [when, step] as const));

  it.each(steps)('%s write %i leaves a past that is whole and no checkpoint that is ahead', async (when, step) => {
    await things.save({ versions: [versionAt(1, thing('a')), versionAt(2, thing('b'))], checkpoint: checkpointAt(2) });
    expect(await isCutOffAt(step, when, changes)).toBe(true);
    expect(await versionsNow(other, 2)).toEqual(before);
    const { position } = (await other.checkpoint())!;
    expect(position).toBe(step === 4 && when === 'after' ? 6 : 2);
    const whole = [after, [parkedStream]];
    expect(position === 6 ? [await versionsNow(other), await other.parked()] : whole).toEqual(whole);
    // What comes again goes on from what is there.
    const found = await other.getMany(['a', 'c']);
    const left = versions.filter(({ document: { id, version } }) => version > (found.get(id)?.version ?? 0));
    await other.save({ ...changes, versions: left });
    expect([await versionsNow(other), await other.parked()]).toEqual(whole);
    expect(await other.checkpoint()).toEqual(checkpointAt(6));
    expect(await versionsNow(other, 2)).toEqual(before);
    expect((await versionsNow(other, 3))[0]).toEqual(['a', 2, 'Thing a']);
    expect((await versionsNow(other, 4))[0]).toEqual(['a', 3, 'Thing a']);
  });

  it('is followed by one that writes more at once, and finds some of what is past written already', async () => {
    await things.save({ versions: [versionAt(1, thing('a')), versionAt(2, thing('b'))], checkpoint: checkpointAt(2) });
    expect(await isCutOffAt(2, 'before', { versions: versions.slice(0, 1) })).toBe(true);
    await other.save(changes);
    expect(await versionsNow(other)).toEqual(after);
    for (const [position, version] of [1, 1, 2, 3].entries())
      expect(await other.get('a', { knownAt: '9999', position: position + 1 })).toEqual(thing('a', { version }));
  });

  it('is done after four writes', async () => {
    await things.save({ versions: [versionAt(1, thing('a'))], checkpoint: checkpointAt(1) });
    expect(await isCutOffAt(5, 'before', changes)).toBe(false);
  });

  it.each([1, 2].flatMap((step) => ['before', 'after'].map((when) => [when, step] as const)))(
    '%s write %i of a redrive calls no stream handled whose document lacks what was redriven',
    async (when, step) => {
      await things.save({ versions: [], checkpoint: checkpointAt(6), park: [parkedStream] });
      const redriven = { versions: [versionAt(5, thing('p'))], unpark: [parkedStream.stream] };
      expect(await isCutOffAt(step, when, redriven)).toBe(true);
      const isHandled = (await other.parked()).length === 0;
      expect(isHandled).toBe(step === 2 && when === 'after');
      expect((await other.get('p')) !== undefined).toBe(step === 2 || when === 'after');
    },
  );
});
