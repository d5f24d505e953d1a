import { Get, Injectable, Param, Query, type Type } from '@nestjs/common';
import type { AggregateDefinition } from '../commands/service-definition.js';
import { Commands } from '../commands/commands.js';
import { AllowRoles } from '../identity/access.decorators.js';
import { ROLES } from '../identity/roles.js';
import { Records } from '../read-models/records.js';
import { addCommandRoutes } from './command-routes.js';
import { Problem } from './problem.js';
import { RecordRoute } from './record-route.decorator.js';
import { ReadingContext, type Reading } from './request-context.js';
import { DifferenceQuery, DifferencesQuery, HistoryQuery, RecordQuery } from './shared-bodies.js';

/** What a controller of records has without asking. */
export type RecordRoutes = Readonly<{ commands: Commands; records: Records }>;

/**
 * The routes that every kind of record has: those of its commands; and those by which it is read: one, as it is and as it was; its
 * history, any version of it, and what differs between two; and which records were known differently at two instants. A service's
 * controller extends this and adds its lists.
 */
export const recordRoutesOf = (aggregate: AggregateDefinition, one: string): Type<RecordRoutes> => {
  @Injectable()
  class RecordRoutesController {
    constructor(
      readonly commands: Commands,
      readonly records: Records,
    ) {}

    @Get('differences')
    @AllowRoles(...ROLES)
    @RecordRoute({
      summary: `Which ${one}s were known differently at two instants, and the events that explain it`,
      answers: 'page',
    })
    differences(@Query() query: DifferencesQuery, @ReadingContext() reading: Reading) {
      return this.records.differences(aggregate, query, reading);
    }

    @Get(':id')
    @AllowRoles(...ROLES)
    @RecordRoute({ summary: `One ${one}`, answers: 'record' })
    read(@Param('id') id: string, @Query() query: RecordQuery, @ReadingContext() reading: Reading) {
      return this.records.read(aggregate, id, query, reading);
    }

    @Get(':id/history')
    @AllowRoles(...ROLES)
    @RecordRoute({ summary: `The events that made the ${one}, and their corrections`, answers: 'history' })
    history(@Param('id') id: string, @Query() query: HistoryQuery, @ReadingContext() reading: Reading) {
      return this.records.history(aggregate, id, query, reading);
    }

    @Get(':id/history/:version')
    @AllowRoles(...ROLES)
    @RecordRoute({ summary: `The ${one} as it was after its n-th event`, answers: 'record' })
    version(@Param('id') id: string, @Param('version') version: string, @ReadingContext() reading: Reading) {
      if (!/^[1-9]\d{0,8}$/.test(version)) throw new Problem(404, 'NOT_FOUND');
      return this.records.version(aggregate, id, Number(version), reading);
    }

    @Get(':id/diff')
    @AllowRoles(...ROLES)
    @RecordRoute({
      summary: `What differs between two versions of the ${one}, or between two knowledge times`,
      answers: 'record',
    })
    difference(@Param('id') id: string, @Query() query: DifferenceQuery, @ReadingContext() reading: Reading) {
      return this.records.difference(aggregate, id, query, reading);
    }
  }
  addCommandRoutes(RecordRoutesController, aggregate);
  return RecordRoutesController;
};
