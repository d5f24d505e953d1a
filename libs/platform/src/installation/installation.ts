import { statSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { LogSealed, UnusableFile, type EventStore, type LogRenamed, type OutcomeUnknown } from '@opsledger/event-store';
import { SqliteEventStore, type SqliteEventStoreOptions } from '@opsledger/event-store/sqlite';
import type { Instant } from '@opsledger/kernel';
import type { Tracing } from '@opsledger/messaging';
import type { DocumentStore } from '@opsledger/projections';
import { SqliteDocumentStore } from '@opsledger/projections/sqlite';
import { SqliteActorDirectory } from '../identity/sqlite-actor-directory.adapter.js';
import { loadOrMakeInstallationKeys, type InstallationKeys } from '../identity/installation-keys.js';
import { openTracing } from '../observability/tracing.js';
import { lockDataFolder } from './data-folder-lock.js';
import { refuseNewKeys, refuseVainAdoption, requireOwnKeys } from './own-keys.js';
import type { InstallationOptions, Kept, Opened, Own } from './profile.js';

/** Everything that a process keeps open while it runs: the log, the read models, the directory, the keys, the lock. */
export type Installation = Kept &
  Readonly<{
    tracing: Tracing;
    now: () => Instant;
    newId: () => string;
    close: () => Promise<void>;
  }>;

export const systemClock = (): Instant => new Date().toISOString();

/**
 * Opens the installation of a profile, or makes it. Throws `DataFolderInUse`, `UnusableFile`, `UnusableDatabase`, `LogUnavailable`, `TopicsUnusable`.
 * `onLogLost` is called when the log can no longer say what it holds, or was put back under this process, which has to end.
 */
export const openInstallation = async (
  {
    dataFolder,
    profile = 'embedded',
    tracesEndpoint,
    processName,
    keysAdoption = 'none',
    ...distributed
  }: InstallationOptions,
  onLogLost: (error: OutcomeUnknown | LogRenamed) => void,
  now: () => Instant = systemClock,
): Promise<Installation> => {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    refuseVainAdoption(dataFolder, { profile, adoption: keysAdoption });
    // Files are for one process. Engines are for many, which have only the keys in common: those are made once, then read.
    if (profile === 'embedded') {
      const lock = lockDataFolder(dataFolder, now());
      opened.push(() => lock.release());
      refuseLostLog(dataFolder);
    }
    const mayBeLost = keysAdoption === 'lost';
    const loadKeys = (): Promise<InstallationKeys> => loadOrMakeInstallationKeys(dataFolder, { mayBeLost });
    // A file tells by being there whether keys may be made, and a log in a database when it is open.
    const keysOfFiles = profile === 'embedded' ? await loadKeys() : undefined;
    const tracing = await openTracing(tracesEndpoint, processName);
    opened.push(() => tracing.close());
    const own: Own = async (log) => {
      if (!keysOfFiles && !mayBeLost) await refuseNewKeys(log, dataFolder);
      const keys = keysOfFiles ?? (await loadKeys());
      await requireOwnKeys(log, keys, { dataFolder, profile, adoption: keysAdoption });
      return keys;
    };
    const given = { now, opened, tracing, own, onRenamed: onLogLost };
    const parts =
      profile === 'embedded'
        ? await openFiles(dataFolder, { now, onOutcomeUnknown: onLogLost, opened, own })
        : // What speaks to MongoDB and Kafka is a fifth of the start, and not loaded where it is not used.
          await (await import('./distributed-installation.js')).openDistributed(distributed, given);
    return { tracing, ...parts, now, newId: uuidv7, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const openFiles = async (
  dataFolder: string,
  given: Readonly<{ now: () => Instant; onOutcomeUnknown: (error: OutcomeUnknown) => void; opened: Opened; own: Own }>,
): Promise<Kept> => {
  const { now, onOutcomeUnknown, opened, own } = given;
  const log = openLog({ file: join(dataFolder, 'events.db'), now, newLogId: uuidv7, onOutcomeUnknown });
  opened.push(() => log.close());
  const keys = await own(log);
  const views = openViews(join(dataFolder, 'views.db'));
  opened.push(() => views.close());
  const directory = new SqliteActorDirectory(join(dataFolder, 'directory.db'), uuidv7);
  opened.push(() => directory.close());
  return { log, views, directory, keys };
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

const openLog = (options: SqliteEventStoreOptions): EventStore => {
  try {
    return new SqliteEventStore(options);
  } catch (error) {
    if (!(error instanceof LogSealed)) throw error;
    throw new UnusableFile(
      `${error.message}. Start with PROFILE=distributed; if the move was cut off, "opsledger migrate" goes on with it, and ` +
        '"opsledger migrate --abandon" opens this log again as long as nothing was written there.',
      { cause: error },
    );
  }
};

export const openViews = (file: string): DocumentStore => {
  try {
    return new SqliteDocumentStore(file);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    throw new UnusableFile(`${error.message}. It may be deleted: it is made again at the next start.`, {
      cause: error,
    });
  }
};
