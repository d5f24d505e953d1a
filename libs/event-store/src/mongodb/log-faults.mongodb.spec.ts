import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LogUnavailable, OutcomeUnknown, UnusableDatabase } from '../event-store.errors.js';
import { canonicalJson } from '../event-text.js';
import { appendRecorded, commitTo, refusalOf, someRefusal } from '../testing/event-store.contract.js';
import {
  drained,
  faultsOfOrder,
  mongoDbUri,
  openLogProcess,
  serverPort,
  type LogProcess,
} from '../testing/mongodb-log.js';
import { commandsIn, startTcpProxy, through, type TcpProxy } from '../testing/tcp-proxy.js';
import { openLogDatabase } from './log-database.js';

const buffalo = 'name/1:real:buffalo';
let one: LogProcess;
let other: LogProcess;
let proxy: TcpProxy;

beforeEach(async () => {
  proxy = await startTcpProxy(serverPort());
  one = await openLogProcess();
  other = await openLogProcess({
    ...{ databaseName: one.database.connection.name, uri: through(proxy), resendMilliseconds: 8_000 },
  });
});
afterEach(async () => {
  proxy.open();
  proxy.onRequest(() => undefined);
  await other.leave();
  await one.destroy();
  await proxy.close();
});

const isInsertOfCommits = (piece: Buffer): boolean => commandsIn(piece).some(({ insert }) => insert === 'commits');

describe('E4: a connection that breaks after the insert left', () => {
  it('and an insert that arrives later: the append waits for the verdict, and the commit is there once', async () => {
    let held = 0;
    proxy.onRequest((piece, cutLater) => {
      if (!isInsertOfCommits(piece) || (held += 1) > 1) return undefined;
      cutLater(50);
      return 1_000; // long after the second one
    });
    const commit = commitTo('thing-1', 1, { claims: [buffalo], key: { scope: 'a', key: 'k', fingerprint: 'f' } });
    expect(await other.log.append(commit)).toEqual({ commitId: commit.id, stream: 'thing-1', lastVersion: 1 });
    expect(held).toBeGreaterThan(1);
    await setTimeout(1_500);
    expect((await one.log.readStream('thing-1')).map(({ id }) => id)).toEqual([commit.events[0].id]);
    expect(await other.log.append(commitTo('thing-1', 2))).toMatchObject({ lastVersion: 2 });
  });

  it('and an answer that is lost: the same commit is found, not written again', async () => {
    let sent = 0;
    proxy.onRequest((piece, cutLater) => {
      if (isInsertOfCommits(piece) && (sent += 1) === 1) cutLater(0);
      return undefined;
    });
    await other.log.append(commitTo('thing-1', 1));
    expect(await one.log.readStream('thing-1')).toHaveLength(1);
  });

  it('and no verdict in time is OutcomeUnknown; the next attempt under the same key finds what became of it', async () => {
    const impatient = await openLogProcess({
      ...{ databaseName: one.database.connection.name, uri: through(proxy), resendMilliseconds: 500 },
    });
    proxy.onRequest((piece, cutLater) => {
      if (!isInsertOfCommits(piece)) return undefined;
      cutLater(0);
      return 1_500;
    });
    const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
    expect(await refusalOf(impatient.log.append(commitTo('thing-1', 1, { key })))).toBeInstanceOf(OutcomeUnknown);
    await setTimeout(2_500);
    expect(await one.log.findKey('actor-1', 'key-1')).toMatchObject({ stream: 'thing-1', lastVersion: 1 });
    expect(await one.log.readStream('thing-1')).toHaveLength(1);
    proxy.onRequest(() => undefined);
    await impatient.leave();
  });
});

it('A database that is away: what was never sent is LogUnavailable, reads too; nothing of it turns up later', async () => {
  await other.log.append(commitTo('thing-1', 1));
  proxy.shut();
  await refusalOf(other.log.head()); // the driver notices
  expect(await refusalOf(other.log.readStream('thing-1'))).toBeInstanceOf(LogUnavailable);
  const refused = await refusalOf(other.log.append(commitTo('thing-2', 1)));
  expect(refused).toBeInstanceOf(LogUnavailable);
  proxy.open();
  await setTimeout(500);
  expect(await other.log.append(commitTo('thing-1', 2))).toMatchObject({ lastVersion: 2 });
  expect(await one.log.readStream('thing-2')).toEqual([]);
});

