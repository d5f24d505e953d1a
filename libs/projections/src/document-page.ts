import { matches } from './document-filter.js';
import {
  EXAMINED_PER_DOCUMENT,
  type DocumentKey,
  type DocumentPage,
  type DocumentQuery,
} from './document-store.port.js';
import type { ReadModelDocument } from './projection.js';

/** One version of a document in the order of a sort; `text` is null where it did not hold at the moment that was asked for. */
export type StoredRow = Place & Readonly<{ version: number; text: string | null }>;
/** A row in an index: within a document its versions follow each other. */
export type Place = DocumentKey & Readonly<{ version?: number }>;

const ROWS_AT_ONCE = 200;

/** How much a page may still look at, and so how much of it a store reads at once. */
export class PageBudget {
  private left: number;
  private mayBeEnough = true;

  constructor(private readonly limit: number) {
    this.left = EXAMINED_PER_DOCUMENT * limit;
  }

  /** One row is too few to go on with: a store may have to look into two places. */
  get isSpent(): boolean {
    return this.left < 2;
  }

  /**
   * Rows to read next, from one of so many places: at first as many as a page holds if all of them fit, and one more, which
   * tells that there is more.
   */
  next(places = 1): number {
    const wanted = this.mayBeEnough ? Math.min(this.limit + 1, ROWS_AT_ONCE) : ROWS_AT_ONCE;
    return (this.isSpent && places > 1) || this.left <= 0
      ? ROWS_AT_ONCE
      : Math.min(wanted, Math.ceil(this.left / places));
  }

  spend(rows: number): void {
    this.left -= rows;
    this.mayBeEnough = false;
  }
}

/** Makes a page of the rows that a store reads in the order of the query's sort, from where the query goes on. */
export const readPage = async <Document extends ReadModelDocument>(
  { filter, limit }: DocumentQuery,
  rows: (budget: PageBudget) => AsyncIterable<readonly StoredRow[]>,
): Promise<DocumentPage<Document>> => {
  const budget = new PageBudget(limit);
  const found: { document: Document; key: DocumentKey }[] = [];
  /** The last document of which nothing more has to be looked at: where the next page may begin. */
  let done: DocumentKey | undefined;
  let looked: StoredRow | undefined;
  for await (const some of rows(budget)) {
    for (const row of some) {
      if (looked && (looked.id !== row.id || looked.value !== row.value)) done = keyOf(looked);
      looked = row;
      if (row.text === null) continue;
      done = keyOf(row);
      const document = JSON.parse(row.text) as Document;
      if (matches(document, filter)) found.push({ document, key: done });
      if (found.length > limit) return pageOf(found.slice(0, limit), found[limit - 1]!.key);
    }
    if (budget.isSpent && done) return pageOf(found, done);
  }
  return pageOf(found);
};

const keyOf = ({ value, id }: DocumentKey): DocumentKey => ({ value, id });

const pageOf = <Document extends ReadModelDocument>(
  found: readonly Readonly<{ document: Document }>[],
  next?: DocumentKey,
): DocumentPage<Document> => ({ documents: found.map(({ document }) => document), ...(next && { next }) });
