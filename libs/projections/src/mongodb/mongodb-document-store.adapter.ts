import { randomBytes } from 'node:crypto';
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import { connectionOptions, isUnanswered } from '@opsledger/event-store/mongodb';
import type { ParkedStream } from '@opsledger/messaging';
import {
  assertSupported,
  assertSupportedPath,
  compareValues,
  sortValue,
  UnsupportedFilter,
} from '../document-filter.js';
import { readPage, type PageBudget, type Place, type StoredRow } from '../document-page.js';
import {
  GenerationDropped,
  ReadModelsUnavailable,
  VersionGap,
  type Checkpoint,
  type CollectionChanges,
  type CollectionDefinition,
  type DocumentCollection,
  type DocumentPage,
  type DocumentQuery,
  type DocumentStore,
  type DocumentVersion,
} from '../document-store.port.js';
import type { Moment } from '../past-view.js';
import type { ReadModelDocument } from '../projection.js';
import {
  collectionsOf,
  fromPastKey,
  pastKey,
  READ_MODELS,
  rowSchema,
  sortField,
  sortIndex,
  type GenerationRow,
  type NewestRow,
  type ParkedRow,
  type PastRow,
  type ReadModelRow,
} from './views.schema.js';

export { examineReadModels, type ReadModelExamination } from './examine-read-models.js';

const READ_MODEL = /^[a-z][a-z0-9-]*$/;
const DUPLICATE_KEY = 11_000;
const DOCUMENTS_PER_PORTION = 100;
/** What was acknowledged outlives the loss of a primary, and what was not is never read: else a consumer would go on from it. */
const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;
const ACKNOWLEDGED = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const;

export type MongodbDocumentStoreOptions = Readonly<{
  uri: string;
  /** Read models of one service. */
  database: string;
  connection?: mongoose.ConnectOptions;
}>;

/**
 * Read models of a service in a MongoDB database of its own. There are no transactions of several documents: one that a killed
 * process leaves open keeps its successor waiting for a minute. Instead everything is written in an order in which each step
 * may be the last (`save`), and can be done again.
 */
export class MongodbDocumentStore implements DocumentStore {
  private readonly connection = mongoose.createConnection();
  private opening: Promise<Connection> | undefined;

  constructor(private readonly options: MongodbDocumentStoreOptions) {}

  async open(definition: CollectionDefinition): Promise<DocumentCollection> {
    const { readModel, generation, sorts } = definition;
    if (!READ_MODEL.test(readModel) || !Number.isInteger(generation))
      throw new TypeError(`Not the name of a read model: ${readModel}`);
    sorts.forEach(assertSupportedPath);
    const known = await this.generation(definition);
    if (known && JSON.stringify(known.sorts) !== JSON.stringify(sorts)) await this.drop(readModel, generation);
    const { incarnation } = await this.register(definition);
    await this.sweep(readModel);
    const connection = await this.connected();
    const names = collectionsOf(definition, incarnation);
    const newest = modelOf<NewestRow>(connection, names.newest, sorts);
    const past = modelOf<PastRow>(connection, names.past, sorts);
    await newest.createIndexes();
    await past.createIndexes();
    return new MongodbDocumentCollection(definition, incarnation, {
      readModels: await this.readModels(),
      newest: rowsOf(newest),
      past: rowsOf(past),
      parked: rowsOf(modelOf<ParkedRow>(connection, names.parked)),
    });
  }

  async generations(readModel: string): Promise<Readonly<{ live?: number; all: readonly number[] }>> {
    const row = await reading(() => this.row(readModel));
    const all = Object.keys(row?.generations ?? {})
      .map(Number)
      .toSorted((a, b) => a - b);
    return { ...(row?.live !== undefined && { live: row.live }), all };
  }

  async makeLive(readModel: string, generation: number): Promise<void> {
    const models = await this.readModels();
    await models.updateOne({ _id: readModel }, { $set: { live: generation } }, { ...DURABLE, upsert: true });
  }

