import { ADMIN_LEVELS } from '@opsledger/kernel';
import { BASES, CODE_SCHEMES, COORDINATE_QUALITIES, LEVEL_OF_KIND } from '@opsledger/reference';

const basis = {
  enum: BASES,
  description:
    'What it rests on: a letter of the Secretary-General, another published text, knowledge that nobody has checked, or ' +
    'no more than a likelihood.',
} as const;

const place = {
  type: 'object',
  description: 'A place of the gazetteer. What no source gives is absent; names are as sources spell them.',
  properties: {
    id: { type: 'string', description: 'Never changes; what records refer to.' },
    name: { type: 'string' },
    aliases: { type: 'array', items: { type: 'string' }, description: 'Other spellings.' },
    kind: { enum: Object.keys(LEVEL_OF_KIND) },
    adminLevel: {
      enum: ADMIN_LEVELS,
      description: '0 country, 1 region, 2 cercle, 3 commune, 4 village; or a line, an area, a point.',
    },
    parent: {
      type: 'object',
      description: 'The place that it lies in.',
      properties: { id: { type: 'string' }, basis },
      required: ['id', 'basis'],
    },
    countries: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Z]{3}$' },
      description: 'ISO 3166-1 alpha-3, of a place without a parent.',
    },
    codes: {
      type: 'array',
      description: 'The same code means another place in another scheme.',
      items: {
        type: 'object',
        properties: { scheme: { enum: CODE_SCHEMES }, code: { type: 'string' }, basis },
        required: ['scheme', 'code', 'basis'],
      },
    },
    coordinates: {
      type: 'object',
      description: 'WGS84. No survey: rough is no more than an indication of where to look.',
      properties: {
        lat: { type: 'number', minimum: -90, maximum: 90 },
        lon: { type: 'number', minimum: -180, maximum: 180 },
        quality: { enum: COORDINATE_QUALITIES },
        basis,
      },
      required: ['lat', 'lon', 'quality', 'basis'],
    },
    note: { type: 'string', description: 'What one must know before relying on the entry.' },
    match: {
      type: 'object',
      description: 'Only in the answer to a name: whether the place has it or looks like it, and in which spelling.',
      properties: { kind: { enum: ['exact', 'suggestion'] }, spelling: { type: 'string' } },
      required: ['kind', 'spelling'],
    },
  },
  required: ['id', 'name', 'aliases', 'kind', 'adminLevel', 'codes'],
  additionalProperties: false,
  example: {
    id: 'ml-dangare-wotoro',
    name: 'Dangare-Wotoro',
    aliases: ['Dangere-Wotoro', 'Danguèrè Wotoro'],
    kind: 'locality',
    adminLevel: 'point',
    codes: [],
    parent: { id: 'ml-dogofry', basis: 'published' },
    coordinates: { lat: 14.8058, lon: -6.0183, quality: 'published', basis: 'published' },
  },
} as const;

const placePage = {
  type: 'object',
  properties: {
    data: { type: 'array', items: { $ref: '#/components/schemas/Place' } },
    page: {
      type: 'object',
      properties: { next: { type: ['string', 'null'] }, hasMore: { type: 'boolean' } },
      required: ['next', 'hasMore'],
      additionalProperties: false,
    },
    lookup: {
      type: 'object',
      description: 'Only in the answer to a name: what it stands for.',
      properties: {
        outcome: {
          enum: ['identified', 'ambiguous', 'unresolved', 'unknown'],
          description:
            'One place has the name; several have it, and none is likelier; it is in a source but nobody knows where it ' +
            'is; no place has it, and what is given are suggestions.',
        },
        name: { type: 'string', description: 'The unresolved name, as its source spells it.' },
        note: { type: 'string', description: 'Where the unresolved name comes from.' },
      },
      required: ['outcome'],
      additionalProperties: false,
    },
  },
  required: ['data', 'page'],
  additionalProperties: false,
  example: {
    data: [{ ...place.example, match: { kind: 'exact', spelling: 'Dangere-Wotoro' } }],
    page: { next: null, hasMore: false },
    lookup: { outcome: 'identified' },
  },
} as const;

/** What the routes of reference data answer with, for the OpenAPI document. */
export const placeSchemas = { Place: place, PlacePage: placePage } as const;
