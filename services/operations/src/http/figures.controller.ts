import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowRoles, csvOf, ReadingContext, RecordRoute, Records, ROLES, type Reading } from '@opsledger/platform';
import { figures } from '../figures/figure-catalogue.js';
import { countFigures, definitions, figureNamed, recordsOf } from '../figures/figure-reading.js';
import { figureColumns, linesOf } from '../figures/figure-rows.js';
import { FigureQuery, FigureRecordsQuery } from './figures.bodies.js';

const END = { next: null, hasMore: false } as const;

/** Figures: numbers with their rule, what was left out, what is unknown, what sources state beside them, and their records. */
@ApiTags('figures')
@Controller('v1/figures')
export class FiguresController {
  constructor(private readonly records: Records) {}

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({
    summary: 'Every figure for a period, or for each week or month of it, as JSON or CSV',
    ...{ answers: 'page', schema: 'Figures' },
  })
  async all(@Query() query: FigureQuery, @ReadingContext() reading: Reading) {
    const answer = await countFigures(this.records, figures, query, reading);
    if (query.format === 'csv')
      return csvOf({ data: answer.data.flatMap(linesOf), page: END }, figureColumns, '/v1/figures');
    return { ...answer, page: END };
  }

  @Get('definitions')
  @AllowRoles(...ROLES)
  @RecordRoute({
    summary: 'What figures there are: formula, rule, population and what they leave out',
    ...{ answers: 'entries', schema: 'FigureDefinitions' },
  })
  definitions() {
    return { data: definitions(), page: END };
  }

  @Get(':name')
  @AllowRoles(...ROLES)
  @RecordRoute({
    summary: 'One figure for a period, or for each week or month of it, as JSON or CSV',
    ...{ answers: 'entry', schema: 'Figure' },
  })
  async one(@Param('name') name: string, @Query() query: FigureQuery, @ReadingContext() reading: Reading) {
    const { data, ...rest } = await countFigures(this.records, [figureNamed(name)], query, reading);
    if (query.format === 'csv') return csvOf({ data: data.flatMap(linesOf), page: END }, figureColumns, '/v1/figures');
    return { ...data[0]!, ...rest };
  }

  @Get(':name/records')
  @AllowRoles(...ROLES)
  @RecordRoute({
    summary: 'The records that a number of a figure is made of, and where their events are',
    answers: 'history',
  })
  recordsOf(@Param('name') name: string, @Query() query: FigureRecordsQuery, @ReadingContext() reading: Reading) {
    return recordsOf(this.records, figureNamed(name), query, reading);
  }
}
