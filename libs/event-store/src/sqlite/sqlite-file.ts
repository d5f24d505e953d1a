import Database from 'libsql';
import { UnusableFile } from '../event-store.errors.js';

export type SqliteDatabase = Database.Database;

export type SqliteFileFormat = Readonly<{
  /** What the file is, in four letters, kept as SQLite's application id: a file of another kind is refused. */
  kind: string;
  /** Version of the schema below; kept as SQLite's user version. A newer one is refused. */
  schemaVersion: number;
  /** Makes an empty file of this version. */
  schema: string;
  /** FULL for what cannot be made again, NORMAL for what can. */
  synchronous: 'FULL' | 'NORMAL';
}>;

/** 16 MB: each checkpoint synchronises the files once more, and with SQLite's 4 MB that was 2 % of all commits. */
const PAGES_BETWEEN_CHECKPOINTS = 4_000;

const readPragma = (database: SqliteDatabase, name: string): unknown => {
  const row: unknown = database.prepare(`PRAGMA ${name}`).all()[0];
  return (row as Record<string, unknown> | undefined)?.[name];
};

const applicationId = (kind: string): number => Buffer.from(kind, 'latin1').readInt32BE(0);

/**
 * Opens or makes a file in WAL mode. What does not fit (another kind, a newer schema, damage) throws `UnusableFile` before
 * anything is changed.
 */
export const openSqliteFile = (file: string, format: SqliteFileFormat): SqliteDatabase => {
  const database = connect(file);
  try {
    const isNew =
      (database.prepare('SELECT count(*) AS tables FROM sqlite_master').all()[0] as { tables: number }).tables === 0;
    const [kind, version] = [readPragma(database, 'application_id'), Number(readPragma(database, 'user_version'))];
    if (!isNew && kind !== applicationId(format.kind))
      throw new UnusableFile(`${file} is not a file of Opsledger's kind ${format.kind}`);
    if (!isNew && version !== format.schemaVersion) {
      throw new UnusableFile(
        `${file} has schema version ${version}; this version of Opsledger reads ${format.schemaVersion}`,
      );
    }
    const [state] = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
    if (state?.quick_check !== 'ok') throw new UnusableFile(`${file} is malformed: ${state?.quick_check}`);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${format.synchronous}; PRAGMA busy_timeout = 5000`);
    database.exec(`PRAGMA wal_autocheckpoint = ${PAGES_BETWEEN_CHECKPOINTS}`);
    if (isNew) {
      const marks = `PRAGMA application_id = ${applicationId(format.kind)}; PRAGMA user_version = ${format.schemaVersion}`;
      database.exec(`BEGIN IMMEDIATE; ${format.schema}; ${marks}; COMMIT`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error instanceof UnusableFile ? error : cannotBeOpened(file, error);
  }
};

const connect = (file: string): SqliteDatabase => {
  try {
    return new Database(file);
  } catch (error) {
    throw cannotBeOpened(file, error);
  }
};

const cannotBeOpened = (file: string, error: unknown): UnusableFile =>
  new UnusableFile(`${file} cannot be opened: ${(error as Error).message}`, { cause: error });

/** The durability that the connection really has: 2 is FULL, 1 is NORMAL. */
export const synchronousLevel = (database: SqliteDatabase): number => Number(readPragma(database, 'synchronous'));
