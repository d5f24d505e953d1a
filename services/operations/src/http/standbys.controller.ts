import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseInstant } from '@opsledger/kernel';
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
import { standbyAggregate } from '../operations.service.js';
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
import { ActionBody } from './operation-actions.bodies.js';
import { pageOf, viewOf } from './record-queries.bodies.js';
import * as bodies from './standbys.bodies.js';
import { ReasonedBody } from './temporary-bases.bodies.js';

const CONDITION = { kind: 'host_authorisation', asStated: 'should the authorities grant approval' };
const ORDER = {
  ...{ team: 'Investigation team', noticeToMoveHours: 48, condition: CONDITION },
  ...{ place: { asStated: 'Mopti' }, destination: { asStated: 'Moura' }, to: { edtf: '2030-09-21' } },
};
const REPORT = {
  ...{ team: 'special forces company', status: 'STOOD_DOWN', statusAsStated: 'were on standby for one week' },
  ...{ occurredAt: '2022-06', source: { kind: 'letter', ref: 'Letter dated 1 June 2022' } },
};
const RELOCATION = {
  ...{ assets: [{ kind: 'attack_helicopter', count: 2 }] },
  ...{ from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' } },
};

/** Who is held ready to move, and what for. No rule lives here: see `../standby/standby.decider.ts`. */
@ApiTags('standbys')
@Controller('v1/standbys')
export class StandbysController extends recordRoutesOf(() => standbyAggregate, 'standby') {
  @Post()
  @IssuesCommand('order-standby')
  @RecordRoute({ summary: 'Order a standby', answers: 'opened', body: bodies.OrderStandbyBody, example: ORDER })
  order(@Body() body: bodies.OrderStandbyBody, @Context() context: RequestContext) {
    return this.commands.issue('order-standby', body, context);
  }

  @ActionRoute('achieve', {
    ...{ command: 'achieve-standby', summary: 'Record that it is at notice to move', body: ActionBody, example: {} },
  })
  achieve(@Param('id') id: string, @Body() body: ActionBody, @Context() context: RequestContext) {
    return this.commands.issue('achieve-standby', body, context, id);
  }

  @ActionRoute('relocate-assets', {
    ...{ command: 'relocate-standby-assets', summary: 'Record that assets were moved for it' },
    ...{ body: bodies.RelocateStandbyAssetsBody, example: RELOCATION },
  })
  relocate(
    @Param('id') id: string,
    @Body() body: bodies.RelocateStandbyAssetsBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('relocate-standby-assets', body, context, id);
  }

  @ActionRoute('declare-readiness', {
    ...{ command: 'declare-standby-readiness', summary: 'Declare within how many hours it can move' },
    ...{ body: bodies.DeclareStandbyReadinessBody, example: { noticeToMoveHours: 24, condition: CONDITION } },
  })
  declare(
    @Param('id') id: string,
    @Body() body: bodies.DeclareStandbyReadinessBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('declare-standby-readiness', body, context, id);
  }

  @ActionRoute('record-condition', {
    ...{ command: 'record-standby-condition', summary: 'Record that what it waits for is met, or was refused' },
    ...{ body: bodies.RecordStandbyConditionBody, example: { isMet: true, requestRef: 'Request 3' } },
  })
  recordCondition(
    @Param('id') id: string,
    @Body() body: bodies.RecordStandbyConditionBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('record-standby-condition', body, context, id);
  }

  @ActionRoute('extend', {
    ...{ command: 'extend-standby', summary: 'Extend a standby' },
    ...{ body: bodies.ExtendStandbyBody, example: { to: { edtf: '2030-09-28' } } },
  })
  extend(@Param('id') id: string, @Body() body: bodies.ExtendStandbyBody, @Context() context: RequestContext) {
    return this.commands.issue('extend-standby', body, context, id);
  }

  @ActionRoute('activate', {
    ...{ command: 'activate-standby', summary: 'Activate a standby: it moves' },
    ...{ body: bodies.ActivateStandbyBody, example: {} },
  })
  activate(@Param('id') id: string, @Body() body: bodies.ActivateStandbyBody, @Context() context: RequestContext) {
    return this.commands.issue('activate-standby', body, context, id);
  }

  @ActionRoute('stand-down', {
    ...{ command: 'stand-down-standby', summary: 'Stand down', body: ReasonedBody, example: {} },
  })
  standDown(@Param('id') id: string, @Body() body: ReasonedBody, @Context() context: RequestContext) {
    return this.commands.issue('stand-down-standby', body, context, id);
  }

  @ActionRoute('report', {
    ...{ command: 'report-standby', summary: 'Record what a document states of a standby' },
    ...{ body: bodies.ReportStandbyBody, example: REPORT },
  })
  report(@Param('id') id: string, @Body() body: bodies.ReportStandbyBody, @Context() context: RequestContext) {
    return this.commands.issue('report-standby', body, context, id);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-standby', summary: 'Correct what an earlier event says' },
    body: bodies.CorrectStandbyBody,
    example: { version: 1, reason: 'typo', members: { purpose: 'Human rights investigation' } },
  })
  correct(@Param('id') id: string, @Body() body: bodies.CorrectStandbyBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-standby', body, context, id);
  }

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
