import { stringify } from 'csv-stringify/sync';
import type { Page } from '../read-models/records.js';
import { Representation } from './answer.interceptor.js';

/** A column: its name, and the cell of a row. What is unknown gives an empty cell, never a zero. */
export type Column<Row> = readonly [name: string, cell: (row: Row) => string | number | boolean | undefined];

/** A page as CSV (RFC 4180), safe to open in a spreadsheet: what would be a formula there is a text. `next` is in the `Link` header. */
export const csvOf = <Row>(page: Page<Row>, columns: readonly Column<Row>[], path: string): Representation => {
  const rows = page.data.map((row) => columns.map(([, cell]) => cell(row)));
  const body = stringify([columns.map(([name]) => name), ...rows], {
    ...{ escape_formulas: true, record_delimiter: 'windows' },
    ...{ quoted_match: /[\r\n]/, cast: { boolean: String } },
  });
  return new Representation('text/csv; charset=utf-8; header=present', body, linkTo(page, path));
};

/** Where a page goes on, for forms that have no place for it. */
export const linkTo = ({ page }: Pick<Page<unknown>, 'page'>, path: string): Readonly<Record<string, string>> =>
  page.next === null ? {} : { link: `<${path}?cursor=${encodeURIComponent(page.next)}>; rel="next"` };
