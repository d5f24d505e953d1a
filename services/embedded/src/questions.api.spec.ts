import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './testing/running-system.js';
import { TestInstallation, type Json } from './testing/test-installation.js';

/** The questions that `docs/questions.md` lists, with its examples. */
const asked = readFileSync(join(REPOSITORY, 'docs/questions.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length > 4 && cells[4]!.startsWith('`GET '))
  .map(([, , question, route, example]) => ({
    question: question!,
    route: route!.replaceAll('`', ''),
    path: example!.replaceAll('`', '').replace('GET ', ''),
  }));
const exampleOf = (question: string): string => asked.find((one) => one.question.startsWith(question))!.path;

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
  const rows = readFileSync(join(REPOSITORY, 'services/cli/demo/letters.ndjson'), 'utf8').trimEnd().split('\n');
  const { status, body } = await system.importRows(rows.map((row) => JSON.parse(row) as object));
  if (status !== 200) throw new Error(JSON.stringify(body));
}, 60_000);
afterAll(() => system.remove());
const ask = (path: string) => system.send('GET', path, { as: 'ops-officer' });

it('Questions 1, 2 and 5 of an operations officer are listed', () => {
  for (const number of ['1. What', '2. Which', '5. Which'])
    expect(asked.map(({ question }) => question)).toContainEqual(expect.stringContaining(number));
});

it.each(asked.map(({ question, ...one }) => [question, one] as const))('%s', async (_, { route, path }) => {
  const { body: openApi } = await ask('/openapi.json');
  const pattern = route.replace('GET ', '');
  expect(Object.keys(openApi['paths'] as Json)).toContain(pattern);
  expect(path.split('?')[0]).toMatch(new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`));
  const { status, body } = await ask(path);
  // What was not known yet is an answer, too; what is not well asked is none.
  expect([status, body['code']]).toEqual(
    body['code'] === 'NOT_KNOWN_AT_THAT_TIME' ? [404, 'NOT_KNOWN_AT_THAT_TIME'] : [200, undefined],
  );
});

it('Question 1 tells nothing recorded from recorded later, and both from unknown', async () => {
  const asOf = await ask(exampleOf('1. What'));
  expect([asOf.status, asOf.body]).toEqual([
    404,
    expect.objectContaining({ code: 'NOT_KNOWN_AT_THAT_TIME', rule: 'U6', view: expect.anything() }),
  ]);
  expect((await ask('/v1/operations/OP-2022-0099?asOf=2022-03-05T23:59:59Z')).body).toMatchObject({
    code: 'NOT_FOUND',
  });
  const { body: difference } = await ask(exampleOf('1. …and which'));
  expect(difference['changes']).toContainEqual({ pointer: '/state', after: 'CONVERTED' });
  expect(difference['events'].map(({ knownat }: Json) => knownat)).toEqual(
    Array(difference['afterVersion']).fill('2022-06-02T00:00:00.000Z'),
  );
  // The letter dates the preparation and not the refusal: the answer says that nobody can tell.
  const { body: thatDay } = await ask(exampleOf('1. …and what'));
  expect(thatDay['view']).toMatchObject({ validAt: '2022-03-05T23:59:59.000Z', undecided: [thatDay['id']] });
});

it('Question 2 has since when, and what is said of no sector', async () => {
  const { body } = await ask(exampleOf('2.'));
  const [{ state, count, sectors }] = body['states'] as Json[];
  expect([state, count, sectors.length, sectors[0].sector]).toEqual(['LAUNCHED', 9, 1, undefined]);
  for (const operation of sectors[0].operations) expect(operation.stateOccurredAt).toMatch(/^\/?2020|^\/?2022/);
});

it('Question 5 has no answer in the letters, and says that this is all', async () =>
  expect((await ask(exampleOf('5.'))).body).toMatchObject({ data: [], isComplete: true }));

it('Question 29 lists what a number is made of, says why the rest is left out, and leads to the events', async () => {
  const { body } = await ask(exampleOf('29. Reproduce'));
  const [{ counted, excluded, unknown }] = body['rows'] as Json[];
  const buckets = [...counted, ...excluded, ...unknown].filter(({ records }: Json) => records > 0);
  expect(buckets.map(({ name, text }: Json) => [name, typeof text.fr])).toContainEqual(['LAUNCHED', 'string']);
  expect(buckets.map(({ name }) => name)).toContainEqual('end_not_known');
  for (const { records, lineage } of buckets) expect((await ask(lineage)).body['data']).toHaveLength(records);
  const { body: list } = await ask(exampleOf('29. …and'));
  expect((await ask(list['data'][0].events)).body['data'][0]).toMatchObject({ specversion: '1.0' });
});

it('Question 40 is the same for everyone who asks as of the same moment', async () => {
  const path = exampleOf('40.').replace('&format=csv', '');
  const { body } = await ask(path);
  const { asOf, position } = body['view'];
  const numbersOf = (answer: Json) =>
    answer.data.map(({ figure, rows }: Json) => [figure.name, figure.version, rows.map(({ values }: Json) => values)]);
  expect(body['data'].every(({ rows }: Json) => rows.length === 6)).toBe(true);
  expect(numbersOf((await ask(`${path}&asOf=${asOf}&position=${position}`)).body)).toEqual(numbersOf(body));
});

it('Question 4 counts by week, and says that no baseline is recorded instead of a factor', async () => {
  const { body: patrols } = await ask(exampleOf('4. How'));
  expect(patrols['rows'].length).toBeGreaterThan(25);
  const { body: tempo } = await ask(exampleOf('4. …and'));
  expect(tempo['rows'][0].values).toContainEqual({
    ...{ name: 'tempo-factor', value: null, unit: 'factor' },
    because: { en: expect.stringMatching(/^Baseline not recorded/), fr: expect.any(String) },
  });
});

it('Question 36 finds the place by any spelling, and its cercle with the code of a scheme through its parents', async () => {
  const { body } = await ask(exampleOf('36. What'));
  expect(body).toMatchObject({
    lookup: { outcome: 'identified' },
    data: [{ id: 'ml-dangare-wotoro', aliases: ['Dangere-Wotoro', 'Danguèrè Wotoro'], parent: { id: 'ml-dogofry' } }],
  });
  const { body: commune } = await ask('/v1/reference/places/ml-dogofry');
  expect(exampleOf('36. …and')).toBe(`/v1/reference/places/${commune['parent'].id}`);
  expect((await ask(exampleOf('36. …and'))).body).toMatchObject({
    kind: 'cercle',
    codes: [{ scheme: 'OCHA_COD_2019', code: 'ML0404' }],
  });
});
