import { ASSET_KINDS, STANDBY_CONDITIONS, STANDBY_STATES } from '@opsledger/contracts';
import { CORRECTION_REASONS } from '@opsledger/kernel';
import { SOME_ID } from '@opsledger/testing';
import { fuzzyDates, geoRefs, names, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { standbysProjection } from '../read-models/standbys/standbys.projection.js';
import { commandOf, describeAnySequence } from '../testing/any-sequence.js';
import { standbyDecider } from './standby.decider.js';
import { deadlines, type Standby } from './standby.state.js';

const of = <Name extends string>(name: Name, members = {}, required: readonly string[] = []) =>
  commandOf<never>(name, 'SB-2022-0001', members, required);
const condition = fc.record({ kind: fc.constantFrom(...STANDBY_CONDITIONS), asStated: texts(1000) });
const assets = fc.array(fc.record({ kind: fc.constantFrom(...ASSET_KINDS), count: fc.integer({ min: 1, max: 4 }) }), {
  maxLength: 2,
});
const noticeToMoveHours = fc.integer({ min: -1, max: 180 });
const to = fc.oneof(fuzzyDates(), fc.constant({ edtf: '2029-06-17' }));
const description = {
  ...{ purpose: texts(2000), place: geoRefs(), destination: geoRefs(), assets, from: fuzzyDates(), to, condition },
  ...{ operationId: fc.constant(SOME_ID), isOperationKnown: fc.boolean() },
  ...{ unitId: fc.constant(SOME_ID), isUnitKnown: fc.boolean() },
};
const team = names(200);
const stated = { status: fc.constantFrom(...STANDBY_STATES), statusAsStated: texts(500), period: fuzzyDates() };

const { expectOfAny } = describeAnySequence({
  record: 'a standby',
  ...{ decider: standbyDecider, projection: standbysProjection, states: STANDBY_STATES },
  ...{ opening: ['order-standby', 'report-standby'], statusOf: ({ status }: Standby) => status },
  stateOf: (document) => document?.state ?? 'NOT_RECORDED',
  commands: {
    'order-standby': of('order-standby', { team, noticeToMoveHours, ...description }, ['team', 'noticeToMoveHours']),
    'achieve-standby': of('achieve-standby'),
    'extend-standby': of('extend-standby', { to, reason: texts(1000) }, ['to']),
    'record-standby-condition': of('record-standby-condition', { isMet: fc.boolean(), authority: names(200) }, [
      'isMet',
    ]),
    'activate-standby': of('activate-standby', { override: fc.record({ authority: names(200), reason: texts(2000) }) }),
    'stand-down-standby': of('stand-down-standby', { reason: texts(1000) }),
    'relocate-standby-assets': of('relocate-standby-assets', { assets, from: geoRefs(), to: geoRefs() }, [
      ...['assets', 'from', 'to'],
    ]),
    'declare-standby-readiness': of('declare-standby-readiness', { noticeToMoveHours, condition }, [
      'noticeToMoveHours',
    ]),
    'report-standby': of('report-standby', { team, noticeToMoveHours, ...description, ...stated }, [
      ...['team', 'status', 'statusAsStated'],
    ]),
    'correct-standby': of(
      'correct-standby',
      {
        ...{ version: fc.integer({ min: 1, max: 6 }), reason: fc.constantFrom(...CORRECTION_REASONS) },
        ...{ shouldHaveOccurredAt: fuzzyDates().map(({ edtf }) => edtf), note: texts(2000) },
      },
      ['version', 'reason'],
    ),
    'pass-standby-deadline': of(
      'pass-standby-deadline',
      {
        deadline: fc.constant('standby-end'),
        ...{ dueAt: fc.constant('2029-06-17T23:59:59.999Z'), isLate: fc.boolean() },
      },
      ['deadline', 'dueAt', 'isLate'],
    ),
  },
});

it('OPS-8: whatever is commanded, nobody moves on an unmet condition without an override', () =>
  expectOfAny(({ steps }) => {
    const activated = steps.filter(({ command, refusal }) => command.name === 'activate-standby' && !refusal);
    const before = activated.map((step) => steps[steps.indexOf(step) - 1]!.state as { isConditionMet?: boolean });
    const overridden = activated.map(({ events }) => 'override' in events[0]!.data);
    expect(overridden).toEqual(before.map(({ isConditionMet }) => isConditionMet === false));
  }));

it('a standby that is over waits for no end', () =>
  expectOfAny(({ state }) => {
    const isOver = ['ACTIVATED', 'STOOD_DOWN', 'UNKNOWN'].includes(state.status);
    expect(isOver ? deadlines(state) : []).toEqual([]);
  }));
