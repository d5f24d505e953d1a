import { daysInMonth, type Instant } from './instant.js';

/** A date as precise as its source gives it: `edtf` for machines, `asStated` keeps the source's own words. */
export type FuzzyDate = Readonly<{
  /** Extended Date/Time Format: `2020-10`, `2022-03-07/2022-03-14`, `2022-03-31/..` (still open), `/2022-06-01` (start unknown). */
  edtf: string;
  asStated?: string;
}>;

/** The earliest and the latest instant a date may mean; an open or unknown end of an interval has none. */
export type Bounds = Readonly<{ earliest: Instant; latest: Instant }>;
export type DateRange = Readonly<{ start?: Bounds; end?: Bounds }>;

const CALENDAR_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[?~%]?$/;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.(\d{1,3}))?)?Z$/;

const isDay = (year: string, month: string, day: string): boolean =>
  Number(month) >= 1 &&
  Number(month) <= 12 &&
  Number(day) >= 1 &&
  Number(day) <= daysInMonth(Number(year), Number(month));

/** An instant in the one form that we store, or `undefined` if the text is not one: seconds may be left out, the zone is `Z`. */
export const parseInstant = (text: string): Instant | undefined => {
  const match = INSTANT.exec(text);
  if (!match || !isDay(match[1]!, match[2]!, match[3]!)) return undefined;
  const [upToMinutes, rest = ''] = [text.slice(0, 16), text.slice(16, -1)];
  const [seconds = '00', fraction = ''] = rest.replace(/^:/, '').split('.');
  return `${upToMinutes}:${seconds || '00'}.${fraction.padEnd(3, '0')}Z`;
};

const parseDate = (text: string): Bounds | undefined => {
  const instant = parseInstant(text);
  if (instant) return { earliest: instant, latest: instant };
  const [, year, month, day] = CALENDAR_DATE.exec(text) ?? [];
  if (!year || !isDay(year, month ?? '01', day ?? '01')) return undefined;
  const lastMonth = month ?? '12';
  const lastDay = day ?? String(daysInMonth(Number(year), Number(lastMonth))).padStart(2, '0');
  return {
    earliest: `${year}-${month ?? '01'}-${day ?? '01'}T00:00:00.000Z`,
    latest: `${year}-${lastMonth}-${lastDay}T23:59:59.999Z`,
  };
};

/**
 * Reads the part of EDTF (ISO 8601-2) that a mission's reports need: year, month or day, each with an optional `~`, `?` or
 * `%`, or UTC instant; and intervals whose ends may be unknown (left empty) or open (`..`). Anything else gives `undefined`.
 */
export const parseEdtf = (text: string): DateRange | undefined => {
  const parts = text.split('/');
  if (parts.length === 1) {
    const date = parseDate(text);
    return date && { start: date, end: date };
  }
  const [from, to] = parts;
  if (parts.length !== 2 || from === undefined || to === undefined) return undefined;
  const isBlank = (end: string): boolean => end === '' || end === '..';
  if (isBlank(from) && isBlank(to)) return undefined;
  const start = isBlank(from) ? undefined : parseDate(from);
  const end = isBlank(to) ? undefined : parseDate(to);
  if ((!isBlank(from) && !start) || (!isBlank(to) && !end)) return undefined;
  if (start && end && start.earliest > end.latest) return undefined;
  return { ...(start && { start }), ...(end && { end }) };
};

/** The same date with its instants in the one form that we store; other parts of EDTF have one form only. */
export const canonicalEdtf = (text: string): string =>
  text
    .split('/')
    .map((part) => parseInstant(part) ?? part)
    .join('/');

/** Whether the date, or a stated end of it, can only mean a time after `limit`. Text that is no EDTF is after nothing. */
export const liesAfter = (edtf: string, limit: Instant): boolean => {
  const range = parseEdtf(edtf);
  return [range?.start, range?.end].some((bounds) => bounds !== undefined && bounds.earliest > limit);
};
