import * as contracts from '@opsledger/contracts';
import { OPERATION_STATES, type OperationState } from '@opsledger/contracts';
import { decideAfter, fold, RuleViolation } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { OperationCommand, OperationCommandName, OperationCommandOf } from './operation.commands.js';
import { operationDecider } from './operation.decider.js';
import { ACTION_OF, ARROWS, nextActionsOf, type OperationAction } from './operation-transitions.state.js';
import { allocationsOf, deadlines, type OperationEvent, type RecordedOperation } from './operation.state.js';

const { given } = specify(operationDecider);
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const DAY_BEFORE = '2022-06-09T08:00:00.000Z';
const UNIT_ID = '01a20000-0000-7000-8000-0000000000aa';
const helicopters = { name: 'Heron Aviation', capacity: [{ kind: 'utility_helicopter', count: 4 }] } as const;

const command = <Name extends OperationCommandName>(
  name: Name,
  data: OperationCommandOf<Name>['data'],
  surroundings = {},
): OperationCommand => ({ name, data, metadata: metadata(surroundings) }) as unknown as OperationCommand;

const event = (type: string, data: object = {}, more: Partial<OperationEvent> = {}): OperationEvent =>
  ({
    ...{ type, occurredAt: NOW, sensitivity: 'CONFIDENTIAL', ...more },
    data: { operationId: SOME_ID, ...data },
  }) as OperationEvent;
const strictly = { sensitivity: 'STRICTLY_CONFIDENTIAL' } as const;
const dayBefore = { occurredAt: DAY_BEFORE } as const;

/** A record that a document found in this state: nothing else is known of it. */
const inState = (status: OperationState): OperationEvent =>
  event(contracts.OPERATION_REPORTED, {
    ...{ reference: 'OP-2022-0001', name: 'Heron', aliases: [], status, statusAsStated: status, source: letter },
  });
const proposed = event(
  contracts.OPERATION_PROPOSED,
  { reference: 'OP-2022-0001', name: 'Heron', aliases: [] },
  dayBefore,
);
const planned = (data = {}) =>
  event(
    contracts.OPERATION_PLANNED,
    { name: 'Heron', aliases: [], type: 'patrol', plannedStart: { edtf: '2022-06-09' }, ...data },
    dayBefore,
  );
const approved = (data = {}, more = dayBefore) =>
  event(contracts.OPERATION_APPROVED, { authority: 'Force Commander', conditions: [], isLate: false, ...data }, more);
const assigned = (data = {}) =>
  event(contracts.OPERATION_FORCES_ASSIGNED, {
    ...{ assignment: 1, unitId: UNIT_ID, unitName: 'Heron Aviation', allocation: 1 },
    ...{ assets: [{ kind: 'utility_helicopter', count: 1 }], from: { edtf: '2022-06-09' }, ...data },
  });
const granted = event(contracts.OPERATION_ACCESS_DECIDED, { decision: 'granted' });
const launched = (data = {}) => event(contracts.OPERATION_LAUNCHED, { emergency: false, ...data }, dayBefore);
const ordered = (kind: contracts.OrderKind, serial: number, more = {}) =>
  event(
    contracts.OPERATION_ORDER_ISSUED,
    { kind, serial, acknowledgeBy: '2022-06-10T12:00:00.000Z', ...more },
    strictly,
  );
const phase = (number: number, more = {}) =>
  event(contracts.OPERATION_PHASE_STARTED, { phase: number, name: 'Insertion', parallel: false, ...more }, strictly);
const phaseEnded = (number: number, more = {}) => event(contracts.OPERATION_PHASE_ENDED, { phase: number }, more);
const ready = [proposed, planned(), approved(), assigned(), granted];
const underWay = [...ready, launched()];

/** Data with which each action is well formed; what it needs besides the state is said by its own tests. */
const DATA: { [Name in keyof typeof ACTION_OF]: OperationCommandOf<Name>['data'] } = {
  'plan-operation': { type: 'patrol', plannedStart: { edtf: '2022-07' } },
  'amend-operation-plan': { threatLevel: 'high' },
  'start-operation-preparation': {},
  'approve-operation': { authority: 'Force Commander' },
  'await-operation-access': {},
  'record-operation-access-decision': { decision: 'denied' },
  'issue-operation-order': { kind: 'WARNO', serial: 1 },
  'acknowledge-operation-order': { serial: 1 },
  'assign-operation-forces': { unitId: UNIT_ID, from: { edtf: '2022-06' }, unit: helicopters, allocations: [] },
  'release-operation-forces': { assignment: 1 },
  'launch-operation': { override: { authority: 'Force Commander', reason: 'Imminent threat' } },
  'start-operation-phase': { name: 'Insertion' },
  'end-operation-phase': { phase: 1 },
  'suspend-operation': { reason: 'weather' },
  'resume-operation': {},
  'postpone-operation': { reason: 'access_denied' },
  'replan-operation': { plannedStart: { edtf: '2022-08' } },
  'cancel-operation': { reason: 'political' },
  'change-operation-mode': { to: 'remote' },
  'complete-operation': {},
  'file-operation-after-action': { documentRef: 'AAR 3 of 2022' },
  'waive-operation-after-action': { authority: 'Force Commander', reason: 'Cancelled on the first day' },
  'close-operation': {},
  'report-operation': { name: 'Heron', status: 'LAUNCHED', statusAsStated: 'continues' },
  'correct-operation': { version: 1, reason: 'typo', members: { name: 'Egret' } },
};
const actions = (Object.keys(DATA) as (keyof typeof DATA)[]).map((name) => [ACTION_OF[name], name] as const);
const outcomeOf = (name: keyof typeof DATA, state: OperationState): string => {
  const surroundings = { source: letter, occurredAt: NOW };
  try {
    const events = decideAfter(operationDecider, [inState(state)], command(name, DATA[name] as never, surroundings));
    return fold(operationDecider, [inState(state), ...events]).status;
  } catch (error) {
    return (error as RuleViolation).code;
  }
};

