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
