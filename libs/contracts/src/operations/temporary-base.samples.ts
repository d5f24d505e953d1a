import baseDispositionAmendedMinimal from './samples/base-disposition-amended.v1.minimal.sample.json' with { type: 'json' };
import baseDispositionAmended from './samples/base-disposition-amended.v1.sample.json' with { type: 'json' };
import baseDispositionRecordedMinimal from './samples/base-disposition-recorded.v1.minimal.sample.json' with { type: 'json' };
import baseDispositionRecorded from './samples/base-disposition-recorded.v1.sample.json' with { type: 'json' };
import temporaryBaseActivatedMinimal from './samples/temporary-base-activated.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseActivated from './samples/temporary-base-activated.v1.sample.json' with { type: 'json' };
import temporaryBaseAmendedMinimal from './samples/temporary-base-amended.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseAmended from './samples/temporary-base-amended.v1.sample.json' with { type: 'json' };
import temporaryBaseCorrectedMinimal from './samples/temporary-base-corrected.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseCorrectedReason from './samples/temporary-base-corrected.v1.reason.sample.json' with { type: 'json' };
import temporaryBaseCorrected from './samples/temporary-base-corrected.v1.sample.json' with { type: 'json' };
import temporaryBaseDismantledMinimal from './samples/temporary-base-dismantled.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseDismantled from './samples/temporary-base-dismantled.v1.sample.json' with { type: 'json' };
import temporaryBaseEstablishedMinimal from './samples/temporary-base-established.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseEstablished from './samples/temporary-base-established.v1.sample.json' with { type: 'json' };
import temporaryBaseRecceEndedMinimal from './samples/temporary-base-recce-ended.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseRecceEnded from './samples/temporary-base-recce-ended.v1.sample.json' with { type: 'json' };
import temporaryBaseRecceStartedMinimal from './samples/temporary-base-recce-started.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseRecceStarted from './samples/temporary-base-recce-started.v1.sample.json' with { type: 'json' };
import temporaryBaseReducedMinimal from './samples/temporary-base-reduced.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseReduced from './samples/temporary-base-reduced.v1.sample.json' with { type: 'json' };
import temporaryBaseReportedMinimal from './samples/temporary-base-reported.v1.minimal.sample.json' with { type: 'json' };
import temporaryBaseReported from './samples/temporary-base-reported.v1.sample.json' with { type: 'json' };

/** By type of event, as in `operation.samples.ts`. */
export const recceStartedSamples: readonly object[] = [temporaryBaseRecceStarted, temporaryBaseRecceStartedMinimal];
export const recceEndedSamples: readonly object[] = [temporaryBaseRecceEnded, temporaryBaseRecceEndedMinimal];
export const establishedSamples: readonly object[] = [temporaryBaseEstablished, temporaryBaseEstablishedMinimal];
export const activatedSamples: readonly object[] = [temporaryBaseActivated, temporaryBaseActivatedMinimal];
export const reducedSamples: readonly object[] = [temporaryBaseReduced, temporaryBaseReducedMinimal];
export const dismantledSamples: readonly object[] = [temporaryBaseDismantled, temporaryBaseDismantledMinimal];
export const baseAmendedSamples: readonly object[] = [temporaryBaseAmended, temporaryBaseAmendedMinimal];
export const baseReportedSamples: readonly object[] = [temporaryBaseReported, temporaryBaseReportedMinimal];
export const baseCorrectedSamples: readonly object[] = [
  temporaryBaseCorrected,
  temporaryBaseCorrectedReason,
  temporaryBaseCorrectedMinimal,
];
export const dispositionRecordedSamples: readonly object[] = [baseDispositionRecorded, baseDispositionRecordedMinimal];
export const dispositionAmendedSamples: readonly object[] = [baseDispositionAmended, baseDispositionAmendedMinimal];
