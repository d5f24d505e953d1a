import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Reply } from '../http/request-context.js';
import { Public } from '../identity/access.decorators.js';
import { askedTogether } from './asked-together.js';
import { Metrics } from './metrics.js';
import { Readiness, type ReadinessStatus } from './readiness.js';

/** How old an answer may be that is given again. What was missing is looked for sooner: it may be back. */
const FRESH_MILLISECONDS = 1_000;
const MISSING_MILLISECONDS = 200;

/** For whoever keeps the process running, and open to anybody: what it asks of engines does not grow with those who ask. */
@ApiExcludeController()
@Controller()
export class HealthController {
  private readonly status: () => Promise<ReadinessStatus>;
  private readonly figures: () => Promise<string>;

  constructor(readiness: Readiness, metrics: Metrics) {
    this.status = askedTogether(
      () => readiness.status(),
      ({ isReady, dependencies }) =>
        isReady && dependencies.every(({ isAvailable }) => isAvailable) ? FRESH_MILLISECONDS : MISSING_MILLISECONDS,
    );
    this.figures = askedTogether(
      () => metrics.registry.metrics(),
      () => FRESH_MILLISECONDS,
    );
  }

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
    const { isReady, dependencies, readModels } = await this.status();
    const isMissing = dependencies.some(({ isAvailable }) => !isAvailable);
    void reply.status(isReady ? 200 : 503).headers(isReady ? {} : { 'retry-after': '1' });
    return { status: isReady ? 'ready' : isMissing ? 'incomplete' : 'behind', dependencies, readModels };
  }

  @Get('metrics')
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  measure(): Promise<string> {
    return this.figures();
  }
}
