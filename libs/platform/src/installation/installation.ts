import { statSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { UnusableFile, type EventStore, type OutcomeUnknown } from '@opsledger/event-store';
import { SqliteEventStore } from '@opsledger/event-store/sqlite';
import type { Instant } from '@opsledger/kernel';
import type { DocumentStore } from '@opsledger/projections';
import { SqliteDocumentStore } from '@opsledger/projections/sqlite';
import type { Configuration } from '../configuration/configuration.js';
import type { ActorDirectory } from '../identity/actor-directory.port.js';
import { SqliteActorDirectory } from '../identity/sqlite-actor-directory.adapter.js';
import { loadOrMakeInstallationKeys, type InstallationKeys } from '../identity/installation-keys.js';
import { lockDataFolder } from './data-folder-lock.js';

/** Everything that a process keeps open while it runs: the log, the read models, the directory, the keys, the lock. */
export type Installation = Readonly<{
  log: EventStore;
  views: DocumentStore;
  directory: ActorDirectory;
  keys: InstallationKeys;
  now: () => Instant;
  newId: () => string;
  close: () => Promise<void>;
}>;

export const systemClock = (): Instant => new Date().toISOString();

/**
 * Opens the embedded profile's installation under `DATA_DIR`, or makes it. Throws `DataFolderInUse`, `UnusableFile`.
 * `onOutcomeUnknown` is called when the log can no longer say what it holds: the process has to end.
 */
export const openInstallation = async (
  { dataFolder }: Pick<Configuration, 'dataFolder'>,
  onOutcomeUnknown: (error: OutcomeUnknown) => void,
  now: () => Instant = systemClock,
): Promise<Installation> => {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const lock = lockDataFolder(dataFolder, now());
    opened.push(() => lock.release());
    refuseLostLog(dataFolder);
    const keys = await loadOrMakeInstallationKeys(dataFolder);
    const log = new SqliteEventStore({ file: join(dataFolder, 'events.db'), now, newLogId: uuidv7, onOutcomeUnknown });
    opened.push(() => log.close());
    const views = openViews(join(dataFolder, 'views.db'));
    opened.push(() => views.close());
    const directory = new SqliteActorDirectory(join(dataFolder, 'directory.db'), uuidv7);
    opened.push(() => directory.close());
    return { log, views, directory, keys, now, newId: uuidv7, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** A log that is gone or empty beside what was made from it is a loss to be told, not a new installation. */
const refuseLostLog = (dataFolder: string): void => {
  const [log, directory] = ['events.db', 'directory.db'].map((name) => join(dataFolder, name)) as [string, string];
  const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeOf(log) > 0 || sizeOf(directory) === 0) return;
  throw new UnusableFile(
    `${log} is gone or empty, though this installation has been used: put it back, or use another DATA_DIR`,
  );
};

const openViews = (file: string): DocumentStore => {
  try {
    return new SqliteDocumentStore(file);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    throw new UnusableFile(`${error.message}. It may be deleted: it is made again at the next start.`, {
      cause: error,
    });
  }
};
