import type { Correction, DomainEvent, GeoRef, Provenance } from '@opsledger/kernel';
import { eventContract, type EventContract, type Schema } from '../contract.js';
import {
  boolean,
  correctionOf,
  described,
  geoRef,
  instant,
  namesOf,
  object,
  pattern,
  text,
  uuid,
} from '../schema-parts.js';
import { narrative, source } from './operation-parts.js';
import * as samples from './priority-area.samples.js';

/** An area on which the protection of civilians is focused, or was. */
export const PRIORITY_AREA_STATES = ['SET', 'LIFTED'] as const;
export type PriorityAreaState = (typeof PRIORITY_AREA_STATES)[number];
/** The longest time without activity that anyone may set, in days. */
export const LONGEST_INACTIVITY_DAYS = 365;

type Of<Data> = Readonly<{ priorityAreaId: string; source?: Provenance }> & Readonly<Data>;
type Event<Type extends string, Data = unknown> = DomainEvent<Type, Of<Data>>;

const priorityAreaId = described(uuid, 'The record.');
const area = described(geoRef, 'The area, as stated.');
const reason = described(text(1000), 'Why, in words.');
const days: Schema<number> = { type: 'integer', minimum: 1, maximum: LONGEST_INACTIVITY_DAYS };
const noActivityDays = described(days, 'After so many days without activity there someone is to be told.');

export const PRIORITY_AREA_SET = 'opsledger.operations.protection-priority-area-set.v1';
export type PriorityAreaSet = Event<
  typeof PRIORITY_AREA_SET,
  { reference: string; area: GeoRef; reason?: string; noActivityDays?: number }
>;
export const PRIORITY_AREA_ACTIVITY_NOTED = 'opsledger.operations.priority-area-activity-noted.v1';
export type PriorityAreaActivityNoted = Event<
  typeof PRIORITY_AREA_ACTIVITY_NOTED,
  { activityId?: string; asStated?: string }
>;
export const PRIORITY_AREA_LIFTED = 'opsledger.operations.protection-priority-area-lifted.v1';
export type PriorityAreaLifted = Event<typeof PRIORITY_AREA_LIFTED, { reason?: string }>;
export const PRIORITY_AREA_CORRECTED = 'opsledger.operations.protection-priority-area-corrected.v1';
/** The members that may be corrected. */
export type CorrectedPriorityAreaMembers = Readonly<{
  area?: GeoRef;
  reason?: string;
  noActivityDays?: number;
  asStated?: string;
}>;
export type PriorityAreaCorrected = Event<
  typeof PRIORITY_AREA_CORRECTED,
  { corrects: Correction & Readonly<{ members?: CorrectedPriorityAreaMembers }>; note?: string }
>;
export const PRIORITY_AREA_DEADLINE_PASSED = 'opsledger.operations.priority-area-deadline-passed.v1';
export type PriorityAreaDeadlinePassed = DomainEvent<
  typeof PRIORITY_AREA_DEADLINE_PASSED,
  Readonly<{ priorityAreaId: string; deadline: string; dueAt: string; isLate: boolean }>
>;

const asStated = described(text(1000), 'What was done there, in words.');
const corrected = { area, reason, noActivityDays, asStated };

export const priorityAreaContracts: readonly EventContract[] = [
  eventContract<PriorityAreaSet>({
    type: PRIORITY_AREA_SET,
    summary: 'The protection of civilians is focused on an area.',
    data: object(
      {
        ...{ priorityAreaId, area, reason, noActivityDays, source },
        reference: described(pattern('^PA-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.'),
      },
      ['reason', 'noActivityDays', 'source'],
    ),
    samples: samples.areaSetSamples,
  }),
  eventContract<PriorityAreaActivityNoted>({
    type: PRIORITY_AREA_ACTIVITY_NOTED,
    summary: 'Something was done in a priority area; the time without activity begins anew.',
    data: object(
      { priorityAreaId, activityId: described(uuid, 'The activity, if it has a record.'), asStated, source },
      ['activityId', 'asStated', 'source'],
    ),
    samples: samples.areaActivitySamples,
  }),
  eventContract<PriorityAreaLifted>({
    type: PRIORITY_AREA_LIFTED,
    summary: 'The area is no longer one of priority.',
    data: object({ priorityAreaId, reason, source }, ['reason', 'source']),
    samples: samples.areaLiftedSamples,
  }),
  eventContract<PriorityAreaCorrected>({
    type: PRIORITY_AREA_CORRECTED,
    summary: 'An earlier event of the priority area should have said something else; it stays as it is.',
    data: object(
      {
        ...{ priorityAreaId, note: narrative, source },
        corrects: correctionOf(object(corrected, namesOf(corrected)) as Schema<CorrectedPriorityAreaMembers>),
      },
      ['note', 'source'],
    ) as Schema<PriorityAreaCorrected['data']>,
    samples: samples.areaCorrectedSamples,
  }),
  eventContract<PriorityAreaDeadlinePassed>({
    type: PRIORITY_AREA_DEADLINE_PASSED,
    summary: 'For as many days as were set nothing was noted to be done in a priority area.',
    data: object({
      priorityAreaId,
      deadline: described(text(100), 'Which deadline.'),
      dueAt: described(instant, 'When it was due.'),
      isLate: described(boolean, 'Noticed long after that.'),
    }),
    samples: samples.areaDeadlineSamples,
  }),
];
