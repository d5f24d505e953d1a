import type { Connection, mongo } from 'mongoose';
import { UnusableDatabase } from '../event-store.errors.js';
import type { EarlierName } from '../earlier-name.js';
import type { KeyMarks } from '../key-marks.js';
import { SCHEMA_VERSION } from './log.schema.js';

/** What a database says of a history that is moved into it. Until it is complete, nobody opens the log there. */
export type Restoration = Readonly<{
  /** The seal of the log that the history comes from. */
  seal: string;
  state: 'under-way' | 'complete' | 'abandoned';
  /** How far the log went when it was complete: what lies beyond was taken here. */
  head?: number;
  refusals?: number;
}>;
export type InstallationDocument = Readonly<{
  _id: 'log';
  logId: string;
  schemaVersion: number;
  restoration?: Restoration;
  keyMarks?: readonly KeyMarks[];
  earlierNames?: readonly EarlierName[];
}>;

/** Which log is to be moved, and under which seal; none if it has none yet. */
export type RestorationRequest = Readonly<{ logId: string; seal?: string }>;

/** The database cannot take the history. It is left as it was. */
export class UnsuitableTarget extends UnusableDatabase {
  override readonly name = 'UnsuitableTarget';
  constructor(
    readonly reason: 'ANOTHER_LOG' | 'ANOTHER_MOVE' | 'GIVEN_UP' | 'NOT_EMPTY',
    readonly details: Readonly<Record<string, string>>,
  ) {
    super(`The database cannot take the history: ${reason} ${JSON.stringify(details)}`);
  }
}

export const installationOf = (connection: Connection): mongo.Collection<InstallationDocument> =>
  connection.db!.collection<InstallationDocument>('installation') as never;

/** Rejects unless the log there may be opened: one that is not whole yet may not. */
export const refuseUnfinished = ({ restoration }: InstallationDocument): void => {
  if (restoration && restoration.state !== 'complete')
    throw new UnusableDatabase(
      restoration.state === 'abandoned'
        ? 'A history was to be moved into this database, and that was given up: use another one, or drop it'
        : 'A history is being moved into this database, and is not complete: "opsledger migrate" goes on with it',
    );
};

/**
 * What a database has of the history of a log: nothing (`empty`), or how far the move has come. Changes nothing. Rejects with
 * `UnsuitableTarget` if it has anything else.
 */
export const stateOfTarget = async (
  connection: Connection,
  { logId, seal }: RestorationRequest,
): Promise<'empty' | Restoration> => {
  const found = await installationOf(connection).findOne({ _id: 'log' });
  if (found) {
    const { restoration } = found;
    if (found.logId !== logId) throw new UnsuitableTarget('ANOTHER_LOG', { logId: found.logId });
    if (!restoration) throw new UnsuitableTarget('NOT_EMPTY', { collection: 'installation' });
    if (restoration.seal === seal) return restoration;
    throw new UnsuitableTarget(restoration.state === 'abandoned' ? 'GIVEN_UP' : 'ANOTHER_MOVE', {
      seal: restoration.seal,
    });
  }
  const collections = await connection.db!.listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of collections)
    if (!name.startsWith('system.') && (await connection.db!.collection(name).findOne({})))
      throw new UnsuitableTarget('NOT_EMPTY', { collection: name });
  return 'empty';
};

/**
 * Lets a move begin or go on: an empty database becomes that of the log, marked in the same step, so that no process that comes in
 * between takes it for its own. One that was given up stays so: a process that had it open may not know it yet.
 */
export const admitRestoration = async (
  connection: Connection,
  request: Required<RestorationRequest>,
): Promise<void> => {
  const state = await stateOfTarget(connection, request);
  const { logId, seal } = request;
  if (state !== 'empty') {
    if (state.state === 'abandoned') throw new UnsuitableTarget('GIVEN_UP', { seal });
    return;
  }
  const restoration: Restoration = { seal, state: 'under-way' };
  await installationOf(connection).insertOne({ _id: 'log', logId, schemaVersion: SCHEMA_VERSION, restoration });
};
