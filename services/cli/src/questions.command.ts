import { named } from './codes.js';
import { COLLECTIONS, QUESTIONS } from './collections.js';
import { queryOf, type GivenFilters } from './filters.js';
import { listRecords, sayView } from './op-read.command.js';
import { asReader, calledBy, type Operation } from './operations.js';
import type { AnsweredPage, View } from './pages.js';
import { printJson, printTable, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

type Asked = GivenFilters & Readonly<{ output: OutputFormat }>;

/** Prints the tasks of one operation, which are activities. */
export const operationTasks = (operation: string, options: Asked): Promise<void> =>
  listRecords({
    ...COLLECTIONS.activity,
    path: QUESTIONS.tasks.path.replace('{id}', encodeURIComponent(operation)),
  })(options);

type LateList = Readonly<{
  day: string;
  dueAt: string;
  reporters: readonly Readonly<{ reference: string; reporter: string; sector?: string; status: string }>[];
  isComplete: boolean;
  view?: View;
}>;

/** Prints whose situation report of a day came in time, came late, is missing or still due. */
export const lateReports = async ({ output, ...given }: Asked): Promise<void> => {
  const late = await (await asReader()).get<LateList>(`${QUESTIONS.late.path}?${queryOf(given)}`);
  if (output === 'json') return printJson(late);
  printTable(
    ['REFERENCE', 'NAME', 'SECTOR', 'STATE'],
    late.reporters.map(({ reference, reporter, sector = '', status }) => [
      ...[reference, reporter, sector, named('status', status)],
    ]),
  );
  say(text('LATE_OF_DAY', { day: late.day, dueAt: late.dueAt }));
  sayView(late.view);
  if (!late.isComplete) say(text('NOT_ALL'));
};

type AddedSince = 'yes' | 'no' | 'unknown';
type BasesByPlace = Readonly<{
  places: readonly Readonly<{
    name: string;
    count: number;
    added: Readonly<{ since?: string } & Record<AddedSince, number>>;
    bases: readonly Operation[];
    reconnoitred: readonly Operation[];
  }>[];
  unplaced: readonly Operation[];
  isComplete: boolean;
  view?: View;
}>;

/** Prints which bases there are in each of some places. What may lie in one of them, and is in no number, stands under no name. */
export const basesByPlace = async (places: string, { output, ...given }: Asked): Promise<void> => {
  const answer = await (
    await asReader()
  ).get<BasesByPlace>(`${QUESTIONS.byPlace.path}?${queryOf({ ...given, place: places })}`);
  if (output === 'json') return printJson(answer);
  const lineOf = (place: string, base: Operation): readonly string[] => [
    ...[place, base.reference, calledBy(base), named('state', base.state), base.stateOccurredAt],
  ];
  printTable(
    ['PLACE', 'REFERENCE', 'NAME', 'STATE', 'SINCE'],
    [
      ...answer.places.flatMap(({ name, bases, reconnoitred }) =>
        [...bases, ...reconnoitred].map((base) => lineOf(name, base)),
      ),
      ...answer.unplaced.map((base) => lineOf('?', base)),
    ],
  );
  for (const { name, count, added } of answer.places) {
    say(text('BASES_THERE', { place: name, count }));
    const { since, yes, no, unknown } = added;
    if (since !== undefined) say(text('BASES_ADDED', { since, yes, no, unknown }));
  }
  if (answer.unplaced.length > 0) say(text('BASES_UNPLACED', { count: answer.unplaced.length }));
  sayView(answer.view);
  if (!answer.isComplete) say(text('NOT_ALL'));
};

type FoundPlaces = AnsweredPage<
  Readonly<{
    id: string;
    name: string;
    adminLevel: string | number;
    match?: Readonly<{ kind: string; spelling: string }>;
  }>
> &
  Readonly<{ lookup?: Readonly<{ outcome: string; note?: string }> }>;

/** Prints places, by any spelling, by code, by level; to a name that nobody has, what looks like it. */
export const placesList = async ({ output, ...given }: Asked): Promise<void> => {
  const found = await (await asReader()).get<FoundPlaces>(`${QUESTIONS.places.path}?${queryOf(given)}`);
  if (output === 'json') return printJson(found);
  printTable(
    ['REFERENCE', 'NAME', 'KIND'],
    found.data.map(({ id, name, adminLevel }) => [id, name, named('adminLevel', String(adminLevel))]),
  );
  if (found.lookup?.outcome === 'unknown')
    say(text(found.data.length > 0 ? 'PLACES_LOOK_ALIKE' : 'NO_PLACE_IS_CALLED_SO'));
  if (found.lookup?.note !== undefined) say(found.lookup.note);
  if (found.page.hasMore) say(text('PLACES_HAVE_MORE', { shown: found.data.length }));
};
