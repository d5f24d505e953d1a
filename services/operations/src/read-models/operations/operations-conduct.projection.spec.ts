import type { RecordedEvent } from '@opsledger/kernel';
import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import type { OperationCommand } from '../../operation/operation.commands.js';
import { operationDecider } from '../../operation/operation.decider.js';
import { operationsProjection } from './operations.projection.js';

const { given } = specifyProjection(operationsProjection);
const UNIT_ID = '01a20000-0000-7000-8000-0000000000aa';
const unit = { name: 'Heron Aviation', capacity: [{ kind: 'utility_helicopter', count: 4 }] };

type Step = readonly [name: string, data: object, surroundings?: object];
/** What the commands led to, as the log gives it out; all of them must be accepted. */
const recordedFrom = (...steps: readonly Step[]): readonly RecordedEvent[] => {
  const commands = steps.map(([name, data, surroundings]) => ({
    ...{ name, data },
    metadata: metadata({ reference: 'OP-2022-0001', ...surroundings }),
  })) as unknown as OperationCommand[];
  const played = play(operationDecider, commands);
  expect(played.steps.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual([]);
  return recorded(played.events, { source: '/opsledger/operations', subject: `operation-${SOME_ID}` });
};

const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const on = (day: number) => ({ occurredAt: `2022-06-0${day}T08:00:00.000Z` });
const planned: readonly Step[] = [
  ['propose-operation', { name: 'Heron', areas: [{ asStated: 'near Diabali, Ségou Region' }] }, on(1)],
  [
    'plan-operation',
    { type: 'patrol', plannedStart: { edtf: '2022-06-05' }, plannedEnd: { edtf: '2022-06-20' } },
    on(1),
  ],
];
const launched: readonly Step[] = [
  ...planned,
  ['approve-operation', { authority: 'Force Commander', conditions: ['daylight only'] }, on(2)],
  ['await-operation-access', { requestRef: 'Flight request 14' }, on(2)],
  ['record-operation-access-decision', { decision: 'granted', authority: 'Host state' }, on(3)],
  ['issue-operation-order', { kind: 'OPORD', serial: 1 }, on(3)],
  ['acknowledge-operation-order', { serial: 1, by: 'Sector East' }, on(3)],
  ['issue-operation-order', { kind: 'FRAGO', serial: 2, amends: 1 }, on(3)],
  [
    'assign-operation-forces',
    {
      unitId: UNIT_ID,
      unit,
      allocations: [],
      assets: [{ kind: 'utility_helicopter', count: 2 }],
      from: { edtf: '2022-06' },
    },
    on(3),
  ],
  ['launch-operation', {}, on(5)],
  ['start-operation-phase', { name: 'Insertion' }, on(5)],
];

describe('The record of an operation that is carried out', () => {
  it('shows plan, approval, access, orders, forces, launch and phases, each with when it was', () =>
    given(...recordedFrom(...launched)).thenDocument({
      ...{ state: 'LAUNCHED', stateOccurredAt: on(5).occurredAt, version: 11 },
      approval: {
        authority: 'Force Commander',
        conditions: ['daylight only'],
        isLate: false,
        approvedAt: on(2).occurredAt,
      },
      access: {
        ...{ awaitedSince: on(2).occurredAt, requestRef: 'Flight request 14' },
        ...{ decision: 'granted', authority: 'Host state', decidedAt: on(3).occurredAt },
      },
      orders: [
        {
          ...{ kind: 'OPORD', serial: 1, issuedAt: on(3).occurredAt },
          ...{ acknowledgedAt: on(3).occurredAt, acknowledgedBy: 'Sector East' },
        },
        {
          ...{ kind: 'FRAGO', serial: 2, amends: 1, issuedAt: on(3).occurredAt },
          acknowledgeBy: '2022-06-03T12:00:00.000Z',
        },
      ],
      forces: [
        {
          ...{ assignment: 1, unitId: UNIT_ID, unitName: 'Heron Aviation', allocation: 1, from: { edtf: '2022-06' } },
          assets: [{ kind: 'utility_helicopter', count: 2 }],
        },
      ],
      launch: { emergency: false, launchedAt: on(5).occurredAt },
      phases: [{ number: 1, name: 'Insertion', parallel: false, startedAt: { edtf: on(5).occurredAt } }],
      // It may go on beyond its planned end.
      ...{ startsAt: on(5).occurredAt, endsAt: undefined as never },
      nextActions: [
        ...(['amend-plan', 'record-access-decision', 'issue-order', 'acknowledge-order', 'assign-forces'] as const),
        ...(['release-forces', 'start-phase', 'end-phase', 'suspend', 'cancel'] as const),
      ],
      ...{ searchTerms: ['heron'], areaNames: ['near diabali, segou region', 'near diabali', 'diabali'] },
    }));

  it('shows why it is held up for as long as it is', () => {
    const suspend: Step = ['suspend-operation', { reason: 'weather', reasonAsStated: 'sand storm' }, on(6)];
    given(...recordedFrom(...launched, suspend)).thenDocument({
      ...{ state: 'SUSPENDED', held: { reason: 'weather', reasonAsStated: 'sand storm' } },
    });
    given(...recordedFrom(...launched, suspend, ['resume-operation', {}, on(7)])).thenDocument({
      ...{ state: 'LAUNCHED', stateOccurredAt: on(7).occurredAt },
      held: undefined as never,
    });
  });

  it('ends as planned until it is launched, then by nothing but its end, and where it was cancelled', () => {
    const endOf = (...steps: readonly Step[]) => given(...recordedFrom(...steps)).document?.endsAt;
    const suspend: Step = ['suspend-operation', { reason: 'weather' }, on(6)];
    expect(endOf(...planned)).toBe('2022-06-20T23:59:59.999Z');
    expect(endOf(...launched, suspend)).toBeUndefined();
    expect(endOf(...launched, suspend, ['resume-operation', {}, on(7)])).toBeUndefined();
    const cancel: Step = ['cancel-operation', { reason: 'security' }, on(7)];
    expect(endOf(...launched, cancel)).toBe(on(7).occurredAt);
    expect(endOf(...planned, cancel)).toBe('2022-06-20T23:59:59.999Z');
    const told: Step = [
      'report-operation',
      { name: 'Heron', status: 'COMPLETED', statusAsStated: 'over' },
      { ...on(8), source: letter },
    ];
    expect(endOf(...launched, told)).toBe(on(8).occurredAt);
    const fromAfar: Step = ['change-operation-mode', { to: 'remote' }, on(4)];
    expect(endOf(...planned, ['start-operation-preparation', {}, on(2)], fromAfar)).toBeUndefined();
  });

  it('shows how it ended', () =>
    given(
      ...recordedFrom(
        ...launched,
        ['end-operation-phase', { phase: 1, outcome: 'done' }, on(6)],
        ['release-operation-forces', { assignment: 1 }, on(6)],
        ['complete-operation', { outcomeAsStated: 'Residents met' }, on(7)],
        ['file-operation-after-action', { documentRef: 'AAR 3 of 2022' }, on(8)],
        ['close-operation', {}, on(9)],
      ),
    ).thenDocument({
      state: 'CLOSED',
      completion: {
        ...{ outcomeAsStated: 'Residents met', completedAt: on(7).occurredAt },
        ...{ afterActionDueAt: '2022-06-14T08:00:00.000Z', tasks: 0 },
      },
      afterAction: { documentRef: 'AAR 3 of 2022', filedAt: on(8).occurredAt },
      nextActions: [],
      endsAt: on(7).occurredAt,
    }));

  it('shows what did not happen in time', () => {
    const passed = { deadline: 'planned-start', dueAt: '2022-06-05T23:59:59.999Z', isLate: false };
    given(...recordedFrom(...planned, ['pass-operation-deadline', passed])).thenDocument({
      ...{ state: 'PLANNED', overdue: [passed] },
    });
  });

  it('lets go with a postponement what is decided anew', () =>
    given(
      ...recordedFrom(
        ...launched.slice(0, 4),
        ['postpone-operation', { reason: 'access_denied', newDate: { edtf: '2022-08' } }, on(4)],
        ['replan-operation', { plannedStart: { edtf: '2022-08-02' } }, on(4)],
      ),
    ).thenDocument({
      ...{ state: 'PLANNED', plannedStart: { edtf: '2022-08-02' }, startsAt: '2022-08-02T00:00:00.000Z' },
      ...{ plannedEnd: undefined as never, approval: undefined as never, held: undefined as never },
    }));

  it('U2: shows what was corrected, and what it was corrected to', () =>
    given(
      ...recordedFrom(
        ...planned,
        ['correct-operation', { version: 1, reason: 'typo', members: { name: 'Egret' }, note: 'Log book' }, on(3)],
        ['correct-operation', { version: 2, reason: 'late_information', shouldHaveOccurredAt: '2022-05-30' }, on(3)],
      ),
    ).thenDocument({
      ...{ name: 'Heron', state: 'PLANNED', stateOccurredAt: '2022-05-30', version: 4 }, // the plan names it, too
      corrections: [
        { version: 1, correctedBy: 3, reason: 'typo', members: ['name'], note: 'Log book' },
        { version: 2, correctedBy: 4, reason: 'late_information', members: ['occurredAt'] },
      ],
    }));
});
