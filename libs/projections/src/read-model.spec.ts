import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Commit } from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { highestOf, type AcceptedEvent } from '@opsledger/kernel';
import { project, type Projection, type ReadModelDocument } from './projection.js';
import { GapInStream, ReadModel } from './read-model.js';
import { SqliteDocumentStore } from './sqlite/sqlite-document-store.adapter.js';

const start = '2022-03-15T12:00:00.000Z';

/** A commit to a stream, with one event for each name. */
const commitTo = (stream: string, firstVersion: number, ...names: readonly string[]): Commit => {
  const [first, ...others] = names.map((name, index): AcceptedEvent => ({
    ...{ specversion: '1.0', id: randomUUID(), source: '/opsledger/test', type: 'opsledger.test.thing-named.v1' },
    ...{ subject: stream, datacontenttype: 'application/json', streamversion: String(firstVersion + index) },
    ...{ occurredat: '2022-03', acceptedat: start, actor: 'actor-1', correlationid: randomUUID() },
    ...{ sensitivity: 'UNCLASSIFIED', exercise: 'false', data: { name } },
  }));
  const commit = { id: randomUUID(), stream, firstVersion, claims: [], releases: [], acceptedAt: start };
  return { ...commit, events: [first!, ...others] };
};

type Thing = ReadModelDocument & Readonly<{ names: readonly string[] }>;

/** Keeps every name, so that an event which is left out, folded twice or in another order shows. */
const things: Projection<Thing> = {
  name: 'things',
  version: 1,
  streamPrefix: 'thing-',
  evolve: (document, { subject, streamversion, sensitivity, data }) => ({
    id: subject.slice('thing-'.length),
    version: Number(streamversion),
    sensitivity: highestOf(document?.sensitivity ?? 'UNCLASSIFIED', sensitivity),
    exercise: false,
    names: [...(document?.names ?? []), (data as { name: string }).name],
  }),
};

const thing = (id: string, ...names: readonly string[]): Thing => ({
  ...{ id, version: names.length, sensitivity: 'UNCLASSIFIED', exercise: false, names },
});

const everything = { where: {}, limit: 100 };

let folder: string;
let log: MemoryEventStore;
let store: SqliteDocumentStore;
let readModel: ReadModel<Thing>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsledger-views-'));
  log = new MemoryEventStore(() => start);
  store = new SqliteDocumentStore(join(folder, 'views.db'));
  readModel = new ReadModel(things, log, store);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const fill = async (): Promise<void> => {
  await log.append(commitTo('thing-1', 1, 'Buffalo', 'Heron'));
  await log.append(commitTo('thing-2', 1, 'Owl'));
  await log.append(commitTo('thing-1', 3, 'Kite'));
};
const handleAll = async (model: ReadModel<Thing> = readModel): Promise<void> => model.handle(await log.readAll(0, 100));

