import { laterOf } from '@opsledger/kernel';
import {
  defineAggregate,
  definePolicy,
  isWithin,
  type Consultation,
  type RecordsThen,
  type ServiceDefinition,
} from '@opsledger/platform';
import { activityDecider } from './activity/activity.decider.js';
import { activityProblems } from './activity/activity.problems.js';
import { activityReferenceClaim, isTerminal } from './activity/activity.state.js';
import { assessmentDecider, assessmentReferenceClaim } from './assessment/assessment.decider.js';
import * as activityBodies from './http/activities.bodies.js';
import { CorrectAssessmentBody, RecordAssessmentBody } from './http/assessments.bodies.js';
import { figureSchemas } from './figures/figure.schemas.js';
import * as bodies from './http/operation-actions.bodies.js';
import { PlanOperationBody, ProposeOperationBody, ReportOperationBody } from './http/operations.bodies.js';
import { CorrectStatedFigureBody, RecordStatedFigureBody } from './http/stated-figures.bodies.js';
import * as areaBodies from './http/priority-areas.bodies.js';
import * as reportingBodies from './http/situation-reports.bodies.js';
import * as standbyBodies from './http/standbys.bodies.js';
import * as baseBodies from './http/temporary-bases.bodies.js';
import { AmendUnitBody, RegisterUnitBody } from './http/units.bodies.js';
import { allocationClaim, type Allocation } from './operation/force-allocation.state.js';
import { taskClaim } from './operation/operation-tasks.state.js';
import { operationDecider } from './operation/operation.decider.js';
import { allocationsOf, referenceClaim } from './operation/operation.state.js';
import { operationProblems } from './operations.problems.js';
import { operationSchemas } from './operations.schemas.js';
import { activitiesProjection, type ActivityDocument } from './read-models/activities/activities.projection.js';
import { operationsProjection } from './read-models/operations/operations.projection.js';
import { baseDispositionsProjection } from './read-models/temporary-bases/base-dispositions.projection.js';
import { priorityAreasProjection } from './read-models/priority-areas/priority-areas.projection.js';
import { reportingProjection } from './read-models/situation-reports/situation-reports.projection.js';
import { standbysProjection } from './read-models/standbys/standbys.projection.js';
import { basesProjection } from './read-models/temporary-bases/temporary-bases.projection.js';
import { baseDispositionDecider, dispositionReferenceClaim } from './base-disposition/base-disposition.decider.js';
import { noteActivityInAreas, presentUntil, type AreaWithClock } from './priority-area/area-presence.policy.js';
import { priorityAreaDecider } from './priority-area/priority-area.decider.js';
import { priorityAreaProblems } from './priority-area/priority-area.problems.js';
import { overBy, priorityAreaReferenceClaim } from './priority-area/priority-area.state.js';
import { reportingDecider } from './situation-report/situation-report.decider.js';
import { reportingProblems } from './situation-report/situation-report.problems.js';
import { reportingReferenceClaim } from './situation-report/situation-report.state.js';
import { standbyDecider } from './standby/standby.decider.js';
import { standbyProblems } from './standby/standby.problems.js';
import { standbyReferenceClaim } from './standby/standby.state.js';
import { baseDecider } from './temporary-base/temporary-base.decider.js';
import { baseProblems } from './temporary-base/temporary-base.problems.js';
import { baseReferenceClaim } from './temporary-base/temporary-base.state.js';
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
  if (!(await log.linkTo(unitOf(unitId)))) return {};
  const unit = await log.stateOf(unitDecider, unitOf(unitId));
  return unit?.isRegistered ? { unit, allocations: await allocationsOfUnit(String(unitId), log) } : {};
};
const allocationsOfUnit = async (unitId: string, log: Consultation): Promise<readonly Allocation[]> => {
  const allocations: Allocation[] = [];
  for (;;) {
    const number = allocations.length + 1;
    const holder = await log.holderOf(allocationClaim(unitId, number));
    if (holder === undefined) return allocations;
    const operation = await log.stateOf(operationDecider, holder);
    allocations.push(allocationsOf(operation!, unitId).find(({ allocation }) => allocation === number)!);
  }
};

