import * as contracts from '@opsledger/contracts';
import { BASE_STATES, type BaseState, type ReportedBaseState } from '@opsledger/contracts';
import { decideAfter, fold, type RuleViolation } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { BaseCommand, BaseCommandName, BaseCommandOf } from './temporary-base.commands.js';
import { baseDecider } from './temporary-base.decider.js';
import { BASE_ARROWS, nextBaseActions, type BaseAction, type BaseEvent } from './temporary-base.state.js';

const { given } = specify(baseDecider);
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const reference = 'TOB-2022-0001';
const place = { asStated: 'Ogossogou', adminLevel: 4 } as const;
const OTHER_ID = '01a20000-0000-7000-8000-0000000000aa';

const command = <Name extends BaseCommandName>(
  name: Name,
  data: BaseCommandOf<Name>['data'],
  surroundings = {},
): BaseCommand => ({ name, data, metadata: metadata({ reference, ...surroundings }) }) as unknown as BaseCommand;
const event = (type: string, data: object = {}, more: Partial<BaseEvent> = {}): BaseEvent =>
  ({ type, occurredAt: NOW, sensitivity: 'CONFIDENTIAL', ...more, data: { baseId: SOME_ID, ...data } }) as BaseEvent;

const recce = event(contracts.BASE_RECCE_STARTED, { reference, place }, { occurredAt: '2022-06-01' });
const recceEnded = event(contracts.BASE_RECCE_ENDED, { reason: 'no water' }, { occurredAt: '2022-06-01' });
const reported = (data: object = {}, more: Partial<BaseEvent> = {}) =>
  event(
    contracts.BASE_REPORTED,
    { place, status: 'ACTIVE', statusAsStated: 'continues to maintain', ...data, source: letter },
    { occurredAt: '/2022-06-01', sensitivity: 'UNCLASSIFIED', ...more },
  );
const inState = (status: ReportedBaseState) => reported({ reference, status }, { occurredAt: '2022-06-01' });
/** What no document reports was decided here. */
const pastOf = (status: BaseState): readonly BaseEvent[] =>
  status === 'NOT_ESTABLISHED' ? [recce, recceEnded] : [inState(status)];

const DATA: { [Name in Exclude<BaseCommandName, 'recce-base'>]: readonly [BaseAction, BaseCommandOf<Name>['data']] } = {
  'end-base-recce': ['end-recce', { reason: 'no water' }],
  'establish-base': ['establish', {}],
  'activate-base': ['activate', {}],
  'reduce-base': ['reduce', {}],
  'dismantle-base': ['dismantle', { reason: 'the market has moved' }],
  'amend-base': ['amend', { purpose: 'Protect civilians' }],
  'report-base': ['report', { place, status: 'UNKNOWN', statusAsStated: 'a base' }],
  'correct-base': ['correct', { version: 1, reason: 'typo', members: { name: 'TOB Ogossogou' } }],
};
const actions = Object.entries(DATA) as unknown as readonly (readonly [
  Exclude<BaseCommandName, 'recce-base'>,
  readonly [BaseAction, never],
])[];

