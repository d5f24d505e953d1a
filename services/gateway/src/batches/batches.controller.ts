import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  Context,
  preferredLanguage,
  RecordRoute,
  ROLES,
  type Request,
  type RequestContext,
} from '@opsledger/platform';
import { BatchBody } from './batch-item.js';
import { Batches, type BatchAnswer } from './batches.js';

const EXAMPLE = { commands: [{ command: 'propose-operation', data: { name: 'Heron' } }] };

/** Many commands in one request; who may issue which is decided for each. */
@ApiTags('batches')
@Controller('v1/batches')
export class BatchesController {
  constructor(private readonly batches: Batches) {}

  @Post()
  @HttpCode(200)
  @AllowRoles(...ROLES)
  @RecordRoute({
    ...{ summary: 'Issue up to 500 commands; each has its own result', answers: 'import', schema: 'BatchAnswer' },
    ...{ body: BatchBody, example: EXAMPLE },
  })
  run(
    @Body() { commands }: BatchBody,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<BatchAnswer> {
    return this.batches.run(commands, context, preferredLanguage(request.headers['accept-language']));
  }
}
