import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connectToLog } from '@opsledger/event-store/mongodb';
import { openInstallation } from './installation.js';
import type { KeysAdoption } from './own-keys.js';

describe('A log in a database and a data folder without keys', () => {
  let folders: string[];
  const newFolder = (): string => {
    folders.push(mkdtempSync(join(tmpdir(), 'opsledger-keys-')));
    return folders.at(-1)!;
  };
  const addressOf = (folder: string): string => {
    const uri = new URL(process.env['MONGODB_URI']!);
    uri.pathname = `/${basename(folder)}`;
    return uri.href;
  };
  const start = async (dataFolder: string, keysAdoption: KeysAdoption = 'none'): Promise<string> => {
    const place = { dataFolder, profile: 'distributed', mongodbUri: addressOf(folders[0]!), isReader: true } as const;
    const installation = await openInstallation({ ...place, keysAdoption }, () => undefined);
    await installation.close();
    return installation.keys.fingerprint.id;
  };

  beforeEach(() => {
    folders = [];
    newFolder();
  });
  afterEach(async () => {
    const connection = await connectToLog(addressOf(folders[0]!));
    for (const name of [connection.name, `${connection.name}-views`]) await connection.useDb(name).dropDatabase();
    await connection.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('makes them on its first start, also when several processes make it', async () => {
    const made = await Promise.all([1, 2, 3].map(() => start(folders[0]!)));
    expect(new Set(made).size).toBe(1);
    expect(await start(folders[0]!)).toBe(made[0]);
  });

  it.each(['none', 'own'] as const)('makes none once it has some (said of them: %s)', async (adoption) => {
    await start(folders[0]!);
    const wrong = newFolder();
    await expect(start(wrong, adoption)).rejects.toThrow(/no keys\.json in .*DATA_DIR.*keys adopt --lost/);
    expect(readdirSync(wrong)).toEqual([]);
  });

  it('makes others where its own are said to be lost', async () => {
    const first = await start(folders[0]!);
    const other = await start(newFolder(), 'lost');
    expect(other).not.toBe(first);
    await expect(start(folders[0]!)).rejects.toThrow(/until others were adopted for it/);
  });
});
