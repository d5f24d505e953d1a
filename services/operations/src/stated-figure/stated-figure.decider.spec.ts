import {
  STATED_FIGURE_CORRECTED,
  STATED_FIGURE_RECORDED,
  type StatedCount,
  type StatedFigureCorrected,
  type StatedFigureRecorded,
} from '@opsledger/contracts';
import { fold } from '@opsledger/kernel';
import { metadata, SOME_ID, specify } from '@opsledger/testing';
import { statedFigureDecider, type StatedFigureCommand, type StatedFigureEvent } from './stated-figure.decider.js';

const { given } = specify(statedFigureDecider);
const source = { kind: 'letter', ref: 'Letter dated 1 June 2022' } as const;
const period = { edtf: '/2022-06-01', asStated: 'the reporting period' };

type Recording = Extract<StatedFigureCommand, { name: 'record-stated-figure' }>['data'];
type Correcting = Extract<StatedFigureCommand, { name: 'correct-stated-figure' }>['data'];
const escorts: Recording = {
  ...{ indicator: 'escorts', quantity: { value: 21, qualifier: 'exact' }, asStated: '21 humanitarian escorts', period },
};
const several: Recording = { indicator: 'coordinated_operations', asStated: 'several coordinated operations', period };
const surroundings = metadata({ reference: 'SF-2022-0001', occurredAt: '/2022-06-01', source });
const record = (data: Recording, around: object = {}): StatedFigureCommand => ({
  ...{ name: 'record-stated-figure', data, metadata: { ...surroundings, ...around } },
});
const correct = (data: Correcting): StatedFigureCommand => ({
  ...{ name: 'correct-stated-figure', data, metadata: metadata() },
});
const recorded = (data: object = {}): StatedFigureRecorded => ({
  type: STATED_FIGURE_RECORDED,
  ...{ occurredAt: '/2022-06-01', sensitivity: 'UNCLASSIFIED' },
  data: {
    ...{ statedFigureId: SOME_ID, reference: 'SF-2022-0001', ...escorts, notStated: false, source },
    ...(data as Partial<StatedFigureRecorded['data']>),
  },
});
const corrected = (members: Partial<StatedCount>): StatedFigureCorrected => ({
  type: STATED_FIGURE_CORRECTED,
  ...{ occurredAt: '2022-06-10T08:00:00.000Z', sensitivity: 'CONFIDENTIAL' },
  data: { statedFigureId: SOME_ID, corrects: { version: 1, reason: 'typo', members } },
});
const holding = (...events: readonly StatedFigureEvent[]) =>
  statedFigureDecider.holds(fold(statedFigureDecider, events)).map(({ value }) => value);

describe('FIG-NUMBER: a count has a number or is not stated', () => {
  it('a number as its source gives it is recorded (F32)', () => {
    given().when(record(escorts)).thenRecorded(recorded());
  });

  it('"several" is recorded without a number, and is not zero (F141)', () => {
    const { quantity: _, ...rest } = recorded({ ...several, notStated: true }).data;
    given()
      .when(record({ ...several, notStated: true }))
      .thenRecorded({ ...recorded(), data: rest });
  });

  it('a number that was forgotten is not one that the source left open', () => {
    given().when(record(several)).thenRefused('STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED', 'FIG-NUMBER');
  });

  it('a number is not there and not stated at once', () => {
    given()
      .when(record({ ...escorts, notStated: true }))
      .thenRefused('STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED', 'FIG-NUMBER');
  });
});

it('places that are named, others elsewhere, and what came in addition are kept apart (F56, F136)', () => {
  const more = { places: [{ asStated: 'Diabali' }, { asStated: 'Nara' }], othersElsewhere: true, additional: true };
  given()
    .when(record({ ...escorts, ...more }))
    .thenRecorded(recorded(more));
});

describe('FIG-SCOPE', () => {
  it('what is none of the listed things is said in words', () => {
    const other: Recording = { ...escorts, indicator: 'other' };
    given().when(record(other)).thenRefused('STATED_FIGURE_OF_OTHER_THINGS_NEEDS_A_SCOPE', 'FIG-SCOPE');
    const told = { ...other, scope: 'water points' };
    given().when(record(told)).thenRecorded(recorded(told));
  });
});

describe('FIG-SOURCE', () => {
  it('a count names the document that it comes from', () => {
    given()
      .when(record(escorts, { source: undefined }))
      .thenRefused('STATED_FIGURE_NEEDS_A_SOURCE', 'FIG-SOURCE');
  });
});

describe('FIG-ONCE', () => {
  it('a record is opened once', () => {
    given(recorded()).when(record(escorts)).thenRefused('STATED_FIGURE_IS_RECORDED_ALREADY', 'FIG-ONCE');
    given()
      .when(correct({ version: 1, reason: 'typo' }))
      .thenRefused('STATED_FIGURE_RECORD_IS_MISSING', 'FIG-ONCE');
  });

  it('the same words of the same source for the same time hold the same text, also after a correction', () => {
    const again = recorded({ asStated: '21 Humanitarian  Escorts', reference: 'SF-2022-0002' });
    expect(holding(recorded())[1]).toBe(holding(again)[1]);
    expect(holding(recorded(), corrected({ asStated: '22 escorts' }))[1]).not.toBe(holding(recorded())[1]);
  });
});

describe('U1', () => {
  it('nothing is counted of a time that lies ahead', () => {
    given()
      .when(record({ ...escorts, period: { edtf: '2023' } }))
      .thenRefused('OCCURRED_AT_LIES_IN_THE_FUTURE', 'U1');
  });
});

describe('U2', () => {
  it('a count is corrected, and stays a number or not stated', () => {
    const members = { quantity: { value: 22, qualifier: 'exact' } } as const;
    given(recorded())
      .when(correct({ version: 1, reason: 'typo', members }))
      .thenRecorded(corrected(members));
    given(recorded())
      .when(correct({ version: 1, reason: 'typo', members: { notStated: true } }))
      .thenRecorded(corrected({ notStated: true }));
    given(recorded(), corrected({ notStated: true }))
      .when(correct({ version: 1, reason: 'typo', members }))
      .thenRefused('STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED', 'FIG-NUMBER');
  });

  it('a count that turned out not to be stated can be corrected further', () => {
    given(recorded(), corrected({ notStated: true }))
      .when(correct({ version: 1, reason: 'typo', members: { scope: 'escorts' } }))
      .thenRecorded(corrected({ scope: 'escorts' }));
  });

  it('a correction names an event that is there and is none itself, and changes something', () => {
    const history = [recorded(), corrected({ scope: 'escorts' })] as const;
    given(...history)
      .when(correct({ version: 3, reason: 'typo', members: { scope: 'x' } }))
      .thenRefused('CORRECTED_EVENT_DOES_NOT_EXIST', 'U2');
    given(...history)
      .when(correct({ version: 2, reason: 'typo', members: { scope: 'x' } }))
      .thenRefused('CORRECTION_NAMES_A_CORRECTION', 'U2');
    given(...history)
      .when(correct({ version: 1, reason: 'typo' }))
      .thenRefused('CORRECTION_CHANGES_NOTHING', 'U2');
  });
});