const NEED_MORE: readonly OperationAction[] = [
  ...(['approve', 'launch', 'report', 'acknowledge-order', 'release-forces', 'end-phase', 'close'] as const),
];

describe('OPS-STATES: the table of transitions', () => {
  it.each(actions)('%s is taken in its states only, and leads where the table says', (action, name) => {
    const { from, to } = ARROWS[action] as Readonly<{ from: readonly OperationState[]; to?: OperationState }>;
    const outcomes = OPERATION_STATES.map((state) => [state, outcomeOf(name, state)] as const);
    const isAllowed = ([state]: (typeof outcomes)[number]): boolean => from.includes(state);
    const refused = 'OPERATION_STATE_DOES_NOT_ALLOW_THIS';
    expect(outcomes.filter(([, outcome]) => outcome === refused)).toEqual(
      outcomes.filter((one) => !isAllowed(one)).map(([state]) => [state, refused]),
    );
    // What needs more than the state says so with a rule of its own; the others need nothing more.
    const plain = NEED_MORE.includes(action) ? [] : outcomes.filter(isAllowed);
    expect(plain).toEqual(plain.map(([state]) => [state, to ?? state]));
  });

  it.each(actions.filter(([action]) => action !== 'report'))('%s is refused without a record', (_, name) =>
    given()
      .when(command(name, DATA[name] as never))
      .thenRefused('OPERATION_IS_NOT_RECORDED', 'OPS-STATES'),
  );

  it('every state but UNKNOWN is reached by an arrow, or is where records begin', () => {
    const reached = Object.values(ARROWS).flatMap((arrow) => ('to' in arrow ? [arrow.to as OperationState] : []));
    expect(new Set(['PROPOSED', ...reached, 'UNKNOWN'])).toEqual(new Set(OPERATION_STATES));
  });

  it('what is offered next would not be refused for the state', () => {
    const bits = { isApprovalOutstanding: true, hasOpenPhase: false, hasForces: true, hasUnacknowledgedOrder: true };
    for (const state of OPERATION_STATES) {
      const offered: readonly OperationAction[] = nextActionsOf({ state, ...bits });
      const outcomes = actions.filter(([action]) => offered.includes(action)).map(([, name]) => outcomeOf(name, state));
      expect(outcomes).not.toContain('OPERATION_STATE_DOES_NOT_ALLOW_THIS');
    }
    expect(nextActionsOf({ state: 'COMPLETED', ...bits })).toEqual([
      'acknowledge-order',
      'file-after-action',
      'waive-after-action',
    ]);
    expect(nextActionsOf({ state: 'CLOSED', ...bits })).toEqual([]);
  });

  /** The arrows of the operations process as the domain notes draw them (2.3), with the event that each records. */
  const DRAWN: readonly (readonly [string, string, OperationAction, string])[] = [
    ['PROPOSED', 'PLANNED', 'plan', contracts.OPERATION_PLANNED],
    ['PLANNED', 'PREPARING', 'start-preparation', contracts.OPERATION_PREPARATION_STARTED],
    ['PLANNED PREPARING', 'APPROVED', 'approve', contracts.OPERATION_APPROVED],
    ['APPROVED', 'AWAITING_ACCESS', 'await-access', contracts.OPERATION_ACCESS_AWAITED],
    ['APPROVED AWAITING_ACCESS', 'LAUNCHED', 'launch', contracts.OPERATION_LAUNCHED],
    ['PLANNED PREPARING', 'LAUNCHED', 'launch', contracts.OPERATION_LAUNCHED], // in an emergency (OPS-7)
    ['LAUNCHED', 'SUSPENDED', 'suspend', contracts.OPERATION_SUSPENDED],
    ['SUSPENDED', 'LAUNCHED', 'resume', contracts.OPERATION_RESUMED],
    ['LAUNCHED SUSPENDED CONVERTED', 'COMPLETED', 'complete', contracts.OPERATION_COMPLETED_WITH_TASKS],
    [
      'PROPOSED PLANNED PREPARING APPROVED AWAITING_ACCESS',
      ...(['POSTPONED', 'postpone', contracts.OPERATION_POSTPONED] as const),
    ],
    ['POSTPONED', 'PLANNED', 'replan', contracts.OPERATION_REPLANNED],
    [
      'PROPOSED PLANNED PREPARING APPROVED AWAITING_ACCESS LAUNCHED SUSPENDED POSTPONED CONVERTED',
      ...(['CANCELLED', 'cancel', contracts.OPERATION_CANCELLED] as const),
    ],
    // In another way once more: from remote to led by a partner.
    ['AWAITING_ACCESS PREPARING CONVERTED', 'CONVERTED', 'change-mode', contracts.OPERATION_MODE_CHANGED],
    ['COMPLETED', 'AFTER_ACTION', 'file-after-action', contracts.OPERATION_AFTER_ACTION_FILED],
    ['COMPLETED', 'AFTER_ACTION', 'waive-after-action', contracts.OPERATION_AFTER_ACTION_WAIVED],
    ['AFTER_ACTION', 'CLOSED', 'close', contracts.OPERATION_CLOSED],
  ];
  const drawn = DRAWN.flatMap(([from, to, action, type]) => from.split(' ').map((one) => [one, action, to, type]));

  it.each(drawn as [OperationState, OperationAction, OperationState, string][])(
    'from %s %s leads to %s',
    (from, action, to, type) => {
      const [, name] = actions.find(([one]) => one === action)!;
      const isEmergency = action === 'launch' && (from === 'PLANNED' || from === 'PREPARING');
      // A document says no word of an approval, and a launch that is no emergency needs one.
      const needed = action === 'launch' && !isEmergency ? [proposed, planned(), approved()] : [];
      const before = [...needed, inState(from)];
      const data = isEmergency ? { ...DATA['launch-operation'], emergency: true } : DATA[name];
      const issued = command(name, data as never, { source: letter });
      const events = decideAfter(operationDecider, before, issued);
      expect(events.map((one) => one.type)).toEqual([type]);
      expect(fold(operationDecider, [...before, ...events])).toMatchObject({ status: to });
    },
  );

  it('has no arrow that is not drawn', () => {
    const inTable = (Object.entries(ARROWS) as [OperationAction, { from: readonly string[]; to?: string }][]).flatMap(
      ([action, { from, to }]) => (to === undefined ? [] : from.map((one) => `${one} ${action} ${to}`)),
    );
    // These two are taken up by the table and refused by a rule that says more (OPS-5), or move nothing (OPS-7).
    const special = ['COMPLETED close CLOSED', 'LAUNCHED approve APPROVED', 'SUSPENDED approve APPROVED'];
    expect(inTable.filter((arrow) => !special.includes(arrow)).toSorted()).toEqual(
      drawn.map(([from, action, to]) => `${from} ${action} ${to}`).toSorted(),
    );
  });

  it('goes all the way from proposal to closing', () => {
    const names = ['plan', 'start-preparation', 'approve', 'await-access'] as const;
    const commandsOf = (wanted: readonly OperationAction[]) =>
      wanted.map((action) => actions.find(([one]) => one === action)![1]);
    const afterwards = ['launch', 'suspend', 'resume', 'complete', 'file-after-action', 'close'] as const;
    let events: readonly OperationEvent[] = [proposed];
    const seen: string[] = [];
    for (const name of commandsOf([...names, ...afterwards])) {
      const decided = decideAfter(operationDecider, events, command(name, DATA[name] as never));
      events = [...events, ...decided];
      seen.push(fold(operationDecider, events).status);
    }
    expect(seen).toEqual([
      ...['PLANNED', 'PREPARING', 'APPROVED', 'AWAITING_ACCESS', 'LAUNCHED', 'SUSPENDED', 'LAUNCHED'],
      ...['COMPLETED', 'AFTER_ACTION', 'CLOSED'],
    ]);
  });
});

