import { UnusableDatabase } from '../event-store.errors.js';
import type { RecordedRefusal } from '../event-store.port.js';
import type { EarlierName } from '../earlier-name.js';
import type { KeyMarks } from '../key-marks.js';
import type { HistoryCommit, LogExtent, LogHistory } from '../log-history.port.js';
import type { LogDatabase } from './log-database.js';
import { readKeyMarks } from './log-keys.js';
import { readEarlierNames } from './log-names.js';
import { historyCommit, type BatchDocument, type RecordedCommit } from './log.schema.js';

const COMMITS_PER_PORTION = 500;
const REFUSALS_PER_PORTION = 500;

/**
 * The log in MongoDB as a whole. Commits are read in the order that the batches give them, and each has to bear the mark of its
 * batch: what readers of the log go by is looked at, too.
 */
export class MongoDbLogHistory implements LogHistory {
  readonly logId: string;

  constructor(private readonly database: Omit<LogDatabase, 'close'>) {
    this.logId = database.logId;
  }

  async extent(): Promise<LogExtent> {
    const { commits, batches, refusals } = this.database;
    const [last, refusal, count, held] = await Promise.all([
      batches.findOne({}, { sort: { _id: -1 } }),
      refusals.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }),
      commits.countDocuments({}),
      commits
        .aggregate<{ claims: number }>([
          { $match: { held: { $exists: true } } },
          { $group: { _id: null, claims: { $sum: { $size: '$held' } } } },
        ])
        .toArray(),
    ]);
    return {
      ...{ head: last?.lastPosition ?? 0, commits: count, claims: held[0]?.claims ?? 0 },
      ...{ refusals: refusal?._id ?? 0, closedTo: last?.closedTo ?? '' },
    };
  }

  async *commits(afterPosition = 0): AsyncGenerator<readonly HistoryCommit[], void> {
    let batches: BatchDocument[] = [];
    let [count, ordinal] = [0, 0];
    const found = this.database.batches.find({ lastPosition: { $gt: afterPosition } }, { sort: { _id: 1 } });
    for await (const batch of found) {
      if (ordinal > 0 && batch._id !== ordinal + 1)
        throw new UnusableDatabase(`Batch ${batch._id} comes where ${ordinal + 1} should`);
      ordinal = batch._id;
      batches.push(batch);
      if ((count += batch.commits.length) < COMMITS_PER_PORTION) continue;
      yield* this.portion(batches, afterPosition);
      [batches, count] = [[], 0];
    }
    yield* this.portion(batches, afterPosition);
  }

  async *refusals(afterSequence = 0): AsyncGenerator<readonly RecordedRefusal[], void> {
    for (let after = afterSequence; ;) {
      const found = await this.database.refusals
        .find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: REFUSALS_PER_PORTION })
        .toArray();
      if (found.length === 0) return;
      yield found.map(({ _id: sequence, token: _, ...refusal }) => ({ ...refusal, sequence }));
      after = found.at(-1)!._id;
    }
  }

  async numbers(): Promise<ReadonlyMap<string, number>> {
    const found = await this.database.numbers.find({}).toArray();
    return new Map(found.map(({ _id, last }) => [_id, last]));
  }

  async consumers(): Promise<ReadonlyMap<string, string>> {
    const found = await this.database.consumers.find({}).toArray();
    return new Map(found.map(({ _id, state }) => [_id, state]));
  }

  earlierNames(): Promise<readonly EarlierName[]> {
    return readEarlierNames(this.database.connection);
  }

  keyMarks(): Promise<readonly KeyMarks[]> {
    return readKeyMarks(this.database.connection);
  }

  /** The database stays open: it is whoever opened it who closes it. */
  async close(): Promise<void> {}

  private async *portion(batches: readonly BatchDocument[], after: number): AsyncGenerator<readonly HistoryCommit[]> {
    const ids = batches.flatMap(({ commits }) => commits.map(({ id }) => id));
    if (ids.length === 0) return;
    const found = await this.database.commits.find({ _id: { $in: ids } }).toArray();
    const byId = new Map(found.map((commit) => [commit._id, commit]));
    const portion: HistoryCommit[] = [];
    for (const { _id, commits, recordedAt, lastPosition } of batches) {
      let position = lastPosition - commits.reduce((sum, { count }) => sum + count, 0);
      for (const { id, count, knownBefore } of commits) {
        position += count;
        const commit = byId.get(id);
        const isMarked =
          commit?.lastPosition === position &&
          commit.recordedAt === recordedAt &&
          commit.knownBefore === knownBefore &&
          commit.events.length === count &&
          commit.lastVersion === commit.firstVersion + count - 1 &&
          commit.pending === undefined;
        if (!isMarked) throw new UnusableDatabase(`Commit ${id} is not as batch ${_id} has it at position ${position}`);
        if (position > after) portion.push(historyCommit(commit as RecordedCommit));
      }
    }
    yield portion;
  }
}
