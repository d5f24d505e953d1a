import {
  correctedStream,
  type Instant,
  type RecordedEvent,
  type Sensitivity,
  type StreamEvent,
} from '@opsledger/kernel';
import { hadHappenedBy } from './past-view.js';

/** A document of a read model. It belongs to one stream and says which of the stream's events it has seen. */
export type ReadModelDocument = Readonly<{ id: string; version: number; sensitivity: Sensitivity; exercise: boolean }>;

/** A read model: which streams it folds, and how one event changes a document. Pure, so that it can be made again. */
export type Projection<Document extends ReadModelDocument = ReadModelDocument> = Readonly<{
  name: string;
  /** Raise it when `evolve` gives other documents than before: the read model is then made again at the next start. */
  version: number;
  /** Start of the stream names that it folds, e.g. `operation-`. */
  streamPrefix: string;
  /** Members that lists can be sorted by besides `id`, as dotted paths; each holds texts or numbers. An index is kept for each. */
  sorts?: readonly string[];
  /** Members that lists are searched by and that tell a reader nothing. */
  hidden?: readonly string[];
  /** Members that a record has from its first event on, such as its reference: they name it at any field time. */
  identity?: readonly string[];
  /**
   * `document` is absent for the first event of a stream. Unknown types of event leave the document as it is. A correction only
   * has to note itself here: its stream is folded anew, with what it corrects as it should have been said.
   */
  evolve: (document: Document | undefined, event: RecordedEvent) => Document;
}>;

/**
 * Folds a whole stream, or its start, into its document; events that were corrected since as they should have been said. Where the
 * newest event is not recorded yet, the document leaves open when it was.
 */
export const project = <Document extends ReadModelDocument>(
  projection: Projection<Document>,
  events: readonly StreamEvent[],
): Document | undefined => projectCorrected(projection, correctedStream(events) as readonly RecordedEvent[]);

/** The same for events that were corrected already, of which some may be left out. */
export const projectCorrected = <Document extends ReadModelDocument>(
  projection: Projection<Document>,
  events: readonly RecordedEvent[],
): Document | undefined =>
  events.reduce<Document | undefined>((document, event) => projection.evolve(document, event), undefined);

/**
 * The document of what had happened by an instant of field time, of a whole stream or its start, and whether dates are too vague
 * to say of all events whether they had. `undefined`: nothing had.
 */
export const projectValid = <Document extends ReadModelDocument>(
  projection: Projection<Document>,
  events: readonly RecordedEvent[],
  validAt: Instant,
): Readonly<{ document: Document | undefined; isUndecided: boolean }> => {
  const happened = correctedStream(events).map((event) => ({ event, answer: hadHappenedBy(event, validAt) }));
  const document = projectCorrected(
    projection,
    happened.flatMap(({ event, answer }) => (answer === 'no' ? [] : [event])),
  );
  return {
    document: document && identified(projection, document, events),
    isUndecided: happened.some(({ answer }) => answer === 'perhaps'),
  };
};

/** What was recorded first may have happened later than the rest; it still says which record it is. */
const identified = <Document extends ReadModelDocument>(
  projection: Projection<Document>,
  document: Document,
  events: readonly RecordedEvent[],
): Document => {
  if (projection.identity === undefined) return document;
  const first = project(projection, events.slice(0, 1)) as Readonly<Record<string, unknown>> | undefined;
  return { ...document, ...Object.fromEntries(projection.identity.map((name) => [name, first?.[name]])) };
};

/** The document as readers see it. */
export const shown = <Document extends ReadModelDocument>(
  { hidden = [] }: Pick<Projection, 'hidden'>,
  document: Document,
): Document =>
  hidden.length === 0
    ? document
    : (Object.fromEntries(Object.entries(document).filter(([name]) => !hidden.includes(name))) as Document);
