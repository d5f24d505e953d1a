import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
  Records,
  ROLES,
  Versioned,
  type Page,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { activityAggregate, operationAggregate } from '../operations.service.js';
import type { ActivityDocument } from '../read-models/activities/activities.projection.js';
import {
  activitiesGeoJson,
  activitiesLike,
  activityCalendar,
  activityColumns,
} from '../read-models/activities/activity-lists.js';
import { calendarOf, inCalendar } from '../read-models/record-calendar.js';
import * as bodies from './activities.bodies.js';
import { ActionBody } from './operation-actions.bodies.js';
import { pageOf, viewOf } from './record-queries.bodies.js';

const PLACES = [{ asStated: 'around Ménaka', adminLevel: 'area' }];
const PLAN = { kind: 'patrol', patrolKinds: ['night', 'foot'], places: PLACES, plannedStart: { edtf: '2027-03-01' } };
const REPORT = {
  ...{ kind: 'patrol', status: 'COMPLETED', statusAsStated: 'conducted', occurredAt: '2022-06', places: PLACES },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};
const REFUSED = { reason: 'access_denied', accessBy: 'air', replacementAsStated: 'the team went by road' };

/** A list of activities in the form that was asked for. */
const listed = async (
  records: Records,
  query: bodies.ListActivitiesQuery,
  reading: Reading,
  path = activityAggregate.path,
) => {
  const request = { ...pageOf(query), filter: activitiesLike(query) };
  const page = (await records.list(activityAggregate, request, reading)) as Page<ActivityDocument>;
  if (query.format === 'csv') return csvOf(page, activityColumns, path);
  return query.format === 'geojson' ? activitiesGeoJson(page, path) : page;
};

/** Activities of the mission. No rule lives here: see `../activity/activity.decider.ts`. */
@ApiTags('activities')
@Controller('v1/activities')
export class ActivitiesController extends recordRoutesOf(() => activityAggregate, 'activity') {
  @Post()
  @IssuesCommand('plan-activity')
  @RecordRoute({ summary: 'Plan an activity', answers: 'opened', body: bodies.PlanActivityBody, example: PLAN })
  plan(@Body() body: bodies.PlanActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('plan-activity', body, context);
  }

  @ActionRoute('amend-plan', {
    ...{ command: 'amend-activity-plan', summary: 'Change what is given of the plan' },
    ...{ body: bodies.AmendActivityPlanBody, example: { title: 'Night patrol around the market' } },
  })
  amendPlan(@Param('id') id: string, @Body() body: bodies.AmendActivityPlanBody, @Context() context: RequestContext) {
    return this.commands.issue('amend-activity-plan', body, context, id);
  }

  @ActionRoute('order', {
    ...{ command: 'order-activity', summary: 'Order a planned activity' },
    ...{ body: bodies.OrderActivityBody, example: { orderRef: 'FRAGO 3 of Operation Heron' } },
  })
  order(@Param('id') id: string, @Body() body: bodies.OrderActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('order-activity', body, context, id);
  }

  @ActionRoute('start', {
    ...{ command: 'start-activity', summary: 'Record that an ordered activity began', body: ActionBody, example: {} },
  })
  start(@Param('id') id: string, @Body() body: ActionBody, @Context() context: RequestContext) {
    return this.commands.issue('start-activity', body, context, id);
  }

  @ActionRoute('complete', {
    ...{ command: 'complete-activity', summary: 'Record that an activity came to its end; of a patrol, its return' },
    ...{ body: bodies.CompleteActivityBody, example: { findings: 'The market was calm' } },
  })
  complete(@Param('id') id: string, @Body() body: bodies.CompleteActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('complete-activity', body, context, id);
  }

  @ActionRoute('abort', {
    ...{ command: 'abort-activity', summary: 'Record that an activity was broken off' },
    ...{ body: bodies.AbortActivityBody, example: { reason: 'weather' } },
  })
  abort(@Param('id') id: string, @Body() body: bodies.AbortActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('abort-activity', body, context, id);
  }

  @ActionRoute('deny', {
    ...{ command: 'deny-activity', summary: 'Record that an activity was refused, and what replaced it' },
    ...{ body: bodies.LeaveUndoneBody, example: REFUSED },
  })
  deny(@Param('id') id: string, @Body() body: bodies.LeaveUndoneBody, @Context() context: RequestContext) {
    return this.commands.issue('deny-activity', body, context, id);
  }

  @ActionRoute('postpone', {
    ...{ command: 'postpone-activity', summary: 'Put an activity off; what takes its place is planned anew' },
    ...{ body: bodies.PostponeActivityBody, example: { reason: 'no_asset' } },
  })
  postpone(@Param('id') id: string, @Body() body: bodies.PostponeActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('postpone-activity', body, context, id);
  }

  @ActionRoute('cancel', {
    ...{ command: 'cancel-activity', summary: 'Cancel an activity, and say what replaced it' },
    ...{ body: bodies.LeaveUndoneBody, example: { reason: 'security' } },
  })
  cancel(@Param('id') id: string, @Body() body: bodies.LeaveUndoneBody, @Context() context: RequestContext) {
    return this.commands.issue('cancel-activity', body, context, id);
  }

