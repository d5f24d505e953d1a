import { join } from 'node:path';
import { recordedHistories } from '@opsledger/testing';
import { activitiesProjection } from '../read-models/activities/activities.projection.js';
import { expectReplay } from '../testing/expect-replay.js';
import { activityDecider } from './activity.decider.js';

it.each(recordedHistories(join(__dirname, 'golden'), activitiesProjection.version))(
  'An activity that was recorded once still folds to what it led to: $name',
  expectReplay(activityDecider, activitiesProjection),
);
