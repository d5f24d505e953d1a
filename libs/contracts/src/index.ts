import type { EventContract, ServiceContract } from './contract.js';
import { operationsService } from './operations/operation.contracts.js';

export type { EventContract, JsonSchema, Schema, ServiceContract, Topic } from './contract.js';
export { envelope } from './envelope.js';
export {
  OPERATION_PLANNED,
  OPERATION_PROPOSED,
  OPERATION_REPORTED,
  operationContracts,
  type OperationDescription,
  type OperationPlanned,
  type OperationProposed,
  type OperationReported,
  type ReportedPhase,
} from './operations/operation.contracts.js';
export {
  OPERATION_LEADS,
  OPERATION_STATES,
  OPERATION_TYPES,
  THREAT_LEVELS,
  type OperationLead,
  type OperationState,
  type OperationType,
  type ThreatLevel,
} from './operations/operation.vocabulary.js';

/** Every service, with its topics and types of event. */
export const services: readonly ServiceContract[] = [operationsService];

/** Every type of event that may be stored, by every service. */
export const contracts: readonly EventContract[] = services.flatMap(({ events }) => events);
