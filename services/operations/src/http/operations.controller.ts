import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  Commands,
  Context,
  HistoryQuery,
  IssuesCommand,
  ReadingContext,
  RecordQuery,
  Records,
  RecordRoute,
  ROLES,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { operationAggregate } from '../operations.service.js';
import {
  ListOperationsQuery,
  PlanOperationBody,
  ProposeOperationBody,
  ReportOperationBody,
} from './operations.bodies.js';

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

/** Operations of the mission. No rule lives here: see `../operation/operation.decider.ts`. */
@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
  ) {}

  @Post()
  @IssuesCommand('propose-operation')
  @RecordRoute({ summary: 'Propose an operation', answers: 'opened', body: ProposeOperationBody, example: PROPOSAL })
  propose(@Body() body: ProposeOperationBody, @Context() context: RequestContext) {
    return this.commands.issue('propose-operation', body, context);
  }

  @Post(':id/actions/plan')
  @HttpCode(200)
  @IssuesCommand('plan-operation')
  @RecordRoute({ summary: 'Plan a proposed operation', answers: 'changed', body: PlanOperationBody, example: PLAN })
  plan(@Param('id') id: string, @Body() body: PlanOperationBody, @Context() context: RequestContext) {
    return this.commands.issue('plan-operation', body, context, id);
  }

  @Post(':id/actions/report')
  @HttpCode(200)
  @IssuesCommand('report-operation')
  @RecordRoute({
    summary: 'Record what a document states of an operation',
    answers: 'changed',
    body: ReportOperationBody,
    example: REPORT,
  })
  report(@Param('id') id: string, @Body() body: ReportOperationBody, @Context() context: RequestContext) {
    return this.commands.issue('report-operation', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List operations', answers: 'page' })
  list(@Query() { state, ...page }: ListOperationsQuery, @ReadingContext() reading: Reading) {
    return this.records.list(operationAggregate, { ...(state && { filter: { state } }), ...page }, reading);
  }

  @Get(':id')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'One operation', answers: 'record' })
  read(@Param('id') id: string, @Query() query: RecordQuery, @ReadingContext() reading: Reading) {
    return this.records.read(operationAggregate, id, query, reading);
  }

  @Get(':id/history')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'The events that made an operation', answers: 'history' })
  history(@Param('id') id: string, @Query() query: HistoryQuery, @ReadingContext() reading: Reading) {
    return this.records.history(operationAggregate, id, query, reading);
  }
}
