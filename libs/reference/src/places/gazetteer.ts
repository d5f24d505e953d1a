import leven from 'leven';
import { normaliseName } from '@opsledger/kernel';
import type { AdminLevel, CodeScheme, Place, UnresolvedName } from './place.js';
import { spellingsOf } from './spellings.js';

export type PlaceFilter = Readonly<{
  /** In which list of codes the place stands. */
  scheme?: CodeScheme;
  /** Its code there; a code without its scheme could mean several places. */
  code?: string;
  adminLevel?: AdminLevel;
  /** The place that it lies in directly. */
  parentId?: string;
}>;

/** A place that a name may stand for, and the spelling through which it was found. */
export type PlaceMatch = Readonly<{ place: Place; spelling: string }>;

/**
 * What a name stands for. Only `identified` may be taken for granted: of several places none is more likely than another, and
 * suggestions are for a person to look at.
 */
export type PlaceLookup =
  | Readonly<{ outcome: 'identified'; match: PlaceMatch }>
  | Readonly<{ outcome: 'ambiguous'; matches: readonly PlaceMatch[] }>
  | Readonly<{ outcome: 'unresolved'; name: UnresolvedName }>
  | Readonly<{ outcome: 'unknown'; suggestions: readonly PlaceMatch[] }>;

/** Finds places by id, by code within its scheme, and by any spelling. */
export type Gazetteer = Readonly<{
  /** By id. */
  find: (id: string) => Place | undefined;
  /** Those that pass a filter, in the order of their ids. */
  list: (filter?: PlaceFilter) => readonly Place[];
  /** What a name stands for, among those that pass a filter. */
  lookUp: (name: string, filter?: PlaceFilter) => PlaceLookup;
}>;

const MOST_SUGGESTIONS = 10;
const SHORTEST_BEGINNING = 3;
/** The rank of a suggestion that goes on where the name ends, behind those with a letter or two wrong. */
const GOES_ON = 3;

/** How many letters may be wrong: with more, a short name is another name. */
const toleranceOf = (name: string): number => (name.length < 4 ? 0 : name.length < 8 ? 1 : 2);

/** How unlike two normalised names are; `undefined` if one is no suggestion for the other. */
const unlikeness = (name: string, spelling: string): number | undefined => {
  const tolerance = toleranceOf(name);
  const distance = leven(name, spelling, { maxDistance: tolerance + 1 });
  if (distance <= tolerance) return distance;
  return name.length >= SHORTEST_BEGINNING && spelling.startsWith(name) ? GOES_ON : undefined;
};

const passes = (place: Place, { scheme, code, adminLevel, parentId }: PlaceFilter): boolean =>
  (adminLevel === undefined || place.adminLevel === adminLevel) &&
  (parentId === undefined || place.parent?.id === parentId) &&
  ((scheme === undefined && code === undefined) ||
    place.codes.some((known) => known.scheme === scheme && (code === undefined || known.code === code)));

const byId = (one: Place, other: Place): number => (one.id < other.id ? -1 : 1);

/** Makes a gazetteer of places, which must have ids of their own, and of names that have no place yet. */
export const makeGazetteer = (places: readonly Place[], unresolved: readonly UnresolvedName[] = []): Gazetteer => {
  const sorted = places.toSorted(byId);
  const ofId = new Map(sorted.map((place) => [place.id, place]));
  const entries = sorted.flatMap((place) =>
    spellingsOf(place).map((spelling) => ({ place, spelling, normalised: normaliseName(spelling) })),
  );

  /** The best spelling of every place that has one, the most alike first; 0 is the same name. */
  const ranked = (rank: (normalised: string) => number | undefined, filter: PlaceFilter): readonly PlaceMatch[] => {
    const best = new Map<Place, Readonly<{ match: PlaceMatch; rank: number }>>();
    for (const { place, spelling, normalised } of entries) {
      const found = rank(normalised);
      if (found === undefined || !passes(place, filter) || found >= (best.get(place)?.rank ?? Infinity)) continue;
      best.set(place, { match: { place, spelling }, rank: found });
    }
    return [...best.values()].toSorted((one, other) => one.rank - other.rank).map(({ match }) => match);
  };

  const lookUp: Gazetteer['lookUp'] = (name, filter = {}) => {
    const wanted = normaliseName(name);
    const matches = ranked((spelling) => (spelling === wanted ? 0 : undefined), filter);
    const [match] = matches;
    if (match) return matches.length === 1 ? { outcome: 'identified', match } : { outcome: 'ambiguous', matches };
    const nowhere = unresolved.find((candidate) => normaliseName(candidate.name) === wanted);
    if (nowhere) return { outcome: 'unresolved', name: nowhere };
    const suggestions = ranked((spelling) => unlikeness(wanted, spelling), filter).slice(0, MOST_SUGGESTIONS);
    return { outcome: 'unknown', suggestions };
  };

  return { find: (id) => ofId.get(id), list: (filter = {}) => sorted.filter((place) => passes(place, filter)), lookUp };
};
