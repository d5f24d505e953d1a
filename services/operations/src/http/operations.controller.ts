import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OPERATION_STATES } from '@opsledger/contracts';
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
import { operationAggregate } from '../operation/operation.aggregate.js';
import { boardOf } from '../read-models/operations/operation-board.js';
import { operationCalendar } from '../read-models/operations/operation-calendar.js';
import { filterOf } from '../read-models/operations/operation-search.js';
import { geoJsonOf, operationColumns } from '../read-models/operations/operation-shapes.js';
import type { OperationDocument } from '../read-models/operations/operations.projection.js';
import { calendarOf, inCalendar } from '../read-models/record-calendar.js';
import { ListOperationsQuery, OperationsQuery } from './operations.bodies.js';
import { pageOf, viewOf } from './record-queries.bodies.js';

/** Operations of the mission. No rule lives here: see `../operation/operation.decider.ts`. */
@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController extends recordRoutesOf(operationAggregate, 'operation') {
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
