import { normaliseName, type GeoRef } from '@opsledger/kernel';
import { parseMgrs } from '../grid/mgrs.js';
import type { Point } from '../grid/point.js';

/** How a record is found by where it is: members of its document that lists search by and readers do not see. */
export type PlaceMarks = Readonly<{
  /** What its places are called, in the form in which names compare. */
  areaNames: readonly string[];
  /** The gazetteer's places that it names by id. */
  placeIds: readonly string[];
  /** Its points, longitude before latitude. */
  points: readonly (readonly [lon: number, lat: number])[];
}>;
/** For `hidden` of a projection. */
export const PLACE_MARKS = ['areaNames', 'placeIds', 'points'] as const satisfies readonly (keyof PlaceMarks)[];

export const placeMarksOf = (areas: readonly GeoRef[]): PlaceMarks => ({
  areaNames: distinct(areas.flatMap(({ asStated }) => areaNamesOf(asStated))).filter((name) => name !== ''),
  placeIds: distinct(areas.flatMap(({ placeId }) => placeId ?? [])),
  points: areas.flatMap((area) => {
    const point = statedPoint(area);
    return point ? [[point.lon, point.lat] as const] : [];
  }),
});

/** "near Diabali, Ségou Region" speaks of Diabali: the whole text, and what stands before the comma without the word of place. */
export const areaNamesOf = (asStated: string): readonly string[] => {
  const whole = normaliseName(asStated);
  const [first = ''] = whole.split(',');
  return [whole, first.trim(), first.replace(/^(near|around|in|at|pres de|autour de) /, '').trim()];
};

/** The point that it states, or the middle of the square that it states. */
export const statedPoint = ({ lat, lon, mgrs }: GeoRef): Point | undefined =>
  lat !== undefined && lon !== undefined ? { lat, lon } : mgrs === undefined ? undefined : parseMgrs(mgrs)?.centre;

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];
