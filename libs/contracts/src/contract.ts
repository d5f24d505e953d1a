import type { DomainEvent } from '@opsledger/kernel';

/** A JSON Schema 2020-12, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a service promises of one type of event: its name with version, who may rely on it, and the shape of its data. */
export type EventContract = Readonly<{
  /** CloudEvents type, chosen by hand and never changed: `opsledger.operations.operation-planned.v1`. */
  type: DomainEvent['type'];
  /** One sentence for a reader of the catalogue. */
  summary: string;
  data: JsonSchema;
}>;
