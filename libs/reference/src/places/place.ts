import type { GeoRef } from '@opsledger/kernel';
import type { Point } from '../grid/point.js';

/**
 * The lists that codes of Malian regions and cercles come from. They contradict each other: `ML09` is Bamako in the first and
 * Taoudénit in the second, and `ML-9` of the third is Ménaka. So a code is never a bare text.
 */
export const CODE_SCHEMES = ['OCHA_COD_2019', 'OCHA_19R', 'ISO3166_2'] as const;
export type CodeScheme = (typeof CODE_SCHEMES)[number];

/**
 * What a statement of the gazetteer rests on: one of the two letters, another text that is published, knowledge that nobody
 * has checked against a source, or no more than a likelihood.
 */
export const BASES = ['letter', 'published', 'unverified', 'unsure'] as const;
export type Basis = (typeof BASES)[number];

/** How near a point is to the place: as published, rounded, or no more than an indication of where to look. None is a survey. */
export const COORDINATE_QUALITIES = ['published', 'approximate', 'rough'] as const;

/** What a place is, each with its level in the administration, or `linear`, `area`, `point` for what has none. */
export const LEVEL_OF_KIND = {
  country: 0,
  region: 1,
  district: 1,
  cercle: 2,
  commune: 3,
  village: 4,
  town: 'point',
  locality: 'point',
  camp: 'point',
  base: 'point',
  'air-strip': 'point',
  area: 'area',
  axis: 'linear',
  road: 'linear',
  river: 'linear',
} as const satisfies Readonly<Record<string, AdminLevel>>;
export type PlaceKind = keyof typeof LEVEL_OF_KIND;
export type AdminLevel = NonNullable<GeoRef['adminLevel']>;

export type PlaceCode = Readonly<{ scheme: CodeScheme; code: string; basis: Basis }>;
export type Coordinates = Point & Readonly<{ quality: (typeof COORDINATE_QUALITIES)[number]; basis: Basis }>;

/** An entry of the gazetteer. What no source gives is absent: there is no guessed code and no guessed point. */
export type Place = Readonly<{
  /** For ever the same, whatever the place is called: what records refer to. */
  id: string;
  name: string;
  /** Other spellings of the name, as sources have them. */
  aliases: readonly string[];
  kind: PlaceKind;
  adminLevel: AdminLevel;
  /** The place that this one lies in; a country or a cross-border area has none. */
  parent?: Readonly<{ id: string; basis: Basis }>;
  /** ISO 3166-1 alpha-3, of a place without a parent. */
  countries?: readonly string[];
  codes: readonly PlaceCode[];
  /** WGS84. */
  coordinates?: Coordinates;
  /** What else one must know before relying on the entry. */
  note?: string;
}>;

/** A name that a source uses and that nobody has been able to place. */
export type UnresolvedName = Readonly<{ name: string; note: string }>;
