import type { AssessedIndicator, Assessment, CountedIndicator } from '@opsledger/contracts';
import type { Instant } from '@opsledger/kernel';
import type { Period } from './figure-period.js';

/** A sentence in the two languages of the mission. */
export type Sentence = Readonly<{ en: string; fr: string }>;

/** The kinds of record that figures are made of. */
export type FigureSource = 'operation' | 'activity' | 'temporary-base' | 'situation-reports';

/** Counted: what the value is made of. Excluded: left out by the rule. Unknown: nobody has said what it would need (`U8`). */
export type BucketKind = 'counted' | 'excluded' | 'unknown';
export type Bucket = Readonly<{ kind: BucketKind; text: Sentence }>;

/** Where a record goes, and what it brings, such as days. Into several buckets goes what is of several sectors. */
export type Assignment = Readonly<{ bucket: string; amount?: number }>;

/** What is asked besides the period: a figure of the past knows nothing of later. */
export type Asked = Readonly<{ asOf: Instant }>;

/**
 * A number with what it is worth. `null` is no zero: nothing was there to divide by. `lowest` and `highest` are what it would be if
 * everything unknown were the one thing or the other.
 */
export type FigureValue = Readonly<{
  name: string;
  value: number | null;
  unit: 'records' | 'share' | 'days' | 'hours' | 'ratio' | 'factor';
  qualifier?: 'exact' | 'at_least';
  numerator?: number;
  denominator?: number;
  lowest?: number;
  highest?: number;
  /** Why there is no number. */
  because?: Sentence;
}>;

/** The part of the period that a value is of, and what sources assess of it. */
export type Beside = Readonly<{ period: Period; assessed: readonly Assessment[] }>;

/**
 * The rule of a figure. `assign` says of one record where it goes, and the same function says later which records a number is made
 * of, so that a number and its list cannot differ. Pure; a record that it has no place for is none of the figure's.
 */
export type Figure<Document = never> = Readonly<{
  name: string;
  /** Raised when the rule gives other numbers than before. */
  version: number;
  title: Sentence;
  formula: string;
  rule: Sentence;
  population: Sentence;
  source: FigureSource;
  buckets: Readonly<Record<string, Bucket>>;
  /** Where buckets are named after what records say, they are all counted: the names that there may be, or that these are open, as of sectors. */
  namesBuckets?: readonly string[] | 'open';
  assign: (document: Document, period: Period, asked: Asked) => readonly Assignment[];
  values: (tally: Tally, beside: Beside) => readonly FigureValue[];
  /** What sources state of the same thing: it stands beside the number and is never added to it. */
  stated: readonly CountedIndicator[];
  assessed: readonly AssessedIndicator[];
}>;

/** Forgets the type of the documents: from here on the figure is matched to them by its source. */
export const defineFigure = <Document>(figure: Figure<Document>): Figure => figure as unknown as Figure;

/** In these every figure may put what it cannot place. */
export const SHARED_BUCKETS = {
  dates_too_vague: {
    kind: 'unknown',
    text: {
      en: 'The dates are too vague to say whether it was in the period.',
      fr: "Les dates sont trop vagues pour dire si c'était dans la période.",
    },
  },
  undated: {
    kind: 'unknown',
    text: { en: 'No date is known.', fr: "Aucune date n'est connue." },
  },
  end_not_known: {
    kind: 'unknown',
    text: {
      en: 'It was under way when it was last told of; whether it still was in the period nobody has said.',
      fr: "Elle était en cours aux dernières nouvelles ; nul n'a dit si elle l'était encore dans la période.",
    },
  },
  place_not_stated: {
    kind: 'unknown',
    text: {
      en: 'It would count, but nobody stated a place: whether it is of the place that was asked for is open.',
      fr: "Il compterait, mais aucun lieu n'a été indiqué : on ne sait s'il relève du lieu demandé.",
    },
  },
  sector_not_asked: {
    kind: 'unknown',
    text: {
      en: 'It would count, but nobody stated a sector: whether it is of the sector that was asked for is open.',
      fr: "Il compterait, mais aucun secteur n'a été indiqué : on ne sait s'il relève du secteur demandé.",
    },
  },
} as const satisfies Readonly<Record<string, Bucket>>;

/** The buckets that a figure may have, or `undefined` where some are named after what somebody wrote. */
export const bucketNamesOf = ({ buckets, namesBuckets = [] }: Figure): readonly string[] | undefined =>
  namesBuckets === 'open' ? undefined : [...Object.keys(buckets), ...namesBuckets, ...Object.keys(SHARED_BUCKETS)];

export const bucketOf = ({ buckets }: Figure, name: string): Bucket =>
  ({ ...SHARED_BUCKETS, ...buckets })[name] ?? { kind: 'counted', text: { en: name, fr: name } };

/** How many records went where, and what they brought. Holds no record: which these are is asked for by bucket. */
export class Tally {
  private readonly byBucket = new Map<string, { records: number; amounts: number[] }>();
  private population = 0;

  constructor(private readonly figure: Figure) {}

