import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { setTimeout } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { LogUnavailable } from '@opsledger/event-store';
import { connectionOptions } from '@opsledger/event-store/mongodb';
import { MongodbActorDirectory } from './mongodb-actor-directory.adapter.js';
import { actorDirectoryContract } from '../testing/actor-directory.contract.js';

const connections: Connection[] = [];
let dbName: string;
const open = async (rememberedMilliseconds?: number): Promise<MongodbActorDirectory> => {
  const uri = process.env['MONGODB_URI']!;
  const connection = await mongoose.createConnection(uri, { ...connectionOptions(uri), dbName }).asPromise();
  connections.push(connection);
  return new MongodbActorDirectory(connection, uuidv7, rememberedMilliseconds);
};
beforeEach(() => {
  dbName = `directory-${randomUUID()}`;
});
afterEach(async () => {
  await connections[0]?.dropDatabase().catch(() => undefined); // where a test has closed it
  for (const connection of connections.splice(0)) await connection.close();
});

describe('The directory in MongoDB', () => {
  actorDirectoryContract({
    create: () => open(),
    openAgain: () => open(),
    holds: async (text) => JSON.stringify(await connections[0]!.collection('actors').find({}).toArray()).includes(text),
    destroy: (directory) => directory.close(),
  });
});

describe('Two processes', () => {
  it('give one pseudonym to a subject that comes to both at once', async () => {
    const [one, other] = [await open(), await open()];
    for (let round = 0; round < 20; round += 1) {
      const subject = `someone ${round}`;
      const [actor, same] = await Promise.all([one.actorOf(subject), other.actorOf(subject)]);
      expect(actor).toBe(same);
    }
  });

  it('know no more of an entry that one of them erased, after a while', async () => {
    const [one, other] = [await open(), await open(50)];
    const actor = await one.actorOf('someone');
    expect(await other.actorOf('someone')).toBe(actor);
    await one.erase(actor);
    await setTimeout(60);
    const back = await other.actorOf('someone');
    expect(back).not.toBe(actor);
    expect(await one.actorOf('someone')).toBe(back);
  });
});

it('A directory whose database does not answer is LogUnavailable, once what it remembers is too old', async () => {
  const directory = await open(1_000);
  const actor = await directory.actorOf('someone');
  await connections[0]!.close();
  expect(await directory.actorOf('someone')).toBe(actor);
  await setTimeout(1_010);
  await expect(directory.actorOf('someone')).rejects.toBeInstanceOf(LogUnavailable);
  await expect(directory.erase(actor)).rejects.toBeInstanceOf(LogUnavailable);
});
