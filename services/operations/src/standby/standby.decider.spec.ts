import * as contracts from '@opsledger/contracts';
import { STANDBY_STATES, type StandbyState } from '@opsledger/contracts';
import { decideAfter, fold, type RuleViolation } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { StandbyCommand, StandbyCommandName, StandbyCommandOf } from './standby.commands.js';
import { standbyDecider } from './standby.decider.js';
import {
  deadlines,
  nextStandbyActions,
  STANDBY_ARROWS,
  type StandbyAction,
  type StandbyEvent,
} from './standby.state.js';

const { given } = specify(standbyDecider);
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const reference = 'SB-2022-0001';
const OTHER_ID = '01a20000-0000-7000-8000-0000000000aa';
const condition = { kind: 'host_authorisation', asStated: 'should the authorities grant approval' } as const;
const END = '2022-06-09T23:59:59.999Z';

const command = <Name extends StandbyCommandName>(
  name: Name,
  data: StandbyCommandOf<Name>['data'],
  surroundings = {},
): StandbyCommand => ({ name, data, metadata: metadata({ reference, ...surroundings }) }) as unknown as StandbyCommand;
const event = (type: string, data: object = {}, more: Partial<StandbyEvent> = {}): StandbyEvent =>
  ({
    type,
    occurredAt: NOW,
    sensitivity: 'CONFIDENTIAL',
    ...more,
    data: { standbyId: SOME_ID, ...data },
  }) as StandbyEvent;

const order = (data: Partial<StandbyCommandOf<'order-standby'>['data']> = {}) =>
  command('order-standby', { team: 'Investigation team', noticeToMoveHours: 48, ...data });
const ordered = (data: object = {}) =>
  event(
    contracts.STANDBY_ORDERED,
    { reference, team: 'Investigation team', noticeToMoveHours: 48, ...data },
    { occurredAt: '2022-06-01', sensitivity: 'STRICTLY_CONFIDENTIAL' },
  );
const achieved = event(contracts.STANDBY_ACHIEVED, {}, { occurredAt: '2022-06-02' });
const answered = (isMet: boolean) => event(contracts.STANDBY_CONDITION_RECORDED, { isMet });
const reported = (data: object = {}, more: Partial<StandbyEvent> = {}) =>
  event(
    contracts.STANDBY_REPORTED,
    { team: 'Investigation team', status: 'ACHIEVED', statusAsStated: 'remains ready', ...data, source: letter },
    { occurredAt: '/2022-06-01', sensitivity: 'UNCLASSIFIED', ...more },
  );
const inState = (status: StandbyState, data: object = {}) =>
  reported({ reference, status, ...data }, { occurredAt: '2022-06-01' });

