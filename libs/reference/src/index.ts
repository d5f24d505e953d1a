export { liesIn, namesOfPlaces } from './places/area-names.js';
export { findCountry, type Country } from './countries/countries.js';
export { compareWithMgrs, formatMgrs, parseMgrs, type GridAgreement, type GridSquare } from './grid/mgrs.js';
export { distanceM, EARTH_RADIUS_M, isInMaliEnvelope, isPoint, type Point } from './grid/point.js';
export {
  makeGazetteer,
  type Gazetteer,
  type PlaceFilter,
  type PlaceLookup,
  type PlaceMatch,
} from './places/gazetteer.js';
export { maliGazetteer } from './places/mali-gazetteer.js';
export {
  BASES,
  CODE_SCHEMES,
  COORDINATE_QUALITIES,
  LEVEL_OF_KIND,
  type AdminLevel,
  type Basis,
  type CodeScheme,
  type Coordinates,
  type Place,
  type PlaceCode,
  type PlaceKind,
  type UnresolvedName,
} from './places/place.js';
