import type { AnsweredPage } from './pages.js';
import { asReader, calledBy, recordsQuery, type Operation, type RecordsOptions } from './operations.js';
import { printFields, printJson, printTable, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

type Output = Readonly<{ output: OutputFormat }>;

/** Prints a page of operations. */
export const opList = async ({ output, ...options }: RecordsOptions & Output): Promise<void> => {
  const page = await (await asReader()).get<AnsweredPage<Operation>>(`/v1/operations?${recordsQuery(options)}`);
  if (output === 'json') return printJson(page);
  printTable(
    ['REFERENCE', 'NAME', 'STATE', 'SINCE', 'TYPE', 'AREAS'],
    page.data.map(({ reference, name, state, stateOccurredAt, type, areas }) => [
      ...[reference, name, state, stateOccurredAt, String(type ?? '')],
      ((areas ?? []) as readonly { asStated: string }[]).map(({ asStated }) => asStated).join('; '),
    ]),
  );
  sayView(page.view);
  if (page.page.hasMore) say(text('LIST_HAS_MORE', { shown: page.data.length }));
};

/** Prints a page of records of a collection such as `/v1/bases`, each by what it goes by. */
export const listRecords =
  (collection: string) =>
  async ({ output, ...options }: RecordsOptions & Output): Promise<void> => {
    const page = await (await asReader()).get<AnsweredPage<Operation>>(`${collection}?${recordsQuery(options)}`);
    if (output === 'json') return printJson(page);
    printTable(
      ['REFERENCE', 'NAME', 'STATE', 'SINCE'],
      page.data.map((record) => [record.reference, calledBy(record), record.state, record.stateOccurredAt]),
    );
    sayView(page.view);
    if (page.page.hasMore) say(text('LIST_HAS_MORE', { shown: page.data.length }));
  };

/** Prints one record, as it is or as it was. */
export const showRecord =
  (collection: string) =>
  async (
    id: string,
    {
      output,
      version,
      history,
      ...options
    }: Pick<RecordsOptions, 'asOf' | 'validAt'> & Output & Readonly<{ version?: number; history?: boolean }>,
  ): Promise<void> => {
    const api = await asReader();
    const path = `${collection}/${encodeURIComponent(id)}`;
    if (history)
      return printHistory(await api.get(`${path}/history?${recordsQuery({ limit: 500, ...options })}`), output);
    const { view, ...operation } = await api.get<Operation & { view?: View }>(
      version === undefined ? `${path}?${recordsQuery(options)}` : `${path}/history/${version}`,
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
export const opBoard = async ({ output, ...options }: RecordsOptions & Output): Promise<void> => {
  const board = await (await asReader()).get<Board>(`/v1/operations/board?${recordsQuery(options)}`);
  if (output === 'json') return printJson(board);
  printTable(
    ['STATE', 'SECTOR', 'REFERENCE', 'NAME', 'SINCE', 'NEXT'],
    board.states.flatMap(({ state, sectors }) =>
      sectors.flatMap(({ sector = '-', operations }) =>
        operations.map(({ reference, name, stateOccurredAt, nextActions }) => [
          ...[state, sector, reference, name, stateOccurredAt, nextActions.join(' ')],
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
  (collection: string) =>
  async (
    id: string,
    { output, ...options }: Output & Readonly<{ from?: number; to?: number; fromAsOf?: string; toAsOf?: string }>,
  ): Promise<void> => {
    const path = `${collection}/${encodeURIComponent(id)}/diff?${recordsQuery(options)}`;
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

export type View = Readonly<{ asOf: string; completeTo: string; position: number; undecided?: readonly string[] }>;
const sayView = (view: View | undefined): void => {
  if (!view) return;
  say(text('AS_KNOWN', { asOf: view.asOf, completeTo: view.completeTo, position: view.position }));
  if (view.undecided) say(text('UNDECIDED', { count: view.undecided.length }));
};