  /** Once the generation is no longer named, its collections are nobody's: whatever is left of them goes with the next `open`. */
  async drop(readModel: string, generation: number): Promise<void> {
    const models = await this.readModels();
    await models.updateOne(
      { _id: readModel },
      [
        { $unset: `generations.${generation}` },
        { $set: { live: { $cond: [{ $eq: ['$live', generation] }, '$$REMOVE', '$live'] } } },
      ],
      DURABLE,
    );
    await this.sweep(readModel);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** Connects at the first use, and again at the next if that failed. */
  private connected(): Promise<Connection> {
    const { uri, database, connection } = this.options;
    this.opening ??= this.connection
      .openUri(uri, { ...connectionOptions(uri), dbName: database, ...connection })
      .catch((error: unknown) => {
        this.opening = undefined;
        throw error;
      });
    return this.opening;
  }

  private async readModels(): Promise<mongo.Collection<ReadModelRow>> {
    return rowsOf(modelOf<ReadModelRow>(await this.connected(), READ_MODELS));
  }

  private async row(readModel: string): Promise<ReadModelRow | null> {
    return (await this.readModels()).findOne({ _id: readModel }, ACKNOWLEDGED);
  }

  private async generation({
    readModel,
    generation,
  }: Pick<CollectionDefinition, 'readModel' | 'generation'>): Promise<GenerationRow | undefined> {
    return (await this.row(readModel))?.generations?.[generation];
  }

  /** The generation as it is registered, by whoever was first. Its collections are made after that, so that none is nobody's. */
  private async register({ readModel, generation, sorts }: CollectionDefinition): Promise<GenerationRow> {
    const models = await this.readModels();
    const path = `generations.${generation}`;
    const made: GenerationRow = { incarnation: randomBytes(6).toString('hex'), sorts };
    await ignoringDuplicates(
      models.updateOne(
        { _id: readModel, [path]: { $exists: false } },
        { $set: { [path]: made } },
        { ...DURABLE, upsert: true },
      ),
    );
    const row = await models.findOne({ _id: readModel });
    const registered = row?.generations?.[generation];
    if (!registered) throw new GenerationDropped(`${readModel}@${generation}`);
    return registered;
  }

  /** Drops the collections of generations that are not, or no longer, named. */
  private async sweep(readModel: string): Promise<void> {
    const { db } = await this.connected();
    const found = await db!.listCollections({ name: new RegExp(`^${readModel}@`) }, { nameOnly: true }).toArray();
    const row = await (await this.readModels()).findOne({ _id: readModel });
    const named = Object.entries(row?.generations ?? {}).flatMap(([generation, { incarnation }]) =>
      Object.values(collectionsOf({ readModel, generation: Number(generation) }, incarnation)),
    );
    for (const { name } of found.filter((one) => !named.includes(one.name))) {
      await db!.dropCollection(name, DURABLE);
      if (this.connection.models[name]) this.connection.deleteModel(name);
    }
  }
}

/** Runs a read; what the database cannot answer now is `ReadModelsUnavailable`, so that whoever asked is told to come again. */
const reading = async <Result>(read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read();
  } catch (error) {
    if (isUnanswered(error)) throw new ReadModelsUnavailable('The read models could not be read', { cause: error });
    throw error;
  }
};

type Collections = Readonly<{
  readModels: mongo.Collection<ReadModelRow>;
  newest: mongo.Collection<NewestRow>;
  past: mongo.Collection<PastRow>;
  parked: mongo.Collection<ParkedRow>;
}>;

class MongodbDocumentCollection implements DocumentCollection {
  /** Rows as `getMany` found them: what `save` puts another version in the place of. */
  private found = new Map<string, NewestRow>();

  constructor(
    readonly definition: CollectionDefinition,
    private readonly incarnation: string,
    private readonly collections: Collections,
  ) {}

  /**
   * In this order: the versions that others follow, the newest versions, parked streams, the checkpoint; each durable before the
   * next. A process that is killed in between leaves documents that are ahead of their checkpoint, each of them as some event
   * left it. What comes again then finds them there and goes on. A version is only put in the place of the one before, and a
   * checkpoint never goes back, so that a writer that was replaced and does not know it can only do what was to be done.
   * Against another writer at the same time, `VersionGap` may come after some of the documents were written.
   */
  async save({ versions, checkpoint, park = [], unpark = [] }: CollectionChanges): Promise<void> {
    const found = this.found;
    this.found = new Map();
    const parking: mongo.AnyBulkWriteOperation<ParkedRow>[] = [
      ...park.map((parked) => ({
        updateOne: {
          filter: { _id: parked.stream },
          update: { $set: { parked: JSON.stringify(parked) } },
          upsert: true,
        },
      })),
      ...unpark.map((stream) => ({ deleteOne: { filter: { _id: stream } } })),
    ];
    await this.writeVersions(versions, found);
    if (parking.length > 0) await this.collections.parked.bulkWrite(parking, DURABLE);
    if (checkpoint) await this.advance(checkpoint);
    else await this.assertThere();
  }

  get<Document extends ReadModelDocument>(id: string, moment?: Moment): Promise<Document | undefined> {
    return reading(() => this.read<Document>(id, moment));
  }