  add(assignments: readonly Assignment[]): void {
    for (const { bucket, amount } of assignments) {
      const entry = this.byBucket.get(bucket) ?? { records: 0, amounts: [] };
      entry.records += 1;
      if (amount !== undefined) entry.amounts.push(amount);
      this.byBucket.set(bucket, entry);
    }
    if (assignments.some(({ bucket }) => this.kindOf(bucket) !== 'excluded')) this.population += 1;
  }

  /** Records in a bucket; in several, those of each. */
  records(...buckets: readonly string[]): number {
    return buckets.reduce((sum, bucket) => sum + (this.byBucket.get(bucket)?.records ?? 0), 0);
  }

  amounts(...buckets: readonly string[]): readonly number[] {
    return buckets.flatMap((bucket) => this.byBucket.get(bucket)?.amounts ?? []);
  }

  recordsOf(kind: BucketKind): number {
    return this.records(...this.namesOf(kind));
  }

  /** The buckets of a kind that the figure has, then those that were named by what is in them. */
  namesOf(kind: BucketKind): readonly string[] {
    const known = Object.keys(this.figure.buckets);
    const met = [...this.byBucket.keys()].filter((name) => !known.includes(name)).toSorted();
    return [...known, ...met].filter((name) => this.kindOf(name) === kind);
  }

  /** Nothing is there that it could be made of: what was left out by the rule, such as one that was cancelled, makes no zero. */
  get isEmpty(): boolean {
    return this.population === 0;
  }

  /** Records that were counted or could not be placed: each once, whatever buckets it is in. */
  get size(): number {
    return this.population;
  }

  private kindOf(bucket: string): BucketKind {
    return bucketOf(this.figure, bucket).kind;
  }
}

/** The number of records in each bucket that counts, and of all. */
export const countsOf = (tally: Tally): readonly FigureValue[] =>
  tally
    .namesOf('counted')
    .map((name) => ({ name, value: tally.records(name), unit: 'records', ...qualifiedBy(tally) }));

/** What is unknown may be more: a count beside it is "at least". */
export const qualifiedBy = (tally: Tally): Readonly<{ qualifier: 'exact' | 'at_least' }> => ({
  qualifier: tally.recordsOf('unknown') > 0 ? 'at_least' : 'exact',
});

/** A share with its bounds; none of nothing. */
export const shareOf = (
  name: string,
  tally: Tally,
  wanted: readonly string[],
  all: readonly string[],
  unit: 'share' | 'ratio' = 'share',
): FigureValue => {
  const [numerator, denominator, unknown] = [
    tally.records(...wanted),
    tally.records(...all),
    tally.recordsOf('unknown'),
  ];
  if (denominator === 0) return { name, value: null, unit, numerator, denominator, because: NOTHING_TO_DIVIDE_BY };
  const bounds = {
    lowest: rounded(numerator / (denominator + unknown)),
    highest: rounded((numerator + unknown) / (denominator + unknown)),
  };
  return {
    name,
    value: rounded(numerator / denominator),
    unit,
    numerator,
    denominator,
    ...(unit === 'share' && bounds),
  };
};

/** Of nothing that is recorded nobody can say how much there was: the mission may have done it and not recorded it. */
export const ofNothingRecorded = ({ name, unit, value, because }: FigureValue): FigureValue => ({
  ...{ name, unit, value: null },
  because: value === null && because ? because : NOTHING_RECORDED,
});
/** Of time that has not come nobody can say anything: a number would be read as what happened. */
export const ofTimeToCome = ({ name, unit }: FigureValue): FigureValue => ({
  ...{ name, unit, value: null },
  because: NOT_COME,
});
const NOT_COME: Sentence = {
  en: 'This time had not come at the moment of the answer.',
  fr: "Ce temps n'était pas encore venu au moment de la réponse.",
};

/** While the time is not over, what was counted may become more. */
export const ofTimeNotOver = (value: FigureValue): FigureValue =>
  value.qualifier === undefined ? value : { ...value, qualifier: 'at_least' };

const NOTHING_RECORDED: Sentence = {
  en: 'Nothing that would count is recorded for the period: that is not zero.',
  fr: "Rien de ce qui compterait n'est enregistré pour la période : ce n'est pas zéro.",
};

export const NOTHING_TO_DIVIDE_BY: Sentence = {
  en: 'There is nothing to divide by in the period.',
  fr: "Il n'y a rien par quoi diviser dans la période.",
};

/** The percentile by nearest rank: the smallest amount that at least so many per cent do not exceed. */
export const nearestRank = (amounts: readonly number[], percent: number): number | null => {
  if (amounts.length === 0) return null;
  const sorted = amounts.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1]!;
};

/** Median and 90th percentile by nearest rank, of what was measured. */
export const spreadOf = (amounts: readonly number[], unit: 'days' | 'hours'): readonly FigureValue[] =>
  ([50, 90] as const).map((percent) => {
    const value = nearestRank(amounts, percent);
    const name = percent === 50 ? 'median' : 'p90';
    const counted = { numerator: amounts.length };
    return value === null
      ? { name, value, unit, ...counted, because: NOTHING_MEASURED }
      : { name, value: rounded(value), unit, ...counted };
  });

const NOTHING_MEASURED: Sentence = {
  en: 'Nothing in the period could be measured.',
  fr: "Rien n'a pu être mesuré dans la période.",
};

/** Three decimals: what two systems compute is one number. */
export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
