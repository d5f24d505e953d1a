import { openSqliteFile, type SqliteDatabase, type SqliteFileFormat } from '@opsledger/event-store/sqlite-file';
import type { ActorDirectory, ActorEntry } from './actor-directory.port.js';

const ENTRIES_PER_PORTION = 500;

const directoryFile: SqliteFileFormat = {
  kind: 'OPLD',
  schemaVersion: 1,
  synchronous: 'FULL',
  schema: 'CREATE TABLE actors (subject TEXT PRIMARY KEY, actor TEXT NOT NULL UNIQUE) WITHOUT ROWID',
};

/** The directory of one process, in a file of which nothing is left that was erased. */
export class SqliteActorDirectory implements ActorDirectory {
  private readonly database: SqliteDatabase;
  private readonly known = new Map<string, string>();

  constructor(
    file: string,
    private readonly newId: () => string,
  ) {
    this.database = openSqliteFile(file, directoryFile);
    this.database.exec('PRAGMA secure_delete = ON');
  }

  async actorOf(subject: string): Promise<string> {
    const known = this.known.get(subject) ?? this.read(subject);
    const actor = known ?? `actor-${this.newId()}`;
    if (known === undefined)
      this.database.prepare('INSERT INTO actors (subject, actor) VALUES (?, ?)').run(subject, actor);
    this.known.set(subject, actor);
    return actor;
  }

  async erase(actor: string): Promise<boolean> {
    const { changes } = this.database.prepare('DELETE FROM actors WHERE actor = ?').run(actor);
    // What was deleted is also in the file beside it until that is written back.
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    for (const [subject, known] of this.known) if (known === actor) this.known.delete(subject);
    return changes === 1;
  }

  async *entries(): AsyncGenerator<readonly ActorEntry[], void> {
    const next = this.database.prepare(
      `SELECT subject, actor FROM actors WHERE ? OR subject > ? ORDER BY subject LIMIT ${ENTRIES_PER_PORTION}`,
    );
    for (let [isFirst, after] = [1, '']; ;) {
      const entries = (next.all(isFirst, after) as ActorEntry[]).map(({ subject, actor }) => ({ subject, actor }));
      if (entries.length === 0) return;
      yield entries;
      [isFirst, after] = [0, entries.at(-1)!.subject];
    }
  }

  async takeOver(entries: readonly ActorEntry[]): Promise<void> {
    const insert = this.database.prepare(
      'INSERT INTO actors (subject, actor) VALUES (?, ?) ON CONFLICT (subject) DO NOTHING',
    );
    this.database.transaction(() => {
      for (const { subject, actor } of entries) insert.run(subject, actor);
    })();
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private read(subject: string): string | undefined {
    const rows = this.database.prepare('SELECT actor FROM actors WHERE subject = ?').all(subject) as {
      actor: string;
    }[];
    return rows[0]?.actor;
  }
}
