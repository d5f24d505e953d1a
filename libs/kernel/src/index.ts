export type { Deadline, DeadlinePassedData } from './deadline.js';
export { claimText, normaliseName, type Claim, type Realm } from './claim.js';
export { PROVENANCE_KINDS, type Command, type CommandMetadata, type Provenance } from './command.js';
export {
  correctedStream,
  correctionOf,
  CORRECTION_REASONS,
  withCorrections,
  type Correction,
  type CorrectionReason,
} from './correction.js';
export { assertNever, decideAfter, fold, type Decider } from './decider.js';
export {
  domainEvent,
  isImported,
  isRecorded,
  type AcceptedEvent,
  type DomainEvent,
  type RecordedEvent,
  type StreamEvent,
} from './event.js';
export {
  canonicalEdtf,
  liesAfter,
  parseEdtf,
  parseInstant,
  type Bounds,
  type DateRange,
  type FuzzyDate,
} from './fuzzy-date.js';
export { ADMIN_LEVELS, type GeoRef } from './geo-ref.js';
export { laterOf, millisecondsAfter, minutesAfter, minutesBetween, type Instant } from './instant.js';
export { QUANTITY_QUALIFIERS, type Quantity, type QuantityQualifier } from './quantity.js';
export { RuleViolation, type Detail } from './rule-violation.js';
export { highestOf, isCleared, SENSITIVITIES, type Sensitivity } from './sensitivity.js';
export { refuseFutureOccurrence, refuseKnownTimeThatGoesBack, type UniversalViolationCode } from './universal-rules.js';
