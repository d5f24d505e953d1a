import { join } from 'node:path';
import { recordedHistories } from '@opsledger/testing';
import { baseDispositionsProjection } from '../read-models/temporary-bases/base-dispositions.projection.js';
import { expectReplay } from '../testing/expect-replay.js';
import { baseDispositionDecider } from './base-disposition.decider.js';

it.each(recordedHistories(join(__dirname, 'golden'), baseDispositionsProjection.version))(
  'A disposition that was recorded once still folds to what it led to: $name',
  expectReplay(baseDispositionDecider, baseDispositionsProjection),
);
