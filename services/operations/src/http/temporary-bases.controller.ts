import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ADMIN_LEVELS, parseInstant } from '@opsledger/kernel';
import {
  AllowRoles,
  csvOf,
  locatedIn,
  placeNamed,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  ROLES,
  type Page,
  type Reading,
} from '@opsledger/platform';
import { baseAggregate } from '../temporary-base/temporary-base.aggregate.js';
import { baseDispositionAggregate } from '../base-disposition/base-disposition.aggregate.js';
import { calendarOf, inCalendar } from '../read-models/record-calendar.js';
import { allOf } from '../read-models/record-search.js';
import {
  baseCalendar,
  baseColumns,
  basesByPlace,
  basesGeoJson,
  basesLike,
  wasReconnoitred,
} from '../read-models/temporary-bases/temporary-base-lists.js';
import type { BaseDocument } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { pageOf, viewOf } from './record-queries.bodies.js';
import * as bodies from './temporary-bases.bodies.js';

/** Temporary operating bases. No rule lives here: see `../temporary-base/temporary-base.decider.ts`. */
@ApiTags('bases')
@Controller('v1/bases')
export class TemporaryBasesController extends recordRoutesOf(baseAggregate, 'base') {
  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List temporary operating bases, as JSON, CSV or GeoJSON', answers: 'page' })
  async list(@Query() query: bodies.ListBasesQuery, @ReadingContext() reading: Reading) {
    const request = { ...pageOf(query), filter: basesLike(query) };
    const page = (await this.records.list(baseAggregate, request, reading)) as Page<BaseDocument>;
    if (query.format === 'csv') return csvOf(page, baseColumns, baseAggregate.path);
    return query.format === 'geojson' ? basesGeoJson(page, baseAggregate.path) : page;
  }

  @Get('calendar')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'When bases were looked for, were there and are reported' },
    ...{ answers: 'page', schema: 'BaseCalendar' },
  })
  async calendar(@Query() query: bodies.BasesQuery, @ReadingContext() reading: Reading) {
    const { during, ...wherever } = query;
    const request = { ...viewOf(query), filter: inCalendar(during, basesLike(wherever), wasReconnoitred) };
    const { data, ...rest } = await this.records.all<BaseDocument>(baseAggregate, request, reading);
    return { ...calendarOf(data, baseCalendar, during), ...rest };
  }

  @Get('by-place')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'Which bases there are in each of some places, and how many were added since' },
    ...{ answers: 'page', schema: 'BasesByPlace' },
  })
  async byPlace(@Query() query: bodies.BasesByPlaceQuery, @ReadingContext() reading: Reading) {
    const level = ADMIN_LEVELS.find((one) => String(one) === (query.level ?? '2'));
    const places = query.place.split(',').map((name) => placeNamed(name.trim(), level));
    const { data, ...rest } = await this.records.all<BaseDocument>(
      baseAggregate,
      { ...viewOf(query), filter: basesLike({}) },
      reading,
    );
    return { ...basesByPlace(data, places, query.since && parseInstant(query.since)), ...rest };
  }
}

/** Where exactly bases lie and how many are there: records of their own, for who is cleared for them (ADR 12). */
@ApiTags('bases')
@Controller('v1/base-dispositions')
export class BaseDispositionsController extends recordRoutesOf(baseDispositionAggregate, 'disposition') {
  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List dispositions of bases, those that the reader is cleared for', answers: 'page' })
  list(@Query() query: bodies.DispositionsQuery, @ReadingContext() reading: Reading) {
    const ofBase = query.base === undefined ? [] : [{ baseId: query.base }];
    const filter = allOf([...ofBase, ...locatedIn(query)]);
    return this.records.list(baseDispositionAggregate, { ...pageOf(query), filter }, reading);
  }
}
