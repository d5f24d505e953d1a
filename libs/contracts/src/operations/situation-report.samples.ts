import situationReportCorrectedMinimal from './samples/situation-report-corrected.v1.minimal.sample.json' with { type: 'json' };
import situationReportCorrected from './samples/situation-report-corrected.v1.sample.json' with { type: 'json' };
import situationReportDeadlinePassed from './samples/situation-report-deadline-passed.v1.sample.json' with { type: 'json' };
import situationReportFiledMinimal from './samples/situation-report-filed.v1.minimal.sample.json' with { type: 'json' };
import situationReportFiled from './samples/situation-report-filed.v1.sample.json' with { type: 'json' };
import situationReportsEndedMinimal from './samples/situation-reports-ended.v1.minimal.sample.json' with { type: 'json' };
import situationReportsEnded from './samples/situation-reports-ended.v1.sample.json' with { type: 'json' };
import situationReportsRequiredMinimal from './samples/situation-reports-required.v1.minimal.sample.json' with { type: 'json' };
import situationReportsRequired from './samples/situation-reports-required.v1.sample.json' with { type: 'json' };

/** By type of event, as in `operation.samples.ts`. */
export const requiredSamples: readonly object[] = [situationReportsRequired, situationReportsRequiredMinimal];
export const filedSamples: readonly object[] = [situationReportFiled, situationReportFiledMinimal];
export const endedSamples: readonly object[] = [situationReportsEnded, situationReportsEndedMinimal];
export const reportCorrectedSamples: readonly object[] = [situationReportCorrected, situationReportCorrectedMinimal];
export const reportDeadlineSamples: readonly object[] = [situationReportDeadlinePassed];
