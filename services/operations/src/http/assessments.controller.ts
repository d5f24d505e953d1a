import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowRoles, ReadingContext, RecordRoute, recordRoutesOf, ROLES, type Reading } from '@opsledger/platform';
import { assessmentAggregate } from '../assessment/assessment.aggregate.js';
import { statementFilter } from '../read-models/statements/statement-search.js';
import { AssessmentsQuery } from './assessments.bodies.js';
import { pageOf } from './record-queries.bodies.js';

/** How things went, by numbers or by judgement, as someone assessed it. */
@ApiTags('assessments')
@Controller('v1/assessments')
export class AssessmentsController extends recordRoutesOf(assessmentAggregate, 'assessment') {
  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List assessments', answers: 'page' })
  list(@Query() query: AssessmentsQuery, @ReadingContext() reading: Reading) {
    return this.records.list(assessmentAggregate, { ...pageOf(query), filter: statementFilter(query) }, reading);
  }
}
