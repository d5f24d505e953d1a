import { defineAggregate, type Consultation, type ServiceDefinition } from '@opsledger/platform';
import { assessmentDecider, assessmentReferenceClaim } from './assessment/assessment.decider.js';
import { CorrectAssessmentBody, RecordAssessmentBody } from './http/assessments.bodies.js';
import * as bodies from './http/operation-actions.bodies.js';
import { PlanOperationBody, ProposeOperationBody, ReportOperationBody } from './http/operations.bodies.js';
import { CorrectStatedFigureBody, RecordStatedFigureBody } from './http/stated-figures.bodies.js';
import { AmendUnitBody, RegisterUnitBody } from './http/units.bodies.js';
import { allocationClaim, type Allocation } from './operation/force-allocation.state.js';
import { operationDecider } from './operation/operation.decider.js';
import { allocationsOf, referenceClaim } from './operation/operation.state.js';
import { operationProblems } from './operations.problems.js';
import { operationSchemas } from './operations.schemas.js';
import { operationsProjection } from './read-models/operations/operations.projection.js';
import { assessmentsProjection, statedFiguresProjection } from './read-models/statements/statement.projection.js';
import { unitsProjection } from './read-models/units/units.projection.js';
import { statedFigureDecider, statedFigureReferenceClaim } from './stated-figure/stated-figure.decider.js';
import { unitDecider, unitReferenceClaim } from './unit/unit.decider.js';

/** Who plans, who decides, who keeps the watch; and who brings in what an older register says. */
const planning = ['planner', 'ops-officer', 'importer'] as const;
const deciding = ['ops-officer', 'importer'] as const;
const watching = ['watch-officer', 'ops-officer', 'importer'] as const;
const anyone = ['planner', 'ops-officer', 'watch-officer', 'importer'] as const;

/** What the log knows of a unit: its capacity, and all that it was ever assigned to (ADR 11). */
const consultUnit = async ({ unitId }: Readonly<Record<string, unknown>>, log: Consultation) => {
  const unit = await log.stateOf(unitDecider, `${unitsProjection.streamPrefix}${String(unitId)}`);
  if (!unit?.isRegistered) return {};
  const allocations: Allocation[] = [];
  for (;;) {
    const holder = await log.holderOf(allocationClaim(String(unitId), allocations.length + 1));
    if (holder === undefined) return { unit, allocations };
    const operation = await log.stateOf(operationDecider, holder);
    const number = allocations.length + 1;
    allocations.push(allocationsOf(operation!, String(unitId)).find(({ allocation }) => allocation === number)!);
  }
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
    'propose-operation': { body: ProposeOperationBody, target: 'new', roles: ['planner', 'ops-officer', 'importer'] },
    'plan-operation': { body: PlanOperationBody, target: 'existing', roles: ['planner', 'importer'] },
    'amend-operation-plan': { body: bodies.AmendPlanBody, target: 'existing', roles: ['planner', 'importer'] },
    'start-operation-preparation': { body: bodies.StartPreparationBody, target: 'existing', roles: planning },
    'approve-operation': { body: bodies.ApproveBody, target: 'existing', roles: deciding },
    'await-operation-access': { body: bodies.AwaitAccessBody, target: 'existing', roles: planning },
    'record-operation-access-decision': {
      ...{ body: bodies.RecordAccessDecisionBody, target: 'existing', roles: anyone },
    },
    'issue-operation-order': { body: bodies.IssueOrderBody, target: 'existing', roles: deciding },
    'acknowledge-operation-order': { body: bodies.AcknowledgeOrderBody, target: 'existing', roles: watching },
    'assign-operation-forces': {
      ...{ body: bodies.AssignForcesBody, target: 'existing', roles: planning, consult: consultUnit },
    },
    'release-operation-forces': { body: bodies.ReleaseForcesBody, target: 'existing', roles: planning },
    'launch-operation': { body: bodies.LaunchBody, target: 'existing', roles: watching },
    'start-operation-phase': { body: bodies.StartPhaseBody, target: 'existing', roles: watching },
    'end-operation-phase': { body: bodies.EndPhaseBody, target: 'existing', roles: watching },
    'suspend-operation': { body: bodies.HoldUpBody, target: 'existing', roles: watching },
    'resume-operation': { body: bodies.ActionBody, target: 'existing', roles: watching },
    'postpone-operation': { body: bodies.PostponeBody, target: 'existing', roles: planning },
    'replan-operation': { body: bodies.ReplanBody, target: 'existing', roles: ['planner', 'importer'] },
    'cancel-operation': { body: bodies.HoldUpBody, target: 'existing', roles: deciding },
    'change-operation-mode': { body: bodies.ChangeModeBody, target: 'existing', roles: deciding },
    'complete-operation': { body: bodies.CompleteBody, target: 'existing', roles: deciding },
    'file-operation-after-action': { body: bodies.FileAfterActionBody, target: 'existing', roles: planning },
    'waive-operation-after-action': { body: bodies.WaiveAfterActionBody, target: 'existing', roles: deciding },
    'close-operation': { body: bodies.ActionBody, target: 'existing', roles: deciding },
    'report-operation': { body: ReportOperationBody, target: 'either', roles: ['importer'] },
    'correct-operation': { body: bodies.CorrectBody, target: 'existing', roles: deciding },
    'pass-operation-deadline': { body: bodies.DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-operation-deadline',
  projection: operationsProjection,
  claimRefusals: { 'operation-name/1': { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } },
  serialClaims: ['unit-allocation/1'],
});