describe('OPS-2: a launch needs approval, forces and consent', () => {
  const launch = (data = {}, surroundings = {}) => command('launch-operation', data, surroundings);
  const launchedNow = (data = {}) => event(contracts.OPERATION_LAUNCHED, { emergency: false, ...data }, strictly);

  it('is accepted with all three', () =>
    given(...ready)
      .when(launch())
      .thenRecorded(launchedNow()));
  it('is accepted when the plan says that no consent is needed', () =>
    given(proposed, planned({ hostConsentRequired: false }), approved(), assigned())
      .when(launch())
      .thenRecorded(launchedNow()));
  it('is refused without approval', () =>
    given(proposed, planned(), assigned(), granted).when(launch()).thenRefused('LAUNCH_NEEDS_APPROVAL', 'OPS-2'));
  it('is refused without forces', () =>
    given(proposed, planned(), approved(), granted).when(launch()).thenRefused('LAUNCH_NEEDS_FORCES', 'OPS-2'));
  it('is refused when all forces were released', () =>
    given(...ready, event(contracts.OPERATION_FORCES_RELEASED, { assignment: 1 }))
      .when(launch())
      .thenRefused('LAUNCH_NEEDS_FORCES', 'OPS-2'));
  it.each([
    ['nobody has said whether the host state has to agree', [], 'ACCESS_DECISION_IS_MISSING'],
    [
      'the host state refused',
      [granted, event(contracts.OPERATION_ACCESS_DECIDED, { decision: 'denied' })],
      'ACCESS_IS_NOT_GRANTED',
    ],
  ])('is refused when %s', (_, decisions, code) =>
    given(proposed, planned(), approved(), assigned(), ...decisions)
      .when(launch())
      .thenRefused(code, 'OPS-2'),
  );
  it('is refused when the host state refused though the plan needed no consent', () =>
    given(
      proposed,
      planned({ hostConsentRequired: false }),
      approved(),
      assigned(),
      event(contracts.OPERATION_ACCESS_DECIDED, { decision: 'denied' }),
    )
      .when(launch())
      .thenRefused('ACCESS_IS_NOT_GRANTED', 'OPS-2'));
  it('is accepted on the authority of someone who answers for what is missing, and says what that was', () => {
    const override = { authority: 'Force Commander', reason: 'Imminent threat' };
    given(proposed, planned(), approved())
      .when(launch({ override }))
      .thenRecorded(launchedNow({ override: { ...override, of: ['forces', 'access'] } }));
    given(...ready)
      .when(launch({ override }))
      .thenRecorded(launchedNow());
  });
});

