import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { minutesAfter } from '@opsledger/kernel';
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
import { reportingAggregate } from '../situation-report/situation-report.aggregate.js';
import { allOf } from '../read-models/record-search.js';
import { reporterColumns, reportersLike } from '../read-models/situation-reports/situation-report-lists.js';
import { lateListOf, type ReportingDocument } from '../read-models/situation-reports/situation-reports.projection.js';
import { pageOf, viewOf } from './record-queries.bodies.js';
import * as bodies from './situation-reports.bodies.js';

const MINUTES_PER_DAY = 24 * 60;

/** Who has to report every day, and whether they did. No rule lives here: see `../situation-report`. */
@ApiTags('situation reports')
@Controller('v1/situation-reports')
export class SituationReportsController extends recordRoutesOf(reportingAggregate, 'obligation to report') {
  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List who has to report every day, as JSON or CSV', answers: 'page' })
  async list(@Query() query: bodies.SituationReportsQuery, @ReadingContext() reading: Reading) {
    const request = { ...pageOf(query), filter: reportersLike(query) };
    const page = (await this.records.list(reportingAggregate, request, reading)) as Page<ReportingDocument>;
    return query.format === 'csv' ? csvOf(page, reporterColumns, reportingAggregate.path) : page;
  }

  @Get('late')
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'Whose situation report of a day came in time, came late, is missing or still due' },
    ...{ answers: 'page', schema: 'LateList' },
  })
  async late(@Query() query: bodies.LateListQuery, @ReadingContext() reading: Reading) {
    const { sector, day = minutesAfter(this.records.now(), -MINUTES_PER_DAY).slice(0, 10) } = query;
    const filter = allOf([{ from: { $lte: day } }, ...(sector === undefined ? [] : [{ sector }])]);
    const request = { ...viewOf(query), filter };
    const { data, ...rest } = await this.records.all<ReportingDocument>(reportingAggregate, request, reading);
    return { ...lateListOf(data, day), ...rest };
  }

  @Get('deadlines')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'Which situation reports are due when, the next first', answers: 'page' })
  deadlines(@Query() query: DeadlinesQuery, @ReadingContext() reading: Reading) {
    return this.records.deadlines(reportingAggregate, query, reading);
  }
}
