import { UNIT_AMENDED, UNIT_REGISTERED } from '@opsledger/contracts';
import { domainEvent, fold, normaliseName } from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';
import { project } from '@opsledger/projections';
import { metadata, NOW, play, recorded, SOME_ID, specify } from '@opsledger/testing';
import { commandMetadata, names } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { unitsProjection } from '../read-models/units/units.projection.js';
import { unitDecider, type UnitCommand, type UnitEvent } from './unit.decider.js';

const { given } = specify(unitDecider);
const reference = 'UNIT-2022-0001';
const capacity = [{ kind: 'utility_helicopter', count: 4 }] as const;
const issue = <Name extends UnitCommand['name']>(name: Name, data: (UnitCommand & { name: Name })['data']) =>
  ({ name, data, metadata: metadata({ reference }) }) as UnitCommand;

const registered: UnitEvent = {
  ...{ type: UNIT_REGISTERED, occurredAt: NOW, sensitivity: 'CONFIDENTIAL' },
  data: { unitId: SOME_ID, reference, name: 'Lanner Aviation', capacity },
};
const amended = (data: object): UnitEvent => ({
  ...{ type: UNIT_AMENDED, occurredAt: NOW, sensitivity: 'CONFIDENTIAL' },
  data: { unitId: SOME_ID, ...data },
});

describe('UNIT-REGISTER: a unit', () => {
  const register = issue('register-unit', { name: 'Lanner Aviation', capacity });

  it('is registered with what it can give, confidential unless said otherwise', () =>
    given().when(register).thenRecorded(registered));

  it('is registered once', () =>
    given(registered).when(register).thenRefused('UNIT_IS_ALREADY_REGISTERED', 'UNIT-REGISTER'));

  it('is amended in what is said and in nothing else', () =>
    given(registered)
      .when(issue('amend-unit', { sector: 'East' }))
      .thenRecorded(amended({ sector: 'East' })));

  it('may come to have nothing to give, which is not the same as nothing said', () =>
    given(registered)
      .when(issue('amend-unit', { capacity: [] }))
      .thenRecorded(amended({ capacity: [] })));

  it('is not amended before it is registered', () =>
    given()
      .when(issue('amend-unit', { sector: 'East' }))
      .thenRefused('UNIT_RECORD_IS_MISSING', 'UNIT-REGISTER'));

  it('is not amended in nothing', () =>
    given(registered).when(issue('amend-unit', {})).thenRefused('UNIT_AMENDMENT_CHANGES_NOTHING', 'UNIT-REGISTER'));

  it.each(['register-unit', 'amend-unit'] as const)('names each kind of asset once: %s', (name) =>
    given(...(name === 'amend-unit' ? [registered] : []))
      .when(issue(name, { name: 'Lanner Aviation', capacity: [...capacity, ...capacity] }))
      .thenRefused('UNIT_CAPACITY_NAMES_A_KIND_TWICE', 'UNIT-REGISTER'),
  );
});

describe('Any sequence of commands to a unit', () => {
  const assets = fc.array(
    fc.record({ kind: fc.constantFrom('utility_helicopter', 'uas'), count: fc.integer({ min: 1, max: 9 }) }),
    { maxLength: 3 },
  );
  const described = { type: names(100), sector: names(100), capacity: assets };
  const surroundings = commandMetadata({ id: SOME_ID, reference });
  /** As requests bring them. */
  const sequences = fc
    .array(
      fc.oneof(
        fc.record({
          name: fc.constant('register-unit'),
          data: fc.record({ name: names(120), ...described }, { requiredKeys: ['name', 'capacity'] }),
          metadata: surroundings,
        }),
        fc.record({
          name: fc.constant('amend-unit'),
          data: fc.record(described, { requiredKeys: [] }),
          metadata: surroundings,
        }),
      ),
      { maxLength: 8 },
    )
    .map((sequence) => JSON.parse(JSON.stringify(sequence)) as readonly UnitCommand[]);

  it('leads to events that fit their contract or to a RuleViolation, and replays to the same state and document', () => {
    const schemas = new EventSchemas();
    fc.assert(
      fc.property(sequences, (sequence) => {
        const { events, state, steps } = play(unitDecider, sequence);
        for (const step of steps) expect(step.events.length > 0).toBe(step.refusal === undefined);
        for (const event of events) schemas.assertValid(event);
        const history = recorded(events, { source: '/opsledger/operations', subject: `unit-${SOME_ID}` });
        const again = JSON.parse(JSON.stringify(history)) as typeof history;
        expect(fold(unitDecider, again.map(domainEvent) as readonly UnitEvent[])).toStrictEqual(state);
        const document = project(unitsProjection, history);
        expect(project(unitsProjection, again)).toStrictEqual(document);
        const known = state.isRegistered ? [state.name, state.reference, state.capacity] : undefined;
        expect(document && [document.name, document.reference, document.capacity]).toEqual(known);
        const held = unitDecider.holds(state).map(({ kind, value }) => `${kind} ${value}`);
        const expected = state.isRegistered
          ? ['unit-reference/1 unit-2022-0001', `unit-name/1 ${normaliseName(state.name)}`]
          : [];
        expect(held).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
