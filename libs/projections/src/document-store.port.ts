import type { ReadModelDocument } from './projection.js';

/** How far a read model has come, in which log. One that does not fit the log means: make it again. */
export type Checkpoint = Readonly<{
  projectionVersion: number;
  logId: string;
  position: number;
  /** Id of the event at that position: a log that was rolled back has another there. */
  eventId: string;
}>;

export type DocumentQuery = Readonly<{
  /** Members of the document and the values that each may have. */
  where: Readonly<Record<string, readonly (string | boolean)[]>>;
  /** Documents follow each other by id. */
  afterId?: string;
  limit: number;
}>;

/** Documents of read models, by read model and id. Holds nothing that could not be folded again from the log. */
export interface DocumentStore {
  /** Writes documents and checkpoint together, or neither. */
  save(readModel: string, documents: readonly ReadModelDocument[], checkpoint: Checkpoint): Promise<void>;
  get<Document extends ReadModelDocument>(readModel: string, id: string): Promise<Document | undefined>;
  find<Document extends ReadModelDocument>(readModel: string, query: DocumentQuery): Promise<readonly Document[]>;
  checkpoint(readModel: string): Promise<Checkpoint | undefined>;
  /** Forgets a read model, checkpoint included. */
  clear(readModel: string): Promise<void>;
  close(): Promise<void>;
}
