/** A point in time as the wire writes it: RFC 3339, UTC, milliseconds, `Z`. Two instants compare as text. */
export type Instant = string;

const MILLISECONDS_PER_MINUTE = 60_000;

/** What the field's clocks may be ahead of ours (`U1`). */
export const CLOCK_SKEW_TOLERANCE_MINUTES = 5;

/** The instant `minutes` after `instant`. */
export const minutesAfter = (instant: Instant, minutes: number): Instant =>
  new Date(Date.parse(instant) + minutes * MILLISECONDS_PER_MINUTE).toISOString();

/** The instant `milliseconds` after `instant`, or before it. */
export const millisecondsAfter = (instant: Instant, milliseconds: number): Instant =>
  new Date(Date.parse(instant) + milliseconds).toISOString();

/** How many minutes lie between the one instant and the other; negative if the other is earlier. */
export const minutesBetween = (from: Instant, to: Instant): number =>
  (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_MINUTE;

/** The later of two instants. */
export const laterOf = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** The number of days of a month of the proleptic Gregorian calendar; `month` counts from 1. */
export const daysInMonth = (year: number, month: number): number => {
  const lastDay = new Date(Date.UTC(2000, month, 0));
  lastDay.setUTCFullYear(year, month, 0);
  return lastDay.getUTCDate();
};
