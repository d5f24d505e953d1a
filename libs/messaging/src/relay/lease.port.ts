/** Who may do what only one should do at a time. It keeps the others out of the way; nothing is wrong if two do it for a moment. */
export interface Lease {
  /** Takes the lease or keeps it; resolves with whether it is held. To be called more often than it runs out. */
  hold(): Promise<boolean>;
  giveBack(): Promise<void>;
}

/** For an installation in which only one process publishes. */
export const noOtherLeader: Lease = { hold: async () => true, giveBack: async () => undefined };
