import { setImmediate } from 'node:timers/promises';
import { openSqliteFile, type SqliteDatabase } from '@opsledger/event-store/sqlite-file';
import type { ParkedStream } from '@opsledger/messaging';
import { assertSupported, assertSupportedPath, sortValue, UnsupportedFilter } from '../document-filter.js';
import { readPage, type PageBudget, type Place, type StoredRow } from '../document-page.js';
import {
  VersionGap,
  type Checkpoint,
  type CollectionChanges,
  type CollectionDefinition,
  type DocumentCollection,
  type DocumentKey,
  type DocumentPage,
  type DocumentQuery,
  type DocumentStore,
  type DocumentVersion,
} from '../document-store.port.js';
import type { Moment } from '../past-view.js';
import type { ReadModelDocument } from '../projection.js';
import { documentTable, viewsFile } from './views.schema.js';

const READ_MODEL = /^[a-z][a-z0-9-]*$/;

/** A prepared statement; the driver's own type knows parameters only when the text of the statement is known. */
type Statement = Readonly<{ run: (...values: Value[]) => { changes: number }; all: (...values: Value[]) => unknown[] }>;
type Value = string | number | null;
type VersionRow = Readonly<{ id: string; version: number; known_at: string; position: number; document: string }>;

const VERSIONS_PER_PORTION = 500;

/** Read models as JSON documents in one SQLite file. */
export class SqliteDocumentStore implements DocumentStore {
  private readonly database: SqliteDatabase;

  constructor(file: string) {
    this.database = openSqliteFile(file, viewsFile);
  }

  async open(definition: CollectionDefinition): Promise<DocumentCollection> {
    const { readModel, generation, sorts } = definition;
    if (!READ_MODEL.test(readModel) || !Number.isInteger(generation))
      throw new TypeError(`Not the name of a read model: ${readModel}`);
    sorts.forEach(assertSupportedPath);
    const declared = JSON.stringify(sorts);
    const [row] = this.database
      .prepare('SELECT sorts FROM generations WHERE read_model = ? AND generation = ?')
      .all(readModel, generation) as { sorts: string }[];
    if (row && row.sorts !== declared) await this.drop(readModel, generation);
    if (row?.sorts !== declared) {
      this.database.transaction(() => {
        this.database.exec(documentTable(tableOf(definition), sorts.map(columnOf)));
        this.database
          .prepare('INSERT INTO generations (read_model, generation, sorts) VALUES (?, ?, ?)')
          .run(readModel, generation, declared);
      })();
    }
    return new SqliteDocumentCollection(this.database, definition);
  }

  async generations(readModel: string): Promise<Readonly<{ live?: number; all: readonly number[] }>> {
    const rows = this.database
      .prepare('SELECT generation, is_live FROM generations WHERE read_model = ? ORDER BY generation')
      .all(readModel) as { generation: number; is_live: number }[];
    const live = rows.find(({ is_live }) => is_live === 1)?.generation;
    return { ...(live !== undefined && { live }), all: rows.map(({ generation }) => generation) };
  }

  async makeLive(readModel: string, generation: number): Promise<void> {
    this.database
      .prepare('UPDATE generations SET is_live = (generation = ?) WHERE read_model = ?')
      .run(generation, readModel);
  }

  async drop(readModel: string, generation: number): Promise<void> {
    this.database.transaction(() => {
      this.database.exec(`DROP TABLE IF EXISTS "${tableOf({ readModel, generation })}"`);
      for (const table of ['generations', 'parked'])
        this.database
          .prepare(`DELETE FROM ${table} WHERE read_model = ? AND generation = ?`)
          .run(readModel, generation);
    })();
  }

  async close(): Promise<void> {
    this.database.close();
  }
}

/** A stretch of an index, in which all rows with a value, or all without one, follow each other. */
type Stretch = Readonly<{ hasValues: boolean; after?: DocumentKey }>;

class SqliteDocumentCollection implements DocumentCollection {
  private readonly table: string;
  private readonly statements = new Map<string, Statement>();

  constructor(
    private readonly database: SqliteDatabase,
    readonly definition: CollectionDefinition,
  ) {
    this.table = tableOf(definition);
  }

