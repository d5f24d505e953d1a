import mongoose, { type Connection, type mongo } from 'mongoose';
import { reading } from '@opsledger/event-store/mongodb';
import { REMEMBERED_MILLISECONDS, type ActorDirectory, type ActorEntry } from './actor-directory.port.js';

const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;
const DUPLICATE_KEY = 11_000;
const ENTRIES_PER_PORTION = 500;

/** A token's subject and its pseudonym. */
type ActorRow = Readonly<{ _id: string; actor: string }>;
/** Rows are written as they are; what is declared here is the index. */
export const actorsSchema = new mongoose.Schema<ActorRow>({} as never, {
  strict: false,
  autoIndex: false,
  autoCreate: false,
}).index({ actor: 1 }, { unique: true });
export const ACTORS = 'actors';

type Remembered = Readonly<{ actor: string; until: number }>;

/**
 * The directory of an installation, in a collection that all its processes share. MongoDB's own log of operations keeps what was
 * erased until it has been written round; a backup keeps it for as long as the backup is kept.
 */
export class MongodbActorDirectory implements ActorDirectory {
  private readonly known = new Map<string, Remembered>();
  private readonly actors: mongo.Collection<ActorRow>;
  private indexed: Promise<string> | undefined;

  /** Closing the directory leaves the connection to whoever opened it. */
  constructor(
    connection: Connection,
    private readonly newId: () => string,
    private readonly rememberedMilliseconds = REMEMBERED_MILLISECONDS,
  ) {
    this.actors = connection.model<ActorRow>(ACTORS, actorsSchema, ACTORS).collection as never;
  }

  async actorOf(subject: string): Promise<string> {
    const known = this.known.get(subject);
    if (known && known.until > performance.now()) return known.actor;
    const actor = await reading(async () => {
      await this.ensureIndex();
      return this.readOrMake(subject);
    });
    this.known.set(subject, { actor, until: performance.now() + this.rememberedMilliseconds });
    return actor;
  }

  async erase(actor: string): Promise<boolean> {
    const { deletedCount } = await reading(() => this.actors.deleteOne({ actor: { $eq: actor } }, DURABLE));
    for (const [subject, known] of this.known) if (known.actor === actor) this.known.delete(subject);
    return deletedCount === 1;
  }

  async *entries(): AsyncGenerator<readonly ActorEntry[], void> {
    const options = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const;
    for (let after: string | undefined; ;) {
      const from = after === undefined ? {} : { _id: { $gt: after } };
      const rows = await this.actors.find(from, { ...options, sort: { _id: 1 }, limit: ENTRIES_PER_PORTION }).toArray();
      if (rows.length === 0) return;
      yield rows.map(({ _id: subject, actor }) => ({ subject, actor }));
      after = rows.at(-1)!._id;
    }
  }

  async takeOver(entries: readonly ActorEntry[]): Promise<void> {
    await this.ensureIndex();
    const writes = entries.map(({ subject, actor }) => ({
      updateOne: { filter: { _id: { $eq: subject } }, update: { $setOnInsert: { actor } }, upsert: true },
    }));
    if (writes.length > 0) await this.actors.bulkWrite(writes, { ...DURABLE, ordered: false });
  }

  async close(): Promise<void> {
    this.known.clear();
  }

  /** Two processes may make the same entry: the second then finds the first one's. */
  private async readOrMake(subject: string): Promise<string> {
    const filter = { _id: { $eq: subject } };
    for (;;) {
      const found = await this.actors.findOne(filter, {
        readConcern: { level: 'majority' },
        readPreference: 'primary',
      });
      if (found) return found.actor;
      try {
        const actor = `actor-${this.newId()}`;
        await this.actors.insertOne({ _id: subject, actor }, DURABLE);
        return actor;
      } catch (error) {
        if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
      }
    }
  }

  private ensureIndex(): Promise<string> {
    this.indexed ??= this.actors.createIndex({ actor: 1 }, { unique: true }).catch((error: unknown) => {
      this.indexed = undefined;
      throw error;
    });
    return this.indexed;
  }
}
