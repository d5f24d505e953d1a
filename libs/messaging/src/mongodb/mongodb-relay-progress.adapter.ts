import type { LogDatabase } from '@opsledger/event-store/mongodb';
import type { PublishedPositions, RelayProgress } from '../relay/relay-progress.port.js';

const RELAY = 'relay';

/** Kept beside the log, for the consumers in every process. */
export class MongodbRelayProgress implements RelayProgress {
  constructor(private readonly database: Pick<LogDatabase, 'published'>) {}

  async read(): Promise<PublishedPositions | undefined> {
    const kept = await this.database.published.findOne({ _id: RELAY });
    if (!kept) return undefined;
    const last = Object.fromEntries(kept.last.map(({ partition, position }) => [partition, position]));
    return { logId: kept.logId, upTo: kept.upTo, last };
  }

  async keep({ logId, upTo, last }: PublishedPositions): Promise<void> {
    const partitions = Object.entries(last).map(([partition, position]) => ({ partition, position }));
    await this.database.published.replaceOne({ _id: RELAY }, { logId, upTo, last: partitions }, { upsert: true });
  }
}
