import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenSeals, sealedFolders } from './sealed/sealed-folder.js';

const REPOSITORY = join(__dirname, '..');
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  hello.json';

it('There are samples of events and golden histories', () => {
  expect(sealedFolders(REPOSITORY)).toEqual(
    expect.arrayContaining([
      join('libs', 'contracts', 'src', 'operations', 'samples'),
      join('services', 'operations', 'src', 'operation', 'golden'),
    ]),
  );
});

it.each(sealedFolders(REPOSITORY))('%s has every recording as it was committed', (folder) => {
  expect(brokenSeals(join(REPOSITORY, folder))).toEqual([]);
});

describe('A seal', () => {
  let folder: string;
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealed-'));
    put('SHA256SUMS', `${HELLO}\n`);
    put('hello.json', 'hello');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('holds while nothing changes', () => expect(brokenSeals(folder)).toEqual([]));

  it('is broken by an edit, be it a line end', () => {
    put('hello.json', 'hello\n');
    expect(brokenSeals(folder)).toEqual([expect.stringContaining('hello.json was edited')]);
  });

  it('is broken by a file that is gone', () => {
    rmSync(join(folder, 'hello.json'));
    expect(brokenSeals(folder)).toEqual([expect.stringContaining('hello.json is gone')]);
  });

  it('is asked for, with its line, when a file is added', () => {
    put('SHA256SUMS', '');
    expect(brokenSeals(folder)).toEqual([`hello.json is not sealed yet. Add this line to SHA256SUMS: ${HELLO}`]);
  });
});