describe('OPS-3: a unit is assigned within its capacity', () => {
  const assign = (data = {}) =>
    command('assign-operation-forces', {
      ...{ unitId: UNIT_ID, unit: helicopters, assets: [{ kind: 'utility_helicopter', count: 3 }] },
      ...{ from: { edtf: '2022-06-21' }, to: { edtf: '2022-06-30' }, ...data },
    });
  const other = (data = {}) => ({
    ...{ allocation: 1, operation: 'OP-2022-0002', assets: [{ kind: 'utility_helicopter', count: 2 }], isOver: false },
    ...{ from: { edtf: '2022-06-30' }, to: { edtf: '2022-07-05' }, ...data },
  });
  const expectAccepted = (data: object, allocations: readonly object[]) =>
    expect(decideAfter(operationDecider, [proposed, planned()], assign({ allocations, ...data }))).toMatchObject([
      { data: { allocation: allocations.length + 1, assignment: 1 } },
    ]);
  const expectRefused = (data: object, allocations: readonly object[]) =>
    given(proposed, planned())
      .when(assign({ allocations, ...data }))
      .thenRefused('UNIT_CAPACITY_IS_EXCEEDED', 'OPS-3');

  it('accepts what the unit has', () => expectAccepted({}, []));
  it('records unit, assets, times and number', () =>
    given(proposed, planned())
      .when(assign({ strength: { value: 30, qualifier: 'about' }, sourceSector: 'East' }))
      .thenRecorded(
        event(
          contracts.OPERATION_FORCES_ASSIGNED,
          {
            ...{ assignment: 1, unitId: UNIT_ID, unitName: 'Heron Aviation', allocation: 1 },
            ...{ strength: { value: 30, qualifier: 'about' }, assets: [{ kind: 'utility_helicopter', count: 3 }] },
            ...{ from: { edtf: '2022-06-21' }, to: { edtf: '2022-06-30' }, sourceSector: 'East' },
          },
          strictly,
        ),
      ));
  it('refuses more than it has', () => expectRefused({ assets: [{ kind: 'utility_helicopter', count: 5 }] }, []));
  it('refuses what it has none of', () => expectRefused({ assets: [{ kind: 'uas', count: 1 }] }, []));
  it('refuses more than is left on the one day that both need', () => expectRefused({}, [other()]));
  it('accepts the same once the other is over or lies elsewhere in time', () => {
    expectAccepted({}, [other({ isOver: true })]);
    expectAccepted({}, [other({ from: { edtf: '2022-07-01' } })]);
    expectAccepted({}, [other({ from: { edtf: '2022-06-01' }, to: { edtf: '2022-06-20' } })]);
  });
  it('takes vague dates in full, and no end as none', () => {
    expectRefused({}, [other({ from: { edtf: '2022-06' }, to: { edtf: '2022-06' } })]);
    expectRefused({}, [other({ from: { edtf: '2022' }, to: undefined })]);
  });
  it('adds up what is used at one time only', () =>
    expectAccepted({ assets: [{ kind: 'utility_helicopter', count: 2 }] }, [
      other({ from: { edtf: '2022-06-21' }, to: { edtf: '2022-06-22' } }),
      other({ from: { edtf: '2022-06-23' }, to: { edtf: '2022-06-24' } }),
    ]));
  it('lets operations share, up to 100 per cent', () => {
    const shared = other({ from: { edtf: '2022-06-21' }, assets: [{ kind: 'utility_helicopter', count: 4 }] });
    const four = { assets: [{ kind: 'utility_helicopter', count: 4 }] };
    expectAccepted({ ...four, sharePercent: 40 }, [{ ...shared, sharePercent: 60 }]);
    expectRefused({ ...four, sharePercent: 41 }, [{ ...shared, sharePercent: 60 }]);
    expectRefused({ ...four, sharePercent: 40 }, [shared]);
  });
  it('takes the whole unit where no assets are named', () => {
    const whole = other({ assets: [], from: { edtf: '2022-06-21' } });
    expectRefused({ assets: [{ kind: 'utility_helicopter', count: 1 }] }, [whole]);
    expectRefused({ assets: [], unit: { name: 'Company', capacity: [] } }, [whole]);
    expectAccepted({ assets: [], unit: { name: 'Company', capacity: [] } }, []);
  });
  it('refuses dates that are the wrong way round', () =>
    given(proposed, planned())
      .when(assign({ to: { edtf: '2022-06-20' } }))
      .thenRefused('FORCES_LEAVE_BEFORE_THEY_COME', 'OPS-DATES'));
  it('U5: refuses a unit that is not in the register', () =>
    given(proposed, planned())
      .when(assign({ unit: undefined }))
      .thenRefused('UNIT_IS_NOT_REGISTERED', 'U5'));
  it('releases what is assigned, once', () => {
    const release = command('release-operation-forces', { assignment: 1 });
    const released = event(contracts.OPERATION_FORCES_RELEASED, { assignment: 1 }, strictly);
    given(...ready)
      .when(release)
      .thenRecorded(released);
    given(...ready, released)
      .when(release)
      .thenRefused('FORCES_ARE_NOT_ASSIGNED', 'OPS-3');
  });
  it('lets all go for good when the operation ends, also if a document says later that it goes on', () => {
    const [ended, goesOn] = (['COMPLETED', 'LAUNCHED'] as const).map((status) => inState(status));
    const isOver = (...events: OperationEvent[]) =>
      allocationsOf(fold(operationDecider, events), UNIT_ID).map((one) => one.isOver);
    expect(isOver(...ready)).toEqual([false]);
    expect(isOver(...ready, ended!, goesOn!)).toEqual([true]);
    expect(isOver(...ready, ended!, goesOn!, assigned({ assignment: 2, allocation: 2 }))).toEqual([true, false]);
    given(...ready, ended!, goesOn!)
      .when(command('release-operation-forces', { assignment: 1 }))
      .thenRefused('FORCES_ARE_NOT_ASSIGNED', 'OPS-3');
  });
  it('keeps the numbers of its allocations for ever', () => {
    const held = (...events: OperationEvent[]) => operationDecider.holds(fold(operationDecider, events));
    const claim = { kind: 'unit-allocation/1', value: `${UNIT_ID}#1` };
    expect(held(...ready)).toContainEqual(claim);
    expect(held(...ready, event(contracts.OPERATION_CANCELLED, { reason: 'political' }))).toContainEqual(claim);
  });
});

