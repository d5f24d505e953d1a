import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test; `remove` when it is done. */
export const temporaryFolder = (): Readonly<{ path: string; remove: () => void }> => {
  const path = mkdtempSync(join(tmpdir(), 'opsledger-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
