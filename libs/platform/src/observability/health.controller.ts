import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Reply } from '../http/request-context.js';
import { Public } from '../identity/access.decorators.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** For whoever keeps the process running. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The process answers. */
  @Get('healthz')
  @Public()
  @HttpCode(200)
  health(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can be asked: what it needs is there, and its read models have the log's events. */
  @Get('readyz')
  @Public()
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<unknown> {
    const { isReady, dependencies, readModels } = await this.readiness.status();
    const isMissing = dependencies.some(({ isAvailable }) => !isAvailable);
    void reply.status(isReady ? 200 : 503).headers(isReady ? {} : { 'retry-after': '1' });
    return { status: isReady ? 'ready' : isMissing ? 'incomplete' : 'behind', dependencies, readModels };
  }

  @Get('metrics')
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async measure(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
