import type { DomainEvent } from '@opsledger/kernel';

/** A JSON Schema 2020-12, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

declare const described: unique symbol;
/**
 * A JSON Schema of the values of a type. Only the compiler sees the type: where a schema and the type that it stands for
 * differ in a member, in what is required or in the values of a list, the contract does not compile.
 */
export type Schema<Value> = JsonSchema &
  Readonly<{ [described]?: Readonly<{ value: Value; exactly: Exactly<Value> }> }>;
export type ValueOf<S> = S extends { [described]?: Readonly<{ value: infer Value }> } ? Value : unknown;

/** Fits another of its kind in both directions or not at all; `Complete` keeps an optional member from being overlooked. */
type Exactly<Value> = (value: readonly [Value, Complete<Value>]) => readonly [Value, Complete<Value>];
type Complete<Value> = Value extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : Value extends object
    ? { [Name in keyof Value]-?: Complete<Exclude<Value[Name], undefined>> }
    : Value;

/** What a service promises of one type of event: its name with version, who may rely on it, and the shape of its data. */
export type EventContract = Readonly<{
  /** CloudEvents type, chosen by hand and never changed: `opsledger.operations.operation-planned.v1`. */
  type: DomainEvent['type'];
  /** One sentence for a reader of the catalogue. */
  summary: string;
  data: JsonSchema;
  /** Whole events as the feed gave them, from `samples/`. They are kept for ever: see compatibility.spec.ts. */
  samples: readonly object[];
}>;

/** Where the events of a service are published. Events with one key stay in their order. */
export type Topic = Readonly<{ name: string; audience: 'internal' | 'public'; key: 'subject' }>;

/** What a service publishes: its types of event, which nobody else writes, and the topics that they go to. */
export type ServiceContract = Readonly<{
  service: string;
  topics: readonly Topic[];
  events: readonly EventContract[];
}>;

/** The contract of a type of event. Does not compile unless the schema is exactly that of the event's data. */
export const eventContract = <Event extends DomainEvent>({
  type,
  summary,
  data,
  samples,
}: Readonly<{
  type: Event['type'];
  summary: string;
  data: Schema<Event['data']>;
  samples: readonly object[];
}>): EventContract => ({
  type,
  summary,
  data: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:opsledger:event-data:${type}`,
    title: `Data of ${type}`,
    description: summary,
    ...data,
  },
  samples,
});

/** Other services read the internal topic. Other systems read the public one, where what is not unclassified is withheld. */
export const serviceContract = (service: string, events: readonly EventContract[]): ServiceContract => ({
  service,
  topics: [
    { name: `opsledger.${service}`, audience: 'internal', key: 'subject' },
    { name: `opsledger.public.${service}`, audience: 'public', key: 'subject' },
  ],
  events,
});
