import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { LogSealed, UnusableFile, type EarlierName } from '@opsledger/event-store';
import { SqliteLogHistory } from '@opsledger/event-store/sqlite-history';
import type { Instant } from '@opsledger/kernel';
import type { Configuration } from '../configuration/configuration.js';
import { lockDataFolder } from './data-folder-lock.js';

type Place = Pick<Configuration, 'dataFolder' | 'profile'> & Partial<Pick<Configuration, 'mongodbUri'>>;

/**
 * The name that a log has from now on, and the one that it had. `unused` is the one before that, if nothing is in the log that was recorded
 * since it was put back then: either this is told of one putting back twice, or its backup was put back again, and nothing tells which.
 */
export type Renamed = Readonly<{ logId: string; earlier: EarlierName; unused?: EarlierName }>;

/**
 * Gives a log that was put back from a backup another name: it may lack what was given out under the old one, and gives those positions to
 * other events. Told twice it gives two names, which voids nothing more. Nobody may work on it meanwhile. Rejects with `DataFolderInUse`, `UnusableFile`, `UnusableDatabase`, `LogUnavailable`.
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
      return renamed(logId, await renameLog(connection, logId, now));
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
      return renamed(logId, await history.rename(logId, now));
    } finally {
      await history.close();
    }
  } finally {
    lock.release();
  }
};

const renamed = (logId: string, names: readonly EarlierName[]): Renamed => {
  const [earlier, before] = [names.at(-1)!, names.at(-2)];
  return { logId, earlier, ...(before?.upTo === earlier.upTo && { unused: before }) };
};
