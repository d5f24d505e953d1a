import * as events from '@opsledger/contracts';
import {
  assertNever,
  parseEdtf,
  refuseFutureOccurrence,
  RuleViolation,
  type CommandMetadata,
  type Decider,
  type Detail,
} from '@opsledger/kernel';
import { correcting, happened, newReference, passing, present } from '../record/record-facts.decider.js';
import { linked } from '../record/record-links.decider.js';
import type { ReportingCommand, ReportingCommandOf } from './situation-report.commands.js';
import {
  cutOffOf,
  deadlines,
  evolve,
  holds,
  type RecordedReporting,
  type Reporting,
  type ReportingEvent,
} from './situation-report.state.js';

export type ReportingViolationCode =
  | 'REPORTING_BEGINS_IN_THE_PAST'
  | 'REPORTING_ENDS_BEFORE_IT_BEGINS'
  | 'REPORTING_HAS_ENDED'
  | 'REPORTING_IS_ALREADY_RECORDED'
  | 'REPORTING_IS_NOT_RECORDED'
  | 'SITUATION_REPORT_IS_FILED_ALREADY'
  | 'SITUATION_REPORT_IS_NOT_EXPECTED'
  | 'SITUATION_REPORT_LIES_AHEAD';

const decide = (command: ReportingCommand, state: Reporting): readonly ReportingEvent[] => [decideOne(command, state)];

const decideOne = (command: ReportingCommand, state: Reporting): ReportingEvent => {
  const { metadata } = command;
  switch (command.name) {
    case 'require-situation-reports':
      return require(command, state);
    case 'file-situation-report':
      return file(command, state);
    case 'end-situation-reports':
      return end(command, state);
    case 'correct-situation-report': {
      const data = { ...stating(metadata), ...correcting(command.data, recorded(state)) };
      refuseFutureOccurrence(metadata);
      return { type: events.SITUATION_REPORT_CORRECTED, ...happened(metadata, 'CONFIDENTIAL'), data };
    }
    case 'pass-situation-report-deadline': {
      const data = { obligationId: metadata.id, ...passing(command.data, deadlines(state), state, metadata) };
      return { type: events.SITUATION_REPORT_DEADLINE_PASSED, ...happened(metadata, 'CONFIDENTIAL'), data };
    }
    default:
      return assertNever(command);
  }
};

/** Nobody was late before they were asked: the first day is today or later. */
const require = (
  { data, metadata }: ReportingCommandOf<'require-situation-reports'>,
  state: Reporting,
): events.SituationReportsRequired => {
  if (state.status !== 'NOT_RECORDED')
    throw refuse('REPORTING_IS_ALREADY_RECORDED', 'wrong-state', { state: state.status });
  const today = metadata.now.slice(0, 10);
  const { reporter, unitId, isUnitKnown, sector, from = today } = data;
  if (from < today) throw refuse('REPORTING_BEGINS_IN_THE_PAST', 'broken-rule', { from, today });
  return {
    type: events.SITUATION_REPORTS_REQUIRED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), reference: newReference(metadata), reporter, from, ...present({ sector }) },
      ...present({ unitId: linked(present({ unitId, isUnitKnown })).unitId }),
    },
  };
};

/** One report for each day from the first to the last, none ahead of its day; after the cut-off it is late. */
const file = (
  { data, metadata }: ReportingCommandOf<'file-situation-report'>,
  state: Reporting,
): events.SituationReportFiled => {
  const { from, lastDay, nextDay, ahead, missing } = recorded(state);
  refuseFutureOccurrence(metadata);
  const today = metadata.now.slice(0, 10);
  const { day = today, documentRef, summary } = data;
  if (day < from || (lastDay !== undefined && day > lastDay))
    throw refuse('SITUATION_REPORT_IS_NOT_EXPECTED', 'broken-rule', { day, from, ...present({ lastDay }) });
  if (day > today) throw refuse('SITUATION_REPORT_LIES_AHEAD', 'broken-rule', { day, today });
  if (ahead.includes(day) || (day < nextDay && !missing.includes(day)))
    throw refuse('SITUATION_REPORT_IS_FILED_ALREADY', 'broken-rule', { day });
  const dueAt = cutOffOf(day);
  const filedAt = parseEdtf(metadata.occurredAt)?.end?.latest ?? metadata.now;
  return {
    type: events.SITUATION_REPORT_FILED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), day, dueAt, isLate: filedAt >= dueAt, ...present({ documentRef, summary }) },
  };
};

const end = (
  { data: { lastDay, reason }, metadata }: ReportingCommandOf<'end-situation-reports'>,
  state: Reporting,
): events.SituationReportsEnded => {
  const { status, from } = recorded(state);
  refuseFutureOccurrence(metadata);
  if (status === 'ENDED') throw refuse('REPORTING_HAS_ENDED', 'wrong-state', { state: status });
  if (lastDay < from) throw refuse('REPORTING_ENDS_BEFORE_IT_BEGINS', 'broken-rule', { lastDay, from });
  return {
    type: events.SITUATION_REPORTS_ENDED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), lastDay, ...present({ reason }) },
  };
};

const stating = ({ id, source }: CommandMetadata) => ({ obligationId: id, ...present({ source }) });
const recorded = (state: Reporting): RecordedReporting => {
  if (state.status === 'NOT_RECORDED') throw refuse('REPORTING_IS_NOT_RECORDED', 'wrong-state');
  return state;
};
const refuse = (
  code: ReportingViolationCode,
  kind: RuleViolation['kind'],
  details: Readonly<Record<string, Detail>> = {},
) => new RuleViolation(code, 'SITREP', kind, details);

export const reportingDecider: Decider<Reporting, ReportingCommand, ReportingEvent> = {
  ...{ initialState: { status: 'NOT_RECORDED' }, decide, evolve, holds, deadlines },
};
