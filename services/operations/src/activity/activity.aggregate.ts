import { defineAggregate } from '@opsledger/platform';
import * as bodies from '../http/activities.bodies.js';
import { ActionBody, DeadlinePassedBody } from '../http/operation-actions.bodies.js';
import { anyone, deciding, planning, watching } from '../operations.roles.js';
import { activitiesProjection } from '../read-models/activities/activities.projection.js';
import { consultLinks, consultReplacement, consultTask } from '../record/consultations.js';
import { activityDecider } from './activity.decider.js';
import { activityReferenceClaim } from './activity.state.js';

const PLACES = [{ asStated: 'around Ménaka', adminLevel: 'area' }];
const PLAN = { kind: 'patrol', patrolKinds: ['night', 'foot'], places: PLACES, plannedStart: { edtf: '2027-03-01' } };
const REPORT = {
  ...{ kind: 'patrol', status: 'COMPLETED', statusAsStated: 'conducted', occurredAt: '2022-06', places: PLACES },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};
const REFUSED = { reason: 'access_denied', accessBy: 'air', replacementAsStated: 'the team went by road' };

/** One activity of the mission, from its plan to its report. */
export const activityAggregate = defineAggregate({
  name: 'activity',
  source: '/opsledger/operations',
  path: '/v1/activities',
  referencePrefix: 'ACT',
  referenceClaim: activityReferenceClaim,
  decider: activityDecider,
  commands: {
    'plan-activity': {
      body: bodies.PlanActivityBody,
      target: 'new',
      roles: planning,
      consult: consultTask,
      route: { verb: 'plan', summary: 'Plan an activity', example: PLAN },
    },
    'amend-activity-plan': {
      body: bodies.AmendActivityPlanBody,
      target: 'existing',
      roles: planning,
      consult: consultLinks,
      route: {
        verb: 'amend-plan',
        summary: 'Change what is given of the plan',
        example: { title: 'Night patrol around the market' },
      },
    },
    'order-activity': {
      body: bodies.OrderActivityBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'order',
        summary: 'Order a planned activity',
        example: { orderRef: 'FRAGO 3 of Operation Heron' },
      },
    },
    'start-activity': {
      body: ActionBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'start', summary: 'Record that an ordered activity began', example: {} },
    },
    'complete-activity': {
      body: bodies.CompleteActivityBody,
      target: 'existing',
      roles: watching,
      route: {
        verb: 'complete',
        summary: 'Record that an activity came to its end; of a patrol, its return',
        example: { findings: 'The market was calm' },
      },
    },
    'abort-activity': {
      body: bodies.AbortActivityBody,
      target: 'existing',
      roles: watching,
      consult: consultReplacement,
      route: { verb: 'abort', summary: 'Record that an activity was broken off', example: { reason: 'weather' } },
    },
    'deny-activity': {
      body: bodies.LeaveUndoneBody,
      target: 'existing',
      roles: anyone,
      consult: consultReplacement,
      route: { verb: 'deny', summary: 'Record that an activity was refused, and what replaced it', example: REFUSED },
    },
    'postpone-activity': {
      body: bodies.PostponeActivityBody,
      target: 'existing',
      roles: anyone,
      consult: consultReplacement,
      route: {
        verb: 'postpone',
        summary: 'Put an activity off; what takes its place is planned anew',
        example: { reason: 'no_asset' },
      },
    },
    'cancel-activity': {
      body: bodies.LeaveUndoneBody,
      target: 'existing',
      roles: planning,
      consult: consultReplacement,
      route: {
        verb: 'cancel',
        summary: 'Cancel an activity, and say what replaced it',
        example: { reason: 'security' },
      },
    },
    'file-activity-report': {
      body: bodies.FileActivityReportBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'file-report',
        summary: 'File the report on an activity',
        example: { documentRef: 'Patrol report 14' },
      },
    },
    'record-arrests': {
      body: bodies.RecordArrestsBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'record-arrests',
        summary: 'Record how many people were arrested, and who holds them',
        example: { count: { value: 8, qualifier: 'exact' } },
      },
    },
    'record-seizure': {
      body: bodies.RecordSeizureBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'record-seizure',
        summary: 'Record what materiel was seized',
        example: { kind: 'ied_components' },
      },
    },
    'record-engagement': {
      body: bodies.RecordEngagementBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'record-engagement',
        summary: 'Record whom the mission met, never by name',
        example: { interlocutors: ['mayor', 'residents'] },
      },
    },
    'confirm-activity-check': {
      body: bodies.ConfirmActivityCheckBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'confirm-check',
        summary: 'Confirm an account that was held for a check',
        example: { authority: 'Sector East operations cell' },
      },
    },
    'report-activity': {
      body: bodies.ReportActivityBody,
      target: 'either',
      roles: ['importer'],
      consult: consultTask,
      route: { verb: 'report', summary: 'Record what a document states of an activity', example: REPORT },
    },
    'correct-activity': {
      body: bodies.CorrectActivityBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what an earlier event says',
        example: { version: 1, reason: 'typo', members: { purpose: 'Protect civilians on market days' } },
      },
    },
    'pass-activity-deadline': { body: DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-activity-deadline',
  projection: activitiesProjection,
  claimRefusals: {},
  serialClaims: ['operation-task/1'],
});
