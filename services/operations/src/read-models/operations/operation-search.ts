import { normaliseName, parseEdtf } from '@opsledger/kernel';
import { Problem, type FieldErrorCode } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import {
  distanceM,
  liesIn,
  maliGazetteer,
  namesOfPlaces,
  parseMgrs,
  type Place,
  type Point,
} from '@opsledger/reference';
import type { OperationsQuery } from '../../http/operations.bodies.js';

const DEFAULT_RADIUS_M = 10_000;
/** Sorts behind every text that begins with what stands before it. */
const LAST = '\uffff';

/**
 * What documents must be like for a query. Places are looked for by name: those of the gazetteer that lie in the box or the circle,
 * and that a record names so that no other place can be meant.
 */
export const filterOf = (query: OperationsQuery): DocumentFilter => {
  const { state, type, sector, place, near, radiusM = DEFAULT_RADIUS_M, bbox, q, during } = query;
  if (query.radiusM !== undefined && near === undefined) throw wrong('radiusM', 'NEAR_IS_NEEDED');
  const conditions: readonly DocumentFilter[] = [
    ...(state === undefined ? [] : [{ state: { $in: state.split(',') } }]),
    ...(type === undefined ? [] : [{ type: { $in: type.split(',') } }]),
    ...(sector === undefined ? [] : [{ sectors: sector }]),
    ...(place === undefined ? [] : [inPlaces(placesIn(place))]),
    ...(near === undefined ? [] : [inPlaces(placesNear(near, radiusM))]),
    ...(bbox === undefined ? [] : [inPlaces(placesInBox(bbox))]),
    ...(q === undefined ? [] : wordsOf(q).map(beginsOneTerm)),
    ...(during === undefined ? [] : [isGoingOn(during)]),
  ];
  return conditions.length === 0 ? {} : { $and: conditions };
};

const wrong = (name: string, code: FieldErrorCode, allowed?: readonly string[]): Problem =>
  new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer: `/${name}`, code, ...(allowed && { allowed }) }] });

const NOTHING: DocumentFilter = { id: { $exists: false } };
const inPlaces = (isWanted: (place: Place) => boolean): DocumentFilter => {
  const names = namesOfPlaces(maliGazetteer, isWanted);
  return names.length === 0 ? NOTHING : { areaNames: { $in: names } };
};

const placesIn = (name: string): ((place: Place) => boolean) => {
  const byId = maliGazetteer.find(name);
  if (byId) return (place) => liesIn(maliGazetteer, place, byId);
  const found = maliGazetteer.lookUp(name);
  if (found.outcome === 'identified') return (place) => liesIn(maliGazetteer, place, found.match.place);
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

const placesNear = (near: string, radiusM: number): ((place: Place) => boolean) => {
  const centre = pointOf(near);
  if (!centre) throw wrong('near', 'NOT_A_POINT');
  return ({ coordinates }) => coordinates !== undefined && distanceM(centre, coordinates) <= radiusM;
};

const pointOf = (text: string): Point | undefined => {
  const [, lat, lon] = /^(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)$/.exec(text) ?? [];
  if (lat === undefined || lon === undefined) return parseMgrs(text)?.centre;
  const point = { lat: Number(lat), lon: Number(lon) };
  return Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180 ? point : undefined;
};

const placesInBox = (bbox: string): ((place: Place) => boolean) => {
  const [west, south, east, north] = bbox.split(',').map(Number) as [number, number, number, number];
  const isOnEarth = Math.max(Math.abs(south), Math.abs(north)) <= 90 && Math.max(Math.abs(west), Math.abs(east)) <= 180;
  if (!isOnEarth || west > east || south > north) throw wrong('bbox', 'NOT_A_BOX');
  return ({ coordinates }) =>
    coordinates !== undefined &&
    west <= coordinates.lon &&
    coordinates.lon <= east &&
    south <= coordinates.lat &&
    coordinates.lat <= north;
};

const wordsOf = (q: string): readonly string[] => normaliseName(q).split(' ');
const beginsOneTerm = (word: string): DocumentFilter => ({
  searchTerms: { $elemMatch: { $gte: word, $lt: `${word}${LAST}` } },
});

/** What has one known end may go on at the other; of what has no date at all nobody can say so. */
const isGoingOn = (during: string): DocumentFilter => {
  const range = parseEdtf(during);
  const [from, to] = [range?.start?.earliest, range?.end?.latest];
  return {
    $and: [
      { $or: [{ startsAt: { $exists: true } }, { endsAt: { $exists: true } }] },
      ...(to === undefined ? [] : [{ $or: [{ startsAt: { $lte: to } }, { startsAt: null }] }]),
      ...(from === undefined ? [] : [{ $or: [{ endsAt: { $gte: from } }, { endsAt: null }] }]),
    ],
  };
};