describe('OPS-4: phases', () => {
  const start = (data = {}, surroundings = {}) =>
    command('start-operation-phase', { name: 'Insertion', ...data }, surroundings);

  it('are numbered from 1 without gaps', () => {
    given(...underWay)
      .when(start())
      .thenRecorded(phase(1));
    given(...underWay, phase(1), phaseEnded(1))
      .when(start({ phase: 2 }))
      .thenRecorded(phase(2));
    given(...underWay)
      .when(start({ phase: 2 }))
      .thenRefused('PHASE_NUMBERS_HAVE_NO_GAPS', 'OPS-4');
  });
  it('do not overlap, unless they are parallel', () => {
    given(...underWay, phase(1))
      .when(start())
      .thenRefused('PHASES_OVERLAP', 'OPS-4');
    given(...underWay, phase(1), phaseEnded(1))
      .when(start({}, { occurredAt: DAY_BEFORE }))
      .thenRefused('PHASES_OVERLAP', 'OPS-4');
    given(...underWay, phase(1))
      .when(start({ parallel: true }))
      .thenRecorded(phase(2, { parallel: true }));
  });
  it('lie within the operation', () => {
    given(...underWay)
      .when(start({}, { occurredAt: '2022-06-08' }))
      .thenRefused('PHASE_LIES_OUTSIDE_THE_OPERATION', 'OPS-4');
    given(proposed, planned({ plannedEnd: { edtf: '2022-06-09' } }), ...ready.slice(2), launched())
      .when(start())
      .thenRefused('PHASE_LIES_OUTSIDE_THE_OPERATION', 'OPS-4');
  });
  it.each([
    ['its launch', [...underWay], '2022-06-08'],
    ['the end of a phase', [...underWay, phase(1), phaseEnded(1)], DAY_BEFORE],
  ] as const)('refuses an end of the operation before %s', (_, history, occurredAt) =>
    given(...history)
      .when(command('complete-operation', {}, { occurredAt }))
      .thenRefused('COMPLETION_PRECEDES_LAUNCH_OR_PHASE', 'OPS-4'),
  );
  it('end once, and not before they start', () => {
    const end = (surroundings = {}) => command('end-operation-phase', { phase: 1 }, surroundings);
    given(...underWay, phase(1))
      .when(end())
      .thenRecorded(phaseEnded(1, strictly));
    given(...underWay, phase(1), phaseEnded(1))
      .when(end())
      .thenRefused('PHASE_IS_NOT_OPEN', 'OPS-4');
    given(...underWay, phase(1))
      .when(end({ occurredAt: DAY_BEFORE }))
      .thenRefused('PHASE_ENDS_BEFORE_IT_STARTS', 'OPS-4');
  });
});

describe('OPS-5: what was begun is ended', () => {
  const completed = event(contracts.OPERATION_COMPLETED_WITH_TASKS, {
    afterActionDueAt: '2022-06-17T08:00:00.000Z',
    tasks: 0,
  });
  it('completes an operation whose phases have ended', () =>
    given(...underWay, phase(1), phaseEnded(1))
      .when(command('complete-operation', {}))
      .thenRecorded(completed));
  it('is refused while a task is still to be done', () =>
    given(...underWay)
      .when(command('complete-operation', { openTasks: ['ACT-2022-0001'], nextTask: 2 }))
      .thenRefused('OPERATION_HAS_OPEN_TASKS', 'OPS-5'));
  it('refuses while a phase is open', () =>
    given(...underWay, phase(1))
      .when(command('complete-operation', {}))
      .thenRefused('OPERATION_HAS_AN_OPEN_PHASE', 'OPS-5'));
  it('closes after the after-action report or its waiver', () => {
    const filed = event(contracts.OPERATION_AFTER_ACTION_FILED, { documentRef: 'AAR 3 of 2022' });
    const waived = event(contracts.OPERATION_AFTER_ACTION_WAIVED, { authority: 'Force Commander', reason: 'None' });
    for (const end of [filed, waived])
      given(...underWay, completed, end)
        .when(command('close-operation', {}))
        .thenRecorded(event(contracts.OPERATION_CLOSED));
  });
  it('refuses to close without either', () =>
    given(...underWay, completed)
      .when(command('close-operation', {}))
      .thenRefused('OPERATION_CLOSING_NEEDS_AFTER_ACTION', 'OPS-5'));
});

