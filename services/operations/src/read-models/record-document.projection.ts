import {
  correctionOf,
  highestOf,
  parseEdtf,
  type CorrectionReason,
  type Instant,
  type Provenance,
  type RecordedEvent,
  type Sensitivity,
} from '@opsledger/kernel';

/** A source, and the versions of the record that rest on it. */
export type CitedSource = Provenance & Readonly<{ versions: readonly number[] }>;

/** Which event was corrected by which, in what, and why. */
export type ShownCorrection = Readonly<{
  version: number;
  correctedBy: number;
  reason: CorrectionReason;
  members: readonly string[];
  note?: string;
}>;

/** What every statement of a document says besides its own: which event it is, when it was true, and whether it moved the state. */
export type StatementOf = Readonly<{
  version: number;
  occurredAt: string;
  /** False: it tells of an earlier time, leaves the state open or contradicts what the mission decided. */
  movesState: boolean;
}>;

/** What the document of every kind of record has. */
export type RecordDocument = Readonly<{
  id: string;
  version: number;
  sensitivity: Sensitivity;
  exercise: boolean;
  reference: string;
  sources: readonly CitedSource[];
  corrections: readonly ShownCorrection[];
  recordedAt: Instant;
  knownAt: Instant;
}>;

/** What every event changes, also one of a type that is not known here: version, mark, times, sources, corrections. */
export const seeEvent = (
  document: RecordDocument | undefined,
  event: RecordedEvent,
  streamPrefix: string,
): RecordDocument => {
  const version = Number(event.streamversion);
  const { source } = (event.data ?? {}) as Readonly<{ source?: Provenance }>;
  return {
    reference: document?.reference ?? '',
    id: event.subject.slice(streamPrefix.length),
    version,
    sensitivity: highestOf(document?.sensitivity ?? event.sensitivity, event.sensitivity),
    exercise: event.exercise === 'true',
    sources: cite(document?.sources ?? [], source, version),
    corrections: [...(document?.corrections ?? []), ...correctionShownOf(event)],
    recordedAt: event.time,
    knownAt: event.knownat,
  };
};

const correctionShownOf = (event: RecordedEvent): readonly ShownCorrection[] => {
  const correction = correctionOf(event);
  if (!correction) return [];
  const { version, reason, members = {}, occurredAt } = correction;
  const { note } = event.data as Readonly<{ note?: string }>;
  const names = [...(occurredAt === undefined ? [] : ['occurredAt']), ...Object.keys(members)];
  const shown = { version, correctedBy: Number(event.streamversion), reason, members: names };
  return [{ ...shown, ...(note !== undefined && { note }) }];
};

/** The same source is one with the same reference, kind and grade: a radio log and a form may both be called "14". */
export const cite = (
  cited: readonly CitedSource[],
  source: Provenance | undefined,
  version: number,
): readonly CitedSource[] => {
  if (!source) return cited;
  const isSame = ({ kind, ref, grade }: Provenance): boolean =>
    kind === source.kind && ref === source.ref && grade === source.grade;
  if (!cited.some(isSame)) return [...cited, { ...source, versions: [version] }];
  return cited.map((other) => (isSame(other) ? { ...other, versions: [...other.versions, version] } : other));
};

export const distinct = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts)].filter((text) => text !== '');

/** The earliest and the latest that a date allows, where it has them. */
export const startOf = (edtf: string | undefined): Instant | undefined =>
  edtf === undefined ? undefined : parseEdtf(edtf)?.start?.earliest;
export const endOf = (edtf: string | undefined): Instant | undefined =>
  edtf === undefined ? undefined : parseEdtf(edtf)?.end?.latest;
