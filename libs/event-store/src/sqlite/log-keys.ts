import type { KeyEvidence, KeyMarks } from '../key-marks.js';
import type { SqliteDatabase } from './sqlite-file.js';

/** Where the marks are kept among the names of `installation`. */
export const KEY_MARKS = 'key_marks';

export const readKeyMarks = (database: SqliteDatabase): readonly KeyMarks[] => {
  const [row] = database.prepare('SELECT value FROM installation WHERE name = ?').all(KEY_MARKS) as { value: string }[];
  return row ? (JSON.parse(row.value) as readonly KeyMarks[]) : [];
};

/** Durable when it returns, unless it is called within a transaction. */
export const takeUpKeyMarks = (database: SqliteDatabase, marks: KeyMarks, after: number): void => {
  const kept = readKeyMarks(database);
  if (kept.length !== after) return;
  database
    .prepare('INSERT OR REPLACE INTO installation (name, value) VALUES (?, ?)')
    .run(KEY_MARKS, JSON.stringify([...kept, marks]));
};

export const readKeyEvidence = (database: SqliteDatabase): KeyEvidence => {
  const found = ['commits WHERE key IS NOT NULL ORDER BY first_position', 'refusals ORDER BY sequence'].flatMap(
    (rows) =>
      ['', 'DESC'].flatMap(
        (order) =>
          database.prepare(`SELECT fingerprint FROM ${rows} ${order} LIMIT 1`).all() as { fingerprint: string }[],
      ),
  );
  const fingerprints = [...new Set(found.map(({ fingerprint }) => fingerprint))];
  const isEmpty = fingerprints.length === 0 && database.prepare('SELECT 1 FROM commits LIMIT 1').all().length === 0;
  return { marks: readKeyMarks(database), fingerprints, isEmpty };
};
