import activityPlanned2 from './samples/activity-planned.v1.2.sample.json' with { type: 'json' };
import activityPlanned3 from './samples/activity-planned.v1.3.sample.json' with { type: 'json' };
import activityPlanned4 from './samples/activity-planned.v1.4.sample.json' with { type: 'json' };
import activityPlanned5 from './samples/activity-planned.v1.5.sample.json' with { type: 'json' };
import activityPlanned6 from './samples/activity-planned.v1.6.sample.json' with { type: 'json' };
import activityPlanned7 from './samples/activity-planned.v1.7.sample.json' with { type: 'json' };
import activityPlannedMinimal from './samples/activity-planned.v1.minimal.sample.json' with { type: 'json' };
import activityPlanned from './samples/activity-planned.v1.sample.json' with { type: 'json' };
import activityPlanAmended2 from './samples/activity-plan-amended.v1.2.sample.json' with { type: 'json' };
import activityPlanAmended3 from './samples/activity-plan-amended.v1.3.sample.json' with { type: 'json' };
import activityPlanAmended4 from './samples/activity-plan-amended.v1.4.sample.json' with { type: 'json' };
import activityPlanAmended5 from './samples/activity-plan-amended.v1.5.sample.json' with { type: 'json' };
import activityPlanAmended6 from './samples/activity-plan-amended.v1.6.sample.json' with { type: 'json' };
import activityPlanAmended7 from './samples/activity-plan-amended.v1.7.sample.json' with { type: 'json' };
import activityPlanAmendedMinimal from './samples/activity-plan-amended.v1.minimal.sample.json' with { type: 'json' };
import activityPlanAmended from './samples/activity-plan-amended.v1.sample.json' with { type: 'json' };
import activityOrderedMinimal from './samples/activity-ordered.v1.minimal.sample.json' with { type: 'json' };
import activityOrdered from './samples/activity-ordered.v1.sample.json' with { type: 'json' };
import activityStartedMinimal from './samples/activity-started.v1.minimal.sample.json' with { type: 'json' };
import activityStarted from './samples/activity-started.v1.sample.json' with { type: 'json' };
import activityCompletedMinimal from './samples/activity-completed.v1.minimal.sample.json' with { type: 'json' };
import activityCompleted from './samples/activity-completed.v1.sample.json' with { type: 'json' };
import activityAborted2 from './samples/activity-aborted.v1.2.sample.json' with { type: 'json' };
import activityAbortedMinimal from './samples/activity-aborted.v1.minimal.sample.json' with { type: 'json' };
import activityAborted from './samples/activity-aborted.v1.sample.json' with { type: 'json' };
import activityDeniedMinimal from './samples/activity-denied.v1.minimal.sample.json' with { type: 'json' };
import activityDenied from './samples/activity-denied.v1.sample.json' with { type: 'json' };
import activityPostponedMinimal from './samples/activity-postponed.v1.minimal.sample.json' with { type: 'json' };
import activityPostponed from './samples/activity-postponed.v1.sample.json' with { type: 'json' };
import activityCancelledMinimal from './samples/activity-cancelled.v1.minimal.sample.json' with { type: 'json' };
import activityCancelled from './samples/activity-cancelled.v1.sample.json' with { type: 'json' };
import activityReportFiledMinimal from './samples/activity-report-filed.v1.minimal.sample.json' with { type: 'json' };
import activityReportFiled from './samples/activity-report-filed.v1.sample.json' with { type: 'json' };
import activityReported2 from './samples/activity-reported.v1.2.sample.json' with { type: 'json' };
import activityReported3 from './samples/activity-reported.v1.3.sample.json' with { type: 'json' };
import activityReported4 from './samples/activity-reported.v1.4.sample.json' with { type: 'json' };
import activityReported5 from './samples/activity-reported.v1.5.sample.json' with { type: 'json' };
import activityReported6 from './samples/activity-reported.v1.6.sample.json' with { type: 'json' };
import activityReported7 from './samples/activity-reported.v1.7.sample.json' with { type: 'json' };
import activityReportedMinimal from './samples/activity-reported.v1.minimal.sample.json' with { type: 'json' };
import activityReported from './samples/activity-reported.v1.sample.json' with { type: 'json' };
import activityQuarantinedMinimal from './samples/activity-quarantined.v1.minimal.sample.json' with { type: 'json' };
import activityQuarantined from './samples/activity-quarantined.v1.sample.json' with { type: 'json' };
import activityCheckSettled2 from './samples/activity-check-settled.v1.2.sample.json' with { type: 'json' };
import activityCheckSettledMinimal from './samples/activity-check-settled.v1.minimal.sample.json' with { type: 'json' };
import activityCheckSettled from './samples/activity-check-settled.v1.sample.json' with { type: 'json' };
import arrestsReportedMinimal from './samples/arrests-reported.v1.minimal.sample.json' with { type: 'json' };
import arrestsReported from './samples/arrests-reported.v1.sample.json' with { type: 'json' };
import materielSeizedMinimal from './samples/materiel-seized.v1.minimal.sample.json' with { type: 'json' };
import materielSeized from './samples/materiel-seized.v1.sample.json' with { type: 'json' };
import engagementRecordedMinimal from './samples/engagement-recorded.v1.minimal.sample.json' with { type: 'json' };
import engagementRecorded from './samples/engagement-recorded.v1.sample.json' with { type: 'json' };
import activityCorrected10 from './samples/activity-corrected.v1.10.sample.json' with { type: 'json' };
import activityCorrected11 from './samples/activity-corrected.v1.11.sample.json' with { type: 'json' };
import activityCorrected2 from './samples/activity-corrected.v1.2.sample.json' with { type: 'json' };
import activityCorrected3 from './samples/activity-corrected.v1.3.sample.json' with { type: 'json' };
import activityCorrected4 from './samples/activity-corrected.v1.4.sample.json' with { type: 'json' };
import activityCorrected5 from './samples/activity-corrected.v1.5.sample.json' with { type: 'json' };
import activityCorrected6 from './samples/activity-corrected.v1.6.sample.json' with { type: 'json' };
import activityCorrected7 from './samples/activity-corrected.v1.7.sample.json' with { type: 'json' };
import activityCorrected8 from './samples/activity-corrected.v1.8.sample.json' with { type: 'json' };
import activityCorrected9 from './samples/activity-corrected.v1.9.sample.json' with { type: 'json' };
import activityCorrectedMinimal from './samples/activity-corrected.v1.minimal.sample.json' with { type: 'json' };
import activityCorrected from './samples/activity-corrected.v1.sample.json' with { type: 'json' };
import activityDeadlinePassed from './samples/activity-deadline-passed.v1.sample.json' with { type: 'json' };

