import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

/** Another process works on the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

const LOCK = 'lock.db';
const HOLDER = 'lock.holder.json';
/** Who only looks (`holderOf`) keeps others out for a moment. */
const LOOK_MILLISECONDS = 250;

/**
 * One process per data folder: an open exclusive transaction on `lock.db`, which the operating system ends together with
 * the process, however that ends. Who holds it stands in a file beside it, for the message only.
 */
export const lockDataFolder = (folder: string, now: string): { release: () => void } => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new Database(join(folder, LOCK));
  try {
    database.exec(`PRAGMA busy_timeout = ${LOOK_MILLISECONDS}; BEGIN EXCLUSIVE`);
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new DataFolderInUse(`${folder} is in use by ${describeHolder(folder)}`, { cause: error });
  }
  writeFileSync(join(folder, HOLDER), JSON.stringify({ pid: process.pid, since: now }));
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
};

/** The process that works on a data folder, if there is one. Leaves nothing there, not even a lock. */
export const holderOf = (folder: string): string | undefined => {
  const file = join(folder, LOCK);
  if (!existsSync(file)) return undefined;
  const database = new Database(file, { readonly: true });
  try {
    database.prepare('SELECT 1 FROM sqlite_master').all();
    return undefined;
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    return describeHolder(folder);
  } finally {
    database.close();
  }
};

const describeHolder = (folder: string): string => {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(folder, HOLDER), 'utf8')) as { pid: number; since: string };
    return `process ${pid}, started ${since}`;
  } catch {
    return 'another process';
  }
};
