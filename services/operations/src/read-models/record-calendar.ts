import { parseEdtf, type FuzzyDate, type Instant } from '@opsledger/kernel';
import type { DocumentFilter } from '@opsledger/projections';
import { endOf, startOf } from './record-document.projection.js';
import { isGoingOn } from './record-search.js';

/** When it was, is reported or is planned, as precise as it is known; an open or unknown end is absent. */
export type Dated = Readonly<{ id: string; start?: FuzzyDate; end?: FuzzyDate }>;
type Marked = Readonly<{ id: string; state: string; startsAt?: Instant; endsAt?: Instant }>;

/** How records of a kind stand in a calendar. */
type CalendarShape<Document, Entry extends Dated, Named> = Readonly<{
  /** States in which it goes on or nobody knows, as of a list. */
  open: readonly string[];
  entriesOf: (document: Document) => readonly Entry[];
  /** What it is called where none of its dates is known. */
  named: (document: Document) => Named;
}>;
/** `undated`: records that fit the question but for their dates, of which none is known. */
export type Calendar<Entry, Named> = Readonly<{ entries: readonly Entry[]; undated: readonly Named[] }>;

const UNDATED: DocumentFilter = { startsAt: { $exists: false }, endsAt: { $exists: false } };

/**
 * What documents must be like for a calendar: going on `during` a time, or of no known time; `besides` are those of which an entry
 * may lie outside of what their marks say. One read, so that what has dates and what has none are of one moment.
 */
export const inCalendar = (
  during: string | undefined,
  like: DocumentFilter,
  ...besides: readonly DocumentFilter[]
): DocumentFilter =>
  during === undefined ? like : { $and: [like, { $or: [isGoingOn(during), UNDATED, ...besides] }] };

/** The calendar of some records: all entries of what was going on, and single ones that lie in the time of what was not. */
export const calendarOf = <Document extends Marked, Entry extends Dated, Named>(
  documents: readonly Document[],
  { open, entriesOf, named }: CalendarShape<Document, Entry, Named>,
  during: string | undefined,
): Calendar<Entry, Named> => {
  const isIn = during === undefined ? () => true : within(during);
  const shown = documents.map((document) => ({ document, entries: entriesOf(document) }));
  const entries = shown.flatMap(({ document, entries: all }) =>
    isIn(document.startsAt, document.endsAt, open.includes(document.state))
      ? all
      : all.filter(({ start, end }) => isIn(startOf(start?.edtf), endOf(end?.edtf))),
  );
  const undated = shown.filter(({ entries: all }) => all.every(({ start, end }) => !start && !end));
  return {
    entries: entries.toSorted((a, b) => compare(keyOf(a), keyOf(b)) || compare(a.id, b.id)),
    undated: undated.map(({ document }) => named(document)),
  };
};

/** The same as `isGoingOn` says of documents. */
const within = (during: string) => {
  const range = parseEdtf(during);
  const [from, to] = [range?.start?.earliest, range?.end?.latest];
  return (start: Instant | undefined, end: Instant | undefined, isOpen = false): boolean =>
    (start !== undefined || end !== undefined || isOpen) &&
    (to === undefined || start === undefined || start <= to) &&
    (from === undefined || end === undefined || end >= from);
};

const keyOf = ({ start }: Dated): string => start?.edtf ?? '~';
const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
