import type { Connection } from 'mongoose';
import { UnusableDatabase } from '../event-store.errors.js';
import type { EarlierName } from '../earlier-name.js';
import type { LeaseDocument } from './log-database.js';
import { installationOf, refuseUnfinished } from './restoration-mark.js';

export const readEarlierNames = async (connection: Connection): Promise<readonly EarlierName[]> =>
  (await installationOf(connection).findOne({ _id: 'log' }))?.earlierNames ?? [];

/** Gives a log that is being moved the names that it had before; where there are some, they are those. */
export const takeOverEarlierNames = async (connection: Connection, names: readonly EarlierName[]): Promise<void> => {
  if (names.length === 0) return;
  await installationOf(connection).updateOne(
    { _id: 'log', earlierNames: { $exists: false } },
    { $set: { earlierNames: names } },
  );
};

/**
 * Gives the log another name from its newest event on, durably: it was put back, and may lack what was given out beyond. Resolves with
 * all that it had before, the newest last. Rejects with `UnusableDatabase` where there is no whole log, a process works on it, or another
 * has renamed it meanwhile.
 */
export const renameLog = async (connection: Connection, logId: string, at: string): Promise<readonly EarlierName[]> => {
  const found = await installationOf(connection).findOne({ _id: 'log' });
  if (!found) throw new UnusableDatabase('There is no log in this database');
  refuseUnfinished(found);
  const { localTime } = await connection.db!.admin().command({ hello: 1 });
  const lease = await connection.db!.collection<LeaseDocument>('leases').findOne({ until: { $gt: localTime as Date } });
  if (lease) throw new UnusableDatabase(`A process works on this log (${lease.holder}): stop all of them first`);
  const newest = await connection
    .db!.collection('commits')
    .findOne({ lastPosition: { $gt: 0 } }, { sort: { lastPosition: -1 }, projection: { lastPosition: 1 } });
  const earlier = { logId: found.logId, upTo: (newest?.['lastPosition'] as number | undefined) ?? 0, at };
  const { matchedCount } = await installationOf(connection).updateOne(
    { _id: 'log', logId: found.logId },
    { $set: { logId }, $push: { earlierNames: earlier } },
  );
  if (matchedCount === 0)
    throw new UnusableDatabase('Another has given this log another name meanwhile: it has that one');
  return [...(found.earlierNames ?? []), earlier];
};
