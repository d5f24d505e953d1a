import { statSync } from 'node:fs';
import { loadConfiguration } from '@opsledger/platform/configuration';
import { shareInstallationKeys } from '@opsledger/platform/identity';
import { say } from './print.js';
import { text } from './texts.js';

/** Makes the keys under `DATA_DIR` unless they are there, and gives them to whom a file belongs and to a group that may read them. */
export const keysCreate = async ({ ownerOf, group }: Readonly<{ ownerOf: string; group: number }>): Promise<void> => {
  const { dataFolder } = loadConfiguration(process.env);
  const { uid } = statSync(ownerOf);
  await shareInstallationKeys(dataFolder, { uid, gid: group });
  say(text('KEYS_BELONG_TO', { dataFolder, uid, group }));
};
