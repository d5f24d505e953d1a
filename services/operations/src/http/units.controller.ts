import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  ReadingContext,
  RecordRoute,
  recordRoutesOf,
  RecordsQuery,
  ROLES,
  type Reading,
} from '@opsledger/platform';
import { operationAggregate } from '../operation/operation.aggregate.js';
import { unitAggregate } from '../unit/unit.aggregate.js';
import type { OperationDocument } from '../read-models/operations/operations.projection.js';
import { assignmentsOf } from '../read-models/units/unit-assignments.js';
import { AssignmentsQuery } from './units.bodies.js';

/** The unit register: what can be assigned to operations, and how much of it. */
@ApiTags('units')
@Controller('v1/units')
export class UnitsController extends recordRoutesOf(unitAggregate, 'unit') {
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
