import { millisecondsAfter, type Instant } from '@opsledger/kernel';

type Span = Readonly<{ days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }>;

/** A clock that stands still until a test moves it. */
export type FakeClock = Readonly<{
  now: () => Instant;
  advance: (span: Span) => Instant;
  set: (instant: Instant) => void;
}>;

export const fakeClock = (start: Instant): FakeClock => {
  let instant = start;
  return {
    now: () => instant,
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }) => {
      const span = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + milliseconds;
      instant = millisecondsAfter(instant, span);
      return instant;
    },
    set: (next) => {
      instant = next;
    },
  };
};

/** Ids in the form of UUIDv7, the same for the same seed, each later than the one before. */
export const seededIds = (seed: number): (() => string) => {
  let count = 0;
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return () => {
    count += 1;
    return `01a2${hex(seed % 0x10000, 4)}-0000-7000-8000-${hex(count, 12)}`;
  };
};
