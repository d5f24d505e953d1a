import { SENSITIVITIES, type RecordedEvent } from '@opsledger/kernel';
import type { Schema } from './contract.js';
import { described, object, oneOf, pattern, text, uuid } from './schema-parts.js';

const instant = pattern('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$');
const count = pattern('^[1-9][0-9]*$');
const anything: Schema<unknown> = {};

/** CloudEvents 1.0 with our extensions: what surrounds the data of every event, in the log, in the feed and on a topic. */
export const envelope: Schema<RecordedEvent> = object({
  specversion: described(oneOf(['1.0']), 'Of CloudEvents.'),
  id: described(uuid, 'UUIDv7.'),
  source: described(pattern('^/opsledger/[a-z-]+$'), 'The service that owns the stream.'),
  type: described(pattern('^opsledger\\.[a-z-]+\\.[a-z-]+\\.v[1-9][0-9]*$'), 'The contract of the data.'),
  subject: described(text(100), 'The stream: one record.'),
  datacontenttype: oneOf(['application/json']),
  streamversion: described(count, 'Place in its stream, from 1, without gaps.'),
  position: described(count, 'Place in the log, from 1, without gaps.'),
  time: described(instant, 'When the log recorded it.'),
  occurredat: described(text(60), 'When it was true in the field, in EDTF.'),
  knownat: described(instant, 'Since when the mission knew it; earlier than `time` for imported history.'),
  acceptedat: described(instant, 'When the command was taken up.'),
  actor: described(text(100), 'Pseudonym of who issued the command.'),
  correlationid: described(text(200), 'The request that led to it.'),
  sensitivity: described(oneOf(SENSITIVITIES), 'The mark: what a reader must be cleared for.'),
  exercise: described(oneOf(['true', 'false']), 'Whether the record is a drill; fixed for a stream.'),
  data: described(anything, 'As the contract of the type says.'),
});
