import { distance } from '@turf/distance';
import { earthRadius } from '@turf/helpers';

/** A point in WGS84, in decimal degrees, north and east positive. */
export type Point = Readonly<{ lat: number; lon: number }>;

/** Whether there is such a point on Earth. */
export const isPoint = ({ lat, lon }: Point): boolean => Math.abs(lat) <= 90 && Math.abs(lon) <= 180;

/** Mean radius, as distances here are computed with it. */
export const EARTH_RADIUS_M = earthRadius;

/** Great-circle distance in metres; right to about half a per cent, as the Earth is not a sphere. */
export const distanceM = (from: Point, to: Point): number =>
  distance([from.lon, from.lat], [to.lon, to.lat], { units: 'meters' });

/** A box around Mali with a small margin. Parts of its neighbours lie in it too. */
const MALI = { south: 10.1, north: 25.1, west: -12.3, east: 4.3 } as const;

/** Whether a point may be in Mali: what lies outside is not, what lies inside may still be across a border. */
export const isInMaliEnvelope = ({ lat, lon }: Point): boolean =>
  lat >= MALI.south && lat <= MALI.north && lon >= MALI.west && lon <= MALI.east;
