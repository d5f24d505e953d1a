import { jwtVerify, SignJWT } from 'jose';
import { ROLES, type Role } from './roles.js';
import { loadOrMakeInstallationKeys, type InstallationKeys } from './installation-keys.js';

const ISSUER = 'opsledger';

export type TokenClaims = Readonly<{ subject: string; roles: readonly Role[] }>;

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
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setSubject(subject)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(signing);

/** The same, for a tool that has nothing but the data folder. */
export const issueTokenFrom = async (dataFolder: string, claims: TokenClaims, expires: string): Promise<string> =>
  issueToken(await loadOrMakeInstallationKeys(dataFolder), claims, expires);

/** Reads a token that we signed; roles that we do not know are left out. */
export const verifyToken = async ({ verifying }: InstallationKeys, token: string): Promise<TokenClaims> => {
  try {
    const options = { issuer: ISSUER, audience: ISSUER, algorithms: ['EdDSA'], requiredClaims: ['sub', 'exp'] };
    const { payload } = await jwtVerify(token, verifying, options);
    const stated: unknown = payload['roles'];
    const roles = Array.isArray(stated) ? ROLES.filter((role) => stated.includes(role)) : [];
    return { subject: payload.sub!, roles };
  } catch (error) {
    throw new InvalidToken('The token cannot be used', { cause: error });
  }
};
export { ROLES, type Role } from './roles.js';
