import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { minutesAfter } from '@opsledger/kernel';
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
import { reportingAggregate } from '../operations.service.js';
import { allOf } from '../read-models/record-search.js';
import { reporterColumns, reportersLike } from '../read-models/situation-reports/situation-report-lists.js';
import { lateListOf, type ReportingDocument } from '../read-models/situation-reports/situation-reports.projection.js';
import { pageOf, viewOf } from './record-queries.bodies.js';
import * as bodies from './situation-reports.bodies.js';

const MINUTES_PER_DAY = 24 * 60;

/** Who has to report every day, and whether they did. No rule lives here: see `../situation-report`. */
@ApiTags('situation reports')
@Controller('v1/situation-reports')
export class SituationReportsController extends recordRoutesOf(() => reportingAggregate, 'obligation to report') {
  @Post()
  @IssuesCommand('require-situation-reports')
  @RecordRoute({
    ...{ summary: 'Require a situation report of every day from a unit or sector', answers: 'opened' },
    ...{ body: bodies.RequireSituationReportsBody, example: { reporter: 'Sector Centre' } },
  })
  require(@Body() body: bodies.RequireSituationReportsBody, @Context() context: RequestContext) {
    return this.commands.issue('require-situation-reports', body, context);
  }

  @ActionRoute('file', {
    ...{ command: 'file-situation-report', summary: 'File the situation report of a day' },
    ...{ body: bodies.FileSituationReportBody, example: { documentRef: 'SITREP 14' } },
  })
  file(@Param('id') id: string, @Body() body: bodies.FileSituationReportBody, @Context() context: RequestContext) {
    return this.commands.issue('file-situation-report', body, context, id);
  }

  @ActionRoute('end', {
    ...{ command: 'end-situation-reports', summary: 'End the obligation to report' },
    ...{ body: bodies.EndSituationReportsBody, example: { lastDay: '2099-12-31' } },
  })
  end(@Param('id') id: string, @Body() body: bodies.EndSituationReportsBody, @Context() context: RequestContext) {
    return this.commands.issue('end-situation-reports', body, context, id);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-situation-report', summary: 'Correct what an earlier event says' },
    ...{ body: bodies.CorrectSituationReportBody },
    example: { version: 1, reason: 'typo', members: { sector: 'East' } },
  })
  correct(
    @Param('id') id: string,
    @Body() body: bodies.CorrectSituationReportBody,
    @Context() context: RequestContext,
  ) {
    return this.commands.issue('correct-situation-report', body, context, id);
  }

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
