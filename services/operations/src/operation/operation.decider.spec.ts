import { OPERATION_PLANNED, OPERATION_PROPOSED, OPERATION_REPORTED, OPERATION_STATES } from '@opsledger/contracts';
import { fold } from '@opsledger/kernel';
import { metadata, NOW, SOME_ID, specify } from '@opsledger/testing';
import type { OperationCommand, OperationCommandOf } from './operation.commands.js';
import { operationDecider } from './operation.decider.js';
import type { OperationEvent } from './operation.state.js';

const { given } = specify(operationDecider);
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const reference = 'OP-2022-0001';

const propose = (
  data: Partial<OperationCommandOf<'propose-operation'>['data']> = {},
  surroundings = {},
): OperationCommand => ({
  name: 'propose-operation',
  data: { name: 'Heron', ...data },
  metadata: metadata({ reference, ...surroundings }),
});
const plan = (
  data: Partial<OperationCommandOf<'plan-operation'>['data']> = {},
  surroundings = {},
): OperationCommand => ({
  name: 'plan-operation',
  data: { type: 'patrol', plannedStart: { edtf: '2022-07' }, ...data },
  metadata: metadata(surroundings),
});
const report = (
  data: Partial<OperationCommandOf<'report-operation'>['data']> = {},
  surroundings = {},
): OperationCommand => ({
  name: 'report-operation',
  data: { name: 'Buffalo', status: 'LAUNCHED', statusAsStated: 'continues', ...data },
  metadata: metadata({
    reference,
    source: letter,
    knownAt: '2022-06-02T00:00:00.000Z',
    occurredAt: '/2022-06-01',
    ...surroundings,
  }),
});

const proposed = (data = {}): OperationEvent => ({
  type: OPERATION_PROPOSED,
  occurredAt: NOW,
  sensitivity: 'CONFIDENTIAL',
  data: { operationId: SOME_ID, reference, name: 'Heron', aliases: [], ...data },
});
const planned = (data = {}): OperationEvent => ({
  type: OPERATION_PLANNED,
  occurredAt: NOW,
  sensitivity: 'STRICTLY_CONFIDENTIAL',
  data: {
    operationId: SOME_ID,
    name: 'Heron',
    aliases: [],
    type: 'patrol',
    plannedStart: { edtf: '2022-07' },
    ...data,
  },
});
const reported = (data = {}): OperationEvent => ({
  type: OPERATION_REPORTED,
  occurredAt: '/2022-06-01',
  sensitivity: 'UNCLASSIFIED',
  data: {
    operationId: SOME_ID,
    reference,
    name: 'Buffalo',
    aliases: [],
    status: 'LAUNCHED',
    statusAsStated: 'continues',
    source: letter,
    ...data,
  },
});
const reportedAgain = (data = {}): OperationEvent => {
  const { reference: _, ...rest } = reported(data).data as Record<string, unknown>;
  return { ...reported(), data: rest } as OperationEvent;
};

