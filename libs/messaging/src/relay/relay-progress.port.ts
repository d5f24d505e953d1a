/** What was published, as the relay knows from the brokers' acknowledgements. */
export type PublishedPositions = Readonly<{
  /** Of which log; what was said of another one is worth nothing. */
  logId: string;
  /** Everything up to this position is in its topic. */
  upTo: number;
  /** Position of the last event by partition (`<topic>/<partition>`); a partition that had none is not named. */
  last: Readonly<Record<string, number>>;
}>;

/**
 * Where the relay says how far it is. Consumers learn from it that a partition has ended too early; the relay itself believes what it
 * finds in the topics, and no more than that.
 */
export interface RelayProgress {
  read(): Promise<PublishedPositions | undefined>;
  keep(published: PublishedPositions): Promise<void>;
}

/** Kept in this process alone. */
export class MemoryRelayProgress implements RelayProgress {
  private published: PublishedPositions | undefined;

  async read(): Promise<PublishedPositions | undefined> {
    return this.published;
  }

  async keep(published: PublishedPositions): Promise<void> {
    this.published = published;
  }
}

const SEEN_FOR_MILLISECONDS = 40;

/** For the many consumers of one process: what one of them has just read, the others need not read again. */
export class SharedRelayProgress implements RelayProgress {
  private seen: Promise<PublishedPositions | undefined> | undefined;
  private seenAt = 0;

  constructor(private readonly progress: RelayProgress) {}

  read(): Promise<PublishedPositions | undefined> {
    if (this.seen && performance.now() - this.seenAt < SEEN_FOR_MILLISECONDS) return this.seen;
    this.seenAt = performance.now();
    this.seen = this.progress.read();
    this.seen.catch(() => (this.seen = undefined)); // whoever asked hears of it; the next one asks anew
    return this.seen;
  }

  keep(published: PublishedPositions): Promise<void> {
    this.seen = undefined;
    return this.progress.keep(published);
  }
}
