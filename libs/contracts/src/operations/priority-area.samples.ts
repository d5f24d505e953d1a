import priorityAreaActivityNotedMinimal from './samples/priority-area-activity-noted.v1.minimal.sample.json' with { type: 'json' };
import priorityAreaActivityNoted from './samples/priority-area-activity-noted.v1.sample.json' with { type: 'json' };
import priorityAreaDeadlinePassed from './samples/priority-area-deadline-passed.v1.sample.json' with { type: 'json' };
import protectionPriorityAreaCorrectedMinimal from './samples/protection-priority-area-corrected.v1.minimal.sample.json' with { type: 'json' };
import protectionPriorityAreaCorrected from './samples/protection-priority-area-corrected.v1.sample.json' with { type: 'json' };
import protectionPriorityAreaLiftedMinimal from './samples/protection-priority-area-lifted.v1.minimal.sample.json' with { type: 'json' };
import protectionPriorityAreaLifted from './samples/protection-priority-area-lifted.v1.sample.json' with { type: 'json' };
import protectionPriorityAreaSetMinimal from './samples/protection-priority-area-set.v1.minimal.sample.json' with { type: 'json' };
import protectionPriorityAreaSet from './samples/protection-priority-area-set.v1.sample.json' with { type: 'json' };

/** By type of event, as in `operation.samples.ts`. */
export const areaSetSamples: readonly object[] = [protectionPriorityAreaSet, protectionPriorityAreaSetMinimal];
export const areaActivitySamples: readonly object[] = [priorityAreaActivityNoted, priorityAreaActivityNotedMinimal];
export const areaLiftedSamples: readonly object[] = [protectionPriorityAreaLifted, protectionPriorityAreaLiftedMinimal];
export const areaCorrectedSamples: readonly object[] = [
  protectionPriorityAreaCorrected,
  protectionPriorityAreaCorrectedMinimal,
];
export const areaDeadlineSamples: readonly object[] = [priorityAreaDeadlinePassed];
