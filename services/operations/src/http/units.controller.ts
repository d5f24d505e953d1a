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
  RecordsQuery,
  ROLES,
  type Reading,
  type RequestContext,
} from '@opsledger/platform';
import { operationAggregate, unitAggregate } from '../operations.service.js';
import type { OperationDocument } from '../read-models/operations/operations.projection.js';
import { assignmentsOf } from '../read-models/units/unit-assignments.js';
import { AmendUnitBody, AssignmentsQuery, RegisterUnitBody } from './units.bodies.js';

const UNIT = { name: 'Heron', type: 'aviation unit', capacity: [{ kind: 'utility_helicopter', count: 4 }] };

/** The unit register: what can be assigned to operations, and how much of it. */
@ApiTags('units')
@Controller('v1/units')
export class UnitsController extends recordRoutesOf(() => unitAggregate, 'unit') {
  @Post()
  @IssuesCommand('register-unit')
  @RecordRoute({ summary: 'Register a unit', answers: 'opened', body: RegisterUnitBody, example: UNIT })
  register(@Body() body: RegisterUnitBody, @Context() context: RequestContext) {
    return this.commands.issue('register-unit', body, context);
  }

  @ActionRoute('amend', {
    ...{ command: 'amend-unit', summary: 'Change sector, kind or capacity of a unit' },
    ...{ body: AmendUnitBody, example: { sector: 'East' } },
  })
  amend(@Param('id') id: string, @Body() body: AmendUnitBody, @Context() context: RequestContext) {
    return this.commands.issue('amend-unit', body, context, id);
  }

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'List units', answers: 'page' })
  list(@Query() query: RecordsQuery, @ReadingContext() reading: Reading) {
    return this.records.list(unitAggregate, query, reading);
  }

  @Get('assignments')
  @AllowRoles(...ROLES)
  @RecordRoute({
    summary: 'What units are assigned to at a time, also those of more than one operation',
    ...{ answers: 'page', schema: 'UnitAssignments' },
  })
  async assignments(@Query() { during, moreThanOne, ...query }: AssignmentsQuery, @ReadingContext() reading: Reading) {
    const request = { ...query, filter: { 'forces.unitId': { $exists: true } } };
    const { data, ...rest } = await this.records.all<OperationDocument>(operationAggregate, request, reading);
    const assigned = assignmentsOf(data, during);
    return { data: moreThanOne === 'true' ? assigned.filter(({ operations }) => operations > 1) : assigned, ...rest };
  }
}
