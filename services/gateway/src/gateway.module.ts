import { Module } from '@nestjs/common';
import { BatchesController } from './batches/batches.controller.js';
import { Batches } from './batches/batches.js';
import { EventStreams } from './events/event-streams.js';
import { EventsController } from './events/events.controller.js';
import { Imports } from './imports/imports.js';
import { ImportsController } from './imports/imports.controller.js';
import { PlaceSearch } from './reference/place-search.js';
import { ReferenceController } from './reference/reference.controller.js';

/** The front door: what belongs to no service of its own. */
@Module({
  controllers: [BatchesController, EventsController, ImportsController, ReferenceController],
  providers: [Batches, EventStreams, Imports, PlaceSearch],
})
export class GatewayModule {}
