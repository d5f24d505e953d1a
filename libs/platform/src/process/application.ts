import 'reflect-metadata';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BODY_LIMIT_BYTES, useBodyParsers } from '../http/body-parser.js';
import { KnownRoutes } from '../http/known-routes.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request-context.js';
import { NestLogger } from '../observability/logger.js';
import { traceRequests } from '../observability/tracing.js';
import { Metrics } from '../observability/metrics.js';
import { PlatformModule, type PlatformOptions } from '../platform.module.js';

/** Until a request has arrived whole. */
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
/** So that a query that is too long comes as far as the check that says so. */
const HEADER_LIMIT_BYTES = 64 * 1024;
/** Ids that machines make: what comes with a request is kept with its events for ever, so it may not be a name. */
const REQUEST_ID = /^[0-9a-f-]{16,64}$/i;

@Module({})
class ProcessModule {
  static of(platform: PlatformOptions, edges: readonly (Type | DynamicModule)[]): DynamicModule {
    return { module: ProcessModule, imports: [PlatformModule.forRoot(platform), ...edges] };
  }
}

/** Edges of services on the platform, in one application that is ready to listen. The caller opens the installation and closes it after. */
export const makeApplication = async (
  given: Omit<PlatformOptions, 'routes'> & Readonly<{ edges: readonly (Type | DynamicModule)[]; routes?: KnownRoutes }>,
): Promise<NestFastifyApplication> => {
  const { installation, logger, edges, routes = new KnownRoutes() } = given;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES },
    routerOptions: { maxParamLength: 200 },
    // Who has been let in is answered, also when the process ends meanwhile; the framework's own 503 would say neither why nor when.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers }: { headers: Record<string, unknown> }) => {
      const id = headers['x-request-id'];
      return typeof id === 'string' && REQUEST_ID.test(id) ? id : installation.newId();
    },
    frameworkErrors: (_error: unknown, request: unknown, reply: unknown) => {
      problems().answer(new Problem(400, 'REQUEST_IS_NOT_WELL_FORMED'), request as Request, reply as Reply);
    },
  });
  routes.watch(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(ProcessModule.of({ ...given, routes }, edges), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const problems = (): ProblemFilter => app.get(ProblemFilter);
  const metrics = app.get(Metrics);
  useBodyParsers(app, { isBehindGateway: given.describe !== undefined });
  const fastify = app.getHttpAdapter().getInstance();
  traceRequests(fastify, installation.tracing);
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
  return app;
};
