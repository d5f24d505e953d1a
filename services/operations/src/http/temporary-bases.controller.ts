import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ADMIN_LEVELS, parseInstant } from '@opsledger/kernel';
import {
  ActionRoute,
  AllowRoles,
  Context,
  csvOf,
  IssuesCommand,
  locatedIn,
  placeNamed,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  ROLES,
  type Page,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { baseAggregate, baseDispositionAggregate } from '../operations.service.js';
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
import { ActionBody } from './operation-actions.bodies.js';
import { pageOf, viewOf } from './record-queries.bodies.js';
import * as bodies from './temporary-bases.bodies.js';

const PLACE = { asStated: 'Ogossogou', adminLevel: 4 };
const REPORT = {
  ...{ place: PLACE, status: 'DISMANTLED', statusAsStated: 'the temporary base was closed', occurredAt: '2022-06' },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** Temporary operating bases. No rule lives here: see `../temporary-base/temporary-base.decider.ts`. */
@ApiTags('bases')
@Controller('v1/bases')
export class TemporaryBasesController extends recordRoutesOf(() => baseAggregate, 'base') {
  @Post()
  @IssuesCommand('recce-base')
  @RecordRoute({
    ...{ summary: 'Begin the recce of a temporary operating base', answers: 'opened' },
    ...{ body: bodies.RecceBaseBody, example: { place: PLACE, purpose: 'Protect civilians' } },
  })
  recce(@Body() body: bodies.RecceBaseBody, @Context() context: RequestContext) {
    return this.commands.issue('recce-base', body, context);
  }

  @ActionRoute('establish', {
    ...{ command: 'establish-base', summary: 'Establish a base', body: ActionBody, example: {} },
  })
  establish(@Param('id') id: string, @Body() body: ActionBody, @Context() context: RequestContext) {
    return this.commands.issue('establish-base', body, context, id);
  }

  @ActionRoute('end-recce', {
    ...{ command: 'end-base-recce', summary: 'End a recce of which no base comes', body: bodies.ReasonedBody },
    example: { reason: 'No water' },
  })
  endRecce(@Param('id') id: string, @Body() body: bodies.ReasonedBody, @Context() context: RequestContext) {
    return this.commands.issue('end-base-recce', body, context, id);
  }

  @ActionRoute('activate', {
    ...{ command: 'activate-base', summary: 'Record that a base works as one', body: ActionBody, example: {} },
  })
  activate(@Param('id') id: string, @Body() body: ActionBody, @Context() context: RequestContext) {
    return this.commands.issue('activate-base', body, context, id);
  }

  @ActionRoute('amend', {
    ...{ command: 'amend-base', summary: 'Change name, purpose, operation or unit of a base' },
    ...{ body: bodies.AmendBaseBody, example: { purpose: 'Protect civilians on market days' } },
  })
  amend(@Param('id') id: string, @Body() body: bodies.AmendBaseBody, @Context() context: RequestContext) {
    return this.commands.issue('amend-base', body, context, id);
  }

  @ActionRoute('reduce', {
    ...{ command: 'reduce-base', summary: 'Reduce a base before it goes', body: bodies.ReasonedBody, example: {} },
  })
  reduce(@Param('id') id: string, @Body() body: bodies.ReasonedBody, @Context() context: RequestContext) {
    return this.commands.issue('reduce-base', body, context, id);
  }

  @ActionRoute('dismantle', {
    ...{ command: 'dismantle-base', summary: 'Dismantle a base', body: bodies.ReasonedBody, example: {} },
  })
  dismantle(@Param('id') id: string, @Body() body: bodies.ReasonedBody, @Context() context: RequestContext) {
    return this.commands.issue('dismantle-base', body, context, id);
  }

  @ActionRoute('report', {
    ...{ command: 'report-base', summary: 'Record what a document states of a base' },
    ...{ body: bodies.ReportBaseBody, example: REPORT },
  })
  report(@Param('id') id: string, @Body() body: bodies.ReportBaseBody, @Context() context: RequestContext) {
    return this.commands.issue('report-base', body, context, id);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-base', summary: 'Correct what an earlier event says' },
    ...{
      body: bodies.CorrectBaseBody,
      example: { version: 1, reason: 'typo', members: { place: { ...PLACE, asStated: 'Ogossagou' } } },
    },
  })
  correct(@Param('id') id: string, @Body() body: bodies.CorrectBaseBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-base', body, context, id);
  }

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
export class BaseDispositionsController extends recordRoutesOf(() => baseDispositionAggregate, 'disposition') {
  @Post()
  @IssuesCommand('record-base-disposition')
  @RecordRoute({
    ...{ summary: 'Record where exactly a base lies and how many are there', answers: 'opened' },
    body: bodies.RecordBaseDispositionBody,
    example: {
      baseId: '01a20000-0000-7000-8000-000000000001',
      position: { asStated: 'above the market', mgrs: '30PWB1234' },
      strength: { value: 60, qualifier: 'about' },
    },
  })
  open(@Body() body: bodies.RecordBaseDispositionBody, @Context() context: RequestContext) {
    return this.commands.issue('record-base-disposition', body, context);
  }

  @ActionRoute('amend', {
    ...{ command: 'amend-base-disposition', summary: 'Change position or strength of a base' },
    ...{ body: bodies.AmendBaseDispositionBody, example: { strength: { value: 80, qualifier: 'about' } } },
  })
  amend(@Param('id') id: string, @Body() body: bodies.AmendBaseDispositionBody, @Context() context: RequestContext) {
    return this.commands.issue('amend-base-disposition', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List dispositions of bases, those that the reader is cleared for', answers: 'page' })
  list(@Query() query: bodies.DispositionsQuery, @ReadingContext() reading: Reading) {
    const ofBase = query.base === undefined ? [] : [{ baseId: query.base }];
    const filter = allOf([...ofBase, ...locatedIn(query)]);
    return this.records.list(baseDispositionAggregate, { ...pageOf(query), filter }, reading);
  }
}
