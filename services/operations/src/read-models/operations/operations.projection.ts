import {
  OPERATION_PLANNED,
  OPERATION_PROPOSED,
  OPERATION_REPORTED,
  type OperationDescription,
  type OperationPlanned,
  type OperationProposed,
  type OperationReported,
  type OperationState,
  type ReportedPhase,
} from '@opsledger/contracts';
import {
  highestOf,
  normaliseName,
  type FuzzyDate,
  type Instant,
  type Provenance,
  type RecordedEvent,
  type Sensitivity,
} from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { withNamesOf } from '../../operation/operation.state.js';

/** A source, and the versions of the record that rest on it. */
export type CitedSource = Provenance & Readonly<{ versions: readonly number[] }>;

/** An operation as lists and records show it. What no event has stated is absent. */
export type OperationDocument = OperationDescription &
  Readonly<{
    id: string;
    version: number;
    sensitivity: Sensitivity;
    exercise: boolean;
    reference: string;
    name: string;
    aliases: readonly string[];
    state: OperationState;
    stateAsStated?: string;
    /** When the fact that set the state was true in the field, in EDTF. */
    stateOccurredAt: string;
    period?: FuzzyDate;
    plannedStart?: FuzzyDate;
    plannedEnd?: FuzzyDate;
    mandateRef?: string;
    threatLevel?: string;
    phases: readonly ReportedPhase[];
    sources: readonly CitedSource[];
    recordedAt: Instant;
    knownAt: Instant;
  }>;

const STREAM_PREFIX = 'operation-';

type OperationEventData = OperationProposed['data'] | OperationPlanned['data'] | OperationReported['data'];

const evolve = (document: OperationDocument | undefined, event: RecordedEvent): OperationDocument => {
  const seen = see(document ?? blank(event), event);
  switch (event.type) {
    case OPERATION_PROPOSED:
      return enter(take(seen, event), 'PROPOSED', event);
    case OPERATION_PLANNED: {
      const { plannedStart, plannedEnd, mandateRef, threatLevel } = event.data as OperationPlanned['data'];
      const plan = {
        plannedStart,
        ...(plannedEnd && { plannedEnd }),
        ...(mandateRef && { mandateRef }),
        ...(threatLevel && { threatLevel }),
      };
      return { ...enter(take(seen, event), 'PLANNED', event), ...plan };
    }
    case OPERATION_REPORTED: {
      const { status, statusAsStated, period, phase, areas } = event.data as OperationReported['data'];
      return {
        ...enter(take(seen, event), status, event),
        ...(document?.name && withNamesOf(document, event.data as OperationReported['data'])),
        ...(areas && { areas: addNew(document?.areas ?? [], areas) }),
        stateAsStated: statusAsStated,
        ...(period && { period }),
        phases: phase ? [...seen.phases, phase] : seen.phases,
      };
    }
    default:
      return seen;
  }
};

/** A record of which nothing is known yet but that it is there. */
const blank = ({ subject, sensitivity, exercise, occurredat, time, knownat }: RecordedEvent): OperationDocument => ({
  ...{ id: subject.slice(STREAM_PREFIX.length), version: 0, sensitivity, exercise: exercise === 'true' },
  ...{ reference: '', name: '', aliases: [], state: 'UNKNOWN', stateOccurredAt: occurredat, phases: [], sources: [] },
  ...{ recordedAt: time, knownAt: knownat },
});

/** What every event changes, also one of a type that is not known here: version, mark, times. */
const see = (document: OperationDocument, event: RecordedEvent): OperationDocument => ({
  ...document,
  version: Number(event.streamversion),
  sensitivity: highestOf(document.sensitivity, event.sensitivity),
  recordedAt: event.time,
  knownAt: event.knownat,
});

/** What all types of event of an operation may state: names, description, source. */
const take = (document: OperationDocument, event: RecordedEvent): OperationDocument => {
  const data = event.data as OperationEventData;
  const { name, aliases, type, integrated, lead, purpose, areas, sectors } = data;
  return {
    ...document,
    ...('reference' in data && { reference: data.reference! }),
    name,
    aliases,
    ...(type !== undefined && { type }),
    ...(integrated !== undefined && { integrated }),
    ...(lead !== undefined && { lead }),
    ...(purpose !== undefined && { purpose }),
    ...(areas !== undefined && { areas }),
    ...(sectors !== undefined && { sectors }),
    sources: cite(document.sources, data.source, document.version),
  };
};

const enter = (
  { stateAsStated: _, ...document }: OperationDocument,
  state: OperationState,
  event: RecordedEvent,
): OperationDocument => ({
  ...document,
  state,
  stateOccurredAt: event.occurredat,
});

/** A document names the places that it speaks of; those that others named stay. */
const addNew = (
  known: NonNullable<OperationDescription['areas']>,
  stated: NonNullable<OperationDescription['areas']>,
) => [
  ...known,
  ...stated.filter((area) => !known.some((other) => normaliseName(other.asStated) === normaliseName(area.asStated))),
];

/** The same source is one with the same reference, kind and grade: a radio log and a form may both be called "14". */
const cite = (
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

export const operationsProjection: Projection<OperationDocument> = {
  name: 'operations',
  version: 2,
  streamPrefix: STREAM_PREFIX,
  evolve,
};
