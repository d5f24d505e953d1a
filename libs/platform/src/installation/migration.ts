import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { compareHistories, LogUnavailable, type HistoryComparison } from '@opsledger/event-store';
import {
  completeRestoration,
  connectToLog,
  fenceAbandoned,
  MongoDbLogHistory,
  openLogDatabase,
  restoreHistory,
  stateOfTarget,
  UnsuitableTarget,
  type LogDatabase,
  type RestorationRequest,
} from '@opsledger/event-store/mongodb';
import { SqliteLogHistory, type LogSeal } from '@opsledger/event-store/sqlite-history';
import type { Instant } from '@opsledger/kernel';
import type { ServiceDefinition } from '../commands/service-definition.js';
import type { ActorDirectory, ActorEntry } from '../identity/actor-directory.port.js';
import { readInstallationKeys } from '../identity/installation-keys.js';
import { MongodbActorDirectory } from '../identity/mongodb-actor-directory.adapter.js';
import { SqliteActorDirectory } from '../identity/sqlite-actor-directory.adapter.js';
import { lockDataFolder } from './data-folder-lock.js';
import { systemClock } from './installation.js';
import { requireOwnKeys } from './own-keys.js';
import { moveReadModels, type MovedReadModel } from './read-models-migration.js';

/** Why nothing is moved, or given up. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
  constructor(
    readonly reason:
      | UnsuitableTarget['reason']
      | 'NOTHING_TO_MOVE'
      | 'KEYS_ARE_GONE'
      | 'HANDED_OVER_ELSEWHERE'
      | 'NOTHING_TO_GIVE_UP'
      | 'TARGET_NOT_FOUND'
      | 'TARGET_HAS_GONE_ON',
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(`${reason} ${JSON.stringify(details)}`);
  }
}

/** What came out differently; the target is not opened for use. */
export class MigrationDiffers extends Error {
  override readonly name = 'MigrationDiffers';
  constructor(readonly report: MigrationReport) {
    super('What was moved is not what was there');
  }
}

/** Which part is under way, and how far it is. */
export type MigrationProgress = Readonly<{
  part: 'commits' | 'refusals' | 'read-models' | 'verify-log';
  done: number;
  total: number;
}>;

export type MigrationReport = Readonly<{
  logId: string;
  target: string;
  /** Position of the newest event: the next one comes after it. */
  head: number;
  log: HistoryComparison;
  actors: Readonly<{ entries: number; differences: number }>;
  readModels: readonly MovedReadModel[];
  /** How long each part took, in seconds. */
  seconds: Readonly<Record<'move' | 'readModels' | 'verification', number>>;
}>;

export type MigrationOptions = Readonly<{
  dataFolder: string;
  mongodbUri: string;
  now?: () => Instant;
}>;

/**
 * Moves the history of an embedded installation into an empty database of the distributed profile, with everything in the place that it
 * had, and compares. The log is sealed before anything is moved. Cut off anywhere, it goes on when it is called again. Resolves with
 * what was compared, or with `undefined` if all that was done before.
 *
 * Rejects with `DataFolderInUse`, `UnusableFile`, `UnusableDatabase`, `LogUnavailable`, `MigrationRefused`, `MigrationDiffers`.
 */
export const migrateInstallation = async ({
  services,
  onProgress = () => undefined,
  ...options
}: MigrationOptions &
  Readonly<{ services: readonly ServiceDefinition[]; onProgress?: (progress: MigrationProgress) => void }>): Promise<
  MigrationReport | undefined
> =>
  withSealable(options, async ({ history, now }) => {
    const { dataFolder, mongodbUri } = options;
    const { logId, seal: found } = history;
    await requireOwnKeys(history, await readInstallationKeys(dataFolder), { dataFolder, profile: 'embedded' });
    const { target, state } = await lookAtTarget(mongodbUri, { logId, ...(found && { seal: found.id }) });
    if (state === 'empty' && found?.isHandedOver)
      throw new MigrationRefused('HANDED_OVER_ELSEWHERE', { target: found.target });
    if (state === 'abandoned') throw new MigrationRefused('GIVEN_UP', { target });
    if (state === 'complete') return undefined;
    const seal: LogSeal = found ?? { id: uuidv7(), at: now(), target, isHandedOver: false };
    history.putSeal({ ...seal, target });

    const clock = stopwatch();
    const database = await openTarget(mongodbUri, { logId, seal: seal.id });
    try {
      const extent = await history.extent();
      await restoreHistory(database, history, seal.id, ({ part, done }) =>
        onProgress({ part, done, total: part === 'commits' ? extent.head : extent.refusals }),
      );
      const actors = await moveActors(dataFolder, database);
      const moved = clock();
      const readModels = await moveReadModels({ dataFolder, mongodbUri, database, services, now }, (done, total) =>
        onProgress({ part: 'read-models', done, total }),
      );
      const remade = clock();
      const log = await compareHistories(history, new MongoDbLogHistory(database), (done) =>
        onProgress({ part: 'verify-log', done, total: extent.head }),
      );
      const seconds = { move: moved, readModels: remade, verification: clock() };
      const report = { logId, target, head: extent.head, log, actors, readModels, seconds };
      if (log.differences + actors.differences + readModels.reduce((sum, one) => sum + one.differences, 0) > 0)
        throw new MigrationDiffers(report);
      // In this order: what may take commits over there is never opened here again.
      history.putSeal({ ...seal, target, isHandedOver: true });
      await completeRestoration(database, seal.id, extent);
      return report;
    } finally {
      await database.close();
    }
  });

