import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  csvOf,
  DeadlinesQuery,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  Records,
  ROLES,
  Versioned,
  type Page,
  type Reading,
} from '@opsledger/platform';
import { activityAggregate } from '../activity/activity.aggregate.js';
import { operationAggregate } from '../operation/operation.aggregate.js';
import type { ActivityDocument } from '../read-models/activities/activities.projection.js';
import {
  activitiesGeoJson,
  activitiesLike,
  activityCalendar,
  activityColumns,
} from '../read-models/activities/activity-lists.js';
import { calendarOf, inCalendar } from '../read-models/record-calendar.js';
import * as bodies from './activities.bodies.js';
import { pageOf, viewOf } from './record-queries.bodies.js';

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
export class ActivitiesController extends recordRoutesOf(activityAggregate, 'activity') {
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