describe('OPS-6: orders', () => {
  const issue = (data: OperationCommandOf<'issue-operation-order'>['data']) => command('issue-operation-order', data);
  it('rise in their serials', () => {
    given(proposed, planned(), ordered('WARNO', 1))
      .when(issue({ kind: 'OPORD', serial: 3, supersedes: 1 }))
      .thenRecorded(ordered('OPORD', 3, { supersedes: 1 }));
    given(proposed, planned(), ordered('WARNO', 3))
      .when(issue({ kind: 'OPORD', serial: 3 }))
      .thenRefused('ORDER_SERIAL_DOES_NOT_RISE', 'OPS-6');
  });
  it('that are fragmentary change an operation order of the same operation', () =>
    given(proposed, planned(), ordered('OPORD', 1))
      .when(issue({ kind: 'FRAGO', serial: 2, amends: 1 }))
      .thenRecorded(ordered('FRAGO', 2, { amends: 1 })));
  it.each([
    ['a fragmentary order that changes nothing', { kind: 'FRAGO', serial: 2 }],
    ['one that changes a warning order', { kind: 'FRAGO', serial: 2, amends: 1 }],
    ['one that changes an order that was never issued', { kind: 'FRAGO', serial: 2, amends: 9 }],
    ['another order that changes one', { kind: 'OPORD', serial: 2, amends: 1 }],
  ] as const)('refuse %s', (_, data) =>
    given(proposed, planned(), ordered('WARNO', 1))
      .when(issue(data))
      .thenRefused('FRAGO_AMENDS_NO_ISSUED_OPORD', 'OPS-6'),
  );
  it('replace what was issued only', () =>
    given(proposed, planned())
      .when(issue({ kind: 'OPORD', serial: 1, supersedes: 7 }))
      .thenRefused('SUPERSEDED_ORDER_DOES_NOT_EXIST', 'OPS-6'));
  it('are acknowledged once', () => {
    const acknowledge = command('acknowledge-operation-order', { serial: 1 });
    const acknowledged = event(contracts.OPERATION_ORDER_ACKNOWLEDGED, { serial: 1 });
    given(proposed, planned(), ordered('OPORD', 1)).when(acknowledge).thenRecorded(acknowledged);
    given(proposed, planned(), ordered('OPORD', 1), acknowledged)
      .when(acknowledge)
      .thenRefused('ORDER_IS_NOT_OPEN', 'OPS-6');
  });
});

describe('OPS-DATES: what is under way is suspended and resumed in the order of its dates', () => {
  const suspended = event(contracts.OPERATION_SUSPENDED, { reason: 'weather' });
  const suspend = (occurredAt: string) => command('suspend-operation', { reason: 'weather' }, { occurredAt });
  const step = 'OPERATION_STEP_PRECEDES_WHAT_IT_FOLLOWS';

  it('not suspended before the launch, nor resumed before the suspension', () => {
    given(...underWay)
      .when(suspend('1999'))
      .thenRefused(step, 'OPS-DATES');
    given(...underWay, suspended)
      .when(command('resume-operation', {}, { occurredAt: DAY_BEFORE }))
      .thenRefused(step, 'OPS-DATES');
  });
  it('in whatever order dates that are too vague to tell may mean', () => {
    given(...underWay)
      .when(suspend('2022'))
      .thenRecorded({ ...suspended, occurredAt: '2022' });
    given(...underWay, suspended)
      .when(command('resume-operation', {}, { occurredAt: '2022-06' }))
      .thenRecorded(event(contracts.OPERATION_RESUMED, {}, { occurredAt: '2022-06' }));
  });
  it('not completed before it was suspended', () =>
    given(...underWay, suspended)
      .when(command('complete-operation', {}, { occurredAt: DAY_BEFORE }))
      .thenRefused('COMPLETION_PRECEDES_LAUNCH_OR_PHASE', 'OPS-4'));
});

