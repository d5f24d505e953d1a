import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

/** Another process works on the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/**
 * One process per data folder: an open exclusive transaction on `lock.db`, which the operating system ends together with
 * the process, however that ends. Who holds it stands in a file beside it, for the message only.
 */
export const lockDataFolder = (folder: string, now: string): { release: () => void } => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holderFile = join(folder, 'lock.holder.json');
  const database = new Database(join(folder, 'lock.db'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new DataFolderInUse(`${folder} is in use by ${describeHolder(holderFile)}`, { cause: error });
  }
  writeFileSync(holderFile, JSON.stringify({ pid: process.pid, since: now }));
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
};

const describeHolder = (file: string): string => {
  try {
    const { pid, since } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; since: string };
    return `process ${pid}, started ${since}`;
  } catch {
    return 'another process';
  }
};
