import type { DomainEvent, FuzzyDate, GeoRef, Provenance } from '@opsledger/kernel';
import type { EventContract } from '../contract.js';
import { fuzzyDate, geoRef, listOf, object, oneOf, provenance, text, uuid } from '../schema-parts.js';
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
  type: oneOf(OPERATION_TYPES),
  integrated: { type: 'boolean' },
  lead: oneOf(OPERATION_LEADS),
  purpose: text(2000),
  areas: listOf(geoRef),
  sectors: listOf(text(100)),
};
const names = { operationId: uuid, name: text(120), aliases: listOf(text(120)) };
const reference = { type: 'string', pattern: '^OP-[0-9]{4}-[0-9]{4,}$' };
const optionalDescription = Object.keys(description);

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
  {
    type: OPERATION_PROPOSED,
    summary: 'Someone proposed an operation; its name is held from here on.',
    data: object({ ...names, ...description, reference, source: provenance }, [...optionalDescription, 'source']),
  },
  {
    type: OPERATION_PLANNED,
    summary: 'A proposed operation has a plan.',
    data: object(
      {
        ...names,
        ...description,
        plannedStart: fuzzyDate,
        plannedEnd: fuzzyDate,
        mandateRef: text(200),
        threatLevel: oneOf(THREAT_LEVELS),
        source: provenance,
      },
      [...optionalDescription.filter((name) => name !== 'type'), 'plannedEnd', 'mandateRef', 'threatLevel', 'source'],
    ),
  },
  {
    type: OPERATION_REPORTED,
    summary: 'A document states how an operation stands; no approval, plan or force is concluded from it.',
    data: object(
      {
        ...names,
        ...description,
        reference,
        status: oneOf(OPERATION_STATES),
        statusAsStated: text(500),
        period: fuzzyDate,
        phase: object({ asStated: text(500), number: { type: 'integer', minimum: 1 }, startedAt: fuzzyDate }, [
          'number',
          'startedAt',
        ]),
        source: provenance,
      },
      [...optionalDescription, 'reference', 'period', 'phase'],
    ),
  },
];
