import { defineAggregate } from '@opsledger/platform';
import { ActionBody, DeadlinePassedBody } from '../http/operation-actions.bodies.js';
import * as bodies from '../http/standbys.bodies.js';
import { ReasonedBody } from '../http/temporary-bases.bodies.js';
import { anyone, deciding, planning, watching } from '../operations.roles.js';
import { standbysProjection } from '../read-models/standbys/standbys.projection.js';
import { consultLinks } from '../record/consultations.js';
import { standbyDecider } from './standby.decider.js';
import { standbyReferenceClaim } from './standby.state.js';

const CONDITION = { kind: 'host_authorisation', asStated: 'should the authorities grant approval' };
const ORDER = {
  ...{ team: 'Investigation team', noticeToMoveHours: 48, condition: CONDITION },
  ...{ place: { asStated: 'Mopti' }, destination: { asStated: 'Moura' }, to: { edtf: '2030-09-21' } },
};
const REPORT = {
  ...{ team: 'special forces company', status: 'STOOD_DOWN', statusAsStated: 'were on standby for one week' },
  ...{ occurredAt: '2022-06', source: { kind: 'letter', ref: 'Letter dated 1 June 2022' } },
};
const RELOCATION = {
  ...{ assets: [{ kind: 'attack_helicopter', count: 2 }] },
  ...{ from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' } },
};

/** Someone held ready to move, from the order on. */
export const standbyAggregate = defineAggregate({
  name: 'standby',
  source: '/opsledger/operations',
  path: '/v1/standbys',
  referencePrefix: 'SB',
  referenceClaim: standbyReferenceClaim,
  decider: standbyDecider,
  commands: {
    'order-standby': {
      body: bodies.OrderStandbyBody,
      target: 'new',
      roles: planning,
      consult: consultLinks,
      route: { verb: 'order', summary: 'Order a standby', example: ORDER },
    },
    'achieve-standby': {
      body: ActionBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'achieve', summary: 'Record that it is at notice to move', example: {} },
    },
    'relocate-standby-assets': {
      body: bodies.RelocateStandbyAssetsBody,
      target: 'existing',
      roles: anyone,
      route: { verb: 'relocate-assets', summary: 'Record that assets were moved for it', example: RELOCATION },
    },
    'declare-standby-readiness': {
      body: bodies.DeclareStandbyReadinessBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'declare-readiness',
        summary: 'Declare within how many hours it can move',
        example: { noticeToMoveHours: 24, condition: CONDITION },
      },
    },
    'extend-standby': {
      body: bodies.ExtendStandbyBody,
      target: 'existing',
      roles: planning,
      route: { verb: 'extend', summary: 'Extend a standby', example: { to: { edtf: '2030-09-28' } } },
    },
    'record-standby-condition': {
      body: bodies.RecordStandbyConditionBody,
      target: 'existing',
      roles: anyone,
      route: {
        verb: 'record-condition',
        summary: 'Record that what it waits for is met, or was refused',
        example: { isMet: true, requestRef: 'Request 3' },
      },
    },
    'activate-standby': {
      body: bodies.ActivateStandbyBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'activate', summary: 'Activate a standby: it moves', example: {} },
    },
    'stand-down-standby': {
      body: ReasonedBody,
      target: 'existing',
      roles: watching,
      route: { verb: 'stand-down', summary: 'Stand down', example: {} },
    },
    'report-standby': {
      body: bodies.ReportStandbyBody,
      target: 'either',
      roles: ['importer'],
      consult: consultLinks,
      route: { verb: 'report', summary: 'Record what a document states of a standby', example: REPORT },
    },
    'correct-standby': {
      body: bodies.CorrectStandbyBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what an earlier event says',
        example: { version: 1, reason: 'typo', members: { purpose: 'Human rights investigation' } },
      },
    },
    'pass-standby-deadline': { body: DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-standby-deadline',
  projection: standbysProjection,
  claimRefusals: {},
});