describe('OPS-7: an emergency launch is approved within 24 hours', () => {
  const dueAt = '2022-06-11T08:00:00.000Z';
  const emergency = event(contracts.OPERATION_LAUNCHED, { emergency: true, approvalDueAt: dueAt }, strictly);
  const before = [proposed, planned(), assigned(), granted];
  const approve = (surroundings = {}) => command('approve-operation', { authority: 'Force Commander' }, surroundings);

  it('goes from PLANNED, and waits for its approval', () => {
    given(...before)
      .when(command('launch-operation', { emergency: true }))
      .thenRecorded(emergency);
    expect(deadlines(fold(operationDecider, [...before, emergency]))).toEqual([{ name: 'emergency-approval', dueAt }]);
  });
  it('still needs forces and consent', () =>
    given(proposed, planned(), assigned())
      .when(command('launch-operation', { emergency: true }))
      .thenRefused('ACCESS_DECISION_IS_MISSING', 'OPS-2'));
  it('takes the approval afterwards, and stays launched', () => {
    const approval = approved({}, { occurredAt: NOW } as never);
    given(...before, emergency)
      .when(approve())
      .thenRecorded(approval);
    const state = fold(operationDecider, [...before, emergency, approval]) as RecordedOperation;
    expect([state.status, state.approvalDueAt, deadlines(state)]).toEqual(['LAUNCHED', undefined, []]);
  });
  it('takes it late, and says so', () =>
    given(...before, emergency)
      .when(approve({ now: '2022-06-11T09:00:00.000Z', occurredAt: '2022-06-11T09:00:00.000Z' }))
      .thenRecorded(approved({ isLate: true }, { occurredAt: '2022-06-11T09:00:00.000Z' } as never)));
  it('is approved once', () =>
    given(...underWay)
      .when(approve())
      .thenRefused('OPERATION_IS_APPROVED_ALREADY', 'OPS-7'));
  it('without emergency no launch lies before the approval', () =>
    given(proposed, planned(), approved({}, { occurredAt: NOW } as never), assigned(), granted)
      .when(command('launch-operation', {}, { occurredAt: DAY_BEFORE }))
      .thenRefused('LAUNCH_PRECEDES_APPROVAL', 'OPS-7'));
});

describe('U1: what is reported as having happened does not lie ahead', () => {
  const PLANS: readonly string[] = ['plan', 'amend-plan', 'replan', 'assign-forces'];
  it.each(actions.filter(([action]) => !PLANS.includes(action)))('%s', (action, name) => {
    const from = (ARROWS[action].from as readonly OperationState[]).at(-1)!;
    const surroundings = { occurredAt: '2022-07-01', source: letter };
    given(inState(from))
      .when(command(name, DATA[name] as never, surroundings))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1');
  });
});

describe('U2: a correction is an event of its own', () => {
  const correct = (data = {}) => command('correct-operation', { version: 1, reason: 'typo', ...data });
  const corrected = event(contracts.OPERATION_CORRECTED, {
    corrects: { version: 1, reason: 'typo', members: { name: 'Egret' } },
  });

  it('names the event, what it should have said, and why', () =>
    given(proposed)
      .when(correct({ members: { name: 'Egret' } }))
      .thenRecorded(corrected));
  it('may say when it really was', () =>
    given(proposed)
      .when(correct({ shouldHaveOccurredAt: '2022-05', reason: 'late_information', note: 'From the log book' }))
      .thenRecorded(
        event(contracts.OPERATION_CORRECTED, {
          corrects: { version: 1, reason: 'late_information', occurredAt: '2022-05' },
          note: 'From the log book',
        }),
      ));
  it('counts from then on for every rule: the name is another', () => {
    const state = fold(operationDecider, [proposed, corrected]) as RecordedOperation;
    expect(state).toMatchObject({ name: 'Egret', version: 2, corrections: [2] });
    expect(operationDecider.holds(state)).toContainEqual({ kind: 'operation-name/1', value: 'egret' });
    expect(operationDecider.holds(state)).not.toContainEqual({ kind: 'operation-name/1', value: 'heron' });
  });
  it('may be followed by another of the same event; the later one counts', () => {
    const again = event(contracts.OPERATION_CORRECTED, {
      corrects: { version: 1, reason: 'typo', members: { name: 'Heron' } },
    });
    given(proposed, corrected)
      .when(correct({ members: { name: 'Heron' } }))
      .thenRecorded(again);
    expect(fold(operationDecider, [proposed, corrected, again])).toMatchObject({ name: 'Heron' });
  });
  it('refuses an event that is not there, a correction, and nothing', () => {
    given(proposed)
      .when(correct({ version: 2, members: { name: 'Egret' } }))
      .thenRefused('CORRECTED_EVENT_DOES_NOT_EXIST', 'U2');
    given(proposed, corrected)
      .when(correct({ version: 2, members: { name: 'Egret' } }))
      .thenRefused('CORRECTION_NAMES_A_CORRECTION', 'U2');
    given(proposed)
      .when(correct({ members: {} }))
      .thenRefused('CORRECTION_CHANGES_NOTHING', 'U2');
  });
});

