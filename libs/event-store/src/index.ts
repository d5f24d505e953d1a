export {
  ClaimConflict,
  KeyConflict,
  LogUnavailable,
  OutcomeUnknown,
  UnusableFile,
  VersionConflict,
} from './event-store.errors.js';
export type {
  Commit,
  CommitReceipt,
  EventStore,
  IdempotencyKey,
  KeyedCommit,
  RecordedRefusal,
  Refusal,
} from './event-store.port.js';
export { canonicalJson } from './event-text.js';
