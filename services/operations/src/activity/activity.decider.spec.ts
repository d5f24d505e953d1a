import * as contracts from '@opsledger/contracts';
import { ACTIVITY_KINDS, ACTIVITY_STATES, type ActivityState } from '@opsledger/contracts';
import { decideAfter, fold, type Sensitivity } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { ActivityCommand, ActivityCommandName, ActivityCommandOf } from './activity.commands.js';
import { activityDecider } from './activity.decider.js';
import { FIELDS_OF_KIND } from './activity-kinds.state.js';
import { implausibilitiesOf } from './activity-plausibility.state.js';
import {
  ACTIVITY_ARROWS,
  deadlines,
  nextActivityActions,
  tellsOfABeginning,
  type ActivityAction,
  type ActivityEvent,
} from './activity.state.js';

const { given } = specify(activityDecider);
const OTHER_ID = '01a20000-0000-7000-8000-000000000002';
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const reference = 'ACT-2022-0001';

const command = <Name extends ActivityCommandName>(
  name: Name,
  data: ActivityCommandOf<Name>['data'],
  surroundings = {},
): ActivityCommand => ({ name, data, metadata: metadata({ reference, ...surroundings }) }) as ActivityCommand;
const event = (type: ActivityEvent['type'], data = {}, more = {}): ActivityEvent =>
  ({
    ...{ type, occurredAt: NOW, sensitivity: 'CONFIDENTIAL' as Sensitivity, ...more },
    data: { activityId: SOME_ID, ...data },
  }) as ActivityEvent;
const strictly = { sensitivity: 'STRICTLY_CONFIDENTIAL' };
const planned = (data = {}): ActivityEvent =>
  event(
    contracts.ACTIVITY_PLANNED,
    { reference, kind: 'patrol', plannedStart: { edtf: '2022-07' }, ...data },
    strictly,
  );
const reported = (status: ActivityState, data = {}): ActivityEvent =>
  event(
    contracts.ACTIVITY_REPORTED,
    { reference, kind: 'patrol', status, statusAsStated: 'as stated', source: letter, ...data },
    { occurredAt: '2022-05', sensitivity: 'UNCLASSIFIED' },
  );
const ordered = event(contracts.ACTIVITY_ORDERED, {}, strictly);
const started = (occurredAt = '2022-06-10T02:00:00.000Z') => event(contracts.ACTIVITY_STARTED, {}, { occurredAt });
const plan = (data = {}, surroundings = {}) =>
  command('plan-activity', { kind: 'patrol', plannedStart: { edtf: '2022-07' }, ...data }, surroundings);
const report = (data = {}, surroundings = {}) =>
  command(
    'report-activity',
    { kind: 'patrol', status: 'COMPLETED', statusAsStated: 'conducted', ...data },
    { source: letter, occurredAt: '2022-06', ...surroundings },
  );

/** Each action as its command, with data that no other rule refuses. */
const COMMANDS: { [Action in Exclude<ActivityAction, 'report' | 'correct'>]: ActivityCommand } = {
  'amend-plan': command('amend-activity-plan', { title: 'Round of the market' }),
  order: command('order-activity', {}),
  start: command('start-activity', {}),
  complete: command('complete-activity', {}),
  abort: command('abort-activity', { reason: 'weather' }),
  deny: command('deny-activity', { reason: 'access_denied', accessBy: 'air' }),
  postpone: command('postpone-activity', { reason: 'no_asset', newDate: { edtf: '2022-08' } }),
  cancel: command('cancel-activity', { reason: 'security' }),
  'file-report': command('file-activity-report', { documentRef: 'Patrol report 14' }),
  'record-arrests': command('record-arrests', {}),
  'record-seizure': command('record-seizure', { kind: 'ied_components' }),
  'record-engagement': command('record-engagement', { interlocutors: ['mayor'] }),
  'confirm-check': command('confirm-activity-check', { authority: 'Sector operations cell' }),
};
const statusAfter = (...events: readonly ActivityEvent[]) => fold(activityDecider, events).status;
const outcomeOf = (issued: ActivityCommand, from: ActivityState): string => {
  try {
    const decided = decideAfter(activityDecider, [reported(from)], issued);
    return statusAfter(reported(from), ...decided);
  } catch (refusal) {
    return (refusal as { code: string }).code;
  }
};

