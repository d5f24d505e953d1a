import { join } from 'node:path';
import { recordedHistories } from '@opsledger/testing';
import { standbysProjection } from '../read-models/standbys/standbys.projection.js';
import { expectReplay } from '../testing/expect-replay.js';
import { standbyDecider } from './standby.decider.js';

it.each(recordedHistories(join(__dirname, 'golden'), standbysProjection.version))(
  'A standby that was recorded once still folds to what it led to: $name',
  expectReplay(standbyDecider, standbysProjection),
);
