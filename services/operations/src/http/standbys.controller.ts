import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseInstant } from '@opsledger/kernel';
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
import { standbyAggregate } from '../standby/standby.aggregate.js';
import { calendarOf, inCalendar } from '../read-models/record-calendar.js';
import {
  awaitingOf,
  awaitingStandbys,
  standbyCalendar,
  standbyColumns,
  standbysGeoJson,
  standbysLike,
} from '../read-models/standbys/standby-lists.js';
import type { StandbyDocument } from '../read-models/standbys/standbys.projection.js';
import { pageOf, viewOf } from './record-queries.bodies.js';
import * as bodies from './standbys.bodies.js';

/** Who is held ready to move, and what for. No rule lives here: see `../standby/standby.decider.ts`. */
@ApiTags('standbys')
@Controller('v1/standbys')
export class StandbysController extends recordRoutesOf(standbyAggregate, 'standby') {
  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List standbys, as JSON, CSV or GeoJSON', answers: 'page' })
  async list(@Query() query: bodies.ListStandbysQuery, @ReadingContext() reading: Reading) {
    const request = { ...pageOf(query), filter: standbysLike(query) };
    const page = (await this.records.list(standbyAggregate, request, reading)) as Page<StandbyDocument>;
    if (query.format === 'csv') return csvOf(page, standbyColumns, standbyAggregate.path);
    return query.format === 'geojson' ? standbysGeoJson(page, standbyAggregate.path) : page;
  }

  @Get('calendar')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'When standbys are to be held, were held and are reported' },
    ...{ answers: 'page', schema: 'StandbyCalendar' },
  })
  async calendar(@Query() query: bodies.StandbysQuery, @ReadingContext() reading: Reading) {
    const { during, ...wherever } = query;
    const request = { ...viewOf(query), filter: inCalendar(during, standbysLike(wherever)) };
    const { data, ...rest } = await this.records.all<StandbyDocument>(standbyAggregate, request, reading);
    return { ...calendarOf(data, standbyCalendar, during), ...rest };
  }

  @Get('awaiting')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'Standbys that may not move yet: what would have to be granted, and how long they have waited' },
    ...{ answers: 'page', schema: 'AwaitingStandbys' },
  })
  async awaiting(@Query() query: bodies.StandbysQuery, @ReadingContext() reading: Reading) {
    const request = { ...viewOf(query), filter: awaitingOf(standbysLike(query)) };
    const { data, ...rest } = await this.records.all<StandbyDocument>(standbyAggregate, request, reading);
    const asked = query.validAt ?? query.asOf;
    const at = asked === undefined ? this.records.now() : (parseInstant(asked) ?? asked);
    return { ...awaitingStandbys(data, at), ...rest };
  }

  @Get('deadlines')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'Which standbys end when, the next to end first', answers: 'page' })
  deadlines(@Query() query: DeadlinesQuery, @ReadingContext() reading: Reading) {
    return this.records.deadlines(standbyAggregate, query, reading);
  }
}
