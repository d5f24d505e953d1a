import {
  correctionOf,
  domainEvent,
  fold,
  type Command,
  type Decider,
  type DomainEvent,
  type RecordedEvent,
} from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project, type Projection, type ReadModelDocument } from '@opsledger/projections';
import { play, recorded, SOME_ID, type Played } from '@opsledger/testing';
import { commandMetadata } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
/** Dates are drawn at random, so that few steps come after the one before: half of them come late. */
const LATE = { now: '2030-01-02T08:00:00.000Z', occurredAt: '2030-01-02' } as const;
/** The value objects of the domain that a command carries, as members of its data. */
type Members = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Commands of one name, as requests bring them: some of these members, all that are required. */
export const commandOf = <C extends Command>(
  name: string,
  reference: string,
  members: Members = {},
  requiredKeys: readonly string[] = Object.keys(members),
): fc.Arbitrary<C> =>
  fc
    .record({
      name: fc.constant(name),
      data: fc.record(members, { requiredKeys: [...requiredKeys] as never[] }),
      metadata: fc.oneof(commandMetadata({ id: SOME_ID, reference }), fc.constant({ id: SOME_ID, reference, ...LATE })),
    })
    .map(throughJson) as unknown as fc.Arbitrary<C>;

type Given<State, C extends Command, E extends DomainEvent, Document extends ReadModelDocument> = Readonly<{
  record: string;
  decider: Decider<State, C, E>;
  projection: Projection<Document>;
  /** How to make each command, by its name; those that open records come more often, and in this order before all others. */
  commands: { [Name in C['name']]: fc.Arbitrary<Extract<C, { name: Name }>> };
  opening: readonly C['name'][];
  /** The state's name for where it stands, and the record's. */
  statusOf: (state: State) => string;
  stateOf: (document: Document | undefined) => string;
  /** Every name that the state may reach. */
  states: readonly string[];
}>;

/**
 * What holds of every aggregate, whatever is commanded; `expectOfAny` is for what holds of one. Other sequences come every time. A
 * failure prints the shortest sequence that fails, with its seed and path.
 */
export const describeAnySequence = <
  State,
  C extends Command,
  E extends DomainEvent,
  Document extends ReadModelDocument,
>({
  record,
  decider,
  projection,
  commands,
  opening,
  statusOf,
  stateOf,
  states,
}: Given<State, C, E, Document>) => {
  const byName = Object.entries(commands as Record<string, fc.Arbitrary<C>>);
  const anyOf = fc.array(
    fc.oneof(...byName.map(([name, arbitrary]) => ({ weight: opening.includes(name) ? 6 : 2, arbitrary }))),
    { maxLength: 12 },
  );
  // Chance alone seldom gets as far as what comes late in the life of a record.
  const inOrder = fc.tuple(...opening.map((name) => fc.option(commands[name] as fc.Arbitrary<C>, { freq: 9 })));
  const sequences = fc
    .tuple(fc.option(inOrder, { nil: [] }), anyOf)
    .map(([first, rest]): readonly C[] => [
      ...first.flatMap((command) => (command === null ? [] : [command])),
      ...rest,
    ]);
  const asRecorded = (events: readonly E[]): readonly RecordedEvent[] =>
    recorded(events, { source: '/opsledger/operations', subject: `${projection.streamPrefix}${SOME_ID}` });
  const recordOf = (events: readonly RecordedEvent[]) => project(projection, events);
  const expectOfAny = (expected: (played: Played<State, C, E>) => void): void =>
    fc.assert(
      fc.property(sequences, (sequence) => expected(play(decider, sequence))),
      { numRuns: 150 },
    );

  describe(`Any sequence of commands to ${record}`, () => {
    it('leads to events that fit their contract or to a RuleViolation each time, and to nothing else', () => {
      const schemas = new EventSchemas();
      expectOfAny(({ steps, events }) => {
        for (const step of steps) expect(step.events.length > 0).toBe(step.refusal === undefined);
        for (const event of events) schemas.assertValid(event);
        expect(throughJson(events)).toStrictEqual(events);
      });
    });

    it('leads to the same state step by step, at once, and from the recorded events', () =>
      expectOfAny(({ events, state }) => {
        expect(fold(decider, events)).toStrictEqual(state);
        expect(fold(decider, throughJson(asRecorded(events)).map(domainEvent) as E[])).toStrictEqual(state);
      }));

    it('leads to a record that is the same event by event and at once, and tells the same as the state', () =>
      expectOfAny(({ events, state }) => {
        const history = asRecorded(events);
        const stepwise = history.reduce<Document | undefined>(
          (document, event, index) =>
            correctionOf(event)
              ? recordOf(history.slice(0, index + 1))
              : projection.evolve(document && throughJson(document), event),
          undefined,
        );
        expect(recordOf(history)).toStrictEqual(stepwise);
        expect(stateOf(stepwise)).toBe(statusOf(state));
      }));

    it('holds its reference once and for ever', () =>
      expectOfAny(({ steps }) => {
        for (const { state, events } of steps) {
          const held = decider.holds(state).map(({ kind, value }) => `${kind} ${value}`);
          expect(new Set(held).size).toBe(held.length);
          if (events.length > 0) expect(held.some((text) => text.includes('-reference/1 '))).toBe(true);
        }
      }));

    it('keeps a record whole when an event of an unknown type comes', () =>
      expectOfAny(({ events }) => {
        const unknown = { type: 'opsledger.operations.record-renamed.v9', occurredAt: '2022', data: null };
        const added = asRecorded([...events, { ...unknown, sensitivity: 'UNCLASSIFIED' } as unknown as E]);
        expect(recordOf(added)?.version).toBe(events.length + 1);
        if (events.length > 0) expect(stateOf(recordOf(added))).toBe(stateOf(recordOf(asRecorded(events))));
      }));

    it('are sequences of all sorts: every state is reached, every command is accepted', () => {
      const played = fc.sample(sequences, { numRuns: 1000, seed: 1 }).map((sequence) => play(decider, sequence));
      const steps = played.flatMap((each) => each.steps);
      expect([...new Set(steps.map(({ state }) => statusOf(state)))]).toEqual(expect.arrayContaining([...states]));
      const accepted = new Set(steps.filter(({ refusal }) => !refusal).map(({ command }) => command.name));
      expect(accepted).toEqual(new Set(Object.keys(commands)));
    });
  });
  return { expectOfAny };
};
