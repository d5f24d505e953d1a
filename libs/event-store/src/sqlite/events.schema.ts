import type { SqliteFileFormat } from './sqlite-file.js';

/** What the names of consumers begin with among what is kept of the installation. */
export const CONSUMER = 'consumer:';

/**
 * `events.db`. An event is its canonical text; the columns beside it are what the log gave it and what finds it again.
 * `known_at` is the known time of design: never decreasing within a stream.
 */
export const eventsFile: SqliteFileFormat = {
  kind: 'OPLE',
  schemaVersion: 2,
  synchronous: 'FULL',
  schema: `
    CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE commits (
      first_position INTEGER PRIMARY KEY,
      commit_id TEXT NOT NULL UNIQUE,
      stream TEXT NOT NULL,
      first_version INTEGER NOT NULL,
      count INTEGER NOT NULL,
      claims TEXT NOT NULL,
      releases TEXT NOT NULL,
      key_scope TEXT,
      key TEXT,
      fingerprint TEXT,
      accepted_at TEXT NOT NULL,
      recorded_at TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX commits_by_key ON commits (key_scope, key) WHERE key IS NOT NULL;
    CREATE TABLE events (
      position INTEGER PRIMARY KEY,
      event_id TEXT NOT NULL UNIQUE,
      stream TEXT NOT NULL,
      version INTEGER NOT NULL,
      type TEXT NOT NULL,
      recorded_at TEXT NOT NULL,
      known_at TEXT NOT NULL,
      event TEXT NOT NULL,
      UNIQUE (stream, version)
    ) STRICT;
    CREATE INDEX events_by_type ON events (type, position);
    CREATE TABLE claims (claim TEXT PRIMARY KEY, stream TEXT NOT NULL, commit_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE numbers (series TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE refusals (
      sequence INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      code TEXT NOT NULL,
      rule TEXT NOT NULL,
      stream TEXT,
      command TEXT NOT NULL,
      actor TEXT NOT NULL,
      fingerprint TEXT NOT NULL
    ) STRICT`,
};