  private async read<Document extends ReadModelDocument>(id: string, moment?: Moment): Promise<Document | undefined> {
    const newest = await this.collections.newest.findOne({ _id: id }, ACKNOWLEDGED);
    const row =
      !moment || (newest && newest.knownAt <= moment.knownAt && newest.position <= moment.position)
        ? newest
        : await this.collections.past.findOne(
            {
              _id: { $gt: `${id}\u0000`, $lt: `${id}\u0001` },
              knownAt: { $lte: moment.knownAt },
              position: { $lte: moment.position },
            },
            { ...ACKNOWLEDGED, sort: { _id: -1 } },
          );
    if (!row) await this.assertThere();
    return row ? (JSON.parse(row.text) as Document) : undefined;
  }

  async getMany<Document extends ReadModelDocument>(ids: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    this.found = await reading(() => this.newestOf(ids));
    return new Map([...this.found].map(([id, { text }]) => [id, JSON.parse(text) as Document]));
  }

  async find<Document extends ReadModelDocument>(query: DocumentQuery): Promise<DocumentPage<Document>> {
    const { filter, sort } = query;
    assertSupported(filter);
    if (sort && sort.by !== 'id' && !this.definition.sorts.includes(sort.by))
      throw new UnsupportedFilter(`${sort.by} is no sort of ${this.definition.readModel}`);
    return reading(async () => {
      const page = await readPage<Document>(query, (budget) => this.rows(query, budget));
      await this.assertThere();
      return page;
    });
  }

  /** The past of each document, then the document as it is. */
  async *versions(): AsyncGenerator<readonly DocumentVersion[], void> {
    const { newest, past } = this.collections;
    for (let after: string | undefined; ;) {
      const from = after === undefined ? {} : { _id: { $gt: after } };
      const rows = await newest
        .find(from, { ...ACKNOWLEDGED, sort: { _id: 1 }, limit: DOCUMENTS_PER_PORTION })
        .toArray();
      if (rows.length === 0) break;
      const within = { _id: { $gt: `${rows[0]!._id}\u0000`, $lt: `${rows.at(-1)!._id}\u0001` } };
      const before = new Map<string, PastRow[]>();
      for await (const row of past.find(within, { ...ACKNOWLEDGED, sort: { _id: 1 } })) {
        const { id } = fromPastKey(row._id);
        before.set(id, [...(before.get(id) ?? []), row]);
      }
      yield rows.flatMap((row) => [...(before.get(row._id) ?? []), row].map(versionOf));
      after = rows.at(-1)!._id;
    }
    await this.assertThere();
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    return (await reading(() => this.assertThere())).checkpoint;
  }

  async parked(): Promise<readonly ParkedStream[]> {
    const rows = await reading(async () => {
      const found = await this.collections.parked.find({}, { ...ACKNOWLEDGED, sort: { _id: 1 } }).toArray();
      await this.assertThere();
      return found;
    });
    return rows.map(({ parked }) => JSON.parse(parked) as ParkedStream);
  }

  private async writeVersions(
    versions: readonly DocumentVersion[],
    found: ReadonlyMap<string, NewestRow>,
  ): Promise<void> {
    if (versions.length === 0) return;
    const rows = new Map<string, NewestRow[]>();
    for (const version of versions) {
      const { id } = version.document;
      rows.set(id, [...(rows.get(id) ?? []), this.rowOf(version)]);
    }
    const unread = await this.newestOf([...rows.keys()].filter((id) => !found.has(id)));
    const replaced = [...rows].map(([id, following]) => {
      const before = found.get(id) ?? unread.get(id);
      following.forEach(({ version }, index) => {
        if (version !== (before?.version ?? 0) + 1 + index)
          throw this.gap(`version ${version} of ${id} does not follow`);
      });
      return [...(before ? [before] : []), ...following];
    });
    const past = replaced.flatMap((chain) => chain.slice(0, -1).map((row, index) => pastRowOf(row, chain[index + 1]!)));
    const newest = replaced.map((chain): mongo.AnyBulkWriteOperation<NewestRow> => {
      const row = chain.at(-1)!;
      const before = found.get(row._id) ?? unread.get(row._id);
      if (!before) return { insertOne: { document: row } };
      return { replaceOne: { filter: { _id: row._id, version: before.version }, replacement: row } };
    });
    // What is there already is what an attempt before this one wrote.
    if (past.length > 0)
      await ignoringDuplicates(this.collections.past.insertMany(past, { ...DURABLE, ordered: false }));
    const written = await ignoringDuplicates(this.collections.newest.bulkWrite(newest, { ...DURABLE, ordered: false }));
    if (!written || written.insertedCount + written.matchedCount < newest.length)
      throw this.gap('another writer was there first');
  }

