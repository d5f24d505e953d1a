import { readFileSync } from 'node:fs';
import { Api, ProblemFailure } from './api.js';
import { type EventPage } from './events-list.command.js';
import { Failure } from './exit-codes.js';
import { NDJSON, type ImportAnswer } from './import.command.js';
import { printJson, printTable, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

const ROWS = new URL('../demo/letters.ndjson', import.meta.url);

/** A stream is called by what it is of, and its id. */
const ID_LENGTH = 36;

type Row = Readonly<{ id: string; key: string; command: string; data: Readonly<{ name?: string }> }>;
type Operation = Readonly<{ reference: string; name: string; state: string; version: number }>;

/**
 * Imports what the two letters of the Secretary-General say of operations, activities, bases, standbys and figures. It is history
 * with a source and shows in default lists, so it does not go into an installation that holds other records.
 */
export const demoLoad = async ({ output }: Readonly<{ output: OutputFormat }>): Promise<void> => {
  const content = readFileSync(ROWS, 'utf8');
  const rows = content
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
  const ids = new Set(rows.map(({ id }) => id));
  const api = await Api.connect('importer');
  const rehearsal = await api.post<ImportAnswer>('/v1/imports?dryRun=true', NDJSON, content).catch((error: unknown) => {
    throw toldOtherwise(error, rows) ?? error;
  });
  if (rehearsal.unchanged < rehearsal.rows) await refuseOtherRecords(api, ids);
  const answer = await api.post<ImportAnswer>('/v1/imports', NDJSON, content);
  if (output === 'json') return printJson(answer);
  const { data: operations } = await api.get<{ data: readonly Operation[] }>('/v1/operations?limit=500');
  printTable(
    ['REFERENCE', 'NAME', 'STATE', 'VERSION'],
    operations.map(({ reference, name, state, version }) => [reference, name, state, String(version)]),
  );
  say(
    `${text('IMPORTED', { rows: answer.rows, applied: answer.applied, unchanged: answer.unchanged })} ${text('THEY_ARE_AT')}`,
  );
};

/** The letters are there as another version told them: which rows that are, and that it takes another folder to have them as told here. */
export const toldOtherwise = (error: unknown, rows: readonly Row[]): Failure | undefined => {
  if (!(error instanceof ProblemFailure)) return undefined;
  const refused = error.problem.rows ?? [];
  if (refused.length === 0 || refused.some(({ problem }) => problem.code !== 'IDEMPOTENCY_KEY_REUSED'))
    return undefined;
  const list = refused.map(({ line }) => {
    const { key, command, data } = rows[line - 1]!;
    return `  ${[key, command, data.name].filter(Boolean).join(' ')}`;
  });
  const counts = { count: refused.length, rows: rows.length };
  return new Failure(
    [text('LETTERS_TOLD_OTHERWISE', counts), ...list, text('LETTERS_STAND')].join('\n'),
    error.exitCode,
  );
};

const refuseOtherRecords = async (api: Api, ids: ReadonlySet<string>): Promise<void> => {
  for (let after = 0, hasMore = true; hasMore;) {
    const { data, page } = await api.get<EventPage>(`/v1/events?after=${after}&limit=1000`);
    const other = data.find(({ subject }) => !ids.has(subject.slice(-ID_LENGTH)));
    if (other) throw new Failure(text('OTHER_RECORDS', { subject: other.subject }));
    ({ next: after, hasMore } = page);
  }
};
