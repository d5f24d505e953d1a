import type { RecordedEvent } from '@opsledger/kernel';
import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import type { BaseCommand } from '../../temporary-base/temporary-base.commands.js';
import { baseDecider } from '../../temporary-base/temporary-base.decider.js';
import { basesProjection } from './temporary-bases.projection.js';

const { given } = specifyProjection(basesProjection);
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const place = { asStated: 'Ogossogou village, Mopti Region' };

type Step = readonly [name: string, data: object, surroundings?: object];
const recordedFrom = (...steps: readonly Step[]): readonly RecordedEvent[] => {
  const commands = steps.map(([name, data, surroundings]) => ({
    ...{ name, data },
    metadata: metadata({ reference: 'TOB-2022-0001', ...surroundings }),
  })) as unknown as BaseCommand[];
  const played = play(baseDecider, commands);
  expect(played.steps.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual([]);
  return recorded(played.events, { source: '/opsledger/operations', subject: `temporary-base-${SOME_ID}` });
};
const on = (occurredAt: string) => ({ occurredAt });
const life: readonly Step[] = [
  ['recce-base', { place, name: 'TOB Ogossogou', purpose: 'Protect civilians' }, on('2022-01')],
  ['establish-base', {}, on('2022-02-01')],
  ['activate-base', {}, on('2022-02-03')],
  ['amend-base', { operationId: SOME_ID, isOperationKnown: true }, on('2022-02-04')],
  ['reduce-base', { reason: 'the rains' }, on('2022-05-30')],
  ['dismantle-base', {}, on('2022-06-01/2022-06-03')],
];

describe('The record of a base', () => {
  it('shows each step with when it was, and TOB-days have both ends', () =>
    given(...recordedFrom(...life)).thenDocument({
      ...{ id: SOME_ID, version: 6, reference: 'TOB-2022-0001', name: 'TOB Ogossogou', place },
      ...{ state: 'DISMANTLED', stateOccurredAt: '2022-06-01/2022-06-03', operationId: SOME_ID, nextActions: [] },
      ...{ reconnoitredAt: { edtf: '2022-01' }, establishedAt: { edtf: '2022-02-01' } },
      ...{ activatedAt: { edtf: '2022-02-03' }, reducedAt: { edtf: '2022-05-30' } },
      dismantledAt: { edtf: '2022-06-01/2022-06-03' },
      ...{ startsAt: '2022-02-01T00:00:00.000Z', endsAt: '2022-06-03T23:59:59.999Z' },
    }));

  it('has an open end while it is there', () => {
    const { document } = given(...recordedFrom(...life.slice(0, 3)));
    expect(document).toMatchObject({ state: 'ACTIVE', nextActions: ['reduce', 'amend'] });
    expect(document).not.toHaveProperty('endsAt');
    expect(document).not.toHaveProperty('dismantledAt');
  });

  it('is searched by what its place is called', () =>
    given(...recordedFrom(life[0]!)).thenDocument({
      areaNames: ['ogossogou village, mopti region', 'ogossogou village'],
      ...{ placeIds: [], points: [] },
    }));

  const report = (data: object, surroundings: object): Step => [
    'report-base',
    { place: { asStated: 'Ogossogou' }, status: 'ACTIVE', statusAsStated: 'continues to maintain', ...data },
    { source: letter, occurredAt: '/2022-06-01', ...surroundings },
  ];
  it('F16, F139: two letters make one record, whose beginning nobody has stated', () => {
    const older = { kind: 'letter', ref: 'Letter dated 23 December 2020' } as const;
    const { document } = given(
      ...recordedFrom(
        report({ statusAsStated: 'supported the facilitation' }, { source: older, occurredAt: '/2020-12-23' }),
        report({ period: { edtf: '/2022-06-01' } }, {}),
      ),
    );
    expect(document).toMatchObject({
      ...{ state: 'ACTIVE', stateAsStated: 'continues to maintain', stateOccurredAt: '/2022-06-01' },
      sources: [
        { ...older, versions: [1] },
        { ...letter, versions: [2] },
      ],
    });
    for (const unknown of ['establishedAt', 'startsAt', 'endsAt']) expect(document).not.toHaveProperty(unknown);
  });

  it('a document of an earlier time fills gaps and moves nothing', () =>
    given(
      ...recordedFrom(
        report({ purpose: 'Protect civilians' }, {}),
        report(
          { status: 'ESTABLISHED', purpose: 'Patrol', establishedAt: { edtf: '2020' } },
          { occurredAt: '2020-12-23' },
        ),
      ),
    ).thenDocument({
      ...{ state: 'ACTIVE', purpose: 'Protect civilians', establishedAt: { edtf: '2020' } },
      startsAt: '2020-01-01T00:00:00.000Z',
    }));

  it('U2: shows a correction, and what it corrects as it should have been', () =>
    given(
      ...recordedFrom(life[0]!, [
        'correct-base',
        { version: 1, reason: 'typo', members: { name: 'TOB 3' }, note: 'N' },
      ]),
    ).thenDocument({
      name: 'TOB 3',
      corrections: [{ version: 1, correctedBy: 2, reason: 'typo', members: ['name'], note: 'N' }],
    }));
});
