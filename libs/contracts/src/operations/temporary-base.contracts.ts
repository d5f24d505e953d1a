import type { Correction, DomainEvent, FuzzyDate, GeoRef, Provenance, Quantity } from '@opsledger/kernel';
import { eventContract, type EventContract, type Schema } from '../contract.js';
import {
  correctionOf,
  described,
  fuzzyDate,
  geoRef,
  namesOf,
  object,
  oneOf,
  pattern,
  quantity,
  text,
  uuid,
} from '../schema-parts.js';
import { narrative, placeName, source, type PlaceName } from './operation-parts.js';
import * as samples from './temporary-base.samples.js';

/** States that a document gives a temporary operating base, in the order of its life. `UNKNOWN` is what it leaves open (`U4`). */
export const REPORTED_BASE_STATES = ['RECCE', 'ESTABLISHED', 'ACTIVE', 'REDUCED', 'DISMANTLED', 'UNKNOWN'] as const;
export type ReportedBaseState = (typeof REPORTED_BASE_STATES)[number];
/** All of them; `NOT_ESTABLISHED`: its recce was ended, and no base came of it (ADR 18). */
export const BASE_STATES = [...REPORTED_BASE_STATES, 'NOT_ESTABLISHED'] as const;
export type BaseState = (typeof BASE_STATES)[number];

/** What every event of a base says of itself. */
type Of<Data> = Readonly<{ baseId: string; source?: Provenance }> & Readonly<Data>;
type Event<Type extends string, Data = unknown> = DomainEvent<Type, Of<Data>>;

