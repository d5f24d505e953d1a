import assessmentCorrectedMinimal from './samples/assessment-corrected.v1.minimal.sample.json' with { type: 'json' };
import assessmentCorrected from './samples/assessment-corrected.v1.sample.json' with { type: 'json' };
import assessmentRecordedMinimal from './samples/assessment-recorded.v1.minimal.sample.json' with { type: 'json' };
import assessmentRecorded from './samples/assessment-recorded.v1.sample.json' with { type: 'json' };
import statedFigureCorrectedMinimal from './samples/stated-figure-corrected.v1.minimal.sample.json' with { type: 'json' };
import statedFigureCorrected from './samples/stated-figure-corrected.v1.sample.json' with { type: 'json' };
import statedFigureCounted from './samples/stated-figure-recorded.v1.counted.sample.json' with { type: 'json' };
import statedFigureMinimal from './samples/stated-figure-recorded.v1.minimal.sample.json' with { type: 'json' };
import statedFigure from './samples/stated-figure-recorded.v1.sample.json' with { type: 'json' };

/** By type of event: together with every member, and one with none but the required. */
export const statedFigureRecordedSamples: readonly object[] = [statedFigure, statedFigureCounted, statedFigureMinimal];
export const statedFigureCorrectedSamples: readonly object[] = [statedFigureCorrected, statedFigureCorrectedMinimal];
export const assessmentRecordedSamples: readonly object[] = [assessmentRecorded, assessmentRecordedMinimal];
export const assessmentCorrectedSamples: readonly object[] = [assessmentCorrected, assessmentCorrectedMinimal];
