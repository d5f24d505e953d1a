import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { UnusableFile, type KeyMarks } from '@opsledger/event-store';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';

const ALGORITHM = 'EdDSA';

/** A secret with the name that is stored beside what was made with it, so that another may follow it. */
export type SecretKey = Readonly<{ id: string; secret: Buffer }>;

/** The secrets of an installation, made on its first start and kept under its data folder, readable by their owner only. */
export type InstallationKeys = Readonly<{
  /** Signs and verifies bearer tokens. */
  signing: Readonly<{ id: string; key: CryptoKey }>;
  verifying: CryptoKey;
  /** Keys the fingerprints of requests. Losing it makes old idempotency keys unusable. */
  fingerprint: SecretKey;
  /** Makes pseudonyms for what a reader of the feed may not see. */
  pseudonym: SecretKey;
  cursor: SecretKey;
  /** By which a log knows them again: of the signing key the RFC 7638 thumbprint of its public part, of the others a hash. */
  marks: KeyMarks;
}>;

const FILE_VERSION = 1;
const USES = ['fingerprint', 'pseudonym', 'cursor'] as const;
type KeyFile = Readonly<{ version: number; signing: { id: string; key: JWK } }> &
  Readonly<Record<(typeof USES)[number], { id: string; secret: string }>>;

/** There are no keys in a data folder, of a log that was written with some or may have been: none are made for it. */
export class KeysMissing extends UnusableFile {
  override readonly name = 'KeysMissing';
  constructor(dataFolder: string) {
    super(
      `There is no keys.json in ${dataFolder}, and others would be taken for those that the log was written with: put it there, or name by ` +
        'DATA_DIR the folder that has it. If it is lost for good, "opsledger keys adopt --lost" makes other keys for this log.',
    );
  }
}

const keyFileOf = (dataFolder: string): string => join(dataFolder, 'keys.json');

export const hasInstallationKeys = (dataFolder: string): boolean => existsSync(keyFileOf(dataFolder));

/**
 * Loads the keys of a data folder, and makes them if there are none. Throws `UnusableFile` for a file that is not ours, and
 * `KeysMissing` where a log is that was written with others (unless `mayBeLost`).
 */
export const loadOrMakeInstallationKeys = async (
  dataFolder: string,
  { mayBeLost = false }: Readonly<{ mayBeLost?: boolean }> = {},
): Promise<InstallationKeys> => {
  const file = keyFileOf(dataFolder);
  if (!existsSync(file)) {
    const log = join(dataFolder, 'events.db');
    if (!mayBeLost && (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) throw new KeysMissing(dataFolder);
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
    const secret = () => ({ id: newKeyId(), secret: randomBytes(32).toString('base64url') });
    const signing = { id: newKeyId(), key: await exportJWK(privateKey) };
    const made: KeyFile = {
      version: FILE_VERSION,
      signing,
      fingerprint: secret(),
      pseudonym: secret(),
      cursor: secret(),
    };
    publishOnce(file, JSON.stringify(made));
  }
  return readInstallationKeys(dataFolder);
};

/** Reads the keys of a data folder that has some. Throws `UnusableFile` for a file that is not ours. */
export const readInstallationKeys = async (dataFolder: string): Promise<InstallationKeys> => {
  const file = keyFileOf(dataFolder);
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
    if (kept.version !== FILE_VERSION)
      throw new TypeError(`version ${kept.version}; this Opsledger reads ${FILE_VERSION}`);
    const { d: _private, ...publicPart } = kept.signing.key;
    const [fingerprint, pseudonym, cursor] = USES.map((use) => secretKey(kept[use])) as [
      SecretKey,
      SecretKey,
      SecretKey,
    ];
    const [signing, verifying] = await Promise.all([
      importJWK(kept.signing.key, ALGORITHM),
      importJWK(publicPart, ALGORITHM),
    ]);
    const marks = {
      signing: await calculateJwkThumbprint(publicPart),
      ...Object.fromEntries(USES.map((use, index) => [use, markOf(use, [fingerprint, pseudonym, cursor][index]!)])),
    };
    const keys = { fingerprint, pseudonym, cursor, verifying: verifying as CryptoKey, marks };
    return { ...keys, signing: { id: kept.signing.id, key: signing as CryptoKey } };
  } catch (error) {
    throw new UnusableFile(`${file} is not a key file of ours: ${(error as Error).message}`, { cause: error });
  }
};

/**
 * Loads or makes the keys, and hands them to an account and to a group that may read them and not write: processes of another account
 * than the command line's sign and verify with the same keys.
 */
export const shareInstallationKeys = async (
  dataFolder: string,
  { uid, gid }: Readonly<{ uid: number; gid: number }>,
): Promise<void> => {
  await loadOrMakeInstallationKeys(dataFolder);
  for (const [path, mode] of [
    [dataFolder, 0o750],
    [join(dataFolder, 'keys.json'), 0o640],
  ] as const) {
    chownSync(path, uid, gid);
    chmodSync(path, mode);
  }
};

const newKeyId = (): string => randomBytes(6).toString('base64url');
const secretKey = ({ id, secret }: { id: string; secret: string }): SecretKey => ({
  id,
  secret: Buffer.from(secret, 'base64url'),
});

/** One way only: a secret has 256 random bits. */
const markOf = (use: string, { id, secret }: SecretKey): string =>
  createHash('sha256').update(`opsledger key mark/1\n${use}\n${id}\n`).update(secret).digest('base64url');

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
