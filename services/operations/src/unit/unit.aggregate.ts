import { defineAggregate } from '@opsledger/platform';
import { AmendUnitBody, RegisterUnitBody } from '../http/units.bodies.js';
import { planning } from '../operations.roles.js';
import { unitsProjection } from '../read-models/units/units.projection.js';
import { allocationsOfUnit } from '../record/consultations.js';
import { unitDecider, unitReferenceClaim } from './unit.decider.js';

const UNIT = { name: 'Heron', type: 'aviation unit', capacity: [{ kind: 'utility_helicopter', count: 4 }] };

/** One unit of the mission, as far as operations need to know it. */
export const unitAggregate = defineAggregate({
  name: 'unit',
  source: '/opsledger/operations',
  path: '/v1/units',
  referencePrefix: 'UNIT',
  referenceClaim: unitReferenceClaim,
  decider: unitDecider,
  commands: {
    'register-unit': {
      body: RegisterUnitBody,
      target: 'new',
      roles: planning,
      route: { verb: 'register', summary: 'Register a unit', example: UNIT },
    },
    'amend-unit': {
      body: AmendUnitBody,
      target: 'existing',
      roles: planning,
      consult: async (_, log, id) => ({ allocations: await allocationsOfUnit(id, log) }),
      route: { verb: 'amend', summary: 'Change sector, kind or capacity of a unit', example: { sector: 'East' } },
    },
  },
  projection: unitsProjection,
  claimRefusals: { 'unit-name/1': { code: 'UNIT_NAME_IS_TAKEN', rule: 'UNIT-REGISTER' } },
});