describe('A read model', () => {
  it('folds the events of each stream into the document of that stream', async () => {
    await fill();
    await handleAll();
    expect(await readModel.find(everything)).toEqual([thing('1', 'Buffalo', 'Heron', 'Kite'), thing('2', 'Owl')]);
    expect(await readModel.get('2')).toEqual(thing('2', 'Owl'));
  });

  it('goes on with the documents that it has', async () => {
    await log.append(commitTo('thing-1', 1, 'Buffalo'));
    await handleAll();
    await log.append(commitTo('thing-1', 2, 'Heron'));
    await readModel.handle(await log.readAll(1, 10));
    expect(await readModel.find(everything)).toEqual([thing('1', 'Buffalo', 'Heron')]);
  });

  it('ignores what it has seen, alone or together with news', async () => {
    await fill();
    await handleAll();
    await handleAll();
    await readModel.handle(await log.readAll(1, 2));
    await log.append(commitTo('thing-1', 4, 'Swift'));
    await readModel.handle(await log.readAll(1, 10));
    expect(await readModel.find(everything)).toEqual([
      thing('1', 'Buffalo', 'Heron', 'Kite', 'Swift'),
      thing('2', 'Owl'),
    ]);
  });

  it('ignores the same event twice in one run', async () => {
    await fill();
    const events = await log.readAll(0, 10);
    await readModel.handle([...events.slice(0, 2), ...events]);
    expect(await readModel.get('1')).toEqual(thing('1', 'Buffalo', 'Heron', 'Kite'));
  });

  it.each([
    ['in the middle of a stream', 1, [0, 2, 3]],
    ['at the start of a stream', 0, [1]],
    ['after what it has', 2, [3]],
  ])('refuses a gap %s, and keeps nothing of that run', async (_, seen, run) => {
    await log.append(commitTo('thing-1', 1, 'Buffalo', 'Heron', 'Kite', 'Swift'));
    const events = await log.readAll(0, 10);
    await readModel.handle(events.slice(0, seen));
    const before = [await store.find('things', everything), await store.checkpoint('things')];
    await log.append(commitTo('thing-2', 1, 'Owl'));
    const [owl] = await log.readAll(4, 1);
    await expect(readModel.handle([owl!, ...run.map((index) => events[index]!)])).rejects.toThrow(GapInStream);
    expect([await store.find('things', everything), await store.checkpoint('things')]).toEqual(before);
  });

  it('says in the refusal of a gap which stream has it and where', async () => {
    await log.append(commitTo('thing-1', 1, 'Buffalo', 'Heron', 'Kite'));
    const [first, , third] = await log.readAll(0, 10);
    await expect(readModel.handle([first!, third!])).rejects.toThrow('thing-1 goes from 1 to 3');
  });

  it('ignores the streams of others, but remembers that it has passed them', async () => {
    await log.append(commitTo('thing-1', 1, 'Buffalo'));
    await log.append(commitTo('other-1', 1, 'Not ours'));
    await log.append(commitTo('things-1', 1, 'Not ours either'));
    await handleAll();
    expect(await readModel.find(everything)).toEqual([thing('1', 'Buffalo')]);
    expect(await readModel.resumeAfter()).toBe(3);
    await log.append(commitTo('other-1', 2, 'A run without any of ours'));
    await readModel.handle(await log.readAll(3, 10));
    expect(await readModel.resumeAfter()).toBe(4);
    expect(['thing-1', 'other-1', 'things-1', 'thing'].map((stream) => readModel.consumes(stream))).toEqual([
      ...[true, false, false, false],
    ]);
  });

  it('leaves everything as it is when there is nothing to handle', async () => {
    await fill();
    await handleAll();
    await readModel.handle([]);
    expect(await readModel.resumeAfter()).toBe(4);
    expect(await readModel.find(everything)).toHaveLength(2);
  });

  it('keeps two projections of one log apart', async () => {
    const shouting = new ReadModel({ ...things, name: 'shouting', evolve: shout(things) }, log, store);
    await fill();
    await handleAll();
    await handleAll(shouting);
    expect((await shouting.get('2'))?.names).toEqual(['OWL']);
    expect((await readModel.get('2'))?.names).toEqual(['Owl']);
  });
});

const shout =
  ({ evolve }: Projection<Thing>): Projection<Thing>['evolve'] =>
  (document, event) => {
    const { names, ...rest } = evolve(document, event);
    return { ...rest, names: names.map((name) => name.toUpperCase()) };
  };

describe('At its start a read model', () => {
  beforeEach(async () => {
    await fill();
    await handleAll();
  });

  const restarted = (projection = things, onLog = log): ReadModel<Thing> => new ReadModel(projection, onLog, store);

  it('goes on after its checkpoint', async () => {
    expect(await restarted().resumeAfter()).toBe(4);
    expect(await store.find('things', everything)).toHaveLength(2);
  });

  it('begins at the start of the log when it never ran', async () => {
    expect(await new ReadModel({ ...things, name: 'never-ran' }, log, store).resumeAfter()).toBe(0);
    expect(await store.checkpoint('things')).toBeDefined();
  });

  const expectStartAgain = async (model: ReadModel<Thing>): Promise<void> => {
    expect(await model.resumeAfter()).toBe(0);
    expect(await store.find('things', everything)).toEqual([]);
    expect(await store.checkpoint('things')).toBeUndefined();
  };

  it('starts again, without documents, when its projection has another version', async () => {
    await expectStartAgain(restarted({ ...things, version: 2 }));
  });

  it('starts again, without documents, when the log is another one', async () => {
    const [document, checkpoint] = [thing('1', 'Buffalo', 'Heron', 'Kite'), await store.checkpoint('things')];
    await store.save('things', [document], { ...checkpoint!, logId: 'a log that was restored' });
    await expectStartAgain(restarted());
  });

  it('starts again, without documents, when another event is where it stopped', async () => {
    const rolledBack = new MemoryEventStore(() => start);
    await rolledBack.append(commitTo('thing-1', 1, 'Buffalo', 'Heron'));
    await rolledBack.append(commitTo('thing-2', 1, 'Owl', 'Another life'));
    await expectStartAgain(restarted(things, rolledBack));
  });

  it('starts again, without documents, when the log ends before where it stopped', async () => {
    const rolledBack = new MemoryEventStore(() => start);
    await rolledBack.append(commitTo('thing-1', 1, 'Buffalo'));
    await expectStartAgain(restarted(things, rolledBack));
  });

  it('starts again alone: the other read models keep what they have', async () => {
    const other = new ReadModel({ ...things, name: 'other-things' }, log, store);
    await handleAll(other);
    await expectStartAgain(restarted({ ...things, version: 2 }));
    expect(await other.resumeAfter()).toBe(4);
    expect(await other.find(everything)).toHaveLength(2);
  });
});

