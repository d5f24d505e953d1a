import { setTimeout } from 'node:timers/promises';
import type { Connection, mongo } from 'mongoose';
import { mongoDbUri, newDatabaseName, openLogProcess } from '../testing/mongodb-log.js';
import { connectToLog } from './log-database.js';
import { BUSY, watchInserts } from './watch-inserts.js';

const until = async (holds: () => boolean): Promise<void> => {
  for (const end = performance.now() + 20_000; !holds(); await setTimeout(5))
    if (performance.now() > end) throw new Error('It did not come about in 20 seconds');
};

describe('Being woken by inserts', () => {
  let connection: Connection;
  let things: mongo.Collection;
  let watching: AbortController;
  let wakes = 0;

  beforeEach(async () => {
    connection = await connectToLog(mongoDbUri(), { databaseName: newDatabaseName() });
    things = connection.db!.collection('things');
    await things.insertOne({});
    watching = new AbortController();
    wakes = 0;
    void watchInserts(things, () => (wakes += 1), watching.signal);
    // It hears of nothing that came before its stream was open.
    const inserts: Promise<unknown>[] = [];
    await until(() => {
      inserts.push(things.insertOne({}));
      return wakes > 0;
    });
    await Promise.all(inserts);
  });
  afterEach(async () => {
    watching.abort();
    await connection.dropDatabase();
    await connection.close();
  });

  it('while they are many goes by the clock for a while, and is told of each one again after that', async () => {
    const atFirst = wakes;
    await things.insertMany(Array.from({ length: 500 }, () => ({})));
    let before = -1;
    while (before !== wakes) {
      before = wakes;
      await setTimeout(1_500); // the clock has stopped by then
    }
    expect(before - atFirst).toBeGreaterThan(BUSY.inserts);
    expect(before - atFirst).toBeLessThan(500);
    await things.insertOne({});
    await until(() => wakes > before);
    expect(wakes).toBe(before + 1);
  });

  it('ends when it is told to', async () => {
    watching.abort();
    const before = wakes;
    await things.insertMany(Array.from({ length: 50 }, () => ({})));
    await setTimeout(300);
    expect(wakes).toBe(before);
  });

  it('ends when it is told to while it goes by the clock', async () => {
    const atFirst = wakes;
    await things.insertMany(Array.from({ length: 3 * BUSY.inserts }, () => ({})));
    await until(() => wakes > atFirst + BUSY.inserts + 1);
    watching.abort();
    const before = wakes;
    await setTimeout(300);
    expect(wakes).toBe(before);
  });
});

describe('A sequencer', () => {
  it('has the database go through what others accept only while it leads', async () => {
    const first = await openLogProcess();
    const second = await openLogProcess({ databaseName: first.database.connection.name });
    const watched: string[] = [];
    for (const [name, { database }] of Object.entries({ first, second })) {
      const watch = database.commits.watch.bind(database.commits);
      database.commits.watch = ((...given: Parameters<typeof watch>) => {
        watched.push(name);
        return watch(...given);
      }) as typeof database.commits.watch;
    }
    try {
      first.sequencer.start();
      await until(() => first.sequencer.isLeader);
      second.sequencer.start();
      await setTimeout(500);
      expect(watched).toEqual(['first']);
      await first.sequencer.stop();
      await until(() => second.sequencer.isLeader);
      await until(() => watched.includes('second'));
    } finally {
      await second.leave();
      await first.destroy();
    }
  });
});
