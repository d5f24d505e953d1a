import { laterOf } from '@opsledger/kernel';
import { definePolicy, isWithin, type RecordsThen, type ServiceDefinition } from '@opsledger/platform';
import { activityAggregate } from './activity/activity.aggregate.js';
import { activityProblems } from './activity/activity.problems.js';
import { assessmentAggregate } from './assessment/assessment.aggregate.js';
import { baseDispositionAggregate } from './base-disposition/base-disposition.aggregate.js';
import { figureSchemas } from './figures/figure.schemas.js';
import { operationAggregate } from './operation/operation.aggregate.js';
import { operationProblems } from './operations.problems.js';
import { operationSchemas } from './operations.schemas.js';
import { noteActivityInAreas, presentUntil, type AreaWithClock } from './priority-area/area-presence.policy.js';
import { priorityAreaAggregate } from './priority-area/priority-area.aggregate.js';
import { priorityAreaProblems } from './priority-area/priority-area.problems.js';
import { overBy } from './priority-area/priority-area.state.js';
import { activitiesProjection, type ActivityDocument } from './read-models/activities/activities.projection.js';
import { priorityAreasProjection } from './read-models/priority-areas/priority-areas.projection.js';
import { reportingAggregate } from './situation-report/situation-report.aggregate.js';
import { reportingProblems } from './situation-report/situation-report.problems.js';
import { standbyAggregate } from './standby/standby.aggregate.js';
import { standbyProblems } from './standby/standby.problems.js';
import { statedFigureAggregate } from './stated-figure/stated-figure.aggregate.js';
import { baseAggregate } from './temporary-base/temporary-base.aggregate.js';
import { baseProblems } from './temporary-base/temporary-base.problems.js';
import { unitAggregate } from './unit/unit.aggregate.js';

/** The areas with a number of days in which an activity was, if anybody was there: by the gazetteer, as lists find them. */
const areasOf = async (activity: ActivityDocument, then: RecordsThen): Promise<readonly AreaWithClock[]> => {
  const places = [...(activity.places ?? []), ...(activity.route ?? [])];
  if (presentUntil(activity) === undefined || places.length === 0) return [];
  const areas = await then.all(priorityAreasProjection, { state: 'SET', noActivityDays: { $exists: true } });
  return areas
    .filter(({ area }) => places.some((place) => isWithin(place, area)))
    .map(({ id, setAt, lastActivityAt }) => {
      const known = [setAt, lastActivityAt].flatMap((at) => (at && overBy(at)) ?? []);
      return { id, ...(known.length > 0 && { lastActivityAt: known.reduce(laterOf) }) };
    });
};

/** What is done in a priority area is noted there. */
export const areaPresencePolicy = definePolicy({
  ...{ name: 'priority-area-presence', projection: activitiesProjection },
  ...{ consult: areasOf, wants: noteActivityInAreas },
});

export const operationsService: ServiceDefinition = {
  name: 'operations',
  aggregates: [
    ...[operationAggregate, unitAggregate, baseAggregate, baseDispositionAggregate],
    standbyAggregate,
    reportingAggregate,
    priorityAreaAggregate,
    ...[statedFigureAggregate, assessmentAggregate],
    activityAggregate,
  ],
  policies: [areaPresencePolicy],
  problems: {
    ...operationProblems,
    ...baseProblems,
    ...standbyProblems,
    ...reportingProblems,
    ...priorityAreaProblems,
    ...activityProblems,
  },
  schemas: { ...operationSchemas, ...figureSchemas },
};