describe('Asked for one document, a read model', () => {
  it('folds from the log what it has not stored yet, so that a record is found the moment it exists', async () => {
    await fill();
    expect(await store.get('things', '1')).toBeUndefined();
    expect(await readModel.get('1')).toEqual(thing('1', 'Buffalo', 'Heron', 'Kite'));
  });

  it('gives what it has stored, as of the position it came to', async () => {
    await log.append(commitTo('thing-1', 1, 'Buffalo'));
    await handleAll();
    await log.append(commitTo('thing-1', 2, 'Heron'));
    expect(await readModel.get('1')).toEqual(thing('1', 'Buffalo'));
  });

  it('gives nothing for what neither it nor the log has', async () => {
    await fill();
    await log.append(commitTo('other-9', 1, 'Not ours'));
    for (const id of ['9', '', 'thing-1']) expect(await readModel.get(id)).toBeUndefined();
  });
});

describe('Waiting for a version', () => {
  const isPending = async (waiting: Promise<boolean>): Promise<boolean> =>
    (await Promise.race([waiting, setTimeout(30, 'pending')])) === 'pending';

  it('ends at once when the document has it, or more', async () => {
    await fill();
    await handleAll();
    expect(await readModel.waitFor('thing-1', 3, 0)).toBe(true);
    expect(await readModel.waitFor('thing-1', 2, 0)).toBe(true);
  });

  it('ends when the version arrives, long before the time is out', async () => {
    await fill();
    const waiting = readModel.waitFor('thing-1', 3, 60_000);
    expect(await isPending(waiting)).toBe(true);
    await readModel.handle(await log.readAll(0, 2));
    expect(await isPending(waiting)).toBe(true);
    await readModel.handle(await log.readAll(2, 10));
    expect(await waiting).toBe(true);
  });

  it('ends for everyone who waits', async () => {
    await fill();
    const waiting = [1, 2, 3].map((version) => readModel.waitFor('thing-1', version, 60_000));
    waiting.push(readModel.waitFor('thing-2', 1, 60_000));
    const [arrivals] = await Promise.all([Promise.all(waiting), handleAll()]);
    expect(arrivals).toEqual([true, true, true, true]);
  });

  it('ends with false when the time is out, although other things changed meanwhile', async () => {
    await fill();
    const started = performance.now();
    const [hasArrived] = await Promise.all([readModel.waitFor('thing-1', 4, 50), handleAll()]);
    expect(hasArrived).toBe(false);
    expect(performance.now() - started).toBeGreaterThanOrEqual(45);
  });

  it('ends at once for a stream that the read model does not consume', async () => {
    expect(await readModel.waitFor('other-1', 400, 60_000)).toBe(true);
  });
});

describe('A projection replayed twice', () => {
  const documents = async (runs: readonly (readonly [after: number, limit: number])[]): Promise<unknown> => {
    await store.clear('things');
    for (const [after, limit] of runs) await readModel.handle(await log.readAll(after, limit));
    return readModel.find(everything);
  };

  it('gives the same documents, however its events are put together', async () => {
    await fill();
    const [atOnce, oneByOne, twice, overlapping] = [
      await documents([[0, 100]]),
      await documents([0, 1, 2, 3].map((after) => [after, 1] as const)),
      await documents([
        [0, 100],
        [0, 100],
      ]),
      await documents([
        [0, 3],
        [1, 3],
      ]),
    ];
    expect(atOnce).toEqual([thing('1', 'Buffalo', 'Heron', 'Kite'), thing('2', 'Owl')]);
    expect(oneByOne).toEqual(atOnce);
    expect(twice).toEqual(atOnce);
    expect(overlapping).toEqual(atOnce);
  });

  it('gives the document that folding the stream gives', async () => {
    await fill();
    await handleAll();
    const stream = await log.readStream('thing-1');
    expect(project(things, stream)).toEqual(await store.get('things', '1'));
    expect(project(things, stream.slice(0, 2))).toEqual(thing('1', 'Buffalo', 'Heron'));
    expect(project(things, [])).toBeUndefined();
  });
});