/**
 * Opens the sealed log again, as long as the target has taken nothing of its own; the target is of no use after that. Resolves with
 * whether it was reached. What cannot be asked may have gone on, since the folder may be a copy from before the log was handed over:
 * so it must be there, unless the caller says that it is gone for good (`isTargetGone`) and the log here does not know better.
 */
export const abandonMigration = ({
  isTargetGone = false,
  ...options
}: MigrationOptions & Readonly<{ isTargetGone?: boolean }>): Promise<Readonly<{ wasTargetReached: boolean }>> =>
  withSealable(options, async ({ history }) => {
    const { logId, seal } = history;
    if (!seal) throw new MigrationRefused('NOTHING_TO_GIVE_UP');
    const { target, isHandedOver } = seal;
    const found = await giveUpTarget(options, logId, seal).catch((error: unknown) => {
      if (isHandedOver || !(error instanceof LogUnavailable)) throw error;
      return 'not-found';
    });
    if (isHandedOver && found !== 'given-up') throw new MigrationRefused('HANDED_OVER_ELSEWHERE', { target });
    if (found === 'not-found' && !isTargetGone) throw new MigrationRefused('TARGET_NOT_FOUND', { target });
    history.removeSeal();
    return { wasTargetReached: found === 'given-up' };
  });

/** An empty database is what a move leaves that has not begun, if it is the one that the seal names. */
const giveUpTarget = async (
  { dataFolder, mongodbUri }: MigrationOptions,
  logId: string,
  seal: LogSeal,
): Promise<'given-up' | 'not-begun' | 'not-found'> => {
  const connection = await connectToLog(mongodbUri);
  try {
    const state = await stateOfTarget(connection, { logId, seal: seal.id });
    if (state === 'empty') return targetOf(connection) === seal.target ? 'not-begun' : 'not-found';
    if (state.state !== 'abandoned' && !(await fenceAbandoned(connection, state)))
      throw new MigrationRefused('TARGET_HAS_GONE_ON', { target: targetOf(connection) });
    // Also when it was given up before: whoever did so may have been killed before this. What was not handed over has not everybody yet.
    if (seal.isHandedOver) await eraseWhatWasErased(dataFolder, new MongodbActorDirectory(connection, uuidv7));
    return 'given-up';
  } finally {
    await connection.close();
  }
};

/** Who was erased over there is not to come back. */
const eraseWhatWasErased = async (dataFolder: string, there: ActorDirectory): Promise<void> => {
  const here = new SqliteActorDirectory(join(dataFolder, 'directory.db'), uuidv7);
  try {
    const left = new Set<string>();
    for await (const entries of there.entries()) for (const { actor } of entries) left.add(actor);
    for await (const entries of here.entries())
      for (const { actor } of entries) if (!left.has(actor)) await here.erase(actor);
  } finally {
    await here.close();
  }
};

/** Runs with the log of a data folder as a whole, while nobody else has it. */
const withSealable = async <Result>(
  { dataFolder, now = systemClock }: MigrationOptions,
  work: (given: Readonly<{ history: SqliteLogHistory; now: () => Instant }>) => Promise<Result>,
): Promise<Result> => {
  const file = join(dataFolder, 'events.db');
  if (!existsSync(file)) throw new MigrationRefused('NOTHING_TO_MOVE', { dataFolder });
  if (!existsSync(join(dataFolder, 'keys.json'))) throw new MigrationRefused('KEYS_ARE_GONE', { dataFolder });
  const lock = lockDataFolder(dataFolder, now());
  try {
    const history = new SqliteLogHistory(file);
    try {
      return await work({ history, now });
    } finally {
      await history.close();
    }
  } catch (error) {
    throw error instanceof UnsuitableTarget ? new MigrationRefused(error.reason, error.details) : error;
  } finally {
    lock.release();
  }
};

type Connection = Awaited<ReturnType<typeof connectToLog>>;

const lookAtTarget = async (
  mongodbUri: string,
  request: RestorationRequest,
): Promise<Readonly<{ target: string; state: 'empty' | 'under-way' | 'complete' | 'abandoned' }>> => {
  const connection = await connectToLog(mongodbUri);
  try {
    const state = await stateOfTarget(connection, request);
    return { target: targetOf(connection), state: state === 'empty' ? state : state.state };
  } finally {
    await connection.close();
  }
};

/** Where a database is, without who may open it. */
const targetOf = (connection: Connection): string => {
  const { hosts, srvHost } = connection.getClient().options;
  return `${srvHost ?? hosts.map(String).join(',')}/${connection.name}`;
};

const openTarget = (mongodbUri: string, restoration: Required<RestorationRequest>): Promise<LogDatabase> =>
  openLogDatabase(mongodbUri, { newLogId: () => restoration.logId, restoration });

const moveActors = async (dataFolder: string, { connection }: LogDatabase): Promise<MigrationReport['actors']> => {
  const here = new SqliteActorDirectory(join(dataFolder, 'directory.db'), uuidv7);
  const there = new MongodbActorDirectory(connection, uuidv7);
  try {
    for await (const entries of here.entries()) await there.takeOver(entries);
    let [entries, differences] = [0, 0];
    const moved = there.entries()[Symbol.asyncIterator]();
    for await (const portion of here.entries()) {
      const { value: same = [] } = (await moved.next()) as { value?: readonly ActorEntry[] };
      entries += portion.length;
      differences += portion.filter(
        ({ subject, actor }, index) => same[index]?.subject !== subject || same[index].actor !== actor,
      ).length;
    }
    if (!(await moved.next()).done) differences += 1;
    return { entries, differences };
  } finally {
    await here.close();
  }
};

/** Seconds since it was asked last. */
const stopwatch = (): (() => number) => {
  let last = performance.now();
  return () => {
    const passed = performance.now() - last;
    last += passed;
    return Math.round(passed) / 1000;
  };
};
