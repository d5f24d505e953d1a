import {
  ACCESS_DECISIONS,
  ASSET_KINDS,
  CONSTRAINT_CAUSES,
  OPERATION_LEADS,
  OPERATION_MODES,
  OPERATION_STATES,
  OPERATION_TYPES,
  ORDER_KINDS,
  THREAT_LEVELS,
  type OperationDescription,
} from '@opsledger/contracts';
import { correctionOf, domainEvent, fold, type RecordedEvent } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { metadata, play, recorded, SOME_ID, type Played } from '@opsledger/testing';
import { commandMetadata, fuzzyDates, geoRefs, names, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { operationsProjection, type OperationDocument } from '../read-models/operations/operations.projection.js';
import type { OperationCommand, OperationCommandName, OperationCommandOf } from './operation.commands.js';
import { operationDecider } from './operation.decider.js';
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
const reasons = { reason: fc.constantFrom(...CONSTRAINT_CAUSES), reasonAsStated: texts(1000) };
const serial = fc.integer({ min: 1, max: 5 });
const assets = fc.array(
  fc.record({ kind: fc.constantFrom(...ASSET_KINDS.slice(0, 3)), count: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 2 },
);
const spans = { from: fuzzyDates(), to: fuzzyDates(), sharePercent: fc.integer({ min: 1, max: 100 }) };
const allocations = fc.array(
  fc.record(
    {
      ...{ allocation: fc.integer({ min: 1, max: 9 }), operation: fc.constant('OP-2022-0002'), assets, ...spans },
      isOver: fc.boolean(),
    },
    { requiredKeys: ['allocation', 'operation', 'assets', 'from', 'isOver'] },
  ),
  { maxLength: 3 },
);
const unit = fc.record({ name: names(120), capacity: assets });
const change = {
  ...{ ...description, plannedStart: fuzzyDates(), plannedEnd: fuzzyDates(), mandateRef: names(200) },
  ...{ threatLevel: fc.constantFrom(...THREAT_LEVELS), hostConsentRequired: fc.boolean() },
};
const dueAt = fc.constantFrom('2022-06-17T08:00:00.000Z', '2022-06-11T08:00:00.000Z');

type Members = Readonly<Record<string, fc.Arbitrary<unknown>>>;
const commandOf = <Name extends OperationCommandName>(
  name: Name,
  members: Members = {},
  requiredKeys: readonly string[] = Object.keys(members),
) =>
  fc.record({
    name: fc.constant(name),
    data: fc.record(members, { requiredKeys: [...requiredKeys] as never[] }),
    metadata: surroundings,
  }) as unknown as fc.Arbitrary<OperationCommandOf<Name>>;
const authority = names(200);

/** A command that is missing here does not compile. */
const commandsByName: { [Name in OperationCommandName]: fc.Arbitrary<OperationCommandOf<Name>> } = {
  'propose-operation': proposals,
  'plan-operation': plans,
  'report-operation': reports,
  'amend-operation-plan': commandOf('amend-operation-plan', change, []),
  'start-operation-preparation': commandOf('start-operation-preparation', { until: fuzzyDates() }, []),
  'approve-operation': commandOf('approve-operation', { authority, conditions: fc.array(names(500)) }, ['authority']),
  'await-operation-access': commandOf('await-operation-access', { requestRef: names(200) }, []),
  'record-operation-access-decision': commandOf(
    'record-operation-access-decision',
    { decision: fc.constantFrom(...ACCESS_DECISIONS), authority, validity: fuzzyDates() },
    ['decision'],
  ),
  'issue-operation-order': commandOf(
    'issue-operation-order',
    { kind: fc.constantFrom(...ORDER_KINDS), serial, amends: serial, supersedes: serial, effectiveFrom: fuzzyDates() },
    ['kind', 'serial'],
  ),
  'acknowledge-operation-order': commandOf('acknowledge-operation-order', { serial, by: names(200) }, ['serial']),
  'assign-operation-forces': commandOf(
    'assign-operation-forces',
    { unitId: fc.constant(SOME_ID), unit, allocations, assets, ...spans },
    ['unitId', 'from'],
  ),
  'release-operation-forces': commandOf('release-operation-forces', { assignment: serial }),
  'launch-operation': commandOf(
    'launch-operation',
    { emergency: fc.boolean(), override: fc.record({ authority, reason: texts(2000) }) },
    [],
  ),
  'start-operation-phase': commandOf(
    'start-operation-phase',
    { phase: serial, name: names(120), objective: texts(1000), parallel: fc.boolean() },
    ['name'],
  ),
  'end-operation-phase': commandOf('end-operation-phase', { phase: serial, outcome: texts(2000) }, ['phase']),
  'suspend-operation': commandOf('suspend-operation', reasons, ['reason']),
  'resume-operation': commandOf('resume-operation'),
  'postpone-operation': commandOf('postpone-operation', { ...reasons, newDate: fuzzyDates() }, ['reason']),
  'replan-operation': commandOf('replan-operation', { plannedStart: fuzzyDates(), plannedEnd: fuzzyDates() }, [
    'plannedStart',
  ]),
  'cancel-operation': commandOf('cancel-operation', reasons, ['reason']),
  'change-operation-mode': commandOf('change-operation-mode', { to: fc.constantFrom(...OPERATION_MODES), ...reasons }, [
    'to',
  ]),
  'complete-operation': commandOf('complete-operation', { outcomeAsStated: texts(2000) }, []),
  'file-operation-after-action': commandOf('file-operation-after-action', { documentRef: names(300) }),
  'waive-operation-after-action': commandOf('waive-operation-after-action', { authority, reason: texts(2000) }),
  'close-operation': commandOf('close-operation'),
  'correct-operation': commandOf(
    'correct-operation',
    {
      ...{ version: fc.integer({ min: 1, max: 6 }), reason: fc.constantFrom('typo', 'other'), note: texts(2000) },
      shouldHaveOccurredAt: fuzzyDates().map(({ edtf }) => edtf),
    },
    ['version', 'reason'],
  ),
  'pass-operation-deadline': commandOf('pass-operation-deadline', {
    ...{ deadline: fc.constantFrom('planned-start', 'after-action-report'), dueAt, isLate: fc.boolean() },
  }),
};

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
/** Commands on one record, as requests bring them. */
const sequences: fc.Arbitrary<readonly OperationCommand[]> = fc
  .array(
    fc.oneof(
      // What a document reports reaches any state at once.
      { weight: 8, arbitrary: reports as fc.Arbitrary<OperationCommand> },
      { weight: 4, arbitrary: proposals as fc.Arbitrary<OperationCommand> },
      ...Object.values(commandsByName as Record<string, fc.Arbitrary<OperationCommand>>).map((arbitrary) => ({
        ...{ weight: 2, arbitrary },
      })),
    ),
    { maxLength: 12 },
  )
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
        // Numbers of allocations and tasks are held for ever, too (ADR 11, ADR 14).
        expect(held.some((claim) => claim.startsWith('operation-name/1 '))).toBe(isOpen);
      }
    }));

  it('are sequences of all sorts: every state is reached, and most rules are broken', () => {
    const played = fc.sample(sequences, { numRuns: 1000, seed: 1 }).map((sequence) => play(operationDecider, sequence));
    const steps = played.flatMap((each) => each.steps);
    expect([...new Set(steps.map(({ state }) => state.status))]).toEqual(expect.arrayContaining([...OPERATION_STATES]));
    const broken = new Set(steps.flatMap(({ refusal }) => refusal?.code ?? []));
    expect(broken.size).toBeGreaterThan(15);
    expect(new Set(steps.filter(({ refusal }) => !refusal).map(({ command }) => command.name)).size).toBeGreaterThan(
      13,
    );
  });
});

