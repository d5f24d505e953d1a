import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '@opsledger/platform/configuration';
import { issueTokenFrom, type Role } from '@opsledger/platform/identity';
import { EXIT, Failure } from './exit-codes.js';
import { printJson, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

type TokenOptions = Readonly<{ role: readonly Role[]; subject: string; expires: string; output: OutputFormat }>;

/** Signs a token with the key under `DATA_DIR`; the key is made if there is none yet. */
export const token = async ({ role, subject, expires, output }: TokenOptions): Promise<void> => {
  if (!/^\d{1,5}[smhdwy]$/.test(expires)) throw new Failure(text('NOT_A_DURATION', { given: expires }), EXIT.usage);
  const bearer = subject || `local-${role.join('-')}`;
  const { dataFolder } = loadConfiguration(process.env);
  if (!existsSync(join(dataFolder, 'keys.json'))) say(text('KEY_IS_MADE', { dataFolder }));
  const signed = await issueTokenFrom(dataFolder, { subject: bearer, roles: role }, expires);
  if (output === 'json') return printJson({ token: signed, subject: bearer, roles: role, expires });
  say(text('TOKEN_IS', { bearer, roles: role.join(', '), expires }));
  process.stdout.write(`${signed}\n`);
};
