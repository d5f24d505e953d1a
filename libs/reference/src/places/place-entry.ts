import { LEVEL_OF_KIND, type Place } from './place.js';

type PlaceEntry = Omit<Place, 'aliases' | 'adminLevel' | 'codes'> & Partial<Pick<Place, 'aliases' | 'codes'>>;

/** Completes a line of the gazetteer: what it does not mention, the place does not have. */
export const placeEntry = (entry: PlaceEntry): Place => ({
  ...{
    id: entry.id,
    name: entry.name,
    aliases: [],
    kind: entry.kind,
    adminLevel: LEVEL_OF_KIND[entry.kind],
    codes: [],
  },
  ...entry,
});
