import {
  ADMIN_LEVELS,
  CORRECTION_REASONS,
  PROVENANCE_KINDS,
  QUANTITY_QUALIFIERS,
  type CorrectionReason,
  type FuzzyDate,
  type GeoRef,
  type Provenance,
  type Quantity,
} from '@opsledger/kernel';
import type { JsonSchema, Schema, ValueOf } from './contract.js';

type Members = Readonly<Record<string, JsonSchema>>;
type ObjectOf<M extends Members, Optional extends keyof M> = Readonly<
  { [Name in Exclude<keyof M, Optional>]: ValueOf<M[Name]> } & { [Name in Optional]?: ValueOf<M[Name]> }
>;

/** An object with these members, all required but the `optional` ones. It takes no member that it does not name. */
export const object = <M extends Members, const Optional extends readonly (keyof M & string)[] = readonly []>(
  properties: M,
  optional?: Optional,
): Schema<ObjectOf<M, Optional[number]>> => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional?.includes(name)),
  additionalProperties: false,
});

/** The names of members, for `optional`. */
export const namesOf = <M extends Members>(properties: M) => Object.keys(properties) as (keyof M & string)[];

/** The same schema with a sentence for readers of the catalogue. */
export const described = <Value>(schema: Schema<Value>, description: string): Schema<Value> => ({
  ...schema,
  description,
});

export const text = (maxLength: number): Schema<string> => ({ type: 'string', minLength: 1, maxLength });
export const pattern = (expression: string): Schema<string> => ({ type: 'string', pattern: expression });
export const boolean: Schema<boolean> = { type: 'boolean' };
export const wholeNumber = (minimum: number): Schema<number> => ({ type: 'integer', minimum });
export const number = (minimum: number, maximum: number): Schema<number> => ({ type: 'number', minimum, maximum });
export const oneOf = <const Values extends readonly unknown[]>(values: Values): Schema<Values[number]> => ({
  enum: [...values],
});
export const listOf = <Item>(items: Schema<Item>): Schema<readonly Item[]> => ({ type: 'array', items });

/** Schemas of the value objects of `@opsledger/kernel`. */
export const uuid = pattern('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
export const fuzzyDate: Schema<FuzzyDate> = object(
  {
    edtf: described(text(60), 'In EDTF (ISO 8601-2), as precise as the source and no more.'),
    asStated: described(text(300), "The source's own words."),
  },
  ['asStated'],
);
export const geoRef: Schema<GeoRef> = object(
  {
    asStated: described(text(300), 'The place as the source names it.'),
    adminLevel: described(
      oneOf(ADMIN_LEVELS),
      '0 country, 1 region, 2 cercle, 3 commune, 4 village; or a line, an area, a point.',
    ),
    placeId: described(text(100), 'The place of the gazetteer that is meant, by its id.'),
    lat: described(number(-90, 90), 'Degrees north, WGS84; with `lon`.'),
    lon: described(number(-180, 180), 'Degrees east, WGS84; with `lat`.'),
    mgrs: described(text(30), 'A square of the military grid.'),
    accuracyM: described(wholeNumber(0), 'How far the real place may be from it, in metres.'),
  },
  ['adminLevel', 'placeId', 'lat', 'lon', 'mgrs', 'accuracyM'],
);
export const instant: Schema<string> = pattern('^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$');
export const quantity: Schema<Quantity> = object(
  {
    value: described(wholeNumber(0), 'The number.'),
    qualifier: described(oneOf(QUANTITY_QUALIFIERS), 'What the source says of it.'),
    asStated: described(text(300), "The source's own words."),
  },
  ['asStated'],
);
/** How an event says which other one it corrects; `members` are those of the corrected event's type. */
export const correctionOf = <Corrected>(
  members: Schema<Corrected>,
): Schema<Readonly<{ version: number; reason: CorrectionReason; occurredAt?: string; members?: Corrected }>> =>
  object(
    {
      version: described(wholeNumber(1), 'The corrected event, by its place in the stream.'),
      reason: described(oneOf(CORRECTION_REASONS), 'Why.'),
      occurredAt: described(text(60), 'When it was really true in the field, in EDTF.'),
      members: described(members, 'Members of its data as they should have been.'),
    },
    ['occurredAt', 'members'],
  );
export const provenance: Schema<Provenance> = object(
  {
    kind: described(oneOf(PROVENANCE_KINDS), 'What kind of source it is.'),
    ref: described(text(300), 'What another person needs to find the source again.'),
    grade: described(pattern('^[A-F][1-6]$'), 'Reliability A–F and credibility 1–6.'),
  },
  ['grade'],
);
