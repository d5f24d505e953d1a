import type { Api } from './api.js';
import { named } from './codes.js';
import { COLLECTIONS, type Collection } from './collections.js';
import { queryOf, type GivenFilters } from './filters.js';
import { asReader, calledBy, idOf, type Operation } from './operations.js';
import type { AnsweredPage, View } from './pages.js';
import { printFields, printJson, printTable, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

type Output = Readonly<{ output: OutputFormat }>;

/** Prints a page of the records of a collection. */
export const listRecords =
  ({ path, columns }: Collection) =>
  async ({ output, ...given }: GivenFilters & Output): Promise<void> => {
    const api = await asReader();
    const page = await api.get<AnsweredPage<Operation>>(`${path}?${await asked(api, given)}`);
    if (output === 'json') return printJson(page);
    printTable(
      ['REFERENCE', ...columns.map(([heading]) => heading)],
      page.data.map((record) => [record.reference, ...columns.map(([, cell]) => cellOf(record, cell))]),
    );
    sayView(page.view);
    if (page.page.hasMore) say(text('LIST_HAS_MORE', { shown: page.data.length }));
  };

const cellOf = (record: Operation, cell: Collection['columns'][number][1]): string =>
  typeof cell === 'string' ? named(cell, record[cell]) : String(cell(record) ?? '');

type Calendar = Readonly<{
  entries: readonly (Operation & Readonly<{ kind: string; start?: Dated; end?: Dated }>)[];
  undated: readonly Operation[];
  isComplete: boolean;
  view?: View;
}>;
type Dated = Readonly<{ edtf: string }>;

/** Prints when records were, are reported and are planned, and names those of which nobody knows. */
export const recordCalendar =
  ({ path }: Collection) =>
  async ({ output, ...given }: GivenFilters & Output): Promise<void> => {
    const api = await asReader();
    const calendar = await api.get<Calendar>(`${path}/calendar?${await asked(api, given)}`);
    if (output === 'json') return printJson(calendar);
    printTable(
      ['FROM', 'TO', 'KIND', 'REFERENCE', 'NAME', 'STATE'],
      calendar.entries.map(({ start, end, kind, ...record }) => [
        ...[start?.edtf ?? '', end?.edtf ?? '', named('kind', kind), record.reference],
        ...[calledBy({ ...record, kind: record['activity'] }), named('state', record.state)],
      ]),
    );
    sayView(calendar.view);
    const undated = calendar.undated.map(({ reference, name }) => reference ?? name);
    if (undated.length > 0) say(text('WITHOUT_DATES', { count: undated.length, records: undated.join(', ') }));
    if (!calendar.isComplete) say(text('NOT_ALL'));
  };

/** Filters take ids; people know an operation by its reference. */
const asked = async (api: Api, { operation, ...given }: GivenFilters): Promise<string> =>
  queryOf({
    ...given,
    ...(operation !== undefined && { operation: await idOf(api, COLLECTIONS.op.path, String(operation)) }),
  });

/** Prints one record, as it is or as it was. */
export const showRecord =
  (collection: Collection) =>
  async (
    id: string,
    { output, version, history, ...options }: GivenFilters & Output & Readonly<{ version?: number; history?: boolean }>,
  ): Promise<void> => {
    const api = await asReader();
    const path = `${collection.path}/${encodeURIComponent(id)}`;
    if (history) return printHistory(await api.get(`${path}/history?${queryOf({ limit: 500, ...options })}`), output);
    const { view, ...operation } = await api.get<Operation & { view?: View }>(
      version === undefined ? `${path}?${queryOf(options)}` : `${path}/history/${version}`,
    );
    if (output === 'json') return printJson({ ...operation, ...(view && { view }) });
    printFields(operation);
    sayView(view);
  };

type HistoryEvent = Readonly<{
  streamversion: string;
  knownat: string;
  occurredat: string;
  type: string;
  actor: string;
}>;
type History = AnsweredPage<HistoryEvent> &
  Readonly<{ corrections?: readonly { version: number; correctedBy: number }[] }>;

const printHistory = (history: History, output: OutputFormat): void => {
  if (output === 'json') return printJson(history);
  const correctedBy = (version: string): string =>
    (history.corrections ?? [])
      .filter((one) => String(one.version) === version)
      .map((one) => String(one.correctedBy))
      .join(', ');
  printTable(
    ['VERSION', 'KNOWN', 'OCCURRED', 'TYPE', 'CORRECTED BY', 'ACTOR'],
    history.data.map(({ streamversion, knownat, occurredat, type, actor }) => [
      ...[streamversion, knownat, occurredat, type.replace(/^opsledger\.\w+\./, ''), correctedBy(streamversion), actor],
    ]),
  );
};

type BoardEntry = Pick<Operation, 'reference' | 'name' | 'stateOccurredAt' | 'nextActions'>;
type Board = Readonly<{
  states: readonly {
    state: string;
    count: number;
    sectors: readonly { sector?: string; operations: readonly BoardEntry[] }[];
  }[];
  view?: View;
}>;

/** Prints the operations board. */
export const opBoard = async ({ output, ...options }: GivenFilters & Output): Promise<void> => {
  const board = await (await asReader()).get<Board>(`/v1/operations/board?${queryOf(options)}`);
  if (output === 'json') return printJson(board);
  printTable(
    ['STATE', 'SECTOR', 'REFERENCE', 'NAME', 'SINCE', 'NEXT'],
    board.states.flatMap(({ state, sectors }) =>
      sectors.flatMap(({ sector = '-', operations }) =>
        operations.map(({ reference, name, stateOccurredAt, nextActions }) => [
          ...[named('state', state), sector, reference, name, stateOccurredAt, (nextActions ?? []).join(' ')],
        ]),
      ),
    ),
  );
  sayView(board.view);
};

type Change = Readonly<{ pointer: string; before?: unknown; after?: unknown }>;
type Difference = Readonly<{ changes: readonly Change[]; events: readonly HistoryEvent[] }>;

/** Prints what differs between two versions of a record, or between two knowledge times, and which events explain it. */
export const diffRecord =
  (collection: Collection) =>
  async (
    id: string,
    { output, ...options }: Output & Readonly<{ from?: number; to?: number; fromAsOf?: string; toAsOf?: string }>,
  ): Promise<void> => {
    const path = `${collection.path}/${encodeURIComponent(id)}/diff?${queryOf(options)}`;
    const { changes, events } = await printedOr(await (await asReader()).get<Difference>(path), output);
    if (output === 'json') return;
    printChanges(changes);
    for (const { streamversion, knownat, type } of events) say(text('EXPLAINED_BY', { streamversion, knownat, type }));
  };

const printedOr = async <Answer>(answer: Answer, output: OutputFormat): Promise<Answer> => {
  if (output === 'json') printJson(answer);
  return answer;
};

export const printChanges = (changes: readonly Change[]): void =>
  printTable(
    ['MEMBER', 'BEFORE', 'AFTER'],
    changes.map(({ pointer, before, after }) => [pointer, shown(before), shown(after)]),
  );

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

export const sayView = (view: View | undefined): void => {
  if (!view) return;
  say(text('AS_KNOWN', { asOf: view.asOf, completeTo: view.completeTo, position: view.position }));
  if (view.undecided) say(text('UNDECIDED', { count: view.undecided.length }));
};
