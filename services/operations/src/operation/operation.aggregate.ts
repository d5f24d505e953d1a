import { defineAggregate } from '@opsledger/platform';
import * as actions from '../http/operation-actions.bodies.js';
import { PlanOperationBody, ProposeOperationBody, ReportOperationBody } from '../http/operations.bodies.js';
import { anyone, deciding, planning, watching } from '../operations.roles.js';
import { operationsProjection } from '../read-models/operations/operations.projection.js';
import { consultUnit, tasksOf } from '../record/consultations.js';
import { operationDecider } from './operation.decider.js';
import { referenceClaim } from './operation.state.js';

const PROPOSAL = {
  ...{ name: 'Heron', type: 'protection', purpose: 'Protect civilians' },
  areas: [{ asStated: 'Douentza Cercle, Mopti Region', adminLevel: 2 }],
};
const PLAN = {
  type: 'protection',
  lead: 'force',
  plannedStart: { edtf: '2027-03' },
  plannedEnd: { edtf: '2027-04' },
  threatLevel: 'medium',
};
const REPORT = {
  name: 'Heron',
  status: 'LAUNCHED',
  statusAsStated: 'continues',
  occurredAt: '2022-06',
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};
const ASSIGNMENT = {
  unitId: '01a20000-0000-7000-8000-000000000001',
  assets: [{ kind: 'utility_helicopter', count: 1 }],
  from: { edtf: '2027-03-01' },
  to: { edtf: '2027-03-14' },
};

