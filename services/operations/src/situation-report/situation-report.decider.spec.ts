import * as contracts from '@opsledger/contracts';
import { decideAfter, fold } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { ReportingCommand, ReportingCommandName, ReportingCommandOf } from './situation-report.commands.js';
import { reportingDecider } from './situation-report.decider.js';
import { deadlines, type ReportingEvent } from './situation-report.state.js';

const { given } = specify(reportingDecider);
const reference = 'SR-2022-0001';
const [YESTERDAY, TODAY, TOMORROW] = ['2022-06-09', '2022-06-10', '2022-06-11'] as const;
const cutOff = { [YESTERDAY]: '2022-06-10T00:00:00.000Z', [TODAY]: '2022-06-11T00:00:00.000Z' };

const command = <Name extends ReportingCommandName>(
  name: Name,
  data: ReportingCommandOf<Name>['data'],
  surroundings = {},
): ReportingCommand =>
  ({ name, data, metadata: metadata({ reference, ...surroundings }) }) as unknown as ReportingCommand;
const event = (type: string, data: object = {}): ReportingEvent =>
  ({
    ...{ type, occurredAt: NOW, sensitivity: 'CONFIDENTIAL' },
    data: { obligationId: SOME_ID, ...data },
  }) as ReportingEvent;
const required = (from: string = YESTERDAY) =>
  event(contracts.SITUATION_REPORTS_REQUIRED, { reference, reporter: 'Sector Centre', from });
const filed = (day: typeof YESTERDAY | typeof TODAY, isLate = false) =>
  event(contracts.SITUATION_REPORT_FILED, { day, dueAt: cutOff[day], isLate });
const passed = (day: typeof YESTERDAY) =>
  event(contracts.SITUATION_REPORT_DEADLINE_PASSED, {
    ...{ deadline: `situation-report:${day}`, dueAt: cutOff[day], isLate: false },
  });
const ended = (lastDay: string) => event(contracts.SITUATION_REPORTS_ENDED, { lastDay });
const file = (day?: string, surroundings = {}) =>
  command('file-situation-report', day === undefined ? {} : { day }, surroundings);