/** One unit of the mission, as far as operations need to know it. */
export const unitAggregate = defineAggregate({
  name: 'unit',
  source: '/opsledger/operations',
  path: '/v1/units',
  referencePrefix: 'UNIT',
  referenceClaim: unitReferenceClaim,
  decider: unitDecider,
  commands: {
    'register-unit': { body: RegisterUnitBody, target: 'new', roles: planning },
    'amend-unit': { body: AmendUnitBody, target: 'existing', roles: planning },
  },
  projection: unitsProjection,
  claimRefusals: { 'unit-name/1': { code: 'UNIT_NAME_IS_TAKEN', rule: 'UNIT-REGISTER' } },
});

/** A count that a source states. It stays a count: nothing is made of it and nothing is added to it. */
export const statedFigureAggregate = defineAggregate({
  name: 'stated-figure',
  source: '/opsledger/operations',
  path: '/v1/stated-figures',
  referencePrefix: 'SF',
  referenceClaim: statedFigureReferenceClaim,
  decider: statedFigureDecider,
  commands: {
    'record-stated-figure': { body: RecordStatedFigureBody, target: 'new', roles: ['importer'] },
    'correct-stated-figure': { body: CorrectStatedFigureBody, target: 'existing', roles: ['importer'] },
  },
  projection: statedFiguresProjection,
  claimRefusals: { 'stated-figure/1': { code: 'STATED_FIGURE_IS_THERE_UNDER_ANOTHER_ID', rule: 'FIG-ONCE' } },
});

/** How something went, as someone assessed it. */
export const assessmentAggregate = defineAggregate({
  name: 'assessment',
  source: '/opsledger/operations',
  path: '/v1/assessments',
  referencePrefix: 'ASM',
  referenceClaim: assessmentReferenceClaim,
  decider: assessmentDecider,
  commands: {
    'record-assessment': { body: RecordAssessmentBody, target: 'new', roles: deciding },
    'correct-assessment': { body: CorrectAssessmentBody, target: 'existing', roles: deciding },
  },
  projection: assessmentsProjection,
  claimRefusals: { 'assessment/1': { code: 'ASSESSMENT_IS_THERE_UNDER_ANOTHER_ID', rule: 'FIG-ONCE' } },
});

export const operationsService: ServiceDefinition = {
  name: 'operations',
  aggregates: [operationAggregate, unitAggregate, statedFigureAggregate, assessmentAggregate],
  problems: operationProblems,
  schemas: operationSchemas,
};
