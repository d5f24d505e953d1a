import type { OpenApi, Schema } from './open-api.js';

/** A body in which one field is wrong, and where. */
export type WrongBody = Readonly<{ pointer: string; why: string; field?: Schema; body: unknown }>;

/** What no field takes, whatever it is called. */
const NEVER: readonly (readonly [why: string, value: unknown])[] = [
  ['null', null],
  ['an object with a member that nobody knows', { unheardOf: 1 }],
  ['a list in a list', [[]]],
];
const WRONG_TEXTS: readonly (readonly [string, unknown])[] = [
  ['a number', 7],
  ['true', true],
  ['an empty text', ''],
  ['spaces', '  '],
  ['a NUL', 'a\u0000b'],
  ['a bell', 'a\u0007b'],
  ['a lone surrogate', 'a\ud800b'],
];
const WRONG_NUMBERS: readonly (readonly [string, unknown])[] = [
  ['text', '7'],
  ['true', true],
  ['more than numbers go', 1e300],
];

/** Every way in which a value of a schema can be wrong, as far as the schema tells. */
export const wrongValuesOf = (schema: Schema): readonly (readonly [why: string, value: unknown])[] => {
  const { type, minimum, maximum, maxLength, maxItems, pattern, format } = schema;
  if (schema.oneOf) return [...NEVER, ['no value of the list', 'unheard-of'], ['no number of the list', 99]];
  if (schema.enum) return [...NEVER, ['no value of the list', 'unheard-of'], ['a number', 99]];
  if (schema.properties) return [['null', null], ['text', 'x'], ['a number', 7], ['a list', []], NEVER[1]!];
  switch (type) {
    case 'string':
      return [
        ...NEVER,
        ...WRONG_TEXTS,
        ...(maxLength === undefined ? [] : [['text that is too long', 'x'.repeat(maxLength + 1)] as const]),
        ...(pattern === undefined ? [] : [['another form', '§'] as const]),
        ...(format === 'date-time'
          ? ['2022-02-30T00:00:00Z', '2022-03-05', '2022-03-05T00:00:00+01:00'].map((text) => [text, text] as const)
          : []),
      ];
    case 'integer':
    case 'number':
      return [
        ...NEVER,
        ...WRONG_NUMBERS,
        ...(type === 'integer' ? [['no whole number', (minimum ?? 0) + 0.5] as const] : []),
        ...(minimum === undefined ? [] : [['too small', minimum - 1] as const]),
        ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? [] : [['too large', maximum + 1] as const]),
      ];
    case 'boolean':
      return [...NEVER, ['text', 'true'], ['a number', 1]];
    case 'array':
      return [
        ['null', null],
        ['text', 'x'],
        ['an object', {}],
        ...(maxItems === undefined ? [] : [['too many', Array.from({ length: maxItems + 1 }, () => 'x')] as const]),
      ];
    default:
      return [];
  }
};

/** A body as it should be, with one thing wrong: every field, at any depth, missing and wrong in every way, and fields that nobody knows. */
export const wrongBodiesOf = ({ resolve }: OpenApi, schema: Schema, right: unknown): readonly WrongBody[] => {
  const { properties = {}, required = [] } = resolve(schema);
  const whole = right as Readonly<Record<string, unknown>>;
  const unknown = ['unheardOf', '__proto__', 'constructor', 'hasOwnProperty'].map((name) => ({
    ...{ pointer: `/${name}`, why: 'there is no such field' },
    body: Object.defineProperty({ ...whole }, name, { value: 1, enumerable: true }) as unknown,
  }));
  const missing = required.map((name) => {
    const { [name]: _, ...rest } = whole;
    return { pointer: `/${name}`, why: 'it is missing', body: rest };
  });
  const wrong = Object.entries(properties).flatMap(([name, member]) => {
    const field = resolve(member);
    const put = (value: unknown): unknown => ({ ...whole, [name]: value });
    const flat = wrongValuesOf(field).map(([why, value]) => ({
      ...{ pointer: `/${name}`, why, field, body: put(value) },
    }));
    const inside = (part: Schema, at: string, wrap: (value: unknown) => unknown): readonly WrongBody[] =>
      wrongBodiesOf({ resolve } as OpenApi, part, partOf(whole[name]) ?? {}).map(({ pointer, body, ...rest }) => ({
        ...{ pointer: `/${name}${at}${pointer}`, ...rest, body: put(wrap(body)) },
      }));
    if (field.properties) return [...flat, ...inside(field, '', (value) => value)];
    const items = field.items && resolve(field.items);
    return items?.properties ? [...flat, ...inside(items, '/0', (value) => [value])] : flat;
  });
  return [...unknown, ...missing, ...wrong];
};

const partOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
