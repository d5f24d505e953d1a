import type { Connection, mongo } from 'mongoose';
import type { KeyEvidence, KeyMarks } from '../key-marks.js';
import type { RefusalDocument } from './log-database.js';
import type { CommitDocument } from './log.schema.js';
import { installationOf } from './restoration-mark.js';

/** In which what was just taken up is seen. */
type InSession = Readonly<{ session?: mongo.ClientSession }>;

export const readKeyMarks = async (connection: Connection, inSession: InSession = {}): Promise<readonly KeyMarks[]> =>
  (await installationOf(connection).findOne({ _id: 'log' }, inSession))?.keyMarks ?? [];

/** In one step, so that of two processes that come at once with different keys one is told so. */
export const takeUpKeyMarks = async (
  connection: Connection,
  marks: KeyMarks,
  after: number,
  inSession: InSession = {},
): Promise<void> => {
  const asMany = after === 0 ? { keyMarks: { $exists: false } } : { keyMarks: { $size: after } };
  await installationOf(connection).updateOne({ _id: 'log', ...asMany }, { $push: { keyMarks: marks } }, inSession);
};

export const readKeyEvidence = async (connection: Connection, inSession: InSession = {}): Promise<KeyEvidence> => {
  const commits: mongo.Collection<CommitDocument> = connection.db!.collection('commits');
  const refusals: mongo.Collection<RefusalDocument> = connection.db!.collection('refusals');
  const fingerprints = new Set<string>();
  for (const direction of [1, -1] as const) {
    const commit = await commits.findOne(
      { 'key.key': { $exists: true }, lastPosition: { $gt: 0 } },
      { ...inSession, sort: { lastPosition: direction }, projection: { key: 1 } },
    );
    const refusal = await refusals.findOne(
      {},
      { ...inSession, sort: { _id: direction }, projection: { fingerprint: 1 } },
    );
    for (const found of [commit?.key, refusal]) if (found) fingerprints.add(found.fingerprint);
  }
  const isEmpty = fingerprints.size === 0 && (await commits.findOne({}, inSession)) === null;
  return { marks: await readKeyMarks(connection, inSession), fingerprints: [...fingerprints], isEmpty };
};
