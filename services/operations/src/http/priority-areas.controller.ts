import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  csvOf,
  DeadlinesQuery,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  ROLES,
  type Page,
  type Reading,
} from '@opsledger/platform';
import { priorityAreaAggregate } from '../priority-area/priority-area.aggregate.js';
import {
  priorityAreaColumns,
  priorityAreasGeoJson,
  priorityAreasLike,
} from '../read-models/priority-areas/priority-area-lists.js';
import type { PriorityAreaDocument } from '../read-models/priority-areas/priority-areas.projection.js';
import * as bodies from './priority-areas.bodies.js';
import { pageOf } from './record-queries.bodies.js';

/** Areas on which the protection of civilians is focused. No rule lives here: see `../priority-area`. */
@ApiTags('priority areas')
@Controller('v1/priority-areas')
export class PriorityAreasController extends recordRoutesOf(priorityAreaAggregate, 'priority area') {
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
