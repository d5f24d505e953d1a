import type { mongo } from 'mongoose';
import { ClaimConflict } from '../event-store.errors.js';
import type { LogDatabase } from './log-database.js';
import type { CommitDocument } from './log.schema.js';

type Holder = Pick<CommitDocument, 'stream' | 'firstVersion' | 'held'>;

/**
 * Claims live in the commits that make them, so that they are made with them: `held` under a unique index. What a later commit of
 * the stream releases is taken out of `held` after that commit is durable; until then its `releasing` says that it is not held any more.
 */
export class Claims {
  private readonly commits: mongo.Collection<CommitDocument>;
  private readonly session: mongo.ClientSession;

  constructor({ commits, session }: Pick<LogDatabase, 'commits' | 'session'>) {
    [this.commits, this.session] = [commits, session];
  }

  async holderOf(claim: string): Promise<string | undefined> {
    const options = { projection: { stream: 1, firstVersion: 1 }, session: this.session };
    const [holder, releasing] = await Promise.all([
      this.commits.findOne<Holder>({ held: claim }, options),
      this.commits.find<Holder>({ releasing: claim }, options).toArray(),
    ]);
    return holder && !releasing.some((one) => releases(one, holder)) ? holder.stream : undefined;
  }

  /**
   * What keeps a commit from claiming: a `ClaimConflict`, or, if its own stream holds the claim or the holder has let it go
   * meanwhile, the commit as it can be inserted now. `undefined`: nothing does.
   */
  async conflictOf(commit: CommitDocument): Promise<ClaimConflict | CommitDocument | undefined> {
    const claims = commit.held ?? [];
    if (claims.length === 0) return undefined;
    const { session } = this;
    const findHolders = (): Promise<Holder[]> =>
      this.commits.find<Holder>({ held: { $in: [...claims] } }, { session }).toArray();
    const found = await findHolders();
    if (found.length === 0) return undefined;
    const hasReleased = await Promise.all(found.map((holder) => this.carryOutPending(holder, claims)));
    const holders = hasReleased.some(Boolean) ? await findHolders() : found;
    for (const claim of claims) {
      const holder = holders.find(({ held, stream }) => stream !== commit.stream && held?.includes(claim));
      if (holder) return new ClaimConflict(claim, holder.stream);
    }
    const { held: _, ...withoutHeld } = commit;
    const held = claims.filter((claim) => !holders.some((holder) => holder.held?.includes(claim)));
    return held.length > 0 ? { ...withoutHeld, held } : withoutHeld;
  }

  /** Takes what a durable commit releases out of what earlier commits of its stream hold. */
  async carryOut({ _id, stream, firstVersion, releasing = [] }: CommitDocument): Promise<void> {
    const left = { $filter: { input: '$held', cond: { $not: { $in: ['$$this', [...releasing]] } } } };
    await this.commits.updateMany(
      { stream, firstVersion: { $lt: firstVersion }, held: { $in: [...releasing] } },
      [{ $set: { held: { $cond: [{ $eq: [left, []] }, '$$REMOVE', left] } } }],
      { session: this.session },
    );
    await this.commits.updateOne({ _id }, { $unset: { releasing: 1 } }, { session: this.session });
  }

  private async carryOutPending(holder: Holder, claims: readonly string[]): Promise<boolean> {
    const { session } = this;
    const found = await this.commits.find({ releasing: { $in: [...claims] } }, { session }).toArray();
    const pending = found.filter((one) => releases(one, holder));
    for (const one of pending) await this.carryOut(one);
    return pending.length > 0;
  }
}

const releases = (one: Pick<Holder, 'stream' | 'firstVersion'>, holder: Holder): boolean =>
  one.stream === holder.stream && one.firstVersion > holder.firstVersion;
