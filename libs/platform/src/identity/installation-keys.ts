import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';

const ALGORITHM = 'EdDSA';

/** The secrets of an installation, made on its first start and kept under its data folder, readable by their owner only. */
export type InstallationKeys = Readonly<{
  /** Signs and verifies bearer tokens. */
  signing: CryptoKey;
  verifying: CryptoKey;
  /** Keys the fingerprints of requests, pseudonyms in the feed, and cursors. Losing it makes old idempotency keys unusable. */
  secret: Buffer;
}>;

type KeyFile = Readonly<{ signing: JWK; secret: string }>;

/** Loads the keys of a data folder, and makes them if there are none. */
export const loadOrMakeInstallationKeys = async (dataFolder: string): Promise<InstallationKeys> => {
  const file = join(dataFolder, 'keys.json');
  if (!existsSync(file)) {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
    const keys: KeyFile = { signing: await exportJWK(privateKey), secret: randomBytes(32).toString('base64url') };
    publishOnce(file, JSON.stringify(keys));
  }
  const { signing, secret } = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
  const { d: _private, ...publicPart } = signing;
  return {
    signing: (await importJWK(signing, ALGORITHM)) as CryptoKey,
    verifying: (await importJWK(publicPart, ALGORITHM)) as CryptoKey,
    secret: Buffer.from(secret, 'base64url'),
  };
};

/** Writes a file whole or not at all; of two that come at once, the first stays. */
const publishOnce = (file: string, content: string): void => {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
};
