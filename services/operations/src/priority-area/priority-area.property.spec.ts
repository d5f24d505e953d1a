import { PRIORITY_AREA_STATES } from '@opsledger/contracts';
import { CORRECTION_REASONS } from '@opsledger/kernel';
import { geoRefs, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { priorityAreasProjection } from '../read-models/priority-areas/priority-areas.projection.js';
import { commandOf, describeAnySequence } from '../testing/any-sequence.js';
import { priorityAreaDecider } from './priority-area.decider.js';
import { deadlines, type PriorityArea } from './priority-area.state.js';

const of = <Name extends string>(name: Name, members = {}, required: readonly string[] = []) =>
  commandOf<never>(name, 'PA-2022-0001', members, required);
const noActivityDays = fc.integer({ min: 1, max: 365 });

const { expectOfAny } = describeAnySequence({
  record: 'a priority area',
  ...{ decider: priorityAreaDecider, projection: priorityAreasProjection, states: PRIORITY_AREA_STATES },
  ...{ opening: ['set-priority-area'], statusOf: ({ status }: PriorityArea) => status },
  stateOf: (document) => document?.state ?? 'NOT_RECORDED',
  commands: {
    'set-priority-area': of(
      'set-priority-area',
      { area: geoRefs(), reason: texts(1000), noActivityDays: fc.oneof(noActivityDays, fc.constant(7)) },
      ['area'],
    ),
    'note-priority-area-activity': of('note-priority-area-activity', { asStated: texts(1000) }),
    'lift-priority-area': of('lift-priority-area', { reason: texts(1000) }),
    'correct-priority-area': of(
      'correct-priority-area',
      {
        ...{ version: fc.integer({ min: 1, max: 6 }), reason: fc.constantFrom(...CORRECTION_REASONS) },
        shouldHaveOccurredAt: fc.constant('2029-12-01'),
      },
      ['version', 'reason'],
    ),
    'pass-priority-area-deadline': of(
      'pass-priority-area-deadline',
      {
        deadline: fc.constant('no-activity'),
        ...{ dueAt: fc.constant('2029-12-08T23:59:59.999Z'), isLate: fc.boolean() },
      },
      ['deadline', 'dueAt', 'isLate'],
    ),
  },
});

it('an area that is lifted, or was set without a number of days, waits for nothing', () =>
  expectOfAny(({ state }) => {
    const waits = state.status === 'SET' && state.noActivityDays !== undefined;
    expect(waits ? [] : deadlines(state)).toEqual([]);
  }));
