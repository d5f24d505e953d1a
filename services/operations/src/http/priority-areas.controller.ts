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
  ROLES,
  type Page,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { priorityAreaAggregate } from '../operations.service.js';
import {
  priorityAreaColumns,
  priorityAreasGeoJson,
  priorityAreasLike,
} from '../read-models/priority-areas/priority-area-lists.js';
import type { PriorityAreaDocument } from '../read-models/priority-areas/priority-areas.projection.js';
import * as bodies from './priority-areas.bodies.js';
import { pageOf } from './record-queries.bodies.js';
import { ReasonedBody } from './temporary-bases.bodies.js';

/** Areas on which the protection of civilians is focused. No rule lives here: see `../priority-area`. */
@ApiTags('priority areas')
@Controller('v1/priority-areas')
export class PriorityAreasController extends recordRoutesOf(() => priorityAreaAggregate, 'priority area') {
  @Post()
  @IssuesCommand('set-priority-area')
  @RecordRoute({
    ...{ summary: 'Set an area of priority for the protection of civilians', answers: 'opened' },
    ...{ body: bodies.SetPriorityAreaBody, example: { area: { asStated: 'Ménaka Region' }, noActivityDays: 7 } },
  })
  set(@Body() body: bodies.SetPriorityAreaBody, @Context() context: RequestContext) {
    return this.commands.issue('set-priority-area', body, context);
  }

  @ActionRoute('note-activity', {
    ...{ command: 'note-priority-area-activity', summary: 'Note that something was done there' },
    ...{ body: bodies.NoteAreaActivityBody, example: { asStated: 'A patrol by day' } },
  })
  note(@Param('id') id: string, @Body() body: bodies.NoteAreaActivityBody, @Context() context: RequestContext) {
    return this.commands.issue('note-priority-area-activity', body, context, id);
  }

  @ActionRoute('lift', {
    ...{ command: 'lift-priority-area', summary: 'Lift the priority', body: ReasonedBody, example: {} },
  })
  lift(@Param('id') id: string, @Body() body: ReasonedBody, @Context() context: RequestContext) {
    return this.commands.issue('lift-priority-area', body, context, id);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-priority-area', summary: 'Correct what an earlier event says' },
    ...{ body: bodies.CorrectPriorityAreaBody },
    example: { version: 1, reason: 'typo', members: { reason: 'Most exposed' } },
  })
  correct(@Param('id') id: string, @Body() body: bodies.CorrectPriorityAreaBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-priority-area', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List priority areas, as JSON, CSV or GeoJSON', answers: 'page' })
  async list(@Query() query: bodies.PriorityAreasQuery, @ReadingContext() reading: Reading) {
    const { path } = priorityAreaAggregate;
    const request = { ...pageOf(query), filter: priorityAreasLike(query) };
    const page = (await this.records.list(priorityAreaAggregate, request, reading)) as Page<PriorityAreaDocument>;
    if (query.format === 'csv') return csvOf(page, priorityAreaColumns, path);
    return query.format === 'geojson' ? priorityAreasGeoJson(page, path) : page;
  }

  @Get('deadlines')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'When priority areas will have been without activity for too long', answers: 'page' })
  deadlines(@Query() query: DeadlinesQuery, @ReadingContext() reading: Reading) {
    return this.records.deadlines(priorityAreaAggregate, query, reading);
  }
}
