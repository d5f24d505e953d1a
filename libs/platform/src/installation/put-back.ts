import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { LogSealed, UnusableFile, type EarlierName } from '@opsledger/event-store';
import { SqliteLogHistory } from '@opsledger/event-store/sqlite-history';
import type { Instant } from '@opsledger/kernel';
import type { Configuration } from '../configuration/configuration.js';
import { lockDataFolder } from './data-folder-lock.js';

type Place = Pick<Configuration, 'dataFolder' | 'profile'> & Partial<Pick<Configuration, 'mongodbUri'>>;

/** The name that a log has from now on, and the one that it had. */
export type Renamed = Readonly<{ logId: string; earlier: EarlierName }>;

/**
 * Gives a log that was put back from a backup another name: it may lack what was given out under the old one, and gives those positions to
 * other events. Nobody may work on it meanwhile. Rejects with `DataFolderInUse`, `UnusableFile`, `UnusableDatabase`, `LogUnavailable`.
 */
export const renamePutBackLog = async (
  { dataFolder, profile, mongodbUri = '' }: Place,
  now: Instant,
): Promise<Renamed> => {
  const logId = uuidv7();
  if (profile === 'distributed') {
    const { connectToLog, renameLog } = await import('@opsledger/event-store/mongodb');
    const connection = await connectToLog(mongodbUri);
    try {
      return { logId, earlier: await renameLog(connection, logId, now) };
    } finally {
      await connection.close();
    }
  }
  const file = join(dataFolder, 'events.db');
  if (!existsSync(file)) throw new UnusableFile(`There is no log in ${dataFolder}`);
  const lock = lockDataFolder(dataFolder, now);
  try {
    const history = new SqliteLogHistory(file);
    try {
      const { seal } = history;
      if (seal) throw new LogSealed(file, seal.at, seal.target);
      return { logId, earlier: await history.rename(logId, now) };
    } finally {
      await history.close();
    }
  } finally {
    lock.release();
  }
};