  /**
   * What a query has to look at, in order: of the past, rows of both collections as if they were one. Wherever it looks, it has
   * read what is newest first: a version that is replaced meanwhile is then found in the past, at the same place.
   */
  private async *rows(query: DocumentQuery, budget: PageBudget): AsyncGenerator<readonly StoredRow[]> {
    const order = orderOf(query);
    let place: Place | undefined = query.after;
    let newest: readonly StoredRow[] = [];
    let isNewestAll = false;
    for (;;) {
      if (newest.length === 0 && !isNewestAll) {
        const asked = budget.next(query.moment ? 2 : 1);
        newest = await this.newestRows(query, place, asked);
        budget.spend(newest.length);
        isNewestAll = newest.length < asked;
      }
      const asked = query.moment ? budget.next() : 0;
      const past = query.moment ? await this.pastRows(query, place, asked) : [];
      budget.spend(past.length);
      const isPastAll = past.length < asked || !query.moment;
      // Beyond the last row that was read of one, the other is not complete.
      const end = (rows: readonly StoredRow[], isAll: boolean): StoredRow | undefined =>
        isAll ? undefined : rows.at(-1);
      const [newestEnd, pastEnd] = [end(newest, isNewestAll), end(past, isPastAll)];
      const upTo = (rows: readonly StoredRow[], last: StoredRow | undefined): readonly StoredRow[] =>
        last ? rows.filter((row) => order(row, last) <= 0) : rows;
      const taken = upTo(newest, pastEnd);
      const rows = [...taken, ...upTo(past, newestEnd)].toSorted(order);
      yield rows.filter((row, index) => index === 0 || order(rows[index - 1]!, row) !== 0);
      newest = newest.slice(taken.length);
      place = rows.at(-1) ?? place;
      if (isNewestAll && newest.length === 0 && isPastAll) return;
    }
  }

  private async newestRows(query: DocumentQuery, place: Place | undefined, limit: number): Promise<StoredRow[]> {
    const after = place && (isDescending(query) ? place.id : `${place.id}\u0000`);
    const options = { ...ACKNOWLEDGED, ...rangeOf(query, place?.value, after), limit };
    const holds = query.moment && [
      { $lte: ['$knownAt', { $literal: query.moment.knownAt }] },
      { $lte: ['$position', query.moment.position] },
    ];
    const projection = { version: 1, text: holds ? textWhere(holds) : 1, ...valueOf(query) };
    const found = await this.collections.newest.find({}, { ...options, projection }).toArray();
    return found.map((row) => ({ ...row, id: row._id, value: shownValue(query, row._id, row as Valued) }));
  }

  private async pastRows(query: DocumentQuery, place: Place | undefined, limit: number): Promise<StoredRow[]> {
    const moment = query.moment!;
    const options = { ...ACKNOWLEDGED, ...rangeOf(query, place?.value, place && pastEdge(query, place)), limit };
    const projection = {
      text: textWhere([
        { $lte: ['$knownAt', { $literal: moment.knownAt }] },
        { $lte: ['$position', moment.position] },
        {
          $or: [{ $gt: ['$nextKnownAt', { $literal: moment.knownAt }] }, { $gt: ['$nextPosition', moment.position] }],
        },
      ]),
      ...valueOf(query),
    };
    const found = await this.collections.past.find({}, { ...options, projection }).toArray();
    return found.map((row) => {
      const { id, version } = fromPastKey(row._id);
      return { id, version, text: row.text, value: shownValue(query, id, row as Valued) };
    });
  }

  private async newestOf(ids: readonly string[]): Promise<Map<string, NewestRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.collections.newest.find({ _id: { $in: [...ids] } }, ACKNOWLEDGED).toArray();
    return new Map(rows.map((row) => [row._id, row]));
  }

  private rowOf({ document, knownAt, position }: DocumentVersion): NewestRow {
    const by = Object.fromEntries(this.definition.sorts.map((sort) => [sortField(sort), sortValue(document, sort)]));
    return { _id: document.id, version: document.version, knownAt, position, text: JSON.stringify(document), by };
  }

  /** Moves the checkpoint, but never back. */
  private async advance(checkpoint: Checkpoint): Promise<void> {
    const { readModel, generation } = this.definition;
    const path = `generations.${generation}`;
    const { matchedCount } = await this.collections.readModels.updateOne(
      {
        _id: readModel,
        [`${path}.incarnation`]: this.incarnation,
        $or: [
          { [`${path}.checkpoint`]: { $exists: false } },
          { [`${path}.checkpoint.position`]: { $lte: checkpoint.position } },
        ],
      },
      { $set: { [`${path}.checkpoint`]: checkpoint } },
      DURABLE,
    );
    if (matchedCount === 0) await this.assertThere();
  }

  /** A collection that was dropped looks empty. */
  private async assertThere(): Promise<GenerationRow> {
    const { readModel, generation } = this.definition;
    const row = await this.collections.readModels.findOne({ _id: readModel }, ACKNOWLEDGED);
    const found = row?.generations?.[generation];
    if (found?.incarnation !== this.incarnation) throw new GenerationDropped(`${readModel}@${generation}`);
    return found;
  }

  private gap(what: string): VersionGap {
    return new VersionGap(`${this.definition.readModel}@${this.definition.generation}: ${what}`);
  }
}

