import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OPERATION_STATES } from '@opsledger/contracts';
import {
  ActionRoute,
  AllowRoles,
  Context,
  csvOf,
  DeadlinesQuery,
  IssuesCommand,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  ROLES,
  type Page,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { operationAggregate } from '../operations.service.js';
import { boardOf } from '../read-models/operations/operation-board.js';
import { operationCalendar } from '../read-models/operations/operation-calendar.js';
import { filterOf } from '../read-models/operations/operation-search.js';
import { geoJsonOf, operationColumns } from '../read-models/operations/operation-shapes.js';
import type { OperationDocument } from '../read-models/operations/operations.projection.js';
import { calendarOf, inCalendar } from '../read-models/record-calendar.js';
import * as actions from './operation-actions.bodies.js';
import {
  ListOperationsQuery,
  OperationsQuery,
  PlanOperationBody,
  ProposeOperationBody,
  ReportOperationBody,
} from './operations.bodies.js';
import { pageOf, viewOf } from './record-queries.bodies.js';

const areas = [{ asStated: 'Douentza Cercle, Mopti Region', adminLevel: 2 }];
const PROPOSAL = { name: 'Heron', type: 'protection', purpose: 'Protect civilians', areas };
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

/** Operations of the mission. No rule lives here: see `../operation/operation.decider.ts`. */
@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController extends recordRoutesOf(() => operationAggregate, 'operation') {
  @Post()
  @IssuesCommand('propose-operation')
  @RecordRoute({ summary: 'Propose an operation', answers: 'opened', body: ProposeOperationBody, example: PROPOSAL })
  propose(@Body() body: ProposeOperationBody, @Context() context: RequestContext) {
    return this.commands.issue('propose-operation', body, context);
  }

  @ActionRoute('plan', {
    ...{ command: 'plan-operation', summary: 'Plan a proposed operation' },
    ...{ body: PlanOperationBody, example: PLAN },
  })
  plan(@Param('id') id: string, @Body() body: PlanOperationBody, @Context() context: RequestContext) {
    return this.commands.issue('plan-operation', body, context, id);
  }

  @ActionRoute('amend-plan', {
    ...{ command: 'amend-operation-plan', summary: 'Change what is given of the plan' },
    ...{ body: actions.AmendPlanBody, example: { threatLevel: 'high' } },
  })
  amendPlan(@Param('id') id: string, @Body() body: actions.AmendPlanBody, @Context() context: RequestContext) {
    return this.commands.issue('amend-operation-plan', body, context, id);
  }

  @ActionRoute('start-preparation', {
    ...{ command: 'start-operation-preparation', summary: 'Begin to prepare a planned operation' },
    ...{ body: actions.StartPreparationBody, example: { until: { edtf: '2027-03' } } },
  })
  startPreparation(
    @Param('id') id: string,
    @Body() body: actions.StartPreparationBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('start-operation-preparation', body, context, id);
  }

  @ActionRoute('approve', {
    ...{ command: 'approve-operation', summary: 'Approve an operation, or an emergency launch afterwards' },
    ...{ body: actions.ApproveBody, example: { authority: 'Force Commander' } },
  })
  approve(@Param('id') id: string, @Body() body: actions.ApproveBody, @Context() context: RequestContext) {
    return this.commands.issue('approve-operation', body, context, id);
  }

  @ActionRoute('await-access', {
    ...{ command: 'await-operation-access', summary: 'Wait for the host state to agree' },
    ...{ body: actions.AwaitAccessBody, example: { requestRef: 'Flight request 14' } },
  })
  awaitAccess(@Param('id') id: string, @Body() body: actions.AwaitAccessBody, @Context() context: RequestContext) {
    return this.commands.issue('await-operation-access', body, context, id);
  }

  @ActionRoute('record-access-decision', {
    ...{
      command: 'record-operation-access-decision',
      summary: 'Record what the host state decided, or that it need not',
    },
    ...{ body: actions.RecordAccessDecisionBody, example: { decision: 'granted' } },
  })
  recordAccessDecision(
    @Param('id') id: string,
    @Body() body: actions.RecordAccessDecisionBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('record-operation-access-decision', body, context, id);
  }

  @ActionRoute('issue-order', {
    ...{ command: 'issue-operation-order', summary: 'Issue a warning, operation or fragmentary order' },
    ...{ body: actions.IssueOrderBody, example: { kind: 'OPORD', serial: 1 } },
  })
  issueOrder(@Param('id') id: string, @Body() body: actions.IssueOrderBody, @Context() context: RequestContext) {
    return this.commands.issue('issue-operation-order', body, context, id);
  }

  @ActionRoute('acknowledge-order', {
    ...{ command: 'acknowledge-operation-order', summary: 'Acknowledge an order' },
    ...{ body: actions.AcknowledgeOrderBody, example: { serial: 1, by: 'Sector East' } },
  })
  acknowledgeOrder(
    @Param('id') id: string,
    @Body() body: actions.AcknowledgeOrderBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('acknowledge-operation-order', body, context, id);
  }

  @ActionRoute('assign-forces', {
    ...{ command: 'assign-operation-forces', summary: 'Assign a unit, or part of it' },
    ...{ body: actions.AssignForcesBody, example: ASSIGNMENT },
  })
  assignForces(@Param('id') id: string, @Body() body: actions.AssignForcesBody, @Context() context: RequestContext) {
    return this.commands.issue('assign-operation-forces', body, context, id);
  }

  @ActionRoute('launch', {
    ...{ command: 'launch-operation', summary: 'Launch an operation' },
    ...{ body: actions.LaunchBody, example: { override: { authority: 'Force Commander', reason: 'Imminent threat' } } },
  })
  launch(@Param('id') id: string, @Body() body: actions.LaunchBody, @Context() context: RequestContext) {
    return this.commands.issue('launch-operation', body, context, id);
  }

  @ActionRoute('start-phase', {
    ...{ command: 'start-operation-phase', summary: 'Start the next phase' },
    ...{ body: actions.StartPhaseBody, example: { name: 'Insertion' } },
  })
  startPhase(@Param('id') id: string, @Body() body: actions.StartPhaseBody, @Context() context: RequestContext) {
    return this.commands.issue('start-operation-phase', body, context, id);
  }

  @ActionRoute('end-phase', {
    ...{ command: 'end-operation-phase', summary: 'End a phase' },
    ...{ body: actions.EndPhaseBody, example: { phase: 1 } },
  })
  endPhase(@Param('id') id: string, @Body() body: actions.EndPhaseBody, @Context() context: RequestContext) {
    return this.commands.issue('end-operation-phase', body, context, id);
  }

  @ActionRoute('release-forces', {
    ...{ command: 'release-operation-forces', summary: 'Release assigned forces' },
    ...{ body: actions.ReleaseForcesBody, example: { assignment: 1 } },
  })
  releaseForces(@Param('id') id: string, @Body() body: actions.ReleaseForcesBody, @Context() context: RequestContext) {
    return this.commands.issue('release-operation-forces', body, context, id);
  }

  @ActionRoute('suspend', {
    ...{ command: 'suspend-operation', summary: 'Suspend a launched operation' },
    ...{ body: actions.HoldUpBody, example: { reason: 'weather' } },
  })
  suspend(@Param('id') id: string, @Body() body: actions.HoldUpBody, @Context() context: RequestContext) {
    return this.commands.issue('suspend-operation', body, context, id);
  }

  @ActionRoute('resume', {
    ...{ command: 'resume-operation', summary: 'Resume a suspended operation' },
    ...{ body: actions.ActionBody, example: {} },
  })
  resume(@Param('id') id: string, @Body() body: actions.ActionBody, @Context() context: RequestContext) {
    return this.commands.issue('resume-operation', body, context, id);
  }

  @ActionRoute('postpone', {
    ...{ command: 'postpone-operation', summary: 'Put off an operation that was not launched' },
    ...{ body: actions.PostponeBody, example: { reason: 'access_denied' } },
  })
  postpone(@Param('id') id: string, @Body() body: actions.PostponeBody, @Context() context: RequestContext) {
    return this.commands.issue('postpone-operation', body, context, id);
  }

  @ActionRoute('replan', {
    ...{ command: 'replan-operation', summary: 'Give a postponed operation new dates' },
    ...{ body: actions.ReplanBody, example: { plannedStart: { edtf: '2027-05' } } },
  })
  replan(@Param('id') id: string, @Body() body: actions.ReplanBody, @Context() context: RequestContext) {
    return this.commands.issue('replan-operation', body, context, id);
  }

  @ActionRoute('change-mode', {
    ...{ command: 'change-operation-mode', summary: 'Carry it out in another way, such as from afar' },
    ...{ body: actions.ChangeModeBody, example: { to: 'remote', reason: 'access_denied' } },
  })
  changeMode(@Param('id') id: string, @Body() body: actions.ChangeModeBody, @Context() context: RequestContext) {
    return this.commands.issue('change-operation-mode', body, context, id);
  }

  @ActionRoute('complete', {
    ...{ command: 'complete-operation', summary: 'Complete an operation' },
    ...{ body: actions.CompleteBody, example: {} },
  })
  complete(@Param('id') id: string, @Body() body: actions.CompleteBody, @Context() context: RequestContext) {
    return this.commands.issue('complete-operation', body, context, id);
  }

  @ActionRoute('file-after-action', {
    ...{ command: 'file-operation-after-action', summary: 'File the after-action report' },
    ...{ body: actions.FileAfterActionBody, example: { documentRef: 'AAR 3 of 2027' } },
  })
  fileAfterAction(
    @Param('id') id: string,
    @Body() body: actions.FileAfterActionBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('file-operation-after-action', body, context, id);
  }

  @ActionRoute('waive-after-action', {
    ...{ command: 'waive-operation-after-action', summary: 'Record that no after-action report is needed' },
    ...{
      body: actions.WaiveAfterActionBody,
      example: { authority: 'Force Commander', reason: 'Cancelled on the first day' },
    },
  })
  waiveAfterAction(
    @Param('id') id: string,
    @Body() body: actions.WaiveAfterActionBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('waive-operation-after-action', body, context, id);
  }

  @ActionRoute('close', {
    ...{ command: 'close-operation', summary: 'Close an operation' },
    ...{ body: actions.ActionBody, example: {} },
  })
  close(@Param('id') id: string, @Body() body: actions.ActionBody, @Context() context: RequestContext) {
    return this.commands.issue('close-operation', body, context, id);
  }

  @ActionRoute('cancel', {
    ...{ command: 'cancel-operation', summary: 'Cancel an operation' },
    ...{ body: actions.HoldUpBody, example: { reason: 'political' } },
  })
  cancel(@Param('id') id: string, @Body() body: actions.HoldUpBody, @Context() context: RequestContext) {
    return this.commands.issue('cancel-operation', body, context, id);
  }

  @ActionRoute('report', {
    ...{ command: 'report-operation', summary: 'Record what a document states of an operation' },
    ...{ body: ReportOperationBody, example: REPORT },
  })
  report(@Param('id') id: string, @Body() body: ReportOperationBody, @Context() context: RequestContext) {
    return this.commands.issue('report-operation', body, context, id);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-operation', summary: 'Correct what an earlier event says' },
    ...{
      body: actions.CorrectBody,
      example: { version: 1, reason: 'typo', members: { purpose: 'Protect civilians on market days' } },
    },
  })
  correct(@Param('id') id: string, @Body() body: actions.CorrectBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-operation', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List operations, as JSON, CSV or GeoJSON', answers: 'page' })
  async list(@Query() query: ListOperationsQuery, @ReadingContext() reading: Reading) {
    const { format = 'json' } = query;
    const path = operationAggregate.path;
    const request = { ...pageOf(query), filter: filterOf(query) };
    const page = (await this.records.list(operationAggregate, request, reading)) as Page<OperationDocument>;
    if (format === 'csv') return csvOf(page, operationColumns, path);
    return format === 'geojson' ? geoJsonOf(page, path) : page;
  }

  @Get('board')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'Operations by state and sector, since when, and what may be done next' },
    ...{ answers: 'page', schema: 'OperationBoard' },
  })
  async board(@Query() query: OperationsQuery, @ReadingContext() reading: Reading) {
    const open = query.state === undefined ? { ...query, state: OPEN_STATES.join(',') } : query;
    const { data, ...rest } = await this.all(open, reading);
    return { ...boardOf(data), ...rest };
  }

  @Get('calendar')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'When operations and their phases were, are reported and are planned' },
    ...{ answers: 'page', schema: 'OperationCalendar' },
  })
  async calendar(@Query() query: OperationsQuery, @ReadingContext() reading: Reading) {
    const { during, ...wherever } = query;
    const { data, ...rest } = await this.all(wherever, reading, inCalendar(during, filterOf(wherever)));
    return { ...calendarOf(data, operationCalendar, during), ...rest };
  }

  @Get('deadlines')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'What operations wait for, the next to fall due first', answers: 'page' })
  deadlines(@Query() query: DeadlinesQuery, @ReadingContext() reading: Reading) {
    return this.records.deadlines(operationAggregate, query, reading);
  }

  private all(query: OperationsQuery, reading: Reading, filter = filterOf(query)) {
    return this.records.all<OperationDocument>(operationAggregate, { ...viewOf(query), filter }, reading);
  }
}

const OPEN_STATES = OPERATION_STATES.filter((state) => state !== 'CLOSED' && state !== 'CANCELLED');
