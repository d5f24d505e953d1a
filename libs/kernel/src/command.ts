import type { Instant } from './instant.js';
import type { Sensitivity } from './sensitivity.js';

/** Where a statement comes from, with the grade of the source where one was given (reliability A–F, credibility 1–6). */
export type Provenance = Readonly<{
  kind: (typeof PROVENANCE_KINDS)[number];
  /** What another person needs to find the source again, e.g. the title and date of a letter. */
  ref: string;
  grade?: string;
}>;
export const PROVENANCE_KINDS = ['radio', 'form', 'letter', 'note_verbale', 'sensor', 'import', 'system'] as const;

/** Everything a decider may know of the world besides its own history: time, ids and chance arrive with the command. */
export type CommandMetadata = Readonly<{
  /** The handler's clock when the command was taken up. */
  now: Instant;
  /** Id of the record that the command is about. */
  id: string;
  /** Human reference for a record that this command may open, e.g. `OP-2022-0007`. */
  reference?: string;
  occurredAt: string;
  /** Since when the mission knew it; only an import of older history says so. */
  knownAt?: Instant;
  source?: Provenance;
  /** The mark that the caller asked for; a decider has its own default. */
  sensitivity?: Sensitivity;
  /** The highest mark, at present, of the records that this command links to. */
  linkedMark?: Sensitivity;
}>;

export type Command<Name extends string = string, Data = unknown> = Readonly<{
  name: Name;
  data: Data;
  metadata: CommandMetadata;
}>;
