// Asks a system for all that its OpenAPI document lets an auditor read, and keeps the answers, or compares them with those that were kept.
//   node all-answers.mjs write|compare FILE
// Each list, board, calendar and figure as it is and as it was known; each record of each list with whatever hangs on it; the whole feed.
// Environment: PORT, DATA_DIR (the keys). What says when it was asked is left out of the comparison, and so are the pages of a list after
// the first, which hold a cursor.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { issueTokenFrom } from '@opsledger/platform/identity';

const [verb, file] = process.argv.slice(2);
const kept = verb === 'compare' ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const url = `http://127.0.0.1:${process.env.PORT}`;
const token = await issueTokenFrom(process.env.DATA_DIR, { subject: 'all-answers', roles: ['auditor'] }, '10m');
/** Later than anything that was loaded, and the same when it is asked again. */
const asOf = kept?.asOf ?? new Date().toISOString();
const MOST = 500;
/** Change with the process, never end, or are asked by what a figure's answer links to. */
const LEFT_OUT = /^\/v1\/events\/stream$|\/records$|^\/v1\/consumers$|^\/(healthz|readyz|metrics|docs|openapi\.json)/;
const UNTIL_MILLISECONDS = 20_000;

const get = async (path) => {
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  const said = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text, withoutNow) : text;
  delete said.at;
  if (said.page && typeof said.page.next !== 'number') delete said.page.next;
  return { status: answer.status, etag: answer.headers.get('etag'), said };
};
/** A wait that goes on is longer a moment later. */
const CHANGING = new Set(['requestId', 'completeTo', 'hoursAtLeast']);
function withoutNow(name, value) {
  if (CHANGING.has(name)) return undefined;
  if (name !== 'view' || !value) return value;
  const { asOf: _, ...rests } = value;
  return rests;
}

const { paths } = await (await fetch(new URL('/openapi.json', url))).json();
const routes = Object.entries(paths)
  .filter(([path, { get: described }]) => described && !LEFT_OUT.test(path))
  .map(([path, { get: described }]) => [
    path,
    new Map((described.parameters ?? []).map(({ name, schema }) => [name, schema?.enum])),
  ]);
/** What a route cannot be asked without. */
const QUARTER = ['from=2022-01-01', 'to=2022-03-31'];
const needed = (path, parameters) => [
  ...(parameters.has('fromAsOf') ? ['fromAsOf=2021-01-01T00:00:00Z', `toAsOf=${asOf}`] : []),
  ...(path.startsWith('/v1/figures') && !path.endsWith('/definitions') ? QUARTER : []),
  ...(path === '/v1/units/assignments' ? ['during=2022'] : []),
  ...(path === '/v1/bases/by-place' ? ['place=Bandiagara,Koro,Bankass'] : []),
];
const ways = (path, parameters) => {
  const common = [
    ...(parameters.has('limit') ? [`limit=${MOST}`] : []),
    ...(parameters.get('exercise')?.includes('include') ? ['exercise=include'] : []),
    ...needed(path, parameters),
  ];
  const asked = (more = []) => {
    const query = [...common, ...more].join('&');
    return query === '' ? path : `${path}?${query}`;
  };
  // A figure of now has links that say when that was.
  const now = path.startsWith('/v1/figures') && parameters.has('asOf') ? [] : [asked()];
  return [...now, ...(parameters.has('asOf') ? [asked([`asOf=${asOf}`]), asked(['asOf=2021-01-01T00:00:00Z'])] : [])];
};

const questions = [];
for (const [path, parameters] of routes.filter(([one]) => !one.includes('{'))) {
  questions.push(...ways(path, parameters));
  const { said } = await get(ways(path, parameters)[0]);
  for (const { id, figure } of Array.isArray(said.data) ? said.data : [])
    for (const [hanging, its] of routes.filter(([other]) => new RegExp(`^${path}/\\{\\w+\\}(/[\\w-]+)?$`).test(other)))
      questions.push(...ways(hanging.replace(/\{\w+\}/, encodeURIComponent(id ?? figure?.name)), its));
}
const asked = kept ? Object.keys(kept.answers) : [...new Set(questions)];
const missed = kept ? questions.filter((question) => !(question in kept.answers)) : [];

const differing = [];
const answers = {};
for (const question of asked) {
  let answer = await get(question);
  if (kept) {
    // A read model may be a moment behind; after the first difference nothing is waited for.
    const end = Date.now() + (differing.length > 0 ? 0 : UNTIL_MILLISECONDS);
    while (!isDeepStrictEqual(answer, kept.answers[question]) && Date.now() < end) {
      await setTimeout(200);
      answer = await get(question);
    }
    if (!isDeepStrictEqual(answer, kept.answers[question])) differing.push(question);
  }
  answers[question] = answer;
}
const statuses = Object.values(answers).map(({ status }) => status);
const count = (wanted) => statuses.filter((status) => wanted(status)).length;
process.stdout.write(
  `${asked.length} questions of ${routes.length} routes: ${count((status) => status === 200)} answered, ` +
    `${count((status) => status !== 200)} refused; ${kept ? `${differing.length} differ, ${missed.length} are new` : 'kept'}\n`,
);
if (verb === 'write') writeFileSync(file, JSON.stringify({ asOf, answers }));
for (const question of differing.slice(0, 10)) {
  const [before, after] = [kept.answers[question], answers[question]].map((answer) => JSON.stringify(answer));
  let at = 0;
  while (before[at] === after[at]) at += 1;
  const near = (text) => text.slice(Math.max(0, at - 80), at + 120);
  process.stdout.write(`${question}\n  ${near(before)}\n  ${near(after)}\n`);
}
if (count((status) => status === 200) < asked.length / 2 || differing.length + missed.length > 0) process.exitCode = 1;
