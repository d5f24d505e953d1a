import * as events from '@opsledger/contracts';
import type { ReportingState } from '@opsledger/contracts';
import { parseEdtf, type RecordedEvent } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { present } from '../../record/record-facts.decider.js';
import { cutOffOf, dayAfter, type ReportingEvent } from '../../situation-report/situation-report.state.js';
import { seeEvent, type RecordDocument } from '../record-document.projection.js';

/** How many of the newest reports a record shows whole; of the older ones it knows whether they came, and when. */
const MOST_SHOWN = 62;

type ShownReport = Omit<events.SituationReportFiled['data'], 'obligationId' | 'source'> & Readonly<{ filedAt: string }>;

/** Who has to report every day, and which days were on time, late or missing. */
export type ReportingDocument = RecordDocument &
  Readonly<{
    reporter: string;
    unitId?: string;
    sector?: string;
    state: ReportingState | 'UNKNOWN';
    from: string;
    lastDay?: string;
    /** The first day that is not settled: those before it, from the first on, came or are missing. */
    nextDay: string;
    reports: readonly ShownReport[];
    /** Days that were filed from `nextDay` on, that came late, and that are missing to this day. */
    ahead: readonly string[];
    late: readonly string[];
    missing: readonly string[];
    nextActions: readonly ReportingAction[];
  }>;

const STREAM_PREFIX = 'situation-reports-';

const evolve = (document: ReportingDocument | undefined, event: RecordedEvent): ReportingDocument => {
  const before: ReportingDocument = document ?? {
    ...seeEvent(undefined, event, STREAM_PREFIX),
    ...{ reporter: '', state: 'UNKNOWN', from: '', nextDay: '', reports: [], ahead: [], late: [], missing: [] },
    nextActions: [],
  };
  const taken = take({ ...before, ...seeEvent(document, event, STREAM_PREFIX) }, event);
  return { ...taken, nextActions: nextActionsOf(taken) };
};

const take = (seen: ReportingDocument, { type, data, occurredat }: RecordedEvent): ReportingDocument => {
  const event = { type, data } as Pick<ReportingEvent, 'type' | 'data'> as ReportingEvent;
  switch (event.type) {
    case events.SITUATION_REPORTS_REQUIRED: {
      const { reference, reporter, unitId, sector, from } = event.data;
      return { ...seen, reference, reporter, ...present({ unitId, sector }), state: 'REQUIRED', from, nextDay: from };
    }
    case events.SITUATION_REPORT_FILED: {
      const { obligationId: _, source: __, ...report } = event.data;
      const { day, dueAt } = report;
      // From the time itself: a correction of it may make a late one of what was in time, or the other way round.
      const isLate = (parseEdtf(occurredat)?.end?.latest ?? occurredat) >= dueAt;
      const filed = {
        ...{ ...seen, reports: [...seen.reports, { ...report, isLate, filedAt: occurredat }].slice(-MOST_SHOWN) },
        late: isLate ? [...seen.late, day] : seen.late,
        missing: seen.missing.filter((one) => one !== day),
      };
      return day < seen.nextDay ? filed : settle({ ...filed, ahead: [...seen.ahead, day] });
    }
    case events.SITUATION_REPORTS_ENDED: {
      const { lastDay } = event.data;
      return { ...seen, state: 'ENDED', lastDay, missing: seen.missing.filter((day) => day <= lastDay) };
    }
    case events.SITUATION_REPORT_DEADLINE_PASSED: {
      const { nextDay, missing } = seen;
      return settle({ ...seen, nextDay: dayAfter(nextDay), missing: [...missing, nextDay] });
    }
    case events.SITUATION_REPORT_CORRECTED:
    default:
      return seen;
  }
};

type ReportingAction = 'file' | 'end';
/** Also what has ended may still be filed for a day that is missing or not settled. */
const nextActionsOf = ({ state, missing, nextDay, lastDay }: ReportingDocument): readonly ReportingAction[] => {
  if (state === 'REQUIRED') return ['file', 'end'];
  return missing.length > 0 || (lastDay !== undefined && nextDay <= lastDay) ? ['file'] : [];
};

/** Goes past the days that were filed already. */
const settle = (document: ReportingDocument): ReportingDocument => {
  const { nextDay, ahead } = document;
  if (!ahead.includes(nextDay)) return document;
  return settle({ ...document, nextDay: dayAfter(nextDay), ahead: ahead.filter((day) => day !== nextDay) });
};

export const reportingProjection: Projection<ReportingDocument> = {
  name: 'situation-reports',
  version: 3,
  streamPrefix: STREAM_PREFIX,
  sorts: ['reporter', 'knownAt'],
  identity: ['reference', 'reporter', 'from'],
  evolve,
};

/** Who was to report on a day, and whether they did. */
export type LateList = Readonly<{
  day: string;
  dueAt: string;
  counts: Readonly<Record<DayStatus, number>>;
  reporters: readonly (Pick<ReportingDocument, 'id' | 'reference' | 'reporter' | 'sector'> &
    Readonly<{ status: DayStatus }>)[];
}>;
/** `due`: neither there nor late yet. */
export const DAY_STATUSES = ['on_time', 'late', 'missing', 'due'] as const;
type DayStatus = (typeof DAY_STATUSES)[number];

export const lateListOf = (obligations: readonly ReportingDocument[], day: string): LateList => {
  const reporters = obligations
    .filter(({ from, lastDay }) => from <= day && (lastDay === undefined || day <= lastDay))
    .map((one) => {
      const { id, reference, reporter, sector } = one;
      return { id, reference, reporter, ...present({ sector }), status: statusOn(one, day) };
    });
  const countOf = (status: DayStatus) => reporters.filter((one) => one.status === status).length;
  const counts = Object.fromEntries(DAY_STATUSES.map((status) => [status, countOf(status)])) as LateList['counts'];
  return { day, dueAt: cutOffOf(day), counts, reporters };
};

const statusOn = ({ nextDay, ahead, late, missing }: ReportingDocument, day: string): DayStatus => {
  if (missing.includes(day)) return 'missing';
  if (late.includes(day)) return 'late';
  return day < nextDay || ahead.includes(day) ? 'on_time' : 'due';
};
