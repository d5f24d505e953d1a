import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Instant } from '@opsledger/kernel';
import { Problem } from '../http/problem.js';
import { ROLES } from './roles.js';
import { InvalidToken, type VerifiedClaims } from './tokens.js';

/** Where people sign in, if the mission has such a place. */
export type OidcSettings = Readonly<{
  issuer: string;
  audience: string;
  /** Where a token says roles by the names that they have here; dots lead into objects, such as `realm_access.roles`. */
  rolesClaim: string;
}>;

/** Signatures that the issuer alone can make: no algorithm whose key it would have to share. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const DISCOVERY_MILLISECONDS = 5_000;
/** A token is believed this long without being looked at again, so that a key which the issuer withdraws is soon of no use. */
const REMEMBERED_MILLISECONDS = 5 * 60_000;
const CLOCK_TOLERANCE_SECONDS = 5;
/** Between two looks for a key that is not known: whoever makes up keys must not make us ask the issuer each time. */
const COOLDOWN_MILLISECONDS = 30_000;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** Verifies tokens of an OpenID Connect issuer by the keys that it publishes, which are kept, and asked for again when they change. */
export class OidcTokens {
  private keySet: Promise<KeySet> | undefined;

  constructor(
    private readonly settings: OidcSettings,
    private readonly now: () => Instant,
    private readonly cooldownMilliseconds = COOLDOWN_MILLISECONDS,
  ) {}

  /** Whether a token says that it is one of the issuer's. */
  claims(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.settings.issuer;
    } catch {
      return false;
    }
  }

  /** What the token says; `InvalidToken` if it cannot be believed, a `Problem` (503) if nobody can say because the issuer is silent. */
  async verify(token: string): Promise<VerifiedClaims> {
    const { issuer, audience, rolesClaim } = this.settings;
    const keySet = await this.keys();
    try {
      const { payload } = await jwtVerify(token, keySet, {
        ...{ issuer, audience, algorithms: ALGORITHMS, requiredClaims: ['sub', 'exp'] },
        ...{ clockTolerance: CLOCK_TOLERANCE_SECONDS, currentDate: new Date(this.now()) },
      });
      const stated = statedRoles(payload, rolesClaim);
      return {
        // Two issuers may call two people the same.
        subject: `${issuer}#${payload.sub!}`,
        roles: ROLES.filter((role) => stated.includes(role)),
        expiresAt: Math.min(payload.exp! * 1_000, Date.parse(this.now()) + REMEMBERED_MILLISECONDS),
      };
    } catch (error) {
      if (isSilence(error)) throw silent(error);
      throw new InvalidToken('The token cannot be used', { cause: error });
    }
  }

  private keys(): Promise<KeySet> {
    this.keySet ??= this.discover().catch((error: unknown) => {
      this.keySet = undefined; // the next one asks again
      throw silent(error);
    });
    return this.keySet;
  }

  private async discover(): Promise<KeySet> {
    const { issuer } = this.settings;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_MILLISECONDS), redirect: 'error' });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    const stated = (await answer.json()) as Readonly<{ issuer?: unknown; jwks_uri?: unknown }>;
    if (stated.issuer !== issuer) throw new Error(`${url} speaks for another issuer`);
    return createRemoteJWKSet(new URL(String(stated.jwks_uri)), { cooldownDuration: this.cooldownMilliseconds });
  }
}

const statedRoles = (payload: JWTPayload, path: string): readonly unknown[] => {
  const stated = path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      payload,
    );
  if (typeof stated === 'string') return stated.split(' ');
  return Array.isArray(stated) ? stated : [];
};

/** The issuer was not heard: that says nothing about the token. */
const isSilence = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === 'ERR_JOSE_GENERIC';

const silent = (cause: unknown): Problem => {
  const problem = new Problem(503, 'SIGN_IN_CANNOT_BE_CHECKED', { headers: { 'retry-after': '5' } });
  problem.cause = cause;
  return problem;
};
