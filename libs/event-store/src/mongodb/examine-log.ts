import type { Connection, mongo } from 'mongoose';
import type { Instant } from '@opsledger/kernel';
import { indexDifferences, modelOn, type IndexDifference } from './index-differences.js';
import type { EarlierName } from '../earlier-name.js';
import type { KeyEvidence } from '../key-marks.js';
import type { LeaseDocument, PublishedDocument } from './log-database.js';
import { readKeyEvidence } from './log-keys.js';
import { logSchemas, SCHEMA_VERSION, type BatchDocument, type CommitDocument } from './log.schema.js';
import type { InstallationDocument } from './restoration-mark.js';

/** What the database of a log says of itself, for whoever looks after it. */
export type LogExamination = Readonly<{
  /** `undefined` where no log was made yet. */
  logId: string | undefined;
  schemaVersion: number | undefined;
  newestSchemaVersion: number;
  indexes: readonly IndexDifference[];
  /** Position of the newest event, and how many there are up to it: as many, unless some were lost. */
  head: number;
  events: number;
  /** Batches that are missing between the first and the last. */
  missingBatches: number;
  newestRecordedAt: Instant | undefined;
  /** What the log has of the secrets that it was written with. */
  keys: KeyEvidence;
  earlierNames: readonly EarlierName[];
  /** Commits that are accepted and have no place yet, and since when the oldest of them waits. */
  unsequenced: number;
  oldestUnsequencedAt: Instant | undefined;
  /** Up to where the relay has published, of which log, and when the oldest event after that was recorded. */
  published: Readonly<{ logId: string; upTo: number; oldestUnpublishedAt: Instant | undefined }> | undefined;
  /** Until when a process holds a lease, by the clock of the database. */
  leases: Readonly<Record<string, Date>>;
}>;

/** Looks at a log in MongoDB and writes nothing. It reads every commit once, from an index and the commits' heads. */
export const examineLog = async (connection: Connection): Promise<LogExamination> => {
  const collectionOf = <Document extends object>(name: keyof typeof logSchemas): mongo.Collection<Document> =>
    modelOn(connection, name, logSchemas[name] as never).collection as unknown as mongo.Collection<Document>;
  const commits = collectionOf<CommitDocument>('commits');
  const installation = await collectionOf<InstallationDocument>('installation').findOne({ _id: 'log' });
  const schemaVersion = installation?.schemaVersion;
  const models = Object.entries(logSchemas).map(([name, schema]) => modelOn(connection, name, schema as never));
  const indexes = installation ? await indexDifferences(models) : [];
  // What is recorded up to a position stays as it is, so the rest may grow meanwhile.
  const newest = await commits.findOne(
    { lastPosition: { $exists: true } },
    { sort: { lastPosition: -1 }, projection: { lastPosition: 1, recordedAt: 1 } },
  );
  const head = newest?.lastPosition ?? 0;
  const [unsequenced, oldest, published, leases] = await Promise.all([
    commits.countDocuments({ pending: true }),
    commits.findOne({ pending: true }, { sort: { acceptedAt: 1 }, projection: { acceptedAt: 1 } }),
    collectionOf<PublishedDocument>('published').findOne({ _id: 'relay' }),
    collectionOf<LeaseDocument>('leases').find().toArray(),
  ]);
  return {
    ...{ logId: installation?.logId, schemaVersion, newestSchemaVersion: SCHEMA_VERSION, indexes, head },
    events: await eventsUpTo(commits, head),
    missingBatches: await missingBatches(collectionOf<BatchDocument>('batches')),
    newestRecordedAt: newest?.recordedAt,
    keys: await readKeyEvidence(connection),
    earlierNames: installation?.earlierNames ?? [],
    ...{ unsequenced, oldestUnsequencedAt: oldest?.acceptedAt },
    published: published
      ? {
          ...{ logId: published.logId, upTo: published.upTo },
          oldestUnpublishedAt: await recordedAfter(commits, published.upTo),
        }
      : undefined,
    leases: Object.fromEntries(leases.map(({ _id, until }) => [_id, until])),
  };
};

const eventsUpTo = async (commits: mongo.Collection<CommitDocument>, head: number): Promise<number> => {
  const count = { $add: [{ $subtract: ['$lastVersion', '$firstVersion'] }, 1] };
  const [sum] = await commits
    .aggregate<{ events: number }>([
      { $match: { lastPosition: { $gte: 1, $lte: head } } },
      { $group: { _id: null, events: { $sum: count } } },
    ])
    .toArray();
  return sum?.events ?? 0;
};

const missingBatches = async (batches: mongo.Collection<BatchDocument>): Promise<number> => {
  const last = await batches.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
  return last ? last._id - (await batches.countDocuments({ _id: { $lte: last._id } })) : 0;
};

const recordedAfter = async (
  commits: mongo.Collection<CommitDocument>,
  position: number,
): Promise<Instant | undefined> => {
  const next = await commits.findOne(
    { lastPosition: { $gt: position } },
    { sort: { lastPosition: 1 }, projection: { recordedAt: 1 } },
  );
  return next?.recordedAt;
};
