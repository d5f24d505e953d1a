import * as contracts from '@opsledger/contracts';
import { decideAfter, fold } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { PriorityAreaCommand, PriorityAreaCommandName, PriorityAreaCommandOf } from './priority-area.commands.js';
import { priorityAreaDecider } from './priority-area.decider.js';
import { deadlines, type PriorityAreaEvent } from './priority-area.state.js';

const { given } = specify(priorityAreaDecider);
const OTHER_ID = '01a20000-0000-7000-8000-000000000002';
const reference = 'PA-2022-0001';
const area = { asStated: 'Ménaka Region', adminLevel: 1 } as const;
const DUE = '2022-06-08T23:59:59.999Z';

const command = <Name extends PriorityAreaCommandName>(
  name: Name,
  data: PriorityAreaCommandOf<Name>['data'],
  surroundings = {},
): PriorityAreaCommand =>
  ({ name, data, metadata: metadata({ reference, ...surroundings }) }) as unknown as PriorityAreaCommand;
const event = (type: string, data: object = {}, more: Partial<PriorityAreaEvent> = {}): PriorityAreaEvent =>
  ({
    ...{ type, occurredAt: NOW, sensitivity: 'CONFIDENTIAL', ...more },
    data: { priorityAreaId: SOME_ID, ...data },
  }) as PriorityAreaEvent;
const set = (data: object = { noActivityDays: 7 }, occurredAt = '2022-06-01') =>
  event(contracts.PRIORITY_AREA_SET, { reference, area, ...data }, { occurredAt });
const noted = (occurredAt: string) => event(contracts.PRIORITY_AREA_ACTIVITY_NOTED, {}, { occurredAt });
const lifted = event(contracts.PRIORITY_AREA_LIFTED);
const data = { deadline: 'no-activity', dueAt: DUE, isLate: false };
const passed = event(contracts.PRIORITY_AREA_DEADLINE_PASSED, data);

describe('PRIORITY-AREA', () => {
  it('F06: is set as a letter states it, without a number of days that nobody gave', () =>
    given()
      .when(command('set-priority-area', { area }, { source: { kind: 'letter', ref: 'L' }, occurredAt: '/2022-06-01' }))
      .thenRecorded(
        event(
          contracts.PRIORITY_AREA_SET,
          { source: { kind: 'letter', ref: 'L' }, reference, area },
          { occurredAt: '/2022-06-01', sensitivity: 'UNCLASSIFIED' },
        ),
      ));

  it('is set once', () =>
    given(set())
      .when(command('set-priority-area', { area }))
      .thenRefused('PRIORITY_AREA_IS_ALREADY_SET', 'PRIORITY-AREA'));

  it('notes what was done there, until it is lifted', () => {
    given(set())
      .when(command('note-priority-area-activity', { asStated: 'A patrol' }))
      .thenRecorded(event(contracts.PRIORITY_AREA_ACTIVITY_NOTED, { asStated: 'A patrol' }));
    given(set()).when(command('lift-priority-area', {})).thenRecorded(lifted);
    given(set(), lifted)
      .when(command('note-priority-area-activity', {}))
      .thenRefused('PRIORITY_AREA_IS_LIFTED', 'PRIORITY-AREA');
    given(set(), lifted)
      .when(command('lift-priority-area', {}))
      .thenRefused('PRIORITY_AREA_IS_LIFTED', 'PRIORITY-AREA');
    given().when(command('lift-priority-area', {})).thenRefused('PRIORITY_AREA_IS_NOT_SET', 'PRIORITY-AREA');
  });

  it('notes an activity of the record once for the time at which it was over; what names none may be another', () => {
    const note = (said: PriorityAreaCommandOf<'note-priority-area-activity'>['data'], occurredAt = '2022-06-05') =>
      command('note-priority-area-activity', { isActivityKnown: true, ...said }, { occurredAt });
    const once = event(contracts.PRIORITY_AREA_ACTIVITY_NOTED, { activityId: OTHER_ID }, { occurredAt: '2022-06-05' });
    for (const said of [{ activityId: OTHER_ID }, { activityId: OTHER_ID, asStated: 'A patrol by day' }])
      given(set(), once).when(note(said)).thenRefused('ACTIVITY_IS_ALREADY_NOTED', 'PRIORITY-AREA');
    given(set(), once, noted('2022-06-06'))
      .when(note({ activityId: OTHER_ID }))
      .thenRefused('ACTIVITY_IS_ALREADY_NOTED', 'PRIORITY-AREA');
    for (const again of [note({ activityId: OTHER_ID }, '2022-06-06'), note({ activityId: SOME_ID }), note({})])
      expect(decideAfter(priorityAreaDecider, [set(), once, noted('2022-06-05')], again)).toHaveLength(1);
  });

  it('U1: nothing that lies ahead', () =>
    given(set())
      .when(command('note-priority-area-activity', {}, { occurredAt: '2023' }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));

  it('U2: is corrected by an event of its own', () => {
    const corrects = { version: 1, reason: 'typo', members: { noActivityDays: 5 } } as const;
    given(set())
      .when(command('correct-priority-area', corrects))
      .thenRecorded(event(contracts.PRIORITY_AREA_CORRECTED, { corrects }));
    given(set())
      .when(command('correct-priority-area', { version: 3, reason: 'typo', members: { reason: 'x' } }))
      .thenRefused('CORRECTED_EVENT_DOES_NOT_EXIST', 'U2');
  });
});

describe('DEADLINES: no activity in a priority area for as many days as were set', () => {
  const dueOf = (...events: readonly PriorityAreaEvent[]) =>
    deadlines(fold(priorityAreaDecider, events)).map(({ dueAt }) => dueAt);

  it('runs from when it was set, and anew from what was done last', () => {
    expect(dueOf(set())).toEqual([DUE]);
    expect(dueOf(set(), noted('2022-06-05'))).toEqual(['2022-06-12T23:59:59.999Z']);
    expect(dueOf(set(), noted('2022-06-05'), noted('2022-06-03'))).toEqual(['2022-06-12T23:59:59.999Z']);
    expect(dueOf(set(), passed, noted('2022-06-09'))).toEqual(['2022-06-16T23:59:59.999Z']);
  });
  it('does not run from a date that is vaguer than a day, which is kept as it was told', () => {
    expect(dueOf(set(), noted('2022'), noted('2022-06'), noted('2022-06-02/2022-07'))).toEqual([DUE]);
    expect(dueOf(set({ noActivityDays: 7 }, '2022'))).toEqual([]);
    expect(dueOf(set({ noActivityDays: 7 }, '2022'), noted('2022-06-05'))).toEqual(['2022-06-12T23:59:59.999Z']);
  });
  it('is none without a number of days, once it was told, or when the area is lifted', () => {
    expect(dueOf(set({}))).toEqual([]);
    expect(dueOf(set(), passed)).toEqual([]);
    expect(dueOf(set(), lifted)).toEqual([]);
  });
  it('passes once, when it is due', () => {
    const pass = (dueAt = DUE) => command('pass-priority-area-deadline', { ...data, dueAt });
    given(set()).when(pass()).thenRecorded(passed);
    given(set(), passed).when(pass()).thenRefused('DEADLINE_IS_NOT_OPEN', 'DEADLINES');
    given(set(), noted('2022-06-09'))
      .when(pass('2022-06-16T23:59:59.999Z'))
      .thenRefused('DEADLINE_IS_NOT_DUE', 'DEADLINES');
  });
});
