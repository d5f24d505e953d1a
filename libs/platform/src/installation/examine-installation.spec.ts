import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { examineInstallation, type Finding } from './examine-installation.js';
import { openInstallation } from './installation.js';

const now = '2026-01-01T00:00:00.000Z';

describe('A look at an installation', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'opsledger-examined-'));
    const installation = await openInstallation(
      { dataFolder: folder },
      () => undefined,
      () => now,
    );
    for (const version of [1, 2, 3]) await installation.log.append(commitOf(version));
    await installation.close();
    for (const name of ['', 'events.db', 'views.db', 'directory.db'])
      chmodSync(join(folder, name), name === '' ? 0o700 : 0o600);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const commitOf = (version: number) =>
    ({
      ...{
        id: `commit-${version}`,
        stream: 'thing-1',
        firstVersion: version,
        claims: [],
        releases: [],
        acceptedAt: now,
      },
      events: [
        { id: `event-${version}`, type: 'thing.v1', subject: 'thing-1', streamversion: String(version), data: {} },
      ],
    }) as never;
  const wrongs = async (at = now): Promise<readonly string[]> =>
    (await examineInstallation(folder, at))
      .filter(({ outcome }) => outcome !== 'ok')
      .map(({ part, outcome, code }: Finding) => `${part} ${outcome} ${code}`);
  const change = (name: string, sql: string): void => {
    const database = new Database(join(folder, name));
    database.exec(sql);
    database.close();
  };

  const overwrite = (name: string): void => {
    rmSync(join(folder, `${name}-wal`), { force: true });
    writeFileSync(join(folder, name), 'x'.repeat(5_000));
  };

  it('finds nothing wrong where nothing is', async () => {
    expect(await wrongs()).toEqual([]);
  });

  it('works while the installation is open, and says who has it', async () => {
    const installation = await openInstallation({ dataFolder: folder }, () => undefined);
    const lock = (await examineInstallation(folder, now)).find(({ part }) => part === 'lock');
    expect(lock).toMatchObject({
      outcome: 'ok',
      code: 'RUNNING',
      details: { holder: expect.stringContaining(String(process.pid)) },
    });
    await installation.close();
  });

  it.each([
    [
      'an event that is gone from the middle',
      () => change('events.db', 'DELETE FROM events WHERE position = 2'),
      ['log damaged HAS_GAPS'],
    ],
    [
      'events that are gone from the end',
      () => change('events.db', 'DELETE FROM events WHERE position = 3'),
      ['log damaged HAS_GAPS'],
    ],
    [
      'a log that was sealed',
      () => change('events.db', `INSERT INTO installation (name, value) VALUES ('seal', '{"at":"","target":""}')`),
      ['seal failed SEALED'],
    ],
    ['a log that is gone', () => rmSync(join(folder, 'events.db')), ['events.db damaged LOST']],
    [
      'a log of another kind',
      () => change('events.db', 'PRAGMA application_id = 7'),
      ['events.db damaged OF_ANOTHER_KIND'],
    ],
    ['views that are no database', () => overwrite('views.db'), ['views.db damaged CANNOT_BE_READ']],
    ['keys that others can read', () => chmodSync(join(folder, 'keys.json'), 0o644), ['access failed OPEN_TO_OTHERS']],
    [
      'a log that others can read',
      () => chmodSync(join(folder, 'events.db'), 0o644),
      ['access warning OPEN_TO_OTHERS'],
    ],
  ])('finds %s', async (_, damage, expected) => {
    damage();
    expect(await wrongs()).toEqual(expected);
  });

  it('finds a log that was cut off', async () => {
    truncateSync(join(folder, 'events.db'), 8_192);
    expect((await wrongs()).join()).toMatch(/events\.db damaged (MALFORMED|CANNOT_BE_READ)/);
  });

  it('finds a clock that is behind the log', async () => {
    expect(await wrongs('2025-12-31T23:00:00.000Z')).toEqual(['clock warning BEHIND_THE_LOG']);
  });

  it.each([
    ['as it was left', []],
    [
      'put back without its journals',
      ['events.db', 'views.db', 'directory.db'].flatMap((name) => [`${name}-wal`, `${name}-shm`]),
    ],
    ['that nobody has locked yet', ['lock.db', 'lock.holder.json']],
    ['with nothing but keys', readdirSync],
  ] as const)('leaves nothing in a folder %s', async (_, gone) => {
    for (const name of ['events.db', 'views.db', 'directory.db']) change(name, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const names = typeof gone === 'function' ? gone(folder).filter((name) => name !== 'keys.json') : gone;
    for (const name of names) rmSync(join(folder, name), { force: true });
    // SQLite notes its readers in what it shares between processes, which is no part of what is kept.
    const kept = (name: string) => (name.endsWith('-shm') ? [] : [readFileSync(join(folder, name))]);
    const seen = () => readdirSync(folder).map((name) => [name, ...kept(name)]);
    const before = seen();
    expect((await examineInstallation(folder, now)).filter(({ outcome }) => outcome === 'damaged')).toEqual([]);
    expect(seen()).toEqual(before);
    const none = join(folder, 'none');
    await examineInstallation(none, now);
    expect(existsSync(none)).toBe(false);
  });

  it('takes no folder for a first start, and no views for views that will be made again', async () => {
    rmSync(join(folder, 'views.db'));
    expect(await wrongs()).toEqual([]);
    expect((await examineInstallation(join(folder, 'none'), now)).at(-1)).toMatchObject({
      outcome: 'warning',
      code: 'NO_LOG_YET',
    });
    for (const name of ['events.db', 'directory.db']) rmSync(join(folder, name));
    expect(await wrongs()).toEqual(['events.db warning NO_LOG_YET']); // as beside containers, where only the keys are
  });
});
