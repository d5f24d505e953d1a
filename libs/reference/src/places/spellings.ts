import type { Place, PlaceKind } from './place.js';

/** What a kind of place is called beside its name: "Gao Region", "cercle de Koro". */
const WORDS: Readonly<Partial<Record<PlaceKind, Readonly<{ en: string; fr: string }>>>> = {
  region: { en: 'region', fr: 'région' },
  district: { en: 'district', fr: 'district' },
  cercle: { en: 'cercle', fr: 'cercle' },
  commune: { en: 'commune', fr: 'commune' },
  village: { en: 'village', fr: 'village' },
  town: { en: 'town', fr: 'ville' },
};

const inFrench = (word: string, name: string): readonly string[] =>
  // An accent may stand on the first letter, and an apostrophe is typed in two ways.
  /^[aeiou]/i.test(name.normalize('NFD')) ? [`${word} d'${name}`, `${word} d’${name}`] : [`${word} de ${name}`];

/**
 * Every way in which a source may write a place: its name and aliases, each also with the word for what it is. That word is
 * how a source says which Bandiagara it means.
 */
export const spellingsOf = ({ kind, name, aliases }: Place): readonly string[] => {
  const words = WORDS[kind];
  return [name, ...aliases].flatMap((spelling) =>
    words ? [spelling, `${spelling} ${words.en}`, ...inFrench(words.fr, spelling)] : [spelling],
  );
};
