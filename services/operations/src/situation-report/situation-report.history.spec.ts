import { join } from 'node:path';
import { recordedHistories } from '@opsledger/testing';
import { reportingProjection } from '../read-models/situation-reports/situation-reports.projection.js';
import { expectReplay } from '../testing/expect-replay.js';
import { reportingDecider } from './situation-report.decider.js';

it.each(recordedHistories(join(__dirname, 'golden'), reportingProjection.version))(
  'An obligation that was recorded once still folds to what it led to: $name',
  expectReplay(reportingDecider, reportingProjection),
);