describe('Deadlines', () => {
  const after = (...events: OperationEvent[]) => deadlines(fold(operationDecider, events));
  const completed = event(contracts.OPERATION_COMPLETED_WITH_TASKS, {
    afterActionDueAt: '2022-06-17T08:00:00.000Z',
    tasks: 0,
  });

  it('the planned start, until the end of its latest day, while it is not launched', () => {
    const dueAt = '2022-06-09T23:59:59.999Z';
    expect(after(proposed, planned())).toEqual([{ name: 'planned-start', dueAt }]);
    expect(after(...underWay)).toEqual([]);
  });
  it('the acknowledgement of an order within four hours', () =>
    expect(after(proposed, ordered('WARNO', 2))).toEqual([
      { name: 'order-acknowledgement:2', dueAt: '2022-06-10T12:00:00.000Z' },
    ]));
  it('the after-action report within seven days of completion', () =>
    expect(after(...underWay, completed)).toEqual([
      { name: 'after-action-report', dueAt: '2022-06-17T08:00:00.000Z' },
    ]));
  it('are recorded when they have passed, and are waited for no longer', () => {
    const dueAt = '2022-06-09T23:59:59.999Z';
    const pass = (data = {}, now = NOW) =>
      command('pass-operation-deadline', { deadline: 'planned-start', dueAt, isLate: false, ...data }, { now });
    const passed = event(contracts.OPERATION_DEADLINE_PASSED, { deadline: 'planned-start', dueAt, isLate: false });
    given(proposed, planned()).when(pass()).thenRecorded(passed);
    expect(after(proposed, planned(), passed)).toEqual([]);
    given(proposed, planned(), passed).when(pass()).thenRefused('DEADLINE_IS_NOT_OPEN', 'DEADLINES');
    given(proposed, planned()).when(pass({}, DAY_BEFORE)).thenRefused('DEADLINE_IS_NOT_DUE', 'DEADLINES');
  });
  it('of an operation that is over are none', () =>
    expect(after(proposed, planned(), event(contracts.OPERATION_CANCELLED, { reason: 'political' }))).toEqual([]));
});

describe('What an action records', () => {
  const rest: readonly [string, OperationEvent[], OperationCommand, OperationEvent][] = [
    [
      'amend-plan',
      [proposed, planned()],
      command('amend-operation-plan', {
        threatLevel: 'high',
        plannedEnd: { edtf: '2022-06-30' },
        hostConsentRequired: true,
      }),
      event(
        contracts.OPERATION_PLAN_AMENDED,
        { plannedEnd: { edtf: '2022-06-30' }, threatLevel: 'high', hostConsentRequired: true },
        strictly,
      ),
    ],
    [
      'start-preparation',
      [proposed, planned()],
      command('start-operation-preparation', { until: { edtf: '2022-03-14' } }, { source: letter }),
      event(
        contracts.OPERATION_PREPARATION_STARTED,
        { source: letter, until: { edtf: '2022-03-14' } },
        { sensitivity: 'UNCLASSIFIED' },
      ),
    ],
    [
      'await-access',
      [proposed, planned(), approved()],
      command('await-operation-access', { requestRef: 'Flight request 14' }),
      event(contracts.OPERATION_ACCESS_AWAITED, { requestRef: 'Flight request 14' }),
    ],
    [
      'record-access-decision',
      [proposed, planned()],
      command('record-operation-access-decision', {
        ...{
          decision: 'denied',
          authority: 'Host state',
          reasonAsStated: 'none given',
          requestRef: 'Flight request 14',
        },
        ...{ validity: { edtf: '2022-03' } },
      } as const),
      event(contracts.OPERATION_ACCESS_DECIDED, {
        ...{
          decision: 'denied',
          authority: 'Host state',
          reasonAsStated: 'none given',
          requestRef: 'Flight request 14',
        },
        ...{ validity: { edtf: '2022-03' } },
      }),
    ],
    [
      'postpone',
      [proposed, planned()],
      command('postpone-operation', {
        reason: 'access_denied',
        reasonAsStated: 'No answer',
        newDate: { edtf: '2022-08' },
      }),
      event(contracts.OPERATION_POSTPONED, {
        ...{ reason: 'access_denied', reasonAsStated: 'No answer', newDate: { edtf: '2022-08' } },
      }),
    ],
    [
      'change-mode',
      [inState('PREPARING')],
      command('change-operation-mode', { to: 'remote', reason: 'access_denied', reasonAsStated: 'refused' }),
      event(contracts.OPERATION_MODE_CHANGED, {
        ...{ from: 'on_site', to: 'remote', reason: 'access_denied', reasonAsStated: 'refused' },
      }),
    ],
  ];
  it.each(rest)('%s', (_, history, when, expected) =>
    given(...history)
      .when(when)
      .thenRecorded(expected),
  );

  it('an amendment that changes nothing is refused', () =>
    given(proposed, planned())
      .when(command('amend-operation-plan', {}))
      .thenRefused('PLAN_AMENDMENT_CHANGES_NOTHING', 'OPS-DATES'));
  it.each(['on_site'] as const)('a mode that is none to go on in is refused: %s', (to) =>
    given(inState('PREPARING'))
      .when(command('change-operation-mode', { to }))
      .thenRefused('OPERATION_MODE_IS_NO_CHANGE', 'OPS-STATES'),
  );
  it('replanning an operation lets its old end and its approval go', () => {
    const postponed = event(contracts.OPERATION_POSTPONED, { reason: 'weather' });
    const before = [proposed, planned({ plannedEnd: { edtf: '2022-06-30' } }), approved(), postponed];
    const replanned = event(contracts.OPERATION_REPLANNED, { plannedStart: { edtf: '2022-08' } }, strictly);
    given(...before)
      .when(command('replan-operation', { plannedStart: { edtf: '2022-08' } }))
      .thenRecorded(replanned);
    const { plannedEnd, approvedAt, status } = fold(operationDecider, [...before, replanned]) as RecordedOperation;
    expect([status, plannedEnd, approvedAt]).toEqual(['PLANNED', undefined, undefined]);
  });
});
