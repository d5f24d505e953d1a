import { normaliseName } from '@opsledger/kernel';
import type { Gazetteer } from './gazetteer.js';
import type { Place } from './place.js';
import { spellingsOf } from './spellings.js';

/**
 * Every name, in the form in which names compare, that stands for one of these places and for no other: what records that keep
 * places as they were stated can be searched by. A name that several places have finds none of them.
 */
export const namesOfPlaces = (gazetteer: Gazetteer, isWanted: (place: Place) => boolean): readonly string[] => {
  const names = gazetteer
    .list()
    .filter(isWanted)
    .flatMap((place) => spellingsOf(place).map((spelling) => ({ place, spelling })))
    .filter(({ place, spelling }) => {
      const found = gazetteer.lookUp(spelling);
      return found.outcome === 'identified' && found.match.place.id === place.id;
    });
  return [...new Set(names.map(({ spelling }) => normaliseName(spelling)))];
};

/** Whether a place is another, or lies in it. */
export const liesIn = (gazetteer: Gazetteer, place: Place, containing: Place): boolean => {
  if (place.id === containing.id) return true;
  const parent = place.parent && gazetteer.find(place.parent.id);
  return parent !== undefined && liesIn(gazetteer, parent, containing);
};
