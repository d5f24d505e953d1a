import type { SqliteFileFormat } from '@opsledger/event-store/sqlite-file';

/** `views.db`: only folds. It may be deleted at any time and is made again at the next start. Each generation has a table of its own. */
export const viewsFile: SqliteFileFormat = {
  kind: 'OPLV',
  schemaVersion: 2,
  synchronous: 'NORMAL',
  schema: `
    CREATE TABLE generations (
      read_model TEXT NOT NULL,
      generation INTEGER NOT NULL,
      sorts TEXT NOT NULL,
      is_live INTEGER NOT NULL DEFAULT 0,
      projection_version INTEGER,
      log_id TEXT,
      position INTEGER,
      event_id TEXT,
      PRIMARY KEY (read_model, generation)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE parked (
      read_model TEXT NOT NULL,
      generation INTEGER NOT NULL,
      stream TEXT NOT NULL,
      parked TEXT NOT NULL,
      PRIMARY KEY (read_model, generation, stream)
    ) STRICT, WITHOUT ROWID`,
};

/**
 * One row for each version of each document. A version holds from its own known time and position until those of the next
 * one; the newest has no next. The values that lists are sorted by stand in columns of their own.
 */
export const documentTable = (table: string, sortColumns: readonly string[]): string => `
  CREATE TABLE "${table}" (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    known_at TEXT NOT NULL,
    position INTEGER NOT NULL,
    next_known_at TEXT,
    next_position INTEGER,
    document TEXT NOT NULL${sortColumns.map((column) => `,\n    "${column}" ANY`).join('')}
  ) STRICT;
  CREATE UNIQUE INDEX "${table} by id and version" ON "${table}" (id, version);
  CREATE UNIQUE INDEX "${table} by id, newest" ON "${table}" (id) WHERE next_position IS NULL;
  ${sortColumns
    .map(
      (column) => `
  CREATE INDEX "${table} by ${column}, newest" ON "${table}" ("${column}", id) WHERE next_position IS NULL;
  CREATE INDEX "${table} by ${column}" ON "${table}" ("${column}", id, version);`,
    )
    .join('')}`;
