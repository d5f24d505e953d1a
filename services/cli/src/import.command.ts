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
type Line = Readonly<{ line: number; content: string; knownAt: string }>;

/**
 * Brings in a file of rows. All of it is rehearsed first, and nothing is imported unless every row passes; then it goes in
 * piece by piece, each row under its key, so that a second run goes on where the first was cut off.
 */
export const importFile = async (file: string, { dryRun = false, output }: ImportOptions): Promise<void> => {
  const lines = readLines(read(file));
  if (lines.length > MOST_ROWS) throw new Failure(text('TOO_MANY_ROWS', { rows: lines.length, limit: MOST_ROWS }));
  const api = await Api.connect('importer');
  // The same order as the server's: by the time from which a row is known.
  const ordered = lines.toSorted((a, b) => Number(a.knownAt > b.knownAt) - Number(a.knownAt < b.knownAt));
  const rehearsed = await send(api, ordered, '?dryRun=true');
  if (dryRun) {
    if (output === 'json') return printJson(rehearsed);
    return say(text('WOULD_IMPORT', { rows: rehearsed.rows }));
  }
  const answer = await sendInPieces(api, ordered);
  if (output === 'json') return printJson(answer);
  const { rows, applied, unchanged } = answer;
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

/** Lines keep their number in the file, whatever part of it is sent. */
const send = async (api: Api, lines: readonly Line[], query: string): Promise<ImportAnswer> => {
  try {
    const body = lines.map(({ content }) => content).join('\n');
    const answer = await api.post<ImportAnswer>(`/v1/imports${query}`, NDJSON, body);
    return { ...answer, results: answer.results.map((row) => ({ ...row, line: lines[row.line - 1]!.line })) };
  } catch (error) {
    if (!(error instanceof ProblemFailure) || !error.problem.rows) throw error;
    throw rejected(lines, error);
  }
};

const rejected = (lines: readonly Line[], { problem, exitCode }: ProblemFailure): Failure => {
  const told = problem.rows!.flatMap(
    ({ line: sent, problem: { title, errors = [{ pointer: '', detail: title ?? '' }], code, rule } }) => {
      const { line, content } = lines[sent - 1]!;
      return errors.map(({ pointer, detail }) => {
        const why = [code, rule].filter(Boolean).join(', ');
        return {
          line,
          said: text('LINE', {
            line,
            column: columnOf(content, pointer),
            reason: `${pointer} ${detail} [${why}]`.trim(),
          }),
        };
      });
    },
  );
  const shown = told.toSorted((a, b) => a.line - b.line).map(({ said }) => said);
  const [first, more] = [shown.slice(0, MOST_LINES_TOLD), shown.length - MOST_LINES_TOLD];
  const tail = more > 0 ? [text('MORE_LINES', { count: more })] : [];
  const summary = text('NOTHING_IMPORTED', { rejected: problem.rows!.length, rows: lines.length });
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

/** The rows that are JSON; all lines that are not are told at once. */
const readLines = (content: string): readonly Line[] => {
  const wrong: string[] = [];
  const lines = content
    .split('\n')
    .map((line, index) => ({ line: index + 1, content: line.trimEnd() }))
    .filter((one) => one.content.trim() !== '')
    .flatMap((one) => {
      try {
        const row = evaluate(parse(one.content)) as { knownAt?: unknown } | null;
        return [{ ...one, knownAt: typeof row?.knownAt === 'string' ? row.knownAt : '~' }];
      } catch (error) {
        const { message, column = 1 } = error as { message: string; column?: number };
        wrong.push(text('LINE', { line: one.line, column, reason: text('NOT_JSON', { reason: message }) }));
        return [];
      }
    });
  if (wrong.length === 0) return lines;
  const summary = text('NOTHING_IMPORTED', { rejected: wrong.length, rows: lines.length + wrong.length });
  throw new Failure([...wrong.slice(0, MOST_LINES_TOLD), summary].join('\n'));
};
