import {
  UNIT_AMENDED,
  UNIT_REGISTERED,
  type Assets,
  type UnitAmended,
  type UnitDescription,
  type UnitRegistered,
} from '@opsledger/contracts';
import { highestOf, type Instant, type RecordedEvent, type Sensitivity } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';

/** A unit as the register shows it. */
export type UnitDocument = UnitDescription &
  Readonly<{
    id: string;
    version: number;
    sensitivity: Sensitivity;
    exercise: boolean;
    reference: string;
    name: string;
    capacity: readonly Assets[];
    recordedAt: Instant;
    knownAt: Instant;
  }>;

const STREAM_PREFIX = 'unit-';

const evolve = (document: UnitDocument | undefined, event: RecordedEvent): UnitDocument => {
  const seen: UnitDocument = {
    ...(document ?? { reference: '', name: '', capacity: [] }),
    id: event.subject.slice(STREAM_PREFIX.length),
    version: Number(event.streamversion),
    sensitivity: highestOf(document?.sensitivity ?? event.sensitivity, event.sensitivity),
    exercise: event.exercise === 'true',
    recordedAt: event.time,
    knownAt: event.knownat,
  };
  switch (event.type) {
    case UNIT_REGISTERED: {
      const { unitId: _, source: __, ...unit } = event.data as UnitRegistered['data'];
      return { ...seen, ...unit };
    }
    case UNIT_AMENDED: {
      const { unitId: _, source: __, ...change } = event.data as UnitAmended['data'];
      return { ...seen, ...change };
    }
    default:
      return seen;
  }
};

export const unitsProjection: Projection<UnitDocument> = {
  name: 'units',
  version: 1,
  streamPrefix: STREAM_PREFIX,
  evolve,
};
