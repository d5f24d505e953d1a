/** A token's subject, and the pseudonym under which the log knows it. */
export type ActorEntry = Readonly<{ subject: string; actor: string }>;

/**
 * Who stands behind a pseudonym. Kept apart from the log, so that an entry can be erased while the log stays whole; whoever
 * comes back after that is someone else to the log.
 */
export interface ActorDirectory {
  /**
   * The pseudonym of a token's subject, made at its first visit and durable before it is used. `LogUnavailable` while what the directory
   * is kept in does not answer; so does `erase`.
   */
  actorOf(subject: string): Promise<string>;
  /**
   * Erases the entry of a pseudonym, durably; resolves with whether there was one. Other processes may use what they read of it
   * for another `REMEMBERED_MILLISECONDS`.
   */
  erase(actor: string): Promise<boolean>;
  /** All entries in the order of subjects, some at a time: to be moved, and for nothing else. */
  entries(): AsyncIterable<readonly ActorEntry[]>;
  /** Takes entries over from another directory, durably. Those that are there already stay as they are. */
  takeOver(entries: readonly ActorEntry[]): Promise<void>;
  close(): Promise<void>;
}

/** How long a process may go by what it read of an entry. */
export const REMEMBERED_MILLISECONDS = 60_000;