const DATA: {
  [Name in Exclude<StandbyCommandName, 'order-standby' | 'pass-standby-deadline'>]: readonly [
    StandbyAction,
    StandbyCommandOf<Name>['data'],
  ];
} = {
  'achieve-standby': ['achieve', {}],
  'extend-standby': ['extend', { to: { edtf: '2022-07' } }],
  'record-standby-condition': ['record-condition', { isMet: true }],
  'activate-standby': ['activate', { override: { authority: 'Force Commander', reason: 'Imminent threat' } }],
  'stand-down-standby': ['stand-down', { reason: 'the week is over' }],
  'relocate-standby-assets': [
    'relocate-assets',
    { assets: [{ kind: 'attack_helicopter', count: 2 }], from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' } },
  ],
  'declare-standby-readiness': ['declare-readiness', { noticeToMoveHours: 24 }],
  'report-standby': ['report', { team: 'Team', status: 'UNKNOWN', statusAsStated: 'on standby' }],
  'correct-standby': ['correct', { version: 1, reason: 'typo', members: { team: 'A team' } }],
};
const actions = Object.entries(DATA) as unknown as readonly (readonly [
  keyof typeof DATA,
  readonly [StandbyAction, never],
])[];

describe('STANDBY-STATES: ordered, achieved, extended, activated or stood down', () => {
  it.each(actions)('%s is taken in its states only, and leads where the table says', (name, [action, data]) => {
    const { from, to } = STANDBY_ARROWS[action] as Readonly<{ from: readonly StandbyState[]; to?: StandbyState }>;
    const outcomeIn = (state: StandbyState): string => {
      const past = [inState(state, { condition })];
      try {
        const events = decideAfter(standbyDecider, past, command(name, data, { source: letter }));
        return fold(standbyDecider, [...past, ...events]).status;
      } catch (error) {
        return (error as RuleViolation).code;
      }
    };
    expect(STANDBY_STATES.map((state) => [state, outcomeIn(state)])).toEqual(
      STANDBY_STATES.map((state) => [
        state,
        from.includes(state) ? (to ?? state) : 'STANDBY_STATE_DOES_NOT_ALLOW_THIS',
      ]),
    );
  });

  it.each(actions.filter(([, [action]]) => action !== 'report'))('%s is refused without a record', (name, [, data]) =>
    given().when(command(name, data)).thenRefused('STANDBY_IS_NOT_RECORDED', 'STANDBY-STATES'),
  );

  it('an order opens the record, once; it is Strictly Confidential', () => {
    const terms = { from: { edtf: '2022-06-10' }, to: { edtf: '2022-06-17' }, condition };
    given()
      .when(order(terms))
      .thenRecorded(
        event(
          contracts.STANDBY_ORDERED,
          { reference, team: 'Investigation team', noticeToMoveHours: 48, ...terms },
          { sensitivity: 'STRICTLY_CONFIDENTIAL' },
        ),
      );
    given(ordered()).when(order()).thenRefused('STANDBY_IS_ALREADY_RECORDED', 'STANDBY-STATES');
  });

  it('an order that is taken back is stood down before it was achieved; what is over is not (ADR 18)', () => {
    given(ordered())
      .when(command('stand-down-standby', { reason: 'the team is needed elsewhere' }))
      .thenRecorded(event(contracts.STANDBY_STOOD_DOWN, { reason: 'the team is needed elsewhere' }));
    given(ordered(), event(contracts.STANDBY_STOOD_DOWN))
      .when(command('stand-down-standby', {}))
      .thenRefused('STANDBY_STATE_DOES_NOT_ALLOW_THIS', 'STANDBY-STATES');
    given(ordered(), event(contracts.STANDBY_STOOD_DOWN))
      .when(command('achieve-standby', {}))
      .thenRefused('STANDBY_STATE_DOES_NOT_ALLOW_THIS', 'STANDBY-STATES');
  });

  it('may be extended again and again', () =>
    given(ordered(), achieved, event(contracts.STANDBY_EXTENDED, { to: { edtf: '2022-07-01' } }))
      .when(command('extend-standby', { to: { edtf: '2022-08-01' } }))
      .thenRecorded(event(contracts.STANDBY_EXTENDED, { to: { edtf: '2022-08-01' } })));

  it('what is offered next is what the table allows; not to move on an unmet condition', () => {
    const notes = ['declare-readiness', 'relocate-assets'];
    expect(nextStandbyActions('ORDERED', undefined)).toEqual(['achieve', ...notes, 'stand-down']);
    expect(nextStandbyActions('ACHIEVED', undefined)).toEqual(['extend', ...notes, 'activate', 'stand-down']);
    expect(nextStandbyActions('EXTENDED', false)).toEqual(['extend', 'record-condition', ...notes, 'stand-down']);
    expect(nextStandbyActions('STOOD_DOWN', false)).toEqual([]);
  });
});

describe('OPS-8: notice to move is 0 to 168 hours', () => {
  it.each([0, 48, 168])('accepts %i', (noticeToMoveHours) =>
    given(ordered())
      .when(command('declare-standby-readiness', { noticeToMoveHours }))
      .thenRecorded(event(contracts.READINESS_DECLARED, { noticeToMoveHours })),
  );
  it.each([-1, 169, 1.5, Number.NaN])('refuses %d', (noticeToMoveHours) => {
    const refused = ['NOTICE_TO_MOVE_IS_OUT_OF_RANGE', 'OPS-8'] as const;
    given()
      .when(order({ noticeToMoveHours }))
      .thenRefused(...refused);
    given(ordered())
      .when(command('declare-standby-readiness', { noticeToMoveHours }))
      .thenRefused(...refused);
    given()
      .when(
        command(
          'report-standby',
          { team: 'Team', status: 'ACHIEVED', statusAsStated: 'ready', noticeToMoveHours },
          { source: letter },
        ),
      )
      .thenRefused(...refused);
  });
});

describe('OPS-8: a standby is not activated while its condition is unmet', () => {
  const override = { authority: 'Force Commander', reason: 'Imminent threat to civilians' };
  const activate = (data: StandbyCommandOf<'activate-standby'>['data'] = {}) => command('activate-standby', data);
  const waiting = [ordered({ condition }), achieved];

  it('refuses it, and after a refusal of what it waits for as well', () => {
    given(...waiting)
      .when(activate())
      .thenRefused('STANDBY_CONDITION_IS_UNMET', 'OPS-8');
    given(...waiting, answered(true), answered(false))
      .when(activate())
      .thenRefused('STANDBY_CONDITION_IS_UNMET', 'OPS-8');
  });
  it('accepts it once the condition is met', () =>
    given(...waiting, answered(true))
      .when(activate())
      .thenRecorded(event(contracts.STANDBY_ACTIVATED)));
  it('accepts it without a condition', () =>
    given(ordered(), achieved).when(activate()).thenRecorded(event(contracts.STANDBY_ACTIVATED)));
  it('accepts an override with authority and reason, and records it', () =>
    given(...waiting)
      .when(activate({ override }))
      .thenRecorded(event(contracts.STANDBY_ACTIVATED, { override })));
  it('does not record an override that nothing needs', () =>
    given(...waiting, answered(true))
      .when(activate({ override }))
      .thenRecorded(event(contracts.STANDBY_ACTIVATED)));
  it('a condition that is declared later counts from then on', () =>
    given(ordered(), achieved, event(contracts.READINESS_DECLARED, { noticeToMoveHours: 48, condition }))
      .when(activate())
      .thenRefused('STANDBY_CONDITION_IS_UNMET', 'OPS-8'));

  it('that it is met is recorded with who decided and on what request', () => {
    const said = { isMet: true, authority: 'Host authorities', requestRef: 'Request 3' };
    given(...waiting)
      .when(command('record-standby-condition', said))
      .thenRecorded(event(contracts.STANDBY_CONDITION_RECORDED, said));
    given(ordered()).when(command('record-standby-condition', said)).thenRefused('STANDBY_HAS_NO_CONDITION', 'OPS-8');
  });
});

describe('STANDBY-DATES', () => {
  const reversed = ['STANDBY_DATES_ARE_REVERSED', 'STANDBY-DATES'] as const;
  it('an end does not lie before its start, nor before the end that it extends', () => {
    given()
      .when(order({ from: { edtf: '2022-06-10' }, to: { edtf: '2022-06-09' } }))
      .thenRefused(...reversed);
    given(ordered({ to: { edtf: '2022-06-20' } }), achieved)
      .when(command('extend-standby', { to: { edtf: '2022-06-19' } }))
      .thenRefused(...reversed);
  });
  it('a step does not lie before the one that it follows', () =>
    given(ordered())
      .when(command('achieve-standby', {}, { occurredAt: '2022-05' }))
      .thenRefused(...reversed));
});

describe('U1: nothing has happened that lies ahead', () => {
  it.each(actions.filter(([, [action]]) => action !== 'report'))('%s', (name, [action, data]) =>
    given(inState(STANDBY_ARROWS[action].from[0], { condition }))
      .when(command(name, data, { occurredAt: '2023' }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'),
  );
});

describe('U5: what a standby is linked to is there', () => {
  it('an operation, a unit', () => {
    given()
      .when(order({ operationId: OTHER_ID }))
      .thenRefused('LINKED_OPERATION_IS_NOT_RECORDED', 'U5');
    given()
      .when(order({ unitId: OTHER_ID }))
      .thenRefused('LINKED_UNIT_IS_NOT_REGISTERED', 'U5');
    const links = { operationId: OTHER_ID, unitId: OTHER_ID };
    given()
      .when(order({ ...links, isOperationKnown: true, isUnitKnown: true }))
      .thenRecorded(
        event(
          contracts.STANDBY_ORDERED,
          { reference, team: 'Investigation team', noticeToMoveHours: 48, ...links },
          { sensitivity: 'STRICTLY_CONFIDENTIAL' },
        ),
      );
  });
});

describe('DEADLINES: the end of a standby', () => {
  const until = (edtf: string) => ordered({ to: { edtf } });
  const pass = (dueAt = END, surroundings = {}) =>
    command('pass-standby-deadline', { deadline: 'standby-end', dueAt, isLate: false }, surroundings);

  it('is waited for while it is under way, a vague end in full', () => {
    const dueOf = (...events: readonly StandbyEvent[]) =>
      deadlines(fold(standbyDecider, events)).map(({ dueAt }) => dueAt);
    expect(dueOf(until('2022-06-09'))).toEqual([END]);
    expect(dueOf(until('2022-06'))).toEqual(['2022-06-30T23:59:59.999Z']);
    expect(dueOf(ordered())).toEqual([]);
    expect(
      dueOf(until('2022-06-09'), achieved, event(contracts.STANDBY_EXTENDED, { to: { edtf: '2022-07' } })),
    ).toEqual(['2022-07-31T23:59:59.999Z']);
    expect(dueOf(until('2022-06-09'), achieved, event(contracts.STANDBY_STOOD_DOWN))).toEqual([]);
  });
  it('is recorded when it has passed, once', () => {
    const data = { deadline: 'standby-end', dueAt: END, isLate: false };
    const passed = event(contracts.STANDBY_DEADLINE_PASSED, data);
    given(until('2022-06-09')).when(pass()).thenRecorded(passed);
    given(until('2022-06-09'), passed).when(pass()).thenRefused('DEADLINE_IS_NOT_OPEN', 'DEADLINES');
    given(until('2022-06-11')).when(pass('2022-06-11T23:59:59.999Z')).thenRefused('DEADLINE_IS_NOT_DUE', 'DEADLINES');
  });
});

describe('What a document states of a standby', () => {
  const report = (data: object = {}, surroundings: object = {}) =>
    command(
      'report-standby',
      { team: 'Investigation team', status: 'ACHIEVED', statusAsStated: 'remains ready', ...data },
      { source: letter, occurredAt: '/2022-06-01', ...surroundings },
    );
  it('F55: may be the first that is heard of it', () =>
    given()
      .when(report({ noticeToMoveHours: 48, condition }))
      .thenRecorded(reported({ reference, noticeToMoveHours: 48, condition })));
  it('STANDBY-SOURCE: names the document', () =>
    given()
      .when(report({}, { source: undefined }))
      .thenRefused('STANDBY_REPORT_NEEDS_A_SOURCE', 'STANDBY-SOURCE'));
  it('of one that is over moves nothing', () =>
    expect(fold(standbyDecider, [inState('STOOD_DOWN'), reported({}, { occurredAt: '2022-06-09' })])).toMatchObject({
      ...{ status: 'STOOD_DOWN', version: 2 },
    }));
});

describe('U2: corrections', () => {
  const corrected = event(contracts.STANDBY_CORRECTED, {
    corrects: { version: 1, reason: 'typo', members: { noticeToMoveHours: 24 } },
  });
  const correct = (data: object) => command('correct-standby', { version: 1, reason: 'typo', ...data });
  it('say which event should have said what', () =>
    given(ordered())
      .when(correct({ members: { noticeToMoveHours: 24 } }))
      .thenRecorded(corrected));
  it.each([
    ['an event that is not there', { version: 9, members: { team: 'x' } }, 'CORRECTED_EVENT_DOES_NOT_EXIST'],
    ['nothing', {}, 'CORRECTION_CHANGES_NOTHING'],
    ['a correction', { version: 2, members: { team: 'x' } }, 'CORRECTION_NAMES_A_CORRECTION'],
  ])('not of %s', (_, data, code) => given(ordered(), corrected).when(correct(data)).thenRefused(code, 'U2'));
});
