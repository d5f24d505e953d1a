import { join } from 'node:path';
import { recordedHistories } from '@opsledger/testing';
import { priorityAreasProjection } from '../read-models/priority-areas/priority-areas.projection.js';
import { expectReplay } from '../testing/expect-replay.js';
import { priorityAreaDecider } from './priority-area.decider.js';

it.each(recordedHistories(join(__dirname, 'golden'), priorityAreasProjection.version))(
  'A priority area that was recorded once still folds to what it led to: $name',
  expectReplay(priorityAreaDecider, priorityAreasProjection),
);
