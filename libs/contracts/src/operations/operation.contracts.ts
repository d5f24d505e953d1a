import type { DomainEvent, FuzzyDate, GeoRef, Provenance } from '@opsledger/kernel';
import { eventContract, serviceContract, type EventContract, type Schema } from '../contract.js';
import {
  boolean,
  described,
  fuzzyDate,
  geoRef,
  listOf,
  namesOf,
  object,
  oneOf,
  pattern,
  provenance,
  text,
  uuid,
  wholeNumber,
} from '../schema-parts.js';
import { plannedSamples, proposedSamples, reportedSamples } from './operation.samples.js';
import {
  OPERATION_LEADS,
  OPERATION_STATES,
  OPERATION_TYPES,
  THREAT_LEVELS,
  type OperationLead,
  type OperationState,
  type OperationType,
  type ThreatLevel,
} from './operation.vocabulary.js';

/** What may be said of an operation at any stage; a member that is absent was not stated. */
export type OperationDescription = Readonly<{
  type?: OperationType;
  integrated?: boolean;
  lead?: OperationLead;
  purpose?: string;
  areas?: readonly GeoRef[];
  sectors?: readonly string[];
}>;
const description = {
  type: described(oneOf(OPERATION_TYPES), 'Kind of operation.'),
  integrated: described(boolean, 'Uniformed and civilian components work together.'),
  lead: described(oneOf(OPERATION_LEADS), 'Who leads.'),
  purpose: described(text(2000), 'What it is for.'),
  areas: described(listOf(geoRef), 'Where, as stated.'),
  sectors: described(listOf(text(100)), 'Sectors concerned.'),
};
const { type: _, ...descriptionBesidesType } = description;
const names = {
  operationId: described(uuid, 'The record.'),
  name: described(text(120), 'Unique among open operations without regard to case and accents.'),
  aliases: described(listOf(text(120)), 'Other names that it is found under, in the same name space.'),
};
const reference = described(pattern('^OP-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.');
const source = described(provenance, 'Where the statement comes from.');

type Named = Readonly<{ operationId: string; name: string; aliases: readonly string[] }>;

export const OPERATION_PROPOSED = 'opsledger.operations.operation-proposed.v1';
export type OperationProposed = DomainEvent<
  typeof OPERATION_PROPOSED,
  Named & OperationDescription & Readonly<{ reference: string; source?: Provenance }>
>;

export const OPERATION_PLANNED = 'opsledger.operations.operation-planned.v1';
export type OperationPlanned = DomainEvent<
  typeof OPERATION_PLANNED,
  Named &
    OperationDescription &
    Readonly<{
      type: OperationType;
      plannedStart: FuzzyDate;
      plannedEnd?: FuzzyDate;
      mandateRef?: string;
      threatLevel?: ThreatLevel;
      source?: Provenance;
    }>
>;

export const OPERATION_REPORTED = 'opsledger.operations.operation-reported.v1';
/** A phase as a document states it; the number only where the document gives one. */
export type ReportedPhase = Readonly<{ asStated: string; number?: number; startedAt?: FuzzyDate }>;
const phase: Schema<ReportedPhase> = object(
  {
    asStated: described(text(500), "The phase in the document's words."),
    number: described(wholeNumber(1), 'Only where the document gives one.'),
    startedAt: described(fuzzyDate, 'When it began.'),
  },
  ['number', 'startedAt'],
);
export type OperationReported = DomainEvent<
  typeof OPERATION_REPORTED,
  Named &
    OperationDescription &
    Readonly<{
      /** Given by the log when this is the first that it hears of the operation. */
      reference?: string;
      status: OperationState;
      statusAsStated: string;
      /** The dates that the source gives for what it reports. */
      period?: FuzzyDate;
      phase?: ReportedPhase;
      source: Provenance;
    }>
>;

export const operationContracts: readonly EventContract[] = [
  eventContract<OperationProposed>({
    type: OPERATION_PROPOSED,
    summary: 'Someone proposed an operation; its name is held from here on.',
    data: object({ ...names, ...description, reference, source }, [...namesOf(description), 'source']),
    samples: proposedSamples,
  }),
  eventContract<OperationPlanned>({
    type: OPERATION_PLANNED,
    summary: 'A proposed operation has a plan.',
    data: object(
      {
        ...names,
        ...description,
        plannedStart: described(fuzzyDate, 'When it is to start.'),
        plannedEnd: described(fuzzyDate, 'When it is to end.'),
        mandateRef: described(text(200), 'What in the mandate it serves.'),
        threatLevel: described(oneOf(THREAT_LEVELS), 'Threat that it is planned for.'),
        source,
      },
      [...namesOf(descriptionBesidesType), 'plannedEnd', 'mandateRef', 'threatLevel', 'source'],
    ),
    samples: plannedSamples,
  }),
  eventContract<OperationReported>({
    type: OPERATION_REPORTED,
    summary: 'A document states how an operation stands; no approval, plan or force is concluded from it.',
    data: object(
      {
        ...names,
        ...description,
        reference,
        status: described(oneOf(OPERATION_STATES), 'UNKNOWN where the document leaves it open.'),
        statusAsStated: described(text(500), "The state in the document's words."),
        period: described(fuzzyDate, 'The dates that the document gives.'),
        phase: described(phase, 'A phase that the document speaks of.'),
        source,
      },
      [...namesOf(description), 'reference', 'period', 'phase'],
    ),
    samples: reportedSamples,
  }),
];

/** The service `operations` and what it publishes. */
export const operationsService = serviceContract('operations', operationContracts);
