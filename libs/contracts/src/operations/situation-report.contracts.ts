import type { Correction, DomainEvent, Provenance } from '@opsledger/kernel';
import { eventContract, type EventContract, type Schema } from '../contract.js';
import { boolean, correctionOf, described, instant, namesOf, object, pattern, text, uuid } from '../schema-parts.js';
import { narrative, source } from './operation-parts.js';
import * as samples from './situation-report.samples.js';

/** Someone who has to report every day, and whoever no longer has to. */
export const REPORTING_STATES = ['REQUIRED', 'ENDED'] as const;
export type ReportingState = (typeof REPORTING_STATES)[number];

type Of<Data> = Readonly<{ obligationId: string; source?: Provenance }> & Readonly<Data>;
type Event<Type extends string, Data = unknown> = DomainEvent<Type, Of<Data>>;

const obligationId = described(uuid, 'The record.');
const day: Schema<string> = pattern('^[0-9]{4}-[0-9]{2}-[0-9]{2}$');
const documentRef = described(text(300), 'What another person needs to find the report.');
const summary = described(text(2000), 'In words.');

export const SITUATION_REPORTS_REQUIRED = 'opsledger.operations.situation-reports-required.v1';
export type SituationReportsRequired = Event<
  typeof SITUATION_REPORTS_REQUIRED,
  { reference: string; reporter: string; unitId?: string; sector?: string; from: string }
>;
export const SITUATION_REPORT_FILED = 'opsledger.operations.situation-report-filed.v1';
export type SituationReportFiled = Event<
  typeof SITUATION_REPORT_FILED,
  { day: string; dueAt: string; isLate: boolean; documentRef?: string; summary?: string }
>;
export const SITUATION_REPORTS_ENDED = 'opsledger.operations.situation-reports-ended.v1';
export type SituationReportsEnded = Event<typeof SITUATION_REPORTS_ENDED, { lastDay: string; reason?: string }>;
export const SITUATION_REPORT_CORRECTED = 'opsledger.operations.situation-report-corrected.v1';
/** The members that may be corrected. Days are not: what was filed for the wrong day is filed again for the right one. */
export type CorrectedSituationReportMembers = Readonly<{ documentRef?: string; summary?: string; sector?: string }>;
export type SituationReportCorrected = Event<
  typeof SITUATION_REPORT_CORRECTED,
  { corrects: Correction & Readonly<{ members?: CorrectedSituationReportMembers }>; note?: string }
>;
export const SITUATION_REPORT_DEADLINE_PASSED = 'opsledger.operations.situation-report-deadline-passed.v1';
export type SituationReportDeadlinePassed = DomainEvent<
  typeof SITUATION_REPORT_DEADLINE_PASSED,
  Readonly<{ obligationId: string; deadline: string; dueAt: string; isLate: boolean }>
>;

const corrected = { documentRef, summary, sector: described(text(100), 'Its sector.') };

export const situationReportContracts: readonly EventContract[] = [
  eventContract<SituationReportsRequired>({
    type: SITUATION_REPORTS_REQUIRED,
    summary: 'A unit or sector has to report every day.',
    data: object(
      {
        ...{ obligationId, source },
        reference: described(pattern('^SR-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.'),
        reporter: described(text(120), 'Who reports: a unit, a sector, a section.'),
        unitId: described(uuid, 'The unit, if it is one of the register.'),
        sector: described(text(100), 'Its sector.'),
        from: described(day, 'The first day that is reported on.'),
      },
      ['unitId', 'sector', 'source'],
    ),
    samples: samples.requiredSamples,
  }),
  eventContract<SituationReportFiled>({
    type: SITUATION_REPORT_FILED,
    summary: 'The situation report of a day was filed.',
    data: object(
      {
        ...{ obligationId, documentRef, summary, source },
        day: described(day, 'The day that it is of.'),
        dueAt: described(instant, 'When it was due: at the midnight that ends the day, UTC.'),
        isLate: described(boolean, 'It came after that.'),
      },
      ['documentRef', 'summary', 'source'],
    ),
    samples: samples.filedSamples,
  }),
  eventContract<SituationReportsEnded>({
    type: SITUATION_REPORTS_ENDED,
    summary: 'A unit or sector no longer has to report.',
    data: object(
      {
        ...{ obligationId, source },
        lastDay: described(day, 'The last day that is reported on.'),
        reason: described(text(1000), 'Why, in words.'),
      },
      ['reason', 'source'],
    ),
    samples: samples.endedSamples,
  }),
  eventContract<SituationReportCorrected>({
    type: SITUATION_REPORT_CORRECTED,
    summary: 'An earlier event of the obligation should have said something else; it stays as it is.',
    data: object(
      {
        ...{ obligationId, note: narrative, source },
        corrects: correctionOf(object(corrected, namesOf(corrected)) as Schema<CorrectedSituationReportMembers>),
      },
      ['note', 'source'],
    ) as Schema<SituationReportCorrected['data']>,
    samples: samples.reportCorrectedSamples,
  }),
  eventContract<SituationReportDeadlinePassed>({
    type: SITUATION_REPORT_DEADLINE_PASSED,
    summary: 'The situation report of a day was not there by its cut-off.',
    data: object({
      obligationId,
      deadline: described(text(100), 'Which deadline, with its day.'),
      dueAt: described(instant, 'When it was due.'),
      isLate: described(boolean, 'Noticed long after that.'),
    }),
    samples: samples.reportDeadlineSamples,
  }),
];
