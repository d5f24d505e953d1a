import { defineAggregate } from '@opsledger/platform';
import { CorrectAssessmentBody, RecordAssessmentBody } from '../http/assessments.bodies.js';
import { deciding } from '../operations.roles.js';
import { assessmentsProjection } from '../read-models/statements/statement.projection.js';
import { assessmentDecider, assessmentReferenceClaim } from './assessment.decider.js';

const ASSESSED = {
  ...{
    indicator: 'patrol_tempo',
    direction: 'up',
    basis: 'figure',
    percentOfBaseline: { value: 200, qualifier: 'exact' },
  },
  ...{ asStated: 'doubled its patrols', occurredAt: '/2022-06-01', period: { edtf: '/2022-06-01' } },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** How something went, as someone assessed it. */
export const assessmentAggregate = defineAggregate({
  name: 'assessment',
  source: '/opsledger/operations',
  path: '/v1/assessments',
  referencePrefix: 'ASM',
  referenceClaim: assessmentReferenceClaim,
  decider: assessmentDecider,
  commands: {
    'record-assessment': {
      body: RecordAssessmentBody,
      target: 'new',
      roles: deciding,
      route: { verb: 'record', summary: 'Record an assessment', example: ASSESSED },
    },
    'correct-assessment': {
      body: CorrectAssessmentBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what was recorded of an assessment',
        example: { version: 1, reason: 'typo', members: { scope: 'night patrols' } },
      },
    },
  },
  projection: assessmentsProjection,
  claimRefusals: { 'assessment/1': { code: 'ASSESSMENT_IS_THERE_UNDER_ANOTHER_ID', rule: 'FIG-ONCE' } },
});
