import { openSqliteFile, type SqliteDatabase } from '@opsledger/event-store/sqlite-file';
import type { Checkpoint, DocumentQuery, DocumentStore } from '../document-store.port.js';
import type { ReadModelDocument } from '../projection.js';
import { viewsFile } from './views.schema.js';

type DocumentRow = Readonly<{ document: string }>;
type CheckpointRow = Readonly<{ projection_version: number; log_id: string; position: number; event_id: string }>;

const MEMBER = /^[a-zA-Z]+$/;

/** Read models as JSON documents in one SQLite file. */
export class SqliteDocumentStore implements DocumentStore {
  private readonly database: SqliteDatabase;

  constructor(file: string) {
    this.database = openSqliteFile(file, viewsFile);
  }

  async save(readModel: string, documents: readonly ReadModelDocument[], checkpoint: Checkpoint): Promise<void> {
    const put = this.database.prepare('INSERT OR REPLACE INTO documents (read_model, id, document) VALUES (?, ?, ?)');
    const mark = this.database.prepare(
      'INSERT OR REPLACE INTO checkpoints (read_model, projection_version, log_id, position, event_id) VALUES (?, ?, ?, ?, ?)',
    );
    this.database.transaction(() => {
      for (const document of documents) put.run(readModel, document.id, JSON.stringify(document));
      mark.run(readModel, checkpoint.projectionVersion, checkpoint.logId, checkpoint.position, checkpoint.eventId);
    })();
  }

  async get<Document extends ReadModelDocument>(readModel: string, id: string): Promise<Document | undefined> {
    const rows = this.database
      .prepare('SELECT document FROM documents WHERE read_model = ? AND id = ?')
      .all(readModel, id);
    return (rows as DocumentRow[]).map(parse<Document>)[0];
  }

  async find<Document extends ReadModelDocument>(
    readModel: string,
    { where, afterId = '', limit }: DocumentQuery,
  ): Promise<readonly Document[]> {
    const conditions = ['read_model = ?', 'id > ?'];
    const parameters: (string | number)[] = [readModel, afterId];
    for (const [member, values] of Object.entries(where)) {
      if (!MEMBER.test(member)) throw new TypeError(`Not the name of a member: ${member}`);
      conditions.push(`json_extract(document, '$.${member}') IN (${values.map(() => '?').join(', ')})`);
      parameters.push(...values.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
    }
    const sql = `SELECT document FROM documents WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`;
    return (this.database.prepare(sql).all(...parameters, limit) as DocumentRow[]).map(parse<Document>);
  }

  async checkpoint(readModel: string): Promise<Checkpoint | undefined> {
    const sql = 'SELECT projection_version, log_id, position, event_id FROM checkpoints WHERE read_model = ?';
    const [row] = this.database.prepare(sql).all(readModel) as CheckpointRow[];
    return (
      row && {
        projectionVersion: row.projection_version,
        logId: row.log_id,
        position: row.position,
        eventId: row.event_id,
      }
    );
  }

  async clear(readModel: string): Promise<void> {
    this.database.transaction(() => {
      this.database.prepare('DELETE FROM documents WHERE read_model = ?').run(readModel);
      this.database.prepare('DELETE FROM checkpoints WHERE read_model = ?').run(readModel);
    })();
  }

  async close(): Promise<void> {
    this.database.close();
  }
}

const parse = <Document>(row: DocumentRow): Document => JSON.parse(row.document) as Document;
