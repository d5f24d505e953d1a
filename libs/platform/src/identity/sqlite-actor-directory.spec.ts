import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { SqliteActorDirectory } from './sqlite-actor-directory.adapter.js';
import { actorDirectoryContract } from '../testing/actor-directory.contract.js';

describe('The directory in a file', () => {
  let folder: string;
  const open = (): SqliteActorDirectory => new SqliteActorDirectory(join(folder, 'directory.db'), uuidv7);
  actorDirectoryContract({
    create: () => {
      folder = mkdtempSync(join(tmpdir(), 'opsledger-directory-'));
      return open();
    },
    openAgain: async (directory) => {
      await directory.close();
      return open();
    },
    holds: async (text) => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text)),
    destroy: async (directory) => {
      await directory.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
});
