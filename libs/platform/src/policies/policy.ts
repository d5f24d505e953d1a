import { canonicalJson } from '@opsledger/event-store';
import type { DocumentFilter, Projection, ReadModelDocument } from '@opsledger/projections';

/** What is to be ordered of another record because of what was recorded. */
export type WantedCommand = Readonly<{
  command: string;
  /** Id of the record that it is about, which is there. */
  target: string;
  data: Readonly<Record<string, unknown>>;
  /** When it was true in the field, in EDTF. */
  occurredAt?: string;
}>;

/**
 * Records as they stood in the log when the event came, of the same realm: an exercise knows exercises only. Whenever it is asked again,
 * the answer is the same. What was brought in knows nothing of a record of which all was brought in: history orders nothing of history.
 */
export type RecordsThen = Readonly<{
  all: <Document extends ReadModelDocument>(
    projection: Projection<Document>,
    filter: DocumentFilter,
  ) => Promise<readonly Document[]>;
}>;

/**
 * What the mission has decided is to follow from what is recorded: from the records of one kind to commands on others. `wants` is pure
 * and says what is wanted of a record as it stands; what an event sets off is what is wanted after it and was not before it, as with
 * claims and deadlines. So each thing is ordered once, and a correction orders anew only what it changes. See ADR 17.
 */
export type Policy<Document extends ReadModelDocument = ReadModelDocument, Known = unknown> = Readonly<{
  /** Names its place in the log and its keys: it never changes. */
  name: string;
  /** The records that it follows. */
  projection: Projection<Document>;
  /** What has to be known of other records. */
  consult: (document: Document, then: RecordsThen) => Promise<Known>;
  wants: (document: Document, known: Known) => readonly WantedCommand[];
}>;

/** Forgets the types that hold a policy together inside its service. */
export const definePolicy = <Document extends ReadModelDocument, Known>(policy: Policy<Document, Known>): Policy =>
  policy as unknown as Policy;

/** What is wanted now and was not wanted before. */
export const newlyWanted = (
  before: readonly WantedCommand[],
  after: readonly WantedCommand[],
): readonly WantedCommand[] => {
  const known = new Set(before.map((wanted) => canonicalJson(wanted)));
  return after.filter((wanted) => !known.has(canonicalJson(wanted)));
};