/** By type of event, as in `operation.samples.ts`. */
export const activityPlannedSamples: readonly object[] = [
  activityPlanned2,
  activityPlanned3,
  activityPlanned4,
  activityPlanned5,
  activityPlanned6,
  activityPlanned7,
  activityPlannedMinimal,
  activityPlanned,
];
export const activityPlanAmendedSamples: readonly object[] = [
  activityPlanAmended2,
  activityPlanAmended3,
  activityPlanAmended4,
  activityPlanAmended5,
  activityPlanAmended6,
  activityPlanAmended7,
  activityPlanAmendedMinimal,
  activityPlanAmended,
];
export const activityOrderedSamples: readonly object[] = [activityOrderedMinimal, activityOrdered];
export const activityStartedSamples: readonly object[] = [activityStartedMinimal, activityStarted];
export const activityCompletedSamples: readonly object[] = [activityCompletedMinimal, activityCompleted];
export const activityAbortedSamples: readonly object[] = [activityAborted2, activityAbortedMinimal, activityAborted];
export const activityDeniedSamples: readonly object[] = [activityDeniedMinimal, activityDenied];
export const activityPostponedSamples: readonly object[] = [activityPostponedMinimal, activityPostponed];
export const activityCancelledSamples: readonly object[] = [activityCancelledMinimal, activityCancelled];
export const activityReportFiledSamples: readonly object[] = [activityReportFiledMinimal, activityReportFiled];
export const activityReportedSamples: readonly object[] = [
  activityReported2,
  activityReported3,
  activityReported4,
  activityReported5,
  activityReported6,
  activityReported7,
  activityReportedMinimal,
  activityReported,
];
export const activityQuarantinedSamples: readonly object[] = [activityQuarantinedMinimal, activityQuarantined];
export const activityCheckSettledSamples: readonly object[] = [
  activityCheckSettled2,
  activityCheckSettledMinimal,
  activityCheckSettled,
];
export const arrestsReportedSamples: readonly object[] = [arrestsReportedMinimal, arrestsReported];
export const materielSeizedSamples: readonly object[] = [materielSeizedMinimal, materielSeized];
export const engagementRecordedSamples: readonly object[] = [engagementRecordedMinimal, engagementRecorded];
export const activityCorrectedSamples: readonly object[] = [
  activityCorrected10,
  activityCorrected11,
  activityCorrected2,
  activityCorrected3,
  activityCorrected4,
  activityCorrected5,
  activityCorrected6,
  activityCorrected7,
  activityCorrected8,
  activityCorrected9,
  activityCorrectedMinimal,
  activityCorrected,
];
export const activityDeadlinePassedSamples: readonly object[] = [activityDeadlinePassed];
