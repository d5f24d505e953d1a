import { project } from '@opsledger/projections';
import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import type { PriorityAreaCommand } from '../../priority-area/priority-area.commands.js';
import { priorityAreaDecider } from '../../priority-area/priority-area.decider.js';
import { priorityAreasProjection } from './priority-areas.projection.js';

const { given } = specifyProjection(priorityAreasProjection);
type Step = readonly [name: string, data: object, occurredAt: string];
const recordedFrom = (...steps: readonly Step[]) => {
  const commands = steps.map(([name, data, occurredAt]) => ({
    ...{ name, data },
    metadata: metadata({ reference: 'PA-2022-0001', occurredAt }),
  })) as unknown as PriorityAreaCommand[];
  const played = play(priorityAreaDecider, commands);
  expect(played.steps.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual([]);
  return recorded(played.events, { source: '/opsledger/operations', subject: `priority-area-${SOME_ID}` });
};
const deadline = { deadline: 'no-activity', dueAt: '2022-06-08T23:59:59.999Z', isLate: false };

it('The record of a priority area shows what was done there, when nothing was, and that it was lifted', () =>
  given(
    ...recordedFrom(
      ['set-priority-area', { area: { asStated: 'Ménaka Region' }, noActivityDays: 3 }, '2022-06-01'],
      ['note-priority-area-activity', { asStated: 'A patrol' }, '2022-06-05'],
      ['pass-priority-area-deadline', deadline, '2022-06-09'],
      ['lift-priority-area', {}, '2022-06-10'],
      [
        'correct-priority-area',
        { version: 1, reason: 'typo', members: { area: { asStated: 'Gao Region' } } },
        '2022-06-10',
      ],
    ),
  ).thenDocument({
    ...{ state: 'LIFTED', setAt: '2022-06-01', liftedAt: '2022-06-10', noActivityDays: 3 },
    ...{ area: { asStated: 'Gao Region' }, areaNames: ['gao region'] },
    activities: [{ asStated: 'A patrol', at: '2022-06-05' }],
    lastActivityAt: '2022-06-05',
    overdue: [deadline],
    corrections: [{ version: 1, correctedBy: 5, reason: 'typo', members: ['area'] }],
  }));

describe('The last activity of a priority area', () => {
  const lastOf = (...at: readonly string[]): string | undefined => {
    const notes = at.map((one): Step => ['note-priority-area-activity', {}, one]);
    const events = recordedFrom(['set-priority-area', { area: { asStated: 'Gao Region' } }, '2022-01-01'], ...notes);
    return project(priorityAreasProjection, events)?.lastActivityAt;
  };

  it('is what was over last, whatever was noted after it; what is vaguer than a day comes before that', () => {
    expect(lastOf('2022-03-20', '2022-03-05', '2022')).toBe('2022-03-20');
    expect(lastOf('2022')).toBe('2022');
    expect(lastOf()).toBeUndefined();
  });

  it('is that also when more were noted since than a record shows', () => {
    const older = Array.from({ length: 60 }, (_, index) => `2022-02-${String(1 + (index % 28)).padStart(2, '0')}`);
    expect(lastOf('2022-03-20', ...older)).toBe('2022-03-20');
  });
});