describe('ACTIVITY-STATES: the table of transitions', () => {
  /** The arrows as the domain notes draw them (2.3): what becomes of an activity, and the report on it. */
  const DRAWN: readonly (readonly [string, ActivityAction, ActivityState])[] = [
    ['PLANNED', 'order', 'ORDERED'],
    ['ORDERED', 'start', 'IN_PROGRESS'],
    ['IN_PROGRESS', 'complete', 'COMPLETED'],
    ['IN_PROGRESS', 'abort', 'ABORTED'],
    ['PLANNED ORDERED IN_PROGRESS', 'deny', 'DENIED'],
    ['PLANNED ORDERED', 'postpone', 'POSTPONED'],
    ['PLANNED ORDERED', 'cancel', 'CANCELLED'],
    ['COMPLETED ABORTED DENIED POSTPONED CANCELLED', 'file-report', 'REPORTED'],
  ];
  const drawn = DRAWN.flatMap(([from, action, to]) => from.split(' ').map((one) => `${one} ${action} ${to}`));
  const actions = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
  const moving = actions.filter((action) => 'to' in ACTIVITY_ARROWS[action]);

  it.each(moving)('%s moves where it is drawn, and is refused everywhere else', (action) => {
    const outcomes = ACTIVITY_STATES.map((from) => `${from} ${action} ${outcomeOf(COMMANDS[action], from)}`);
    const refused = outcomes.filter((outcome) => !drawn.includes(outcome));
    expect(outcomes.filter((outcome) => drawn.includes(outcome)).toSorted()).toEqual(
      drawn.filter((arrow) => arrow.split(' ')[1] === action).toSorted(),
    );
    expect(refused).toEqual(refused.map((one) => `${one.split(' ')[0]} ${action} ACTIVITY_STATE_DOES_NOT_ALLOW_THIS`));
  });

  it.each(actions)('%s is refused without a record', (action) =>
    given().when(COMMANDS[action]).thenRefused('ACTIVITY_IS_NOT_RECORDED', 'ACTIVITY-STATES'),
  );

  it('what is offered next is not refused for the state', () => {
    for (const state of ACTIVITY_STATES)
      for (const action of nextActivityActions(state, false, tellsOfABeginning({ status: state })))
        expect(outcomeOf(COMMANDS[action as keyof typeof COMMANDS], state)).not.toBe(
          'ACTIVITY_STATE_DOES_NOT_ALLOW_THIS',
        );
  });

  it('a plan opens the record once, and changes by what is given', () => {
    given().when(plan()).thenRecorded(planned());
    given(planned()).when(plan()).thenRefused('ACTIVITY_IS_ALREADY_RECORDED', 'ACTIVITY-STATES');
    given(planned())
      .when(command('amend-activity-plan', {}))
      .thenRefused('ACTIVITY_AMENDMENT_CHANGES_NOTHING', 'ACTIVITY-STATES');
  });

  it('ACTIVITY-DATES: refuses an end before the start', () =>
    given()
      .when(plan({ plannedEnd: { edtf: '2022-06' } }))
      .thenRefused('ACTIVITY_DATES_ARE_REVERSED', 'ACTIVITY-DATES'));
});

describe('ACTIVITY-KIND: each kind says what belongs to it', () => {
  it.each(ACTIVITY_KINDS.filter((kind) => kind !== 'patrol'))('%s refuses what only patrols have', (kind) =>
    given()
      .when(plan({ kind, patrolKinds: ['night'] }))
      .thenRefused('ACTIVITY_KIND_HAS_NO_SUCH_FIELD', 'ACTIVITY-KIND'),
  );
  it('takes what belongs to the kind', () =>
    given()
      .when(plan({ kind: 'escort', beneficiary: 'humanitarian' }))
      .thenRecorded(planned({ kind: 'escort', beneficiary: 'humanitarian' })));
  it('no kind lacks a list, and corrections and documents are bound by it as well', () => {
    expect(Object.keys(FIELDS_OF_KIND).toSorted()).toEqual([...ACTIVITY_KINDS].toSorted());
    given(planned())
      .when(command('correct-activity', { version: 1, reason: 'typo', members: { beneficiary: 'logistics' } }))
      .thenRefused('ACTIVITY_KIND_HAS_NO_SUCH_FIELD', 'ACTIVITY-KIND');
    given(reported('COMPLETED'))
      .when(report({ kind: 'escort' }))
      .thenRefused('ACTIVITY_KIND_NEVER_CHANGES', 'ACTIVITY-KIND');
  });
});

