import { randomUUID } from 'node:crypto';
import { isDuplicate, type LogDatabase } from './log-database.js';
import type { BatchDocument } from './log.schema.js';

/** What comes after a batch: its members that are not given stay as they are. */
export type Continuation = Partial<Pick<BatchDocument, 'recordedAt' | 'closedTo' | 'commits'>>;

const START: BatchDocument = { _id: 0, token: '', by: '', lastPosition: 0, recordedAt: '', closedTo: '', commits: [] };

/**
 * The order of the log as one process extends it. Whoever takes part keeps to this: read the last batch, mark on the commits what it
 * names, in order, and add the next one only when the marks are acknowledged. So all batches but the last are marked, marks appear in
 * the order of positions, and whoever reads marked commits by position sees the log without a gap. A process that slept, or that was
 * deposed, marks again what is marked already, or finds the number of its batch taken; it can give no position.
 */
export class Sequence {
  /** The last batch as far as this process knows, until it finds that others went on. */
  private last: BatchDocument | undefined;
  private isMarked = false;
  private turn: Promise<unknown> = Promise.resolve();
  /** Rises when batches of others may have come in between; what was concluded from earlier ones holds no more. */
  readings = 0;

  constructor(
    private readonly database: Pick<LogDatabase, 'batches' | 'commits' | 'session' | 'signals'>,
    private readonly name: string,
  ) {}

  /**
   * Adds what `continueFrom` makes of the last batch, and marks it. Nothing to add: `undefined`. `overtaken`: another process was
   * faster, and nothing was added. Any other fault leaves open whether the batch is there; the next call finds out.
   */
  extend(
    continueFrom: (last: BatchDocument) => Promise<Continuation | undefined> | Continuation | undefined,
  ): Promise<BatchDocument | 'overtaken' | undefined> {
    const turn = this.turn.then(() => this.takeTurn(continueFrom));
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async takeTurn(
    continueFrom: (last: BatchDocument) => Promise<Continuation | undefined> | Continuation | undefined,
  ): Promise<BatchDocument | 'overtaken' | undefined> {
    const last = await this.readLast();
    await this.mark(last);
    const continuation = await continueFrom(last);
    if (!continuation) return undefined;
    const { commits = [], recordedAt = last.recordedAt, closedTo = last.closedTo } = continuation;
    const next: BatchDocument = {
      ...{ _id: last._id + 1, token: randomUUID(), by: this.name, recordedAt, closedTo, commits },
      lastPosition: commits.reduce((position, { count }) => position + count, last.lastPosition),
    };
    // Until it is known to be there and marked, nothing is known: also when the process that asks for it never hears the answer. Whoever
    // asked did not learn either what became of it, and has to conclude anew from what is read then.
    [this.last, this.isMarked] = [undefined, false];
    try {
      await this.database.batches.insertOne(next, { session: this.database.session });
    } catch (error) {
      if (isDuplicate(error)) return 'overtaken';
      throw error;
    }
    await this.mark(next);
    this.last = next;
    return next;
  }

  private async readLast(): Promise<BatchDocument> {
    if (this.last) return this.last;
    this.readings += 1;
    const { batches, session } = this.database;
    const last = await batches.findOne({}, { sort: { _id: -1 }, session });
    [this.last, this.isMarked] = [last ?? START, false];
    return this.last;
  }

  /** Writes on each commit what the batch gives it, in the order of the batch. Doing so again changes nothing. */
  private async mark({ _id, commits, recordedAt, lastPosition }: BatchDocument): Promise<void> {
    if (this.isMarked) return;
    if (commits.length > 0) {
      let position = lastPosition - commits.reduce((sum, { count }) => sum + count, 0);
      const marks = commits.map(({ id, count, knownBefore }) => ({
        updateOne: {
          filter: { _id: id },
          update: {
            $set: { lastPosition: (position += count), recordedAt, knownBefore },
            $unset: { pending: true as const },
          },
        },
      }));
      const { commits: marked, session } = this.database;
      const { matchedCount } = await marked.bulkWrite(marks, { ordered: true, session });
      if (matchedCount !== commits.length)
        throw new Error(`Batch ${_id} names ${commits.length} commits, of which ${matchedCount} are there`);
    }
    this.isMarked = true;
    this.database.signals.emit('recorded', lastPosition);
  }
}
