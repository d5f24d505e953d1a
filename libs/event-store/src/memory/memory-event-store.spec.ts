import { commitTo, eventStoreContract, refusalOf } from '../testing/event-store.contract.js';
import { MemoryEventStore } from './memory-event-store.adapter.js';

describe('The log in memory', () => {
  eventStoreContract({
    create: (now, upcasters) => new MemoryEventStore(now, undefined, upcasters),
    destroy: (log) => log.close(),
  });
});

describe('A rehearsal laid over an empty log', () => {
  eventStoreContract({
    create: (now, upcasters) => new MemoryEventStore(now, new MemoryEventStore(now), upcasters),
    destroy: (log) => log.close(),
  });
});

describe('A rehearsal laid over a log', () => {
  const start = '2022-03-15T12:00:00.000Z';
  const buffalo = 'name/1:real:buffalo';
  const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
  let clock: string;
  let below: MemoryEventStore;
  let rehearsal: MemoryEventStore;

  beforeEach(async () => {
    clock = start;
    below = new MemoryEventStore(() => clock);
    await below.append(commitTo('thing-1', 1, { events: [{}, {}], claims: [buffalo], key }));
    await below.append(commitTo('thing-2', 1));
    rehearsal = new MemoryEventStore(() => clock, below);
  });

  it('reads through: events, streams, head, keys and claims below are seen', async () => {
    expect(rehearsal.logId).toBe(below.logId);
    expect(await rehearsal.head()).toBe(3);
    expect(await rehearsal.readAll(0, 10)).toEqual(await below.readAll(0, 10));
    expect(await rehearsal.readStream('thing-1')).toEqual(await below.readStream('thing-1'));
    expect(await rehearsal.findKey('actor-1', 'key-1')).toEqual(await below.findKey('actor-1', 'key-1'));
    expect(await rehearsal.findHolder(buffalo)).toBe('thing-1');
  });

  it('continues the versions and positions of the log below', async () => {
    expect(await rehearsal.append(commitTo('thing-1', 3))).toMatchObject({ lastVersion: 3 });
    await rehearsal.append(commitTo('thing-3', 1));
    const read = await rehearsal.readAll(1, 3);
    expect(read.map(({ position, subject, streamversion }) => [position, subject, streamversion])).toEqual([
      ['2', 'thing-1', '2'],
      ['3', 'thing-2', '1'],
      ['4', 'thing-1', '3'],
    ]);
    expect(await rehearsal.readStream('thing-1', { fromVersion: 2, toVersion: 3 })).toHaveLength(2);
    expect(await rehearsal.head()).toBe(5);
  });

  it('leaves no trace: its appends, claims, keys, releases and refusals stay with it', async () => {
    const seen = async () => [
      await below.readAll(0, 10),
      await below.head(),
      await below.findHolder(buffalo),
      await below.findHolder('name/1:real:heron'),
      await below.findKey('actor-1', 'key-2'),
      await below.readRefusals(0, 10),
    ];
    const before = await seen();
    const listener = jest.fn();
    below.onAppended(listener);
    const releases = [buffalo];
    await rehearsal.append(
      commitTo('thing-1', 3, { releases, claims: ['name/1:real:heron'], key: { ...key, key: 'key-2' } }),
    );
    const refusal = { at: start, code: 'A', rule: 'R', command: 'c', actor: 'a', fingerprint: 'f' };
    await rehearsal.recordRefusal(refusal);
    expect(await seen()).toEqual(before);
    expect(listener).not.toHaveBeenCalled();
  });

  it('refuses by what the log below holds: versions, claims and keys', async () => {
    expect(await refusalOf(rehearsal.append(commitTo('thing-1', 1)))).toMatchObject({
      name: 'VersionConflict',
      actualVersion: 2,
    });
    expect(await refusalOf(rehearsal.append(commitTo('thing-3', 1, { claims: [buffalo] })))).toMatchObject({
      name: 'ClaimConflict',
      holder: 'thing-1',
    });
    expect(await refusalOf(rehearsal.append(commitTo('thing-3', 1, { key })))).toMatchObject({ name: 'KeyConflict' });
  });

  it('sees a claim below as free once it is released in the rehearsal', async () => {
    await rehearsal.append(commitTo('thing-1', 3, { releases: [buffalo] }));
    expect(await rehearsal.findHolder(buffalo)).toBeUndefined();
    await rehearsal.append(commitTo('thing-3', 1, { claims: [buffalo] }));
    expect(await rehearsal.findHolder(buffalo)).toBe('thing-3');
  });

  it('cannot release a claim below for a stream that does not hold it', async () => {
    await rehearsal.append(commitTo('thing-3', 1, { releases: [buffalo] }));
    expect(await rehearsal.findHolder(buffalo)).toBe('thing-1');
  });

  it('sees a release below that comes after it was laid over', async () => {
    await below.append(commitTo('thing-1', 3, { releases: [buffalo] }));
    await rehearsal.append(commitTo('thing-3', 1, { claims: [buffalo] }));
    expect(await rehearsal.findHolder(buffalo)).toBe('thing-3');
  });

  it('never records before the log below did, also when the clock went back', async () => {
    clock = '2022-03-15T11:00:00.000Z';
    await rehearsal.append(commitTo('thing-3', 1));
    expect((await rehearsal.readStream('thing-3'))[0]).toMatchObject({ time: start, knownat: start });
  });

  it('U6: goes on from the known time that the stream has below', async () => {
    await below.append(commitTo('thing-4', 1, { events: [{ knownat: '2020-05-01T00:00:00.000Z' }] }));
    await rehearsal.append(commitTo('thing-4', 2, { events: [{ knownat: '2020-01-01T00:00:00.000Z' }] }));
    expect((await rehearsal.readStream('thing-4')).map(({ knownat }) => knownat)).toEqual([
      '2020-05-01T00:00:00.000Z',
      '2020-05-01T00:00:00.000Z',
    ]);
  });

  it('gives numbers that the log below will not give', async () => {
    const rehearsed = await rehearsal.nextNumber('OP-2022');
    const given = await Promise.all(Array.from({ length: 10 }, () => below.nextNumber('OP-2022')));
    expect(given).not.toContain(rehearsed);
  });
});
