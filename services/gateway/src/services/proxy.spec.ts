import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CALLERS, Problem, ProblemFilter } from '@opsledger/platform';
import { routeToServices } from './proxy.js';
import type { ServiceAnswer, ServiceRequest } from './service-connection.js';
import type { Services } from './services.js';

/** The gateway's own answer to a request, with one service behind it that does as is said. */
const answerOf = async (send: (request: ServiceRequest) => Promise<ServiceAnswer>, headers = {}) => {
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance();
  const problems = new ProblemFilter({}, { error: () => undefined } as never, {} as never);
  const callers = { callerOf: async () => ({ actor: 'actor-1', roles: [], clearance: 'UNCLASSIFIED' }) };
  const app = { get: (token: unknown) => (token === CALLERS ? callers : problems), getHttpAdapter: () => adapter };
  const services = { ofRoute: async () => ({ connection: { send } }) } as unknown as Services;
  routeToServices(app as unknown as NestFastifyApplication, { services, newId: () => 'key-of-the-gateway' });
  const answer = await fastify.inject({ method: 'POST', url: '/v1/operations', headers });
  await fastify.close();
  return { status: answer.statusCode, key: answer.headers['idempotency-key'], body: answer.json<object>() };
};
const failing = (status: number, code: string) => () => Promise.reject(new Problem(status, code));
const saying = (code: string) => async (): Promise<ServiceAnswer> => ({
  ...{ status: 503, headers: { 'content-type': 'application/problem+json' } },
  body: Buffer.from(JSON.stringify({ status: 503, code })),
});
const gatewayKey = 'key-of-the-gateway';

describe('a command without a key whose outcome is unknown', () => {
  it.each([
    [502, 'SERVICE_ANSWER_BROKE_OFF'],
    [504, 'SERVICE_DOES_NOT_ANSWER'],
  ])('%s %s: told the key that it went out with', async (status, code) => {
    const answer = await answerOf(failing(status, code));
    expect(answer).toMatchObject({ status, key: gatewayKey, body: { code, idempotencyKey: gatewayKey } });
  });

  it('of which the service itself says so: told the key', async () => {
    expect(await answerOf(saying('OUTCOME_UNKNOWN'))).toMatchObject({ status: 503, key: gatewayKey });
    expect((await answerOf(saying('LOG_UNAVAILABLE'))).key).toBeUndefined();
  });

  it('nothing was sent, or the caller has a key: nothing to tell', async () => {
    expect((await answerOf(failing(503, 'SERVICE_IS_NOT_REACHED'))).key).toBeUndefined();
    const own = await answerOf(failing(502, 'SERVICE_ANSWER_BROKE_OFF'), { 'idempotency-key': 'own' });
    expect([own.key, 'idempotencyKey' in own.body]).toEqual([undefined, false]);
  });
});