/** The tasks of an operation: those that are still to be done, and the number that the next one has (ADR 14). */
const tasksOf = async (operationId: string, log: Consultation) => {
  const open: string[] = [];
  for (let next = 1; ; next += 1) {
    const holder = await log.holderOf(taskClaim(operationId, next));
    if (holder === undefined) return { open, next };
    if (!holder.startsWith(activitiesProjection.streamPrefix)) continue; // the number that the operation took itself
    const task = await log.stateOf(activityDecider, holder);
    if (task && task.status !== 'NOT_RECORDED' && !isTerminal(task.status)) open.push(task.reference);
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
    'complete-operation': {
      ...{ body: bodies.CompleteBody, target: 'existing', roles: deciding },
      consult: async (_, log, id) => {
        const { open, next } = await tasksOf(id, log);
        return { openTasks: open, nextTask: next };
      },
    },
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
  serialClaims: ['unit-allocation/1', 'operation-task/1'],
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
    'amend-unit': {
      ...{ body: AmendUnitBody, target: 'existing', roles: planning },
      consult: async (_, log, id) => ({ allocations: await allocationsOfUnit(id, log) }),
    },
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

/** Whether the log knows the operation, the unit and the activity that a record is to be linked to (`U5`), and how they are marked. */
const consultLinks = async (data: Readonly<Record<string, unknown>>, log: Consultation) => {
  const { operationId, unitId, activityId } = data;
  return {
    isOperationKnown: operationId !== undefined && (await log.linkTo(operationOf(operationId))),
    isUnitKnown: unitId !== undefined && (await log.linkTo(unitOf(unitId))),
    isActivityKnown: activityId !== undefined && (await log.linkTo(activityOf(activityId))),
  };
};
const operationOf = (id: unknown): string => `${operationsProjection.streamPrefix}${String(id)}`;
const unitOf = (id: unknown): string => `${unitsProjection.streamPrefix}${String(id)}`;
const linking = { consult: consultLinks } as const;

/** One temporary operating base, from its recce on. */
export const baseAggregate = defineAggregate({
  name: 'temporary-base',
  source: '/opsledger/operations',
  path: '/v1/bases',
  referencePrefix: 'TOB',
  referenceClaim: baseReferenceClaim,
  decider: baseDecider,
  commands: {
    'recce-base': { body: baseBodies.RecceBaseBody, target: 'new', roles: planning, ...linking },
    'end-base-recce': { body: baseBodies.ReasonedBody, target: 'existing', roles: anyone },
    'establish-base': { body: bodies.ActionBody, target: 'existing', roles: anyone },
    'activate-base': { body: bodies.ActionBody, target: 'existing', roles: anyone },
    'reduce-base': { body: baseBodies.ReasonedBody, target: 'existing', roles: anyone },
    'dismantle-base': { body: baseBodies.ReasonedBody, target: 'existing', roles: anyone },
    'amend-base': { body: baseBodies.AmendBaseBody, target: 'existing', roles: planning, ...linking },
    'report-base': { body: baseBodies.ReportBaseBody, target: 'either', roles: ['importer'], ...linking },
    'correct-base': { body: baseBodies.CorrectBaseBody, target: 'existing', roles: deciding },
  },
  projection: basesProjection,
  claimRefusals: {},
});

/** Where exactly a base lies and how many are there, apart from the base itself (ADR 12). */
export const baseDispositionAggregate = defineAggregate({
  name: 'base-disposition',
  source: '/opsledger/operations',
  path: '/v1/base-dispositions',
  referencePrefix: 'TOBD',
  referenceClaim: dispositionReferenceClaim,
  decider: baseDispositionDecider,
  commands: {
    'record-base-disposition': {
      ...{ body: baseBodies.RecordBaseDispositionBody, target: 'new', roles: anyone },
      consult: async ({ baseId }, log) => {
        return { isBaseKnown: await log.linkTo(`${basesProjection.streamPrefix}${String(baseId)}`) };
      },
    },
    'amend-base-disposition': { body: baseBodies.AmendBaseDispositionBody, target: 'existing', roles: anyone },
  },
  projection: baseDispositionsProjection,
  claimRefusals: { 'base-disposition/1': { code: 'BASE_HAS_A_DISPOSITION', rule: 'BASE-DISPOSITION' } },
});

/** Someone held ready to move, from the order on. */
export const standbyAggregate = defineAggregate({
  name: 'standby',
  source: '/opsledger/operations',
  path: '/v1/standbys',
  referencePrefix: 'SB',
  referenceClaim: standbyReferenceClaim,
  decider: standbyDecider,
  commands: {
    'order-standby': { body: standbyBodies.OrderStandbyBody, target: 'new', roles: planning, ...linking },
    'achieve-standby': { body: bodies.ActionBody, target: 'existing', roles: anyone },
    'extend-standby': { body: standbyBodies.ExtendStandbyBody, target: 'existing', roles: planning },
    'record-standby-condition': {
      ...{ body: standbyBodies.RecordStandbyConditionBody, target: 'existing', roles: anyone },
    },
    'activate-standby': { body: standbyBodies.ActivateStandbyBody, target: 'existing', roles: watching },
    'stand-down-standby': { body: baseBodies.ReasonedBody, target: 'existing', roles: watching },
    'relocate-standby-assets': {
      ...{ body: standbyBodies.RelocateStandbyAssetsBody, target: 'existing', roles: anyone },
    },
    'declare-standby-readiness': {
      ...{ body: standbyBodies.DeclareStandbyReadinessBody, target: 'existing', roles: anyone },
    },
    'report-standby': { body: standbyBodies.ReportStandbyBody, target: 'either', roles: ['importer'], ...linking },
    'correct-standby': { body: standbyBodies.CorrectStandbyBody, target: 'existing', roles: deciding },
    'pass-standby-deadline': { body: bodies.DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-standby-deadline',
  projection: standbysProjection,
  claimRefusals: {},
});

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
      ...{ body: reportingBodies.RequireSituationReportsBody, target: 'new', roles: planning, ...linking },
    },
    'file-situation-report': { body: reportingBodies.FileSituationReportBody, target: 'existing', roles: anyone },
    'end-situation-reports': { body: reportingBodies.EndSituationReportsBody, target: 'existing', roles: planning },
    'correct-situation-report': {
      ...{ body: reportingBodies.CorrectSituationReportBody, target: 'existing', roles: deciding },
    },
    'pass-situation-report-deadline': { body: bodies.DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-situation-report-deadline',
  projection: reportingProjection,
  claimRefusals: { 'situation-reporter/1': { code: 'REPORTER_HAS_TO_FILE_ALREADY', rule: 'SITREP' } },
});

/** One area on which the protection of civilians is focused. */
export const priorityAreaAggregate = defineAggregate({
  name: 'priority-area',
  source: '/opsledger/operations',
  path: '/v1/priority-areas',
  referencePrefix: 'PA',
  referenceClaim: priorityAreaReferenceClaim,
  decider: priorityAreaDecider,
  commands: {
    'set-priority-area': { body: areaBodies.SetPriorityAreaBody, target: 'new', roles: planning },
    'note-priority-area-activity': {
      ...{ body: areaBodies.NoteAreaActivityBody, target: 'existing', roles: [...anyone, 'policy'], ...linking },
    },
    'lift-priority-area': { body: baseBodies.ReasonedBody, target: 'existing', roles: deciding },
    'correct-priority-area': { body: areaBodies.CorrectPriorityAreaBody, target: 'existing', roles: deciding },
    'pass-priority-area-deadline': { body: bodies.DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-priority-area-deadline',
  projection: priorityAreasProjection,
  claimRefusals: {},
});

/** What a task is linked to, where its operation stands, and the number that the next task of it has (ADR 14). */
const consultTask = async (data: Readonly<Record<string, unknown>>, log: Consultation) => {
  const { operationId, replacedBy } = data;
  const links = { ...(await consultLinks(data, log)), ...(await consultReplacement({ replacedBy }, log)) };
  if (!links.isOperationKnown) return links;
  // The number before the state: an operation that is completed after this number was read takes the same one, and one of the two
  // decides again. The other way round the state could be from before the completion and the number from after it.
  const { next } = await tasksOf(String(operationId), log);
  const operation = await log.stateOf(operationDecider, operationOf(operationId));
  if (operation === undefined || operation.status === 'NOT_RECORDED') return links;
  return { ...links, operationStatus: operation.status, nextTask: next };
};
const consultReplacement = async ({ replacedBy }: Readonly<Record<string, unknown>>, log: Consultation) => {
  if (replacedBy === undefined) return {};
  return { isReplacementKnown: await log.linkTo(activityOf(replacedBy)) };
};
const activityOf = (id: unknown): string => `${activitiesProjection.streamPrefix}${String(id)}`;
const replacing = { consult: consultReplacement } as const;

/** One activity of the mission, from its plan to its report. */
export const activityAggregate = defineAggregate({
  name: 'activity',
  source: '/opsledger/operations',
  path: '/v1/activities',
  referencePrefix: 'ACT',
  referenceClaim: activityReferenceClaim,
  decider: activityDecider,
  commands: {
    'plan-activity': { body: activityBodies.PlanActivityBody, target: 'new', roles: planning, consult: consultTask },
    'amend-activity-plan': {
      ...{ body: activityBodies.AmendActivityPlanBody, target: 'existing', roles: planning, ...linking },
    },
    'order-activity': { body: activityBodies.OrderActivityBody, target: 'existing', roles: deciding },
    'start-activity': { body: bodies.ActionBody, target: 'existing', roles: watching },
    'complete-activity': { body: activityBodies.CompleteActivityBody, target: 'existing', roles: watching },
    'abort-activity': {
      ...{ body: activityBodies.AbortActivityBody, target: 'existing', roles: watching, ...replacing },
    },
    'deny-activity': { body: activityBodies.LeaveUndoneBody, target: 'existing', roles: anyone, ...replacing },
    'postpone-activity': { body: activityBodies.PostponeActivityBody, target: 'existing', roles: anyone, ...replacing },
    'cancel-activity': { body: activityBodies.LeaveUndoneBody, target: 'existing', roles: planning, ...replacing },
    'file-activity-report': { body: activityBodies.FileActivityReportBody, target: 'existing', roles: anyone },
    'record-arrests': { body: activityBodies.RecordArrestsBody, target: 'existing', roles: anyone },
    'record-seizure': { body: activityBodies.RecordSeizureBody, target: 'existing', roles: anyone },
    'record-engagement': { body: activityBodies.RecordEngagementBody, target: 'existing', roles: anyone },
    'confirm-activity-check': { body: activityBodies.ConfirmActivityCheckBody, target: 'existing', roles: deciding },
    'report-activity': {
      ...{ body: activityBodies.ReportActivityBody, target: 'either', roles: ['importer'], consult: consultTask },
    },
    'correct-activity': { body: activityBodies.CorrectActivityBody, target: 'existing', roles: deciding },
    'pass-activity-deadline': { body: bodies.DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-activity-deadline',
  projection: activitiesProjection,
  claimRefusals: {},
  serialClaims: ['operation-task/1'],
});

/** The areas with a number of days in which an activity was, if anybody was there: by the gazetteer, as lists find them. */
const areasOf = async (activity: ActivityDocument, then: RecordsThen): Promise<readonly AreaWithClock[]> => {
  const places = [...(activity.places ?? []), ...(activity.route ?? [])];
  if (presentUntil(activity) === undefined || places.length === 0) return [];
  const areas = await then.all(priorityAreasProjection, { state: 'SET', noActivityDays: { $exists: true } });
  return areas
    .filter(({ area }) => places.some((place) => isWithin(place, area)))
    .map(({ id, setAt, activities }) => {
      const known = [setAt, ...activities.map(({ at }) => at)].flatMap((at) => overBy(at) ?? []);
      return { id, ...(known.length > 0 && { lastActivityAt: known.reduce(laterOf) }) };
    });
};

/** What is done in a priority area is noted there. */
export const areaPresencePolicy = definePolicy({
  ...{ name: 'priority-area-presence', projection: activitiesProjection },
  ...{ consult: areasOf, wants: noteActivityInAreas },
});

export const operationsService: ServiceDefinition = {
  name: 'operations',
  aggregates: [
    ...[operationAggregate, unitAggregate, baseAggregate, baseDispositionAggregate],
    standbyAggregate,
    reportingAggregate,
    priorityAreaAggregate,
    ...[statedFigureAggregate, assessmentAggregate],
    activityAggregate,
  ],
  policies: [areaPresencePolicy],
  problems: {
    ...operationProblems,
    ...baseProblems,
    ...standbyProblems,
    ...reportingProblems,
    ...priorityAreaProblems,
    ...activityProblems,
  },
  schemas: { ...operationSchemas, ...figureSchemas },
};
