import { setTimeout } from 'node:timers/promises';
import { appendRecorded, commitTo, recorded } from '../testing/event-store.contract.js';
import {
  drained,
  faultsOfOrder,
  mongoDbUri,
  openLogProcess,
  serverPort,
  type LogProcess,
} from '../testing/mongodb-log.js';
import { endOf, startSequencerProcess } from '../testing/sequencer-process.js';
import { commandsIn, startTcpProxy, through } from '../testing/tcp-proxy.js';

const LEASE_MILLISECONDS = 150;
const MOST_STEPS = 200;
const note = (line: string): void => void process.stdout.write(`${line}\n`);
const processes: LogProcess[] = [];
const open = async (options: Parameters<typeof openLogProcess>[0] = {}): Promise<LogProcess> => {
  const one = await openLogProcess({ leaseMilliseconds: LEASE_MILLISECONDS, ...options });
  processes.push(one);
  return one;
};
afterEach(async () => {
  const [first, ...others] = processes.splice(0);
  for (const one of others) await one.leave();
  await first?.destroy();
});

/** Appends to some streams, one commit after the other in each; gives the number of events. */
const appendSome = async ({ log }: LogProcess, round: number, streams = 4, commitsPerStream = 3): Promise<number> => {
  await Promise.all(
    Array.from({ length: streams }, async (_, index) => {
      const stream = `thing-${round % 2}-${index}`;
      for (let left = commitsPerStream; left > 0; left -= 1) {
        const version = (await log.readStream(stream)).length + 1;
        await log.append(commitTo(stream, version, { events: [{}, {}] }));
      }
    }),
  );
  return streams * commitsPerStream * 2;
};

