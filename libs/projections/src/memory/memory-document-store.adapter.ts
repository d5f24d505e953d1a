import type { ParkedStream } from '@opsledger/messaging';
import {
  assertSupported,
  assertSupportedPath,
  compareValues,
  matches,
  sortValue,
  UnsupportedFilter,
} from '../document-filter.js';
import {
  EXAMINED_PER_DOCUMENT,
  GenerationDropped,
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

/** Read models in memory, for tests and rehearsals. What it is given it keeps as JSON, so that it shares nothing with anyone. */
export class MemoryDocumentStore implements DocumentStore {
  private readonly collections = new Map<string, MemoryDocumentCollection>();
  private readonly live = new Map<string, number>();

  async open(definition: CollectionDefinition): Promise<DocumentCollection> {
    definition.sorts.forEach(assertSupportedPath);
    const name = nameOf(definition);
    const known = this.collections.get(name);
    if (known && JSON.stringify(known.definition.sorts) === JSON.stringify(definition.sorts)) return known;
    if (known) await this.drop(definition.readModel, definition.generation);
    const made = new MemoryDocumentCollection(definition);
    this.collections.set(name, made);
    return made;
  }

  async generations(readModel: string): Promise<Readonly<{ live?: number; all: readonly number[] }>> {
    const all = [...this.collections.values()]
      .filter(({ definition }) => definition.readModel === readModel)
      .map(({ definition }) => definition.generation)
      .toSorted((a, b) => a - b);
    const live = this.live.get(readModel);
    return { ...(live !== undefined && { live }), all };
  }

  async makeLive(readModel: string, generation: number): Promise<void> {
    this.live.set(readModel, generation);
  }

  async drop(readModel: string, generation: number): Promise<void> {
    const name = nameOf({ readModel, generation });
    this.collections.get(name)?.close();
    this.collections.delete(name);
    if (this.live.get(readModel) === generation) this.live.delete(readModel);
  }

  async close(): Promise<void> {
    this.collections.clear();
  }
}

type StoredVersion = Readonly<{ text: string; version: number; knownAt: string; position: number }>;

class MemoryDocumentCollection implements DocumentCollection {
  private readonly documents = new Map<string, StoredVersion[]>();
  private readonly setAside = new Map<string, ParkedStream>();
  private reached: Checkpoint | undefined;
  private isDropped = false;

  constructor(readonly definition: CollectionDefinition) {}

  close(): void {
    this.isDropped = true;
  }

  async save({ versions, checkpoint, park = [], unpark = [] }: CollectionChanges): Promise<void> {
    this.assertThere();
    const ends = new Map<string, number>();
    const texts = versions.map(({ document }) => JSON.stringify(document));
    for (const { document } of versions) {
      const end = ends.get(document.id) ?? this.documents.get(document.id)?.length ?? 0;
      if (document.version !== end + 1)
        throw new VersionGap(
          `${nameOf(this.definition)}: version ${document.version} of ${document.id} follows ${end}`,
        );
      ends.set(document.id, document.version);
    }
    versions.forEach(({ document: { id, version }, knownAt, position }: DocumentVersion, index) => {
      const stored = this.documents.get(id) ?? [];
      stored.push({ text: texts[index]!, version, knownAt, position });
      this.documents.set(id, stored);
    });
    if (checkpoint && checkpoint.position >= (this.reached?.position ?? 0)) this.reached = checkpoint;
    for (const parked of park) this.setAside.set(parked.stream, parked);
    for (const stream of unpark) this.setAside.delete(stream);
  }

  async get<Document extends ReadModelDocument>(id: string, moment?: Moment): Promise<Document | undefined> {
    this.assertThere();
    const text = versionAt(this.documents.get(id) ?? [], moment)?.text;
    return text === undefined ? undefined : (JSON.parse(text) as Document);
  }

  async getMany<Document extends ReadModelDocument>(ids: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    const found = await Promise.all(ids.map(async (id) => [id, await this.get<Document>(id)] as const));
    return new Map(found.flatMap(([id, document]) => (document ? [[id, document]] : [])));
  }

  async find<Document extends ReadModelDocument>(query: DocumentQuery): Promise<DocumentPage<Document>> {
    const { filter, sort = { by: 'id' }, after, limit, moment } = query;
    assertSupported(filter);
    this.assertThere();
    if (sort.by !== 'id' && !this.definition.sorts.includes(sort.by))
      throw new UnsupportedFilter(`${sort.by} is no sort of ${this.definition.readModel}`);
    const sign = sort.descending ? -1 : 1;
    const order = (a: DocumentKey, b: DocumentKey): number =>
      sign * (compareValues(a.value, b.value) || compareValues(a.id, b.id));
    const keyed = [...this.documents].flatMap(([id, versions]) => {
      const text = versionAt(versions, moment)?.text;
      if (text === undefined) return [];
      const document = JSON.parse(text) as Document;
      return [{ document, key: { value: sort.by === 'id' ? id : sortValue(document, sort.by), id } }];
    });
    const place = after && { ...after, ...(sort.by === 'id' && { value: after.id }) };
    const waiting = keyed.filter(({ key }) => !place || order(key, place) > 0).toSorted((a, b) => order(a.key, b.key));
    const examined = waiting.slice(0, EXAMINED_PER_DOCUMENT * limit);
    const fitting = examined.filter(({ document }) => matches(document, filter));
    const documents = fitting.slice(0, limit).map(({ document }) => document);
    if (fitting.length > limit) return { documents, next: fitting[limit - 1]!.key };
    return examined.length < waiting.length ? { documents, next: examined.at(-1)!.key } : { documents };
  }

  async *versions(): AsyncGenerator<readonly DocumentVersion[], void> {
    this.assertThere();
    const documents = [...this.documents].toSorted(([a], [b]) => compareValues(a, b));
    for (const [, stored] of documents)
      yield stored.map(({ text, knownAt, position }) => ({
        ...{ document: JSON.parse(text) as ReadModelDocument, knownAt, position },
      }));
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    return this.reached;
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return [...this.setAside.values()].toSorted((a, b) => compareValues(a.stream, b.stream));
  }

  private assertThere(): void {
    if (this.isDropped) throw new GenerationDropped(nameOf(this.definition));
  }
}

const versionAt = (versions: readonly StoredVersion[], moment: Moment | undefined): StoredVersion | undefined =>
  moment
    ? versions.findLast(({ knownAt, position }) => knownAt <= moment.knownAt && position <= moment.position)
    : versions.at(-1);

const nameOf = ({ readModel, generation }: Pick<CollectionDefinition, 'readModel' | 'generation'>): string =>
  `${readModel}@${generation}`;
