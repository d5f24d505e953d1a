import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'libsql';
import { LogUnavailable } from '@opsledger/event-store';
import { connectToLog, fenceAbandoned } from '@opsledger/event-store/mongodb';
import { SqliteLogHistory } from '@opsledger/event-store/sqlite-history';
import { MongodbActorDirectory } from '../identity/mongodb-actor-directory.adapter.js';
import { SqliteActorDirectory } from '../identity/sqlite-actor-directory.adapter.js';
import { openInstallation } from './installation.js';
import { abandonMigration, migrateInstallation } from './migration.js';

describe('Going back after a move', () => {
  let folder: string;

  const addressOf = (name: string): string => {
    const uri = new URL(process.env['MONGODB_URI']!);
    uri.pathname = `/${name}${basename(folder)}`;
    return uri.href;
  };
  const place = (name = '') => ({ dataFolder: folder, mongodbUri: addressOf(name) });
  const open = async (): Promise<void> => (await openInstallation({ dataFolder: folder }, () => undefined)).close();
  const seal = (target: string): Promise<void> => {
    const history = new SqliteLogHistory(join(folder, 'events.db'));
    history.putSeal({ id: randomUUID(), at: '2022-01-01T00:00:00.000Z', target, isHandedOver: false });
    return history.close();
  };
  const withDirectory = async <Result>(work: (directory: SqliteActorDirectory) => Promise<Result>): Promise<Result> => {
    const directory = new SqliteActorDirectory(join(folder, 'directory.db'), randomUUID);
    try {
      return await work(directory);
    } finally {
      await directory.close();
    }
  };
  const actorsHere = (): Promise<readonly string[]> =>
    withDirectory(async (directory) => {
      const actors: string[] = [];
      for await (const entries of directory.entries()) actors.push(...entries.map(({ actor }) => actor));
      return actors;
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'opsledger-'));
    await open();
    await withDirectory(async (directory) => {
      for (const subject of ['a', 'b', 'c']) await directory.actorOf(subject);
    });
  });
  afterEach(async () => {
    const connection = await connectToLog(addressOf(''));
    for (const name of ['', 'copy-']) {
      const database = `${name}${basename(folder)}`;
      for (const one of [database, `${database}-views`]) await connection.useDb(one).dropDatabase();
    }
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leaves erased who was erased in the new log, also if it was cut off before', async () => {
    expect(await migrateInstallation({ ...place(), services: [] })).toMatchObject({ actors: { entries: 3 } });
    const [erased, ...left] = await actorsHere();
    const connection = await connectToLog(addressOf(''));
    expect(await new MongodbActorDirectory(connection, randomUUID).erase(erased!)).toBe(true);
    // What a call leaves that is killed as soon as the database is marked.
    const found = await connection.db!.collection('installation').findOne({});
    expect(await fenceAbandoned(connection, found!['restoration'])).toBe(true);
    await connection.close();
    expect(await actorsHere()).toEqual([erased, ...left]);
    await expect(open()).rejects.toThrow(/sealed/);

    expect(await abandonMigration(place())).toEqual({ wasTargetReached: true });
    expect(await actorsHere()).toEqual(left);
    await open();
  });

  describe('where the new database cannot be asked', () => {
    const unreachable = () => ({ ...place(), mongodbUri: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=200' });

    it('is refused, also to a copy from before the handing over, unless it is said to be gone', async () => {
      await seal('127.0.0.1:1/x');
      await expect(abandonMigration(unreachable())).rejects.toMatchObject({ reason: 'TARGET_NOT_FOUND' });
      await expect(abandonMigration(place())).rejects.toMatchObject({ reason: 'TARGET_NOT_FOUND' });
      await expect(open()).rejects.toThrow(/sealed/);
      expect(await abandonMigration({ ...unreachable(), isTargetGone: true })).toEqual({ wasTargetReached: false });
      await open();
    });

    it('is refused whatever is said if the log was handed over', async () => {
      await migrateInstallation({ ...place(), services: [] });
      await expect(abandonMigration({ ...unreachable(), isTargetGone: true })).rejects.toThrow(LogUnavailable);
      await expect(open()).rejects.toThrow(/sealed/);
    });
  });

  describe('and the keys', () => {
    const another = async (): Promise<string> => {
      const other = mkdtempSync(join(tmpdir(), 'opsledger-'));
      await (await openInstallation({ dataFolder: other }, () => undefined)).close();
      return other;
    };
    const openMoved = (dataFolder: string) =>
      openInstallation({ dataFolder, profile: 'distributed', mongodbUri: addressOf('') }, () => undefined);
    const forgetMarks = (): void => {
      const database = new Database(join(folder, 'events.db'));
      database.exec("DELETE FROM installation WHERE name = 'key_marks'");
      database.close();
    };

    it('are those of the moved log, which starts with no others', async () => {
      await migrateInstallation({ ...place(), services: [] });
      const other = await another();
      await expect(openMoved(other)).rejects.toThrow(/not what this log was written with/);
      await (await openMoved(folder)).close();
      rmSync(other, { recursive: true, force: true });
    });

    it('are looked at before anything is sealed or moved', async () => {
      const other = await another();
      copyFileSync(join(other, 'keys.json'), join(folder, 'keys.json'));
      await expect(migrateInstallation({ ...place(), services: [] })).rejects.toThrow(
        /not what this log was written with/,
      );
      rmSync(other, { recursive: true, force: true });
      const connection = await connectToLog(addressOf(''));
      expect(await connection.db!.listCollections().toArray()).toEqual([]);
      await connection.close();
    });

    it('are taken up on the way by a log that has not kept their marks', async () => {
      forgetMarks();
      await migrateInstallation({ ...place(), services: [] });
      const connection = await connectToLog(addressOf(''));
      expect((await connection.db!.collection('installation').findOne({}))!['keyMarks']).toHaveLength(1);
      await connection.close();
    });
  });

  it('is refused where something else is, whatever is said', async () => {
    await migrateInstallation({ ...place('copy-'), services: [] });
    await abandonMigration(place('copy-'));
    await seal('x');
    for (const isTargetGone of [false, true])
      await expect(abandonMigration({ ...place('copy-'), isTargetGone })).rejects.toMatchObject({ reason: 'GIVEN_UP' });
    await expect(open()).rejects.toThrow(/sealed/);
  });

  it('needs no word if the move had not begun in the database that it names', async () => {
    const { host, pathname } = new URL(addressOf(''));
    await seal(host + pathname);
    expect(await abandonMigration(place())).toEqual({ wasTargetReached: false });
    await open();
  });
});