it('A connection that ended at the moment in which it was asked is LogUnavailable, as one that ended before', async () => {
  const code = 'EPIPE'; // what the driver lets through of its socket
  const ended = Object.assign(new Error('This socket has been ended by the other party'), { code });
  jest.spyOn(one.database.commits, 'findOne').mockRejectedValueOnce(ended);
  expect(await refusalOf(one.log.findKey('actor-1', 'key-1'))).toBeInstanceOf(LogUnavailable);
  expect(await one.log.findKey('actor-1', 'key-1')).toBeUndefined();
});

it('A refusal whose answer is lost is kept once, under the next number', async () => {
  let sent = 0;
  proxy.onRequest((piece, cutLater) => {
    if (commandsIn(piece).some(({ insert }) => insert === 'refusals') && (sent += 1) === 1) cutLater(0);
    return undefined;
  });
  await other.log.recordRefusal(someRefusal);
  await Promise.all([one, other, one, other].map(({ log }) => log.recordRefusal(someRefusal)));
  expect((await one.log.readRefusals(0, 10)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
});

it('E1: a writer that is killed in the middle of its append keeps nobody waiting', async () => {
  const victim = `
    import mongoose from 'mongoose';
    const [uri, name] = process.argv.slice(1);
    const { db } = await mongoose.createConnection(uri, { dbName: name, writeConcern: { w: 'majority', journal: true } }).asPromise();
    void db.collection('commits').insertOne({ _id: 'killed', stream: 'thing-50', firstVersion: 1, lastVersion: 1, events: [],
      eventIds: ['killed'], types: [], claims: [], releases: [], held: ['${buffalo}'], acceptedAt: '' });
    setImmediate(() => process.kill(process.pid, 'SIGKILL'));
  `;
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    victim,
    mongoDbUri(),
    one.database.connection.name,
  ]);
  await new Promise((resolve) => child.on('exit', resolve));
  const since = performance.now();
  await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) =>
      one.log.append(commitTo(`thing-${index}`, 1, index === 7 ? { claims: [buffalo] } : {})),
    ),
  );
  expect(performance.now() - since).toBeLessThan(5_000);
});

describe('E2: a claim', () => {
  it('of a create that is sent again is a KeyConflict, whichever index the database names first', async () => {
    const key = { scope: 'actor-1', key: 'key-1', fingerprint: 'fingerprint-1' };
    await one.log.append(commitTo('thing-1', 1, { key, claims: [buffalo, 'reference:OP-2022-0001'] }));
    const again = commitTo('thing-2', 1, { key, claims: [buffalo, 'reference:OP-2022-0001'] });
    expect(await refusalOf(one.log.append(again))).toMatchObject({ name: 'KeyConflict' });
  });

  it('whose release was durable and not carried out, since its process was killed, is free; whoever wants it carries it out', async () => {
    await one.log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
    // As a process leaves it that is killed between the two steps.
    jest.spyOn(one.database.commits, 'updateMany').mockRejectedValueOnce(new Error('killed'));
    await one.log.append(commitTo('thing-1', 2, { releases: [buffalo] }));
    jest.restoreAllMocks();
    expect(await one.database.commits.countDocuments({ held: buffalo })).toBe(1);
    expect(await other.log.findHolder(buffalo)).toBeUndefined();
    await other.log.append(commitTo('thing-2', 1, { claims: [buffalo] }));
    expect(await one.log.findHolder(buffalo)).toBe('thing-2');
    expect(await one.database.commits.countDocuments({ releasing: { $exists: true } })).toBe(0);
    expect(await one.database.commits.countDocuments({ held: { $size: 0 } })).toBe(0);
  });

  it('that the stream took again is not lost to a release that is carried out late', async () => {
    await one.log.append(commitTo('thing-1', 1, { claims: [buffalo] }));
    jest.spyOn(one.database.commits, 'updateMany').mockRejectedValueOnce(new Error('killed'));
    const release = commitTo('thing-1', 2, { releases: [buffalo] });
    await one.log.append(release);
    jest.restoreAllMocks();
    await other.log.append(commitTo('thing-1', 3, { claims: [buffalo] }));
    expect(await one.log.findHolder(buffalo)).toBe('thing-1');
    expect(await refusalOf(one.log.append(commitTo('thing-2', 1, { claims: [buffalo] })))).toMatchObject({
      name: 'ClaimConflict',
    });
  });
});

