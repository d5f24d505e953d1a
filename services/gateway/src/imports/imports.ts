import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  CommandPath,
  parseJsonText,
  Problem,
  ProblemFilter,
  RehearseCommands,
  RunCommand,
  type CommandRequest,
  type RequestContext,
} from '@opsledger/platform';
import { fieldsOf, requestOf, rowErrors, type ImportRow } from './import-row.js';

export const MAX_ROWS = 10_000;
const ROWS_PER_TURN = 20;

export type ImportedRow = Readonly<{
  /** Line of the file, from 1. */
  line: number;
  key: string;
  outcome: 'applied' | 'unchanged' | 'would-apply' | 'refused';
  id?: string;
  version?: number;
  problem?: Readonly<Record<string, unknown>>;
}>;
export type ImportAnswer = Readonly<{
  dryRun: boolean;
  rows: number;
  applied: number;
  unchanged: number;
  results: readonly ImportedRow[];
}>;

type Line = Readonly<{ line: number; row: ImportRow; request: CommandRequest }>;

/** Brings in rows from older registers and documents: nothing unless every row passes, then row by row, each under its key. */
@Injectable()
export class Imports {
  constructor(
    private readonly bus: CommandBus,
    private readonly path: CommandPath,
    private readonly problems: ProblemFilter,
  ) {}

  async run(text: string, isDryRun: boolean, context: RequestContext, language: 'en' | 'fr'): Promise<ImportAnswer> {
    const describe = (problem: Problem) =>
      this.problems.document(problem, language, { id: context.requestId, url: context.path });
    const lines = await this.read(text, context, describe);
    const rehearsed = await this.bus.execute(
      new RehearseCommands(
        lines.map(({ request }) => request),
        !isDryRun,
      ),
    );
    const rejected = rehearsed.flatMap((result, index) =>
      'problem' in result
        ? [{ line: lines[index]!.line, key: lines[index]!.row.key, problem: describe(result.problem) }]
        : [],
    );
    if (rejected.length > 0) throw rowsRejected(rejected, lines.length);
    if (isDryRun) {
      const outcomes = rehearsed.map((result) => ('outcome' in result ? result.outcome : undefined)!);
      return answer(
        true,
        lines.map((line, index) => rowOf(line, outcomes[index]!, 'would-apply')),
      );
    }
    const results: ImportedRow[] = [];
    for (const line of lines) {
      if (line.line % ROWS_PER_TURN === 0) await setImmediate(); // rows that change nothing never wait for a disk
      try {
        results.push(await this.apply(line, describe));
      } catch (error) {
        throw brokenOff(line, results, lines.length, describe, this.problems.problemOf(error, context.requestId));
      }
    }
    const refused = results.filter(({ outcome }) => outcome === 'refused').length;
    if (refused > 0) {
      const details = { refused, rows: results.length };
      throw new Problem(409, 'IMPORT_MET_A_CONFLICT', { rule: 'IMPORT', details, members: { results } });
    }
    return answer(false, results);
  }

  /** The rows in the order in which they became known, as the known time of a stream never goes back. */
  private async read(
    text: string,
    context: RequestContext,
    describe: (problem: Problem) => Record<string, unknown>,
  ): Promise<readonly Line[]> {
    const lines: Line[] = [];
    const rejected: { line: number; problem: Record<string, unknown> }[] = [];
    const texts = text.split('\n').map((content, index) => ({ content: content.trim(), line: index + 1 }));
    const filled = texts.filter(({ content }) => content !== '');
    if (filled.length > MAX_ROWS)
      throw new Problem(413, 'BODY_IS_TOO_LARGE', { details: { rows: filled.length, limit: MAX_ROWS } });
    const commands = await this.path.commands();
    for (const { content, line } of filled) {
      try {
        const row = parseJsonText(content);
        const errors = rowErrors(row, commands);
        if (errors.length > 0) throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors });
        lines.push({ line, row: row as ImportRow, request: requestOf(row as ImportRow, context) });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        rejected.push({ line, problem: describe(error) });
      }
    }
    const invalid = await this.path.fieldErrors(
      lines.map(({ row }) => fieldsOf(row)),
      context,
    );
    for (const [index, found] of invalid.entries()) {
      if (found.length === 0) continue;
      const errors = found.map((error) => ({ ...error, pointer: `/data${error.pointer}` }));
      rejected.push({
        line: lines[index]!.line,
        problem: describe(new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors })),
      });
    }
    if (rejected.length > 0)
      throw rowsRejected(
        rejected.toSorted((a, b) => a.line - b.line),
        filled.length,
      );
    return lines.toSorted((a, b) => compare(a.request.knownAt ?? '~', b.request.knownAt ?? '~'));
  }

  private async apply(line: Line, describe: (problem: Problem) => Record<string, unknown>): Promise<ImportedRow> {
    try {
      const { document, ...outcome } = await this.bus.execute(new RunCommand(line.request));
      return rowOf(line, { id: document.id, ...outcome }, 'applied');
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return { line: line.line, key: line.row.key, outcome: 'refused', problem: describe(error) };
    }
  }
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

const rowsRejected = (rejected: readonly unknown[], rows: number): Problem =>
  new Problem(422, 'IMPORT_ROWS_REJECTED', {
    rule: 'IMPORT',
    details: { rejected: rejected.length, rows },
    members: { rows: rejected },
  });

/** What is at fault with one row says nothing of those before it, which stand. */
const brokenOff = (
  { line }: Line,
  results: readonly ImportedRow[],
  rows: number,
  describe: (problem: Problem) => Record<string, unknown>,
  problem: Problem,
): Problem => {
  const applied = results.filter(({ outcome }) => outcome === 'applied').length;
  const { headers } = problem.options;
  return new Problem(problem.status, 'IMPORT_BROKE_OFF', {
    ...{
      rule: 'IMPORT',
      details: { line, applied, rows },
      members: { applied, line, results, problem: describe(problem) },
    },
    ...(headers && { headers }),
  });
};

const rowOf = (
  { line, row }: Line,
  { id, version, isReplay }: Readonly<{ id: string; version: number; isReplay: boolean }>,
  whenNew: 'applied' | 'would-apply',
): ImportedRow => ({
  ...{ line, key: row.key, outcome: isReplay ? 'unchanged' : whenNew },
  // A rehearsal makes up the ids of records that it would open.
  ...((isReplay || whenNew === 'applied' || row.id !== undefined) && { id, version }),
});

const answer = (dryRun: boolean, results: readonly ImportedRow[]): ImportAnswer => {
  const unchanged = results.filter(({ outcome }) => outcome === 'unchanged').length;
  return { dryRun, rows: results.length, applied: dryRun ? 0 : results.length - unchanged, unchanged, results };
};