  @ActionRoute('file-report', {
    ...{ command: 'file-activity-report', summary: 'File the report on an activity' },
    ...{ body: bodies.FileActivityReportBody, example: { documentRef: 'Patrol report 14' } },
  })
  fileReport(@Param('id') id: string, @Body() body: bodies.FileActivityReportBody, @Context() context: RequestContext) {
    return this.commands.issue('file-activity-report', body, context, id);
  }

  @ActionRoute('record-arrests', {
    ...{ command: 'record-arrests', summary: 'Record how many people were arrested, and who holds them' },
    ...{ body: bodies.RecordArrestsBody, example: { count: { value: 8, qualifier: 'exact' } } },
  })
  recordArrests(@Param('id') id: string, @Body() body: bodies.RecordArrestsBody, @Context() context: RequestContext) {
    return this.commands.issue('record-arrests', body, context, id);
  }

  @ActionRoute('record-seizure', {
    ...{ command: 'record-seizure', summary: 'Record what materiel was seized' },
    ...{ body: bodies.RecordSeizureBody, example: { kind: 'ied_components' } },
  })
  recordSeizure(@Param('id') id: string, @Body() body: bodies.RecordSeizureBody, @Context() context: RequestContext) {
    return this.commands.issue('record-seizure', body, context, id);
  }

  @ActionRoute('record-engagement', {
    ...{ command: 'record-engagement', summary: 'Record whom the mission met, never by name' },
    ...{ body: bodies.RecordEngagementBody, example: { interlocutors: ['mayor', 'residents'] } },
  })
  recordEngagement(
    @Param('id') id: string,
    @Body() body: bodies.RecordEngagementBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('record-engagement', body, context, id);
  }

  @ActionRoute('confirm-check', {
    ...{ command: 'confirm-activity-check', summary: 'Confirm an account that was held for a check' },
    ...{ body: bodies.ConfirmActivityCheckBody, example: { authority: 'Sector East operations cell' } },
  })
  confirmCheck(
    @Param('id') id: string,
    @Body() body: bodies.ConfirmActivityCheckBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('confirm-activity-check', body, context, id);
  }

  @ActionRoute('report', {
    ...{ command: 'report-activity', summary: 'Record what a document states of an activity' },
    ...{ body: bodies.ReportActivityBody, example: REPORT },
  })
  report(@Param('id') id: string, @Body() body: bodies.ReportActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('report-activity', body, context, id);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-activity', summary: 'Correct what an earlier event says' },
    ...{
      body: bodies.CorrectActivityBody,
      example: { version: 1, reason: 'typo', members: { purpose: 'Protect civilians on market days' } },
    },
  })
  correct(@Param('id') id: string, @Body() body: bodies.CorrectActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-activity', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List activities, as JSON, CSV or GeoJSON', answers: 'page' })
  list(@Query() query: bodies.ListActivitiesQuery, @ReadingContext() reading: Reading) {
    return listed(this.records, query, reading);
  }

  @Get('calendar')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'When activities were, are reported and are planned' },
    ...{ answers: 'page', schema: 'ActivityCalendar' },
  })
  async calendar(@Query() query: bodies.ActivitiesQuery, @ReadingContext() reading: Reading) {
    const { during, ...wherever } = query;
    const request = { ...viewOf(query), filter: inCalendar(during, activitiesLike(wherever)) };
    const { data, ...rest } = await this.records.all<ActivityDocument>(activityAggregate, request, reading);
    return { ...calendarOf(data, activityCalendar, during), ...rest };
  }

  @Get('deadlines')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'What activities wait for, the next to fall due first', answers: 'page' })
  deadlines(@Query() query: DeadlinesQuery, @ReadingContext() reading: Reading) {
    return this.records.deadlines(activityAggregate, query, reading);
  }
}

/** Patrols among the activities. */
@ApiTags('activities')
@Controller('v1/patrols')
export class PatrolsController {
  constructor(private readonly records: Records) {}

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List patrols of every kind, by day and by night', answers: 'page' })
  list(@Query() query: bodies.ListKindQuery, @ReadingContext() reading: Reading) {
    return listed(this.records, { ...query, kind: 'patrol' }, reading, '/v1/patrols');
  }
}

/** Escorts among the activities. */
@ApiTags('activities')
@Controller('v1/escorts')
export class EscortsController {
  constructor(private readonly records: Records) {}

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List escorts', answers: 'page' })
  list(@Query() query: bodies.ListKindQuery, @ReadingContext() reading: Reading) {
    return listed(this.records, { ...query, kind: 'escort' }, reading, '/v1/escorts');
  }
}

/** The tasks of one operation: those that were not done, why, where, and what replaced them (question 3 of the mission's). */
@ApiTags('operations')
@Controller('v1/operations/:id/tasks')
export class OperationTasksController {
  constructor(private readonly records: Records) {}

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'The tasks of an operation; with `notDone=true` those that were not carried out, and why' },
    ...{ answers: 'history' },
  })
  async list(
    @Param('id') identifier: string,
    @Query() query: bodies.ListTasksQuery,
    @ReadingContext() reading: Reading,
  ) {
    const read = await this.records.read(operationAggregate, identifier, {}, reading);
    const { id } = read instanceof Versioned ? read.body : read;
    return listed(this.records, { ...query, operation: id }, reading, `/v1/operations/${id}/tasks`);
  }
}
