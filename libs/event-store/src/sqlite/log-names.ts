import type { EarlierName } from '../earlier-name.js';
import type { SqliteDatabase } from './sqlite-file.js';

/** Where they are kept among the names of `installation`. */
export const EARLIER_NAMES = 'earlier_names';

export const readEarlierNames = (database: SqliteDatabase): readonly EarlierName[] => {
  const [row] = database.prepare('SELECT value FROM installation WHERE name = ?').all(EARLIER_NAMES) as {
    value: string;
  }[];
  return row ? (JSON.parse(row.value) as readonly EarlierName[]) : [];
};

/** Gives the log another name from its newest event on; durable when it returns all that it had before, the newest last. */
export const renameLog = (database: SqliteDatabase, earlier: EarlierName, logId: string): readonly EarlierName[] => {
  const names = [...readEarlierNames(database), earlier];
  const put = database.prepare('INSERT OR REPLACE INTO installation (name, value) VALUES (?, ?)');
  database.transaction(() => {
    put.run(EARLIER_NAMES, JSON.stringify(names));
    put.run('log_id', logId);
  })();
  return names;
};
