import { defineAggregate } from '@opsledger/platform';
import { ActionBody } from '../http/operation-actions.bodies.js';
import * as bodies from '../http/temporary-bases.bodies.js';
import { anyone, deciding, planning } from '../operations.roles.js';
import { basesProjection } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { consultLinks } from '../record/consultations.js';
import { baseDecider } from './temporary-base.decider.js';
import { baseReferenceClaim } from './temporary-base.state.js';

const PLACE = { asStated: 'Ogossogou', adminLevel: 4 };
const REPORT = {
  ...{ place: PLACE, status: 'DISMANTLED', statusAsStated: 'the temporary base was closed', occurredAt: '2022-06' },
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** One temporary operating base, from its recce on. */
export const baseAggregate = defineAggregate({
  name: 'temporary-base',
  source: '/opsledger/operations',
  path: '/v1/bases',
  referencePrefix: 'TOB',
  referenceClaim: baseReferenceClaim,
  decider: baseDecider,
  commands: {
    'recce-base': {
      body: bodies.RecceBaseBody,
      target: 'new',
      roles: planning,
      consult: consultLinks,
      route: {
        verb: 'recce',
        summary: 'Begin the recce of a temporary operating base',
        example: { place: PLACE, purpose: 'Protect civilians' },
      },
    },
    'establish-base': {
      body: ActionBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'establish', summary: 'Establish a base', example: {} },
    },
    'end-base-recce': {
      body: bodies.ReasonedBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'end-recce', summary: 'End a recce of which no base comes', example: { reason: 'No water' } },
    },
    'activate-base': {
      body: ActionBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'activate', summary: 'Record that a base works as one', example: {} },
    },
    'amend-base': {
      body: bodies.AmendBaseBody,
      target: 'existing',
      roles: planning,
      consult: consultLinks,
      route: {
        verb: 'amend',
        summary: 'Change name, purpose, operation or unit of a base',
        example: { purpose: 'Protect civilians on market days' },
      },
    },
    'reduce-base': {
      body: bodies.ReasonedBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'reduce', summary: 'Reduce a base before it goes', example: {} },
    },
    'dismantle-base': {
      body: bodies.ReasonedBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'dismantle', summary: 'Dismantle a base', example: {} },
    },
    'report-base': {
      body: bodies.ReportBaseBody,
      target: 'either',
      roles: ['importer'],
      consult: consultLinks,
      route: { verb: 'report', summary: 'Record what a document states of a base', example: REPORT },
    },
    'correct-base': {
      body: bodies.CorrectBaseBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what an earlier event says',
        example: { version: 1, reason: 'typo', members: { place: { ...PLACE, asStated: 'Ogossagou' } } },
      },
    },
  },
  projection: basesProjection,
  claimRefusals: {},
});
