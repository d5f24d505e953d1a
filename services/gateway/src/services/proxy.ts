import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  actionProblem,
  BODY_LIMIT_BYTES,
  callerOf,
  CALLERS,
  Problem,
  ProblemFilter,
  type Callers,
  type Reply,
  type Request,
} from '@opsledger/platform';
import { isOutcomeUnknown, type ServiceAnswer } from './service-connection.js';
import type { KnownService, Services } from './services.js';

/** What of a request goes on to a service. Who is asking is said by the gateway, so a bearer token stays here. */
const REQUEST_HEADERS = [
  ...['accept', 'accept-language', 'content-type', 'if-match', 'if-none-match', 'idempotency-key'],
  ...['opsledger-min-position', 'prefer', 'traceparent', 'tracestate'],
];
/** Headers of one connection, not of the answer; and those that the gateway says itself. */
const NOT_PASSED_BACK = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'date', 'x-request-id', 'x-content-type-options'],
]);
/** A caller who takes nothing of a long answer for so long is not waited for: what it holds open is a connection to the service. */
const STALLED_MILLISECONDS = 60_000;
const CONSUMER_ROUTE = /^\/v1\/(?:projections|consumers)\/([^/]+)\//;
const COMMON_ROUTE = /^\/v1\/projections\/?$/;

/** Everything under `/v1` that the gateway has no route for is sent to the service that has one; what nobody has is not there. */
export const routeToServices = (
  app: NestFastifyApplication,
  {
    services,
    newId,
    stalledMilliseconds = STALLED_MILLISECONDS,
  }: Readonly<{ services: Services; newId: () => string; stalledMilliseconds?: number | undefined }>,
): void => {
  const callers = app.get<Callers>(CALLERS);
  const problems = app.get(ProblemFilter);
  const fastify = app.getHttpAdapter().getInstance();

  const serviceOf = async (method: string, path: string): Promise<KnownService> => {
    const consumer = CONSUMER_ROUTE.exec(path)?.[1];
    const service = consumer === undefined ? await services.ofRoute(method, path) : await services.ofConsumer(consumer);
    if (service) return service;
    const methods = services.methodsOf(path);
    if (methods.length > 0) throw new Problem(405, 'METHOD_IS_NOT_ALLOWED', { headers: { allow: methods.join(', ') } });
    throw actionProblem(services, method, path) ?? new Problem(404, 'NOT_FOUND');
  };

  const handle = async (request: Request, reply: Reply): Promise<unknown> => {
    const [path] = request.url.split('?') as [string];
    request.caller = await callerOf(request, callers);
    const { caller, method, url, id: requestId } = request;
    if (method === 'GET' && COMMON_ROUTE.test(path)) {
      const asked = services.all.map((service) =>
        services.request<{ data: unknown[] }>(service, { url, caller, requestId }),
      );
      void reply.header('cache-control', 'no-store');
      return { data: (await Promise.all(asked)).flatMap(({ data }) => data) };
    }
    const { connection } = await serviceOf(method, path);
    const isCommand = method === 'POST' && !CONSUMER_ROUTE.test(path);
    const headers = passedOn(request);
    const ownKey = isCommand && headers['idempotency-key'] === undefined ? newId() : undefined;
    const isKeyOurs = ownKey !== undefined;
    if (isKeyOurs) headers['idempotency-key'] = ownKey;
    const sending = connection.send({
      ...{ method, url, headers, caller, requestId },
      isRepeatable: method !== 'POST' || isCommand,
      // A command goes on without its caller: what it may have begun is not made known by leaving.
      ...(method !== 'POST' && { signal: leavingOf(reply) }),
      ...(Buffer.isBuffer(request.body) && request.body.length > 0 && { body: request.body }),
    });
    const answer = await (isKeyOurs ? sending.catch((error: unknown) => throwWithKey(error, ownKey)) : sending);
    if (isKeyOurs && saysOutcomeUnknown(answer)) void reply.header('idempotency-key', ownKey);
    const ofConnection = String(answer.headers.connection ?? '')
      .toLowerCase()
      .split(/[\s,]+/);
    for (const [name, value] of Object.entries(answer.headers)) {
      if (ofConnection.includes(name)) continue;
      // With a key that the caller does not know of, an attempt that was made again is nothing to tell.
      if (value === undefined || NOT_PASSED_BACK.has(name) || (isKeyOurs && name === 'idempotent-replayed')) continue;
      void reply.header(name, value);
    }
    void reply.status(answer.status);
    if (!Buffer.isBuffer(answer.body)) reply.raw.setTimeout(stalledMilliseconds);
    return reply.send(answer.body);
  };

  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error, request, reply) => problems.answer(error, request as Request, reply as Reply));
    scope.route({ method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/v1/*', handler: handle as never });
  });
};

/** Aborts when the caller goes before the answer has. */
const leavingOf = ({ raw }: Reply): AbortSignal => {
  const leaving = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) leaving.abort();
  });
  return leaving.signal;
};

/** Who sends a request again has to do so under the key that it went out with, and did not choose it. */
const throwWithKey = (error: unknown, idempotencyKey: string): never => {
  if (!(error instanceof Problem) || !isOutcomeUnknown(error)) throw error;
  const { status, code, options } = error;
  throw new Problem(status, code, {
    ...options,
    members: { ...options.members, idempotencyKey },
    headers: { ...options.headers, 'idempotency-key': idempotencyKey },
  });
};

/** A service that cannot tell whether its last commit is in the log. */
const saysOutcomeUnknown = ({ status, body }: ServiceAnswer): boolean =>
  status === 503 && Buffer.isBuffer(body) && body.includes('"code":"OUTCOME_UNKNOWN"');

const passedOn = ({ headers }: Request): Record<string, string> =>
  Object.fromEntries(
    REQUEST_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
