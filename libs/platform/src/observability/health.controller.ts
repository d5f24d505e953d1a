import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Reply } from '../http/request-context.js';
import { Public } from '../identity/access.decorators.js';
import { ReadModels } from '../read-models/read-models.js';
import { Metrics } from './metrics.js';

/** For whoever keeps the process running. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly models: ReadModels,
    private readonly metrics: Metrics,
  ) {}

  /** The process answers. */
  @Get('healthz')
  @Public()
  @HttpCode(200)
  health(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can be asked: its read models have the log's events. */
  @Get('readyz')
  @Public()
  async readiness(@Res({ passthrough: true }) reply: Reply): Promise<unknown> {
    const { isReady, readModels } = await this.models.status();
    void reply.status(isReady ? 200 : 503).headers(isReady ? {} : { 'retry-after': '1' });
    return {
      status: isReady ? 'ready' : 'behind',
      readModels: readModels.map(({ name, position, head, failure, stuckSince, parked }) => ({
        ...{ name, position, head, parked },
        isFailing: failure !== undefined,
        isStuck: stuckSince !== undefined,
      })),
    };
  }

  @Get('metrics')
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async measure(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