/** One operation of the mission, from its proposal on. */
export const operationAggregate = defineAggregate({
  name: 'operation',
  source: '/opsledger/operations',
  path: '/v1/operations',
  referencePrefix: 'OP',
  referenceClaim,
  decider: operationDecider,
  commands: {
    'propose-operation': {
      body: ProposeOperationBody,
      target: 'new',
      roles: ['planner', 'ops-officer', 'importer'],
      route: { verb: 'propose', summary: 'Propose an operation', example: PROPOSAL },
    },
    'plan-operation': {
      body: PlanOperationBody,
      target: 'existing',
      roles: ['planner', 'importer'],
      route: { verb: 'plan', summary: 'Plan a proposed operation', example: PLAN },
    },
    'amend-operation-plan': {
      body: actions.AmendPlanBody,
      target: 'existing',
      roles: ['planner', 'importer'],
      route: { verb: 'amend-plan', summary: 'Change what is given of the plan', example: { threatLevel: 'high' } },
    },
    'start-operation-preparation': {
      body: actions.StartPreparationBody,
      target: 'existing',
      roles: planning,
      route: {
        verb: 'start-preparation',
        summary: 'Begin to prepare a planned operation',
        example: { until: { edtf: '2027-03' } },
      },
    },
    'approve-operation': {
      body: actions.ApproveBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'approve',
        summary: 'Approve an operation, or an emergency launch afterwards',
        example: { authority: 'Force Commander' },
      },
    },
    'await-operation-access': {
      body: actions.AwaitAccessBody,
      target: 'existing',
      roles: planning,
      route: {
        verb: 'await-access',
        summary: 'Wait for the host state to agree',
        example: { requestRef: 'Flight request 14' },
      },
    },
    'record-operation-access-decision': {
      body: actions.RecordAccessDecisionBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'record-access-decision',
        summary: 'Record what the host state decided, or that it need not',
        example: { decision: 'granted' },
      },
    },
    'issue-operation-order': {
      body: actions.IssueOrderBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'issue-order',
        summary: 'Issue a warning, operation or fragmentary order',
        example: { kind: 'OPORD', serial: 1 },
      },
    },
    'acknowledge-operation-order': {
      body: actions.AcknowledgeOrderBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'acknowledge-order', summary: 'Acknowledge an order', example: { serial: 1, by: 'Sector East' } },
    },
    'assign-operation-forces': {
      body: actions.AssignForcesBody,
      target: 'existing',
      roles: planning,
      consult: consultUnit,
      route: { verb: 'assign-forces', summary: 'Assign a unit, or part of it', example: ASSIGNMENT },
    },
    'release-operation-forces': {
      body: actions.ReleaseForcesBody,
      target: 'existing',
      roles: planning,
      route: { verb: 'release-forces', summary: 'Release assigned forces', example: { assignment: 1 } },
    },
    'launch-operation': {
      body: actions.LaunchBody,
      target: 'existing',
      roles: watching,
      route: {
        verb: 'launch',
        summary: 'Launch an operation',
        example: { override: { authority: 'Force Commander', reason: 'Imminent threat' } },
      },
    },
    'start-operation-phase': {
      body: actions.StartPhaseBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'start-phase', summary: 'Start the next phase', example: { name: 'Insertion' } },
    },
    'end-operation-phase': {
      body: actions.EndPhaseBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'end-phase', summary: 'End a phase', example: { phase: 1 } },
    },
    'suspend-operation': {
      body: actions.HoldUpBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'suspend', summary: 'Suspend a launched operation', example: { reason: 'weather' } },
    },
    'resume-operation': {
      body: actions.ActionBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'resume', summary: 'Resume a suspended operation', example: {} },
    },
    'postpone-operation': {
      body: actions.PostponeBody,
      target: 'existing',
      roles: planning,
      route: {
        verb: 'postpone',
        summary: 'Put off an operation that was not launched',
        example: { reason: 'access_denied' },
      },
    },
    'replan-operation': {
      body: actions.ReplanBody,
      target: 'existing',
      roles: ['planner', 'importer'],
      route: {
        verb: 'replan',
        summary: 'Give a postponed operation new dates',
        example: { plannedStart: { edtf: '2027-05' } },
      },
    },
    'change-operation-mode': {
      body: actions.ChangeModeBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'change-mode',
        summary: 'Carry it out in another way, such as from afar',
        example: { to: 'remote', reason: 'access_denied' },
      },
    },
    'complete-operation': {
      body: actions.CompleteBody,
      target: 'existing',
      roles: deciding,
      consult: async (_, log, id) => {
        const { open, next } = await tasksOf(id, log);
        return { openTasks: open, nextTask: next };
      },
      route: { verb: 'complete', summary: 'Complete an operation', example: {} },
    },
    'file-operation-after-action': {
      body: actions.FileAfterActionBody,
      target: 'existing',
      roles: planning,
      route: {
        verb: 'file-after-action',
        summary: 'File the after-action report',
        example: { documentRef: 'AAR 3 of 2027' },
      },
    },
    'waive-operation-after-action': {
      body: actions.WaiveAfterActionBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'waive-after-action',
        summary: 'Record that no after-action report is needed',
        example: { authority: 'Force Commander', reason: 'Cancelled on the first day' },
      },
    },
    'close-operation': {
      body: actions.ActionBody,
      target: 'existing',
      roles: deciding,
      route: { verb: 'close', summary: 'Close an operation', example: {} },
    },
    'cancel-operation': {
      body: actions.HoldUpBody,
      target: 'existing',
      roles: deciding,
      route: { verb: 'cancel', summary: 'Cancel an operation', example: { reason: 'political' } },
    },
    'report-operation': {
      body: ReportOperationBody,
      target: 'either',
      roles: ['importer'],
      route: { verb: 'report', summary: 'Record what a document states of an operation', example: REPORT },
    },
    'correct-operation': {
      body: actions.CorrectBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what an earlier event says',
        example: { version: 1, reason: 'typo', members: { purpose: 'Protect civilians on market days' } },
      },
    },
    'pass-operation-deadline': { body: actions.DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-operation-deadline',
  projection: operationsProjection,
  claimRefusals: { 'operation-name/1': { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } },
  serialClaims: ['unit-allocation/1', 'operation-task/1'],
});
