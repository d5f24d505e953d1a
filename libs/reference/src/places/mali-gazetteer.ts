import { makeGazetteer } from './gazetteer.js';
import { maliCercles } from './mali-cercles.js';
import { maliPlaces } from './mali-places.js';
import { maliRegions } from './mali-regions.js';
import { unresolvedNames } from './unresolved-names.js';

/** The places of the worked case: Mali's regions and cercles, and whatever else the two letters name. */
export const maliGazetteer = makeGazetteer([...maliRegions, ...maliCercles, ...maliPlaces], unresolvedNames);
