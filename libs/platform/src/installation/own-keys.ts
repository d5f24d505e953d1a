import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UnusableFile, type KeyEvidence, type MarkedLog } from '@opsledger/event-store';
import {
  hasInstallationKeys,
  KeysMissing,
  readInstallationKeys,
  type InstallationKeys,
} from '../identity/installation-keys.js';
import type { Finding } from './finding.js';

/**
 * What a log says of keys: they are its own; nothing tells; they were its own until others were adopted for them; it was written with others
 * (`different` are their uses).
 */
export type KeysVerdict = Readonly<{
  verdict: 'own' | 'not-proven' | 'earlier' | 'foreign';
  different: readonly string[];
}>;

/**
 * Whether a log was written with these keys. It says so by the marks that it took up last. One from before there were any has nothing but
 * the fingerprints of requests, which bear the name of the key that they were made with; an empty one is anybody's.
 */
export const verdictOn = (
  { marks, fingerprints, isEmpty }: KeyEvidence,
  keys: Pick<InstallationKeys, 'marks' | 'fingerprint'>,
): KeysVerdict => {
  const last = marks.at(-1);
  const different = last
    ? Object.entries(last).flatMap(([use, mark]) => (keys.marks[use] === mark ? [] : [use]))
    : fingerprints.some((fingerprint) => fingerprint.split('.')[1] !== keys.fingerprint.id)
      ? ['fingerprint']
      : [];
  const wereOwn = marks.some((earlier) => isDeepStrictEqual(earlier, keys.marks));
  if (different.length > 0) return { verdict: wereOwn ? 'earlier' : 'foreign', different };
  return { verdict: last || isEmpty || fingerprints.length > 0 ? 'own' : 'not-proven', different };
};

/** How much whoever starts says for the keys: nothing, that they are the log's own, or that those are lost and these take their place. */
export type KeysAdoption = 'none' | 'own' | 'lost';

/**
 * Throws `KeysMissing` where there are no keys that somebody says are the log's own, and `UnusableFile` where files have no log that could go
 * on with keys: nothing is made for an adoption but other keys for lost ones.
 */
export const refuseVainAdoption = (
  dataFolder: string,
  { profile, adoption }: Readonly<{ profile: string; adoption: KeysAdoption }>,
): void => {
  if (adoption === 'own' && !hasInstallationKeys(dataFolder)) throw new KeysMissing(dataFolder);
  if (adoption === 'none' || profile !== 'embedded' || existsSync(join(dataFolder, 'events.db'))) return;
  throw new UnusableFile(
    `There is no log in ${dataFolder}: name by DATA_DIR the folder that has it, or by PROFILE and MONGODB_URI the database.`,
  );
};

/**
 * Rejects with `KeysMissing` where a log was written with keys and the data folder has none, so that none are made: a log in a database
 * does not lie beside them, and what is wrong is mostly the folder.
 */
export const refuseNewKeys = async (log: MarkedLog, dataFolder: string): Promise<void> => {
  if (hasInstallationKeys(dataFolder)) return;
  const { marks, isEmpty } = await log.readKeyEvidence();
  // Another process that makes this log, too, may have made them since: it does so before the log has their marks.
  if ((isEmpty && marks.length === 0) || hasInstallationKeys(dataFolder)) return;
  throw new KeysMissing(dataFolder);
};

/**
 * Rejects with `UnusableFile` unless the log was written with these keys; a log that has not kept their marks does so from here on. With
 * other keys nothing that was signed, fingerprinted or given a pseudonym would be known again, and new things would be beside it.
 */
export const requireOwnKeys = async (
  log: MarkedLog,
  keys: Pick<InstallationKeys, 'marks' | 'fingerprint'>,
  {
    dataFolder,
    profile,
    adoption = 'none',
  }: Readonly<{ dataFolder: string; profile: string; adoption?: KeysAdoption }>,
): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    const evidence = await log.readKeyEvidence();
    const { verdict, different } = verdictOn(evidence, keys);
    const hasMarks = evidence.marks.length > 0;
    if (verdict === 'own' && hasMarks) return;
    if (verdict === 'earlier' && adoption !== 'lost')
      throw new UnusableFile(
        `${dataFolder}/keys.json is what this log was written with until others were adopted for it: put those back. If it is to go on with ` +
          'these again, "opsledger keys adopt --lost" takes them up, and the others count as lost.',
      );
    if (verdict === 'foreign' && adoption !== 'lost')
      throw new UnusableFile(
        `${dataFolder}/keys.json is not what this log was written with (${different.join(', ')}): put its own keys.json back, or name ` +
          'the log that these keys belong to. If its own keys are lost for good, "opsledger keys adopt --lost" lets it go on with these.',
      );
    if (verdict === 'not-proven' && adoption === 'none')
      throw new UnusableFile(
        `Nothing in this log tells which keys it was written with, so ${dataFolder}/keys.json may be those of another. If they are its ` +
          `own, "opsledger keys adopt" with DATA_DIR=${dataFolder} and PROFILE=${profile} says so.`,
      );
    // Another process may take up its own at the same time: so it is looked at again.
    if (tries > 3) throw new UnusableFile('The log does not keep the marks of its keys');
    await log.takeUpKeyMarks(keys.marks, evidence.marks.length);
  }
};

const REFUSED = {
  'not-proven': 'KEYS_NOT_PROVEN',
  earlier: 'KEYS_OF_BEFORE',
  foreign: 'KEYS_OF_ANOTHER_LOG',
} as const satisfies Record<Exclude<KeysVerdict['verdict'], 'own'>, Finding['code']>;

/** Whether the next start on a log will take the keys of a data folder for its own. Changes nothing. */
export const examineOwnKeys = async (dataFolder: string, evidence: KeyEvidence): Promise<Finding> => {
  const part = 'keys';
  if (!hasInstallationKeys(dataFolder))
    return { part, outcome: 'failed', code: 'KEYS_ARE_GONE', details: { dataFolder } };
  try {
    const { verdict, different } = verdictOn(evidence, await readInstallationKeys(dataFolder));
    if (verdict === 'own') return { part, outcome: 'ok', code: 'KEYS_OF_THIS_LOG' };
    return {
      ...{ part, outcome: 'failed', code: REFUSED[verdict] },
      details: { dataFolder, different: different.join(', ') },
    };
  } catch (error) {
    return { part, outcome: 'failed', code: 'KEYS_CANNOT_BE_READ', details: { reason: (error as Error).message } };
  }
};
