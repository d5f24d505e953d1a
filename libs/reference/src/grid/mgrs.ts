// The package is a UMD file: Node sees no named exports in it, and a default import finds none in the tests.
import mgrs = require('mgrs');
import { distanceM, isPoint, type Point } from './point.js';

/** A square of the Military Grid Reference System: a reference names a square, and the more digits the smaller it is. */
export type GridSquare = Readonly<{
  /** In the one form that we write: `30PUB7251001584`, without spaces. */
  mgrs: string;
  /** Length of a side: 100 km without digits, 1 m with ten. */
  sideM: number;
  centre: Point;
}>;

/** How a reference and a point fit together. */
export type GridAgreement = Readonly<{
  agrees: boolean;
  /** From the point to the nearest edge of the square, great circle; 0 inside. */
  apartM: number;
}>;

const REFERENCE = /^(\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V])((?:\d\d){0,5})$/;
const MOST_DIGITS = 5;

type Parts = Readonly<{ square: string; easting: string; northing: string }>;

const read = (text: string): Parts | undefined => {
  const [, square, digits] = REFERENCE.exec(text.replaceAll(/\s/g, '').toUpperCase().replace(/^0/, '')) ?? [];
  if (square === undefined || digits === undefined) return undefined;
  const half = digits.length / 2;
  return { square, easting: digits.slice(0, half), northing: digits.slice(half) };
};

/** The library throws at what it cannot read; nothing that someone typed may do that here. */
const attempt = <Result>(act: () => Result): Result | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

/** About two metres in degrees: a metre that a border between zones cuts has its centre on the other side of it. */
const OVER_THE_BORDER = 0.00002;
const NUDGES = [0, OVER_THE_BORDER, -OVER_THE_BORDER];

/**
 * Whether a corner of the square lies in the zone, band and 100 km square that the reference says. The library also reads
 * letters that the zone and band do not have, and finds them somewhere else: written again, that place has other letters.
 */
const exists = ({ square, easting, northing }: Parts): boolean =>
  ['00', '09', '90', '99'].some((corner) => {
    const [east, north] = [
      easting.padEnd(MOST_DIGITS, corner.charAt(0)),
      northing.padEnd(MOST_DIGITS, corner.charAt(1)),
    ];
    const place = attempt(() => mgrs.toPoint(square + east + north));
    if (!place) return false;
    const around = NUDGES.flatMap((lon) => NUDGES.map((lat) => [place[0] + lon, place[1] + lat] as [number, number]));
    return around.some((point) => attempt(() => mgrs.forward(point))?.startsWith(square));
  });

/** The square that a reference names, or `undefined` if it names none: spaces and small letters are taken. */
export const parseMgrs = (text: string): GridSquare | undefined => {
  const parts = read(text);
  if (!parts || !exists(parts)) return undefined;
  const { square, easting, northing } = parts;
  const reference = square + easting + northing;
  const [lon, lat] = mgrs.toPoint(reference);
  return { mgrs: reference, sideM: 10 ** (MOST_DIGITS - easting.length), centre: { lat, lon } };
};

/** The reference of a point, with 0 to 5 digits to each side; `undefined` beyond 80° S and 84° N, where the grid ends. */
export const formatMgrs = (point: Point, digits = MOST_DIGITS): string | undefined => {
  if (!isPoint(point) || !Number.isInteger(digits) || digits < 0 || digits > MOST_DIGITS) return undefined;
  return attempt(() => mgrs.forward([point.lon, point.lat], digits));
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * Whether a point and a reference mean the same place, within an accuracy in metres: the point may be that far outside of the
 * square. `undefined` if there is no such reference, point or accuracy.
 */
export const compareWithMgrs = (point: Point, text: string, accuracyM: number): GridAgreement | undefined => {
  const square = parseMgrs(text);
  if (!square || !isPoint(point) || !(accuracyM >= 0)) return undefined;
  if (formatMgrs(point, MOST_DIGITS - Math.log10(square.sideM)) === square.mgrs) return { agrees: true, apartM: 0 };
  // The box is not quite the square, which lies askew to the meridians: by a fiftieth of its side in Mali.
  const [west, south, east, north] = mgrs.inverse(square.mgrs);
  const apartM = distanceM(point, { lat: clamp(point.lat, south, north), lon: clamp(point.lon, west, east) });
  return { agrees: apartM <= accuracyM, apartM };
};
