import type { CorrectedSituationReportMembers } from '@opsledger/contracts';
import type { Command, DeadlinePassedData } from '@opsledger/kernel';
import type { CorrectionData } from '../record/record-facts.decider.js';

/** What may be ordered of who has to report every day, by command. Days are calendar days, UTC. */
type Data = {
  /** Opens the record. */
  'require-situation-reports': Readonly<{
    reporter: string;
    unitId?: string;
    isUnitKnown?: boolean;
    sector?: string;
    /** Today, unless it is said. */
    from?: string;
  }>;
  'file-situation-report': Readonly<{ day?: string; documentRef?: string; summary?: string }>;
  'end-situation-reports': Readonly<{ lastDay: string; reason?: string }>;
  /** An earlier event should have said something else (`U2`). */
  'correct-situation-report': CorrectionData<CorrectedSituationReportMembers>;
  /** The clock says that the cut-off of a day passed. */
  'pass-situation-report-deadline': DeadlinePassedData;
};

export type ReportingCommandName = keyof Data;
export type ReportingCommandOf<Name extends ReportingCommandName> = Command<Name, Data[Name]>;
export type ReportingCommand = { [Name in ReportingCommandName]: ReportingCommandOf<Name> }[ReportingCommandName];
