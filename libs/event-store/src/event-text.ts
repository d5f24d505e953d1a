import canonicalizeModule from 'canonicalize';
import type { AcceptedEvent, Instant, RecordedEvent } from '@opsledger/kernel';

// The package is CommonJS with a default export inside; both shapes occur, depending on who loads it.
const canonicalize = ((canonicalizeModule as { default?: unknown }).default ?? canonicalizeModule) as (
  value: unknown,
) => string;

/** The one text of a value: canonical JSON (RFC 8785). What is stored and proved is this text. */
export const canonicalJson = (value: unknown): string => canonicalize(value);

/** An event as the log gives it out: its stored text, with the place and times that the log gave it. */
export const recordedEvent = (storedText: string, position: number, time: Instant, knownat: Instant): RecordedEvent => {
  // Filled in where it lies: this is done for every event of every replay, and copying it took a third of the time.
  const event = JSON.parse(storedText) as AcceptedEvent & Record<'position' | 'time', string>;
  event.position = String(position);
  event.time = time;
  (event as { knownat: Instant }).knownat = knownat;
  return event as RecordedEvent;
};
