import type { EventContract, ServiceContract } from './contract.js';
import { operationsService } from './operations/operation.contracts.js';

export type { EventContract, JsonSchema, Schema, ServiceContract, Topic } from './contract.js';
export { envelope } from './envelope.js';
export * from './operations/operation.contracts.js';
export * from './operations/operation-conduct.contracts.js';
export * from './operations/operation.vocabulary.js';
export type { Assets, Constraint, OperationDescription, PlaceName } from './operations/operation-parts.js';
export * from './operations/priority-area.contracts.js';
export * from './operations/situation-report.contracts.js';
export * from './operations/standby.contracts.js';
export * from './operations/activity.contracts.js';
export * from './operations/activity.vocabulary.js';
export * from './operations/temporary-base.contracts.js';
export * from './operations/unit.contracts.js';
export * from './operations/figure.contracts.js';
export * from './operations/figure.vocabulary.js';

/** Every service, with its topics and types of event. */
export const services: readonly ServiceContract[] = [operationsService];

/** Every type of event that may be stored, by every service. */
export const contracts: readonly EventContract[] = services.flatMap(({ events }) => events);
