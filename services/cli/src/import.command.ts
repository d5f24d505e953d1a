import { readFileSync } from 'node:fs';
import { evaluate, parse, type ObjectNode, type ValueNode } from '@humanwhocodes/momoa';
import { Bar } from 'cli-progress';
import { Api, ProblemFailure } from './api.js';
import { EXIT, Failure } from './exit-codes.js';
import { printJson, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

export const NDJSON = 'application/x-ndjson';
const MOST_ROWS = 10_000;
const ROWS_PER_PIECE = 200;
const MOST_LINES_TOLD = 50;

export type ImportAnswer = Readonly<{
  rows: number;
  applied: number;
  unchanged: number;
  results: readonly Readonly<{ line: number; key: string; outcome: string; id?: string; version?: number }>[];
}>;
type ImportOptions = Readonly<{ dryRun?: boolean; output: OutputFormat }>;
/** What is wrong with a line of the file. */
type Wrong = Readonly<{ line: number; said: string }>;
type Line = Readonly<{ line: number; content: string; knownAt: string }>;

/**
 * Brings in a file of rows. All of it is rehearsed first, and nothing is imported unless every row passes; then it goes in
 * piece by piece, each row under its key, so that a second run goes on where the first was cut off.
 */
export const importFile = async (file: string, { dryRun = false, output }: ImportOptions): Promise<void> => {
  const { lines, wrong } = readLines(read(file));
  const rows = lines.length + wrong.length;
  if (rows > MOST_ROWS) throw new Failure(text('TOO_MANY_ROWS', { rows, limit: MOST_ROWS }));
  if (lines.length === 0 && wrong.length > 0) throw rejected(wrong, rows);
  const api = await Api.connect('importer');
  // The same order as the server's: by the time from which a row is known.
  const ordered = lines.toSorted((a, b) => Number(a.knownAt > b.knownAt) - Number(a.knownAt < b.knownAt));
  const rehearsed = await send(api, ordered, '?dryRun=true', wrong);
  if (wrong.length > 0) throw rejected(wrong, rows);
  if (dryRun) {
    if (output === 'json') return printJson(rehearsed);
    return say(text('WOULD_IMPORT', { rows: rehearsed.rows }));
  }
  const answer = await sendInPieces(api, ordered);
  if (output === 'json') return printJson(answer);
  const { applied, unchanged } = answer;
  say(text('IMPORTED', { rows, applied, unchanged }));
};

const sendInPieces = async (api: Api, lines: readonly Line[]): Promise<ImportAnswer> => {
  const bar = process.stderr.isTTY
    ? new Bar({ stream: process.stderr, format: '{bar} {value}/{total} {eta_formatted}', clearOnComplete: true })
    : undefined;
  bar?.start(lines.length, 0);
  let total: ImportAnswer = { rows: 0, applied: 0, unchanged: 0, results: [] };
  try {
    for (let start = 0; start < lines.length; start += ROWS_PER_PIECE) {
      const { rows, applied, unchanged, results } = await send(api, lines.slice(start, start + ROWS_PER_PIECE), '');
      total = {
        rows: total.rows + rows,
        applied: total.applied + applied,
        unchanged: total.unchanged + unchanged,
        results: [...total.results, ...results],
      };
      bar?.update(total.rows);
    }
  } catch (error) {
    bar?.stop();
    if (total.rows > 0) say(text('IMPORT_WAS_CUT_OFF', { done: total.rows, rows: lines.length }));
    throw error;
  }
  bar?.stop();
  return total;
};

/** Lines keep their number in the file, whatever part of it is sent. What is wrong already is told with what is refused. */
const send = async (
  api: Api,
  lines: readonly Line[],
  query: string,
  wrong: readonly Wrong[] = [],
): Promise<ImportAnswer> => {
  try {
    const body = lines.map(({ content }) => content).join('\n');
    const answer = await api.post<ImportAnswer>(`/v1/imports${query}`, NDJSON, body);
    return { ...answer, results: answer.results.map((row) => ({ ...row, line: lines[row.line - 1]!.line })) };
  } catch (error) {
    if (!(error instanceof ProblemFailure) || !error.problem.rows) throw error;
    throw rejected([...wrong, ...refusedOf(lines, error)], lines.length + wrong.length, error.exitCode);
  }
};

const refusedOf = (lines: readonly Line[], { problem }: ProblemFailure): readonly Wrong[] =>
  problem.rows!.flatMap(
    ({ line: sent, problem: { title, errors = [{ pointer: '', detail: title ?? '' }], code, rule } }) => {
      const { line, content } = lines[sent - 1]!;
      return errors.map(({ pointer, detail }) => {
        const why = [code, rule].filter(Boolean).join(', ');
        const reason = `${pointer} ${detail} [${why}]`.trim();
        return { line, said: text('LINE', { line, column: columnOf(content, pointer), reason }) };
      });
    },
  );

/** All that is wrong with a file, in the order of its lines. */
const rejected = (wrong: readonly Wrong[], rows: number, exitCode?: number): Failure => {
  const shown = wrong.toSorted((a, b) => a.line - b.line).map(({ said }) => said);
  const [first, more] = [shown.slice(0, MOST_LINES_TOLD), shown.length - MOST_LINES_TOLD];
  const tail = more > 0 ? [text('MORE_LINES', { count: more })] : [];
  const count = new Set(wrong.map(({ line }) => line)).size;
  const summary = text('NOTHING_IMPORTED', { rejected: count, rows });
  return new Failure([...first, ...tail, summary].join('\n'), exitCode);
};

/** Column of the member that a JSON pointer names, or of the innermost one around it that is there. */
export const columnOf = (content: string, pointer: string): number => {
  let node: ValueNode;
  try {
    node = parse(content).body;
  } catch (error) {
    return (error as { column?: number }).column ?? 1;
  }
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next: ValueNode | undefined =
      node.type === 'Object'
        ? memberOf(node, name)
        : node.type === 'Array'
          ? node.elements[Number(name)]?.value
          : undefined;
    if (!next) break;
    node = next;
  }
  return node.loc.start.column;
};

const memberOf = ({ members }: ObjectNode, wanted: string): ValueNode | undefined =>
  members.find(({ name }) => (name.type === 'String' ? name.value : name.name) === wanted)?.value;

const read = (file: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Failure(
      text('FILE_IS_MISSING', { file, reason: (error as NodeJS.ErrnoException).code ?? '' }),
      EXIT.notFound,
    );
  }
};

/** The rows that are JSON, and what is wrong with those that are not. */
const readLines = (content: string): Readonly<{ lines: readonly Line[]; wrong: readonly Wrong[] }> => {
  const wrong: Wrong[] = [];
  const lines = content
    .split('\n')
    .map((line, index) => ({ line: index + 1, content: line.trimEnd() }))
    .filter((one) => one.content.trim() !== '')
    .flatMap((one) => {
      try {
        const row = evaluate(parse(one.content)) as { knownAt?: unknown } | null;
        return [{ ...one, knownAt: typeof row?.knownAt === 'string' ? row.knownAt : '~' }];
      } catch (error) {
        const { column = 1 } = error as { column?: number };
        wrong.push({ line: one.line, said: text('LINE', { line: one.line, column, reason: text('NOT_JSON') }) });
        return [];
      }
    });
  return { lines, wrong };
};
