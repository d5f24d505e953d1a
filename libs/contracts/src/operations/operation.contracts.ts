import type { DomainEvent, FuzzyDate, Provenance } from '@opsledger/kernel';
import { eventContract, serviceContract, type EventContract, type Schema } from '../contract.js';
import {
  boolean,
  described,
  fuzzyDate,
  listOf,
  namesOf,
  object,
  oneOf,
  pattern,
  text,
  wholeNumber,
} from '../schema-parts.js';
import { figureContracts } from './figure.contracts.js';
import { activityContracts } from './activity.contracts.js';
import { conductContracts } from './operation-conduct.contracts.js';
import {
  constraints,
  description,
  operationId,
  source,
  type Constraint,
  type OperationDescription,
} from './operation-parts.js';
import { plannedSamples, proposedSamples, reportedSamples } from './operation.samples.js';
import { priorityAreaContracts } from './priority-area.contracts.js';
import { situationReportContracts } from './situation-report.contracts.js';
import { standbyContracts } from './standby.contracts.js';
import { temporaryBaseContracts } from './temporary-base.contracts.js';
import { unitContracts } from './unit.contracts.js';
import {
  OPERATION_STATES,
  THREAT_LEVELS,
  type OperationState,
  type OperationType,
  type ThreatLevel,
} from './operation.vocabulary.js';

const { type: _, ...descriptionBesidesType } = description;
const names = {
  operationId,
  name: described(text(120), 'Unique among open operations without regard to case and accents.'),
  aliases: described(listOf(text(120)), 'Other names that it is found under, in the same name space.'),
};
const reference = described(pattern('^OP-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by; given once.');

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
      /** Absent: nobody has said yet whether the host state has to agree. */
      hostConsentRequired?: boolean;
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
      /** What the document says stood in the way. */
      constraints?: readonly Constraint[];
      source: Provenance;
    }>
>;

const openingContracts: readonly EventContract[] = [
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
        hostConsentRequired: described(boolean, 'Whether the host state has to agree.'),
        source,
      },
      [...namesOf(descriptionBesidesType), 'plannedEnd', 'mandateRef', 'threatLevel', 'hostConsentRequired', 'source'],
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
        constraints: described(constraints, 'What the document says stood in the way.'),
        source,
      },
      [...namesOf(description), 'reference', 'period', 'phase', 'constraints'],
    ),
    samples: reportedSamples,
  }),
];

export const operationContracts: readonly EventContract[] = [...openingContracts, ...conductContracts];

/** The service `operations` and what it publishes. */
export const operationsService = serviceContract('operations', [
  ...operationContracts,
  ...unitContracts,
  ...figureContracts,
  ...temporaryBaseContracts,
  ...standbyContracts,
  ...situationReportContracts,
  ...priorityAreaContracts,
  ...activityContracts,
]);