describe('propose an operation', () => {
  it('opens the record with its name and reference', () => given().when(propose()).thenRecorded(proposed()));

  it('keeps what was said of it and leaves out what was not', () => {
    const said = {
      aliases: ['Blue Heron'],
      type: 'protection',
      integrated: false,
      areas: [{ asStated: 'near Diabali', adminLevel: 'area' }],
    } as const;
    given().when(propose(said)).thenRecorded(proposed(said));
  });

  it('OPS-1: takes an alias that is the name, or is there twice, for the one name that it is', () =>
    given()
      .when(propose({ aliases: ['HÉRON', 'Blue Heron', 'blue-heron'] }))
      .thenRecorded(proposed({ aliases: ['Blue Heron'] })));

  it('takes the mark that was asked for', () =>
    given()
      .when(propose({}, { sensitivity: 'UNCLASSIFIED' }))
      .thenRecorded({ ...proposed(), sensitivity: 'UNCLASSIFIED' }));

  it('is refused for a record that is there already', () =>
    given(proposed()).when(propose()).thenRefused('OPERATION_IS_ALREADY_RECORDED', 'OPS-STATES'));

  it('U1: takes what happened up to five minutes ahead of our clock', () => {
    const occurredAt = '2022-06-10T08:05:00.000Z';
    given()
      .when(propose({}, { occurredAt }))
      .thenRecorded({ ...proposed(), occurredAt });
  });

  it('U1: refuses what lies further ahead', () =>
    given()
      .when(propose({}, { occurredAt: '2022-06-10T08:05:00.001Z' }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
});

describe('plan an operation', () => {
  it('gives a proposal its plan, under its proposed name', () =>
    given(proposed()).when(plan()).thenRecorded(planned()));

  it('may give it its definite name', () =>
    given(proposed({ aliases: ['Blue Heron'] }))
      .when(plan({ name: 'Egret' }))
      .thenRecorded(planned({ name: 'Egret', aliases: ['Blue Heron'] })));

  it('OPS-1: lets an alias go that becomes the name', () =>
    given(proposed({ aliases: ['Egret', 'Blue Heron'] }))
      .when(plan({ name: 'Egret' }))
      .thenRecorded(planned({ name: 'Egret', aliases: ['Blue Heron'] })));

  it('U1 does not bind a plan: it may lie ahead', () =>
    given(proposed())
      .when(plan({}, { occurredAt: '2022-12' }))
      .thenRecorded({ ...planned(), occurredAt: '2022-12' }));

  it('takes an end in the month of the start', () =>
    given(proposed())
      .when(plan({ plannedEnd: { edtf: '2022-07', asStated: 'by July 2022' } }))
      .thenRecorded(planned({ plannedEnd: { edtf: '2022-07', asStated: 'by July 2022' } })));

  it('refuses an end before the start', () =>
    given(proposed())
      .when(plan({ plannedEnd: { edtf: '2022-06-30' } }))
      .thenRefused('PLANNED_END_PRECEDES_PLANNED_START', 'OPS-DATES'));

  it('is refused without a record', () => given().when(plan()).thenRefused('OPERATION_IS_NOT_RECORDED', 'OPS-STATES'));

  it('is refused once there is a plan', () =>
    given(proposed(), planned()).when(plan()).thenRefused('OPERATION_STATE_DOES_NOT_ALLOW_THIS', 'OPS-STATES'));

  it.each(OPERATION_STATES.filter((state) => state !== 'PROPOSED'))('is refused while the operation is %s', (status) =>
    given(reported({ status })).when(plan()).thenRefused('OPERATION_STATE_DOES_NOT_ALLOW_THIS', 'OPS-STATES'),
  );
});

describe('report an operation', () => {
  it('may be the first that the log hears of it, and invents neither proposal nor plan', () =>
    given().when(report()).thenRecorded(reported()));

  it('keeps a phase as it is stated, without a number where none is given', () => {
    const phase = {
      asStated: 'entered a new phase',
      startedAt: { edtf: '2020-10-23', asStated: 'On 23 October 2020' },
    };
    given().when(report({ phase })).thenRecorded(reported({ phase }));
  });

  it.each(OPERATION_STATES)('U4: takes the state %s as stated, UNKNOWN among them', (status) =>
    given().when(report({ status })).thenRecorded(reported({ status })),
  );

  it('continues the record of an earlier document: Buffalo of both letters is one', () =>
    given(reported()).when(report()).thenRecorded(reportedAgain()));

  it('keeps the name that this document uses, and finds the record under it from then on', () => {
    const [first, second] = [
      reported({ name: 'Dangare-Wotoro' }),
      reportedAgain({ name: 'Dangere-Wotoro', aliases: ['DANGARE WOTORO'] }),
    ];
    given(first)
      .when(report({ name: 'Dangere-Wotoro', aliases: ['DANGARE WOTORO'] }))
      .thenRecorded(second);
    const held = operationDecider.holds(fold(operationDecider, [first, second])).map(({ value }) => value);
    expect(held).toEqual(['op-2022-0001', 'dangare wotoro', 'dangere wotoro']);
  });

  it.each(['radio', 'form', 'sensor'] as const)(
    'of a %s is CONFIDENTIAL unless it is marked: only letters are published',
    (kind) => {
      const source = { kind, ref: '14' };
      given()
        .when(report({}, { source }))
        .thenRecorded({ ...reported({ source }), sensitivity: 'CONFIDENTIAL' });
    },
  );

  it('stores instants in one form, whatever form they came in', () =>
    given()
      .when(report({ period: { edtf: '2022-03-05T12:00Z/..' } }))
      .thenRecorded(reported({ period: { edtf: '2022-03-05T12:00:00.000Z/..' } })));

  it('is refused without its source', () =>
    given()
      .when(report({}, { source: undefined }))
      .thenRefused('OPERATION_REPORT_NEEDS_A_SOURCE', 'OPS-SOURCE'));

  it.each(['CLOSED', 'CANCELLED'] as const)(
    'is kept for an operation that is %s, and does not open it again',
    (status) => {
      given(reported({ status })).when(report()).thenRecorded(reportedAgain());
      expect(fold(operationDecider, [reported({ status }), reportedAgain()]).status).toBe(status);
    },
  );

  it.each([
    ['of an earlier time', { status: 'PREPARING' }, '2022-03', 'LAUNCHED'],
    ['of the same time', { status: 'SUSPENDED' }, '/2022-06-01', 'SUSPENDED'],
    ['of what is still open', { status: 'SUSPENDED' }, '2022-03/..', 'SUSPENDED'],
    ['that leaves the state open', { status: 'UNKNOWN' }, '2022-06-01', 'LAUNCHED'],
  ] as const)('%s is kept; the state is %j', (_, data, occurredAt, expected) => {
    const later = { ...reportedAgain(data), occurredAt } as OperationEvent;
    given(reported()).when(report(data, { occurredAt })).thenRecorded(later);
    expect(fold(operationDecider, [reported(), later]).status).toBe(expected);
  });

  it.each([
    ['PREPARING', 'PREPARING'],
    ['LAUNCHED', 'LAUNCHED'],
    ['CLOSED', 'CLOSED'],
    ['PROPOSED', 'PLANNED'],
  ] as const)('OPS-STATES: moves on what the mission planned, never back: %s, then it is %s', (status, after) => {
    const history = [proposed(), planned(), { ...reportedAgain({ status }), occurredAt: '2026' }];
    expect(fold(operationDecider, history)).toMatchObject({ status: after });
  });

  it('OPS-STATES: another document may take back what a document stated', () => {
    const [completed, continued] = [{ status: 'COMPLETED' }, { ...reportedAgain(), occurredAt: '2022-09' }];
    expect(fold(operationDecider, [reported(completed), continued])).toMatchObject({ status: 'LAUNCHED' });
  });

  it.each([{ period: { edtf: '2099' } }, { phase: { asStated: 'a new phase', startedAt: { edtf: '2099' } } }])(
    'U1: its dates cannot lie ahead either: %j',
    (data) => given().when(report(data)).thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'),
  );

  it('U1: a document cannot report what happened after it was known', () =>
    given()
      .when(report({}, { occurredAt: '2022-06-03' }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1'));
});

describe('OPS-1: an operation holds its names', () => {
  const heldAfter = (...events: readonly OperationEvent[]): readonly string[] =>
    operationDecider.holds(fold(operationDecider, events)).map(({ kind, value }) => `${kind} ${value}`);

  it('nothing before it is recorded', () => expect(heldAfter()).toEqual([]));

  it('name and aliases in one name space, without regard to case, accents, hyphens', () =>
    expect(heldAfter(proposed({ name: 'Búffalo', aliases: ['Blue-Heron  Two'] }))).toEqual([
      'operation-reference/1 op-2022-0001',
      'operation-name/1 buffalo',
      'operation-name/1 blue heron two',
    ]));

  it('the name of the plan in place of the proposed one', () =>
    expect(heldAfter(proposed(), planned({ name: 'Egret' }))).toEqual([
      'operation-reference/1 op-2022-0001',
      'operation-name/1 egret',
    ]));

  it('still when it is completed', () =>
    expect(heldAfter(reported({ status: 'COMPLETED' }))).toContain('operation-name/1 buffalo'));

  it.each(['CLOSED', 'CANCELLED'])('only its reference once it is %s', (status) =>
    expect(heldAfter(reported({ status }))).toEqual(['operation-reference/1 op-2022-0001']),
  );
});
