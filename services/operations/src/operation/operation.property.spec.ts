import {
  OPERATION_LEADS,
  OPERATION_STATES,
  OPERATION_TYPES,
  THREAT_LEVELS,
  type OperationDescription,
} from '@opsledger/contracts';
import { domainEvent, fold, type RecordedEvent } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { metadata, play, recorded, SOME_ID, type Played } from '@opsledger/testing';
import { commandMetadata, fuzzyDates, geoRefs, names, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { operationsProjection, type OperationDocument } from '../read-models/operations/operations.projection.js';
import type { OperationCommand } from './operation.commands.js';
import { operationDecider, type OperationViolationCode } from './operation.decider.js';
import type { Operation, OperationEvent } from './operation.state.js';

const description = {
  type: fc.constantFrom(...OPERATION_TYPES),
  integrated: fc.boolean(),
  lead: fc.constantFrom(...OPERATION_LEADS),
  purpose: texts(2000),
  areas: fc.array(geoRefs(), { maxLength: 3 }),
  sectors: fc.array(names(100), { maxLength: 2 }),
} satisfies { [Member in keyof OperationDescription]-?: fc.Arbitrary<OperationDescription[Member]> };
const named = { name: names(120), aliases: fc.array(names(120), { maxLength: 3 }) };
const surroundings = commandMetadata({ id: SOME_ID, reference: 'OP-2022-0001' });

const proposal: OperationCommand = {
  ...{ name: 'propose-operation', data: { name: 'Heron' } },
  metadata: metadata({ reference: 'OP-2022-0001' }),
};
const proposals = fc.record({
  name: fc.constant('propose-operation' as const),
  data: fc.record({ ...named, ...description }, { requiredKeys: ['name'] }),
  metadata: surroundings,
});
const plans = fc.record({
  name: fc.constant('plan-operation' as const),
  data: fc.record(
    {
      ...{ ...named, ...description, plannedStart: fuzzyDates(), plannedEnd: fuzzyDates() },
      ...{ mandateRef: names(200), threatLevel: fc.constantFrom(...THREAT_LEVELS) },
    },
    { requiredKeys: ['type', 'plannedStart'] },
  ),
  metadata: surroundings,
});
const phases = fc.record(
  { asStated: texts(500), number: fc.integer({ min: 1, max: 999 }), startedAt: fuzzyDates() },
  { requiredKeys: ['asStated'] },
);
const reports = fc.record({
  name: fc.constant('report-operation' as const),
  data: fc.record(
    {
      ...{ ...named, ...description, status: fc.constantFrom(...OPERATION_STATES), statusAsStated: texts(500) },
      ...{ period: fuzzyDates(), phase: phases },
    },
    { requiredKeys: ['name', 'status', 'statusAsStated'] },
  ),
  metadata: surroundings,
});
/** A command that is missing here does not compile. */
const commands: { [Name in OperationCommand['name']]: fc.Arbitrary<OperationCommand & { name: Name }> } = {
  'propose-operation': proposals,
  'plan-operation': plans,
  'report-operation': reports,
};

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
/** Commands on one record, as requests bring them. */
const sequences: fc.Arbitrary<readonly OperationCommand[]> = fc
  .array(fc.oneof(...Object.values(commands)), { maxLength: 8 })
  .map(throughJson);

type PlayedOperation = Played<Operation, OperationCommand, OperationEvent>;
const asRecorded = (events: readonly OperationEvent[]): readonly RecordedEvent[] =>
  recorded(events, { source: '/opsledger/operations', subject: `operation-${SOME_ID}` });

/**
 * Other sequences every time. A failure prints the shortest sequence that fails, and its seed and path: with these two beside
 * `numRuns` the same sequence comes again.
 */
const expectOfAnySequence = (expected: (played: PlayedOperation) => void): void =>
  fc.assert(
    fc.property(sequences, (sequence) => expected(play(operationDecider, sequence))),
    { numRuns: 200 },
  );

describe('Any sequence of commands to an operation', () => {
  it('leads to events or to a RuleViolation each time, and to nothing else', () =>
    expectOfAnySequence(({ steps }) => {
      for (const { events, refusal } of steps) expect(events.length > 0).toBe(refusal === undefined);
    }));

  it('leads to events that fit their contract and survive JSON', () => {
    const schemas = new EventSchemas();
    expectOfAnySequence(({ events }) => {
      for (const event of events) schemas.assertValid(event);
      expect(throughJson(events)).toStrictEqual(events);
    });
  });

  it('leads to the same state step by step, at once, and from the recorded events', () =>
    expectOfAnySequence(({ events, state }) => {
      expect(fold(operationDecider, events)).toStrictEqual(state);
      const again = throughJson(asRecorded(events)).map(domainEvent) as OperationEvent[];
      expect(fold(operationDecider, again)).toStrictEqual(state);
    }));

  it('leads to the same without the commands that were refused', () =>
    expectOfAnySequence(({ steps, events }) => {
      const accepted = steps.filter(({ refusal }) => refusal === undefined).map(({ command }) => command);
      expect(play(operationDecider, accepted).events).toStrictEqual(events);
    }));

  it('OPS-1: leads to a record that holds each of its names once until its end, and its reference for ever', () =>
    expectOfAnySequence(({ steps }) => {
      for (const { state } of steps) {
        const held = operationDecider.holds(state).map(({ kind, value }) => `${kind} ${value}`);
        expect(new Set(held).size).toBe(held.length);
        const isRecorded = state.status !== 'NOT_RECORDED';
        expect(held.includes('operation-reference/1 op-2022-0001')).toBe(isRecorded);
        const isOpen = isRecorded && state.status !== 'CLOSED' && state.status !== 'CANCELLED';
        expect(held.length > 1).toBe(isOpen);
      }
    }));

  it('are sequences of all sorts: every state is reached and every rule is broken', () => {
    const played = fc.sample(sequences, { numRuns: 1000, seed: 1 }).map((sequence) => play(operationDecider, sequence));
    const steps = played.flatMap((each) => each.steps);
    expect([...new Set(steps.map(({ state }) => state.status))]).toEqual(expect.arrayContaining([...OPERATION_STATES]));
    const codes: Readonly<Record<OperationViolationCode | 'OCCURRED_AT_LIES_IN_THE_FUTURE', true>> = {
      OPERATION_IS_ALREADY_RECORDED: true,
      OPERATION_IS_NOT_RECORDED: true,
      OPERATION_PLAN_NEEDS_A_PROPOSAL: true,
      OPERATION_REPORT_COMES_AFTER_ITS_END: true,
      OPERATION_REPORT_NEEDS_A_SOURCE: true,
      PLANNED_END_PRECEDES_PLANNED_START: true,
      OCCURRED_AT_LIES_IN_THE_FUTURE: true,
    };
    const broken = new Set(steps.flatMap(({ refusal }) => refusal?.code ?? []));
    expect([...broken].toSorted()).toEqual(Object.keys(codes).toSorted());
  });
});

describe('The record of an operation, whatever was commanded', () => {
  const evolve = (document: OperationDocument | undefined, event: RecordedEvent) =>
    operationsProjection.evolve(document && throughJson(document), event);
  const recordOf = (events: readonly RecordedEvent[]) => project(operationsProjection, events);

  it('is the same stored after every event, folded at once, and folded again', () =>
    expectOfAnySequence(({ events }) => {
      const history = asRecorded(events);
      const stepwise = history.reduce<OperationDocument | undefined>(evolve, undefined);
      expect(recordOf(history)).toStrictEqual(stepwise);
      expect(recordOf(throughJson(history))).toStrictEqual(stepwise);
    }));

  it('tells the same as the state that the rules go by', () =>
    expectOfAnySequence(({ events, state }) => {
      const { state: status = 'NOT_RECORDED', reference, name, aliases } = recordOf(asRecorded(events)) ?? {};
      const known = status === 'NOT_RECORDED' ? { status } : { status, reference, name, aliases };
      expect(state).toEqual(known);
    }));

  it('cites for every event that has a source that source', () =>
    expectOfAnySequence(({ events }) => {
      const history = asRecorded(events);
      const cited = (recordOf(history)?.sources ?? []).flatMap(({ versions, ...source }) =>
        versions.map((version) => ({ version, source })),
      );
      const stated = events.flatMap(({ data: { source } }, index) => (source ? [{ version: index + 1, source }] : []));
      expect(cited.toSorted((a, b) => a.version - b.version)).toStrictEqual(stated);
    }));

  it('counts an event of an unknown type wherever it comes and whatever is in it, and is otherwise the same', () => {
    const unknown = { type: 'opsledger.operations.operation-renamed.v9', occurredAt: '2022' } as const;
    const same = { version: 0, sources: [] }; // these two count versions, of which there is one more
    fc.assert(
      fc.property(sequences, fc.nat(), fc.jsonValue(), (sequence, place, data) => {
        const { events } = play(operationDecider, [proposal, ...sequence]);
        const at = 1 + (place % events.length);
        const event = { ...unknown, sensitivity: 'UNCLASSIFIED', data } as unknown as OperationEvent;
        const document = recordOf(asRecorded([...events.slice(0, at), event, ...events.slice(at)]));
        expect(document?.version).toBe(events.length + 1);
        expect({ ...document, ...same }).toStrictEqual({ ...recordOf(asRecorded(events)), ...same });
        expect(() => recordOf(asRecorded([event, ...events]))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
