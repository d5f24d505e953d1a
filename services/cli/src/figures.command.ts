import { named } from './codes.js';
import { queryOf as filtersOf } from './filters.js';
import { asReader } from './operations.js';
import { printJson, printTable, say } from './print.js';
import { languageOf, text, type Language } from './texts.js';

type Sentence = Readonly<Record<Language, string>>;
type Definition = Readonly<{ name: string; version: number; title: Sentence; formula: string; rule: Sentence }>;
type Value = Readonly<{
  name: string;
  value: number | null;
  unit: string;
  qualifier?: string;
  lowest?: number;
  highest?: number;
  because?: Sentence;
}>;
type Bucket = Readonly<{ name: string; records: number; text: Sentence }>;
type Stated = Readonly<{
  indicator: string;
  asStated: string;
  quantity?: Readonly<{ value: number; qualifier: string }>;
  percentOfBaseline?: Readonly<{ value: number }>;
  direction?: string;
}>;
type Answer = Readonly<{
  figure: Definition;
  period: Readonly<{ from: string; to: string }>;
  clearance: string;
  rows: readonly (Readonly<{ from: string; to: string; values: readonly Value[] }> &
    Readonly<Record<'counted' | 'excluded' | 'unknown', readonly Bucket[]>>)[];
  stated: readonly Stated[];
  assessed: readonly Stated[];
  view: Readonly<{ asOf: string; completeTo: string; position: number }>;
}>;
type Output = Readonly<{ output: 'table' | 'json' | 'csv' }>;
type Options = Output &
  Readonly<{
    from: string;
    to: string;
    every?: string;
    sector?: string;
    place?: string;
    asOf?: string;
    validAt?: string;
    exercise?: boolean;
  }>;

const queryOf = ({ output, exercise, ...options }: Options): string =>
  filtersOf({ ...options, ...(exercise && { exercise: 'only' }), ...(output === 'csv' && { format: 'csv' }) });

/** Prints what figures there are; with a period, all of them. */
export const figuresList = async ({ output, ...options }: Partial<Options> & Output): Promise<void> => {
  const api = await asReader();
  if (options.from !== undefined || options.to !== undefined) {
    const path = `/v1/figures?${queryOf({ ...(options as Options), output })}`;
    if (output === 'csv') return void process.stdout.write(await api.text(path));
    const answer = await api.get<Readonly<{ data: readonly Omit<Answer, 'view'>[]; view: Answer['view'] }>>(path);
    if (output === 'json') return printJson(answer);
    printTable(
      ['FIGURE', ...COUNTED],
      answer.data.flatMap((figure) => linesOf(figure).map((line) => [figure.figure.name, ...line])),
    );
    return sayView(answer.view);
  }
  const answer = await api.get<Readonly<{ data: readonly Definition[] }>>('/v1/figures/definitions');
  if (output === 'json') return printJson(answer);
  const language = languageOf(process.env);
  printTable(
    ['FIGURE', 'VERSION', 'TITLE', 'FORMULA'],
    answer.data.map(({ name, version, title, formula }) => [name, String(version), title[language], formula]),
  );
};

const COUNTED = ['FROM', 'TO', 'KIND', 'NAME', 'VALUE'] as const;

/** Prints one figure with everything that belongs to it: rule, what was left out, what is unknown, what sources state. */
export const figuresShow = async (name: string, options: Options): Promise<void> => {
  const api = await asReader();
  const path = `/v1/figures/${encodeURIComponent(name)}?${queryOf(options)}`;
  if (options.output === 'csv') return void process.stdout.write(await api.text(path));
  const answer = await api.get<Answer>(path);
  if (options.output === 'json') return printJson(answer);
  const language = languageOf(process.env);
  const { figure, clearance, view } = answer;
  say(`${figure.title[language]}: ${figure.formula}. ${figure.rule[language]}`);
  printTable(COUNTED, linesOf(answer));
  say(text('FIGURE_OF_CLEARANCE', { clearance }));
  sayView(view);
};

const sayView = ({ asOf, completeTo, position }: Answer['view']): void =>
  say(text('AS_KNOWN', { asOf, completeTo, position }));

/** The lines of a figure. What is unknown or not stated has its own words, and is never a zero. */
const linesOf = ({ period, rows, stated, assessed }: Omit<Answer, 'view'>): readonly (readonly string[])[] => [
  ...rows.flatMap(({ from, to, values, ...buckets }) => [
    ...values.map((value) => [from, to, text('FIGURE_VALUE'), value.name, shown(value)]),
    ...(['counted', 'excluded', 'unknown'] as const).flatMap((kind) =>
      buckets[kind]
        .filter(({ records }) => kind !== 'counted' && records > 0)
        .map(({ text: meaning, records }) => [
          ...[from, to, text(kind === 'unknown' ? 'FIGURE_UNKNOWN' : 'FIGURE_EXCLUDED')],
          ...[meaning[languageOf(process.env)], String(records)],
        ]),
    ),
  ]),
  ...stated.map(({ indicator, quantity, asStated }) => [
    ...[period.from, period.to, text('FIGURE_STATED'), named('indicator', indicator)],
    `${quantity ? `${sign(quantity.qualifier)}${quantity.value}` : text('NOT_STATED')}: ${asStated}`,
  ]),
  ...assessed.map(({ indicator, direction = '', percentOfBaseline, asStated }) => [
    ...[period.from, period.to, text('FIGURE_ASSESSED'), named('indicator', indicator)],
    `${named('direction', direction)}${percentOfBaseline ? ` (${percentOfBaseline.value} %)` : ''}: ${asStated}`,
  ]),
];

const SIGNS: Readonly<Record<string, string>> = { at_least: '≥ ', over: '> ', about: '≈ ', at_most: '≤ ' };
const sign = (qualifier: string | undefined): string => SIGNS[qualifier ?? ''] ?? '';

const shown = ({ value, unit, qualifier, lowest, highest, because }: Value): string => {
  if (value === null) return because?.[languageOf(process.env)] ?? text('NOT_STATED');
  const bounds = lowest !== undefined && lowest !== highest ? ` (${lowest}–${highest})` : '';
  return `${sign(qualifier)}${value}${bounds}${unit === 'records' ? '' : ` ${text(`UNIT_${unit}` as 'UNIT_days')}`}`;
};
