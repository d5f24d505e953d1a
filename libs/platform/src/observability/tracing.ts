import { noTracing, type Span, type Tracing } from '@opsledger/messaging';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Traces to an endpoint, or none. What sends them is loaded only where there is one. */
export const openTracing = async (endpoint: string | undefined, service = 'opsledger'): Promise<Tracing> => {
  if (!endpoint) return noTracing;
  const { OpenTelemetryTracing } = await import('./open-telemetry.js');
  return new OpenTelemetryTracing(endpoint, service, (message) => process.emitWarning(message, 'TracesNotSent'));
};

/** Asked every few seconds by machines: they would bury the rest. */
const PROBES: readonly string[] = ['/healthz', '/readyz', '/metrics'];

/** A span for each request, in the trace that its `traceparent` names. Of a path only the route is told, of an answer the status. */
export const traceRequests = (fastify: FastifyInstance, tracing: Tracing): void => {
  if (!tracing.isOn) return;
  const spans = new WeakMap<FastifyRequest, Span>();
  const within = (request: FastifyRequest, work: () => void): void => {
    const span = spans.get(request);
    if (span) span.run(work);
    else work();
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    if (!PROBES.includes(route)) {
      const { traceparent } = headers;
      spans.set(
        request,
        tracing.start(`${method} ${route}`, {
          kind: 'server',
          ...(typeof traceparent === 'string' && { parent: traceparent }),
          attributes: { 'http.request.method': method, 'http.route': route },
        }),
      );
    }
    within(request, done);
  });
  // A body arrives in a context of its own.
  fastify.addHook('preValidation', (request, _reply, done) => within(request, done));
  fastify.addHook('onResponse', (request, { statusCode: status }, done) => {
    const span = spans.get(request);
    span?.set({ 'http.response.status_code': status });
    span?.end(status >= 500 ? { code: String(status) } : undefined);
    done();
  });
};
