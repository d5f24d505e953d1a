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

type OperationEventData = OperationProposed['data'] | OperationPlanned['data'] | OperationReported['data'];

const evolve = (document: OperationDocument | undefined, event: RecordedEvent): OperationDocument => {
  const seen = see(document, event as RecordedEvent<OperationEventData>);
  switch (event.type) {
    case OPERATION_PROPOSED:
      return enter(seen, 'PROPOSED', event);
    case OPERATION_PLANNED: {
      const { plannedStart, plannedEnd, mandateRef, threatLevel } = event.data as OperationPlanned['data'];
      const plan = {
        plannedStart,
        ...(plannedEnd && { plannedEnd }),
        ...(mandateRef && { mandateRef }),
        ...(threatLevel && { threatLevel }),
      };
      return { ...enter(seen, 'PLANNED', event), ...plan };
    }
    case OPERATION_REPORTED: {
      const { status, statusAsStated, period, phase, areas } = event.data as OperationReported['data'];
      return {
        ...enter(seen, status, event),
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

/** What every event of an operation changes: version, mark, names, description, sources. */
const see = (document: OperationDocument | undefined, event: RecordedEvent<OperationEventData>): OperationDocument => {
  const { operationId, name, aliases, type, integrated, lead, purpose, areas, sectors } = event.data;
  return {
    ...document,
    id: document?.id ?? operationId,
    version: Number(event.streamversion),
    sensitivity: highestOf(document?.sensitivity ?? 'UNCLASSIFIED', event.sensitivity),
    exercise: event.exercise === 'true',
    reference: document?.reference ?? ('reference' in event.data ? event.data.reference! : ''),
    name: name ?? document?.name,
    aliases: aliases ?? document?.aliases ?? [],
    ...(type !== undefined && { type }),
    ...(integrated !== undefined && { integrated }),
    ...(lead !== undefined && { lead }),
    ...(purpose !== undefined && { purpose }),
    ...(areas !== undefined && { areas }),
    ...(sectors !== undefined && { sectors }),
    state: document?.state ?? 'UNKNOWN',
    stateOccurredAt: document?.stateOccurredAt ?? event.occurredat,
    phases: document?.phases ?? [],
    sources: cite(document?.sources ?? [], event),
    recordedAt: event.time,
    knownAt: event.knownat,
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

const cite = (
  cited: readonly CitedSource[],
  { data, streamversion }: RecordedEvent<OperationEventData>,
): readonly CitedSource[] => {
  const { source } = data;
  if (!source) return cited;
  const version = Number(streamversion);
  if (!cited.some(({ ref }) => ref === source.ref)) return [...cited, { ...source, versions: [version] }];
  return cited.map((other) =>
    other.ref === source.ref ? { ...other, versions: [...other.versions, version] } : other,
  );
};

export const operationsProjection: Projection<OperationDocument> = {
  name: 'operations',
  version: 1,
  streamPrefix: 'operation-',
  evolve,
};