describe('OPS-5: tasks of an operation', () => {
  const known = { operationId: OTHER_ID, isOperationKnown: true, nextTask: 3 };
  it('take the next number', () =>
    given()
      .when(plan({ ...known, operationStatus: 'LAUNCHED' }))
      .thenRecorded(planned({ operationId: OTHER_ID, task: 3 })));
  it.each(['COMPLETED', 'AFTER_ACTION', 'CLOSED', 'CANCELLED'] as const)(
    'are refused when the operation is %s',
    (operationStatus) =>
      given()
        .when(plan({ ...known, operationStatus }))
        .thenRefused('OPERATION_TAKES_NO_MORE_TASKS', 'OPS-5'),
  );
  it('hold their number for ever, whatever becomes of them', () => {
    const state = fold(activityDecider, [
      ...[planned({ operationId: OTHER_ID, task: 3 }), event(contracts.ACTIVITY_CANCELLED, { reason: 'weather' })],
    ]);
    expect(activityDecider.holds(state)).toContainEqual({ kind: 'operation-task/1', value: `${OTHER_ID}#3` });
  });
  it('that have ended are not opened again by a correction', () => {
    const correct = (status: ActivityState) =>
      command('correct-activity', { version: 1, reason: 'typo', members: { status } });
    const done = reported('COMPLETED', { operationId: OTHER_ID, task: 1 });
    for (const status of ['PLANNED', 'IN_PROGRESS', 'UNKNOWN'] as const)
      given(done).when(correct(status)).thenRefused('TASK_THAT_HAS_ENDED_IS_NOT_OPENED_AGAIN', 'OPS-5');
    given(done)
      .when(correct('ABORTED'))
      .thenRecorded(
        event(contracts.ACTIVITY_CORRECTED, {
          corrects: { version: 1, reason: 'typo', members: { status: 'ABORTED' } },
        }),
      );
    given(reported('COMPLETED'))
      .when(correct('PLANNED'))
      .thenRecorded(
        event(contracts.ACTIVITY_CORRECTED, {
          corrects: { version: 1, reason: 'typo', members: { status: 'PLANNED' } },
        }),
      );
  });
  it('of one operation are never those of another', () =>
    given(reported('COMPLETED', { operationId: SOME_ID, task: 1 }))
      .when(report(known))
      .thenRefused('ACTIVITY_BELONGS_TO_ANOTHER_OPERATION', 'ACTIVITY-STATES'));
  it('U5: of an operation that is not there are refused', () =>
    given()
      .when(plan({ operationId: OTHER_ID }))
      .thenRefused('LINKED_OPERATION_IS_NOT_RECORDED', 'U5'));
});

