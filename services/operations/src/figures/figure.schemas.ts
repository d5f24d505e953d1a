const view = { $ref: '#/components/schemas/View' };
const list = (properties: object, ...required: string[]) => ({
  type: 'array',
  items: { type: 'object', properties, required },
});
const text = { type: 'string' };
const date = { type: 'object', properties: { edtf: text, asStated: text }, required: ['edtf'] };
const count = { type: 'integer', minimum: 0 };
const sentence = { type: 'object', properties: { en: text, fr: text }, required: ['en', 'fr'] };
const number = { type: 'number' };
const definition = {
  ...{ name: text, version: count, title: sentence, formula: text, rule: sentence, population: sentence, source: text },
  buckets: list(
    { name: text, kind: { enum: ['counted', 'excluded', 'unknown'] }, text: sentence },
    'name',
    'kind',
    'text',
  ),
};
const buckets = list({ name: text, text: sentence, records: count, lineage: text }, 'name', 'text', 'records');
const values = list(
  {
    ...{ name: text, value: { type: ['number', 'null'] }, unit: text, qualifier: { enum: ['exact', 'at_least'] } },
    ...{ numerator: number, denominator: number, lowest: number, highest: number, because: sentence },
  },
  ...['name', 'value', 'unit'],
);
const statement = { id: text, reference: text, indicator: text, asStated: text, period: date, timeInPeriod: text };
const beside = list(statement, ...Object.keys(statement));
const row = {
  ...{ from: text, to: text, days: count, population: count },
  ...{ values, counted: buckets, excluded: buckets, unknown: buckets },
};
const figure = (more: object, ...required: string[]) => ({
  type: 'object',
  description: 'Numbers with their rule; what was left out, what is unknown, and what sources state beside them.',
  properties: {
    figure: { type: 'object', properties: definition, required: Object.keys(definition) },
    ...{ period: { type: 'object' }, sector: text, place: text, clearance: text, exercise: { type: 'boolean' } },
    ...{ rows: list(row, ...Object.keys(row)), stated: beside, assessed: beside, ...more },
  },
  required: ['figure', 'period', 'clearance', 'exercise', 'rows', 'stated', 'assessed', ...required],
});

/** What the routes of figures answer, for the OpenAPI document. */
export const figureSchemas = {
  FigureDefinitions: {
    type: 'object',
    description: 'What figures there are.',
    properties: { data: list(definition, ...Object.keys(definition)) },
    required: ['data'],
  },
  Figure: figure({ view, stale: { type: 'array', items: text } }, 'view'),
  Figures: {
    type: 'object',
    description: 'Every figure, counted at one moment.',
    properties: { data: { type: 'array', items: figure({}) }, view, stale: { type: 'array', items: text } },
    required: ['data', 'view'],
  },
} as const;
