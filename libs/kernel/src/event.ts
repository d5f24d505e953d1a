import type { Instant } from './instant.js';
import type { Sensitivity } from './sensitivity.js';

/** A fact that a decider returns and a state or document is folded from. `type` is the full CloudEvents type with its version. */
export type DomainEvent<Type extends string = string, Data = unknown> = Readonly<{
  type: Type;
  data: Data;
  /** When it was true in the field, in EDTF. */
  occurredAt: string;
  sensitivity: Sensitivity;
}>;

/**
 * An event as it is accepted and stored, before the log has given it a place: CloudEvents 1.0 with our extensions, which are
 * lower case and strings. `knownat` is there only for history brought in from an older register.
 */
export type AcceptedEvent<Data = unknown> = Readonly<{
  specversion: '1.0';
  /** UUIDv7. */
  id: string;
  /** The service that owns the stream, e.g. `/opsledger/operations`. */
  source: string;
  type: string;
  /** The stream, e.g. `operation-<uuid>`. */
  subject: string;
  datacontenttype: 'application/json';
  /** Place in its stream, from 1, in decimal. */
  streamversion: string;
  occurredat: string;
  knownat?: Instant;
  acceptedat: Instant;
  /** Pseudonym of who issued the command, from the directory; never a token's subject. */
  actor: string;
  correlationid: string;
  sensitivity: Sensitivity;
  /** Fixed for a stream: a drill stays a drill. */
  exercise: 'true' | 'false';
  data: Data;
}>;

/** An event with what the log gives it: position over the whole log, time of recording, time from which it counts as known. */
export type RecordedEvent<Data = unknown> = Omit<AcceptedEvent<Data>, 'knownat'> &
  Readonly<{ position: string; time: Instant; knownat: Instant }>;

/**
 * An event of a stream as its writer reads it. The newest may have been accepted and not been recorded yet: their place in the
 * stream is certain, position and time are still to come, and they have a known time only if they were brought in with one.
 */
export type StreamEvent<Data = unknown> =
  RecordedEvent<Data> | (AcceptedEvent<Data> & Readonly<{ position?: never; time?: never }>);

export const isRecorded = (event: StreamEvent): event is RecordedEvent => event.position !== undefined;

/** What happened, without the place that the log gave it: the part of an event that a state is folded from. */
export const domainEvent = ({ type, data, occurredat, sensitivity }: StreamEvent): DomainEvent => ({
  ...{ type, data, occurredAt: occurredat, sensitivity },
});

/** Whether an event was brought in from an older register: only then was it known before it was accepted here (`U6`). */
export const isImported = ({ knownat, acceptedat }: Pick<AcceptedEvent, 'knownat' | 'acceptedat'>): boolean =>
  knownat !== undefined && knownat < acceptedat;
