import planned from './samples/operation-planned.v1.sample.json' with { type: 'json' };
import plannedMinimal from './samples/operation-planned.v1.minimal.sample.json' with { type: 'json' };
import proposed from './samples/operation-proposed.v1.sample.json' with { type: 'json' };
import proposedMinimal from './samples/operation-proposed.v1.minimal.sample.json' with { type: 'json' };
import reported from './samples/operation-reported.v1.sample.json' with { type: 'json' };
import reportedMinimal from './samples/operation-reported.v1.minimal.sample.json' with { type: 'json' };

/** By type of event: one with every member, one with none but the required, and whatever else was ever worth keeping. */
export const proposedSamples = [proposed, proposedMinimal];
export const plannedSamples = [planned, plannedMinimal];
export const reportedSamples = [reported, reportedMinimal];