const modelOf = <Row>(connection: Connection, name: string, sorts: readonly string[] = []): Model<Row> =>
  (connection.models[name] as Model<Row> | undefined) ?? connection.model<Row>(name, rowSchema<Row>(sorts), name);

/** The driver's collection behind a model. */
const rowsOf = <Row extends mongo.Document>(model: Model<Row>): mongo.Collection<Row> => model.collection as never;

const pastRowOf = ({ version, ...row }: NewestRow, next: NewestRow): PastRow => ({
  ...row,
  _id: pastKey(row._id, version),
  nextKnownAt: next.knownAt,
  nextPosition: next.position,
});

const versionOf = ({ text, knownAt, position }: Pick<PastRow, 'text' | 'knownAt' | 'position'>): DocumentVersion => ({
  ...{ document: JSON.parse(text) as ReadModelDocument, knownAt, position },
});

const isDescending = ({ sort }: DocumentQuery): boolean => sort?.descending ?? false;
const sortOf = ({ sort }: DocumentQuery): string | undefined => (sort && sort.by !== 'id' ? sort.by : undefined);

/** Order of rows as the indexes have it. */
const orderOf = (query: DocumentQuery): ((a: StoredRow, b: StoredRow) => number) => {
  const sign = isDescending(query) ? -1 : 1;
  return (a, b) =>
    sign * (compareValues(a.value, b.value) || compareValues(a.id, b.id) || compareValues(a.version, b.version));
};

/** Key of the past next to which a query goes on; without a version, beyond all versions of the document. */
const pastEdge = (query: DocumentQuery, { id, version }: Place): string => {
  if (version === undefined) return isDescending(query) ? `${id}\u0000` : `${id}\u0001`;
  return isDescending(query) ? pastKey(id, version) : `${pastKey(id, version)}\u0000`;
};

/**
 * A stretch of the index of the sort, which begins at a key or, descending, ends before it. Bounds of an index go across types, as
 * the order of sorts does; conditions would not.
 */
const rangeOf = (
  query: DocumentQuery,
  value: string | number | null | undefined,
  key: string | undefined,
): mongo.FindOptions => {
  const by = sortOf(query);
  const hint = by === undefined ? { _id: 1 } : sortIndex(by);
  const [direction, bound] = isDescending(query) ? ([-1, 'max'] as const) : ([1, 'min'] as const);
  const sort = Object.fromEntries(Object.keys(hint).map((name) => [name, direction]));
  const edge = by === undefined ? { _id: key } : { [Object.keys(sortIndex(by))[0]!]: value, _id: key };
  return { hint, sort, ...(key !== undefined && { [bound]: edge }) };
};

type Valued = Readonly<{ by?: Readonly<Record<string, string | number | null>> }>;
const valueOf = (query: DocumentQuery): mongo.Document => {
  const by = sortOf(query);
  return by === undefined ? {} : { [`by.${sortField(by)}`]: 1 };
};
const shownValue = (query: DocumentQuery, id: string, { by }: Valued): string | number | null => {
  const sort = sortOf(query);
  return sort === undefined ? id : (by?.[sortField(sort)] ?? null);
};

const textWhere = (conditions: readonly mongo.Document[]): mongo.Document => ({
  $cond: [{ $and: conditions }, '$text', null],
});

/** Resolves with nothing where all that failed was that something is there already, and even that is durable. */
const ignoringDuplicates = async <Result>(writing: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await writing;
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
    if (error instanceof mongoose.mongo.MongoBulkWriteError) {
      const failed = [error.writeErrors].flat();
      if (failed.some(({ code }) => code !== DUPLICATE_KEY) || error.result.getWriteConcernError()) throw error;
    }
    return undefined;
  }
};
