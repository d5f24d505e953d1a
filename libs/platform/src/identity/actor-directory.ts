import { openSqliteFile, type SqliteDatabase, type SqliteFileFormat } from '@opsledger/event-store/sqlite-file';

const directoryFile: SqliteFileFormat = {
  kind: 'OPLD',
  schemaVersion: 1,
  synchronous: 'FULL',
  schema: 'CREATE TABLE actors (subject TEXT PRIMARY KEY, actor TEXT NOT NULL UNIQUE) WITHOUT ROWID',
};

/**
 * Who stands behind a pseudonym. Kept apart from the log, so that an entry can be erased while the log stays whole; whoever
 * comes back after that is someone else to the log.
 */
export class ActorDirectory {
  private readonly database: SqliteDatabase;
  private readonly known = new Map<string, string>();

  constructor(
    file: string,
    private readonly newId: () => string,
  ) {
    this.database = openSqliteFile(file, directoryFile);
    this.database.exec('PRAGMA secure_delete = ON');
  }

  /** The pseudonym of a token's subject, made at its first visit and durable before it is used. */
  actorOf(subject: string): string {
    const known = this.known.get(subject) ?? this.read(subject);
    const actor = known ?? `actor-${this.newId()}`;
    if (known === undefined)
      this.database.prepare('INSERT INTO actors (subject, actor) VALUES (?, ?)').run(subject, actor);
    this.known.set(subject, actor);
    return actor;
  }

  close(): void {
    this.database.close();
  }

  private read(subject: string): string | undefined {
    const rows = this.database.prepare('SELECT actor FROM actors WHERE subject = ?').all(subject) as {
      actor: string;
    }[];
    return rows[0]?.actor;
  }
}
