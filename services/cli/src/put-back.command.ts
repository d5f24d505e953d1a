import { loadConfiguration } from '@opsledger/platform/configuration';
import { printJson, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

/** Tells a log that it was put back from a backup. Nobody may work on it meanwhile. */
export const putBack = async ({ output }: Readonly<{ output: OutputFormat }>): Promise<void> => {
  process.umask(0o077);
  const { renamePutBackLog } = await import('@opsledger/platform/put-back');
  const renamed = await renamePutBackLog(loadConfiguration(process.env), new Date().toISOString());
  if (output === 'json') printJson(renamed);
  const { logId, earlier, unused } = renamed;
  say(text('WAS_PUT_BACK', { logId, earlier: earlier.logId, upTo: earlier.upTo }));
  if (unused) say(text('WAS_PUT_BACK_BEFORE', { at: unused.at, logId: earlier.logId }));
};
