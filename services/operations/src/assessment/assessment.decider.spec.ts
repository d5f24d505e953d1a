import { ASSESSMENT_CORRECTED, ASSESSMENT_RECORDED, type AssessmentRecorded } from '@opsledger/contracts';
import { fold } from '@opsledger/kernel';
import { metadata, SOME_ID, specify } from '@opsledger/testing';
import { assessmentDecider, type AssessmentCommand } from './assessment.decider.js';

const { given } = specify(assessmentDecider);
const source = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const period = { edtf: '/2022-06-01', asStated: 'the reporting period' };

type Recording = Extract<AssessmentCommand, { name: 'record-assessment' }>['data'];
type Correcting = Extract<AssessmentCommand, { name: 'correct-assessment' }>['data'];
const doubled: Recording = {
  ...{ indicator: 'patrol_tempo', direction: 'up', basis: 'figure', asStated: 'doubled its day and night patrols' },
  ...{ percentOfBaseline: { value: 200, qualifier: 'exact' }, period },
};
const surroundings = metadata({ reference: 'ASM-2022-0001', occurredAt: '/2022-06-01', source });
const record = (data: Recording, around: object = {}): AssessmentCommand => ({
  ...{ name: 'record-assessment', data, metadata: { ...surroundings, ...around } },
});
const correct = (data: Correcting): AssessmentCommand => ({
  ...{ name: 'correct-assessment', data, metadata: metadata() },
});
const recorded = (data: object = {}): AssessmentRecorded => ({
  type: ASSESSMENT_RECORDED,
  ...{ occurredAt: '/2022-06-01', sensitivity: 'UNCLASSIFIED' },
  data: {
    ...{ assessmentId: SOME_ID, reference: 'ASM-2022-0001', ...doubled, source },
    ...(data as Partial<AssessmentRecorded['data']>),
  },
});

it('"doubled" is recorded as twice a baseline that is not stated (F24)', () => {
  given().when(record(doubled)).thenRecorded(recorded());
});

it('a judgement is recorded with its direction alone, also where the source leaves that open (F07, F137)', () => {
  const { percentOfBaseline: _, ...rest } = doubled;
  const judged: Recording = { ...rest, indicator: 'durability_of_gains', direction: 'unknown', basis: 'judgement' };
  const { percentOfBaseline: __, ...data } = recorded(judged).data;
  given()
    .when(record(judged))
    .thenRecorded({ ...recorded(), data });
});

it('a baseline that is stated is kept with its own time', () => {
  const baseline: Partial<Recording> = {
    baseline: { value: 7, qualifier: 'about' },
    baselinePeriod: { edtf: '2021-12' },
  };
  given()
    .when(record({ ...doubled, ...baseline }))
    .thenRecorded(recorded(baseline));
  given()
    .when(record({ ...doubled, ...baseline, baselinePeriod: { edtf: '2023' } }))
    .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1');
});

describe('FIG-DIRECTION: twice as much is not less', () => {
  const said = (direction: 'up' | 'down' | 'same' | 'unknown', value: number, qualifier = 'exact') =>
    record({ ...doubled, direction, percentOfBaseline: { value, qualifier } as never });

  it.each([
    ['down', 200, 'exact'],
    ['same', 101, 'at_least'],
    ['up', 50, 'exact'],
    ['same', 99, 'at_most'],
  ] as const)('%s at %i per cent (%s) is refused', (direction, value, qualifier) => {
    given()
      .when(said(direction, value, qualifier))
      .thenRefused('ASSESSED_DIRECTION_CONTRADICTS_ITS_FIGURE', 'FIG-DIRECTION');
  });

  it.each([
    ['up', 200, 'exact'],
    ['down', 50, 'about'],
    ['same', 100, 'exact'],
    ['up', 90, 'at_least'],
    ['down', 120, 'at_most'],
    ['unknown', 200, 'exact'],
  ] as const)('%s at %i per cent (%s) is recorded', (direction, value, qualifier) => {
    given()
      .when(said(direction, value, qualifier))
      .thenRecorded(recorded({ direction, percentOfBaseline: { value, qualifier } }));
  });
});

describe('FIG-SCOPE, FIG-SOURCE', () => {
  it('what is none of the listed things is said in words, and everything has a source', () => {
    const other: Recording = { ...doubled, indicator: 'other' };
    given().when(record(other)).thenRefused('ASSESSMENT_OF_OTHER_THINGS_NEEDS_A_SCOPE', 'FIG-SCOPE');
    given()
      .when(record({ ...other, scope: 'radio programmes' }))
      .thenRecorded(recorded({ indicator: 'other', scope: 'radio programmes' }));
    given()
      .when(record(doubled, { source: undefined }))
      .thenRefused('ASSESSMENT_NEEDS_A_SOURCE', 'FIG-SOURCE');
  });
});

describe('FIG-ONCE, U2', () => {
  it('an assessment is recorded once', () => {
    given(recorded()).when(record(doubled)).thenRefused('ASSESSMENT_IS_RECORDED_ALREADY', 'FIG-ONCE');
    given()
      .when(correct({ version: 1, reason: 'typo', members: { scope: 'x' } }))
      .thenRefused('ASSESSMENT_RECORD_IS_MISSING', 'FIG-ONCE');
    const [reference, statement] = assessmentDecider.holds(fold(assessmentDecider, [recorded()]));
    expect([reference!.kind, statement!.kind]).toEqual(['assessment-reference/1', 'assessment/1']);
  });

  it('may be corrected, but not into a contradiction', () => {
    given(recorded())
      .when(correct({ version: 1, reason: 'typo', members: { scope: 'day and night patrols' }, note: 'x' }))
      .thenRecorded({
        type: ASSESSMENT_CORRECTED,
        ...{ occurredAt: '2022-06-10T08:00:00.000Z', sensitivity: 'CONFIDENTIAL' },
        data: {
          ...{ assessmentId: SOME_ID, note: 'x' },
          corrects: { version: 1, reason: 'typo', members: { scope: 'day and night patrols' } },
        },
      });
    given(recorded())
      .when(correct({ version: 1, reason: 'typo', members: { direction: 'down' } }))
      .thenRefused('ASSESSED_DIRECTION_CONTRADICTS_ITS_FIGURE', 'FIG-DIRECTION');
  });
});
