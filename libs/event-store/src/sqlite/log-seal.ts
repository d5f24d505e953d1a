import type { Instant } from '@opsledger/kernel';
import type { SqliteDatabase } from './sqlite-file.js';

/**
 * Says that a log goes on elsewhere, so that nobody goes on here: two logs of one name would each give the same positions to
 * different events.
 */
export type LogSeal = Readonly<{
  /** Tells this sealing from another one of the same log, or of a copy of it. */
  id: string;
  at: Instant;
  /** Where its history goes, for people to read. */
  target: string;
  /** The log there is whole, and may be written to: from here on this one is behind. */
  isHandedOver: boolean;
}>;

/** Where it is kept among the names of `installation`. */
export const SEAL = 'seal';

export const readSeal = (database: SqliteDatabase): LogSeal | undefined => {
  const [row] = database.prepare('SELECT value FROM installation WHERE name = ?').all(SEAL) as { value: string }[];
  return row && (JSON.parse(row.value) as LogSeal);
};
