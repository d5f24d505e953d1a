import type { Instant, Provenance, Sensitivity } from '@opsledger/kernel';
import type { ReadModelDocument } from '@opsledger/projections';
import type { Caller } from '../identity/roles.js';

/** A command on its way in: what is wanted, by whom, and what it must be measured against. */
export type CommandRequest = Readonly<{
  name: string;
  /** Id or reference of the record. */
  target?: string;
  /** The record has to be there, even for a command that could open one. */
  mustExist?: boolean;
  data: Readonly<Record<string, unknown>>;
  occurredAt?: string;
  knownAt?: Instant;
  source?: Provenance;
  sensitivity?: Sensitivity;
  exercise?: boolean;
  caller: Caller;
  requestId: string;
  /** The version that the caller saw (`If-Match`). */
  ifMatch?: number;
  /** With a key, the same request sent again gets the first one's answer. `scope` keeps callers' and sources' keys apart. */
  key?: Readonly<{ scope: string; key: string }>;
  /** What the fingerprint is taken of: method and path of the request, with its body. */
  fingerprinted: Readonly<{ method: string; path: string; body: unknown }>;
}>;

/** What came of an accepted command. */
export type CommandOutcome = Readonly<{
  /** The record as it is after the command. */
  document: ReadModelDocument;
  version: number;
  /** Names the write and the log that has it, for `Opsledger-Min-Position`. */
  position: string;
  path: string;
  isNew: boolean;
  /** The command had been accepted before, under the same key. */
  isReplay: boolean;
}>;
