import type { Story } from '@opsledger/testing';

/** An operation from its proposal to its plan, told to any system. Heron and Owl are made up: an exercise. */
export const plannedOperation: Story = {
  name: 'An operation is planned',
  steps: [
    {
      step: 'a planner proposes Heron',
      as: 'planner',
      send: 'POST /v1/operations',
      body: { name: 'Story Heron', type: 'protection', exercise: true },
      expect: { status: 201, body: { state: 'PROPOSED', version: 1, exercise: true } },
      keepAs: 'heron',
    },
    {
      step: 'the name is taken, however it is spelled',
      as: 'planner',
      send: 'POST /v1/operations',
      body: { name: 'STORY-HÉRON', exercise: true },
      expect: { status: 422, body: { code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1' } },
    },
    {
      step: 'a viewer may not plan',
      as: 'viewer',
      send: 'POST /v1/operations/{heron.id}/actions/plan',
      body: { type: 'protection', plannedStart: { edtf: '2027-03' } },
      expect: { status: 403, body: { code: 'ROLE_NOT_SUFFICIENT' } },
    },
    {
      step: 'the planner plans it',
      as: 'planner',
      send: 'POST /v1/operations/{heron.reference}/actions/plan',
      body: { type: 'protection', plannedStart: { edtf: '2027-03' } },
      expect: { status: 200, body: { state: 'PLANNED', version: 2, plannedStart: { edtf: '2027-03' } } },
    },
    {
      step: 'the list of exercises has it',
      as: 'planner',
      send: 'GET /v1/operations?exercise=only&state=PLANNED',
      expect: { status: 200, body: { data: [{ name: 'Story Heron', state: 'PLANNED' }] } },
    },
    {
      step: 'its history has both events',
      as: 'planner',
      send: 'GET /v1/operations/{heron.id}/history',
      expect: { status: 200, body: { data: [{ streamversion: '1' }, { streamversion: '2' }] } },
    },
  ],
};
