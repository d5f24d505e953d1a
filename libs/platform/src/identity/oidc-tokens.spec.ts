import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { Problem } from '../http/problem.js';
import { BearerCallers } from './callers.js';
import { CallerLimit } from './caller-limit.js';
import { OidcTokens } from './oidc-tokens.js';
import { TokenVerifier } from './tokens.js';

const AUDIENCE = 'opsledger';
type KeyPair = Readonly<{ kid: string; privateKey: CryptoKey; jwk: JWK }>;
const keyPair = async (kid: string): Promise<KeyPair> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } };
};

let server: Server;
let issuer: string;
let [first, second]: KeyPair[] = [];
/** What the issuer publishes at the moment, how often it was asked, and whether it answers at all. */
const published = { keys: [] as JWK[], asked: 0, isSilent: false };

beforeAll(async () => {
  [first, second] = await Promise.all([keyPair('first'), keyPair('second')]);
  server = createServer((request, response) => {
    if (published.isSilent) return void response.writeHead(500).end();
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    if (!isDiscovery) published.asked += 1;
    const answer = isDiscovery ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: published.keys };
    return void response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => void server.close(resolve)));
beforeEach(() => Object.assign(published, { keys: [first!.jwk], asked: 0, isSilent: false }));

type Said = Readonly<{ iss?: string; aud?: string; sub?: string; exp?: string; roles?: unknown; more?: object }>;
const token = (by: KeyPair, { iss = issuer, aud = AUDIENCE, sub = 'jane', exp = '5m', roles, more }: Said = {}) =>
  new SignJWT({ ...(roles !== undefined && { roles }), ...more })
    .setProtectedHeader({ alg: 'ES256', kid: by.kid })
    .setIssuer(iss)
    .setAudience(aud)
    .setSubject(sub)
    .setExpirationTime(exp)
    .sign(by.privateKey);

const now = (): string => new Date().toISOString();
const verifier = (rolesClaim = 'roles', cooldown = 0): TokenVerifier =>
  new TokenVerifier(
    { verifying: first!.privateKey },
    now,
    new OidcTokens({ issuer, audience: AUDIENCE, rolesClaim }, now, cooldown),
  );
const outcome = (verified: Promise<unknown>): Promise<unknown> =>
  verified.catch((error: Error) => (error instanceof Problem ? error.code : error.name));

describe('a token of the issuer where people sign in', () => {
  it('says who it is, and the roles that are ours', async () => {
    const claims = await verifier().verify(await token(first!, { roles: ['planner', 'offline_access', 'clock'] }));
    expect(claims).toMatchObject({ subject: `${issuer}#jane`, roles: ['planner'] });
  });

  it('says roles where the issuer puts them, as a list or as words', async () => {
    const nested = await token(first!, { more: { realm_access: { roles: ['auditor'] } } });
    expect((await verifier('realm_access.roles').verify(nested)).roles).toEqual(['auditor']);
    expect((await verifier().verify(await token(first!, { roles: 'viewer planner' }))).roles).toEqual([
      'viewer',
      'planner',
    ]);
    expect((await verifier('constructor.name').verify(nested)).roles).toEqual([]);
    expect((await verifier().verify(nested)).roles).toEqual([]);
  });

  it.each<[string, Said]>([
    ['another audience', { aud: 'another' }],
    ['an end that has passed', { exp: '-1m' }],
    ['another issuer', { iss: 'https://sign-in.example.org' }],
    ['our own name for an issuer', { iss: 'opsledger' }],
  ])('is no good with %s', async (_, said) => {
    expect(await outcome(verifier().verify(await token(first!, said)))).toBe('InvalidToken');
  });

  it('is no good when somebody else signed it, also under the name of a key that is known', async () => {
    const forged = { ...second!, kid: 'first' };
    expect(await outcome(verifier().verify(await token(forged)))).toBe('InvalidToken');
    expect(await outcome(verifier().verify(await token(second!)))).toBe('InvalidToken');
  });

  it('is verified by keys that are kept, and a new key of the issuer is found', async () => {
    const one = verifier();
    await one.verify(await token(first!, { sub: 'a' }));
    await one.verify(await token(first!, { sub: 'b' }));
    expect(published.asked).toBe(1);
    published.keys = [second!.jwk];
    expect(await one.verify(await token(second!))).toMatchObject({ subject: `${issuer}#jane` });
    expect(published.asked).toBe(2);
    // The old key went with it.
    expect(await outcome(one.verify(await token(first!, { sub: 'c' })))).toBe('InvalidToken');
  });

  it('does not make us ask the issuer for every key that somebody makes up', async () => {
    const one = verifier('roles', 60_000);
    await one.verify(await token(first!));
    for (const kid of ['x', 'y', 'z'])
      expect(await outcome(one.verify(await token({ ...second!, kid })))).toBe('InvalidToken');
    expect(published.asked).toBe(1);
  });

  it('is not called invalid while the issuer is silent, and is verified once it answers again', async () => {
    const one = verifier();
    published.isSilent = true;
    expect(await outcome(one.verify(await token(first!)))).toBe('SIGN_IN_CANNOT_BE_CHECKED');
    published.isSilent = false;
    expect(await one.verify(await token(first!))).toMatchObject({ subject: `${issuer}#jane` });
  });
});

describe('what one caller may ask', () => {
  it('ends for a while, for this caller alone, and says for how long', async () => {
    const tokens = { verify: async (sent: string) => ({ subject: sent, roles: ['viewer' as const] }) };
    const callers = new BearerCallers(tokens, { actorOf: async (subject) => subject }, new CallerLimit(1));
    const ask = (who: string) =>
      callers.callerOf({ headers: { authorization: `Bearer ${who}` } } as never).then(
        ({ actor }) => actor,
        (error: unknown) => (error instanceof Problem ? `${error.status} ${error.code}` : error),
      );
    for (let asked = 0; asked < 10; asked += 1) expect(await ask('one')).toBe('one');
    expect(await ask('one')).toBe('429 TOO_MANY_REQUESTS');
    expect(await ask('other')).toBe('other');
  });
});
