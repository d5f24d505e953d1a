import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { GatewayModule, serveOpenApi } from '@opsledger/gateway';
import {
  BODY_LIMIT_BYTES,
  KnownRoutes,
  Metrics,
  NestLogger,
  PlatformModule,
  Problem,
  ProblemFilter,
  useBodyParsers,
  VERSION,
  type Installation,
  type PlatformOptions,
  type Reply,
  type Request,
} from '@opsledger/platform';
import { hostedServices } from './hosted-services.js';

/** Until a request has arrived whole. */
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
/** So that a query that is too long comes as far as the check that says so. */
const HEADER_LIMIT_BYTES = 64 * 1024;
/** Ids that machines make: what comes with a request is kept with its events for ever, so it may not be a name. */
const REQUEST_ID = /^[0-9a-f-]{16,64}$/i;

@Module({})
class EmbeddedModule {
  static of(platform: PlatformOptions): DynamicModule {
    const edges = hostedServices.map(({ module }) => module);
    return { module: EmbeddedModule, imports: [PlatformModule.forRoot(platform), ...edges, GatewayModule] };
  }
}

/** Every service and the gateway in one application, ready to listen. The caller opens the installation and closes it after. */
export const makeEmbeddedApplication = async (
  installation: Installation,
  logger: PlatformOptions['logger'],
): Promise<NestFastifyApplication> => {
  const platform: PlatformOptions = {
    installation,
    services: hostedServices.map(({ definition }) => definition),
    logger,
    routes: new KnownRoutes(),
  };
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES },
    routerOptions: { maxParamLength: 200 },
    requestIdHeader: false,
    genReqId: ({ headers }: { headers: Record<string, unknown> }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : installation.newId();
    },
    frameworkErrors: (_error: unknown, request: unknown, reply: unknown) => {
      problems().answer(new Problem(400, 'REQUEST_IS_NOT_WELL_FORMED'), request as Request, reply as Reply);
    },
  });
  platform.routes.watch(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(EmbeddedModule.of(platform), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const problems = (): ProblemFilter => app.get(ProblemFilter);
  const metrics = app.get(Metrics);
  useBodyParsers(app);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const [method, route, status] = [request.method, request.routeOptions.url ?? 'none', String(reply.statusCode)];
    metrics.requestSeconds.observe({ method, route, status }, reply.elapsedTime / 1000);
    const { actor } = (request as Request).caller ?? {};
    logger.info(
      {
        requestId: request.id,
        method,
        route,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        actor,
      },
      'request',
    );
  });
  serveOpenApi(app, VERSION, platform.services);
  return app;
};
