import type { SqliteFileFormat } from '@opsledger/event-store/sqlite-file';

/** `views.db`: only folds. It may be deleted at any time and is made again at the next start. */
export const viewsFile: SqliteFileFormat = {
  kind: 'OPLV',
  schemaVersion: 1,
  synchronous: 'NORMAL',
  schema: `
    CREATE TABLE documents (
      read_model TEXT NOT NULL,
      id TEXT NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (read_model, id)
    ) WITHOUT ROWID;
    CREATE TABLE checkpoints (
      read_model TEXT PRIMARY KEY,
      projection_version INTEGER NOT NULL,
      log_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      event_id TEXT NOT NULL
    ) WITHOUT ROWID`,
};
