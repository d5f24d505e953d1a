import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowRoles, ReadingContext, RecordRoute, recordRoutesOf, ROLES, type Reading } from '@opsledger/platform';
import { statedFigureAggregate } from '../stated-figure/stated-figure.aggregate.js';
import { statementFilter } from '../read-models/statements/statement-search.js';
import { pageOf } from './record-queries.bodies.js';
import { StatedFiguresQuery } from './stated-figures.bodies.js';

/** What sources counted: each count a record of its own, never turned into single records and never added to counts of ours. */
@ApiTags('stated figures')
@Controller('v1/stated-figures')
export class StatedFiguresController extends recordRoutesOf(statedFigureAggregate, 'stated figure') {
  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List what sources counted', answers: 'page' })
  list(@Query() query: StatedFiguresQuery, @ReadingContext() reading: Reading) {
    return this.records.list(statedFigureAggregate, { ...pageOf(query), filter: statementFilter(query) }, reading);
  }
}
