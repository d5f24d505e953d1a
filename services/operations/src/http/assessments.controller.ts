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
import { assessmentAggregate } from '../operations.service.js';
import { statementFilter } from '../read-models/statements/statement-search.js';
import { AssessmentsQuery, CorrectAssessmentBody, RecordAssessmentBody } from './assessments.bodies.js';
import { pageOf } from './record-queries.bodies.js';

const ASSESSED = {
  ...{
    indicator: 'patrol_tempo',
    direction: 'up',
    basis: 'figure',
    percentOfBaseline: { value: 200, qualifier: 'exact' },
  },
  ...{ asStated: 'doubled its patrols', occurredAt: '/2022-06-01', period: { edtf: '/2022-06-01' } },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** How things went, by numbers or by judgement, as someone assessed it. */
@ApiTags('assessments')
@Controller('v1/assessments')
export class AssessmentsController extends recordRoutesOf(() => assessmentAggregate, 'assessment') {
  @Post()
  @IssuesCommand('record-assessment')
  @RecordRoute({ summary: 'Record an assessment', answers: 'opened', body: RecordAssessmentBody, example: ASSESSED })
  record(@Body() body: RecordAssessmentBody, @Context() context: RequestContext) {
    return this.commands.issue('record-assessment', body, context);
  }

  @ActionRoute('correct', {
    ...{ command: 'correct-assessment', summary: 'Correct what was recorded of an assessment' },
    ...{ body: CorrectAssessmentBody, example: { version: 1, reason: 'typo', members: { scope: 'night patrols' } } },
  })
  correct(@Param('id') id: string, @Body() body: CorrectAssessmentBody, @Context() context: RequestContext) {
    return this.commands.issue('correct-assessment', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List assessments', answers: 'page' })
  list(@Query() query: AssessmentsQuery, @ReadingContext() reading: Reading) {
    return this.records.list(assessmentAggregate, { ...pageOf(query), filter: statementFilter(query) }, reading);
  }
}