/** Which operation a base serves and who holds it. Ids only: their names may be marked higher than the base (ADR 4). */
export type BaseLinks = Readonly<{ operationId?: string; unitId?: string }>;
/** What is known of a base besides its state. Where exactly it lies and how many are there is a record of its own (ADR 12). */
export type BaseDescription = BaseLinks & Readonly<{ name?: string; purpose?: string }>;
const description = {
  name: described(text(120), 'What it is called, where that is not its place.'),
  purpose: described(text(2000), 'What it is for.'),
  operationId: described(uuid, 'The operation that it serves.'),
  unitId: described(uuid, 'The unit that holds it.'),
};
const baseId = described(uuid, 'The record.');
const reference = described(pattern('^TOB-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.');
const place = described(placeName, 'The place where it is, as stated; never its exact position.');

export const BASE_RECCE_STARTED = 'opsledger.operations.temporary-base-recce-started.v1';
export type BaseRecceStarted = Event<
  typeof BASE_RECCE_STARTED,
  BaseDescription & { reference: string; place: PlaceName }
>;
export const BASE_RECCE_ENDED = 'opsledger.operations.temporary-base-recce-ended.v1';
export type BaseRecceEnded = Event<typeof BASE_RECCE_ENDED, { reason?: string }>;
export const BASE_ESTABLISHED = 'opsledger.operations.temporary-base-established.v1';
export type BaseEstablished = Event<typeof BASE_ESTABLISHED>;
export const BASE_ACTIVATED = 'opsledger.operations.temporary-base-activated.v1';
export type BaseActivated = Event<typeof BASE_ACTIVATED>;
export const BASE_REDUCED = 'opsledger.operations.temporary-base-reduced.v1';
export type BaseReduced = Event<typeof BASE_REDUCED, { reason?: string }>;
export const BASE_DISMANTLED = 'opsledger.operations.temporary-base-dismantled.v1';
export type BaseDismantled = Event<typeof BASE_DISMANTLED, { reason?: string }>;
export const BASE_AMENDED = 'opsledger.operations.temporary-base-amended.v1';
export type BaseAmended = Event<typeof BASE_AMENDED, BaseDescription>;

export const BASE_REPORTED = 'opsledger.operations.temporary-base-reported.v1';
export type BaseReported = DomainEvent<
  typeof BASE_REPORTED,
  BaseDescription &
    Readonly<{
      baseId: string;
      /** Given by the log when this is the first that it hears of the base. */
      reference?: string;
      place: PlaceName;
      status: ReportedBaseState;
      statusAsStated: string;
      /** The dates that the document gives for what it reports, and for the two ends of the base's time. */
      period?: FuzzyDate;
      establishedAt?: FuzzyDate;
      dismantledAt?: FuzzyDate;
      source: Provenance;
    }>
>;

export const BASE_CORRECTED = 'opsledger.operations.temporary-base-corrected.v1';
/** The members that may be corrected. Links are put right by an amendment, which looks whether they exist (`U5`). */
export type CorrectedBaseMembers = Readonly<{
  name?: string;
  purpose?: string;
  place?: PlaceName;
  status?: ReportedBaseState;
  statusAsStated?: string;
  period?: FuzzyDate;
  establishedAt?: FuzzyDate;
  dismantledAt?: FuzzyDate;
  reason?: string;
}>;
export type BaseCorrected = Event<
  typeof BASE_CORRECTED,
  { corrects: Correction & Readonly<{ members?: CorrectedBaseMembers }>; note?: string }
>;

export const BASE_DISPOSITION_RECORDED = 'opsledger.operations.base-disposition-recorded.v1';
/** Where exactly a base lies and how many are there. */
export type BaseDisposition = Readonly<{ strength?: Quantity; position?: GeoRef }>;
export type BaseDispositionRecorded = DomainEvent<
  typeof BASE_DISPOSITION_RECORDED,
  BaseDisposition & Readonly<{ dispositionId: string; reference: string; baseId: string; source?: Provenance }>
>;
export const BASE_DISPOSITION_AMENDED = 'opsledger.operations.base-disposition-amended.v1';
export type BaseDispositionAmended = DomainEvent<
  typeof BASE_DISPOSITION_AMENDED,
  BaseDisposition & Readonly<{ dispositionId: string; source?: Provenance }>
>;

const stated = {
  status: described(oneOf(REPORTED_BASE_STATES), 'UNKNOWN where the document leaves it open.'),
  statusAsStated: described(text(500), "The state in the document's words."),
  period: described(fuzzyDate, 'The dates that the document gives for what it reports.'),
  establishedAt: described(fuzzyDate, 'When it was established, if the document says so.'),
  dismantledAt: described(fuzzyDate, 'When it was dismantled, if the document says so.'),
};
const reason = described(text(1000), 'Why, in words.');
const correctedMembers = { name: description.name, purpose: description.purpose, place, ...stated, reason };
export const CORRECTABLE_BASE_MEMBERS = namesOf(correctedMembers);
const disposition = {
  strength: described(quantity, 'How many people.'),
  position: described(geoRef, 'Where it lies.'),
};
const dispositionId = described(uuid, 'The record.');

export const temporaryBaseContracts: readonly EventContract[] = [
  eventContract<BaseRecceStarted>({
    type: BASE_RECCE_STARTED,
    summary: 'A place is looked at for a temporary operating base.',
    data: object({ baseId, reference, place, ...description, source }, [...namesOf(description), 'source']),
    samples: samples.recceStartedSamples,
  }),
  eventContract<BaseRecceEnded>({
    type: BASE_RECCE_ENDED,
    summary: 'A place was looked at, and no temporary operating base came of it.',
    data: object({ baseId, reason, source }, ['reason', 'source']),
    samples: samples.recceEndedSamples,
  }),
  eventContract<BaseEstablished>({
    type: BASE_ESTABLISHED,
    summary: 'A temporary operating base was established.',
    data: object({ baseId, source }, ['source']),
    samples: samples.establishedSamples,
  }),
  eventContract<BaseActivated>({
    type: BASE_ACTIVATED,
    summary: 'A temporary operating base works as one.',
    data: object({ baseId, source }, ['source']),
    samples: samples.activatedSamples,
  }),
  eventContract<BaseReduced>({
    type: BASE_REDUCED,
    summary: 'A temporary operating base was reduced before it goes.',
    data: object({ baseId, reason, source }, ['reason', 'source']),
    samples: samples.reducedSamples,
  }),
  eventContract<BaseDismantled>({
    type: BASE_DISMANTLED,
    summary: 'A temporary operating base is no more.',
    data: object({ baseId, reason, source }, ['reason', 'source']),
    samples: samples.dismantledSamples,
  }),
  eventContract<BaseAmended>({
    type: BASE_AMENDED,
    summary: 'What a base is called, is for, serves, or who holds it changed in what is given; the rest stays.',
    data: object({ baseId, ...description, source }, [...namesOf(description), 'source']),
    samples: samples.baseAmendedSamples,
  }),
  eventContract<BaseReported>({
    type: BASE_REPORTED,
    summary: 'A document states how a base stands; nothing else is concluded from it.',
    data: object({ baseId, reference, place, ...description, ...stated, source }, [
      ...namesOf(description),
      ...(['reference', 'period', 'establishedAt', 'dismantledAt'] as const),
    ]),
    samples: samples.baseReportedSamples,
  }),
  eventContract<BaseCorrected>({
    type: BASE_CORRECTED,
    summary: 'An earlier event of the base should have said something else; it stays as it is.',
    data: object(
      {
        ...{ baseId, note: narrative, source },
        corrects: correctionOf(object(correctedMembers, CORRECTABLE_BASE_MEMBERS) as Schema<CorrectedBaseMembers>),
      },
      ['note', 'source'],
    ) as Schema<BaseCorrected['data']>,
    samples: samples.baseCorrectedSamples,
  }),
  eventContract<BaseDispositionRecorded>({
    type: BASE_DISPOSITION_RECORDED,
    summary: 'Where exactly a base lies and how many are there.',
    data: object(
      {
        ...{ dispositionId, baseId: described(uuid, 'The base.'), ...disposition, source },
        reference: described(pattern('^TOBD-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.'),
      },
      [...namesOf(disposition), 'source'],
    ),
    samples: samples.dispositionRecordedSamples,
  }),
  eventContract<BaseDispositionAmended>({
    type: BASE_DISPOSITION_AMENDED,
    summary: 'Position or strength of a base changed in what is given; the rest stays.',
    data: object({ dispositionId, ...disposition, source }, [...namesOf(disposition), 'source']),
    samples: samples.dispositionAmendedSamples,
  }),
];
