/**
 * Who stands behind a pseudonym. Kept apart from the log, so that an entry can be erased while the log stays whole; whoever
 * comes back after that is someone else to the log.
 */
export interface ActorDirectory {
  /** The pseudonym of a token's subject, made at its first visit and durable before it is used. */
  actorOf(subject: string): Promise<string>;
  /**
   * Erases the entry of a pseudonym, durably; resolves with whether there was one. Other processes may use what they read of it
   * for another `REMEMBERED_MILLISECONDS`.
   */
  erase(actor: string): Promise<boolean>;
  close(): Promise<void>;
}

/** How long a process may go by what it read of an entry. */
export const REMEMBERED_MILLISECONDS = 60_000;