  async save({ versions, checkpoint, park = [], unpark = [] }: CollectionChanges): Promise<void> {
    const { readModel, generation } = this.definition;
    const write = this.database.transaction(() => {
      this.writeVersions(versions);
      if (checkpoint) {
        this.statement(
          `UPDATE generations SET projection_version = ?, log_id = ?, position = ?, event_id = ?
           WHERE read_model = ? AND generation = ? AND ifnull(position, 0) <= ?`,
        ).run(
          ...[checkpoint.projectionVersion, checkpoint.logId, checkpoint.position, checkpoint.eventId],
          ...[readModel, generation, checkpoint.position],
        );
      }
      for (const parked of park) {
        this.statement(
          'INSERT OR REPLACE INTO parked (read_model, generation, stream, parked) VALUES (?, ?, ?, ?)',
        ).run(...[readModel, generation, parked.stream, JSON.stringify(parked)]);
      }
      for (const stream of unpark) {
        this.statement('DELETE FROM parked WHERE read_model = ? AND generation = ? AND stream = ?').run(
          ...[readModel, generation, stream],
        );
      }
    });
    write();
  }

  async get<Document extends ReadModelDocument>(id: string, moment?: Moment): Promise<Document | undefined> {
    const rows = moment
      ? this.statement(
          `SELECT document FROM "${this.table}" WHERE id = ? AND known_at <= ? AND position <= ? ORDER BY version DESC LIMIT 1`,
        ).all(id, moment.knownAt, moment.position)
      : this.statement(`SELECT document FROM "${this.table}" WHERE id = ? AND next_position IS NULL`).all(id);
    return (rows as { document: string }[]).map(({ document }) => JSON.parse(document) as Document)[0];
  }

  async getMany<Document extends ReadModelDocument>(ids: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    const found = new Map<string, Document>();
    for (const id of ids) {
      const document = await this.get<Document>(id);
      if (document) found.set(id, document);
    }
    return found;
  }

  async find<Document extends ReadModelDocument>(query: DocumentQuery): Promise<DocumentPage<Document>> {
    const { filter, sort } = query;
    assertSupported(filter);
    if (sort && sort.by !== 'id' && !this.definition.sorts.includes(sort.by))
      throw new UnsupportedFilter(`${sort.by} is no sort of ${this.definition.readModel}`);
    return readPage(query, (budget) => this.read(query, budget));
  }

  async *versions(): AsyncGenerator<readonly DocumentVersion[], void> {
    const sql = `SELECT id, version, known_at, position, document FROM "${this.table}" WHERE (id, version) > (?, ?)
      ORDER BY id, version LIMIT ${VERSIONS_PER_PORTION}`;
    for (let [id, version] = ['', 0]; ; await setImmediate()) {
      const rows = this.statement(sql).all(id, version) as VersionRow[];
      if (rows.length === 0) return;
      yield rows.map(({ document, known_at: knownAt, position }) => ({
        ...{ document: JSON.parse(document) as ReadModelDocument, knownAt, position },
      }));
      ({ id, version } = rows.at(-1)!);
    }
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const { readModel, generation } = this.definition;
    const [row] = this.statement(
      'SELECT projection_version, log_id, position, event_id FROM generations WHERE read_model = ? AND generation = ?',
    ).all(readModel, generation) as {
      projection_version: number | null;
      log_id: string;
      position: number;
      event_id: string;
    }[];
    if (!row || row.projection_version === null) return undefined;
    return {
      projectionVersion: row.projection_version,
      logId: row.log_id,
      position: row.position,
      eventId: row.event_id,
    };
  }

  async parked(): Promise<readonly ParkedStream[]> {
    const { readModel, generation } = this.definition;
    const rows = this.statement(
      'SELECT parked FROM parked WHERE read_model = ? AND generation = ? ORDER BY stream',
    ).all(readModel, generation) as { parked: string }[];
    return rows.map(({ parked }) => JSON.parse(parked) as ParkedStream);
  }