describe('BASE-STATES: recce, established, active, reduced, dismantled', () => {
  it.each(actions)('%s is taken in its states only, and leads where the table says', (name, [action, data]) => {
    const { from, to } = BASE_ARROWS[action] as Readonly<{ from: readonly BaseState[]; to?: BaseState }>;
    const outcomeIn = (state: BaseState): string => {
      try {
        const events = decideAfter(baseDecider, pastOf(state), command(name, data, { source: letter }));
        return fold(baseDecider, [...pastOf(state), ...events]).status;
      } catch (error) {
        return (error as RuleViolation).code;
      }
    };
    expect(BASE_STATES.map((state) => [state, outcomeIn(state)])).toEqual(
      BASE_STATES.map((state) => [state, from.includes(state) ? (to ?? state) : 'BASE_STATE_DOES_NOT_ALLOW_THIS']),
    );
  });

  it.each(actions.filter(([, [action]]) => action !== 'report'))('%s is refused without a record', (name, [, data]) =>
    given().when(command(name, data)).thenRefused('BASE_IS_NOT_RECORDED', 'BASE-STATES'),
  );

  it('a recce opens the record, once', () => {
    given()
      .when(command('recce-base', { place, name: 'TOB Ogossogou' }, { occurredAt: '2022-06' }))
      .thenRecorded(
        event(contracts.BASE_RECCE_STARTED, { reference, place, name: 'TOB Ogossogou' }, { occurredAt: '2022-06' }),
      );
    given(recce).when(command('recce-base', { place })).thenRefused('BASE_IS_ALREADY_RECORDED', 'BASE-STATES');
  });

  it('a recce that comes to nothing is ended, with the reason; a base that was established is not (ADR 18)', () => {
    given(recce)
      .when(command('end-base-recce', { reason: 'no water' }))
      .thenRecorded(event(contracts.BASE_RECCE_ENDED, { reason: 'no water' }));
    given(recce).when(command('end-base-recce', {})).thenRecorded(event(contracts.BASE_RECCE_ENDED));
    given(recce, event(contracts.BASE_ESTABLISHED, {}, { occurredAt: '2022-06-02' }))
      .when(command('end-base-recce', {}))
      .thenRefused('BASE_STATE_DOES_NOT_ALLOW_THIS', 'BASE-STATES');
    given(recce, recceEnded)
      .when(command('establish-base', {}))
      .thenRefused('BASE_STATE_DOES_NOT_ALLOW_THIS', 'BASE-STATES');
    given(recce)
      .when(command('end-base-recce', {}, { occurredAt: '2022-05-31' }))
      .thenRefused('BASE_DATES_ARE_REVERSED', 'BASE-DATES');
  });

  it('what a document reports of a base that never came about is kept, and moves nothing', () =>
    expect(
      fold(baseDecider, [recce, recceEnded, reported({ status: 'ACTIVE' }, { occurredAt: '2022-06-09' })]),
    ).toMatchObject({ status: 'NOT_ESTABLISHED', version: 3 }));

  it('what is offered next is what the table allows', () => {
    expect(BASE_STATES.map((state) => nextBaseActions(state))).toEqual([
      ['establish', 'end-recce', 'amend'],
      ['activate', 'amend'],
      ['reduce', 'amend'],
      ['dismantle', 'amend'],
      [],
      ['amend'],
      [],
    ]);
  });

  it('an amendment changes something', () =>
    given(recce).when(command('amend-base', {})).thenRefused('BASE_AMENDMENT_CHANGES_NOTHING', 'BASE-STATES'));
});

describe('BASE-DATES', () => {
  it('a step does not lie before the one that it follows; a date that may lie after it is taken', () => {
    given(recce)
      .when(command('establish-base', {}, { occurredAt: '2022-05-31' }))
      .thenRefused('BASE_DATES_ARE_REVERSED', 'BASE-DATES');
    given(recce)
      .when(command('establish-base', {}, { occurredAt: '2022-06' }))
      .thenRecorded(event(contracts.BASE_ESTABLISHED, {}, { occurredAt: '2022-06' }));
  });

  it('a document does not dismantle before it establishes', () =>
    given()
      .when(
        command(
          'report-base',
          {
            ...{ place, status: 'DISMANTLED', statusAsStated: 'was closed' },
            ...{ establishedAt: { edtf: '2021' }, dismantledAt: { edtf: '2020' } },
          },
          { source: letter },
        ),
      )
      .thenRefused('BASE_DATES_ARE_REVERSED', 'BASE-DATES'));
});

