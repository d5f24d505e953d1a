import type { RecordedEvent } from '@opsledger/kernel';
import type { IHeaders, Message } from 'kafkajs';
import type { PublicEvent } from '../public-event.js';
import type { TraceParent } from '../tracing.port.js';

const PREFIX = 'ce_';
/** As every tracing library of Kafka names it; it is no attribute of the event. */
const TRACE = 'traceparent';
/** Neither are these: what a record of an internal topic says of its place. */
const LOG = 'opsledger-log';
const FOLLOWS = 'opsledger-follows';

/**
 * CloudEvents in Kafka's binary mode: attributes as headers `ce_…`, all of them texts, and the data alone as the value. The key is the
 * stream, so that a stream's events are in one partition, in order. The time of recording is `ce_time`; a record's timestamp is the
 * broker's (`settingsOf`).
 */
export const messageOf = (event: PublicEvent): Message => {
  const { data, datacontenttype, ...attributes } = event as RecordedEvent;
  const named = Object.entries(attributes).map(([name, value]) => [`${PREFIX}${name}`, String(value)]);
  const isWithheld = datacontenttype === undefined;
  return {
    key: event.subject,
    value: isWithheld ? '' : JSON.stringify(data),
    headers: { ...Object.fromEntries(named), ...(!isWithheld && { 'content-type': datacontenttype }) },
  };
};

/**
 * Where a record of an internal topic stands: which log it is of, and the position of the event that was published before it in its
 * partition, 0 for none. Whoever reads on where that event is not sees that something was left out.
 */
export type RecordPlace = Readonly<{ logId: string; follows: number }>;

/** The same record with its place. */
export const placedMessage = (message: Message, { logId, follows }: RecordPlace): Message => ({
  ...message,
  headers: { ...message.headers, [LOG]: logId, [FOLLOWS]: String(follows) },
});

/** `undefined`: it was published before records said so. */
export const recordPlaceOf = ({ headers }: Received): RecordPlace | undefined => {
  const [logId, follows] = [headers?.[LOG], headers?.[FOLLOWS]];
  return logId === undefined ? undefined : { logId: String(logId), follows: Number(String(follows)) };
};

/** The same record as a part of a trace. */
export const tracedMessage = (message: Message, parent: TraceParent): Message => ({
  ...message,
  headers: { ...message.headers, [TRACE]: parent },
});

/** What the publishing of a record was in its trace, if it was part of one. */
export const traceParentOf = ({ headers }: Received): TraceParent | undefined => {
  const parent = headers?.[TRACE];
  return parent === undefined ? undefined : String(parent);
};

/** Thrown for a record that nobody who publishes events here can have written. */
export class ForeignRecord extends Error {
  override readonly name = 'ForeignRecord';
}

type Received = Readonly<{ value: Buffer | null; headers?: IHeaders | undefined }>;

/** In one go: every record of a topic comes by here. */
const attributesOf = ({ headers = {} }: Received): Record<string, string> => {
  const attributes: Record<string, string> = {};
  for (const name in headers)
    if (name.startsWith(PREFIX)) attributes[name.slice(PREFIX.length)] = String(headers[name]);
  return attributes;
};

/** The event that a record of an internal topic carries. Throws `ForeignRecord`. */
export const eventOf = (received: Received): RecordedEvent => {
  const attributes = attributesOf(received);
  placeIn(attributes);
  const missing = ['id', 'type', 'subject', 'streamversion', 'time'].filter((name) => !attributes[name]);
  if (missing.length > 0) throw new ForeignRecord(`A record has no ${missing.join(', ')}`);
  try {
    const data: unknown = JSON.parse(String(received.value));
    return { ...attributes, datacontenttype: String(received.headers?.['content-type']), data } as RecordedEvent;
  } catch (cause) {
    throw new ForeignRecord(`The data of the event at position ${attributes.position} are not JSON`, { cause });
  }
};

/** Which event a record stands for, of an internal or a public topic. Throws `ForeignRecord`. */
export const placeOf = (received: Received): Readonly<{ position: number; id: string }> =>
  placeIn(attributesOf(received));

const placeIn = ({ position, id }: Record<string, string>): Readonly<{ position: number; id: string }> => {
  if (!id || !position || !/^[1-9]\d*$/.test(position)) throw new ForeignRecord('A record has no position or no id');
  return { position: Number(position), id };
};