describe('The record of an operation, whatever was commanded', () => {
  const evolve = (document: OperationDocument | undefined, event: RecordedEvent) =>
    operationsProjection.evolve(document && throughJson(document), event);
  const recordOf = (events: readonly RecordedEvent[]) => project(operationsProjection, events);

  it('is the same stored after every event, folded at once, and folded again', () =>
    expectOfAnySequence(({ events }) => {
      const history = asRecorded(events);
      const stepwise = history.reduce<OperationDocument | undefined>(
        // The stream of a correction is folded anew.
        (document, event, index) =>
          correctionOf(event) ? recordOf(history.slice(0, index + 1)) : evolve(document, event),
        undefined,
      );
      expect(recordOf(history)).toStrictEqual(stepwise);
      expect(recordOf(throughJson(history))).toStrictEqual(stepwise);
    }));

  it('tells the same as the state that the rules go by', () =>
    expectOfAnySequence(({ events, state }) => {
      const { state: status = 'NOT_RECORDED', reference, name, aliases } = recordOf(asRecorded(events)) ?? {};
      const known = status === 'NOT_RECORDED' ? { status } : { status, reference, name, aliases };
      expect(state).toMatchObject(known);
    }));

  it('cites for every event that has a source that source', () =>
    expectOfAnySequence(({ events }) => {
      const history = asRecorded(events);
      const cited = (recordOf(history)?.sources ?? []).flatMap(({ versions, ...source }) =>
        versions.map((version) => ({ version, source })),
      );
      const stated = events.flatMap(({ data }, index) =>
        'source' in data && data.source ? [{ version: index + 1, source: data.source }] : [],
      );
      expect(cited.toSorted((a, b) => a.version - b.version)).toStrictEqual(stated);
    }));

  it('counts an event of an unknown type wherever it comes and whatever is in it, and is otherwise the same', () => {
    const unknown = { type: 'opsledger.operations.operation-renamed.v9', occurredAt: '2022' } as const;
    // These count versions, of which there is one more.
    const uncounted = (document: OperationDocument | undefined) => ({
      ...{ ...document, version: 0, sources: [] },
      statements: document?.statements.map((statement) => ({ ...statement, version: 0 })),
      plannedStarts: document?.plannedStarts.map(({ plannedStart }) => plannedStart),
      accessDeniedBy: document?.accessDeniedBy.length,
    });
    fc.assert(
      fc.property(sequences, fc.nat(), fc.jsonValue(), (sequence, place, data) => {
        // A correction names its event by its place, which is another behind what is put in.
        const issued = sequence.filter((one) => one.name !== 'correct-operation');
        const { events } = play(operationDecider, [proposal, ...issued]);
        const at = 1 + (place % events.length);
        const event = { ...unknown, sensitivity: 'UNCLASSIFIED', data } as unknown as OperationEvent;
        const document = recordOf(asRecorded([...events.slice(0, at), event, ...events.slice(at)]));
        expect(document?.version).toBe(events.length + 1);
        expect(uncounted(document)).toStrictEqual(uncounted(recordOf(asRecorded(events))));
        expect(() => recordOf(asRecorded([event, ...events]))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
