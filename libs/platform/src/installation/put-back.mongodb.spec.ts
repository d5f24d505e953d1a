import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { LogRenamed } from '@opsledger/event-store';
import { connectToLog } from '@opsledger/event-store/mongodb';
import { EventLog } from '../read-models/event-log.js';
import { openInstallation, type Installation } from './installation.js';
import { renamePutBackLog } from './put-back.js';

describe('FEED: a process that only reads, and was not stopped when the log was put back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-'));
  const uri = new URL(process.env['MONGODB_URI']!);
  uri.pathname = `/${basename(folder)}`;
  const place = { dataFolder: folder, profile: 'distributed', mongodbUri: uri.href } as const;
  const opened: Installation[] = [];
  const startReader = async (onLogLost: (error: Error) => void): Promise<EventLog> => {
    const installation = await openInstallation({ ...place, isReader: true }, onLogLost);
    opened.push(installation);
    return new EventLog(installation.log, installation.keys.pseudonym.secret);
  };

  afterAll(async () => {
    for (const installation of opened) await installation.close();
    const connection = await connectToLog(uri.href);
    for (const name of [connection.name, `${connection.name}-views`]) await connection.useDb(name).dropDatabase();
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers no position any more and is told to end; started again it refuses those that were put back', async () => {
    const told = new EventEmitter<{ end: [Error] }>();
    const toldToEnd = once(told, 'end');
    const reader = await startReader((error) => told.emit('end', error));
    const query = { after: 0, limit: 1, types: [], clearance: 'UNCLASSIFIED' } as const;
    await reader.refuseBeyond(0);
    expect((await reader.page(query)).data).toEqual([]);

    const renamed = await renamePutBackLog(place, '2026-01-01T00:00:00.000Z');
    expect(renamed).not.toHaveProperty('unused');

    expect(await toldToEnd).toEqual([expect.any(LogRenamed)]); // without being asked for anything
    await expect(reader.refuseBeyond(0)).rejects.toBeInstanceOf(LogRenamed);
    await expect(reader.page(query)).rejects.toBeInstanceOf(LogRenamed);
    const again = await startReader(() => undefined);
    expect(again.logId).not.toBe(reader.logId);
    await expect(again.refuseBeyond(1, reader.logId)).rejects.toMatchObject({
      code: 'POSITION_WAS_PUT_BACK',
    });
  });

  it('says so when it is told twice and nothing was recorded in between, and is another log all the same', async () => {
    const { logId, unused } = await renamePutBackLog(place, '2026-01-02T00:00:00.000Z');
    expect(unused).toMatchObject({ upTo: 0, at: '2026-01-01T00:00:00.000Z' });
    expect((await startReader(() => undefined)).logId).toBe(logId);
  });
});
