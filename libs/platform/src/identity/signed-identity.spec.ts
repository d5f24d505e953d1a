import { SignJWT } from 'jose';
import type { Request } from '../http/request-context.js';
import { bodyDigestOf, GatewayCallers, IDENTITY_HEADER, IdentitySigner } from './signed-identity.js';
import type { Caller } from './roles.js';

const secretOf = (letter: string) => ({ cursor: { id: 'c', secret: Buffer.alloc(32, letter) } });
const keys = secretOf('k');
const at = (instant: string) => () => instant;
const NOW = '2026-11-26T10:00:00.000Z';
const planner: Caller = { actor: 'actor-1', roles: ['planner'], clearance: 'CONFIDENTIAL' };
const body = Buffer.from('{"name":"Heron"}');

type Sent = Readonly<{ method: string; url: string; id: string; headers: Record<string, string>; bodyDigest?: string }>;
const plan: Sent = {
  ...{ method: 'POST', url: '/v1/operations/1/actions/plan', id: '4bf92f3577b34da6' },
  ...{ headers: { 'idempotency-key': 'key-1', 'if-match': '"3"' }, bodyDigest: bodyDigestOf(body) },
};
const signed = (caller = planner, key = keys, now = NOW): Promise<string> =>
  new IdentitySigner(key, at(now)).sign(caller, {
    ...{ method: plan.method, url: plan.url, requestId: plan.id, bodyDigest: bodyDigestOf(body) },
    ...{ idempotencyKey: 'key-1', ifMatch: '"3"' },
  });
/** Who a service believes to be asking; or that it believes nobody. */
const believed = async (identity: string | undefined, sent: Sent = plan, now = NOW): Promise<unknown> => {
  const headers = { ...sent.headers, ...(identity !== undefined && { [IDENTITY_HEADER]: identity }) };
  return new GatewayCallers(keys, at(now))
    .callerOf({ ...sent, headers } as unknown as Request)
    .catch(({ name }: Error) => name);
};

describe('the identity that the gateway gives a request', () => {
  it('says who is asking, with roles and clearance', async () => {
    expect(await believed(await signed())).toEqual(planner);
  });

  it.each<[string, Partial<Sent>]>([
    ['another method', { method: 'GET' }],
    ['another path', { url: '/v1/operations/2/actions/plan' }],
    ['another query', { url: '/v1/operations/1/actions/plan?dryRun=true' }],
    ['another request', { id: '4bf92f3577b34da7' }],
    ['another body', { bodyDigest: bodyDigestOf(Buffer.from('{"name":"Owl"}')) }],
    ['another idempotency key', { headers: { ...plan.headers, 'idempotency-key': 'key-2' } }],
    ['no idempotency key', { headers: { 'if-match': '"3"' } }],
    ['another version', { headers: { ...plan.headers, 'if-match': '"4"' } }],
  ])('is no good for %s', async (_, other) => {
    expect(await believed(await signed(), { ...plan, ...other })).toBe('InvalidToken');
  });

  it('is no good for a request whose body was taken away', async () => {
    const { bodyDigest: _, ...without } = plan;
    expect(await believed(await signed(), without)).toBe('InvalidToken');
  });

  it('ends after seconds, and clocks may lie a little apart', async () => {
    const identity = await signed();
    expect(await believed(identity, plan, '2026-11-26T10:00:19.000Z')).toEqual(planner);
    expect(await believed(identity, plan, '2026-11-26T10:00:26.000Z')).toBe('InvalidToken');
    expect(await believed(identity, plan, '2026-11-26T09:59:57.000Z')).toEqual(planner);
  });

  it('is no good once a letter of it is changed', async () => {
    const [head, claims, signature] = (await signed()).split('.') as [string, string, string];
    const raised = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...raised, roles: ['admin'] })).toString('base64url');
    expect(await believed([head, forged, signature].join('.'))).toBe('InvalidToken');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await believed([unsigned, claims, ''].join('.'))).toBe('InvalidToken');
  });

  it('is no good with the key of another installation', async () => {
    expect(await believed(await signed(planner, secretOf('o')))).toBe('InvalidToken');
  });

  it('is needed: nobody is believed without, and a bearer token is none', async () => {
    expect(await believed(undefined)).toBe('InvalidToken');
    expect(await believed('')).toBe('InvalidToken');
    const bearer = await new SignJWT({ roles: ['admin'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('x')
      .setIssuer('opsledger')
      .setAudience('opsledger')
      .setExpirationTime('1h')
      .sign(Buffer.alloc(32, 'k'));
    expect(await believed(bearer)).toBe('InvalidToken');
  });

  it('makes nobody the clock', async () => {
    expect(await believed(await signed({ ...planner, roles: ['clock', 'planner'] }))).toEqual(planner);
  });
});
