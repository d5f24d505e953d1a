export {
  ClaimConflict,
  KeyConflict,
  LogRenamed,
  LogSealed,
  LogUnavailable,
  OutcomeUnknown,
  UnusableDatabase,
  UnusableFile,
  VersionConflict,
} from './event-store.errors.js';
export type {
  Commit,
  CommitRange,
  CommitReceipt,
  EventFilter,
  EventStore,
  IdempotencyKey,
  KeyedCommit,
  RecordedRefusal,
  Refusal,
} from './event-store.port.js';
export { fitsEventFilter, isTypeOf, readBatches, recordedPart } from './event-filter.js';
export { compareHistories, type HistoryComparison } from './history-comparison.js';
export type { HistoryCommit, LogExtent, LogHistory } from './log-history.port.js';
export { sharedUpTo, type EarlierName } from './earlier-name.js';
export type { KeyEvidence, KeyMarks, MarkedLog } from './key-marks.js';
export { nextAppend } from './next-append.js';
export { canonicalJson } from './event-text.js';
export { Upcasting, type Upcaster } from './upcasting.js';
