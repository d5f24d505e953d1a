import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { readInstallationKeys } from '../identity/installation-keys.js';
import { examineInstallation } from './examine-installation.js';
import { openInstallation, type Installation } from './installation.js';
import type { KeysAdoption } from './own-keys.js';

const now = '2026-01-01T00:00:00.000Z';

describe('A log and the keys that it was written with', () => {
  let folders: string[];
  let folder: string;
  let other: string;

  const newFolder = (): string => {
    folders.push(mkdtempSync(join(tmpdir(), 'opsledger-keys-')));
    return folders.at(-1)!;
  };
  const open = (dataFolder = folder, keysAdoption: KeysAdoption = 'none'): Promise<Installation> =>
    openInstallation(
      { dataFolder, keysAdoption },
      () => undefined,
      () => now,
    );
  const started = async (dataFolder = folder, adoption?: KeysAdoption): Promise<void> =>
    (await open(dataFolder, adoption)).close();
  const write = async (dataFolder: string, { isKeyed }: Readonly<{ isKeyed: boolean }>): Promise<void> => {
    const installation = await open(dataFolder);
    const fingerprint = `1.${installation.keys.fingerprint.id}.mac`;
    await installation.log.append({
      ...{ id: 'commit-1', stream: 'thing-1', firstVersion: 1, claims: [], releases: [], acceptedAt: now },
      ...(isKeyed && { key: { scope: 'actor-1', key: 'key-1', fingerprint } }),
      events: [{ id: 'event-1', type: 'thing.v1', subject: 'thing-1', streamversion: '1', data: {} }],
    } as never);
    await installation.close();
  };
  const change = (sql: string): void => {
    const database = new Database(join(folder, 'events.db'));
    database.exec(sql);
    database.close();
  };
  /** As it was before logs kept marks. */
  const forgetMarks = (): void => change("DELETE FROM installation WHERE name = 'key_marks'");
  const takeOtherKeys = (): void => copyFileSync(join(other, 'keys.json'), join(folder, 'keys.json'));
  const marks = async (): Promise<readonly object[]> => {
    const database = new Database(join(folder, 'events.db'));
    const [row] = database.prepare("SELECT value FROM installation WHERE name = 'key_marks'").all() as {
      value: string;
    }[];
    database.close();
    return row ? (JSON.parse(row.value) as object[]) : [];
  };
  const found = async (): Promise<string> => {
    const findings = await examineInstallation(folder, now);
    return findings
      .filter(({ part }) => part === 'keys')
      .map(({ outcome, code }) => `${outcome} ${code}`)
      .join();
  };

  beforeEach(async () => {
    folders = [];
    [folder, other] = [newFolder(), newFolder()];
    await write(folder, { isKeyed: true });
    await started(other);
  });
  afterEach(() => folders.forEach((one) => rmSync(one, { recursive: true, force: true })));

  it('belong together from its first start on, and it starts again', async () => {
    expect(await marks()).toEqual([(await readInstallationKeys(folder)).marks]);
    await started();
    expect(await marks()).toHaveLength(1);
    expect(await found()).toBe('ok KEYS_OF_THIS_LOG');
  });

  it('tells no secret by its marks', async () => {
    const kept = JSON.stringify(await marks());
    const { signing, fingerprint, pseudonym, cursor } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'));
    for (const secret of [signing.key.d, signing.key.x, fingerprint.secret, pseudonym.secret, cursor.secret])
      expect(kept).not.toContain(secret);
  });

  it('does not start with the keys of another log, and changes nothing', async () => {
    const before = await marks();
    takeOtherKeys();
    await expect(open()).rejects.toThrow(
      /keys\.json is not what this log was written with \(signing, fingerprint, pseudonym, cursor\).*put its own/,
    );
    expect(await marks()).toEqual(before);
    expect(await found()).toBe('failed KEYS_OF_ANOTHER_LOG');
  });

  it.each(['fingerprint', 'pseudonym', 'cursor'])('does not start where the %s key alone is another', async (use) => {
    const [own, theirs] = [folder, other].map((one) => JSON.parse(readFileSync(join(one, 'keys.json'), 'utf8')));
    writeFileSync(
      join(folder, 'keys.json'),
      JSON.stringify({ ...own, [use]: { ...own[use], secret: theirs[use].secret } }),
    );
    await expect(open()).rejects.toThrow(`(${use})`);
  });

  it('does not make other keys where its own are gone, and says so', async () => {
    rmSync(join(folder, 'keys.json'));
    await expect(open()).rejects.toThrow(/no keys\.json in .*put it there.*keys adopt --lost/);
    expect(existsSync(join(folder, 'keys.json'))).toBe(false);
    expect(await found()).toBe('failed KEYS_ARE_GONE');
  });

  it('goes on with other keys when its own are said to be lost, and remembers both', async () => {
    const [first] = await marks();
    rmSync(join(folder, 'keys.json'));
    await started(folder, 'lost');
    await started();
    expect(await marks()).toEqual([first, (await readInstallationKeys(folder)).marks]);
    expect(await found()).toBe('ok KEYS_OF_THIS_LOG');
  });

  it('knows its own again when they are found after others were adopted, and takes them up when that is said', async () => {
    const [first] = await marks();
    const foundAgain = join(other, 'found.json');
    copyFileSync(join(folder, 'keys.json'), foundAgain);
    rmSync(join(folder, 'keys.json'));
    await started(folder, 'lost');
    const [, second] = await marks();
    copyFileSync(foundAgain, join(folder, 'keys.json'));
    expect(await found()).toBe('failed KEYS_OF_BEFORE');
    for (const adoption of ['none', 'own'] as const)
      await expect(open(folder, adoption)).rejects.toThrow(
        /is what this log was written with until others were adopted.*put those back.*keys adopt --lost/,
      );
    expect(await marks()).toEqual([first, second]);
    await started(folder, 'lost');
    await started();
    expect(await marks()).toEqual([first, second, first]);
    expect(await found()).toBe('ok KEYS_OF_THIS_LOG');
  });

  it('does not go on with other keys because they are said to be its own', async () => {
    takeOtherKeys();
    await expect(open(folder, 'own')).rejects.toThrow(/not what this log was written with/);
  });

  it('is given no keys that are said to be its own where there are none', async () => {
    const empty = newFolder();
    await expect(open(empty, 'own')).rejects.toThrow(/no keys\.json in .*name by DATA_DIR/);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('is not made for keys that are to be adopted', async () => {
    const withKeys = newFolder();
    cpSync(join(folder, 'keys.json'), join(withKeys, 'keys.json'));
    for (const adoption of ['own', 'lost'] as const)
      await expect(open(withKeys, adoption)).rejects.toThrow(/There is no log in .*: name by DATA_DIR/);
    await expect(open(newFolder(), 'lost')).rejects.toThrow(/There is no log in/);
    expect(readdirSync(withKeys)).toEqual(['keys.json']);
  });

  it('that was put back from a copy starts with its own keys and with no others', async () => {
    const restored = newFolder();
    cpSync(join(folder, 'events.db'), join(restored, 'events.db'));
    copyFileSync(join(folder, 'keys.json'), join(restored, 'keys.json'));
    await started(restored);
    copyFileSync(join(other, 'keys.json'), join(restored, 'keys.json'));
    await expect(open(restored)).rejects.toThrow(/not what this log was written with/);
  });

  it.each(['keys.json is not JSON', '{"version":1}'])('does not start with %s', async (text) => {
    writeFileSync(join(folder, 'keys.json'), text);
    await expect(open()).rejects.toThrow(/not a key file of ours/);
    expect(await found()).toBe('failed KEYS_CANNOT_BE_READ');
  });

  describe('where it is from before logs kept marks', () => {
    it('takes them up if its fingerprints are of these keys', async () => {
      forgetMarks();
      expect(await found()).toBe('ok KEYS_OF_THIS_LOG');
      expect(await marks()).toEqual([]);
      await started();
      expect(await marks()).toEqual([(await readInstallationKeys(folder)).marks]);
    });

    it('does so by a refusal as well', async () => {
      const { fingerprint } = await readInstallationKeys(folder);
      change('UPDATE commits SET key_scope = NULL, key = NULL, fingerprint = NULL');
      change(
        `INSERT INTO refusals (at, code, rule, command, actor, fingerprint) VALUES ('', '', '', '', '', '1.${fingerprint.id}.x')`,
      );
      forgetMarks();
      await started();
      expect(await marks()).toHaveLength(1);
    });

    it('refuses keys that its fingerprints are not of', async () => {
      forgetMarks();
      takeOtherKeys();
      await expect(open()).rejects.toThrow(/not what this log was written with \(fingerprint\)/);
      expect(await marks()).toEqual([]);
      expect(await found()).toBe('failed KEYS_OF_ANOTHER_LOG');
    });

    it('refuses keys that some of its fingerprints are not of: two installations have written there', async () => {
      const { fingerprint } = await readInstallationKeys(other);
      change(
        `INSERT INTO refusals (at, code, rule, command, actor, fingerprint) VALUES ('', '', '', '', '', '1.${fingerprint.id}.x')`,
      );
      forgetMarks();
      await expect(open()).rejects.toThrow(/not what this log was written with/);
    });

    it('refuses keys that nothing proves, until they are said to be its own', async () => {
      change('UPDATE commits SET key_scope = NULL, key = NULL, fingerprint = NULL');
      forgetMarks();
      await expect(open()).rejects.toThrow(/Nothing in this log tells.*keys adopt.*DATA_DIR=.*PROFILE=embedded/);
      expect(await found()).toBe('failed KEYS_NOT_PROVEN');
      await started(folder, 'own');
      await started();
      expect(await marks()).toHaveLength(1);
    });
  });
});
