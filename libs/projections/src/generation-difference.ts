import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { compareValues } from './document-filter.js';
import type { DocumentCollection, DocumentVersion } from './document-store.port.js';
import type { Moment } from './past-view.js';
import type { ReadModelDocument } from './projection.js';

const DOCUMENTS_PER_PAGE = 200;
const MOST_EXAMPLES = 20;

export type GenerationDifference = Readonly<{
  onlyLive: number;
  onlyRebuilt: number;
  different: number;
  /** The first of them. */
  examples: readonly Readonly<{ id: string; kind: 'onlyLive' | 'onlyRebuilt' | 'different' }>[];
}>;

/** What two generations of a read model hold differently, both as they were at one position of the log; page by page, in turns. */
export const differenceOf = async (
  live: DocumentCollection,
  rebuilt: DocumentCollection,
  position: number,
): Promise<GenerationDifference> => {
  const counts = { onlyLive: 0, onlyRebuilt: 0, different: 0 };
  const examples: { id: string; kind: keyof typeof counts }[] = [];
  const note = (kind: keyof typeof counts, { id }: ReadModelDocument): void => {
    counts[kind] += 1;
    if (examples.length < MOST_EXAMPLES) examples.push({ id, kind });
  };
  const moment = { knownAt: LAST_INSTANT, position };
  const [old, remade] = [allDocuments(live, moment), allDocuments(rebuilt, moment)];
  let [one, other] = [await old.next(), await remade.next()];
  while (!one.done || !other.done) {
    if (other.done || (!one.done && one.value.id < other.value.id)) {
      note('onlyLive', one.value as ReadModelDocument);
      one = await old.next();
    } else if (one.done || other.value.id < one.value.id) {
      note('onlyRebuilt', other.value);
      other = await remade.next();
    } else {
      if (!isDeepStrictEqual(one.value, other.value)) note('different', one.value);
      [one, other] = [await old.next(), await remade.next()];
    }
  }
  return { ...counts, examples };
};

const LAST_INSTANT = '9999-12-31T23:59:59.999Z';

/** Every document in the order of ids. */
async function* allDocuments(
  collection: DocumentCollection,
  moment: Moment,
): AsyncGenerator<ReadModelDocument, undefined> {
  for (let query: Parameters<DocumentCollection['find']>[0] = { filter: {}, limit: DOCUMENTS_PER_PAGE, moment }; ;) {
    const { documents, next } = await collection.find(query);
    yield* documents;
    if (!next) return undefined;
    query = { ...query, after: next };
    await setImmediate();
  }
}

/** What was compared of two copies of a read model, in numbers, and what differs. */
export type VersionComparison = Readonly<{
  documents: number;
  versions: number;
  differences: number;
  /** The first of them, in words. */
  examples: readonly string[];
}>;

/**
 * Compares every version of every document of two collections, with when it was known and where its event stands. Of the documents
 * named in `ahead` the second may have more versions: a stream that was set aside in the first and could be handled there.
 */
export const compareVersions = async (
  one: DocumentCollection,
  other: DocumentCollection,
  ahead: ReadonlySet<string> = new Set(),
): Promise<VersionComparison> => {
  let [documents, versions, differences] = [0, 0, 0];
  const examples: string[] = [];
  const [left, right] = [oneByOne(one.versions()), oneByOne(other.versions())];
  for (let [a, b] = [await left.next(), await right.next()]; !a.done || !b.done;) {
    const order = a.done ? 1 : b.done ? -1 : orderOf(a.value, b.value);
    const shown = (order <= 0 ? a.value : b.value)!.document;
    if (order <= 0) {
      versions += 1;
      documents += Number(shown.version === 1);
    }
    const isSame = order === 0 ? isDeepStrictEqual(a.value, b.value) : order > 0 && ahead.has(shown.id);
    if (!isSame) {
      differences += 1;
      if (examples.length < MOST_EXAMPLES) examples.push(`${shown.id}@${shown.version}`);
    }
    [a, b] = [order <= 0 ? await left.next() : a, order >= 0 ? await right.next() : b];
  }
  return { documents, versions, differences, examples };
};

const orderOf = ({ document: a }: DocumentVersion, { document: b }: DocumentVersion): number =>
  compareValues(a.id, b.id) || compareValues(a.version, b.version);

async function* oneByOne(
  portions: AsyncIterable<readonly DocumentVersion[]>,
): AsyncGenerator<DocumentVersion, undefined> {
  for await (const portion of portions) yield* portion;
  return undefined;
}