describe('OPS-9: an account that does not go together is held for a check', () => {
  const back = (occurredAt: string, distanceKm?: number) =>
    command('complete-activity', { ...(distanceKm !== undefined && { distanceKm }) }, { occurredAt });
  const completed = (occurredAt: string, data = {}) => event(contracts.ACTIVITY_COMPLETED, data, { occurredAt });
  const held = (checks: readonly object[], occurredAt: string) =>
    event(contracts.ACTIVITY_QUARANTINED, { checks }, { occurredAt });
  const FOUR = '2022-06-10T04:00:00.000Z';
  const ONE = '2022-06-10T01:00:00.000Z';
  const SIX = '2022-06-10T06:00:00.000Z';

  it('takes 90 km/h on the ground as it is told', () =>
    given(planned(), ordered, started())
      .when(back(FOUR, 180))
      .thenRecorded(completed(FOUR, { distanceKm: 180, reportDueAt: SIX })));
  it('takes more, and holds it', () =>
    given(planned(), ordered, started())
      .when(back(FOUR, 200))
      .thenRecorded(
        completed(FOUR, { distanceKm: 200, reportDueAt: SIX }),
        held([{ check: 'average_speed', found: 100, limit: 90 }], FOUR),
      ));
  it('takes a return before the start, and holds it', () =>
    given(planned(), ordered, started())
      .when(back(ONE))
      .thenRecorded(
        completed(ONE, { reportDueAt: '2022-06-10T03:00:00.000Z' }),
        held([{ check: 'end_precedes_start' }], ONE),
      ));
  it('goes by the way of moving, the fastest of several', () => {
    const hour = { startedAt: ONE, endedAt: '2022-06-10T02:00:00.000Z' };
    expect(implausibilitiesOf({ ...hour, distanceKm: 9, patrolKinds: ['foot'] })).toHaveLength(1);
    expect(implausibilitiesOf({ ...hour, distanceKm: 8, patrolKinds: ['foot', 'night'] })).toEqual([]);
    expect(implausibilitiesOf({ ...hour, distanceKm: 50, patrolKinds: ['foot', 'river'] })).toEqual([]);
    expect(implausibilitiesOf({ ...hour, distanceKm: 350, patrolKinds: ['air'] })).toEqual([]);
    expect(implausibilitiesOf({ distanceKm: 1501 })).toEqual([{ check: 'distance', found: 1501, limit: 1500 }]);
  });
  it('does not hold what vague dates allow', () =>
    expect(implausibilitiesOf({ startedAt: '2022-06-10', endedAt: '2022-06-10', distanceKm: 900 })).toEqual([]));

  const suspicious = [planned(), ordered, started(), completed(ONE), held([{ check: 'end_precedes_start' }], ONE)];
  const settled = (data: object) => event(contracts.ACTIVITY_CHECK_SETTLED, data);
  it('is let go when somebody confirms it, by function', () =>
    given(...suspicious)
      .when(command('confirm-activity-check', { authority: 'Sector operations cell' }))
      .thenRecorded(settled({ outcome: 'confirmed', authority: 'Sector operations cell' })));
  it('is let go by a correction after which it goes together, and by no other', () => {
    const corrects = (shouldHaveOccurredAt: string) =>
      command('correct-activity', { version: 4, reason: 'typo', shouldHaveOccurredAt });
    const corrected = (occurredAt: string) =>
      event(contracts.ACTIVITY_CORRECTED, { corrects: { version: 4, reason: 'typo', occurredAt } });
    given(...suspicious)
      .when(corrects(FOUR))
      .thenRecorded(settled({ outcome: 'corrected' }), corrected(FOUR));
    given(...suspicious)
      .when(corrects('2022-06-10T00:00:00.000Z'))
      .thenRecorded(corrected('2022-06-10T00:00:00.000Z'));
  });
  it('is held when a correction takes it apart', () =>
    given(planned(), ordered, started(), completed(FOUR))
      .when(command('correct-activity', { version: 4, reason: 'typo', shouldHaveOccurredAt: ONE }))
      .thenRecorded(
        event(contracts.ACTIVITY_QUARANTINED, { checks: [{ check: 'end_precedes_start' }] }),
        event(contracts.ACTIVITY_CORRECTED, { corrects: { version: 4, reason: 'typo', occurredAt: ONE } }),
      ));
  const told = (startedAt: string, endedAt: string, data = {}) =>
    report({ kind: 'integrated_mission', startedAt: { edtf: startedAt }, endedAt: { edtf: endedAt }, ...data });
  const typesOf = (one: ActivityCommand, ...history: readonly ActivityEvent[]) =>
    decideAfter(activityDecider, history, one).map(({ type }) => type);
  it('is held of every kind, whether a command or a document tells it', () => {
    const mission = [planned({ kind: 'integrated_mission' }), ordered, started()];
    const typesHeld = expect.arrayContaining([contracts.ACTIVITY_QUARANTINED]);
    expect(typesOf(back(ONE), ...mission)).toEqual(typesHeld);
    expect(typesOf(told('2022-06-05', '2022-06-04'))).toEqual(typesHeld);
    expect(typesOf(told('2022-06-04', '2022-06-05'))).toEqual([contracts.ACTIVITY_REPORTED]);
  });
  it('is not held again by a document that tells nothing new of the way, and was confirmed before', () => {
    const way = { startedAt: { edtf: '2022-06-05' }, endedAt: { edtf: '2022-06-04' } };
    const first = reported('COMPLETED', { kind: 'integrated_mission', ...way });
    const confirmed = settled({ outcome: 'confirmed', authority: 'Sector operations cell' });
    const history = [first, held([{ check: 'end_precedes_start' }], '2022-05'), confirmed];
    expect(typesOf(report({ kind: 'integrated_mission', title: 'Water' }), ...history)).toEqual([
      contracts.ACTIVITY_REPORTED,
    ]);
    expect(typesOf(told('2022-06-06', '2022-06-04'), ...history)).toContain(contracts.ACTIVITY_QUARANTINED);
  });
  const DAY = { startedAt: { edtf: '2022-06-05' }, endedAt: { edtf: '2022-06-05' } };
  const told180 = reported('COMPLETED', { distanceKm: 180 });
  const correcting = (version: number, change: object) =>
    command('correct-activity', { version, reason: 'typo', ...change });
  const CORRECTED = contracts.ACTIVITY_CORRECTED;
  it('is held when the start is corrected after a document told the distance or the end', () => {
    const patrol = [planned(), ordered, started('2022-06-05T02:00:00.000Z')];
    const isBack = reported('COMPLETED', { endedAt: { edtf: '2022-06-05T04:00:00.000Z' }, distanceKm: 150 });
    const later = { ...isBack, occurredAt: '2022-06-05T04:00:00.000Z' };
    expect(typesOf(correcting(3, { shouldHaveOccurredAt: '2022-06-05T03:00:00.000Z' }), ...patrol, later)).toEqual([
      ...[contracts.ACTIVITY_QUARANTINED, CORRECTED],
    ]);
    expect(typesOf(correcting(3, { shouldHaveOccurredAt: '2022-06-05T01:00:00.000Z' }), ...patrol, later)).toEqual([
      CORRECTED,
    ]);
  });
  it('is held when one document told the start, another the end, and either is corrected', () => {
    const mission = { kind: 'integrated_mission' };
    const [began, ended] = [
      reported('IN_PROGRESS', { ...mission, startedAt: DAY.startedAt }),
      reported('COMPLETED', { ...mission, endedAt: DAY.endedAt }),
    ];
    for (const [version, members] of [
      [1, { startedAt: { edtf: '2022-06-06' } }],
      [2, { endedAt: { edtf: '2022-06-04' } }],
    ] as const)
      expect(typesOf(correcting(version, { members }), began, ended)).toEqual([
        ...[contracts.ACTIVITY_QUARANTINED, CORRECTED],
      ]);
  });
  it('is not held by a correction of what a later document told anew', () =>
    expect(
      typesOf(correcting(1, { members: { distanceKm: 5000 } }), told180, reported('COMPLETED', { distanceKm: 181 })),
    ).toEqual([CORRECTED]));
  it('is held when a correction of its date lets an account count that had come too late', () => {
    const stale = { ...reported('COMPLETED', { distanceKm: 5000 }), occurredAt: '2022-04' };
    expect(typesOf(correcting(2, { shouldHaveOccurredAt: '2022-06' }), told180, stale)).toEqual([
      ...[contracts.ACTIVITY_QUARANTINED, CORRECTED],
    ]);
  });
  it('is held when it sets out after the end that a document told, or on foot so far', () => {
    const foreseen = { endedAt: { edtf: '2022-06-05' }, distanceKm: 100 };
    const ahead = reported('PLANNED', foreseen);
    expect(typesOf(command('start-activity', {}), ahead, ordered)).toEqual([
      ...[contracts.ACTIVITY_STARTED, contracts.ACTIVITY_QUARANTINED],
    ]);
    expect(typesOf(command('amend-activity-plan', { patrolKinds: ['foot'] }), ahead)).toEqual([
      ...[contracts.ACTIVITY_PLAN_AMENDED, contracts.ACTIVITY_QUARANTINED],
    ]);
  });
  describe('is let go by a later account with which everything goes together', () => {
    const THREE = '2022-06-10T03:00:00.000Z';
    const SUPERSEDED = settled({ outcome: 'superseded' });
    /** A patrol that is under way, of which a document tells the end and a distance that is too far for it. */
    const foreseen = { ...reported('IN_PROGRESS', { endedAt: { edtf: THREE }, distanceKm: 180 }), occurredAt: THREE };
    const tooFast = held([{ check: 'average_speed', found: 180, limit: 90 }], THREE);
    const underWay = [planned(), ordered, started(), foreseen, tooFast];
    const at = (occurredAt: string) => ({ ...SUPERSEDED, occurredAt });

    it('by its end', () =>
      given(...underWay)
        .when(back(FOUR))
        .thenRecorded(completed(FOUR, { reportDueAt: '2022-06-10T06:00:00.000Z' }), at(FOUR)));
    it('by its being broken off', () =>
      expect(
        typesOf(command('abort-activity', { reason: 'weather' }, { occurredAt: FOUR }), ...underWay).slice(1),
      ).toEqual([SUPERSEDED.type]));
    it('by what a document tells of it, from which it is known', () => {
      const [occurredAt, open] = ['2022-06-10T05:00:00.000Z', { sensitivity: 'UNCLASSIFIED' as const }];
      const { reference: _, ...account } = reported('COMPLETED', { distanceKm: 90, statusAsStated: 'conducted' })
        .data as contracts.ActivityReported['data'];
      given(...underWay)
        .when(report({ distanceKm: 90 }, { occurredAt }))
        .thenRecorded(
          { ...event(contracts.ACTIVITY_REPORTED, account), ...open, occurredAt },
          { ...settled({ outcome: 'superseded', source: letter }), ...open, occurredAt },
        );
    });
    const ahead = [
      reported('PLANNED', { patrolKinds: ['foot'], startedAt: DAY.startedAt, endedAt: DAY.endedAt, distanceKm: 300 }),
      held([{ check: 'distance', found: 300, limit: 60 }], '2022-05'),
    ];
    it('by a plan of another way of moving', () =>
      expect(typesOf(command('amend-activity-plan', { patrolKinds: ['air'] }), ...ahead).slice(1)).toEqual([
        SUPERSEDED.type,
      ]));
    it('by its start', () => {
      const early = [reported('PLANNED', { startedAt: { edtf: '2022-06-11' }, endedAt: { edtf: '2022-06-10' } })];
      const history = [...early, held([{ check: 'end_precedes_start' }], '2022-05'), ordered];
      const start = command('start-activity', {}, { occurredAt: '2022-06-10T02:00:00.000Z' });
      expect(typesOf(start, ...history)).toEqual([contracts.ACTIVITY_STARTED, SUPERSEDED.type]);
    });
    it('by none with which it still does not, of which what is found is told anew, once', () => {
      const half = '2022-06-10T03:30:00.000Z';
      given(...underWay)
        .when(back(half))
        .thenRecorded(
          completed(half, { reportDueAt: '2022-06-10T05:30:00.000Z' }),
          held([{ check: 'average_speed', found: 120, limit: 90 }], half),
        );
      const again = report({ endedAt: { edtf: '2022-06-10T03:00Z' } }, { occurredAt: FOUR });
      expect(typesOf(again, ...underWay)).toEqual([contracts.ACTIVITY_REPORTED]);
    });
    it('by none that tells nothing new of the way', () =>
      expect(typesOf(report({ title: 'Water' }, { occurredAt: FOUR }), ...underWay)).toEqual([
        contracts.ACTIVITY_REPORTED,
      ]));
    it('and nothing of it waits for a check any more', () =>
      given(...underWay, completed(FOUR), at(FOUR))
        .when(command('confirm-activity-check', { authority: 'Sector operations cell' }))
        .thenRefused('ACTIVITY_IS_NOT_HELD_FOR_CHECK', 'OPS-9'));
  });
  it('nothing else waits for a check', () =>
    given(planned())
      .when(command('confirm-activity-check', { authority: 'Sector operations cell' }))
      .thenRefused('ACTIVITY_IS_NOT_HELD_FOR_CHECK', 'OPS-9'));
});