describe('The sequencer gives places in one order', () => {
  it('of what was accepted before it ran, each stream in the order of its versions', async () => {
    const one = await open();
    const appended = (await appendSome(one, 0)) + (await appendSome(one, 1));
    expect(await one.log.head()).toBe(0);
    expect(await one.sequencer.status()).toMatchObject({ isLeader: false, unsequenced: 24 });
    expect((await one.sequencer.status()).oldestUnsequencedMilliseconds).toBeGreaterThan(0);
    one.sequencer.start();
    await drained(one.database);
    expect(await faultsOfOrder(one.database)).toEqual([]);
    expect(await one.log.head()).toBe(appended);
    // A machine that stands still for longer than the lease has it lost for a moment.
    for (const end = Date.now() + 10_000; !(await one.sequencer.status()).isLeader && Date.now() < end;)
      await setTimeout(20);
    expect(await one.sequencer.status()).toEqual({ isLeader: true, unsequenced: 0, oldestUnsequencedMilliseconds: 0 });
  });

  it('also when ids are not in the order of versions, and what blocks a stream lies beyond the first thousand', async () => {
    const one = await open();
    const id = (number: number): string => `01a20000-0000-7000-8000-${String(number).padStart(12, '0')}`;
    // 1,100 versions of one stream, the newest with the smallest id.
    for (let version = 1; version <= 1_100; version += 1)
      await one.log.append(commitTo('thing-1', version, { id: id(10_000 - version) }));
    one.sequencer.start();
    await drained(one.database);
    expect(await faultsOfOrder(one.database)).toEqual([]);
    expect(await one.log.head()).toBe(1_100);
  });

  it('E3: a reader that pages while marks are written sees every event once, without a jump', async () => {
    const one = await open();
    const appending = (async () => {
      for (let round = 0; round < 6; round += 1) {
        const commits = Array.from({ length: 250 }, (_, index) =>
          commitTo(`thing-${round}-${index}`, 1, { events: [{}, {}] }),
        );
        await Promise.all(commits.map((commit) => one.log.append(commit)));
      }
    })();
    one.sequencer.start();
    const positions: number[] = [];
    while (positions.length < 3_000)
      positions.push(...(await one.log.readAll(positions.length, 100)).map(({ position }) => Number(position)));
    await appending;
    expect(positions).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
  });

  it('goes on with the streams of a batch that is there and whose marks failed, as its leader and without another one', async () => {
    const one = await open({ leaseMilliseconds: 60_000 });
    one.sequencer.start();
    await appendRecorded(one.log, commitTo('thing-1', 1));
    const marks = jest.spyOn(one.database.commits, 'bulkWrite').mockRejectedValueOnce(new Error('not primary'));
    await one.log.append(commitTo('thing-1', 2));
    await drained(one.database);
    expect(one.troubles.map(String)).toEqual(['Error: not primary']);
    expect(marks.mock.calls.length).toBe(2);
    await one.log.append(commitTo('thing-1', 3));
    await drained(one.database);
    expect(await faultsOfOrder(one.database)).toEqual([]);
  });

  it('E10: reads what a majority has, and writes so that a majority has it on disk', async () => {
    const proxy = await startTcpProxy(serverPort());
    const sent: Readonly<Record<string, unknown>>[] = [];
    proxy.onRequest((piece) => void sent.push(...commandsIn(piece)));
    const one = await open({ uri: through(proxy) });
    one.sequencer.start();
    await appendRecorded(one.log, commitTo('thing-1', 1));
    await appendRecorded(one.log, commitTo('thing-2', 1));
    await one.log.completeTo(new Date().toISOString());
    await one.leave();
    await proxy.close();
    const of = (...names: readonly string[]) => sent.filter((command) => names.some((name) => name in command));
    const reads = of('find', 'aggregate').filter((command) => command['$db'] === one.database.connection.name);
    const writes = of('insert', 'update', 'findAndModify');
    expect([reads.length > 5, writes.length > 5]).toEqual([true, true]);
    for (const read of reads) expect(read).toMatchObject({ readConcern: { level: 'majority' } });
    for (const write of writes) expect(write).toMatchObject({ writeConcern: { w: 'majority', j: true } });
    // One after the other, also of a primary that was elected in between: what was seen or acknowledged is not missing later.
    const ordered = of('find').filter(({ find }) => find === 'commits' || find === 'batches');
    expect(new Set(ordered.map(({ lsid }) => String((lsid as { id: unknown }).id))).size).toBe(1);
    expect(ordered.at(-1)).toMatchObject({ readConcern: { afterClusterTime: expect.anything() as unknown } });
    expect(sent.some((command) => 'txnNumber' in command)).toBe(false); // what is sent again is sent by us
    processes.splice(0);
    await open({ databaseName: one.database.connection.name }); // to be destroyed
  });

  it('E12: leadership that goes away and comes back leaves no commit behind', async () => {
    const first = await open();
    const second = await open({ databaseName: first.database.connection.name });
    for (let round = 0; round < 6; round += 1) {
      const leader = round % 2 === 0 ? first : second;
      leader.sequencer.start();
      await appendSome(leader, round);
      await appendRecorded(first.log, commitTo(`other-${round}`, 1));
      await drained(first.database);
      await leader.sequencer.stop();
    }
    expect(await faultsOfOrder(first.database)).toEqual([]);
    expect([...first.troubles, ...second.troubles]).toEqual([]);
  });
});

