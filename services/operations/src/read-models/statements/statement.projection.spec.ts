import type { Assessment, StatedCount } from '@opsledger/contracts';
import type { DomainEvent, RecordedEvent } from '@opsledger/kernel';
import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import { assessmentDecider, type AssessmentCommand } from '../../assessment/assessment.decider.js';
import { statedFigureDecider, type StatedFigureCommand } from '../../stated-figure/stated-figure.decider.js';
import { assessmentsProjection, statedFiguresProjection } from './statement.projection.js';

const source = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const period = { edtf: '2022-02/2022-03', asStated: 'February and March' };
const ahead = { reference: 'SF-2022-0001', occurredAt: '2022-03', source };
const logged = (events: readonly DomainEvent[], prefix: string): readonly RecordedEvent[] => {
  expect(events.length).toBeGreaterThan(0);
  return recorded(events, { source: '/opsledger/operations', subject: `${prefix}${SOME_ID}` });
};

describe('The document of a stated figure', () => {
  const data: StatedCount = {
    ...{
      notStated: false,
      indicator: 'human_rights_investigations',
      quantity: { value: 15, qualifier: 'exact' },
      period,
    },
    ...{ asStated: '15 human rights investigations', othersElsewhere: true },
    places: [{ asStated: 'Diabali' }, { asStated: 'Tessit' }],
  };
  const commands: readonly StatedFigureCommand[] = [
    { name: 'record-stated-figure', data, metadata: metadata(ahead) },
    {
      ...{ name: 'correct-stated-figure', metadata: metadata() },
      data: { version: 1, reason: 'typo', members: { notStated: true }, shouldHaveOccurredAt: '2022-02' },
    },
  ];
  const { given } = specifyProjection(statedFiguresProjection);

  it('has the count in the words of its source, its time and its places, named and unnamed (F56)', () => {
    const { events } = play(statedFigureDecider, commands.slice(0, 1));
    given(...logged(events, 'stated-figure-')).thenDocument({
      ...{ id: SOME_ID, reference: 'SF-2022-0001', ...data, occurredAt: '2022-03', version: 1 },
      ...{ startsAt: '2022-02-01T00:00:00.000Z', endsAt: '2022-03-31T23:59:59.999Z', sensitivity: 'UNCLASSIFIED' },
      ...{ areaNames: ['diabali', 'tessit'], placeIds: [], sources: [{ ...source, versions: [1] }], corrections: [] },
    });
  });

  it('U2: a count that turned out not to be stated has no number any more, and says by which correction', () => {
    const { events } = play(statedFigureDecider, commands);
    given(...logged(events, 'stated-figure-')).thenDocument({
      ...{ notStated: true, occurredAt: '2022-02', version: 2, sensitivity: 'CONFIDENTIAL' },
      corrections: [{ version: 1, correctedBy: 2, reason: 'typo', members: ['occurredAt', 'notStated'] }],
    });
    expect(given(...logged(events, 'stated-figure-')).document).not.toHaveProperty('quantity');
  });
});

it('The document of an assessment has the direction, and the share of a baseline that nobody stated (F24)', () => {
  const data: Assessment = {
    ...{ indicator: 'patrol_tempo', direction: 'up', basis: 'figure', asStated: 'doubled', period },
    ...{ percentOfBaseline: { value: 200, qualifier: 'exact' }, places: [{ asStated: 'Ménaka' }] },
  } as const;
  const command: AssessmentCommand = {
    ...{ name: 'record-assessment', data, metadata: metadata({ ...ahead, reference: 'ASM-2022-0001' }) },
  };
  const document = specifyProjection(assessmentsProjection).given(
    ...logged(play(assessmentDecider, [command]).events, 'assessment-'),
  ).document!;
  expect(document).toMatchObject({ ...data, reference: 'ASM-2022-0001', areaNames: ['menaka'] });
  expect(document).not.toHaveProperty('baseline');
});

it('An event of a type that is not known here counts, and leaves what was said as it is', () => {
  const [first] = logged(
    play(statedFigureDecider, [
      {
        ...{ name: 'record-stated-figure', metadata: metadata(ahead) },
        data: { indicator: 'escorts', notStated: true, asStated: 'several escorts', period },
      },
    ]).events,
    'stated-figure-',
  );
  const unknown = { ...first!, type: 'opsledger.operations.stated-figure-moved.v9', streamversion: '2', position: '2' };
  const { document } = specifyProjection(statedFiguresProjection).given(first!, unknown);
  expect(document).toMatchObject({ version: 2, asStated: 'several escorts', notStated: true });
});
