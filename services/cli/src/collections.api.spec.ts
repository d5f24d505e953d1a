import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { makeEmbeddedApplication } from '@opsledger/embedded';
import { makeLogger, openInstallation } from '@opsledger/platform';
import { CODES, frenchOf, named } from './codes.js';
import { COLLECTIONS, QUESTIONS } from './collections.js';
import { filteredBy, FILTERS, queryOf, type Filter } from './filters.js';

type Parameter = Readonly<{ in: string; name: string; schema: Readonly<{ enum?: readonly string[]; type?: string }> }>;
type OpenApi = Readonly<{
  paths: Record<string, { get?: { parameters: readonly Parameter[] } }>;
  components: Readonly<{ schemas: Record<string, unknown> }>;
}>;

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

describe.each(Object.entries(COLLECTIONS))('opsledger %s', (_, { path, filters, sorts, hasCalendar, forms }) => {
  it('lists by everything that the API lists by, and by nothing else', () =>
    expect([...filters].toSorted()).toEqual(namesOf(queried(path)).toSorted()));

  it('sorts by everything that the API sorts by', () => {
    const sort = queried(path).find(({ name }) => name === 'sort');
    expect(sorts.flatMap((member) => [member, `-${member}`])).toEqual(sort?.schema.enum);
  });

  it('exports in every form that the API gives, and as lines of JSON', () => {
    const format = queried(path).find(({ name }) => name === 'format');
    expect(forms).toEqual([...(format?.schema.enum ?? []).filter((form) => form !== 'json'), 'ndjson']);
  });

  it('has a calendar where the API has one, by the same filters', () => {
    const calendar = namesOf(queried(`${path}/calendar`));
    expect(calendar.toSorted()).toEqual(hasCalendar ? [...unpaged(filters)].toSorted() : []);
  });
});

it.each(Object.entries(QUESTIONS))(
  'What is asked by opsledger of %s is what the API takes',
  (name, { path, filters }) => {
    const argument = name === 'byPlace' ? ['place'] : [];
    expect([...filters, ...argument].toSorted()).toEqual(namesOf(queried(path)).toSorted());
  },
);

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

describe('A code is shown to a person who reads French by its French name', () => {
  /** Forms and words of queries that are typed and never shown, and what is a name or a grade in every language. */
  const NO_CODES_OF_RECORDS = ['format', 'exercise', 'sort', 'notDone', 'quarantined', 'level'];
  /** What the command line prints records of. */
  const printed = [...Object.values(COLLECTIONS).map(({ path }) => path), '/v1/stated-figures', '/v1/assessments'];
  type Found = readonly [member: string, code: string];
  /** Codes of a part of the document and of what it refers to, each with the member that has it. */
  const codesIn = (node: unknown, member: string, seen: Set<string>): readonly Found[] => {
    if (Array.isArray(node)) return node.flatMap((one) => codesIn(one, member, seen));
    if (typeof node !== 'object' || node === null) return [];
    return Object.entries(node as Record<string, unknown>).flatMap(([key, value]): readonly Found[] => {
      if (key === 'enum' && Array.isArray(value))
        return value.filter((one) => typeof one === 'string').map((code) => [member, code]);
      if (key === '$ref') {
        const name = String(value).split('/').at(-1)!;
        if (seen.has(name)) return [];
        seen.add(name);
        return codesIn(openApi.components.schemas[name], '', seen);
      }
      if (key === 'properties')
        return Object.entries(value as object).flatMap(([name, one]) => codesIn(one, name, seen));
      if (key === 'parameters') return (value as readonly Parameter[]).flatMap((one) => codesIn(one, one.name, seen));
      return codesIn(value, member, seen);
    });
  };

  it('every code of the OpenAPI document has one', () => {
    const paths = Object.entries(openApi.paths).filter(([path]) => printed.some((one) => path.startsWith(one)));
    const codes = paths.flatMap(([, routes]) => codesIn(routes, '', new Set()));
    const found = codes.filter(([member]) => !NO_CODES_OF_RECORDS.includes(member));
    expect(found.length).toBeGreaterThan(200);
    const without = found.filter(([member, code]) => frenchOf(member, code) === undefined);
    expect([...new Set(without.map((one) => one.join(': ')))]).toEqual([]);
  });

  it('and nothing else has: a code is shown as it is where the terminal is English or nobody knows it', () => {
    expect([named('state', 'LAUNCHED', 'fr'), named('state', 'LAUNCHED', 'en')]).toEqual(['lancée', 'LAUNCHED']);
    expect([named('state', 'NEW', 'fr'), named('place', 'patrol', 'fr'), named('state', undefined, 'fr')]).toEqual([
      ...['NEW', 'patrol', ''],
    ]);
  });

  it('the glossary has all of them', () => {
    const glossary = readFileSync(join(__dirname, '../../../docs/glossary.md'), 'utf8').replaceAll(/\s+/g, ' ');
    const all = Object.values(CODES).flatMap((codes) => Object.entries(codes));
    expect(all.filter(([code, french]) => !glossary.includes(`\`${code}\` ${french}`))).toEqual([]);
  });
});
