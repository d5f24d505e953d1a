import type { RecordedEvent } from '@opsledger/kernel';
import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import type { StandbyCommand } from '../../standby/standby.commands.js';
import { standbyDecider } from '../../standby/standby.decider.js';
import { awaitingStandbys } from './standby-lists.js';
import { standbysProjection } from './standbys.projection.js';

const { given } = specifyProjection(standbysProjection);
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const condition = { kind: 'host_authorisation', asStated: 'should the Malian authorities grant approval' } as const;

type Step = readonly [name: string, data: object, surroundings?: object];
const recordedFrom = (...steps: readonly Step[]): readonly RecordedEvent[] => {
  const commands = steps.map(([name, data, surroundings]) => ({
    ...{ name, data },
    metadata: metadata({ reference: 'SB-2022-0001', ...surroundings }),
  })) as unknown as StandbyCommand[];
  const played = play(standbyDecider, commands);
  expect(played.steps.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual([]);
  return recorded(played.events, { source: '/opsledger/operations', subject: `standby-${SOME_ID}` });
};
const on = (occurredAt: string) => ({ occurredAt });
const order: Step = [
  'order-standby',
  {
    ...{ team: 'Investigation team', noticeToMoveHours: 72, condition },
    ...{ from: { edtf: '2022-06-01' }, to: { edtf: '2022-06-08' } },
    ...{ place: { asStated: 'Mopti' }, destination: { asStated: 'Moura' } },
  },
  on('2022-05-30'),
];
const life: readonly Step[] = [
  order,
  ['achieve-standby', {}, on('2022-06-01')],
  [
    'relocate-standby-assets',
    { assets: [{ kind: 'attack_helicopter', count: 2 }], from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' } },
    on('2022-06-02'),
  ],
  ['declare-standby-readiness', { noticeToMoveHours: 48, condition }, on('2022-06-03')],
  ['extend-standby', { to: { edtf: '2022-06-15' } }, on('2022-06-08')],
  ['record-standby-condition', { isMet: true, authority: 'Host authorities' }, on('2022-06-09')],
  ['activate-standby', {}, on('2022-06-10')],
];

describe('The record of a standby', () => {
  it('shows its terms, what was moved for it, what it waited for and what came of it', () =>
    given(...recordedFrom(...life)).thenDocument({
      ...{ state: 'ACTIVATED', stateOccurredAt: '2022-06-10', noticeToMoveHours: 48, to: { edtf: '2022-06-15' } },
      condition: {
        ...{ ...condition, isMet: true, awaitedSince: '2022-05-30' },
        decision: { isMet: true, authority: 'Host authorities', decidedAt: '2022-06-09' },
      },
      relocations: [
        {
          assets: [{ kind: 'attack_helicopter', count: 2 }],
          ...{ from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' }, at: '2022-06-02' },
        },
      ],
      ...{ achievedAt: '2022-06-01', activation: { activatedAt: '2022-06-10' }, nextActions: [] },
      ...{ startsAt: '2022-06-01T00:00:00.000Z', endsAt: '2022-06-10T23:59:59.999Z' },
      areaNames: ['mopti', 'moura'],
    }));

  it('ends by nothing but its activation, or that it is stood down: until then it may be held beyond its end', () => {
    const endOf = (...steps: readonly Step[]) => given(...recordedFrom(...steps)).document?.endsAt;
    for (const steps of [1, 2, 5]) expect(endOf(...life.slice(0, steps))).toBeUndefined();
    expect(endOf(...life.slice(0, 2), ['stand-down-standby', {}, on('2022-06-09')])).toBe('2022-06-09T23:59:59.999Z');
    const told = (status: string): Step => [
      'report-standby',
      { team: 'Company', status, statusAsStated: 'as told', period: { edtf: '2022-05' } },
      { source: letter, occurredAt: '2022-05' },
    ];
    expect(endOf(told('ACHIEVED'))).toBeUndefined();
    expect(endOf(told('STOOD_DOWN'))).toBe('2022-05-31T23:59:59.999Z');
  });

  it('shows that its end passed', () =>
    given(
      ...recordedFrom(order, [
        'pass-standby-deadline',
        { deadline: 'standby-end', dueAt: '2022-06-08T23:59:59.999Z', isLate: false },
      ]),
    ).thenDocument({
      state: 'ORDERED',
      overdue: [{ deadline: 'standby-end', dueAt: '2022-06-08T23:59:59.999Z', isLate: false }],
    }));

  it('F54: assets of a letter, moved and held for a week of which it gives no dates', () => {
    const { document } = given(
      ...recordedFrom([
        'report-standby',
        {
          ...{ team: 'special forces company and helicopters', status: 'STOOD_DOWN' },
          ...{ statusAsStated: 'were on standby for one week', period: { edtf: '/2022-06-01' } },
          days: { value: 7, qualifier: 'exact', asStated: 'one week' },
          assets: [
            { kind: 'special_forces', count: 1 },
            { kind: 'utility_helicopter', count: 2 },
            { kind: 'attack_helicopter', count: 2 },
          ],
          relocation: { from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' } },
        },
        { source: letter, occurredAt: '/2022-06-01' },
      ]),
    );
    expect(document).toMatchObject({
      ...{ state: 'STOOD_DOWN', days: { value: 7 }, sources: [{ ...letter, versions: [1] }] },
      relocations: [{ from: { asStated: 'Timbuktu' }, to: { asStated: 'Mopti' }, at: '/2022-06-01' }],
      statements: [{ movesState: true, statusAsStated: 'were on standby for one week' }],
    });
    for (const unknown of ['from', 'to', 'startsAt', 'noticeToMoveHours', 'condition'])
      expect(document).not.toHaveProperty(unknown);
  });
});

describe('Question 10: what would have to be granted, and how long has it waited', () => {
  const reported = (occurredAt: string) =>
    given(
      ...recordedFrom([
        'report-standby',
        {
          team: 'Investigation team',
          status: 'ACHIEVED',
          statusAsStated: 'remains ready',
          noticeToMoveHours: 48,
          condition,
        },
        { source: letter, occurredAt },
      ]),
    ).document!;

  it.each([
    ['2022-06-01', { hoursAtLeast: 24, hoursAtMost: 48 }],
    ['2022-06-01T12:00:00.000Z', { hoursAtLeast: 36, hoursAtMost: 36 }],
    ['/2022-06-01', { hoursAtLeast: 24 }], // nobody has said since when
    ['2022-05-31/..', { hoursAtLeast: 48, hoursAtMost: 72 }],
    ['2022-06', { hoursAtLeast: 0, hoursAtMost: 48 }],
  ])('since %s', (since, waited) => {
    const { standbys } = awaitingStandbys([reported(since)], '2022-06-03T00:00:00.000Z');
    expect(standbys).toEqual([expect.objectContaining({ noticeToMoveHours: 48, waited: { since, ...waited } })]);
    expect(standbys[0]!.needs).toMatchObject(condition);
  });
});
