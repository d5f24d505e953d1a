import type { Instant } from '@opsledger/kernel';
import type { ParkedStream } from '@opsledger/messaging';
import type { DocumentFilter } from './document-filter.js';
import type { Moment } from './past-view.js';
import type { ReadModelDocument } from './projection.js';

/** How far a read model has come, in which log. One that does not fit the log means: make it again. */
export type Checkpoint = Readonly<{
  projectionVersion: number;
  logId: string;
  position: number;
  /** Id of the event at that position: a log that was rolled back has another there. */
  eventId: string;
}>;

/** A document as one event left it, with what says when that was known. Each version stays, so that the past can be listed. */
export type DocumentVersion<Document extends ReadModelDocument = ReadModelDocument> = Readonly<{
  document: Document;
  /** Known time and position of the event; neither ever decreases from one version of a document to the next. */
  knownAt: Instant;
  position: number;
}>;

/** Documents follow each other by a member that the collection declared as a sort, or by `id`; equal ones by id. What lacks the member comes first. */
export type DocumentSort = Readonly<{ by: string; descending?: boolean }>;
/** Where a page ended: value of the sort's member and id of the last document that was looked at. */
export type DocumentKey = Readonly<{ value: string | number | null; id: string }>;

export type DocumentQuery = Readonly<{
  filter: DocumentFilter;
  /** By id, ascending, unless said otherwise. */
  sort?: DocumentSort;
  after?: DocumentKey;
  limit: number;
  /** The documents as they were known then instead of as they are. */
  moment?: Moment;
}>;

/** `next` is absent at the end. A page that had to look at too many documents ends early, also empty, and has a `next`. */
export type DocumentPage<Document extends ReadModelDocument = ReadModelDocument> = Readonly<{
  documents: readonly Document[];
  next?: DocumentKey;
}>;

/** How many stored versions a page may look at for each document that it may hold, but for the versions of the last one. */
export const EXAMINED_PER_DOCUMENT = 20;

/** One generation of a read model: a rebuild fills the next one beside the one that answers. */
export type CollectionDefinition = Readonly<{
  readModel: string;
  generation: number;
  /** Members that lists can be sorted by, as dotted paths; each holds texts or numbers, not both. An index is kept for each. */
  sorts: readonly string[];
}>;

export type CollectionChanges = Readonly<{
  /** In the order of the log; several of one document are possible. */
  versions: readonly DocumentVersion[];
  /** All events up to there are in the documents or their streams are parked. */
  checkpoint?: Checkpoint;
  park?: readonly ParkedStream[];
  unpark?: readonly string[];
}>;

/** Versions do not follow what is stored: another writer was there, or an event was left out. The checkpoint was not moved. */
export class VersionGap extends Error {
  override readonly name = 'VersionGap';
}

/** The generation was dropped, or made anew by someone else: what is asked of this collection would be answered from nothing. */
export class GenerationDropped extends Error {
  override readonly name = 'GenerationDropped';
  constructor(readonly generation: string) {
    super(`${generation} is there no more`);
  }
}

/** What documents are kept in does not answer. Nothing is wrong with what was asked: it may be asked again. */
export class ReadModelsUnavailable extends Error {
  override readonly name = 'ReadModelsUnavailable';
}

/** Documents of one generation of a read model. Holds nothing that could not be folded again from the log. */
export interface DocumentCollection {
  readonly definition: CollectionDefinition;
  /**
   * Writes everything together, or nothing. Rejects with `VersionGap` unless the versions of each document follow the stored
   * one by one. A checkpoint that is behind the stored one leaves that as it is.
   * A store that has no transactions writes in an order in which it can be cut off: documents first, what is parked, then the
   * checkpoint; the past up to the checkpoint is always whole.
   */
  save(changes: CollectionChanges): Promise<void>;
  /** The newest version of a document, or the one that was known at a moment. */
  get<Document extends ReadModelDocument>(id: string, moment?: Moment): Promise<Document | undefined>;
  /** The newest versions of those that exist, by id. */
  getMany<Document extends ReadModelDocument>(ids: readonly string[]): Promise<ReadonlyMap<string, Document>>;
  /** Throws `UnsupportedFilter` for what is beyond the subset, and for a sort that was not declared. */
  find<Document extends ReadModelDocument>(query: DocumentQuery): Promise<DocumentPage<Document>>;
  /** Every version of every document, by id and version, some at a time. */
  versions(): AsyncIterable<readonly DocumentVersion[]>;
  checkpoint(): Promise<Checkpoint | undefined>;
  /** Streams that are set aside, by stream. */
  parked(): Promise<readonly ParkedStream[]>;
}

/** Documents of read models, by read model and generation. */
export interface DocumentStore {
  /** Opens a generation, or makes an empty one with its indexes. One whose sorts were declared otherwise is made anew, empty. */
  open(definition: CollectionDefinition): Promise<DocumentCollection>;
  /** The generations that exist, ascending, and the one that answers. */
  generations(readModel: string): Promise<Readonly<{ live?: number; all: readonly number[] }>>;
  /** From here on this generation answers; durable when it resolves. */
  makeLive(readModel: string, generation: number): Promise<void>;
  /** Forgets a generation with its documents, checkpoint and parked streams. The live one can be dropped, too. */
  drop(readModel: string, generation: number): Promise<void>;
  close(): Promise<void>;
}
