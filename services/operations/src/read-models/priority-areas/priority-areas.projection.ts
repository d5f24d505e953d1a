import * as events from '@opsledger/contracts';
import type { PriorityAreaState } from '@opsledger/contracts';
import type { GeoRef, RecordedEvent } from '@opsledger/kernel';
import type { Projection } from '@opsledger/projections';
import { PLACE_MARKS, placeMarksOf, type PlaceMarks } from '@opsledger/reference/place-marks';
import { overBy, type PriorityAreaEvent } from '../../priority-area/priority-area.state.js';
import { seeEvent, type RecordDocument } from '../record-document.projection.js';

/** How many of the newest activities a record shows. */
const MOST_SHOWN = 50;
type Said<E extends PriorityAreaEvent> = Omit<E['data'], 'priorityAreaId' | 'source'>;

/** An area on which the protection of civilians is focused, what was noted to be done there, and when nothing was. */
export type PriorityAreaDocument = RecordDocument &
  PlaceMarks &
  Readonly<{
    area: GeoRef;
    reason?: string;
    noActivityDays?: number;
    state: PriorityAreaState | 'UNKNOWN';
    /** When it was set and lifted in the field, in EDTF. */
    setAt: string;
    liftedAt?: string;
    /** The newest that were noted. */
    activities: readonly (Said<events.PriorityAreaActivityNoted> & Readonly<{ at: string }>)[];
    /**
     * When what was over last of all that was ever noted was over, in EDTF, in whichever order that was noted. What is vaguer than a day comes
     * before what is told to the day.
     */
    lastActivityAt?: string;
    overdue: readonly Said<events.PriorityAreaDeadlinePassed>[];
    nextActions: readonly ('note-activity' | 'lift')[];
  }>;

const STREAM_PREFIX = 'priority-area-';

const evolve = (document: PriorityAreaDocument | undefined, event: RecordedEvent): PriorityAreaDocument => {
  const before: PriorityAreaDocument = document ?? {
    ...seeEvent(undefined, event, STREAM_PREFIX),
    ...{ area: { asStated: '' }, state: 'UNKNOWN', setAt: event.occurredat, activities: [], overdue: [] },
    nextActions: [],
    ...placeMarksOf([]),
  };
  const taken = take({ ...before, ...seeEvent(document, event, STREAM_PREFIX) }, event);
  const nextActions = taken.state === 'SET' ? (['note-activity', 'lift'] as const) : [];
  return { ...taken, nextActions, ...placeMarksOf([taken.area]) };
};

const take = (seen: PriorityAreaDocument, { type, data, occurredat }: RecordedEvent): PriorityAreaDocument => {
  const event = { type, data } as Pick<PriorityAreaEvent, 'type' | 'data'> as PriorityAreaEvent;
  switch (event.type) {
    case events.PRIORITY_AREA_SET:
      return { ...seen, ...said(event.data), state: 'SET', setAt: occurredat };
    case events.PRIORITY_AREA_ACTIVITY_NOTED: {
      const activities = [...seen.activities, { ...said(event.data), at: occurredat }].slice(-MOST_SHOWN);
      return { ...seen, activities, lastActivityAt: laterOf(seen.lastActivityAt, occurredat) };
    }
    case events.PRIORITY_AREA_LIFTED:
      return { ...seen, state: 'LIFTED', liftedAt: occurredat };
    case events.PRIORITY_AREA_DEADLINE_PASSED:
      return { ...seen, overdue: [...seen.overdue, said(event.data)] };
    case events.PRIORITY_AREA_CORRECTED:
    default:
      return seen;
  }
};

const laterOf = (latest: string | undefined, at: string): string =>
  latest === undefined || (overBy(at) ?? '') >= (overBy(latest) ?? '') ? at : latest;

const said = <Data extends object>(data: Data): Omit<Data, 'priorityAreaId' | 'source'> => {
  const { priorityAreaId: _, source: __, ...rest } = data as Data & { priorityAreaId: unknown; source?: unknown };
  return rest;
};

export const priorityAreasProjection: Projection<PriorityAreaDocument> = {
  name: 'priority-areas',
  version: 4,
  streamPrefix: STREAM_PREFIX,
  sorts: ['knownAt'],
  hidden: PLACE_MARKS,
  identity: ['reference'],
  evolve,
};
