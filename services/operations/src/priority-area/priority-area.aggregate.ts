import { defineAggregate } from '@opsledger/platform';
import { DeadlinePassedBody } from '../http/operation-actions.bodies.js';
import * as bodies from '../http/priority-areas.bodies.js';
import { ReasonedBody } from '../http/temporary-bases.bodies.js';
import { anyone, deciding, planning } from '../operations.roles.js';
import { priorityAreasProjection } from '../read-models/priority-areas/priority-areas.projection.js';
import { consultLinks } from '../record/consultations.js';
import { priorityAreaDecider } from './priority-area.decider.js';
import { priorityAreaReferenceClaim } from './priority-area.state.js';

/** One area on which the protection of civilians is focused. */
export const priorityAreaAggregate = defineAggregate({
  name: 'priority-area',
  source: '/opsledger/operations',
  path: '/v1/priority-areas',
  referencePrefix: 'PA',
  referenceClaim: priorityAreaReferenceClaim,
  decider: priorityAreaDecider,
  commands: {
    'set-priority-area': {
      body: bodies.SetPriorityAreaBody,
      target: 'new',
      roles: planning,
      route: {
        verb: 'set',
        summary: 'Set an area of priority for the protection of civilians',
        example: { area: { asStated: 'Ménaka Region' }, noActivityDays: 7 },
      },
    },
    'note-priority-area-activity': {
      body: bodies.NoteAreaActivityBody,
      target: 'existing',
      roles: [...anyone, 'policy'],
      consult: consultLinks,
      route: {
        verb: 'note-activity',
        summary: 'Note that something was done there',
        example: { asStated: 'A patrol by day' },
      },
    },
    'lift-priority-area': {
      body: ReasonedBody,
      target: 'existing',
      roles: deciding,
      route: { verb: 'lift', summary: 'Lift the priority', example: {} },
    },
    'correct-priority-area': {
      body: bodies.CorrectPriorityAreaBody,
      target: 'existing',
      roles: deciding,
      route: {
        verb: 'correct',
        summary: 'Correct what an earlier event says',
        example: { version: 1, reason: 'typo', members: { reason: 'Most exposed' } },
      },
    },
    'pass-priority-area-deadline': { body: DeadlinePassedBody, target: 'existing', roles: ['clock'] },
  },
  deadlineCommand: 'pass-priority-area-deadline',
  projection: priorityAreasProjection,
  claimRefusals: {},
});
