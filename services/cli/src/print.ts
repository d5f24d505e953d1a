import Table from 'cli-table3';
import stringWidth from 'string-width';
import { Document, isScalar, isSeq, visit } from 'yaml';
import { frenchOf } from './codes.js';
import { heading, languageOf, type Column } from './texts.js';

export type OutputFormat = 'table' | 'json';

/** Data go to standard output, so that a pipe gets nothing else. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** A table that fits the terminal: the widest columns give way, and what is cut off ends in an ellipsis. A pipe gets all of it. */
export const printTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): void => {
  const head = columns.map((column) => heading(column));
  const chars = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const inner = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const whole = columns.flatMap((column, index) => (WHOLE.includes(column) ? [index] : []));
  const widths = fitted([head, ...rows], terminalWidth(), whole);
  const table = new Table({
    head,
    chars: { ...chars, ...inner },
    style,
    ...(widths && { colWidths: widths }),
  });
  table.push(...rows.map((row) => [...row]));
  process.stdout.write(`${table.toString()}\n`);
};

/** What is meant for the person, not for the pipe. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const GAP = 2;
const NARROWEST = 8;

const terminalWidth = (): number | undefined => process.stdout.columns || Number(process.env['COLUMNS']) || undefined;

/** What one takes from a table to ask on: cut off only when everything else is as narrow as it gets. */
const WHOLE: readonly Column[] = ['REFERENCE', 'POSITION', 'VERSION'];

/** Widths of the columns within a terminal, or `undefined` if all of them fit. `whole` are the columns that give way last. */
export const fitted = (
  rows: readonly (readonly string[])[],
  width: number | undefined,
  whole: readonly number[] = [],
): number[] | undefined => {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const total = (): number => widths.reduce((sum, one) => sum + one, 0) + GAP * (columns - 1);
  if (width === undefined || total() <= width) return undefined;
  const narrow = (among: readonly number[]): void => {
    for (;;) {
      const widest = among.reduce((most, column) => Math.max(most, widths[column]!), 0);
      if (total() <= width || widest <= NARROWEST) return;
      widths[among.find((column) => widths[column] === widest)!]! -= 1;
    }
  };
  const all = widths.map((_, column) => column);
  narrow(all.filter((column) => !whole.includes(column)));
  narrow(all);
  return widths;
};

/** Members of a record, one a line; what is a list or an object is indented below its name. */
export const printFields = (record: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(fieldsOf(record));
};

/** The record as YAML. Codes stay what they are; where the terminal is French, a comment says what each is called. */
export const fieldsOf = (record: Readonly<Record<string, unknown>>, language = languageOf(process.env)): string => {
  const document = new Document(record);
  const explain = (member: string, value: unknown): void => {
    const french = isScalar(value) ? frenchOf(member, value.value) : undefined;
    if (isScalar(value) && french !== undefined && french !== value.value) value.comment = ` ${french}`;
  };
  if (language === 'fr')
    visit(document, {
      Pair: (_, { key, value }) => {
        const member = String(isScalar(key) ? key.value : key);
        for (const one of isSeq(value) ? value.items : [value]) explain(member, one);
      },
    });
  return document.toString({ lineWidth: terminalWidth() ?? 0 });
};
