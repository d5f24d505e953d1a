/** 0 country, 1 region, 2 cercle, 3 commune, 4 village; or what a place can be besides an administrative unit. */
export const ADMIN_LEVELS = [0, 1, 2, 3, 4, 'linear', 'area', 'point'] as const;

/**
 * A place as a source names it. The words are kept because names vary ("Dangare-Wotoro", "Dangere-Wotoro") and because a
 * place that nobody has identified is still a place.
 */
export type GeoRef = Readonly<{
  asStated: string;
  adminLevel?: (typeof ADMIN_LEVELS)[number];
  /** The place of the gazetteer that is meant, by its id: what it is called may change, and codes follow from it. */
  placeId?: string;
  /** Degrees, WGS84; both or neither. */
  lat?: number;
  lon?: number;
  /** A square of the military grid; beside a point it means the same place, within the accuracy. */
  mgrs?: string;
  /** How far the real place may be from the point or the square, in metres. */
  accuracyM?: number;
}>;
