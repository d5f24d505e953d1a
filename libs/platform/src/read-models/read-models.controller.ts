import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isCleared } from '@opsledger/kernel';
import { RebuildIsUnderWay, type ReadModel, type ReadModelStatus } from '@opsledger/projections';
import { BooleanField } from '../http/fields.js';
import { Problem } from '../http/problem.js';
import { RecordRoute } from '../http/record-route.decorator.js';
import { ReadingContext, type Reading } from '../http/request-context.js';
import { AllowRoles } from '../identity/access.decorators.js';
import { Policies } from '../policies/policies.js';
import { ReadModels } from './read-models.js';

export class RebuildBody {
  @BooleanField({
    description: 'Keep the read model as it is if the new one comes out differently.',
    optional: true,
    example: false,
  })
  stopOnDifference?: boolean;
}

/** Read models and what feeds them, for whoever looks after the system. */
@ApiTags('read models')
@Controller('v1')
export class ReadModelsController {
  constructor(
    private readonly models: ReadModels,
    private readonly policies: Policies,
  ) {}

  @Get('projections')
  @AllowRoles('admin', 'auditor')
  @RecordRoute({ summary: 'How far the read models are', answers: 'entries', schema: 'Projections' })
  async list() {
    return { data: (await this.models.status()).readModels.map(shown) };
  }

  @Post('projections/:name/actions/rebuild')
  @HttpCode(202)
  @AllowRoles('admin')
  @RecordRoute({
    summary: 'Make a read model anew beside itself',
    answers: 'started',
    schema: 'Projection',
    body: RebuildBody,
    example: { stopOnDifference: true },
  })
  async rebuild(@Param('name') name: string, @Body() body: RebuildBody) {
    const model = this.find(name);
    try {
      await model.rebuild(body);
    } catch (error) {
      if (error instanceof RebuildIsUnderWay) throw new Problem(409, 'PROJECTION_IS_BEING_REBUILT');
      throw error;
    }
    return shown(await model.status());
  }

  @Get('consumers/:name/parked')
  @AllowRoles('admin', 'auditor')
  @RecordRoute({ summary: 'Streams that a consumer has set aside', answers: 'entry', schema: 'ParkedStreams' })
  async parked(@Param('name') name: string, @ReadingContext() { caller }: Reading) {
    const parked = await (this.policies.parkedBy(name) ?? this.find(name).parked());
    // What an error says may quote the record.
    const mayReadReasons = isCleared(caller.clearance, 'STRICTLY_CONFIDENTIAL');
    return { data: parked.map(({ reason, ...rest }) => ({ ...rest, ...(mayReadReasons && { reason }) })) };
  }

  @Post('consumers/:name/parked/:stream/actions/redrive')
  @HttpCode(200)
  @AllowRoles('admin')
  @RecordRoute({ summary: 'Try a stream that was set aside again', answers: 'entry', schema: 'Redriven' })
  async redrive(@Param('name') name: string, @Param('stream') stream: string) {
    const outcome = await (this.policies.redrive(name, stream) ?? this.find(name).redrive(stream));
    if (outcome === 'not-parked') throw new Problem(404, 'NOT_FOUND');
    return { outcome };
  }

  private find(name: string): ReadModel {
    const model = this.models.find(name);
    if (!model) throw new Problem(404, 'NOT_FOUND');
    return model;
  }
}

const shown = ({ name, version, generation, position, head, parked, stuckSince, rebuild }: ReadModelStatus) => ({
  ...{ name, version, generation, position, head, parked, isStuck: stuckSince !== undefined },
  ...(rebuild && { rebuild }),
});
