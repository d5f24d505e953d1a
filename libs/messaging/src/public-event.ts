import { createHmac } from 'node:crypto';
import { isCleared, type RecordedEvent, type Sensitivity } from '@opsledger/kernel';

/** Stands for an event that the reader is not cleared for: its place in the log, and nothing that says what it was about. */
export type WithheldEvent = Readonly<{
  specversion: '1.0';
  id: string;
  source: '/opsledger';
  type: typeof WITHHELD;
  subject: string;
  position: string;
}>;
export type PublicEvent = RecordedEvent | WithheldEvent;

export const WITHHELD = 'opsledger.withheld.v1';

/**
 * An event as readers of a clearance may see it, the same in the feed and in public topics. Ids and streams that are withheld go under
 * pseudonyms that only the holder of the secret can connect with them.
 */
export const eventForClearance = (event: RecordedEvent, clearance: Sensitivity, secret: Buffer): PublicEvent => {
  if (isCleared(clearance, event.sensitivity)) return event;
  const pseudonym = (text: string): string =>
    createHmac('sha256', secret).update(`pseudonym\n${text}`).digest('base64url').slice(0, 22);
  const [id, subject] = [pseudonym(event.id), `withheld-${pseudonym(event.subject)}`];
  return { specversion: '1.0', id, source: '/opsledger', type: WITHHELD, subject, position: event.position };
};