describe('U1: nothing has happened that lies ahead', () => {
  it.each(actions.filter(([, [action]]) => action !== 'report'))('%s', (name, [action, data]) =>
    given(inState(BASE_ARROWS[action].from[0]))
      .when(command(name, data, { occurredAt: '2023' }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'),
  );
  it('recce-base', () =>
    given()
      .when(command('recce-base', { place }, { occurredAt: '2023' }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
  it('report-base: dates of a document', () =>
    given()
      .when(
        command(
          'report-base',
          { place, status: 'ACTIVE', statusAsStated: 'exists', establishedAt: { edtf: '2023' } },
          { source: letter },
        ),
      )
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
});

describe('U5: what a base is linked to is there', () => {
  it.each([
    ['operationId', 'LINKED_OPERATION_IS_NOT_RECORDED'],
    ['unitId', 'LINKED_UNIT_IS_NOT_REGISTERED'],
  ])('%s', (member, code) =>
    given(recce)
      .when(command('amend-base', { [member]: OTHER_ID }))
      .thenRefused(code, 'U5'),
  );

  it('and then kept by its id alone', () =>
    given(recce)
      .when(
        command('amend-base', {
          ...{ operationId: OTHER_ID, isOperationKnown: true, unitId: OTHER_ID, isUnitKnown: true },
        }),
      )
      .thenRecorded(event(contracts.BASE_AMENDED, { operationId: OTHER_ID, unitId: OTHER_ID })));
});

describe('What a document states of a base', () => {
  const report = (data: object = {}, surroundings: object = {}) =>
    command(
      'report-base',
      { place, status: 'ACTIVE', statusAsStated: 'continues to maintain', ...data },
      { source: letter, occurredAt: '/2022-06-01', ...surroundings },
    );

  it('F16: may be the first that is heard of it, and is published as the letter is', () =>
    given().when(report()).thenRecorded(reported({ reference })));

  it('BASE-SOURCE: names the document', () =>
    given()
      .when(report({}, { source: undefined }))
      .thenRefused('BASE_REPORT_NEEDS_A_SOURCE', 'BASE-SOURCE'));

  it('of an earlier time, of a base that is gone, with an open state or against what was decided moves nothing', () => {
    const statusAfter = (...events: readonly BaseEvent[]) => fold(baseDecider, events).status;
    expect(statusAfter(inState('ACTIVE'), reported({ status: 'RECCE' }, { occurredAt: '2020' }))).toBe('ACTIVE');
    expect(statusAfter(inState('DISMANTLED'), reported({}, { occurredAt: '2022-06-09' }))).toBe('DISMANTLED');
    expect(statusAfter(inState('ACTIVE'), reported({ status: 'UNKNOWN' }, { occurredAt: '2022-06-09' }))).toBe(
      'ACTIVE',
    );
    const established = [recce, event(contracts.BASE_ESTABLISHED, {}, { occurredAt: '2022-06-02' })];
    expect(statusAfter(...established, reported({ status: 'RECCE' }, { occurredAt: '2022-06-09' }))).toBe(
      'ESTABLISHED',
    );
    expect(statusAfter(...established, reported({}, { occurredAt: '2022-06-09' }))).toBe('ACTIVE');
    expect(statusAfter(inState('UNKNOWN'), reported({}, { occurredAt: '2022-06-09' }))).toBe('ACTIVE');
  });
});

describe('U2: corrections', () => {
  const correct = (data: Partial<BaseCommandOf<'correct-base'>['data']>) =>
    command('correct-base', { version: 1, reason: 'typo', ...data });
  const corrected = event(contracts.BASE_CORRECTED, {
    corrects: { version: 1, reason: 'typo', members: { place: { asStated: 'Ogossagou' } } },
  });

  it('say which event should have said what', () =>
    given(recce)
      .when(correct({ members: { place: { asStated: 'Ogossagou' } } }))
      .thenRecorded(corrected));
  it('may be dated anew, and the dates count from then on', () =>
    expect(
      fold(baseDecider, [
        recce,
        event(contracts.BASE_CORRECTED, { corrects: { version: 1, reason: 'typo', occurredAt: '2022-05' } }),
      ]),
    ).toMatchObject({ since: '2022-05', version: 2, corrections: [2] }));
  it.each([
    ['an event that is not there', { version: 9, members: { name: 'x' } }, 'CORRECTED_EVENT_DOES_NOT_EXIST'],
    ['nothing', {}, 'CORRECTION_CHANGES_NOTHING'],
    ['a correction', { version: 2, members: { name: 'x' } }, 'CORRECTION_NAMES_A_CORRECTION'],
  ])('not of %s', (_, data, code) => given(recce, corrected).when(correct(data)).thenRefused(code, 'U2'));
});
