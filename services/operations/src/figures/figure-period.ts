import { parseEdtf, type Bounds, type Instant } from '@opsledger/kernel';

/** Whole days in UTC, the last one included. */
export type Period = Readonly<{ from: string; to: string }>;
export type Every = 'period' | 'week' | 'month';

const MILLISECONDS_PER_DAY = 86_400_000;
/** Three years: what a figure looks at has an end. */
export const MOST_DAYS = 1_096;

const midnight = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);
const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** From 17 to 24 February are eight days: both ends count (`KPI-DAYS`). */
export const daysIn = ({ from, to }: Period): number => (midnight(to) - midnight(from)) / MILLISECONDS_PER_DAY + 1;

export const boundsOf = ({ from, to }: Period): Bounds => ({
  earliest: `${from}T00:00:00.000Z`,
  latest: `${to}T23:59:59.999Z`,
});

/** What of the period had begun by an instant: to its day, which may not be over; `undefined` where none of it had. */
export const begunBy = (period: Period, asOf: Instant): Period | undefined => {
  const today = asOf.slice(0, 10);
  if (period.from > today) return undefined;
  return period.to > today ? { ...period, to: today } : period;
};

/** Whether the period was over at an instant. */
export const wasOverAt = (period: Period, asOf: Instant): boolean => boundsOf(period).latest <= asOf;

const nextMonday = (day: string): string => {
  const weekday = (new Date(midnight(day)).getUTCDay() + 6) % 7;
  return dayOf(midnight(day) + (7 - weekday) * MILLISECONDS_PER_DAY);
};
const nextFirst = (day: string): string => {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return dayOf(Date.UTC(year, month, 1));
};

/** The period, or its weeks (from Monday) or months one after the other; the first and the last may be parts of one. */
export const partsOf = (period: Period, every: Every): readonly Period[] => {
  if (every === 'period') return [period];
  const parts: Period[] = [];
  for (let { from } = period; from <= period.to;) {
    const next = every === 'week' ? nextMonday(from) : nextFirst(from);
    const last = dayOf(midnight(next) - MILLISECONDS_PER_DAY);
    parts.push({ from, to: last < period.to ? last : period.to });
    from = next;
  }
  return parts;
};

/** What can be said of whether it was in a period: a date may be too vague, or there is none. */
export type Placement = 'in' | 'out' | 'perhaps' | 'undated';

/** When something began and ended, each as precise as it is known; an end that nobody knows is absent. */
export type Span = Readonly<{ start?: Bounds; end?: Bounds }>;

export const spanOf = (from: string | undefined, to: string | undefined): Span | undefined => {
  const [start, end] = [from && parseEdtf(from), to && parseEdtf(to)];
  const span = { ...(start && start.start && { start: start.start }), ...(end && end.end && { end: end.end }) };
  return span.start || span.end ? span : undefined;
};

/** Whether a moment that is known within bounds lies in the period. */
export const momentIn = (moment: Span | undefined, period: Period): Placement => {
  if (!moment) return 'undated';
  const [earliest, latest] = [moment.start?.earliest, moment.end?.latest];
  const { earliest: from, latest: to } = boundsOf(period);
  if ((earliest !== undefined && earliest > to) || (latest !== undefined && latest < from)) return 'out';
  return earliest !== undefined && latest !== undefined && earliest >= from && latest <= to ? 'in' : 'perhaps';
};

/** Whether something that went on over a time was going on in the period. */
export const spanIn = (span: Span | undefined, period: Period): Placement => {
  if (!span) return 'undated';
  const { start, end } = span;
  const { earliest: from, latest: to } = boundsOf(period);
  if ((start && start.earliest > to) || (end && end.latest < from)) return 'out';
  const begins = start !== undefined && start.earliest >= from && start.latest <= to;
  const ends = end !== undefined && end.earliest >= from && end.latest <= to;
  const covers = start !== undefined && end !== undefined && start.latest <= to && end.earliest >= from;
  return begins || ends || covers ? 'in' : 'perhaps';
};

/** The best that any of them says. */
export const anyIn = (placements: readonly Placement[]): Placement =>
  (['in', 'perhaps', 'out'] as const).find((one) => placements.includes(one)) ?? 'undated';

/** How many days, if the source gives both days; a month has no length in days that it would have stated. */
export const lengthInDays = ({ start, end }: Span): number | undefined => {
  const [from, to] = [dayWithin(start), dayWithin(end)];
  return from === undefined || to === undefined ? undefined : daysIn({ from, to });
};
const dayWithin = (bounds: Bounds | undefined): string | undefined =>
  bounds && bounds.earliest.slice(0, 10) === bounds.latest.slice(0, 10) ? bounds.earliest.slice(0, 10) : undefined;

/** How many of the days of the period a span has for certain: a base that stands from the 3rd to the 9th has seven. */
export const daysWithin = (span: Span, period: Period): number | undefined => {
  const [from, to] = [dayWithin(span.start), dayWithin(span.end)];
  if (from === undefined || to === undefined) return undefined;
  const [first, last] = [from > period.from ? from : period.from, to < period.to ? to : period.to];
  return first > last ? 0 : daysIn({ from: first, to: last });
};

/** The bounds of an instant that is known exactly. */
export const exactly = (instant: Instant): Bounds => ({ earliest: instant, latest: instant });
