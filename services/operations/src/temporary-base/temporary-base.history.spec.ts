import { join } from 'node:path';
import { recordedHistories } from '@opsledger/testing';
import { basesProjection } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { expectReplay } from '../testing/expect-replay.js';
import { baseDecider } from './temporary-base.decider.js';

it.each(recordedHistories(join(__dirname, 'golden'), basesProjection.version))(
  'A base that was recorded once still folds to what it led to: $name',
  expectReplay(baseDecider, basesProjection),
);
