import { statSync } from 'node:fs';
import { loadConfiguration } from '@opsledger/platform/configuration';
import { shareInstallationKeys } from '@opsledger/platform/identity';
import { say } from './print.js';
import { text } from './texts.js';

/**
 * Lets the log take the keys under `DATA_DIR` for its own where it cannot tell; with `lost`, also where it was written with others, which
 * are lost for good.
 */
export const keysAdopt = async ({ lost = false }: Readonly<{ lost?: boolean }>): Promise<void> => {
  process.umask(0o077);
  const { dataFolder, profile, mongodbUri } = loadConfiguration(process.env);
  const { openInstallation } = await import('@opsledger/platform');
  const place = { dataFolder, profile, isReader: true, ...(mongodbUri !== undefined && { mongodbUri }) };
  const installation = await openInstallation({ ...place, keysAdoption: lost ? 'lost' : 'own' }, (error) => {
    throw error;
  });
  await installation.close();
  say(text('KEYS_ARE_ADOPTED', { dataFolder, log: installation.log.logId }));
};

/** Makes the keys under `DATA_DIR` unless they are there, and gives them to whom a file belongs and to a group that may read them. */
export const keysCreate = async ({ ownerOf, group }: Readonly<{ ownerOf: string; group: number }>): Promise<void> => {
  const { dataFolder } = loadConfiguration(process.env);
  const { uid } = statSync(ownerOf);
  await shareInstallationKeys(dataFolder, { uid, gid: group });
  say(text('KEYS_BELONG_TO', { dataFolder, uid, group }));
};
