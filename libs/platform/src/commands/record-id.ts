import { claimText } from '@opsledger/kernel';
import type { EventStore } from '@opsledger/event-store';
import type { AggregateDefinition } from './service-definition.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Ids and human references, as paths and import rows may give them. */
export const RECORD_IDENTIFIER = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2,4}-\d{4}-\d{4,})$/i;

/** The id that an id or a human reference stands for. A reference is looked up in the log, so a record is found at once. */
export const findRecordId = async (
  log: EventStore,
  { referenceClaim, projection }: Pick<AggregateDefinition, 'referenceClaim' | 'projection'>,
  identifier: string,
): Promise<string | undefined> => {
  if (UUID.test(identifier.toLowerCase())) return identifier.toLowerCase();
  if (!RECORD_IDENTIFIER.test(identifier)) return undefined;
  for (const realm of ['real', 'exercise'] as const) {
    const stream = await log.findHolder(claimText(referenceClaim(identifier), realm));
    if (stream?.startsWith(projection.streamPrefix)) return stream.slice(projection.streamPrefix.length);
  }
  return undefined;
};
