import { defineAggregate } from '@opsledger/platform';
import { CorrectStatedFigureBody, RecordStatedFigureBody } from '../http/stated-figures.bodies.js';
import { statedFiguresProjection } from '../read-models/statements/statement.projection.js';
import { statedFigureDecider, statedFigureReferenceClaim } from './stated-figure.decider.js';

const STATED = {
  ...{ indicator: 'escorts', quantity: { value: 4, qualifier: 'exact' }, asStated: 'four escorts' },
  ...{ occurredAt: '/2022-06-01', period: { edtf: '/2022-06-01', asStated: 'the reporting period' } },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** A count that a source states. It stays a count: nothing is made of it and nothing is added to it. */
export const statedFigureAggregate = defineAggregate({
  name: 'stated-figure',
  source: '/opsledger/operations',
  path: '/v1/stated-figures',
  referencePrefix: 'SF',
  referenceClaim: statedFigureReferenceClaim,
  decider: statedFigureDecider,
  commands: {
    'record-stated-figure': {
      body: RecordStatedFigureBody,
      target: 'new',
      roles: ['importer'],
      route: { verb: 'record', summary: 'Record what a document counts', example: STATED },
    },
    'correct-stated-figure': {
      body: CorrectStatedFigureBody,
      target: 'existing',
      roles: ['importer'],
      route: {
        verb: 'correct',
        summary: 'Correct what was recorded of a count',
        example: { version: 1, reason: 'typo', members: { scope: 'escorts' } },
      },
    },
  },
  projection: statedFiguresProjection,
  claimRefusals: { 'stated-figure/1': { code: 'STATED_FIGURE_IS_THERE_UNDER_ANOTHER_ID', rule: 'FIG-ONCE' } },
});
