import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { SENSITIVITIES, type Instant, type Sensitivity } from '@opsledger/kernel';
import type { Request } from '../http/request-context.js';
import type { Callers } from './callers.js';
import type { InstallationKeys } from './installation-keys.js';
import { ROLES, type Caller } from './roles.js';
import { InvalidToken } from './tokens.js';

/** Names the caller of a request from the gateway to a service (ADR 19). */
export const IDENTITY_HEADER = 'opsledger-identity';

const ALGORITHM = 'HS256';
const [ISSUER, AUDIENCE] = ['opsledger-gateway', 'opsledger-service'];
/** A request is on its way for less; a service that is slow to begin with it must not refuse it for that. */
const LIFETIME_SECONDS = 20;
/** How far the clocks of two machines may lie apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** What an identity is good for: one request, as it is. */
export type IdentifiedRequest = Readonly<{
  method: string;
  /** Path and query, as they are sent. */
  url: string;
  requestId: string;
  idempotencyKey?: string | undefined;
  ifMatch?: string | undefined;
  /** SHA-256 of the bytes of the body; absent without a body. */
  bodyDigest?: string | undefined;
}>;

export const bodyDigestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');

/** Gateway: says to a service who is asking, for one request and a few seconds. */
export class IdentitySigner {
  private readonly key: KeyObject;

  constructor(
    keys: Pick<InstallationKeys, 'cursor'>,
    private readonly now: () => Instant,
  ) {
    this.key = identityKey(keys);
  }

  sign({ actor, roles, clearance }: Caller, request: IdentifiedRequest): Promise<string> {
    const issuedAt = secondsOf(this.now());
    return new SignJWT({ roles, clearance, request: digestOf(request) })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(actor)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS)
      .sign(this.key);
  }
}

/** Service: believes the gateway and nobody else. A bearer token is nothing here. */
export class GatewayCallers implements Callers {
  private readonly key: KeyObject;

  constructor(
    keys: Pick<InstallationKeys, 'cursor'>,
    private readonly now: () => Instant,
  ) {
    this.key = identityKey(keys);
  }

  async callerOf({ method, url, id, headers, bodyDigest }: Request): Promise<Caller> {
    const identity = headers[IDENTITY_HEADER];
    if (typeof identity !== 'string') throw new InvalidToken('The request does not come from the gateway');
    const { 'idempotency-key': key, 'if-match': ifMatch } = headers;
    const idempotencyKey = key === undefined ? undefined : String(key);
    return this.verify(identity, { method, url, requestId: id, idempotencyKey, ifMatch, bodyDigest });
  }

  /** Who is asking, or `InvalidToken`: forged, too old, or made for another request than this one. */
  async verify(identity: string, request: IdentifiedRequest): Promise<Caller> {
    const { payload } = await jwtVerify(identity, this.key, {
      ...{ algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, requiredClaims: ['sub', 'iat', 'exp'] },
      ...{ currentDate: new Date(this.now()), clockTolerance: CLOCK_TOLERANCE_SECONDS },
    }).catch((error: unknown) => {
      throw new InvalidToken('The identity cannot be used', { cause: error });
    });
    const { sub, roles, clearance, request: signedFor } = payload;
    if (signedFor !== digestOf(request)) throw new InvalidToken('The identity is one for another request');
    if (!Array.isArray(roles) || !SENSITIVITIES.includes(clearance as Sensitivity))
      throw new InvalidToken('The identity says less than is needed');
    // The clock issues its commands inside of the service: nobody comes in as the clock.
    return { actor: sub!, roles: ROLES.filter((role) => roles.includes(role)), clearance: clearance as Sensitivity };
  }
}

/** Derived, so that installations from before there were services apart have it, too. */
const identityKey = ({ cursor }: Pick<InstallationKeys, 'cursor'>): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', cursor.secret, '', 'opsledger identity 1', 32)));

const digestOf = ({ method, url, requestId, idempotencyKey, ifMatch, bodyDigest }: IdentifiedRequest): string =>
  bodyDigestOf(
    Buffer.from(JSON.stringify([method, url, requestId, idempotencyKey ?? null, ifMatch ?? null, bodyDigest ?? null])),
  );

const secondsOf = (instant: Instant): number => Math.floor(Date.parse(instant) / 1_000);
