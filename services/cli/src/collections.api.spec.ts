import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { makeEmbeddedApplication } from '@opsledger/embedded';
import { makeLogger, openInstallation } from '@opsledger/platform';
import { COLLECTIONS } from './collections.js';
import { filteredBy, FILTERS, queryOf, type Filter } from './filters.js';

type Parameter = Readonly<{ in: string; name: string; schema: Readonly<{ enum?: readonly string[]; type?: string }> }>;
type OpenApi = Readonly<{ paths: Record<string, { get?: { parameters: readonly Parameter[] } }> }>;

const folder = mkdtempSync(join(tmpdir(), 'opsledger-'));
let openApi: OpenApi;
beforeAll(async () => {
  const installation = await openInstallation({ dataFolder: folder }, () => undefined);
  const app = await makeEmbeddedApplication(installation, makeLogger('silent'));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  openApi = (await app.inject({ method: 'GET', url: '/openapi.json' })).json<OpenApi>();
  await app.close();
  await installation.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const queried = (path: string): readonly Parameter[] =>
  (openApi.paths[path]?.get?.parameters ?? []).filter((parameter) => parameter.in === 'query');
/** In which form a page comes and where the one before ended is for `export` and `--limit`. */
const OF_FORM = ['format', 'cursor'];
const namesOf = (parameters: readonly Parameter[]): readonly string[] =>
  parameters.map(({ name }) => name).filter((name) => !OF_FORM.includes(name));
const unpaged = (filters: readonly string[]): readonly string[] =>
  filters.filter((filter) => filter !== 'sort' && filter !== 'limit');

describe.each(Object.entries(COLLECTIONS))('opsledger %s', (_, { path, filters, sorts, hasCalendar }) => {
  it('lists by everything that the API lists by, and by nothing else', () =>
    expect([...filters].toSorted()).toEqual(namesOf(queried(path)).toSorted()));

  it('sorts by everything that the API sorts by', () => {
    const sort = queried(path).find(({ name }) => name === 'sort');
    expect(sorts.flatMap((member) => [member, `-${member}`])).toEqual(sort?.schema.enum);
  });

  it('has a calendar where the API has one, by the same filters', () => {
    const calendar = namesOf(queried(`${path}/calendar`));
    expect(calendar.toSorted()).toEqual(hasCalendar ? [...unpaged(filters)].toSorted() : []);
  });
});

it('The board of operations is asked as their list is', () =>
  expect(namesOf(queried('/v1/operations/board')).toSorted()).toEqual([...unpaged(COLLECTIONS.op.filters)].toSorted()));

it('Every filter is taken from the command line under its option and asked under its name', () => {
  const filters = Object.keys(FILTERS) as Filter[];
  const words = filters.flatMap((filter) => {
    const { flags, ...given }: Readonly<{ flags: string; choices?: readonly string[] }> = FILTERS[filter];
    return [flags.split(' ')[0]!, given.choices?.[0] ?? (flags.includes('[') ? 'false' : '7')];
  });
  const command = filteredBy(new Command(), filters, ['7']).parse(words, { from: 'user' });
  const asked = Object.fromEntries(new URLSearchParams(queryOf(command.opts())));
  expect(asked).toEqual({
    ...Object.fromEntries(filters.map((filter) => [filter, '7'])),
    ...{ exercise: 'include', notDone: 'false', quarantined: 'false' },
  });
});

it('What was not done is asked for without a word more', () => {
  const command = filteredBy(new Command(), ['notDone', 'radiusM']).parse(['--not-done'], { from: 'user' });
  expect(queryOf(command.opts())).toBe('notDone=true');
});
