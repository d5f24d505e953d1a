import { jwtVerify, SignJWT } from 'jose';
import type { Instant } from '@opsledger/kernel';
import { ROLES, type Role } from './roles.js';
import { loadOrMakeInstallationKeys, type InstallationKeys } from './installation-keys.js';

const ISSUER = 'opsledger';
const MILLISECONDS_PER_SECOND = 1_000;

export type TokenClaims = Readonly<{ subject: string; roles: readonly Role[] }>;
/** With the end of its life, in milliseconds since the epoch. */
export type VerifiedClaims = TokenClaims & Readonly<{ expiresAt: number }>;

/** The bearer token is missing, expired, not ours or not well formed. The reason stays here: callers only learn that it failed. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** Signs a bearer token. `expires` is a duration such as `30d` or `15m`. */
export const issueToken = (
  { signing }: InstallationKeys,
  { subject, roles }: TokenClaims,
  expires: string,
): Promise<string> =>
  new SignJWT({ roles })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: signing.id })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(signing.key);

/** The same, for a tool that has nothing but the data folder. */
export const issueTokenFrom = async (dataFolder: string, claims: TokenClaims, expires: string): Promise<string> =>
  issueToken(await loadOrMakeInstallationKeys(dataFolder), claims, expires);

/** Someone else who signs tokens that count here: which are theirs, and what one of them says, or `InvalidToken`. */
export type OtherIssuer = Readonly<{
  claims: (token: string) => boolean;
  verify: (token: string) => Promise<VerifiedClaims>;
}>;

/** How many verified tokens are remembered; beyond that the oldest is verified again. */
const REMEMBERED_TOKENS = 1_000;

/** Verifies bearer tokens, each once: checking a signature costs more than all else that a read does. */
export class TokenVerifier {
  private readonly verified = new Map<string, VerifiedClaims>();

  constructor(
    private readonly keys: Pick<InstallationKeys, 'verifying'>,
    private readonly now: () => Instant,
    private readonly others?: OtherIssuer,
  ) {}

  /** What the token says, or `InvalidToken`; one that has expired since it was first seen as well. */
  async verify(token: string): Promise<TokenClaims> {
    const remembered = this.verified.get(token);
    if (remembered && Date.parse(this.now()) < remembered.expiresAt) return remembered;
    this.verified.delete(token);
    const claims = this.others?.claims(token) ? await this.others.verify(token) : await verifyToken(this.keys, token);
    if (this.verified.size >= REMEMBERED_TOKENS) this.verified.delete(this.verified.keys().next().value!);
    this.verified.set(token, claims);
    return claims;
  }
}

/** Reads a token that we signed; roles that we do not know are left out. */
const verifyToken = async (
  { verifying }: Pick<InstallationKeys, 'verifying'>,
  token: string,
): Promise<VerifiedClaims> => {
  try {
    const options = { issuer: ISSUER, audience: ISSUER, algorithms: ['EdDSA'], requiredClaims: ['sub', 'exp'] };
    const { payload } = await jwtVerify(token, verifying, options);
    const stated: unknown = payload['roles'];
    const roles = Array.isArray(stated) ? ROLES.filter((role) => stated.includes(role)) : [];
    return { subject: payload.sub!, roles, expiresAt: payload.exp! * MILLISECONDS_PER_SECOND };
  } catch (error) {
    throw new InvalidToken('The token cannot be used', { cause: error });
  }
};
export { shareInstallationKeys } from './installation-keys.js';
export { ROLES, type Role } from './roles.js';
