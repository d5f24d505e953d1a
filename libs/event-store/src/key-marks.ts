/**
 * One-way marks of the secrets that an installation works with, by what each is for. A log keeps them, so that nobody goes on with
 * those of another installation; no secret can be told from its mark.
 */
export type KeyMarks = Readonly<Record<string, string>>;

/** What a log has of the secrets that it was written with. */
export type KeyEvidence = Readonly<{
  /** In the order in which they were taken up: the last ones count. None in a log from before marks were kept. */
  marks: readonly KeyMarks[];
  /** Of the first and of the newest request under a key, and of the first and of the newest refusal. */
  fingerprints: readonly string[];
  /** Nothing was ever written there. */
  isEmpty: boolean;
}>;

/** A log that can be asked whose secrets it was written with. */
export interface MarkedLog {
  readKeyEvidence(): Promise<KeyEvidence>;
  /**
   * Takes up marks after so many that are there; resolves when they are durable. Where there are more by then, nothing is changed:
   * whoever calls looks again.
   */
  takeUpKeyMarks(marks: KeyMarks, after: number): Promise<void>;
}