describe('SITREP: who has to report every day', () => {
  it('is required from today on or later, never from before', () => {
    given()
      .when(command('require-situation-reports', { reporter: 'Sector Centre' }))
      .thenRecorded(required(TODAY));
    given()
      .when(command('require-situation-reports', { reporter: 'Sector Centre', from: TOMORROW }))
      .thenRecorded(required(TOMORROW));
    given()
      .when(command('require-situation-reports', { reporter: 'Sector Centre', from: YESTERDAY }))
      .thenRefused('REPORTING_BEGINS_IN_THE_PAST', 'SITREP');
    given(required())
      .when(command('require-situation-reports', { reporter: 'Sector Centre' }))
      .thenRefused('REPORTING_IS_ALREADY_RECORDED', 'SITREP');
  });

  it('U5: a unit that is named is there', () =>
    given()
      .when(command('require-situation-reports', { reporter: 'Sector Centre', unitId: SOME_ID }))
      .thenRefused('LINKED_UNIT_IS_NOT_REGISTERED', 'U5'));

  it('has to do so once, until it ends', () => {
    const held = (...events: readonly ReportingEvent[]) =>
      reportingDecider.holds(fold(reportingDecider, events)).map(({ value }) => value);
    expect(held(required())).toEqual(['sr-2022-0001', 'sector centre']);
    expect(held(required(), ended(TODAY))).toEqual(['sr-2022-0001']);
  });

  it('files a report of each day, today unless it is said', () => {
    given(required()).when(file()).thenRecorded(filed(TODAY));
    given(required(), passed(YESTERDAY)).when(file(YESTERDAY)).thenRecorded(filed(YESTERDAY, true));
    given(required(), filed(TODAY)).when(file(TODAY)).thenRefused('SITUATION_REPORT_IS_FILED_ALREADY', 'SITREP');
    given(required(), filed(YESTERDAY))
      .when(file(YESTERDAY))
      .thenRefused('SITUATION_REPORT_IS_FILED_ALREADY', 'SITREP');
  });

  it('is late from the midnight on that ends the day, by when it came and not by when that was entered', () => {
    const isLate = (occurredAt: string) =>
      decideAfter(reportingDecider, [required()], file(YESTERDAY, { occurredAt }))[0]!.data;
    expect(isLate('2022-06-09T23:59:59.999Z')).toMatchObject({ isLate: false });
    expect(isLate('2022-06-10T00:00:00.000Z')).toMatchObject({ isLate: true });
  });

  it('files none before its first day, after its last, or ahead', () => {
    given(required(TODAY)).when(file(YESTERDAY)).thenRefused('SITUATION_REPORT_IS_NOT_EXPECTED', 'SITREP');
    given(required(), ended(YESTERDAY)).when(file(TODAY)).thenRefused('SITUATION_REPORT_IS_NOT_EXPECTED', 'SITREP');
    given(required()).when(file(TOMORROW)).thenRefused('SITUATION_REPORT_LIES_AHEAD', 'SITREP');
    given().when(file()).thenRefused('REPORTING_IS_NOT_RECORDED', 'SITREP');
  });

  it('ends once, not before it begins', () => {
    const end = (lastDay: string) => command('end-situation-reports', { lastDay });
    given(required()).when(end(TOMORROW)).thenRecorded(ended(TOMORROW));
    given(required(), ended(TODAY)).when(end(TOMORROW)).thenRefused('REPORTING_HAS_ENDED', 'SITREP');
    given(required(TODAY)).when(end(YESTERDAY)).thenRefused('REPORTING_ENDS_BEFORE_IT_BEGINS', 'SITREP');
  });

  it('U2: is corrected by an event of its own', () => {
    const correct = (data: object) => command('correct-situation-report', { version: 1, reason: 'typo', ...data });
    given(required())
      .when(correct({ members: { sector: 'East' } }))
      .thenRecorded(
        event(contracts.SITUATION_REPORT_CORRECTED, {
          corrects: { version: 1, reason: 'typo', members: { sector: 'East' } },
        }),
      );
    given(required()).when(correct({})).thenRefused('CORRECTION_CHANGES_NOTHING', 'U2');
  });
});

describe('DEADLINES: a cut-off that comes back every day', () => {
  const dueOf = (...events: readonly ReportingEvent[]) =>
    deadlines(fold(reportingDecider, events)).map(({ name }) => name);
  const pass = (day: typeof YESTERDAY | typeof TODAY) =>
    command('pass-situation-report-deadline', {
      ...{ deadline: `situation-report:${day}`, dueAt: cutOff[day], isLate: false },
    });

  it('is that of the first day that is not settled', () => {
    expect(dueOf(required())).toEqual([`situation-report:${YESTERDAY}`]);
    expect(dueOf(required(), filed(YESTERDAY))).toEqual([`situation-report:${TODAY}`]);
    expect(dueOf(required(), filed(TODAY))).toEqual([`situation-report:${YESTERDAY}`]);
    expect(dueOf(required(), filed(TODAY), passed(YESTERDAY))).toEqual([`situation-report:${TOMORROW}`]);
    expect(dueOf(required(), passed(YESTERDAY), filed(YESTERDAY, true))).toEqual([`situation-report:${TODAY}`]);
  });
  it('ends with the last day', () => {
    expect(dueOf(required(), ended(YESTERDAY))).toEqual([`situation-report:${YESTERDAY}`]);
    expect(dueOf(required(), ended(YESTERDAY), passed(YESTERDAY))).toEqual([]);
  });
  it('passes once, when it is due', () => {
    given(required()).when(pass(YESTERDAY)).thenRecorded(passed(YESTERDAY));
    given(required(), filed(YESTERDAY)).when(pass(YESTERDAY)).thenRefused('DEADLINE_IS_NOT_OPEN', 'DEADLINES');
    given(required(TODAY)).when(pass(TODAY)).thenRefused('DEADLINE_IS_NOT_DUE', 'DEADLINES');
  });
});