describe('OPS-10: a long-range patrol is ordered with a plan for evacuating casualties', () => {
  const longRange = { patrolKinds: ['long_range'] as const };
  it('is refused without one', () =>
    given(planned(longRange)).when(COMMANDS.order).thenRefused('LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN', 'OPS-10'));
  it('is accepted with one, and so is every other patrol', () => {
    given(planned({ ...longRange, casevacPlanRef: 'Casevac plan 3' }))
      .when(COMMANDS.order)
      .thenRecorded(ordered);
    given(planned({ patrolKinds: ['night'] }))
      .when(COMMANDS.order)
      .thenRecorded(ordered);
  });
  it('is not got around by an amendment after the order', () =>
    given(planned(), ordered)
      .when(command('amend-activity-plan', longRange))
      .thenRefused('LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN', 'OPS-10'));
});

describe('ACTIVITY-OUTCOME: why it was not done, and what replaced it', () => {
  it('is kept as it was told', () =>
    given(planned())
      .when(command('deny-activity', { reason: 'access_denied', accessBy: 'air', replacementAsStated: 'by road' }))
      .thenRecorded(
        event(contracts.ACTIVITY_DENIED, { reason: 'access_denied', accessBy: 'air', replacementAsStated: 'by road' }),
      ));
  it('what access was refused by belongs to a refusal of access', () =>
    given(planned())
      .when(command('cancel-activity', { reason: 'weather', accessBy: 'air' }))
      .thenRefused('ACCESS_MEANS_ARE_OF_NO_REFUSAL', 'ACTIVITY-OUTCOME'));
  it('a reason belongs to what was not done', () =>
    given()
      .when(report({ reason: 'weather' }))
      .thenRefused('REASON_IS_OF_NO_OUTCOME', 'ACTIVITY-OUTCOME'));
  const FINDINGS = ['record-arrests', 'record-seizure', 'record-engagement'] as const;
  it.each(FINDINGS)('%s is refused of what nobody set out on, and taken of what was turned back on its way', (name) => {
    const denied = event(contracts.ACTIVITY_DENIED, { reason: 'access_denied' });
    const filed = event(contracts.ACTIVITY_REPORT_FILED, { documentRef: 'Patrol report 14' });
    for (const past of [[planned(), denied], [planned(), ordered, denied, filed], [reported('DENIED')]])
      given(...past)
        .when(COMMANDS[name])
        .thenRefused('FINDINGS_NEED_AN_ACTIVITY_THAT_BEGAN', 'ACTIVITY-OUTCOME');
    const onItsWay = reported('DENIED', { startedAt: { edtf: '2022-05' } });
    for (const past of [[planned(), ordered, started(), denied], [onItsWay], [reported('UNKNOWN')]])
      expect(decideAfter(activityDecider, past, COMMANDS[name])).toHaveLength(1);
  });
  it('U5: what replaced it is there', () =>
    given(planned())
      .when(command('deny-activity', { reason: 'weather', replacedBy: OTHER_ID }))
      .thenRefused('REPLACING_ACTIVITY_IS_NOT_RECORDED', 'U5'));
});

