import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import * as fc from 'fast-check';
import { isRecorded, type AcceptedEvent, type Instant } from '@opsledger/kernel';
import { ClaimConflict, KeyConflict, VersionConflict } from '../event-store.errors.js';
import { readBatches } from '../event-filter.js';
import type { Commit, CommitReceipt, EventStore, Refusal } from '../event-store.port.js';
import type { Upcaster } from '../upcasting.js';

/** What the contract needs of an adapter: a new, empty log that takes the time of recording from `now` and records all that it accepts. */
export type EventStoreUnderTest = Readonly<{
  create: (now: () => Instant, upcasters?: readonly Upcaster[]) => EventStore | Promise<EventStore>;
  destroy: (log: EventStore) => Promise<void>;
}>;

type MadeUp = Partial<Omit<Commit, 'events'>> & Readonly<{ events?: readonly Partial<AcceptedEvent>[] }>;

/** A made-up commit; `events` gives only what matters about each event. */
export const commitTo = (stream: string, firstVersion: number, { events = [{}], ...rest }: MadeUp = {}): Commit => {
  const [first, ...others] = events.map((event, index): AcceptedEvent => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/opsledger/test',
    type: 'opsledger.test.thing-happened.v1',
    subject: stream,
    datacontenttype: 'application/json',
    streamversion: String(firstVersion + index),
    occurredat: '2022-03',
    acceptedat: '2022-03-15T11:59:59.000Z',
    actor: 'actor-1',
    correlationid: randomUUID(),
    sensitivity: 'UNCLASSIFIED',
    exercise: 'false',
    data: {},
    ...event,
  }));
  const commit = { id: randomUUID(), stream, firstVersion, claims: [], releases: [] };
  return { ...commit, events: [first!, ...others], acceptedAt: '2022-03-15T11:59:59.000Z', ...rest };
};

export const someRefusal: Refusal = {
  at: '2022-03-15T12:00:00.000Z',
  code: 'THING_NEEDS_APPROVAL',
  rule: 'TEST-1',
  stream: 'thing-1',
  command: 'launch-thing',
  actor: 'actor-1',
  fingerprint: 'fingerprint-1',
};

/** What an attempt was refused with; an attempt that was accepted is a failure of the test. */
export const refusalOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    (accepted) => Promise.reject(new Error(`Accepted with ${JSON.stringify(accepted)}`)),
    (refusal: unknown) => refusal,
  );

/** Appends, and waits until what was appended is recorded: at once or a moment later, whichever way the adapter has. */
export const appendRecorded = async (log: EventStore, commit: Commit): Promise<CommitReceipt> => {
  const receipt = await log.append(commit);
  await recorded(log, receipt);
  return receipt;
};

/** Resolves when an event can be read in the order of the log; fails if that takes longer than anyone would wait. */
export const recorded = async (
  log: EventStore,
  { stream, lastVersion }: Pick<CommitReceipt, 'stream' | 'lastVersion'>,
): Promise<void> => {
  for (const end = Date.now() + RECORDING_MILLISECONDS; ; await setTimeout(2)) {
    const [last] = await log.readStream(stream, { fromVersion: lastVersion, toVersion: lastVersion });
    if (last && isRecorded(last) && (await log.head()) >= Number(last.position)) return;
    if (Date.now() > end) throw new Error(`${stream}@${lastVersion} has not been recorded`);
  }
};

const RECORDING_MILLISECONDS = 10_000;
const three = [{}, {}, {}];

