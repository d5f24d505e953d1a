import DataLoader from 'dataloader';
import type { mongo } from 'mongoose';
import { releases, type Holder } from './claims.js';
import { isDuplicate, type LogDatabase } from './log-database.js';
import type { CommitDocument } from './log.schema.js';

const MOST_AT_ONCE = 100;

/** Those who ask in one turn of the event loop are asked for in the next, so that nobody hears what was so before it asked. */
const together = {
  ...{ cache: false, maxBatchSize: MOST_AT_ONCE },
  batchScheduleFn: (callback: () => void) => void setImmediate(callback),
} as const;

type Key = Readonly<{ scope: string; key: string }>;

/**
 * What commands ask of the log before they are decided. Each asks on its own, and those that are on their way at the same time share a
 * query, which has its price for this process and the server whatever it asks for.
 */
export class JointReads {
  private readonly commits: mongo.Collection<CommitDocument>;
  private readonly session: mongo.ClientSession;
  private readonly numbers: LogDatabase['numbers'];

  constructor({ commits, session, numbers }: Pick<LogDatabase, 'commits' | 'session' | 'numbers'>) {
    [this.commits, this.session, this.numbers] = [commits, session, numbers];
  }

  /** All commits of a stream, in order. */
  readonly stream = new DataLoader<string, readonly CommitDocument[]>(async (streams) => {
    const options = { sort: { stream: 1, firstVersion: 1 }, session: this.session } as const;
    const found = await this.commits.find({ stream: { $in: [...streams] } }, options).toArray();
    const byStream = new Map<string, CommitDocument[]>(streams.map((stream) => [stream, []]));
    for (const commit of found) byStream.get(commit.stream)!.push(commit);
    return streams.map((stream) => byStream.get(stream)!);
  }, together);

  /** The commit that a key is bound to, without its events. */
  readonly key = new DataLoader<Key, CommitDocument | undefined>(async (keys) => {
    const either = keys.map(({ scope, key }) => ({ 'key.scope': scope, 'key.key': key }));
    const options = { projection: { events: 0 }, session: this.session };
    const found = await this.commits.find({ $or: either }, options).toArray();
    return keys.map(({ scope, key }) => found.find((one) => one.key!.scope === scope && one.key!.key === key));
  }, together);

  /** The stream that holds a claim. */
  readonly holder = new DataLoader<string, string | undefined>(async (claims) => {
    const among = { $in: [...claims] };
    const projection = { stream: 1, firstVersion: 1, held: 1, releasing: 1 };
    const options = { projection, session: this.session };
    const [holders, releasing] = await Promise.all([
      this.commits.find<Holder>({ held: among }, options).toArray(),
      this.commits.find<Holder>({ releasing: among }, options).toArray(),
    ]);
    return claims.map((claim) => {
      const holder = holders.find(({ held }) => held!.includes(claim));
      const isReleased = releasing.some((one) => one.releasing!.includes(claim) && holder && releases(one, holder));
      return isReleased ? undefined : holder?.stream;
    });
  }, together);

  /** The next number of a series, another one for each who asks. */
  readonly number = new DataLoader<string, number>(async (series) => {
    const next = new Map<string, number>();
    for (const name of new Set(series)) {
      const wanted = series.filter((one) => one === name).length;
      next.set(name, (await this.count(name, wanted)) - wanted + 1);
    }
    return series.map((name) => {
      const number = next.get(name)!;
      next.set(name, number + 1);
      return number;
    });
  }, together);

  /** Counts a series on, and resolves with its last number. */
  private async count(series: string, by: number): Promise<number> {
    for (;;) {
      try {
        const counted = { upsert: true, returnDocument: 'after' } as const;
        const counter = await this.numbers.findOneAndUpdate({ _id: series }, { $inc: { last: by } }, counted);
        return counter!.last;
      } catch (error) {
        if (!isDuplicate(error)) throw error; // the first two of a series made it at the same moment
      }
    }
  }
}
