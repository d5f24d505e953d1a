import { defineAggregate } from '@opsledger/platform';
import { DeadlinePassedBody } from '../http/operation-actions.bodies.js';
import * as bodies from '../http/situation-reports.bodies.js';
import { anyone, deciding, planning } from '../operations.roles.js';
import { reportingProjection } from '../read-models/situation-reports/situation-reports.projection.js';
import { consultLinks } from '../record/consultations.js';
import { reportingDecider } from './situation-report.decider.js';
import { reportingReferenceClaim } from './situation-report.state.js';

/** Someone who has to report every day. */
export const reportingAggregate = defineAggregate({
  name: 'situation-reports',
  source: '/opsledger/operations',
  path: '/v1/situation-reports',
  referencePrefix: 'SR',
  referenceClaim: reportingReferenceClaim,
  decider: reportingDecider,
  commands: {
    'require-situation-reports': {
      body: bodies.RequireSituationReportsBody,
      target: 'new',
      roles: planning,
      consult: consultLinks,
      route: {
        verb: 'require',
        summary: 'Require a situation report of every day from a unit or sector',
        example: { reporter: 'Sector Centre' },
      },
    },
    'file-situation-report': {
      body: bodies.FileSituationReportBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'file', summary: 'File the situation report of a day', example: { documentRef: 'SITREP 14' } },
    },
    'end-situation-reports': {
      body: bodies.EndSituationReportsBody,
      target: 'existing',
      roles: planning,
      route: { verb: 'end', summary: 'End the obligation to report', example: { lastDay: '2099-12-31' } },
    },
    'correct-situation-report': {
      body: bodies.CorrectSituationReportBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what an earlier event says',
        example: { version: 1, reason: 'typo', members: { sector: 'East' } },
      },
    },
    'pass-situation-report-deadline': { body: DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-situation-report-deadline',
  projection: reportingProjection,
  claimRefusals: { 'situation-reporter/1': { code: 'REPORTER_HAS_TO_FILE_ALREADY', rule: 'SITREP' } },
});
