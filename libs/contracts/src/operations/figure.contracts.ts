import type { Correction, DomainEvent, FuzzyDate, GeoRef, Provenance, Quantity } from '@opsledger/kernel';
import { eventContract, type EventContract } from '../contract.js';
import {
  boolean,
  correctionOf,
  described,
  fuzzyDate,
  geoRef,
  listOf,
  namesOf,
  object,
  oneOf,
  pattern,
  quantity,
  text,
  uuid,
} from '../schema-parts.js';
import * as samples from './figure.samples.js';
import {
  ASSESSED_DIRECTIONS,
  ASSESSED_INDICATORS,
  ASSESSMENT_BASES,
  COUNTED_INDICATORS,
  type AssessedDirection,
  type AssessedIndicator,
  type AssessmentBasis,
  type CountedIndicator,
} from './figure.vocabulary.js';
import { narrative, source } from './operation-parts.js';

/** Of when, where and what exactly a statement is, in as far as its source says so. */
export type StatementFrame = Readonly<{
  asStated: string;
  period: FuzzyDate;
  places?: readonly GeoRef[];
  othersElsewhere?: boolean;
  sectors?: readonly string[];
  scope?: string;
}>;
const frame = {
  asStated: described(text(1000), "The statement in the source's own words."),
  period: described(fuzzyDate, 'For when it is stated.'),
  places: described(listOf(geoRef), 'The places that the source names.'),
  othersElsewhere: described(boolean, 'The source says that it is of other places, too, and does not name them.'),
  sectors: described(listOf(text(100)), 'Sectors concerned.'),
  scope: described(text(1000), 'What exactly is meant, in words.'),
};
const OPTIONAL_IN_FRAME = ['places', 'othersElsewhere', 'sectors', 'scope'] as const;

/** What a source counted. `quantity` is absent where `notStated`: "several" is no number, and above all not zero. */
export type StatedCount = StatementFrame &
  Readonly<{ indicator: CountedIndicator; notStated: boolean; quantity?: Quantity; additional?: boolean }>;
const count = {
  ...frame,
  indicator: described(oneOf(COUNTED_INDICATORS), 'What is counted.'),
  notStated: described(boolean, 'The source speaks of some and gives no number.'),
  quantity: described(quantity, 'How many. Absent where the source does not state it.'),
  additional: described(
    boolean,
    'So many came in addition to those that were there before, of which the number is another.',
  ),
};
const statedFigureId = described(uuid, 'The record.');

export const STATED_FIGURE_RECORDED = 'opsledger.operations.stated-figure-recorded.v1';
export type StatedFigureRecorded = DomainEvent<
  typeof STATED_FIGURE_RECORDED,
  StatedCount & Readonly<{ statedFigureId: string; reference: string; source: Provenance }>
>;

export const STATED_FIGURE_CORRECTED = 'opsledger.operations.stated-figure-corrected.v1';
export type StatedFigureCorrected = DomainEvent<
  typeof STATED_FIGURE_CORRECTED,
  Readonly<{
    statedFigureId: string;
    corrects: Correction & Readonly<{ members?: Partial<StatedCount> }>;
    note?: string;
    source?: Provenance;
  }>
>;

/** How something went, by numbers or by judgement. `percentOfBaseline` is 200 where a source says "doubled". */
export type Assessment = StatementFrame &
  Readonly<{
    indicator: AssessedIndicator;
    direction: AssessedDirection;
    basis: AssessmentBasis;
    percentOfBaseline?: Quantity;
    baseline?: Quantity;
    baselinePeriod?: FuzzyDate;
  }>;
const assessment = {
  ...frame,
  indicator: described(oneOf(ASSESSED_INDICATORS), 'What is assessed.'),
  direction: described(oneOf(ASSESSED_DIRECTIONS), 'Which way it went.'),
  basis: described(oneOf(ASSESSMENT_BASES), 'Whether numbers or a judgement stand behind it.'),
  percentOfBaseline: described(quantity, 'How much of the baseline it is, in per cent: 200 for "doubled".'),
  baseline: described(quantity, 'How much it was before. Absent where the source does not state it.'),
  baselinePeriod: described(fuzzyDate, 'For when the baseline is stated.'),
};
const OPTIONAL_IN_ASSESSMENT = [...OPTIONAL_IN_FRAME, 'percentOfBaseline', 'baseline', 'baselinePeriod'] as const;
const assessmentId = described(uuid, 'The record.');

export const ASSESSMENT_RECORDED = 'opsledger.operations.assessment-recorded.v1';
export type AssessmentRecorded = DomainEvent<
  typeof ASSESSMENT_RECORDED,
  Assessment & Readonly<{ assessmentId: string; reference: string; source: Provenance }>
>;

export const ASSESSMENT_CORRECTED = 'opsledger.operations.assessment-corrected.v1';
export type AssessmentCorrected = DomainEvent<
  typeof ASSESSMENT_CORRECTED,
  Readonly<{
    assessmentId: string;
    corrects: Correction & Readonly<{ members?: Partial<Assessment> }>;
    note?: string;
    source?: Provenance;
  }>
>;

export const figureContracts: readonly EventContract[] = [
  eventContract<StatedFigureRecorded>({
    type: STATED_FIGURE_RECORDED,
    summary: 'A source counted something. The count stands for itself: no single records follow from it.',
    data: object(
      {
        ...{ statedFigureId, source, ...count },
        reference: described(pattern('^SF-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by.'),
      },
      [...OPTIONAL_IN_FRAME, 'quantity', 'additional'],
    ),
    samples: samples.statedFigureRecordedSamples,
  }),
  eventContract<StatedFigureCorrected>({
    type: STATED_FIGURE_CORRECTED,
    summary: 'What was recorded of a count should have said something else.',
    data: object({ statedFigureId, source, note: narrative, corrects: correctionOf(object(count, namesOf(count))) }, [
      'note',
      'source',
    ]),
    samples: samples.statedFigureCorrectedSamples,
  }),
  eventContract<AssessmentRecorded>({
    type: ASSESSMENT_RECORDED,
    summary: 'Someone assessed how something went, by numbers or by judgement.',
    data: object(
      {
        ...{ assessmentId, source, ...assessment },
        reference: described(pattern('^ASM-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by.'),
      },
      OPTIONAL_IN_ASSESSMENT,
    ),
    samples: samples.assessmentRecordedSamples,
  }),
  eventContract<AssessmentCorrected>({
    type: ASSESSMENT_CORRECTED,
    summary: 'What was recorded of an assessment should have said something else.',
    data: object(
      { assessmentId, source, note: narrative, corrects: correctionOf(object(assessment, namesOf(assessment))) },
      ['note', 'source'],
    ),
    samples: samples.assessmentCorrectedSamples,
  }),
];
