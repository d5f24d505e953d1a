import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { loadOrMakeInstallationKeys } from './installation-keys.js';
import { InvalidToken, issueToken, TokenVerifier } from './tokens.js';

const [folder, elsewhere] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'opsledger-'))) as [string, string];
afterAll(() => [folder, elsewhere].forEach((path) => rmSync(path, { recursive: true })));

const atNow = (): string => new Date().toISOString();

describe('a bearer token', () => {
  it('is good as long as it says, also when it was seen before', async () => {
    const keys = await loadOrMakeInstallationKeys(folder);
    const token = await issueToken(keys, { subject: 'x', roles: ['viewer'] }, '1h');
    const verifier = new TokenVerifier(keys, atNow);
    const issuedAt = Date.now();
    jest.useFakeTimers({ now: issuedAt, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout'] });
    try {
      expect(await verifier.verify(token)).toMatchObject({ subject: 'x', roles: ['viewer'] });
      jest.setSystemTime(issuedAt + 3_590_000);
      for (const one of [verifier, new TokenVerifier(keys, atNow)])
        expect(await one.verify(token)).toMatchObject({ subject: 'x' });
      jest.setSystemTime(issuedAt + 3_601_000);
      for (const one of [verifier, new TokenVerifier(keys, atNow)])
        await expect(one.verify(token)).rejects.toThrow(InvalidToken);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is not taken from another installation, without a subject or an end, or for another audience', async () => {
    const keys = await loadOrMakeInstallationKeys(folder);
    const verifier = new TokenVerifier(keys, atNow);
    const sign = (build: (token: SignJWT) => SignJWT) =>
      build(new SignJWT({ roles: ['admin'] }).setProtectedHeader({ alg: 'EdDSA' })).sign(keys.signing.key);
    const foreign = await issueToken(
      await loadOrMakeInstallationKeys(elsewhere),
      { subject: 'x', roles: ['admin'] },
      '1h',
    );
    const tokens = [
      foreign,
      await sign((token) => token.setIssuer('opsledger').setAudience('opsledger').setExpirationTime('1h')),
      await sign((token) => token.setIssuer('opsledger').setAudience('opsledger').setSubject('x')),
      await sign((token) =>
        token.setIssuer('opsledger').setAudience('elsewhere').setSubject('x').setExpirationTime('1h'),
      ),
    ];
    for (const token of tokens) await expect(verifier.verify(token)).rejects.toThrow(InvalidToken);
  });

  it('gives no role that we do not know', async () => {
    const keys = await loadOrMakeInstallationKeys(folder);
    const token = await issueToken(keys, { subject: 'x', roles: ['viewer', 'king' as 'viewer'] }, '1h');
    expect((await new TokenVerifier(keys, atNow).verify(token)).roles).toEqual(['viewer']);
  });
});
