import type { Column } from '@opsledger/platform';
import type { Sentence } from './figure.js';
import type { FigureAnswer } from './figure-answer.js';

/** A line of the table of a figure: a value, a bucket, or what a source states beside it. */
export type FigureLine = Readonly<{
  figure: string;
  version: number;
  from: string;
  to: string;
  kind: 'value' | 'counted' | 'excluded' | 'unknown' | 'stated' | 'assessed';
  name: string;
  value?: number;
  qualifier?: string;
  lowest?: number;
  highest?: number;
  unit?: string;
  numerator?: number;
  denominator?: number;
  population?: number;
  asStated?: string;
  /** Why a value is empty, or what is in a bucket. */
  because?: Sentence;
  source?: string;
}>;

/** The lines of an answer. What is unknown or not stated has no value; it is never zero. */
export const linesOf = ({ figure: { name: figure, version }, period, rows, stated, assessed }: FigureAnswer) => {
  const about = { figure, version };
  const lines: FigureLine[] = rows.flatMap(({ from, to, population, values, counted, excluded, unknown }) => [
    ...values.map(({ value, ...rest }) => ({
      ...{ ...about, from, to, kind: 'value' as const, population, ...rest },
      ...(value !== null && { value }),
    })),
    ...(
      [
        ['counted', counted],
        ['excluded', excluded],
        ['unknown', unknown],
      ] as const
    ).flatMap(([kind, buckets]) =>
      buckets.map((bucket) => ({
        ...{ ...about, from, to, kind, name: bucket.name, value: bucket.records, unit: 'records' },
        because: bucket.text,
      })),
    ),
  ]);
  const sourceOf = (sources: FigureAnswer['stated'][number]['sources']) => sources.map(({ ref }) => ref).join(' | ');
  return [
    ...lines,
    ...stated.map(({ indicator, quantity, asStated, sources, timeInPeriod }): FigureLine => ({
      ...{ ...about, from: period.from, to: period.to, kind: 'stated', name: indicator, unit: timeInPeriod },
      ...(quantity && { value: quantity.value, qualifier: quantity.qualifier }),
      ...{ asStated, source: sourceOf(sources) },
    })),
    ...assessed.map(({ indicator, direction, percentOfBaseline, asStated, sources }): FigureLine => ({
      ...{ ...about, from: period.from, to: period.to, kind: 'assessed', name: indicator },
      ...(percentOfBaseline && { value: percentOfBaseline.value, unit: 'per cent of baseline' }),
      ...{ qualifier: direction, asStated, source: sourceOf(sources) },
    })),
  ];
};

export const figureColumns: readonly Column<FigureLine>[] = [
  ['figure', ({ figure }) => figure],
  ['version', ({ version }) => version],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['kind', ({ kind }) => kind],
  ['name', ({ name }) => name],
  ['value', ({ value }) => value],
  ['qualifier', ({ qualifier }) => qualifier],
  ['lowest', ({ lowest }) => lowest],
  ['highest', ({ highest }) => highest],
  ['unit', ({ unit }) => unit],
  ['numerator', ({ numerator }) => numerator],
  ['denominator', ({ denominator }) => denominator],
  ['population', ({ population }) => population],
  ['asStated', ({ asStated }) => asStated],
  ['source', ({ source }) => source],
  ['becauseEn', ({ because }) => because?.en],
  ['becauseFr', ({ because }) => because?.fr],
];