it('E13, E14: texts are stored byte for byte, and what is inserted is inserted or reported', async () => {
  const data = JSON.parse(
    String.raw`{"empty":{},"list":[],"n":-1,"f":1.5,"__proto__":{"x":1},"a.b":1,"$inc":2,"u":"\ud800x","z":"a\u0000b","deep":{"e":{}}}`,
  ) as unknown;
  const commits = Array.from({ length: 20 }, (_, index) => commitTo(`thing-${index}`, 1, { events: [{ data }, {}] }));
  await Promise.all(commits.map((commit) => one.log.append(commit)));
  for (const commit of commits) {
    const stored = await one.database.commits.findOne({ _id: commit.id });
    expect(stored?.events).toEqual(commit.events.map(canonicalJson));
  }
  const [event] = await one.log.readStream('thing-1');
  expect(canonicalJson(event!.data)).toBe(canonicalJson(data));
});

it('Writers of several processes on the same streams: one wins each version, and the order has no gap', async () => {
  one.sequencer.start();
  const accepted = await Promise.all(
    [one, other].map(async ({ log }) => {
      let won = 0;
      for (let attempt = 0; attempt < 40; attempt += 1) {
        const stream = `thing-${attempt % 3}`;
        const end = (await log.readStream(stream)).length;
        won += await log.append(commitTo(stream, end + 1, { events: [{}, {}] })).then(
          () => 1,
          (refusal: Error) => (refusal.name === 'VersionConflict' ? 0 : Promise.reject(refusal)),
        );
      }
      return won;
    }),
  );
  await drained(one.database);
  expect(await faultsOfOrder(one.database)).toEqual([]);
  expect(await one.log.head()).toBe(2 * (accepted[0]! + accepted[1]!));
});

it('A listener in another process hears of what becomes readable', async () => {
  one.sequencer.start();
  const heard = new Promise<number>((resolve) => {
    other.log.onAppended(() => void other.log.head().then(resolve));
  });
  await setTimeout(100);
  await appendRecorded(one.log, commitTo('thing-1', 1));
  expect(await heard).toBe(1);
});

describe('Opening', () => {
  const openAt = (uri: string, databaseName = one.database.connection.name): Promise<unknown> =>
    openLogDatabase(uri, { newLogId: randomUUID, databaseName });

  it.each([
    'w=1',
    'w=0',
    'journal=false',
    'readConcernLevel=local',
    'readConcernLevel=available',
    'readPreference=secondary',
  ])('refuses an address that asks for %s, and says what is needed', async (option) => {
    const refusal = await refusalOf(openAt(`${mongoDbUri()}&${option}`));
    expect(refusal).toBeInstanceOf(UnusableDatabase);
    expect((refusal as Error).message).toMatch(/MONGODB_URI asks for .* is needed/);
  });

  it('takes an address that asks for the same', async () => {
    const same = await openLogDatabase(`${mongoDbUri()}&w=majority&journal=true&readConcernLevel=majority`, {
      ...{ newLogId: randomUUID, databaseName: one.database.connection.name },
    });
    expect(same.logId).toBe(one.log.logId);
    await same.close();
  });

  it('gives a log its name once, however many open it at the same moment', async () => {
    const databaseName = `test-${randomUUID()}`;
    const all = await Promise.all([1, 2, 3, 4].map(() => openLogProcess({ databaseName })));
    expect(new Set(all.map(({ log }) => log.logId)).size).toBe(1);
    for (const each of all.slice(1)) await each.leave();
    await all[0]!.destroy();
  });

  it('leaves a log alone that a newer version wrote', async () => {
    const { db } = one.database.connection;
    await db!.collection('installation').updateOne({}, { $set: { schemaVersion: 99 } });
    expect(await refusalOf(openAt(mongoDbUri()))).toMatchObject({ name: 'UnusableDatabase' });
  });

  it('refuses a log in which an index cannot be made as it has to be', async () => {
    const { db } = one.database.connection;
    await db!.collection('commits').dropIndex('stream_version');
    await db!.collection('commits').createIndex({ stream: 1, firstVersion: 1 }, { name: 'stream_version' });
    expect(await refusalOf(openAt(mongoDbUri()))).toMatchObject({ name: 'UnusableDatabase' });
  });

  it('says that nobody answers', async () => {
    expect(await refusalOf(openAt('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200'))).toBeInstanceOf(
      LogUnavailable,
    );
    expect(await refusalOf(openAt('http://127.0.0.1'))).toBeInstanceOf(UnusableDatabase);
  });
});
