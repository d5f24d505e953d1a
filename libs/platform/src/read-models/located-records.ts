import { normaliseName, type GeoRef } from '@opsledger/kernel';
import type { DocumentFilter } from '@opsledger/projections';
import {
  distanceM,
  EARTH_RADIUS_M,
  isPoint,
  liesIn,
  maliGazetteer,
  namesOfPlaces,
  parseMgrs,
  type Coordinates,
  type Place,
  type Point,
} from '@opsledger/reference';
import { areaNamesOf, statedPoint } from '@opsledger/reference/place-marks';
import { Problem } from '../http/problem.js';
import type { FieldErrorCode } from '../http/problem.texts.js';

/** The place that is meant: the one that it says by id, else the one that its name stands for alone. */
export const placeOf = ({ placeId, asStated }: GeoRef): Place | undefined => {
  if (placeId !== undefined) return maliGazetteer.find(placeId);
  for (const name of areaNamesOf(asStated)) {
    const found = maliGazetteer.lookUp(name);
    if (found.outcome === 'identified') return found.match.place;
  }
  return undefined;
};

/** Every place that may be meant: several where a name is that of several. */
const placesMeant = ({ placeId, asStated }: GeoRef): readonly Place[] => {
  if (placeId !== undefined) return [maliGazetteer.find(placeId) ?? []].flat();
  for (const name of areaNamesOf(asStated)) {
    const found = maliGazetteer.lookUp(name);
    if (found.outcome === 'identified') return [found.match.place];
    if (found.outcome === 'ambiguous') return found.matches.map(({ place }) => place);
  }
  return [];
};

/**
 * Whether a stated place is an area or lies in it, whichever of several places of a name is meant (ADR 7): Gao the town, the cercle and the
 * region lie in Gao Region. Of a region nobody knows whether it was in one of its cercles. What is stated in the same words is the same,
 * also where the gazetteer does not know it.
 */
export const isWithin = (place: GeoRef, area: GeoRef): boolean => {
  const [inner, outer] = [placesMeant(place), placesMeant(area)];
  const isByName = place.placeId === undefined && area.placeId === undefined;
  if (isByName && normaliseName(place.asStated) === normaliseName(area.asStated)) return true;
  if (inner.length === 0 || outer.length === 0) return false;
  return inner.every((one) => outer.every((another) => liesIn(maliGazetteer, one, another)));
};

/** Whether a stated place may lie in an area, for all that is said of it: one of those of its name does, or nobody knows the name. */
export const mayBeWithin = (place: GeoRef, area: Place): boolean => {
  const meant = placesMeant(place);
  return meant.length === 0 || meant.some((one) => liesIn(maliGazetteer, one, area));
};

/** Where it is and how good that is: the point that was stated, else the middle of its square, else what the gazetteer has. */
export const coordinatesOf = (
  area: GeoRef,
): (Point & Readonly<{ quality: Coordinates['quality'] | 'stated' }>) | undefined => {
  const point = statedPoint(area);
  return point ? { ...point, quality: 'stated' } : placeOf(area)?.coordinates;
};

/** Asks for records by where they are. */
export type LocatedQuery = Readonly<{ place?: string; near?: string; radiusM?: number; bbox?: string }>;

const DEFAULT_RADIUS_M = 10_000;

/**
 * What documents must be like to be there. A record is there by a point of its own, or because it names a place of the gazetteer that
 * is: by id, or so that no other place can be meant. `place` takes several, separated by commas; a record in one of them fits.
 */
export const locatedIn = ({ place, near, radiusM, bbox }: LocatedQuery): readonly DocumentFilter[] => {
  if (radiusM !== undefined && near === undefined) throw wrong('radiusM', 'NEAR_IS_NEEDED');
  return [
    ...(place === undefined ? [] : [inPlaces(anyOf(place.split(',').map((name) => placesIn(name.trim()))))]),
    ...(near === undefined ? [] : [isNear(near, radiusM ?? DEFAULT_RADIUS_M)]),
    ...(bbox === undefined ? [] : [isInBox(bbox)]),
  ];
};

type IsWanted = (place: Place) => boolean;
const anyOf =
  (all: readonly IsWanted[]): IsWanted =>
  (place) =>
    all.some((isWanted) => isWanted(place));

const wrong = (name: string, code: FieldErrorCode, allowed?: readonly string[]): Problem =>
  new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer: `/${name}`, code, ...(allowed && { allowed }) }] });

const NOTHING: DocumentFilter = { id: { $exists: false } };
const inPlaces = (isWanted: IsWanted, ...orAt: readonly DocumentFilter[]): DocumentFilter => {
  const names = namesOfPlaces(maliGazetteer, isWanted);
  const ids = maliGazetteer
    .list()
    .filter(isWanted)
    .map(({ id }) => id);
  const any: readonly DocumentFilter[] = [
    ...(names.length === 0 ? [] : [{ areaNames: { $in: names } }]),
    ...(ids.length === 0 ? [] : [{ placeIds: { $in: ids } }]),
    ...orAt,
  ];
  return any.length === 0 ? NOTHING : { $or: any };
};

const placesIn = (name: string): IsWanted => {
  const wanted = placeNamed(name);
  return (place) => liesIn(maliGazetteer, place, wanted);
};

/** The place that a query means by an id or a name, of those of a level if one is given; a name of several is refused (ADR 7). */
export const placeNamed = (name: string, adminLevel?: Place['adminLevel']): Place => {
  const byId = maliGazetteer.find(name);
  if (byId) return byId;
  const found = maliGazetteer.lookUp(name, adminLevel === undefined ? {} : { adminLevel });
  if (found.outcome === 'identified') return found.match.place;
  if (found.outcome === 'ambiguous') {
    throw wrong(
      'place',
      'PLACE_IS_AMBIGUOUS',
      found.matches.map(({ place }) => place.id),
    );
  }
  const suggestions = found.outcome === 'unknown' ? found.suggestions.map(({ place }) => place.id) : [];
  throw wrong('place', 'PLACE_IS_UNKNOWN', suggestions);
};

const isNear = (near: string, radiusM: number): DocumentFilter => {
  const centre = pointOf(near);
  if (!centre) throw wrong('near', 'NOT_A_POINT');
  return inPlaces(({ coordinates }) => coordinates !== undefined && distanceM(centre, coordinates) <= radiusM, {
    points: { $geoWithin: { $centerSphere: [[centre.lon, centre.lat], radiusM / EARTH_RADIUS_M] } },
  });
};

const pointOf = (text: string): Point | undefined => {
  const [, lat, lon] = /^(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)$/.exec(text) ?? [];
  if (lat === undefined || lon === undefined) return parseMgrs(text)?.centre;
  const point = { lat: Number(lat), lon: Number(lon) };
  return isPoint(point) ? point : undefined;
};

const isInBox = (bbox: string): DocumentFilter => {
  const [west, south, east, north] = bbox.split(',').map(Number) as [number, number, number, number];
  const isOnEarth = isPoint({ lat: south, lon: west }) && isPoint({ lat: north, lon: east });
  if (!isOnEarth || west > east || south > north) throw wrong('bbox', 'NOT_A_BOX');
  const isWanted: IsWanted = ({ coordinates }) =>
    coordinates !== undefined &&
    west <= coordinates.lon &&
    coordinates.lon <= east &&
    south <= coordinates.lat &&
    coordinates.lat <= north;
  return inPlaces(isWanted, {
    points: {
      $geoWithin: {
        $box: [
          [west, south],
          [east, north],
        ],
      },
    },
  });
};