/** What every event store does, whatever it keeps its events in. */
export const eventStoreContract = ({ create, destroy }: EventStoreUnderTest): void => {
  const start = '2022-03-15T12:00:00.000Z';
  let clock: Instant;
  let log: EventStore;

  beforeEach(async () => {
    clock = start;
    log = await create(() => clock);
  });
  afterEach(() => destroy(log));
  const appended = (commit: Commit): Promise<CommitReceipt> => appendRecorded(log, commit);

  const positionsAndVersions = async (): Promise<readonly string[]> =>
    (await log.readAll(0, 1_000)).map(({ position, subject, streamversion }) =>
      [position, `${subject}@${streamversion}`].join(' '),
    );

  /** All that an append can change, to show that a refused one changed nothing. */
  const everythingBound = async (...streams: readonly string[]) => ({
    head: await log.head(),
    events: await log.readAll(0, 1_000),
    streams: await Promise.all(streams.map((stream) => log.readStream(stream))),
    keys: await Promise.all(['key-1', 'key-2'].map((key) => log.findKey('actor-1', key))),
    holders: await Promise.all(['name/1:real:buffalo', 'name/1:real:heron'].map((claim) => log.findHolder(claim))),
  });

  describe('An append', () => {
    it('is read back as it was accepted, with position, time and known time', async () => {
      const commit = commitTo('thing-1', 1, { events: [{ data: { name: 'Buffalo' } }, { data: { name: 'Heron' } }] });
      const receipt = await appended(commit);
      expect(receipt).toEqual({ commitId: commit.id, stream: 'thing-1', lastVersion: 2 });
      const expected = commit.events.map((event, index) => ({
        ...event,
        ...{ position: String(index + 1), time: start, knownat: start },
      }));
      expect(await log.readStream('thing-1')).toEqual(expected);
      expect(await log.readAll(0, 10)).toEqual(expected);
    });

    it('is seen by the next writer as soon as it is accepted, recorded or not', async () => {
      const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
      for (let version = 1; version <= 9; version += 2) {
        const events = [{ data: { version } }, { knownat: '2020-01-01T00:00:00.000Z', data: { version: version + 1 } }];
        const claims = [`number/1:real:${version}`];
        const commit = commitTo('thing-1', version, { events, claims, key: { ...key, key: `key-${version}` } });
        await log.append(commit);
        const read = await log.readStream('thing-1', { fromVersion: version });
        expect(read.map(({ position: _, time: __, knownat: ___, ...accepted }) => accepted)).toEqual(
          commit.events.map(({ knownat: _, ...accepted }) => accepted),
        );
        expect(await log.findKey('actor-1', `key-${version}`)).toMatchObject({ firstVersion: version });
        expect(await log.findHolder(claims[0]!)).toBe('thing-1');
      }
      await recorded(log, { stream: 'thing-1', lastVersion: 10 });
      expect((await log.readStream('thing-1')).map(({ position }) => position)).toEqual([
        ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
      ]);
    });

    it('gives positions that count events, without gaps, in one order over all streams', async () => {
      await appended(commitTo('thing-1', 1, { events: three }));
      await appended(commitTo('thing-2', 1));
      expect(await appended(commitTo('thing-1', 4, { events: [{}, {}] }))).toMatchObject({ lastVersion: 5 });
      expect(await positionsAndVersions()).toEqual([
        ...['1 thing-1@1', '2 thing-1@2', '3 thing-1@3'],
        ...['4 thing-2@1', '5 thing-1@4', '6 thing-1@5'],
      ]);
    });
  });

  describe('A commit that does not follow the end of its stream is a VersionConflict and leaves nothing', () => {
    beforeEach(async () => {
      await appended(commitTo('thing-1', 1));
      await appended(commitTo('thing-1', 2, { events: three }));
    });

    it.each([
      ['ahead of the end', 'thing-1', 6, 4],
      ['far ahead of the end', 'thing-1', 400, 4],
      ['ahead in a stream that is not there', 'thing-2', 2, 0],
      ['at the start of a stream that is there', 'thing-1', 1, 4],
      ['behind the end, between two commits', 'thing-1', 2, 4],
      ['behind the end, inside a commit', 'thing-1', 3, 4],
      ['at the last event of the end', 'thing-1', 4, 4],
    ])('%s', async (_, stream, firstVersion, actualVersion) => {
      const before = await everythingBound(stream);
      const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
      const commit = commitTo(stream, firstVersion, { key, claims: ['name/1:real:buffalo'] });
      const refusal = await refusalOf(log.append(commit));
      expect(refusal).toBeInstanceOf(VersionConflict);
      expect(refusal).toMatchObject({ stream, expectedVersion: firstVersion - 1, actualVersion });
      expect(await everythingBound(stream)).toEqual(before);
    });

    it('and the commit that does follow it is then accepted', async () => {
      await refusalOf(log.append(commitTo('thing-1', 4)));
      expect(await appended(commitTo('thing-1', 5))).toMatchObject({ lastVersion: 5 });
      expect(await log.head()).toBe(5);
    });
  });

  describe('Concurrent writers', () => {
    it('to one stream: for every version one of sixteen wins, and the others learn the version', async () => {
      const winners: (string | undefined)[] = [];
      for (let version = 1; version <= 5; version += 1) {
        const commits = Array.from({ length: 16 }, () => commitTo('thing-1', version));
        const verdicts = await Promise.allSettled(commits.map((commit) => log.append(commit)));
        const won = commits.filter((_, index) => verdicts[index]!.status === 'fulfilled');
        const lost = verdicts.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
        expect(won).toHaveLength(1);
        expect(lost).toHaveLength(15);
        for (const { reason } of lost) {
          expect(reason).toBeInstanceOf(VersionConflict);
          expect(reason).toMatchObject({ expectedVersion: version - 1, actualVersion: version });
        }
        winners.push(won[0]?.events[0].id);
      }
      expect((await log.readStream('thing-1')).map(({ id }) => id)).toEqual(winners);
      await recorded(log, { stream: 'thing-1', lastVersion: 5 });
      expect(await log.head()).toBe(5);
    });

    it('in one process, who do not wait for each other: what follows what is still being written is accepted after it', async () => {
      const commits = [1, 2, 3].map((version) => commitTo('thing-1', version));
      const receipts = await Promise.all(commits.map((commit) => log.append(commit)));
      expect(receipts.map(({ lastVersion }) => lastVersion)).toEqual([1, 2, 3]);
      expect(await log.readStream('thing-1')).toHaveLength(3);
    });

    it('to different streams: each gets a verdict of its own, good and bad mixed', async () => {
      await appended(commitTo('thing-1', 1, { claims: ['name/1:real:buffalo'] }));
      const claims = ['name/1:real:heron'];
      const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
      const verdictOn = (commit: Commit): Promise<string> =>
        log.append(commit).then(
          () => 'accepted',
          (refusal: Error) => refusal.name,
        );
      const [good, bad, rivalsForAName, rivalsForAKey] = await Promise.all([
        Promise.all([
          verdictOn(commitTo('thing-2', 1, { events: three })),
          verdictOn(commitTo('thing-1', 2, { events: [{}, {}] })),
          verdictOn(commitTo('thing-3', 1)),
        ]),
        Promise.all([
          verdictOn(commitTo('thing-1', 400)),
          verdictOn(commitTo('thing-4', 1, { claims: ['name/1:real:buffalo'] })),
        ]),
        Promise.all(['thing-5', 'thing-6'].map((stream) => verdictOn(commitTo(stream, 1, { claims })))),
        Promise.all(['thing-7', 'thing-8'].map((stream) => verdictOn(commitTo(stream, 1, { key })))),
      ]);
      expect(good).toEqual(['accepted', 'accepted', 'accepted']);
      expect(bad).toEqual(['VersionConflict', 'ClaimConflict']);
      expect(rivalsForAName.toSorted()).toEqual(['ClaimConflict', 'accepted']);
      expect(rivalsForAKey.toSorted()).toEqual(['KeyConflict', 'accepted']);

      const streams = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `thing-${number}`);
      for (const stream of streams) {
        const lastVersion = (await log.readStream(stream)).length;
        if (lastVersion > 0) await recorded(log, { stream, lastVersion });
      }
      const events = await log.readAll(0, 100);
      expect(events.map(({ position }) => Number(position))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const firstOf = (stream: string): number => events.findIndex(({ subject }) => subject === stream);
      const together = events.slice(firstOf('thing-2'), firstOf('thing-2') + 3);
      expect(together.map(({ subject, streamversion }) => `${subject}@${streamversion}`)).toEqual([
        ...['thing-2@1', 'thing-2@2', 'thing-2@3'],
      ]);
    });

    it('are not troubled by a neighbour whose event is no JSON: it fails alone and whole', async () => {
      const [before, neighbour, after] = await Promise.allSettled([
        log.append(commitTo('thing-1', 1)),
        log.append(commitTo('thing-2', 1, { events: [{}, { data: { strength: Number.NaN } }] })),
        log.append(commitTo('thing-3', 1)),
      ]);
      expect([before.status, neighbour.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await log.readStream('thing-2')).toEqual([]);
      for (const stream of ['thing-1', 'thing-3']) await recorded(log, { stream, lastVersion: 1 });
      expect(await log.head()).toBe(2);
    });
  });

  describe('A claim', () => {
    const buffalo = 'name/1:real:buffalo';
    const heron = 'name/1:real:heron';

    it('is held by the stream that claimed it, and by nobody before', async () => {
      expect(await log.findHolder(buffalo)).toBeUndefined();
      await log.append(commitTo('thing-1', 1, { claims: [buffalo, heron] }));
      expect(await log.findHolder(buffalo)).toBe('thing-1');
      expect(await log.findHolder(heron)).toBe('thing-1');
    });

    it('that another stream holds is a ClaimConflict that names the holder', async () => {
      await log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
      const refusal = await refusalOf(log.append(commitTo('thing-2', 1, { claims: [heron, buffalo] })));
      expect(refusal).toBeInstanceOf(ClaimConflict);
      expect(refusal).toMatchObject({ claim: buffalo, holder: 'thing-1' });
      expect(await log.findHolder(heron)).toBeUndefined();
    });

    it('may be claimed again by the stream that holds it', async () => {
      await log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
      await log.append(commitTo('thing-1', 2, { claims: [buffalo] }));
      expect(await log.findHolder(buffalo)).toBe('thing-1');
    });

    it('is free once its stream released it, for any other stream', async () => {
      await log.append(commitTo('thing-1', 1, { claims: [buffalo, heron] }));
      await log.append(commitTo('thing-1', 2, { releases: [buffalo] }));
      expect(await log.findHolder(buffalo)).toBeUndefined();
      expect(await log.findHolder(heron)).toBe('thing-1');
      await log.append(commitTo('thing-2', 1, { claims: [buffalo] }));
      expect(await log.findHolder(buffalo)).toBe('thing-2');
      expect(await refusalOf(log.append(commitTo('thing-1', 3, { claims: [buffalo] })))).toMatchObject({
        name: 'ClaimConflict',
        holder: 'thing-2',
      });
    });

    it('that is released and claimed in one commit stays with its stream', async () => {
      await log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
      await log.append(commitTo('thing-1', 2, { releases: [buffalo], claims: [buffalo] }));
      expect(await log.findHolder(buffalo)).toBe('thing-1');
    });

    it('cannot be released by a stream that does not hold it', async () => {
      await log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
      await log.append(commitTo('thing-2', 1, { releases: [buffalo] }));
      expect(await log.findHolder(buffalo)).toBe('thing-1');
    });

    it('that is released and wanted by two others at the same time has one holder or none', async () => {
      await log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
      const [release, ...wanted] = await Promise.allSettled([
        log.append(commitTo('thing-1', 2, { releases: [buffalo] })),
        log.append(commitTo('thing-2', 1, { claims: [buffalo] })),
        log.append(commitTo('thing-3', 1, { claims: [buffalo] })),
      ]);
      const winners = wanted.flatMap((verdict) => ('value' in verdict ? [verdict.value.stream] : []));
      expect(release.status).toBe('fulfilled');
      expect(winners.length).toBeLessThanOrEqual(1);
      expect(await log.findHolder(buffalo)).toBe(winners[0]);
    });
  });

  it('says which events came with one commit', async () => {
    await appended(commitTo('thing-1', 1));
    await appended(commitTo('thing-2', 1, { events: [{}, {}] }));
    await appended(commitTo('thing-1', 2, { events: three }));
    const ranges = await Promise.all([1, 2, 3, 4, 5].map((version) => log.commitWith('thing-1', version)));
    const [first, second] = [
      { firstVersion: 1, lastVersion: 1 },
      { firstVersion: 2, lastVersion: 4 },
    ];
    expect(ranges).toEqual([first, second, second, second, undefined]);
    expect(await log.commitWith('thing-3', 1)).toBeUndefined();
  });

  describe('An idempotency key (U3)', () => {
    const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };

    it('finds the commit that bound it', async () => {
      await log.append(commitTo('thing-1', 1));
      expect(await log.findKey('actor-1', 'key-1')).toBeUndefined();
      await log.append(commitTo('thing-1', 2, { events: three, key }));
      await log.append(commitTo('thing-1', 5));
      expect(await log.findKey('actor-1', 'key-1')).toEqual({
        ...{ stream: 'thing-1', firstVersion: 2, lastVersion: 4, fingerprint: 'fingerprint-1' },
      });
    });

    it('that is bound refuses a second commit, to whichever stream, as a KeyConflict', async () => {
      await appended(commitTo('thing-1', 1, { key }));
      const before = await everythingBound('thing-1', 'thing-2');
      for (const commit of [commitTo('thing-1', 2, { key }), commitTo('thing-2', 1, { key })])
        expect(await refusalOf(log.append(commit))).toBeInstanceOf(KeyConflict);
      expect(await everythingBound('thing-1', 'thing-2')).toEqual(before);
    });

    it('says so also to a retry that is late in other ways, so that it gets the first answer', async () => {
      await log.append(commitTo('thing-1', 1, { key, claims: ['name/1:real:buffalo'] }));
      expect(await refusalOf(log.append(commitTo('thing-1', 1, { key })))).toBeInstanceOf(KeyConflict);
      const retryUnderNewId = commitTo('thing-2', 1, { key, claims: ['name/1:real:buffalo'] });
      expect(await refusalOf(log.append(retryUnderNewId))).toBeInstanceOf(KeyConflict);
    });

    it('is another one in another scope, however scope and key are put together', async () => {
      await log.append(commitTo('thing-1', 1, { key }));
      await log.append(commitTo('thing-2', 1, { key: { ...key, scope: 'actor-2' } }));
      await log.append(commitTo('thing-3', 1, { key: { ...key, scope: 'actor-', key: '1key-1' } }));
      const bound = [
        await log.findKey('actor-1', 'key-1'),
        await log.findKey('actor-2', 'key-1'),
        await log.findKey('actor-', '1key-1'),
      ];
      expect(bound.map((commit) => commit?.stream)).toEqual(['thing-1', 'thing-2', 'thing-3']);
    });
  });

  it('A refused commit binds nothing: no event, no key, no claim, no release', async () => {
    await appended(commitTo('thing-1', 1, { claims: ['name/1:real:heron'] }));
    await appended(commitTo('thing-2', 1, { claims: ['name/1:real:owl'] }));
    await appended(commitTo('thing-3', 1, { key: { scope: 'actor-1', key: 'key-2', fingerprint: '' } }));
    const before = await everythingBound('thing-1', 'thing-2', 'thing-3');
    const wanted = {
      key: { scope: 'actor-1', key: 'key-1', fingerprint: '' },
      claims: ['name/1:real:buffalo'],
      releases: ['name/1:real:heron'],
    };
    for (const commit of [
      commitTo('thing-1', 1, wanted),
      commitTo('thing-1', 2, { ...wanted, claims: ['name/1:real:buffalo', 'name/1:real:owl'] }),
      commitTo('thing-1', 2, { ...wanted, key: { ...wanted.key, key: 'key-2' } }),
    ])
      await refusalOf(log.append(commit));
    expect(await everythingBound('thing-1', 'thing-2', 'thing-3')).toEqual(before);
    await log.append(commitTo('thing-1', 2, wanted));
    expect(await log.findHolder('name/1:real:heron')).toBeUndefined();
  });

  it('The time of recording never goes back, also when the clock does', async () => {
    await appended(commitTo('thing-1', 1));
    clock = '2022-03-15T11:00:00.000Z';
    await appended(commitTo('thing-1', 2, { events: [{}, {}] }));
    await appended(commitTo('thing-2', 1));
    clock = '2022-03-15T12:00:00.001Z';
    await appended(commitTo('thing-2', 2));
    const times = (await log.readAll(0, 10)).map(({ time }) => time);
    expect(times).toEqual([start, start, start, start, '2022-03-15T12:00:00.001Z']);
  });

  describe('U6: the known time of a version', () => {
    const knownTimes = async (stream: string): Promise<readonly (string | undefined)[]> =>
      (await log.readStream(stream)).map(({ knownat }) => knownat);
    const history = (...knownTimesOfEvents: readonly Instant[]) => ({
      events: knownTimesOfEvents.map((knownat) => ({ knownat })),
    });

    it('is the time of recording for what is reported live', async () => {
      await appended(commitTo('thing-1', 1));
      clock = '2022-03-15T12:30:00.000Z';
      await appended(commitTo('thing-1', 2));
      expect(await knownTimes('thing-1')).toEqual([start, '2022-03-15T12:30:00.000Z']);
    });

    it('is what the older register says for imported history, and recording goes on after it', async () => {
      await appended(commitTo('thing-1', 1, history('2020-01-01T00:00:00.000Z', '2020-05-01T00:00:00.000Z')));
      await appended(commitTo('thing-1', 3, history('2021-01-01T00:00:00.000Z')));
      await appended(commitTo('thing-1', 4));
      expect(await knownTimes('thing-1')).toEqual([
        ...['2020-01-01T00:00:00.000Z', '2020-05-01T00:00:00.000Z', '2021-01-01T00:00:00.000Z', start],
      ]);
      expect((await log.readStream('thing-1')).map(({ time }) => time)).toEqual([start, start, start, start]);
    });

    it('is its own in every stream', async () => {
      await appended(commitTo('thing-1', 1));
      await appended(commitTo('thing-2', 1, history('2020-01-01T00:00:00.000Z')));
      expect(await knownTimes('thing-2')).toEqual(['2020-01-01T00:00:00.000Z']);
    });

    it('never goes back, within a commit, between commits and after a live event', async () => {
      await appended(commitTo('thing-1', 1, history('2020-05-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z')));
      await appended(commitTo('thing-1', 3, history('2019-01-01T00:00:00.000Z')));
      await appended(commitTo('thing-1', 4));
      await appended(commitTo('thing-1', 5, history('2021-01-01T00:00:00.000Z')));
      const raised = '2020-05-01T00:00:00.000Z';
      expect(await knownTimes('thing-1')).toEqual([raised, raised, raised, start, start]);
    });

    it('never goes back, also for a live event that is recorded before what its stream knew', async () => {
      await appended(commitTo('thing-1', 1, history('2022-03-15T12:10:00.000Z')));
      await appended(commitTo('thing-1', 2));
      expect(await knownTimes('thing-1')).toEqual(['2022-03-15T12:10:00.000Z', '2022-03-15T12:10:00.000Z']);
    });
  });

  describe('Reading', () => {
    beforeEach(async () => {
      await appended(commitTo('thing-1', 1, { events: three }));
      await appended(commitTo('thing-2', 1, { events: three }));
      await appended(commitTo('thing-1', 4, { events: [{}, {}] }));
    });

    it.each([
      [{}, [1, 2, 3, 4, 5]],
      [{ fromVersion: 1 }, [1, 2, 3, 4, 5]],
      [{ fromVersion: 3 }, [3, 4, 5]],
      [{ toVersion: 2 }, [1, 2]],
      [{ fromVersion: 2, toVersion: 4 }, [2, 3, 4]],
      [{ fromVersion: 4, toVersion: 4 }, [4]],
      [{ fromVersion: 4, toVersion: 400 }, [4, 5]],
      [{ fromVersion: 6 }, []],
      [{ toVersion: 0 }, []],
      [{ fromVersion: 4, toVersion: 2 }, []],
    ])('a stream within %j gives versions %j', async (range, versions) => {
      const events = await log.readStream('thing-1', range);
      expect(events.map(({ subject, streamversion }) => [subject, Number(streamversion)])).toEqual(
        versions.map((version) => ['thing-1', version]),
      );
    });

    it('a stream that is not there gives nothing, also when its name is the start of another', async () => {
      expect(await log.readStream('thing-')).toEqual([]);
    });

    it('the log page by page gives every event once, in order', async () => {
      const pages: (readonly number[])[] = [];
      for (let after = 0; after < 8; after = pages.at(-1)!.at(-1)!)
        pages.push((await log.readAll(after, 3)).map(({ position }) => Number(position)));
      expect(pages).toEqual([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8],
      ]);
      expect(await log.readAll(8, 3)).toEqual([]);
      expect(await log.readAll(800, 3)).toEqual([]);
    });

    it('the head gives the position of the newest event', async () => {
      expect(await log.head()).toBe(8);
    });
  });

  it('An empty log has its head at 0, no events and a name', async () => {
    expect(await log.head()).toBe(0);
    expect(await log.readAll(0, 10)).toEqual([]);
    expect(log.logId).not.toBe('');
  });

  it('A number of a series is never given twice, whatever is appended or refused in between', async () => {
    const given = [await log.nextNumber('OP-2022'), await log.nextNumber('OP-2022')];
    await log.append(commitTo('thing-1', 1));
    given.push(...(await Promise.all([1, 2, 3].map(() => log.nextNumber('OP-2022')))));
    await refusalOf(log.append(commitTo('thing-1', 1)));
    given.push(await log.nextNumber('OP-2022'));
    expect(new Set(given).size).toBe(6);
  });

  it('A series counts for itself: the numbers of another do not move it', async () => {
    const first = await log.nextNumber('OP-2022');
    await log.nextNumber('OP-2023');
    expect([await log.nextNumber('OP-2022'), await log.nextNumber('OP-2023')]).toEqual([first + 1, first + 1]);
  });

  it('Many who ask at the same time get each their own answer, whoever is asked along with them', async () => {
    const places = Array.from({ length: 130 }, (_, index) => index);
    const scopeOf = (place: number): string => `actor-${place % 3}`;
    // Every second one is there, and every tenth has let its claim go; keys are the same in three scopes.
    for (const place of places.filter((one) => one % 2 === 0)) {
      const key = { scope: scopeOf(place), key: `key-${place % 7}-${place}`, fingerprint: `fingerprint-${place}` };
      await log.append(commitTo(`thing-${place}`, 1, { key, claims: [`name/1:real:bird-${place}`] }));
      if (place % 10 === 0)
        await log.append(commitTo(`thing-${place}`, 2, { releases: [`name/1:real:bird-${place}`] }));
    }
    const [streams, holders, keys, elsewhere, numbers] = await Promise.all([
      Promise.all(places.map(async (place) => (await log.readStream(`thing-${place}`)).map(({ subject }) => subject))),
      Promise.all(places.map((place) => log.findHolder(`name/1:real:bird-${place}`))),
      Promise.all(places.map((place) => log.findKey(scopeOf(place), `key-${place % 7}-${place}`))),
      Promise.all(places.map((place) => log.findKey(scopeOf(place + 1), `key-${place % 7}-${place}`))),
      Promise.all(places.map((place) => log.nextNumber(place % 2 === 0 ? 'OP-2022' : 'OP-2023'))),
    ]);
    const isThere = (place: number): boolean => place % 2 === 0;
    const hasLetGo = (place: number): boolean => place % 10 === 0;
    expect(streams).toEqual(
      places.map((place) =>
        Array.from({ length: isThere(place) ? (hasLetGo(place) ? 2 : 1) : 0 }, () => `thing-${place}`),
      ),
    );
    expect(holders).toEqual(places.map((place) => (isThere(place) && !hasLetGo(place) ? `thing-${place}` : undefined)));
    expect(keys.map((found) => found?.fingerprint)).toEqual(
      places.map((place) => (isThere(place) ? `fingerprint-${place}` : undefined)),
    );
    expect(elsewhere).toEqual(places.map(() => undefined));
    for (const parity of [0, 1]) {
      const ofSeries = numbers.filter((_, place) => place % 2 === parity).toSorted((a, b) => a - b);
      expect(ofSeries).toEqual(ofSeries.map((_, index) => ofSeries[0]! + index));
    }
  });

  describe('A refusal', () => {
    it('is kept in a sequence of its own, which events do not touch', async () => {
      await appended(commitTo('thing-1', 1, { events: three }));
      await log.recordRefusal(someRefusal);
      await appended(commitTo('thing-1', 4));
      const { stream: _, ...withoutStream } = someRefusal;
      await log.recordRefusal(withoutStream);
      expect(await log.readRefusals(0, 10)).toStrictEqual([
        { ...someRefusal, sequence: 1 },
        { ...withoutStream, sequence: 2 },
      ]);
      expect(await log.head()).toBe(4);
    });

    it('keeps who ran into which rule and nothing of the body', async () => {
      const withBody = { ...someRefusal, data: { name: 'what nobody shall read' } };
      await log.recordRefusal(withBody);
      expect(await log.readRefusals(0, 10)).toStrictEqual([{ ...someRefusal, sequence: 1 }]);
    });

    it('is read page by page', async () => {
      for (const code of ['A', 'B', 'C', 'D']) await log.recordRefusal({ ...someRefusal, code });
      const pages = [await log.readRefusals(0, 3), await log.readRefusals(3, 3), await log.readRefusals(4, 3)];
      expect(pages.map((page) => page.map(({ sequence, code }) => `${sequence}${code}`))).toEqual([
        ['1A', '2B', '3C'],
        ['4D'],
        [],
      ]);
    });
  });

  describe('What a consumer keeps', () => {
    it('is what it kept last, by its name, and touches neither events nor other consumers', async () => {
      await appended(commitTo('thing-1', 1));
      expect(await log.readConsumer('policy-1')).toBeUndefined();
      await log.keepConsumer('policy-1', '{"position":1}');
      await log.keepConsumer('policy-2', '{"position":7}');
      await log.keepConsumer('policy-1', '{"position":2}');
      expect([await log.readConsumer('policy-1'), await log.readConsumer('policy-2')]).toEqual([
        ...['{"position":2}', '{"position":7}'],
      ]);
      expect(await log.readConsumer('log_id')).toBeUndefined();
      expect(await log.head()).toBe(1);
    });
  });

  describe('Event data', () => {
    const readBack = async (data: unknown): Promise<unknown> => {
      await log.append(commitTo('thing-1', 1, { events: [{ data }] }));
      return (await log.readStream('thing-1'))[0]?.data;
    };

    it('survive in every script, with signs that mean something to others', async () => {
      const data = {
        names: ['Dangaré', 'Dangare\u0301', 'عملية', '行动', '🕊️', '\u{1F469}\u200D\u{1F692}'],
        signs: `'; DROP TABLE events; -- "\\ \n\t\u0000\u2028\u2029\uFEFF`,
        __proto: null,
        '': 'nameless',
      };
      expect(await readBack(data)).toEqual(data);
    });

    it('survive nested and in any order of members', async () => {
      const data = { z: [{ b: 1, a: [[], {}, [null, false]] }], a: { z: { y: '' }, '10': 1, '9': 2 } };
      expect(await readBack(data)).toStrictEqual(data);
    });

    it('survive as the numbers they are; -0 becomes 0, as RFC 8785 has it', async () => {
      const numbers = [1e21, 0.1, 1e-7, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, -1.5, 100];
      const read = (await readBack({ numbers, zero: -0 })) as { numbers: number[]; zero: number };
      expect(read.numbers).toStrictEqual(numbers);
      expect(read.zero).toBe(0);
    });
  });

  describe('A listener', () => {
    it('is called after each append, when the event can be read', async () => {
      const heads: Promise<number>[] = [];
      log.onAppended(() => heads.push(log.head()));
      await appended(commitTo('thing-1', 1, { events: three }));
      await appended(commitTo('thing-2', 1));
      expect(await Promise.all(heads)).toEqual([3, 4]);
    });

    it('is not called for what is refused or recorded as a refusal', async () => {
      await appended(commitTo('thing-1', 1));
      const listener = jest.fn();
      log.onAppended(listener);
      await refusalOf(log.append(commitTo('thing-1', 1)));
      await log.recordRefusal(someRefusal);
      expect(listener).not.toHaveBeenCalled();
      await appended(commitTo('thing-1', 2));
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it('is not called any more once it unsubscribed, and the others are', async () => {
      const [leaving, staying] = [jest.fn(), jest.fn()];
      const unsubscribe = log.onAppended(leaving);
      log.onAppended(staying);
      await appended(commitTo('thing-1', 1));
      unsubscribe();
      await appended(commitTo('thing-1', 2));
      expect(leaving).toHaveBeenCalledTimes(1);
      expect(staying).toHaveBeenCalledTimes(2);
    });
  });

  describe('Reading with a filter', () => {
    const [happened, ended] = ['opsledger.test.thing-happened.v1', 'opsledger.test.thing-ended.v1'];
    const other = 'opsledger.other.thing-happened.v1';
    beforeEach(async () => {
      await appended(commitTo('thing-1', 1, { events: [{ type: happened }, { type: ended }] }));
      await appended(commitTo('thing-2', 1, { events: [{ type: other }, { type: happened }, { type: other }] }));
      await appended(commitTo('thing-1', 3, { events: [{ type: other }, { type: ended }] }));
    });
    const positions = async (...read: Parameters<EventStore['readAll']>): Promise<string> =>
      (await log.readAll(...read)).map(({ position }) => position).join(' ');

    it.each([
      [{}, '1 2 3 4 5 6 7'],
      [{ types: [happened] }, '1 4'],
      [{ types: [ended, happened] }, '1 2 4 7'],
      [{ types: ['opsledger.test.*'] }, '1 2 4 7'],
      [{ types: ['opsledger.*'] }, '1 2 3 4 5 6 7'],
      [{ types: ['opsledger.te.*'] }, ''],
      [{ types: ['opsledger.other.thing-happened.v10', 'opsledger.other.thing-happened'] }, ''],
      [{ types: [] }, ''],
      [{ subject: 'thing-1' }, '1 2 6 7'],
      [{ subject: 'thing-1', types: [ended] }, '2 7'],
      [{ subject: 'thing' }, ''],
    ])('%j gives what fits, in the order of the log', async (filter, expected) => {
      expect(await positions(0, 100, filter)).toBe(expected);
    });

    it('goes on after a position and stops at the limit', async () => {
      expect(await positions(2, 2, { types: ['opsledger.test.*'] })).toBe('4 7');
      expect(await positions(0, 2, { types: [other, ended] })).toBe('2 3');
      expect(await positions(2, 1, { subject: 'thing-1' })).toBe('6');
      expect(await positions(0, 1, { subject: 'thing-1', types: [ended] })).toBe('2');
    });
  });

  it('Reading with a filter from within a commit gives as many as were asked for', async () => {
    const type = 'opsledger.test.thing-ended.v1';
    await appended(commitTo('thing-1', 1, { events: [{ type }, {}, {}] }));
    await appended(commitTo('thing-2', 1, { events: [{ type }] }));
    await appended(commitTo('thing-3', 1, { events: [{ type }] }));
    const read = await log.readAll(2, 2, { types: [type] });
    expect(read.map(({ position }) => position)).toEqual(['4', '5']);
  });

  describe('Reading in batches', () => {
    it('gives everything once and in order, and holds one batch', async () => {
      for (let version = 1; version <= 200; version += 50)
        await appended(commitTo('thing-1', version, { events: Array.from({ length: 50 }, () => ({})) }));
      const asked = jest.spyOn(log, 'readAll');
      const seen: string[] = [];
      let taken = 0;
      for await (const batch of readBatches(log, { size: 30 })) {
        expect(batch.length).toBeLessThanOrEqual(30);
        expect(asked).toHaveBeenCalledTimes((taken += 1)); // the next one is read when it is wanted
        seen.push(...batch.map(({ position }) => position));
      }
      expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => String(index + 1)));
    });

    it('begins and ends where it is told to, and stops when its reader does', async () => {
      await appended(commitTo('thing-1', 1, { events: Array.from({ length: 20 }, () => ({})) }));
      const seen: string[] = [];
      for await (const batch of readBatches(log, { after: 3, until: 10, size: 4 }))
        seen.push(...batch.map(({ position }) => position));
      expect(seen.join(' ')).toBe('4 5 6 7 8 9 10');
      const asked = jest.spyOn(log, 'readAll');
      for await (const batch of readBatches(log, { size: 2 })) if (batch.length > 0) break;
      expect(asked).toHaveBeenCalledTimes(1);
    });
  });

  describe('Closing the past', () => {
    const after = (milliseconds: number): Instant => new Date(Date.parse(start) + milliseconds).toISOString();
    const timeOfNext = async (): Promise<Instant> => {
      const version = (await log.readStream('thing-9')).length + 1;
      await appended(commitTo('thing-9', version));
      return (await log.readStream('thing-9')).at(-1)!.time!;
    };

    it('goes to what is wanted, but never up to now', async () => {
      expect(await log.completeTo(after(-5_000))).toBe(after(-5_000));
      expect(await log.completeTo(start)).toBe(after(-1));
      expect(await log.completeTo('9999-01-01T00:00:00.000Z')).toBe(after(-1));
    });

    it('is done already for what lies before the newest event', async () => {
      await appended(commitTo('thing-1', 1));
      clock = after(10_000);
      expect(await log.completeTo(after(-1))).toBe(after(-1));
      expect(await log.completeTo(after(4_000))).toBe(after(4_000));
    });

    it('holds though the clock goes back', async () => {
      clock = after(60_000);
      const closed = await log.completeTo(after(59_000));
      clock = start;
      expect((await timeOfNext()) > closed).toBe(true);
      expect((await timeOfNext()) > closed).toBe(true);
      expect(await log.completeTo(after(59_000))).toBe(after(59_000));
    });

    it('binds what is appended at the same moment', async () => {
      const [closed] = await Promise.all([log.completeTo(after(1_000)), appended(commitTo('thing-1', 1))]);
      expect((await log.readAll(0, 1))[0]!.time > closed).toBe(true);
    });

    it('never lets anything be recorded at or before what was called complete, whatever the clock says', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              clock: fc.integer({ min: -9, max: 9 }),
              wanted: fc.integer({ min: -9, max: 9 }),
              appends: fc.boolean(),
              closes: fc.boolean(),
            }),
            { maxLength: 12 },
          ),
          async (steps) => {
            let closed = '';
            for (const step of steps) {
              clock = after(step.clock);
              const [done, time] = await Promise.all([
                step.closes ? log.completeTo(after(step.wanted)) : '',
                step.appends ? timeOfNext() : '9999',
              ]);
              expect(time > closed).toBe(true);
              if (done > closed) closed = done;
            }
            clock = start;
            expect((await timeOfNext()) > closed).toBe(true);
          },
        ),
        { numRuns: 60 },
      ));
  });

  describe('Marks of the keys that it was written with', () => {
    const marks = { signing: 'thumbprint-1', cursor: 'hash-1' };

    it('are none in a new log, which is empty', async () => {
      expect(await log.readKeyEvidence()).toEqual({ marks: [], fingerprints: [], isEmpty: true });
    });

    it('are taken up once, one after the other', async () => {
      await log.takeUpKeyMarks(marks, 0);
      await log.takeUpKeyMarks({ signing: 'of one that came at the same time' }, 0);
      expect((await log.readKeyEvidence()).marks).toEqual([marks]);
      await log.takeUpKeyMarks({ signing: 'thumbprint-2' }, 2);
      expect((await log.readKeyEvidence()).marks).toEqual([marks]);
      await log.takeUpKeyMarks({ signing: 'thumbprint-2' }, 1);
      expect(await log.readKeyEvidence()).toMatchObject({ marks: [marks, { signing: 'thumbprint-2' }], isEmpty: true });
    });

    it('are not needed to tell them: the first and the newest fingerprints do', async () => {
      const keyOf = (number: number) => ({ scope: 'actor-1', key: `key-${number}`, fingerprint: `request-${number}` });
      await appended(commitTo('thing-1', 1));
      expect(await log.readKeyEvidence()).toEqual({ marks: [], fingerprints: [], isEmpty: false });
      for (const version of [2, 3, 4]) await appended(commitTo('thing-1', version, { key: keyOf(version) }));
      await appended(commitTo('thing-1', 5));
      for (const fingerprint of ['refusal-1', 'refusal-2', 'refusal-3'])
        await log.recordRefusal({ ...someRefusal, fingerprint });
      const { fingerprints, isEmpty } = await log.readKeyEvidence();
      expect(fingerprints.toSorted()).toEqual(['refusal-1', 'refusal-3', 'request-2', 'request-4']);
      expect(isEmpty).toBe(false);
    });

    it('are not asked of a log that has refused something and accepted nothing: it is not empty', async () => {
      await log.recordRefusal(someRefusal);
      expect(await log.readKeyEvidence()).toEqual({ marks: [], fingerprints: ['fingerprint-1'], isEmpty: false });
    });
  });

  describe('Upcasting', () => {
    const type = (version: number): string => `opsledger.test.thing-named.v${version}`;
    const upcasters: readonly Upcaster[] = [
      { from: type(1), to: type(2), upcast: (data) => ({ names: [(data as { name: string }).name] }) },
      { from: type(2), to: type(3), upcast: (data) => ({ ...(data as object), language: 'fr' }) },
    ];
    let current: EventStore;
    beforeEach(async () => {
      current = await create(() => clock, upcasters);
      await appendRecorded(
        current,
        commitTo('thing-1', 1, {
          events: [
            { type: type(1), data: { name: 'Heron' }, knownat: '2020-01-01T00:00:00.000Z' },
            { type: type(2), data: { names: ['Owl'] } },
            { type: type(3), data: { names: ['Kite'], language: 'en' } },
            { type: 'opsledger.test.other.v1', data: { name: 'as it is' } },
          ],
        }),
      );
    });
    afterEach(() => destroy(current));

    const expected = [
      [type(3), { names: ['Heron'], language: 'fr' }],
      [type(3), { names: ['Owl'], language: 'fr' }],
      [type(3), { names: ['Kite'], language: 'en' }],
      ['opsledger.test.other.v1', { name: 'as it is' }],
    ];

    it('reads every version as the newest, by every way of reading', async () => {
      const shown = (events: readonly { type: string; data: unknown }[]) =>
        events.map((event) => [event.type, event.data]);
      expect(shown(await current.readStream('thing-1'))).toEqual(expected);
      expect(shown(await current.readAll(0, 10))).toEqual(expected);
      expect(shown(await current.readStream('thing-1', { fromVersion: 2, toVersion: 3 }))).toEqual(
        expected.slice(1, 3),
      );
      expect(shown(await current.readAll(0, 10, { types: [type(3)] }))).toEqual(expected.slice(0, 3));
      expect(shown(await current.readAll(0, 10, { subject: 'thing-1', types: [type(3)] }))).toEqual(
        expected.slice(0, 3),
      );
      expect(await current.readAll(0, 10, { types: [type(1)] })).toEqual([]);
    });

    it('leaves everything that the log gave as it is', async () => {
      const [event] = await current.readAll(0, 1);
      expect(event).toMatchObject({
        subject: 'thing-1',
        streamversion: '1',
        position: '1',
        knownat: '2020-01-01T00:00:00.000Z',
        time: start,
      });
    });
  });
};
