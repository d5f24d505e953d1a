import { Module } from '@nestjs/common';
import { AssessmentsController } from './http/assessments.controller.js';
import { FiguresController } from './http/figures.controller.js';
import {
  ActivitiesController,
  EscortsController,
  OperationTasksController,
  PatrolsController,
} from './http/activities.controller.js';
import { OperationsController } from './http/operations.controller.js';
import { StatedFiguresController } from './http/stated-figures.controller.js';
import { PriorityAreasController } from './http/priority-areas.controller.js';
import { SituationReportsController } from './http/situation-reports.controller.js';
import { StandbysController } from './http/standbys.controller.js';
import { BaseDispositionsController, TemporaryBasesController } from './http/temporary-bases.controller.js';
import { UnitsController } from './http/units.controller.js';

/** The edge of the service. What it does stands in `operations.service.ts`; the platform runs it. */
@Module({
  controllers: [
    ...[OperationsController, UnitsController, TemporaryBasesController, BaseDispositionsController],
    ...[StandbysController, SituationReportsController, PriorityAreasController],
    ...[StatedFiguresController, AssessmentsController, FiguresController],
    ...[ActivitiesController, PatrolsController, EscortsController, OperationTasksController],
  ],
})
export class OperationsModule {}
