import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ActionRoute,
  AllowRoles,
  Context,
  IssuesCommand,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  ROLES,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { statedFigureAggregate } from '../operations.service.js';
import { statementFilter } from '../read-models/statements/statement-search.js';
import { pageOf } from './record-queries.bodies.js';
import { CorrectStatedFigureBody, RecordStatedFigureBody, StatedFiguresQuery } from './stated-figures.bodies.js';

const STATED = {
  ...{ indicator: 'escorts', quantity: { value: 4, qualifier: 'exact' }, asStated: 'four escorts' },
  ...{ occurredAt: '/2022-06-01', period: { edtf: '/2022-06-01', asStated: 'the reporting period' } },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** What sources counted: each count a record of its own, never turned into single records and never added to counts of ours. */
@ApiTags('stated figures')
@Controller('v1/stated-figures')
export class StatedFiguresController extends recordRoutesOf(() => statedFigureAggregate, 'stated figure') {
  @Post()
  @IssuesCommand('record-stated-figure')
  @RecordRoute({
    ...{ summary: 'Record what a document counts', answers: 'opened', body: RecordStatedFigureBody, example: STATED },
  })
  record(@Body() body: RecordStatedFigureBody, @Context() context: RequestContext) {
    return this.commands.issue('record-stated-figure', body, context);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-stated-figure', summary: 'Correct what was recorded of a count' },
    ...{ body: CorrectStatedFigureBody, example: { version: 1, reason: 'typo', members: { scope: 'escorts' } } },
  })
  correct(@Param('id') id: string, @Body() body: CorrectStatedFigureBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-stated-figure', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List what sources counted', answers: 'page' })
  list(@Query() query: StatedFiguresQuery, @ReadingContext() reading: Reading) {
    return this.records.list(statedFigureAggregate, { ...pageOf(query), filter: statementFilter(query) }, reading);
  }
}
