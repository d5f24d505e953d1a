import type { RecordedEvent } from '@opsledger/kernel';
import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import type { ActivityCommand } from '../../activity/activity.commands.js';
import { activityDecider } from '../../activity/activity.decider.js';
import { activitiesProjection } from './activities.projection.js';

const { given } = specifyProjection(activitiesProjection);
const letter = (date: string) => ({ kind: 'letter', ref: `Letter dated ${date}` }) as const;

type Step = readonly [name: string, data: object, surroundings?: object];
const recordedFrom = (...steps: readonly Step[]): readonly RecordedEvent[] => {
  const commands = steps.map(([name, data, surroundings]) => ({
    ...{ name, data },
    metadata: metadata({ reference: 'ACT-2022-0001', ...surroundings }),
  })) as unknown as ActivityCommand[];
  const played = play(activityDecider, commands);
  expect(played.steps.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual([]);
  return recorded(played.events, { source: '/opsledger/operations', subject: `activity-${SOME_ID}` });
};
const on = (occurredAt: string) => ({ occurredAt });
const plan: Step = ['plan-activity', { kind: 'patrol', plannedStart: { edtf: '2022-06-01' } }, on('2022-05-30')];
const under: readonly Step[] = [plan, ['order-activity', {}, on('2022-05-31')]];

const told = (status: string, data: object, at: string): Step => [
  ...(['report-activity', { kind: 'patrol', status, statusAsStated: 'as told', ...data }] as const),
  { ...on(at), source: letter('1 June 2022') },
];

describe('The record of an activity', () => {
  it('without a date of its end is over no later than that was true, and goes on if nobody said that it is over', () => {
    const UP_TO = '2022-06-01T23:59:59.999Z';
    given(...recordedFrom(told('COMPLETED', {}, '/2022-06-01'))).thenDocument({ endsAt: UP_TO });
    const { document: goesOn } = given(...recordedFrom(told('IN_PROGRESS', {}, '/2022-06-01')));
    for (const unknown of ['startsAt', 'endsAt']) expect(goesOn).not.toHaveProperty(unknown);
    const begun = { startedAt: { edtf: '2022-05-31' } };
    given(...recordedFrom(told('ABORTED', begun, '2022-06-01'))).thenDocument({ endsAt: UP_TO });
    // What never began was to be when it was planned.
    given(...recordedFrom(plan, ['cancel-activity', { reason: 'weather' }, on('2022-05-31')])).thenDocument({
      endsAt: UP_TO,
    });
  });

  it('that is under way ends by nothing but its end: it may go on beyond what was planned, and beyond what was told so far', () => {
    const endOf = (...steps: readonly Step[]) => given(...recordedFrom(...steps)).document?.endsAt;
    const dates = { plannedStart: { edtf: '2022-05-30' }, plannedEnd: { edtf: '2022-05-31' } };
    const ordered: readonly Step[] = [
      ['plan-activity', { kind: 'patrol', ...dates }, on('2022-05-30')],
      ['order-activity', {}, on('2022-05-30')],
    ];
    expect(endOf(...ordered)).toBe('2022-05-31T23:59:59.999Z');
    const goesOn: readonly Step[] = [...ordered, ['start-activity', {}, on('2022-05-30T06:00:00.000Z')]];
    expect(endOf(...goesOn)).toBeUndefined();
    expect(endOf(...goesOn, ['complete-activity', {}, on('2022-06-02')])).toBe('2022-06-02T23:59:59.999Z');
    for (const edtf of ['2022-05', '/2022-06-01', '2022-03-31/..'])
      expect(endOf(told('IN_PROGRESS', { period: { edtf } }, '2022-05'))).toBeUndefined();
    expect(endOf(told('COMPLETED', { period: { edtf: '2022-05' } }, '2022-05'))).toBe('2022-05-31T23:59:59.999Z');
  });

  it('that was planned and is told to be over ended no later than that was true, not when it was to begin', () =>
    given(...recordedFrom(plan, told('COMPLETED', {}, '2022-06-02'))).thenDocument({
      endsAt: '2022-06-02T23:59:59.999Z',
    }));

  it('has when it began and ended, and keeps its outcome when the report is filed', () =>
    given(
      ...recordedFrom(
        ...under,
        ['start-activity', {}, on('2022-06-01T20:00:00.000Z')],
        ['complete-activity', { distanceKm: 40 }, on('2022-06-01T23:00:00.000Z')],
        ['file-activity-report', { documentRef: 'Patrol report 14' }, on('2022-06-02')],
      ),
    ).thenDocument({
      ...{ state: 'REPORTED', outcome: 'COMPLETED', notDone: false, timeOfDay: 'night', distanceKm: 40 },
      ...{ startedAt: { edtf: '2022-06-01T20:00:00.000Z' }, endedAt: { edtf: '2022-06-01T23:00:00.000Z' } },
      report: { documentRef: 'Patrol report 14', filedAt: '2022-06-02' },
      nextActions: ['record-arrests', 'record-seizure', 'record-engagement'],
    }));

  it.each([
    ['2022-06-01T06:00:00.000Z', 'day'],
    ['2022-06-01T17:59:59.999Z', 'day'],
    ['2022-06-01T18:00:00.000Z', 'night'],
    ['2022-06-01T05:59:59.999Z', 'night'],
    ['2022-06-01', 'unknown'],
  ] as const)('tells day from night by a start at %s: %s', (start, timeOfDay) =>
    given(...recordedFrom(...under, ['start-activity', {}, on(start)])).thenDocument({ timeOfDay }),
  );

  it('says why it was not done and what replaced it, also once that is reported', () =>
    given(
      ...recordedFrom(
        plan,
        [
          'deny-activity',
          { reason: 'access_denied', accessBy: 'air', replacementAsStated: 'a patrol by road' },
          on('2022-06-01'),
        ],
        ['file-activity-report', { documentRef: 'Patrol report 15' }, on('2022-06-02')],
      ),
    ).thenDocument({
      ...{ state: 'REPORTED', outcome: 'DENIED', notDone: true, reason: 'access_denied', accessBy: 'air' },
      held: { reason: 'access_denied', accessBy: 'air', replacementAsStated: 'a patrol by road' },
    }));

  it.each([
    ['REPORTED', 'its report is in'],
    ['DENIED', 'was denied'],
  ] as const)(
    'says why it was not done also when a document then calls it %s without a reason',
    (status, statusAsStated) =>
      given(
        ...recordedFrom(
          plan,
          ['deny-activity', { reason: 'access_denied', accessBy: 'air' }, on('2022-06-01')],
          [
            'report-activity',
            { kind: 'patrol', status, statusAsStated },
            { ...on('2022-06-05'), source: letter('5 June 2022') },
          ],
        ),
      ).thenDocument({
        ...{ state: status, outcome: 'DENIED', notDone: true, reason: 'access_denied', accessBy: 'air' },
        held: { reason: 'access_denied', accessBy: 'air' },
      }),
  );

  it('keeps every statement of a document, and what tells of an earlier time moves nothing', () => {
    const stated = { kind: 'infrastructure_protection', statusAsStated: 'as stated', places: [{ asStated: 'Mopti' }] };
    const bridges = [{ kind: 'bridge', count: { value: 2, qualifier: 'exact' } }] as const;
    given(
      ...recordedFrom(
        [
          'report-activity',
          { ...stated, status: 'IN_PROGRESS', structures: bridges },
          { ...on('2022-06'), source: letter('1 June 2022') },
        ],
        [
          'report-activity',
          { ...stated, status: 'PLANNED', places: [{ asStated: 'Bandiagara' }] },
          { ...on('2022-01'), source: letter('1 February 2022') },
        ],
      ),
    ).thenDocument({
      ...{ state: 'IN_PROGRESS', structures: bridges, places: [{ asStated: 'Mopti' }, { asStated: 'Bandiagara' }] },
      statements: [
        { version: 1, occurredAt: '2022-06', movesState: true, status: 'IN_PROGRESS', statusAsStated: 'as stated' },
        { version: 2, occurredAt: '2022-01', movesState: false, status: 'PLANNED', statusAsStated: 'as stated' },
      ],
    });
  });
});
