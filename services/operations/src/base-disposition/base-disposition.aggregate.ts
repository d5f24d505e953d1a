import { defineAggregate } from '@opsledger/platform';
import * as bodies from '../http/temporary-bases.bodies.js';
import { anyone } from '../operations.roles.js';
import { baseDispositionsProjection } from '../read-models/temporary-bases/base-dispositions.projection.js';
import { basesProjection } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { baseDispositionDecider, dispositionReferenceClaim } from './base-disposition.decider.js';

/** Where exactly a base lies and how many are there, apart from the base itself (ADR 12). */
export const baseDispositionAggregate = defineAggregate({
  name: 'base-disposition',
  source: '/opsledger/operations',
  path: '/v1/base-dispositions',
  referencePrefix: 'TOBD',
  referenceClaim: dispositionReferenceClaim,
  decider: baseDispositionDecider,
  commands: {
    'record-base-disposition': {
      body: bodies.RecordBaseDispositionBody,
      target: 'new',
      roles: anyone,
      consult: async ({ baseId }, log) => {
        return { isBaseKnown: await log.linkTo(`${basesProjection.streamPrefix}${String(baseId)}`) };
      },
      route: {
        verb: 'open',
        summary: 'Record where exactly a base lies and how many are there',
        example: {
          baseId: '01a20000-0000-7000-8000-000000000001',
          position: { asStated: 'above the market', mgrs: '30PWB1234' },
          strength: { value: 60, qualifier: 'about' },
        },
      },
    },
    'amend-base-disposition': {
      body: bodies.AmendBaseDispositionBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'amend',
        summary: 'Change position or strength of a base',
        example: { strength: { value: 80, qualifier: 'about' } },
      },
    },
  },
  projection: baseDispositionsProjection,
  claimRefusals: { 'base-disposition/1': { code: 'BASE_HAS_A_DISPOSITION', rule: 'BASE-DISPOSITION' } },
});
