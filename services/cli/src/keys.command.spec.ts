import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation } from '@opsledger/platform';
import { keysAdopt } from './keys.command.js';

describe('keys adopt says what became of the keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-keys-'));
  const keys = join(folder, 'keys.json');
  const kept = join(folder, 'kept.json');
  const before = process.env['DATA_DIR'];
  const adopt = async (options: Parameters<typeof keysAdopt>[0]): Promise<string> => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await keysAdopt(options);
    const said = written.mock.calls.map(([bytes]) => String(bytes)).join('');
    written.mockRestore();
    return said;
  };

  beforeAll(async () => {
    process.env['DATA_DIR'] = folder;
    const installation = await openInstallation({ dataFolder: folder }, () => undefined);
    await installation.close();
  });
  afterAll(() => {
    if (before === undefined) delete process.env['DATA_DIR'];
    else process.env['DATA_DIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('that they are its own, are in the place of lost ones, and are found again', async () => {
    expect(await adopt({})).toMatch(/goes on with the keys under \S+\.\n$/);
    copyFileSync(keys, kept);
    rmSync(keys);
    await expect(keysAdopt({})).rejects.toThrow(/no keys\.json in .*--lost/);
    expect(await adopt({ lost: true })).toMatch(/in the place of those that are lost.*If they are found.*once more/);
    copyFileSync(kept, keys);
    await expect(keysAdopt({})).rejects.toThrow(/until others were adopted/);
    expect(await adopt({ lost: true })).toMatch(/which it had before.*known again/);
  });
});
