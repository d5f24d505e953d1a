import { Module } from '@nestjs/common';
import { OperationsController } from './http/operations.controller.js';
import { UnitsController } from './http/units.controller.js';

/** The edge of the service. What it does stands in `operations.service.ts`; the platform runs it. */
@Module({ controllers: [OperationsController, UnitsController] })
export class OperationsModule {}
