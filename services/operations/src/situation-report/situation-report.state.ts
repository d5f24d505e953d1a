import * as events from '@opsledger/contracts';
import type { ReportingState } from '@opsledger/contracts';
import { assertNever, minutesAfter, normaliseName, type Claim, type Deadline, type Instant } from '@opsledger/kernel';

export type ReportingEvent =
  | events.SituationReportsRequired
  | events.SituationReportFiled
  | events.SituationReportsEnded
  | events.SituationReportCorrected
  | events.SituationReportDeadlinePassed;

/** What the rules need to know of who has to report: which days are settled, and how. Days are texts that compare. */
export type RecordedReporting = Readonly<{
  status: ReportingState;
  reference: string;
  reporter: string;
  from: string;
  lastDay?: string;
  /** The first day whose cut-off is still waited for: every day before it was filed or is missing. */
  nextDay: string;
  /** Filed already, from `nextDay` on. */
  ahead: readonly string[];
  /** Not there by their cut-off, and not filed since. */
  missing: readonly string[];
  version: number;
  corrections: readonly number[];
}>;
export type Reporting = Readonly<{ status: 'NOT_RECORDED' }> | RecordedReporting;

const MINUTES_PER_DAY = 24 * 60;
/** The midnight that ends a day: local midnight in Mali is UTC. */
export const cutOffOf = (day: string): Instant => minutesAfter(`${day}T00:00:00.000Z`, MINUTES_PER_DAY);
export const dayAfter = (day: string): string => cutOffOf(day).slice(0, 10);

export const evolve = (state: Reporting, event: ReportingEvent): Reporting => {
  const changed = change(state, event);
  return { ...changed, version: changed.version + 1 };
};

const change = (state: Reporting, event: ReportingEvent): RecordedReporting => {
  switch (event.type) {
    case events.SITUATION_REPORTS_REQUIRED: {
      const { reference, reporter, from } = event.data;
      const days = { from, nextDay: from, ahead: [], missing: [] };
      return { status: 'REQUIRED', reference, reporter, ...days, version: 0, corrections: [] };
    }
    case events.SITUATION_REPORT_FILED: {
      const before = recorded(state);
      const { day } = event.data;
      if (day < before.nextDay) return { ...before, missing: before.missing.filter((one) => one !== day) };
      return settle({ ...before, ahead: [...before.ahead, day] });
    }
    case events.SITUATION_REPORTS_ENDED: {
      const before = recorded(state);
      const { lastDay } = event.data;
      return { ...before, status: 'ENDED', lastDay, missing: before.missing.filter((day) => day <= lastDay) };
    }
    case events.SITUATION_REPORT_CORRECTED: {
      const before = recorded(state);
      return { ...before, corrections: [...before.corrections, before.version + 1] };
    }
    case events.SITUATION_REPORT_DEADLINE_PASSED: {
      const before = recorded(state);
      const { nextDay, missing } = before;
      return settle({ ...before, nextDay: dayAfter(nextDay), missing: [...missing, nextDay] });
    }
    default:
      return assertNever(event);
  }
};

/** Goes past the days that were filed already. */
const settle = (state: RecordedReporting): RecordedReporting => {
  const { nextDay, ahead } = state;
  if (!ahead.includes(nextDay)) return state;
  return settle({ ...state, nextDay: dayAfter(nextDay), ahead: ahead.filter((day) => day !== nextDay) });
};

const recorded = (state: Reporting): RecordedReporting => {
  if (state.status === 'NOT_RECORDED') throw new TypeError('A stream of situation reports begins with who has to file');
  return state;
};

export const reportingReferenceClaim = (reference: string): Claim => ({
  kind: 'situation-reports-reference/1',
  value: reference.toLowerCase(),
});

/** Who has to report has to do so once: the name is free again when that has ended. */
export const holds = (state: Reporting): readonly Claim[] => {
  if (state.status === 'NOT_RECORDED') return [];
  const name = { kind: 'situation-reporter/1', value: normaliseName(state.reporter) };
  return [reportingReferenceClaim(state.reference), ...(state.status === 'ENDED' ? [] : [name])];
};

/**
 * The cut-off of one day at a time: settled by its report or by the clock, it leaves the next day's in its place. So a deadline that
 * comes back every day needs no timer of its own (ADR 10).
 */
export const deadlines = (state: Reporting): readonly Deadline[] => {
  if (state.status === 'NOT_RECORDED') return [];
  const { nextDay, lastDay } = state;
  if (lastDay !== undefined && nextDay > lastDay) return [];
  return [{ name: `situation-report:${nextDay}`, dueAt: cutOffOf(nextDay) }];
};
