import type { Assessment } from '@opsledger/contracts';
import type { Instant, Sensitivity } from '@opsledger/kernel';
import type { AssessmentDocument, StatedFigureDocument } from '../read-models/statements/statement.projection.js';
import {
  bucketOf,
  ofNothingRecorded,
  ofTimeNotOver,
  ofTimeToCome,
  Tally,
  type Assignment,
  type BucketKind,
  type Figure,
  type FigureValue,
  type Sentence,
} from './figure.js';
import { begunBy, daysIn, partsOf, spanIn, spanOf, wasOverAt, type Every, type Period } from './figure-period.js';

/** Of what, when and where figures are asked. */
export type FigureQuestion = Readonly<{
  period: Period;
  every: Every;
  sector?: string;
  place?: string;
}>;

/** What the engine has to know of a record to see whether it is of the sector and the place that were asked for. */
export type Located = Readonly<{
  sectors?: readonly string[];
  sector?: string;
  areas?: readonly unknown[];
  place?: unknown;
  places?: readonly unknown[];
}>;

type AnsweredBucket = Readonly<{
  name: string;
  text: Sentence;
  records: number;
  /** Which records these are; absent where there are none. */
  lineage?: string;
}>;
export type AnsweredRow = Period &
  Readonly<{
    /** Those that had begun at the moment of the answer. */
    days: number;
    population: number;
    values: readonly FigureValue[];
    counted: readonly AnsweredBucket[];
    excluded: readonly AnsweredBucket[];
    unknown: readonly AnsweredBucket[];
  }>;

/** A statement beside a figure, and whether its own time lies in the period, overlaps it, or nobody can say. */
type Beside<Document> = Pick<Document, keyof Document> & Readonly<{ timeInPeriod: 'within' | 'overlaps' | 'perhaps' }>;

export type FigureDefinition = Pick<
  Figure,
  'name' | 'version' | 'title' | 'formula' | 'rule' | 'population' | 'source'
> &
  Readonly<{ buckets: readonly Readonly<{ name: string; kind: BucketKind; text: Sentence }>[] }>;

export type FigureAnswer = Readonly<{
  figure: FigureDefinition;
  period: Period & Readonly<{ every: Every }>;
  sector?: string;
  place?: string;
  /** Counted from the records that a reader of this clearance may see; what others hold, if anything, is not told. */
  clearance: Sensitivity;
  exercise: boolean;
  rows: readonly AnsweredRow[];
  stated: readonly Beside<StatedFigureDocument>[];
  assessed: readonly Beside<AssessmentDocument>[];
}>;

export const definitionOf = ({ buckets, ...figure }: Figure): FigureDefinition => {
  const { name, version, title, formula, rule, population, source } = figure;
  return {
    ...{ name, version, title, formula, rule, population, source },
    buckets: Object.entries(buckets).map(([bucket, { kind, text }]) => ({ name: bucket, kind, text })),
  };
};

/** Where a record goes in a part of the period; what would count but says no place or sector is unknown when one is asked for. */
export const assigned = (
  figure: Figure,
  document: Located,
  part: Period,
  asOf: Instant,
  { sector, place }: Pick<FigureQuestion, 'sector' | 'place'>,
): readonly Assignment[] => {
  if (sector !== undefined && !isSectorless(document) && !sectorsOf(document).includes(sector)) return [];
  const assignments = figure.assign(document as never, part, { asOf });
  const open =
    place !== undefined && isPlaceless(document)
      ? 'place_not_stated'
      : sector !== undefined && isSectorless(document)
        ? 'sector_not_asked'
        : undefined;
  if (open === undefined) return assignments;
  return assignments.some(({ bucket }) => bucketOf(figure, bucket).kind === 'counted')
    ? [{ bucket: open }]
    : assignments;
};

const sectorsOf = ({ sector, sectors = [] }: Located): readonly string[] =>
  sector === undefined ? sectors : [...sectors, sector];
const isSectorless = (document: Located): boolean => sectorsOf(document).length === 0;
const isPlaceless = ({ areas = [], place, places = [] }: Located): boolean =>
  areas.length === 0 && places.length === 0 && place === undefined;

/** Counts one figure, a record at a time, over the parts of a period. */
export class FigureCount {
  readonly parts: readonly Readonly<{ part: Period; tally: Tally }>[];

  constructor(
    readonly figure: Figure,
    private readonly question: FigureQuestion,
  ) {
    this.parts = partsOf(question.period, question.every).map((part) => ({ part, tally: new Tally(figure) }));
  }

  add(document: Located, asOf: Instant): void {
    for (const { part, tally } of this.parts) tally.add(assigned(this.figure, document, part, asOf, this.question));
  }

  /** The numbers as of an instant: the time after it is no time in which nothing happened. */
  rows(
    lineageOf: (part: Period, bucket: string) => string,
    asOf: Instant,
    assessed: readonly Assessment[] = [],
  ): readonly AnsweredRow[] {
    // Where some of it is recorded, a week without is one in which none was recorded; where none is, nobody has begun to record it.
    const isEmpty = this.parts.every(({ tally }) => tally.isEmpty);
    return this.parts.map(({ part, tally }) => {
      const bucketsOf = (kind: BucketKind): readonly AnsweredBucket[] =>
        tally.namesOf(kind).map((name) => {
          const records = tally.records(name);
          const { text } = bucketOf(this.figure, name);
          return { name, text, records, ...(records > 0 && { lineage: lineageOf(part, name) }) };
        });
      const begun = begunBy(part, asOf);
      const values = this.figure.values(tally, { period: begun ?? part, assessed });
      return {
        ...{ ...part, days: begun ? daysIn(begun) : 0, population: tally.size },
        values: begun
          ? values.map(isEmpty ? ofNothingRecorded : wasOverAt(part, asOf) ? (value) => value : ofTimeNotOver)
          : values.map(ofTimeToCome),
        ...{ counted: bucketsOf('counted'), excluded: bucketsOf('excluded'), unknown: bucketsOf('unknown') },
      };
    });
  }
}

/** What sources state of it for a time that the period may have to do with. */
export const besideOf = <Document extends StatedFigureDocument | AssessmentDocument>(
  documents: readonly Document[],
  indicators: readonly string[],
  period: Period,
): readonly Beside<Document>[] =>
  documents
    .filter(({ indicator }) => indicators.includes(indicator))
    .flatMap((document) => {
      const span = spanOf(document.period.edtf, document.period.edtf);
      const placement = spanIn(span, period);
      if (placement === 'out') return [];
      const { start, end } = span ?? {};
      const isWithin =
        start !== undefined &&
        end !== undefined &&
        start.earliest.slice(0, 10) >= period.from &&
        end.latest.slice(0, 10) <= period.to;
      return [
        { ...document, timeInPeriod: isWithin ? 'within' : placement === 'in' ? 'overlaps' : 'perhaps' } as const,
      ];
    });