  private writeVersions(versions: readonly DocumentVersion[]): void {
    const { sorts } = this.definition;
    const columns = ['id', 'version', 'known_at', 'position', 'next_known_at', 'next_position', 'document'];
    const names = [...columns, ...sorts.map(columnOf)].map((name) => `"${name}"`);
    const supersede = this.statement(
      `UPDATE "${this.table}" SET next_known_at = ?, next_position = ? WHERE id = ? AND next_position IS NULL AND version = ?`,
    );
    const insert = this.statement(
      `INSERT OR IGNORE INTO "${this.table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    const nextOf = new Map<DocumentVersion, DocumentVersion>();
    const newest = new Map<string, DocumentVersion>();
    for (const version of versions) {
      const { id } = version.document;
      const before = newest.get(id);
      if (before) nextOf.set(before, version);
      newest.set(id, version);
      const expected = version.document.version - 1;
      const follows = before
        ? before.document.version === expected
        : expected === 0 || supersede.run(version.knownAt, version.position, id, expected).changes === 1;
      if (!follows) throw new VersionGap(`${this.table}: version ${version.document.version} of ${id} does not follow`);
    }
    for (const one of versions) {
      const { document, knownAt, position } = one;
      const next = nextOf.get(one);
      const { changes } = insert.run(
        ...[document.id, document.version, knownAt, position, next?.knownAt ?? null, next?.position ?? null],
        ...[JSON.stringify(document), ...sorts.map((path) => sortValue(document, path))],
      );
      if (changes !== 1)
        throw new VersionGap(`${this.table}: there is a version ${document.version} of ${document.id}`);
    }
  }

  /** What a query has to look at, in order; the driver is synchronous, so that others have their turn in between. */
  private async *read(query: DocumentQuery, budget: PageBudget): AsyncGenerator<readonly StoredRow[]> {
    for (const stretch of stretchesOf(query)) {
      for (let place: Place | undefined = stretch.after; ; await setImmediate()) {
        const asked = budget.next();
        const rows = this.rows(query, stretch.hasValues, place, asked);
        budget.spend(rows.length);
        yield rows;
        if (rows.length < asked) break;
        place = rows.at(-1);
      }
    }
  }

  /** Some rows of a stretch in order. Those that did not hold at the moment are there without their document. */
  private rows(
    { sort, moment }: DocumentQuery,
    hasValues: boolean,
    after: Place | undefined,
    limit: number,
  ): readonly StoredRow[] {
    const { sql, parameters } = rowsQuery(this.table, { sort, moment, hasValues, after });
    return this.statement(sql).all(...parameters, limit) as readonly StoredRow[];
  }

  private statement(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const prepared = this.database.prepare(sql) as unknown as Statement;
    this.statements.set(sql, prepared);
    return prepared;
  }
}

/** The statement behind `find`; exported so that a test can read its plan. */
export const rowsQuery = (
  table: string,
  {
    sort = { by: 'id' },
    moment,
    hasValues,
    after,
  }: Readonly<{
    sort: DocumentQuery['sort'] | undefined;
    moment: Moment | undefined;
    hasValues: boolean;
    after: Place | undefined;
  }>,
): Readonly<{ sql: string; parameters: readonly Value[] }> => {
  const [direction, beyond] = sort.descending ? ['DESC', '<'] : ['ASC', '>'];
  const column = sort.by === 'id' ? undefined : `"${columnOf(sort.by)}"`;
  const parameters: Value[] = [];
  const conditions: string[] = [];
  let shown = 'document AS text';
  if (moment) {
    shown = `CASE WHEN known_at <= ? AND position <= ? AND (next_position IS NULL OR next_known_at > ? OR next_position > ?)
      THEN document END AS text`;
    parameters.push(moment.knownAt, moment.position, moment.knownAt, moment.position);
  } else conditions.push('next_position IS NULL');
  if (column) conditions.push(`${column} IS ${hasValues ? 'NOT ' : ''}NULL`);
  const order = [...(column ? [column] : []), 'id', ...(moment ? ['version'] : [])];
  if (after) {
    const values = { [column ?? '']: after.value, id: after.id, version: after.version ?? null };
    const compared = order.filter((name) => values[name] !== null);
    conditions.push(`(${compared.join(', ')}) ${beyond} (${compared.map(() => '?').join(', ')})`);
    parameters.push(...compared.map((name) => values[name]!));
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const sorted = order.map((name) => `${name} ${direction}`).join(', ');
  const sql = `SELECT id, ${column ?? 'id'} AS value, version, ${shown} FROM "${table}" ${where} ORDER BY ${sorted} LIMIT ?`;
  return { sql, parameters };
};

/** The stretches of the index that a query has still to go through, in order. */
const stretchesOf = ({ sort, after }: DocumentQuery): readonly Stretch[] => {
  if (!sort || sort.by === 'id') return [{ hasValues: true, ...(after && { after }) }];
  const order = sort.descending ? [true, false] : [false, true];
  if (!after) return order.map((hasValues) => ({ hasValues }));
  const begun = { hasValues: after.value !== null, after };
  return begun.hasValues === order[0] ? [begun, { hasValues: order[1]! }] : [begun];
};

const tableOf = ({ readModel, generation }: Pick<CollectionDefinition, 'readModel' | 'generation'>): string =>
  `${readModel}@${generation}`;
const columnOf = (path: string): string => `by_${path.replaceAll('.', '__')}`;
