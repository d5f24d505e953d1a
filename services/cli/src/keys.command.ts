import { statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { loadConfiguration } from '@opsledger/platform/configuration';
import { shareInstallationKeys } from '@opsledger/platform/identity';
import { say } from './print.js';
import { text } from './texts.js';

/**
 * Lets the log take the keys under `DATA_DIR` for its own where it cannot tell; with `lost`, also where it was written with others, which
 * are lost for good. Where the lost ones are found again, that takes them up again.
 */
export const keysAdopt = async ({ lost = false }: Readonly<{ lost?: boolean }>): Promise<void> => {
  process.umask(0o077);
  const { dataFolder, profile, mongodbUri } = loadConfiguration(process.env);
  const { openInstallation } = await import('@opsledger/platform');
  const place = { dataFolder, profile, isReader: true, ...(mongodbUri !== undefined && { mongodbUri }) };
  const installation = await openInstallation({ ...place, keysAdoption: lost ? 'lost' : 'own' }, (error) => {
    throw error;
  });
  const { marks } = await installation.log.readKeyEvidence();
  await installation.close();
  const wereLost = marks.slice(0, -1).some((earlier) => isDeepStrictEqual(earlier, marks.at(-1)));
  const details = { dataFolder, log: installation.log.logId };
  say(
    text(
      wereLost ? 'KEYS_ARE_ADOPTED_AGAIN' : marks.length > 1 ? 'KEYS_FOLLOW_LOST_ONES' : 'KEYS_ARE_ADOPTED',
      details,
    ),
  );
};

/** Makes the keys under `DATA_DIR` unless they are there, and gives them to whom a file belongs and to a group that may read them. */
export const keysCreate = async ({ ownerOf, group }: Readonly<{ ownerOf: string; group: number }>): Promise<void> => {
  const { dataFolder } = loadConfiguration(process.env);
  const { uid } = statSync(ownerOf);
  await shareInstallationKeys(dataFolder, { uid, gid: group });
  say(text('KEYS_BELONG_TO', { dataFolder, uid, group }));
};
