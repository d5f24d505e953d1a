import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { LogUnavailable, type Commit } from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { highestOf, type AcceptedEvent, type RecordedEvent } from '@opsledger/kernel';
import { PoisonEvent, type EventConsumer, type EventHandler } from '@opsledger/messaging';
import { InProcessConsumer } from '@opsledger/messaging/in-process';
import type { DocumentStore } from '../document-store.port.js';
import type { DocumentStoreUnderTest } from './document-store.contract.js';
import { project, type Projection, type ReadModelDocument } from '../projection.js';
import { Projector } from '../projector.js';
import { PastNotReached, ReadModel, RebuildIsUnderWay, type ReadModelOptions } from '../read-model.js';

const start = '2022-03-15T12:00:00.000Z';
let clock = start;
const now = (): string => clock;
const later = (seconds: number): string => new Date(Date.parse(start) + seconds * 1000).toISOString();

type Made = Readonly<{ occurredat?: string; knownat?: string }>;

/** A commit to a stream, with one event for each name. */
const commitTo = (stream: string, firstVersion: number, names: readonly string[], made: Made = {}): Commit => {
  const [first, ...others] = names.map((name, index): AcceptedEvent => ({
    ...{ specversion: '1.0', id: randomUUID(), source: '/opsledger/test', type: 'opsledger.test.thing-named.v1' },
    ...{ subject: stream, datacontenttype: 'application/json', streamversion: String(firstVersion + index) },
    ...{ occurredat: '2022-03', acceptedat: clock, actor: 'actor-1', correlationid: randomUUID() },
    ...{ sensitivity: 'UNCLASSIFIED', exercise: 'false', data: { name } },
    ...made,
  }));
  const commit = { id: randomUUID(), stream, firstVersion, claims: [], releases: [], acceptedAt: clock };
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

const everything = { filter: {}, limit: 100 };

/** Read models at work on a document store, whatever it keeps its documents in. */
export const readModelContract = ({ create, destroy }: DocumentStoreUnderTest): void => {
  let log: MemoryEventStore;
  let store: DocumentStore;
  const running: ReadModel<Thing>[] = [];

  beforeEach(async () => {
    clock = start;
    log = new MemoryEventStore(now);
    store = await create();
  });
  afterEach(async () => {
    for (const model of running.splice(0)) await model.stop();
    await destroy(store);
  });

  const fill = async (): Promise<void> => {
    await log.append(commitTo('thing-1', 1, ['Buffalo', 'Heron']));
    await log.append(commitTo('thing-2', 1, ['Owl']));
    await log.append(commitTo('thing-1', 3, ['Kite']));
  };
  const filled = [thing('1', 'Buffalo', 'Heron', 'Kite'), thing('2', 'Owl')];

  const projectorOf = async (
    projection = things,
    { onLog = log, generation = 1 } = {},
  ): Promise<{ projector: Projector<Thing>; resumed: number }> => {
    const projector = new Projector({ projection, generation, log: onLog, store, now });
    return { projector, resumed: await projector.resumeAfter() };
  };
  const handleAll = async (projector: Projector<Thing>, after = 0, limit = 100): Promise<void> => {
    const events = await log.readAll(after, limit);
    await projector.handle(events, events.at(-1));
  };
  const documentsOf = async ({ documents }: Projector<Thing>): Promise<readonly Thing[]> =>
    (await documents.find<Thing>(everything)).documents;

  describe('A projector', () => {
    it('folds the events of each stream into the document of that stream', async () => {
      await fill();
      const { projector } = await projectorOf();
      await handleAll(projector);
      expect(await documentsOf(projector)).toEqual(filled);
      expect(projector.position).toBe(4);
    });

    it.each([
      ['at once', [[0, 100]]],
      ['one by one', [0, 1, 2, 3].map((after) => [after, 1])],
      ['twice', [0, 0].map((after) => [after, 100])],
      ['with runs that overlap', [0, 1].map((after) => [after, 3])],
    ])('gives the same documents from events that come %s', async (_, runs) => {
      await fill();
      const { projector } = await projectorOf();
      for (const [after, limit] of runs) await handleAll(projector, after, limit);
      expect(await documentsOf(projector)).toEqual(filled);
    });

    it('ignores the same event twice in one run', async () => {
      await fill();
      const { projector } = await projectorOf();
      const events = await log.readAll(0, 10);
      await projector.handle([...events.slice(0, 2), ...events], events.at(-1));
      expect(await documentsOf(projector)).toEqual(filled);
    });

    it('fills a gap in a stream from the log', async () => {
      await fill();
      const { projector } = await projectorOf();
      const events = await log.readAll(0, 10);
      await projector.handle([events[3]!], undefined);
      expect(await documentsOf(projector)).toEqual([filled[0]]);
      expect(projector.position).toBe(0);
      await handleAll(projector);
      expect(await documentsOf(projector)).toEqual(filled);
    });

    it('calls an event poison when the log lacks the one before it, and keeps nothing of that run', async () => {
      await fill();
      const { projector } = await projectorOf();
      const [owl, third] = [(await log.readAll(2, 1))[0]!, (await log.readAll(3, 1))[0]!];
      const stray = { ...third, subject: 'thing-7' };
      const attempt = projector.handle([owl, stray], stray);
      await expect(attempt).rejects.toBeInstanceOf(PoisonEvent);
      await expect(attempt).rejects.toThrow('thing-7 goes from 0 to 3');
      expect(await documentsOf(projector)).toEqual([]);
    });

    it.each([
      [
        'throws',
        () => {
          throw new TypeError('no');
        },
      ],
      ['leaves the version behind', (document: Thing) => ({ ...document, version: 0 })],
      ['changes the id', (document: Thing) => ({ ...document, id: 'x' })],
    ])('calls an event poison for which the projection %s', async (_, spoil) => {
      await fill();
      const evolve: typeof things.evolve = (document, event) => spoil(things.evolve(document, event));
      const { projector } = await projectorOf({ ...things, evolve });
      await expect(handleAll(projector)).rejects.toBeInstanceOf(PoisonEvent);
    });

    it('ignores the streams of others, but remembers that it has passed them', async () => {
      await log.append(commitTo('thing-1', 1, ['Buffalo']));
      await log.append(commitTo('other-1', 1, ['Not ours']));
      await log.append(commitTo('things-1', 1, ['Not ours either']));
      const { projector } = await projectorOf();
      await handleAll(projector);
      expect(await documentsOf(projector)).toEqual([thing('1', 'Buffalo')]);
      expect((await projectorOf()).resumed).toBe(3);
    });

    it('may keep a place to which it came without an effect later, and does so when asked', async () => {
      await fill();
      const { projector } = await projectorOf();
      const second = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
      await handleAll(projector);
      await log.append(commitTo('other-1', 1, ['Crow', 'Rook']));
      await handleAll(projector, 4);
      expect([projector.position, (await projectorOf()).resumed]).toEqual([6, 4]);
      await projector.keep();
      expect((await projectorOf()).resumed).toBe(6);
      await log.append(commitTo('thing-2', 2, ['Tawny']));
      await handleAll(projector, 6); // what has an effect is kept with it
      await projector.keep();
      second.mockRestore();
      expect((await projectorOf()).resumed).toBe(7);
    });

    it('keeps two projections of one log apart', async () => {
      await fill();
      const { projector: other } = await projectorOf({ ...things, name: 'other-things' });
      const { projector } = await projectorOf();
      await handleAll(other);
      expect(await documentsOf(projector)).toEqual([]);
      expect(await documentsOf(other)).toEqual(filled);
    });
  });

  describe('At its start a projector', () => {
    beforeEach(async () => {
      await fill();
      await handleAll((await projectorOf()).projector);
    });
    const expectAnew = async (started: Promise<{ projector: Projector<Thing>; resumed: number }>): Promise<void> => {
      const { projector, resumed } = await started;
      expect(resumed).toBe(0);
      expect(await documentsOf(projector)).toEqual([]);
      expect(await projector.documents.checkpoint()).toBeUndefined();
    };

    it('goes on after its checkpoint', async () => {
      const { projector, resumed } = await projectorOf();
      expect(resumed).toBe(4);
      expect(await documentsOf(projector)).toEqual(filled);
    });
    it('begins anew when its projection has another version', () => expectAnew(projectorOf({ ...things, version: 2 })));
    it('begins anew when the log is another one', async () => {
      // Event by event the same, as a backup that was restored is.
      const restored = Object.create(log, { logId: { value: 'a log that was restored' } }) as MemoryEventStore;
      await expectAnew(projectorOf(things, { onLog: restored }));
    });
    it('begins anew when another event is where it stopped', async () => {
      const rolledBack = new MemoryEventStore(now);
      await rolledBack.append(commitTo('thing-1', 1, ['Buffalo', 'Heron']));
      await rolledBack.append(commitTo('thing-2', 1, ['Owl', 'Another life']));
      await expectAnew(projectorOf(things, { onLog: rolledBack }));
    });
    it('begins anew when the log ends before where it stopped', async () => {
      const rolledBack = new MemoryEventStore(now);
      await rolledBack.append(commitTo('thing-1', 1, ['Buffalo']));
      await expectAnew(projectorOf(things, { onLog: rolledBack }));
    });
  });

  /** A read model at work, as the platform puts it together. */
  const startedModel = async (
    projection = things,
    options: Partial<ReadModelOptions> = {},
  ): Promise<ReadModel<Thing>> => {
    const consume = (handler: EventHandler): EventConsumer =>
      new InProcessConsumer({ log, handler, onFailure: () => undefined, firstRetryMilliseconds: 1, eventsPerRun: 3 });
    const model = new ReadModel(projection, { log, store, now, consume, ...options });
    await model.start();
    running.push(model);
    await settled(model);
    return model;
  };
  const settled = async (model: ReadModel<Thing>): Promise<void> => {
    for (;;) {
      const { position, head } = await model.status();
      if (position === head && model.hasCaughtUp) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const namesOf = async (model: ReadModel<Thing>): Promise<readonly string[]> =>
    (await model.find(everything)).documents.map(({ id, names }) => `${id}: ${names.join(' ')}`);

  describe('A read model', () => {
    it('keeps how far it is when it stops, and within a second or two while it runs', async () => {
      const keptOf = async (): Promise<number> => (await projectorOf()).resumed;
      await fill();
      const model = await startedModel();
      await log.append(commitTo('other-1', 1, ['Crow']));
      await settled(model);
      for (const end = Date.now() + 10_000; (await keptOf()) < 5 && Date.now() < end;)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await keptOf()).toBe(5);
      await log.append(commitTo('other-1', 2, ['Rook']));
      await settled(model);
      await model.stop();
      expect(await keptOf()).toBe(6);
    });

    it('answers with what is in the log, and with what is appended', async () => {
      await fill();
      const model = await startedModel();
      expect(await namesOf(model)).toEqual(['1: Buffalo Heron Kite', '2: Owl']);
      await log.append(commitTo('thing-3', 1, ['Swift']));
      expect(await model.waitFor('thing-3', 1, 1_000)).toBe(true);
      expect(await model.get('3')).toEqual(thing('3', 'Swift'));
    });

    it('finds a record the moment it exists, and nothing that does not', async () => {
      const model = await startedModel(things, { consume: sleepingConsumer });
      await fill();
      expect(await model.get('1')).toEqual(filled[0]);
      for (const id of ['9', '', 'thing-1']) expect(await model.get(id)).toBeUndefined();
    });

    it('waits for a version, for as long as it is told to, and not for streams of others', async () => {
      const model = await startedModel();
      const waiting = model.waitFor('thing-1', 2, 2_000);
      await fill();
      expect(await waiting).toBe(true);
      const began = performance.now();
      expect(await model.waitFor('thing-1', 9, 40)).toBe(false);
      expect(performance.now() - began).toBeGreaterThanOrEqual(35);
      expect(await model.waitFor('other-1', 400, 60_000)).toBe(true);
    });

    it('says of a record whose stream is parked that it is stale, and goes on with it after a redrive', async () => {
      let isMended = false;
      const evolve: typeof things.evolve = (document, event) => {
        if (!isMended && (event.data as { name: string }).name === 'Heron')
          throw new TypeError('herons are not handled');
        return things.evolve(document, event);
      };
      const model = await startedModel({ ...things, evolve });
      await fill();
      await settled(model);
      expect(await namesOf(model)).toEqual(['1: Buffalo', '2: Owl']);
      expect([model.isStale('1'), model.isStale('2')]).toEqual([true, false]);
      expect(await model.parked()).toMatchObject([
        { stream: 'thing-1', fromVersion: 2, reason: 'TypeError: herons are not handled' },
      ]);
      expect(await model.status()).toMatchObject({ parked: 1, position: 4 });
      expect(await model.redrive('thing-1')).toBe('still-parked');

      await model.stop();
      const again = await startedModel({ ...things, evolve });
      expect(await again.parked()).toMatchObject([{ stream: 'thing-1', redrives: 1 }]);
      isMended = true;
      await log.append(commitTo('thing-1', 4, ['Swift']));
      await settled(again);
      expect(await namesOf(again)).toEqual(['1: Buffalo', '2: Owl']); // what follows waits until somebody has looked at it
      expect(await again.redrive('thing-1')).toBe('handled');
      expect(await namesOf(again)).toEqual(['1: Buffalo Heron Kite Swift', '2: Owl']);
      expect(again.isStale('1')).toBe(false);

      await again.stop();
      const afterwards = await startedModel({ ...things, evolve });
      expect([await afterwards.parked(), afterwards.isStale('1')]).toEqual([[], false]);
    });

    it('keeps how far a redrive got when a later event is poison', async () => {
      const bad = new Set(['Heron', 'Kite']);
      const evolve: typeof things.evolve = (document, event) => {
        if (bad.has((event.data as { name: string }).name)) throw new TypeError('no');
        return things.evolve(document, event);
      };
      const model = await startedModel({ ...things, evolve });
      await fill();
      await settled(model);
      bad.delete('Heron');
      expect(await model.redrive('thing-1')).toBe('still-parked');
      expect(await namesOf(model)).toEqual(['1: Buffalo Heron', '2: Owl']);
      expect(await model.parked()).toMatchObject([{ fromVersion: 3, position: 4 }]);
    });

    it('leaves a stream aside as it was when the log cannot be read during a redrive', async () => {
      let isMended = false;
      const evolve: typeof things.evolve = (document, event) => {
        if (!isMended) throw new TypeError('no');
        return things.evolve(document, event);
      };
      await log.append(commitTo('thing-1', 1, ['Buffalo']));
      const { events, ...correction } = commitTo('thing-1', 2, ['Heron']);
      const data = { name: 'Heron', corrects: { version: 1, reason: 'typo', members: { name: 'Owl' } } };
      await log.append({ ...correction, events: [{ ...events[0], data }] });
      const model = await startedModel({ ...things, evolve });
      const parked = await model.parked();
      expect(parked).toMatchObject([{ stream: 'thing-1', redrives: 0 }]);
      isMended = true;
      const readStream = log.readStream.bind(log);
      const broken = jest.spyOn(log, 'readStream').mockImplementation(async (stream, range) => {
        if (range?.fromVersion === undefined) throw new LogUnavailable('disk full'); // what a correction is folded from
        return readStream(stream, range);
      });
      await expect(model.redrive('thing-1')).rejects.toBeInstanceOf(LogUnavailable);
      broken.mockRestore();
      expect(await model.parked()).toEqual(parked);
      expect(await model.redrive('thing-1')).toBe('handled');
      expect(await namesOf(model)).toEqual(['1: Owl Heron']);
    });
  });

  /** A consumer that never gets to work. */
  const sleepingConsumer = (handler: EventHandler): EventConsumer => ({
    start: async () => void (await handler.resumeAfter()),
    hasCaughtUp: true,
    status: async () => ({
      ...{ name: 'asleep', position: 0, head: 0, upToDateAt: 0, stuckSince: undefined, failure: undefined, parked: 0 },
    }),
    redrive: async () => 'not-parked',
    stop: async () => undefined,
  });

  describe('A rebuild', () => {
    const ended = async (
      model: ReadModel<Thing>,
    ): Promise<NonNullable<Awaited<ReturnType<typeof model.status>>['rebuild']>> => {
      for (;;) {
        const { rebuild } = await model.status();
        if (rebuild && rebuild.state !== 'running') return rebuild;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };

    it('makes the read model anew beside itself and takes its place, without a moment that has less', async () => {
      await fill();
      const model = await startedModel();
      expect(await model.rebuild()).toMatchObject({ generation: 2, state: 'running', head: 4 });
      for (let index = 0; index < 20; index += 1) {
        await log.append(commitTo(`thing-x${index}`, 1, [`Swift ${index}`]));
        expect((await model.find(everything)).documents.length).toBeGreaterThanOrEqual(2);
      }
      expect(await ended(model)).toMatchObject({
        state: 'done',
        differences: { onlyLive: 0, onlyRebuilt: 0, different: 0 },
      });
      await settled(model);
      expect(await namesOf(model)).toHaveLength(22);
      expect((await model.status()).generation).toBe(2);
      expect(await store.generations('things')).toEqual({ live: 2, all: [2] });
      await log.append(commitTo('thing-2', 2, ['Eagle']));
      expect(await model.waitFor('thing-2', 2, 1_000)).toBe(true);
    });

    const spoil = async (model: ReadModel<Thing>): Promise<void> => {
      await model.stop();
      const collection = await store.open({ readModel: 'things', generation: 1, sorts: [] });
      const { position } = (await collection.checkpoint())!;
      await collection.save({
        versions: [
          { document: { ...thing('1', 'a', 'b', 'c', 'never recorded') }, knownAt: start, position },
          { document: thing('ghost', 'never there'), knownAt: start, position },
        ],
      });
    };

    it('reports what differs, and mends it', async () => {
      await fill();
      await spoil(await startedModel());
      const model = await startedModel();
      await model.rebuild();
      expect((await ended(model)).differences).toEqual({
        ...{ onlyLive: 1, onlyRebuilt: 0, different: 1 },
        examples: [
          { id: '1', kind: 'different' },
          { id: 'ghost', kind: 'onlyLive' },
        ],
      });
      expect(await namesOf(model)).toEqual(['1: Buffalo Heron Kite', '2: Owl']);
    });

    it('is stopped by a difference if that was asked for', async () => {
      await fill();
      await spoil(await startedModel());
      const model = await startedModel();
      await model.rebuild({ stopOnDifference: true });
      expect(await ended(model)).toMatchObject({ state: 'stopped', differences: { different: 1 } });
      expect(await namesOf(model)).toHaveLength(3);
      expect(await store.generations('things')).toEqual({ live: 1, all: [1] });
      expect((await model.status()).generation).toBe(1);
    });

    it('is refused while one is under way', async () => {
      await fill();
      const model = await startedModel();
      await model.rebuild();
      await expect(model.rebuild()).rejects.toBeInstanceOf(RebuildIsUnderWay);
      await ended(model);
    });

    it('that is cut off goes on at the next start, where it was', async () => {
      for (let index = 0; index < 30; index += 1) await log.append(commitTo(`thing-${index}`, 1, [`Swift ${index}`]));
      const model = await startedModel();
      await model.stop();
      const half = await projectorOf(things, { generation: 2 });
      await handleAll(half.projector, 0, 12);
      const folded: number[] = [];
      const evolve: typeof things.evolve = (document, event) => {
        folded.push(Number(event.position));
        return things.evolve(document, event);
      };
      const again = await startedModel({ ...things, evolve });
      expect(await ended(again)).toMatchObject({ state: 'done', generation: 2, differences: { different: 0 } });
      expect(folded).toEqual(Array.from({ length: 18 }, (_, index) => index + 13));
      expect(await namesOf(again)).toHaveLength(30);
      expect(await store.generations('things')).toEqual({ live: 2, all: [2] });
    });

    it('that could not begin does not stand in the way of the next', async () => {
      await fill();
      const model = await startedModel();
      const broken = jest.spyOn(store, 'open').mockRejectedValueOnce(new Error('disk full'));
      await expect(model.rebuild()).rejects.toThrow('disk full');
      broken.mockRestore();
      expect(await model.status()).toMatchObject({ rebuild: { state: 'failed' } });
      await model.rebuild();
      expect(await ended(model)).toMatchObject({ state: 'done', differences: { different: 0 } });
    });

    it('says how fast it is and when it will be done', async () => {
      for (let index = 0; index < 60; index += 1) await log.append(commitTo(`thing-${index}`, 1, ['Swift']));
      const model = await startedModel();
      await model.rebuild();
      const seen = [];
      for (
        let status = (await model.status()).rebuild;
        status?.state === 'running';
        status = (await model.status()).rebuild
      ) {
        if (status.position > 0) seen.push(status);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(seen[0]).toMatchObject({
        eventsPerSecond: expect.any(Number),
        estimatedEnd: expect.stringMatching(/Z$/),
        head: 60,
      });
    });

    it('of views that were deleted, or are older than the log, comes by itself', async () => {
      await fill();
      await (await startedModel()).stop();
      await destroy(store);
      store = await create();
      const model = await startedModel();
      expect(await namesOf(model)).toEqual(['1: Buffalo Heron Kite', '2: Owl']);
    });
  });

  describe('The past of a read model', () => {
    beforeEach(async () => {
      await log.append(commitTo('thing-1', 1, ['Buffalo'], { occurredat: '2022-02' }));
      clock = later(10);
      await log.append(commitTo('thing-2', 1, ['Owl'], { occurredat: '2022-03-01' }));
      clock = later(20);
      await log.append(commitTo('thing-1', 2, ['Heron'], { occurredat: '2022-03-10T06:00:00.000Z' }));
      clock = later(30);
      await log.append(commitTo('thing-3', 1, ['Crane'], { occurredat: '2020', knownat: '2021-01-01T00:00:00.000Z' }));
      clock = later(60);
    });
    const list = async (model: ReadModel<Thing>, view: Parameters<ReadModel['findPast']>[1]) => {
      const { documents, view: answered } = await model.findPast(everything, view, 1_000);
      return { names: documents.map(({ id, names }) => `${id}: ${names.join(' ')}`), view: answered };
    };

    it('is listed as it was known, and the answer says up to when that is complete', async () => {
      const model = await startedModel();
      expect(await list(model, { asOf: later(10) })).toEqual({
        names: ['1: Buffalo', '2: Owl', '3: Crane'],
        view: { asOf: later(10), position: 4, completeTo: later(10) },
      });
      expect((await list(model, { asOf: '2021-06-01T00:00:00.000Z' })).names).toEqual(['3: Crane']);
      expect((await list(model, { asOf: '2020-06-01T00:00:00.000Z' })).names).toEqual([]);
    });

    it('is the same for ever at the same position, though more of it was brought in since', async () => {
      const model = await startedModel();
      expect((await list(model, { asOf: later(25), position: 3 })).names).toEqual(['1: Buffalo Heron', '2: Owl']);
      await log.append(commitTo('thing-4', 1, ['Egret'], { knownat: '2021-01-01T00:00:00.000Z' }));
      expect((await list(model, { asOf: later(25), position: 3 })).names).toEqual(['1: Buffalo Heron', '2: Owl']);
      expect((await list(model, { asOf: later(25) })).names).toContain('4: Egret');
    });

    it('that is not over yet is answered up to now, and nothing is recorded in it afterwards', async () => {
      const model = await startedModel();
      const { view } = await list(model, { asOf: later(3_600) });
      expect(view).toEqual({ asOf: later(3_600), position: 4, completeTo: '2022-03-15T12:00:59.999Z' });
      await log.append(commitTo('thing-5', 1, ['Swift']));
      expect((await log.readAll(4, 1))[0]!.time > view.completeTo).toBe(true);
    });

    it('knows no position that the log has not reached', async () => {
      const model = await startedModel();
      await expect(list(model, { position: 99 })).rejects.toMatchObject(new PastNotReached('position-is-ahead'));
    });

    it('is not shown while the read model is behind', async () => {
      const model = await startedModel(things, { consume: sleepingConsumer });
      await expect(model.findPast(everything, { asOf: later(10) }, 20)).rejects.toMatchObject({
        reason: 'read-model-is-behind',
      });
    });

    it('is not given whole to a policy either while the read model is behind', async () => {
      const model = await startedModel(things, { consume: sleepingConsumer });
      await expect(model.allAt({}, { knownAt: later(10), position: 1 }, 20)).rejects.toMatchObject({
        reason: 'read-model-is-behind',
      });
    });

    it('of the field is what had happened by then, and says where a date is too vague to tell', async () => {
      const model = await startedModel();
      expect(await list(model, { validAt: '2022-03-05T00:00:00.000Z' })).toMatchObject({
        names: ['1: Buffalo', '2: Owl', '3: Crane'],
        view: { validAt: '2022-03-05T00:00:00.000Z', position: 4 },
      });
      const inFebruary = await list(model, { validAt: '2022-02-14T00:00:00.000Z' });
      expect(inFebruary.names).toEqual(['1: Buffalo', '3: Crane']);
      expect(inFebruary.view.undecided).toEqual(['1']);
      expect((await list(model, { validAt: '2022-02-14T00:00:00.000Z', asOf: later(5) })).names).toEqual([
        '1: Buffalo',
        '3: Crane',
      ]);
      expect((await list(model, { validAt: '2022-02-14T00:00:00.000Z', asOf: later(5), position: 3 })).names).toEqual([
        '1: Buffalo',
      ]);
    });

    it('of the field is filtered by what it was, and paged once each', async () => {
      const model = await startedModel();
      const names: string[] = [];
      for (let after; ;) {
        const page = await model.findPast(
          { filter: { names: { $ne: 'Heron' } }, limit: 1, ...(after && { after }) },
          { validAt: '2022-03-05T00:00:00.000Z' },
          1_000,
        );
        names.push(...page.documents.map(({ id }) => id));
        if (!page.next) break;
        after = page.next;
      }
      expect(names).toEqual(['1', '2', '3']);
    });

    it('of one record is what folding its events up to then gives', async () => {
      const model = await startedModel();
      const { document } = await model.getPast('1', { asOf: later(19) }, 1_000);
      expect(document).toEqual(thing('1', 'Buffalo'));
      expect((await model.getPast('2', { asOf: start }, 1_000)).document).toBeUndefined();
      expect((await model.getPast('1', { validAt: '2022-03-09T00:00:00.000Z' }, 1_000)).document).toEqual(
        thing('1', 'Buffalo'),
      );
    });
  });

  it('At any moment a read model gives what folding the log as it was known then gives', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ stream: fc.integer({ min: 1, max: 3 }), wait: fc.integer({ min: 0, max: 3 }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 12 }),
        async (writes, second, place) => {
          clock = start;
          log = new MemoryEventStore(now);
          await destroy(store);
          store = await create();
          const ends = new Map<string, number>();
          let seconds = 0;
          for (const [index, { stream, wait }] of writes.entries()) {
            clock = later((seconds += wait));
            const version = (ends.get(`thing-${stream}`) ?? 0) + 1;
            ends.set(`thing-${stream}`, version);
            await log.append(commitTo(`thing-${stream}`, version, [`n${index}`]));
          }
          clock = later(60);
          const [asOf, position] = [later(second), Math.min(place, writes.length)];
          const model = await startedModel();
          const { documents } = await model.findPast(everything, { asOf, position }, 1_000);
          const known = (await log.readAll(0, 100)).filter(
            (event) => event.knownat <= asOf && Number(event.position) <= position,
          );
          const streams = [...new Set(known.map(({ subject }) => subject))].toSorted();
          const folded = streams.map((stream) =>
            project(
              things,
              known.filter(({ subject }: RecordedEvent) => subject === stream),
            ),
          );
          expect(documents).toEqual(folded);
          await running.pop()!.stop();
        },
      ),
      { numRuns: 40 },
    ));
};
