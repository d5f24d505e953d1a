import countries from 'i18n-iso-countries/index.js';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import french from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import { normaliseName } from '@opsledger/kernel';

// The package's own entry loads 78 languages, 9 MB of every process.
for (const language of [english, french]) countries.registerLocale(language);

/** A country as ISO 3166-1 has it, with a short name in each language of the mission. */
export type Country = Readonly<{ alpha3: string; en: string; fr: string }>;

/** Codes that the standard leaves to its users. The library has one of them, which is nobody's country code but its own. */
const USER_ASSIGNED = /^(AA|Q[M-Z]|X|ZZ)/;

/** The library's first name, spelled with its accents: it has "Cote d'Ivoire" before "Côte d'Ivoire". */
const nameOf = (alpha3: string, language: 'en' | 'fr'): string | undefined => {
  const [first, ...others] = countries.getName(alpha3, language, { select: 'all' }) ?? [];
  if (first === undefined) return undefined;
  const accentsOf = (name: string): number => name.normalize('NFD').length;
  const same = others.filter((name) => normaliseName(name) === normaliseName(first));
  return same.find((name) => accentsOf(name) > accentsOf(first)) ?? first;
};

/** The country of an ISO 3166-1 alpha-3 code such as `MLI`, or `undefined`: capitals only, no other kind of code. */
export const findCountry = (alpha3: string): Country | undefined => {
  // The library also takes alpha-2 and numeric codes, in any case.
  if (!/^[A-Z]{3}$/.test(alpha3) || USER_ASSIGNED.test(alpha3)) return undefined;
  const [en, fr] = [nameOf(alpha3, 'en'), nameOf(alpha3, 'fr')];
  return en !== undefined && fr !== undefined ? { alpha3, en, fr } : undefined;
};
