import { defineAggregate, type ServiceDefinition } from '@opsledger/platform';
import { PlanOperationBody, ProposeOperationBody, ReportOperationBody } from './http/operations.bodies.js';
import { operationDecider } from './operation/operation.decider.js';
import { referenceClaim } from './operation/operation.state.js';
import { operationProblems } from './operations.problems.js';
import { operationsProjection } from './read-models/operations/operations.projection.js';

/** One operation of the mission, from its proposal on. */
export const operationAggregate = defineAggregate({
  name: 'operation',
  source: '/opsledger/operations',
  path: '/v1/operations',
  referencePrefix: 'OP',
  referenceClaim,
  decider: operationDecider,
  commands: {
    'propose-operation': { body: ProposeOperationBody, target: 'new', roles: ['planner', 'ops-officer', 'importer'] },
    'plan-operation': { body: PlanOperationBody, target: 'existing', roles: ['planner', 'importer'] },
    'report-operation': { body: ReportOperationBody, target: 'either', roles: ['importer'] },
  },
  projection: operationsProjection,
  claimRefusals: { 'operation-name/1': { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } },
});

export const operationsService: ServiceDefinition = {
  name: 'operations',
  aggregates: [operationAggregate],
  problems: operationProblems,
};
