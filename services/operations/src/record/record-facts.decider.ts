import {
  canonicalEdtf,
  highestOf,
  refuseFutureOccurrence,
  RuleViolation,
  type CommandMetadata,
  type Correction,
  type CorrectionReason,
  type Deadline,
  type DeadlinePassedData,
  type Detail,
  type FuzzyDate,
  type Sensitivity,
  type UniversalViolationCode,
} from '@opsledger/kernel';

/** What the rules of every kind of record have in common. */
export type RecordViolationCode =
  'CORRECTED_EVENT_DOES_NOT_EXIST' | 'CORRECTION_NAMES_A_CORRECTION' | 'DEADLINE_IS_NOT_DUE' | 'DEADLINE_IS_NOT_OPEN';

type Present<Members> = { [Name in keyof Members as undefined extends Members[Name] ? never : Name]: Members[Name] } & {
  [Name in keyof Members as undefined extends Members[Name] ? Name : never]?: Exclude<Members[Name], undefined>;
};
/** What was said; what was not is left out. */
export const present = <Members extends object>(members: Members): Present<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<Members>;

/**
 * When it was true, and its mark: letters are published, everything else has the mark of its kind unless the caller gives one. It is
 * never below what it is linked to, or the link would give away that this is there (ADR 4).
 */
export const happened = (
  { occurredAt, sensitivity, source, linkedMark = 'UNCLASSIFIED' }: CommandMetadata,
  otherwise: Sensitivity,
): Readonly<{ occurredAt: string; sensitivity: Sensitivity }> => ({
  occurredAt,
  sensitivity: highestOf(sensitivity ?? (source?.kind === 'letter' ? 'UNCLASSIFIED' : otherwise), linkedMark),
});

export const dated = (date: FuzzyDate): FuzzyDate => ({ ...date, edtf: canonicalEdtf(date.edtf) });

export const newReference = ({ reference }: CommandMetadata): string => {
  if (reference === undefined) throw new TypeError('A command that opens a record needs a reference');
  return reference;
};

/** What a document reports happened as far as its dates are given, and not in the future (`U1`). */
export const refuseFutureDates = (metadata: CommandMetadata, dates: readonly (FuzzyDate | undefined)[]): void => {
  refuseFutureOccurrence(metadata);
  for (const date of dates) if (date) refuseFutureOccurrence({ ...metadata, occurredAt: date.edtf });
};

export type CorrectionData<Members extends object> = Readonly<{
  version: number;
  reason: CorrectionReason;
  shouldHaveOccurredAt?: string;
  members?: Members;
  note?: string;
}>;

/** `U2`: names the event as it was recorded first; a correction of a correction names that event once more. */
export const correcting = <Members extends object>(
  { version, reason, shouldHaveOccurredAt, members, note }: CorrectionData<Members>,
  { version: last, corrections }: Readonly<{ version: number; corrections: readonly number[] }>,
): Readonly<{ corrects: Correction & Readonly<{ members?: Members }>; note?: string }> => {
  const refused = (code: RecordViolationCode | UniversalViolationCode, details: Record<string, Detail> = {}) =>
    new RuleViolation(code, 'U2', 'broken-rule', details);
  if (version > last) throw refused('CORRECTED_EVENT_DOES_NOT_EXIST', { version, last });
  if (corrections.includes(version)) throw refused('CORRECTION_NAMES_A_CORRECTION', { version });
  const changes = members !== undefined && Object.keys(members).length > 0;
  if (!changes && shouldHaveOccurredAt === undefined) throw refused('CORRECTION_CHANGES_NOTHING');
  return {
    corrects: {
      ...{ version, reason },
      ...(shouldHaveOccurredAt !== undefined && { occurredAt: shouldHaveOccurredAt }),
      ...(changes && { members: members as Members & Readonly<Record<string, unknown>> }),
    },
    ...(note !== undefined && { note }),
  };
};

/** A deadline that the clock says has passed, if the record waits for it and it is due. */
export const passing = (
  { deadline, dueAt, isLate }: DeadlinePassedData,
  open: readonly Deadline[],
  { status }: Readonly<{ status: string }>,
  { now }: CommandMetadata,
): DeadlinePassedData => {
  if (!open.some((one) => one.name === deadline && one.dueAt === dueAt))
    throw new RuleViolation('DEADLINE_IS_NOT_OPEN', 'DEADLINES', 'wrong-state', { state: status, allowedIn: [] });
  if (now < dueAt) throw new RuleViolation('DEADLINE_IS_NOT_DUE', 'DEADLINES', 'broken-rule', { deadline, dueAt });
  return { deadline, dueAt, isLate };
};