describe('What an activity responds to', () => {
  const alert = {
    kind: 'alert' as const,
    at: { edtf: '2022-06-10T06:10Z', asStated: 'ten past six' },
    ref: 'Alert 12',
  };
  const stored = { ...alert, at: { ...alert.at, edtf: '2022-06-10T06:10:00.000Z' } };
  const ahead = { kind: 'alert' as const, at: { edtf: '2022-07' } };

  it('is said by a plan, an amendment or a document, as precise as it is known', () => {
    given()
      .when(plan({ trigger: alert }))
      .thenRecorded(planned({ trigger: stored }));
    given(planned())
      .when(command('amend-activity-plan', { trigger: { kind: 'allegation' } }))
      .thenRecorded(event(contracts.ACTIVITY_PLAN_AMENDED, { trigger: { kind: 'allegation' } }, strictly));
    const told = { trigger: { kind: 'allegation' as const, at: { edtf: '2022-05' } } };
    expect(decideAfter(activityDecider, [], report(told))[0]!.data).toMatchObject(told);
  });

  it('U1: has come already, also where the activity itself lies ahead', () => {
    for (const one of [plan({ trigger: ahead }), report({ trigger: ahead })])
      given().when(one).thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1');
    given(planned())
      .when(command('amend-activity-plan', { trigger: ahead }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1');
    const recheck = (): unknown =>
      activityDecider.recheck!(planned({ trigger: ahead }), fold(activityDecider, [planned()]), metadata());
    expect(recheck).toThrow(expect.objectContaining({ code: 'OCCURRED_AT_LIES_IN_THE_FUTURE' }));
  });
});

describe('What a document states of an activity', () => {
  it('may be the first that the log hears of it, and invents no order', () =>
    given()
      .when(report())
      .thenRecorded(
        event(
          contracts.ACTIVITY_REPORTED,
          { reference, kind: 'patrol', status: 'COMPLETED', statusAsStated: 'conducted', source: letter },
          { occurredAt: '2022-06', sensitivity: 'UNCLASSIFIED' },
        ),
      ));
  it('needs its source', () =>
    given()
      .when(report({}, { source: undefined }))
      .thenRefused('ACTIVITY_REPORT_NEEDS_A_SOURCE', 'ACTIVITY-SOURCE'));
  it('of an earlier time moves nothing', () => {
    const decided = decideAfter(
      activityDecider,
      [reported('COMPLETED')],
      report({ status: 'PLANNED' }, { occurredAt: '2022-03' }),
    );
    expect(statusAfter(reported('COMPLETED'), ...decided)).toBe('COMPLETED');
  });
});

describe('Deadlines: a patrol reports within two hours of its return', () => {
  const four = { occurredAt: '2022-06-10T04:00:00.000Z' };
  const returned = event(contracts.ACTIVITY_COMPLETED, { reportDueAt: '2022-06-10T06:00:00.000Z' }, four);
  const due = { deadline: 'patrol-report', dueAt: '2022-06-10T06:00:00.000Z' };
  const passing = command('pass-activity-deadline', { ...due, isLate: false });
  it('waits for it until it is filed', () => {
    const back = [planned(), ordered, started(), returned];
    expect(deadlines(fold(activityDecider, back))).toEqual([{ name: 'patrol-report', dueAt: due.dueAt }]);
    const filed = event(contracts.ACTIVITY_REPORT_FILED, { documentRef: 'Patrol report 14' });
    expect(deadlines(fold(activityDecider, [...back, filed]))).toEqual([]);
  });
  it('is recorded once when it passed', () => {
    const passed = event(contracts.ACTIVITY_DEADLINE_PASSED, { ...due, isLate: false });
    given(planned(), ordered, started(), returned).when(passing).thenRecorded(passed);
    given(planned(), ordered, started(), returned, passed)
      .when(passing)
      .thenRefused('DEADLINE_IS_NOT_OPEN', 'DEADLINES');
  });
  const correctedTo = (occurredAt: string): ActivityEvent =>
    event(contracts.ACTIVITY_CORRECTED, { corrects: { version: 4, reason: 'typo', occurredAt } });
  const waitsFor = (...more: readonly ActivityEvent[]) =>
    deadlines(fold(activityDecider, [planned(), ordered, started(), returned, ...more])).map(({ dueAt }) => dueAt);
  it('counts from the return as it was corrected, and not from the time that was wrong', () => {
    expect(waitsFor(correctedTo('2022-06-10T05:30:00.000Z'))).toEqual(['2022-06-10T07:30:00.000Z']);
    expect(waitsFor(correctedTo('2022-06-10'))).toEqual(['2022-06-11T01:59:59.999Z']);
  });
  it('is waited for again where the return was later than it was said to be, and told once where it was sooner', () => {
    const passed = event(contracts.ACTIVITY_DEADLINE_PASSED, { ...due, isLate: false });
    expect(waitsFor(passed, correctedTo('2022-06-10T05:30:00.000Z'))).toEqual(['2022-06-10T07:30:00.000Z']);
    expect(waitsFor(passed, correctedTo('2022-06-10T03:00:00.000Z'))).toEqual([]);
  });
});