describe('Several sequencers', () => {
  it('at once, under load, with the past closed again and again from both: one order, no event twice, nothing recorded in what was closed', async () => {
    const first = await open({ leaseMilliseconds: 20 }); // so short that leadership moves all the time
    const second = await open({ databaseName: first.database.connection.name, leaseMilliseconds: 20 });
    const both = [first, second];
    for (const { sequencer } of both) sequencer.start();
    const ended = new AbortController();
    const closing = both.map(async ({ log }) => {
      for (; !ended.signal.aborted; await setTimeout(5)) await log.completeTo(new Date().toISOString());
    });
    for (let round = 0; round < 10; round += 1)
      await Promise.all(both.map((one, index) => appendSome(one, round + index)));
    ended.abort();
    await Promise.all(closing);
    await drained(first.database);
    expect(await faultsOfOrder(first.database)).toEqual([]);
    const names = new Set((await first.database.batches.find().toArray()).map(({ by }) => by));
    expect(names.size).toBe(2);
  });

  it('the second takes over within ten seconds when the first is gone without a word', async () => {
    const first = await open({ leaseMilliseconds: 5_000 });
    const second = await open({ databaseName: first.database.connection.name, leaseMilliseconds: 5_000 });
    await appendSome(first, 0);
    const child = startSequencerProcess({
      ...{ uri: mongoDbUri(), databaseName: first.database.connection.name, leaseMilliseconds: 5_000 },
      ...{ signal: 'SIGKILL', atStep: 8 },
    });
    expect(await endOf(child)).toBe('SIGKILL');
    const killedAt = performance.now();
    second.sequencer.start();
    await appendRecorded(second.log, commitTo('other-1', 1));
    expect(performance.now() - killedAt).toBeLessThan(10_000);
    await drained(first.database);
    expect(await faultsOfOrder(first.database)).toEqual([]);
  });

  it('a leader that slept through its lease finds its number taken, and what it marks again is as it was', async () => {
    const one = await open();
    let stops = 0;
    for (let atStep = 1; atStep <= MOST_STEPS; atStep += 1) {
      await appendSome(one, atStep, 2, 2);
      const sleeper = startSequencerProcess({
        ...{ uri: mongoDbUri(), databaseName: one.database.connection.name, leaseMilliseconds: LEASE_MILLISECONDS },
        ...{ signal: 'SIGSTOP', atStep },
      });
      if ((await endOf(sleeper)) === 'done') break;
      stops += 1;
      one.sequencer.start();
      await drained(one.database);
      await one.log.completeTo(new Date().toISOString()); // what the sleeper had in hand is too late now
      await appendSome(one, atStep, 1, 1); // waits for its place when the sleeper wakes
      await one.sequencer.stop();
      sleeper.kill('SIGCONT');
      expect(await endOf(sleeper)).toBe('done');
    }
    expect(stops).toBeGreaterThan(12);
    one.sequencer.start();
    await drained(one.database);
    expect(await faultsOfOrder(one.database)).toEqual([]);
    note(
      `leader stood still at each of its ${stops} steps while another led: ${await one.log.head()} events, one order`,
    );
  }, 300_000);
});

describe('A sequencer that is killed', () => {
  it('at any step of its work loses nothing and gives no place twice', async () => {
    const one = await open();
    let [kills, appended] = [0, 0];
    for (let atStep = 1; atStep <= MOST_STEPS; atStep += 1) {
      appended += await appendSome(one, atStep, 3, 2);
      const child = startSequencerProcess({
        ...{ uri: mongoDbUri(), databaseName: one.database.connection.name, leaseMilliseconds: LEASE_MILLISECONDS },
        ...{ signal: 'SIGKILL', atStep },
      });
      const end = await endOf(child);
      if (end === 'done') break;
      expect(end).toBe('SIGKILL');
      kills += 1;
    }
    expect(kills).toBeGreaterThan(12);
    one.sequencer.start();
    await drained(one.database);
    expect(await faultsOfOrder(one.database)).toEqual([]);
    expect(await one.log.head()).toBe(appended);
    note(`killed at each of its ${kills} steps: ${appended} events appended, ${appended} have their place, one order`);
  }, 300_000);
});

describe('A database', () => {
  it('that is slow makes places come later, and changes nothing else', async () => {
    const proxy = await startTcpProxy(serverPort());
    const one = await open();
    const slow = await open({ databaseName: one.database.connection.name, uri: through(proxy) });
    proxy.onRequest(() => Math.random() * 120); // longer than the lease now and then
    one.sequencer.start();
    slow.sequencer.start();
    for (let round = 0; round < 6; round += 1) await appendSome(one, round);
    await drained(one.database, 20_000);
    expect(await faultsOfOrder(one.database)).toEqual([]);
    await slow.sequencer.stop();
    await proxy.close();
  });

  it('that was away is drained when it is back, without anyone', async () => {
    const proxy = await startTcpProxy(serverPort());
    const one = await open();
    const cut = await open({ databaseName: one.database.connection.name, uri: through(proxy) });
    cut.sequencer.start();
    await appendRecorded(one.log, commitTo('thing-1', 1));
    proxy.shut();
    await one.log.append(commitTo('thing-1', 2));
    await setTimeout(1_500);
    expect(await one.sequencer.status()).toMatchObject({ unsequenced: 1 });
    proxy.open();
    await recorded(one.log, { stream: 'thing-1', lastVersion: 2 });
    expect(cut.troubles.length).toBeGreaterThan(0);
    expect(await faultsOfOrder(one.database)).toEqual([]);
    await cut.sequencer.stop();
    await proxy.close();
  });
});
