import { SHARED_BUCKETS, type Bucket, type Figure } from './figure.js';

/** `docs/figures.md`: what each figure means, for people who read numbers and not our sources. */
export const figureDocumentation = (figures: readonly Figure[]): string =>
  [
    '# Figures',
    'Written from `services/operations/src/figures` by `npm run docs:figures`; do not edit. `GET /v1/figures/definitions` says the same.',
    INTRODUCTION,
    '| figure | what it is |\n| --- | --- |\n' +
      figures.map(({ name, title }) => `| [\`${name}\`](#${name}) | ${title.en} |`).join('\n'),
    '## What every figure may not be able to place',
    bucketTable(SHARED_BUCKETS),
    ...figures.flatMap(sectionOf),
  ].join('\n\n') + '\n';

const INTRODUCTION = [
  'Ask with `GET /v1/figures/{name}?from=2022-01-01&to=2022-06-30` (both days included, in UTC, at most 1,096 days), with `every=week` or ' +
    '`every=month` for a table, `sector`, `place`, `asOf`, `validAt`, `format=csv`; all at once with `GET /v1/figures`. At the terminal: ' +
    '`opsledger figures show NAME --from … --to …`.',
  '- **What sources state stands beside.** "21 escorts" is in `stated`, never in a number that was counted here. A source that says ' +
    '"several" has no quantity: that is not zero.\n' +
    '- **Unknown is a bucket.** What has no date, place or sector is in `unknown`. A count beside it is "at least"; a share has `lowest` and ' +
    '`highest`, what it would be if everything unknown were the one thing or the other. `null` means that there was nothing to divide by, or that nothing that ' +
    'would count is recorded for the whole period (what was left out, such as one that was cancelled, does not): nobody can tell that from zero.\n' +
    '- **Time to come.** A part of the period that begins after `asOf` (or `validAt`) has `null`: it is no time in which nothing happened. In a ' +
    'part that is not over `days` stop at the day of that moment, and a count is "at least".\n' +
    '- **Lineage.** Each bucket with records links to them, a page at a time, by the same function that counted them, as of the same moment; each ' +
    'record links to its events.\n' +
    '- **One moment.** Everything in an answer rests on its `view`. The same `asOf` (no later than `view.completeTo`) and `position` give the ' +
    'same numbers for ever, to whoever has the same clearance.\n' +
    '- **Clearance.** A figure is made of the records that its reader may see, and says of which clearance that is. What the reader may not see ' +
    'changes nothing in the answer: no number, no bucket, no list. Readers of different clearance may have different numbers.\n' +
    '- **Exercises** are never counted with the real: `exercise=only` counts them alone.\n' +
    '- **Places** are found as lists find them: what names a place that the gazetteer does not know is of no place that can be asked for.',
].join('\n\n');

const sectionOf = ({ name, version, title, formula, rule, population, buckets, stated, assessed, source }: Figure) => [
  `## ${name}`,
  `${title.en} · ${title.fr}. Version ${version}, from records of \`${source}\`.`,
  `- Formula: ${formula}\n- Population: ${population.en}\n- Population : ${population.fr}\n- Rule: ${rule.en}\n- Règle : ${rule.fr}\n` +
    `- Beside it: counts stated of ${listed(stated)}; assessments of ${listed(assessed)}.`,
  ...(Object.keys(buckets).length === 0 ? [] : [bucketTable(buckets)]),
];

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');

const bucketTable = (buckets: Readonly<Record<string, Bucket>>): string =>
  '| bucket | kind | what is in it | ce qui s’y trouve |\n| --- | --- | --- | --- |\n' +
  Object.entries(buckets)
    .map(([name, { kind, text }]) => `| \`${name}\` | ${kind} | ${text.en} | ${text.fr} |`)
    .join('\n');
