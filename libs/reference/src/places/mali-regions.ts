import { placeEntry } from './place-entry.js';
import { CODE_SCHEMES, type CodeScheme, type Place } from './place.js';

type Codes = Readonly<Partial<Record<CodeScheme, string>>>;

const region = (id: string, name: string, codes: Codes, more: Partial<Place> = {}): Place =>
  placeEntry({
    ...{ id, name, kind: 'region', parent: { id: 'ml', basis: 'published' } },
    codes: CODE_SCHEMES.flatMap((scheme) => {
      const code = codes[scheme];
      return code === undefined ? [] : [{ scheme, code, basis: 'published' as const }];
    }),
    ...more,
  });

/** Mali and its first level: ten units before the reform of the regions, twenty after it. */
export const maliRegions: readonly Place[] = [
  placeEntry({ id: 'ml', name: 'Mali', kind: 'country', countries: ['MLI'] }),

  region('ml-kayes-region', 'Kayes', { OCHA_COD_2019: 'ML01', OCHA_19R: 'ML01', ISO3166_2: 'ML-1' }),
  region('ml-koulikoro-region', 'Koulikoro', { OCHA_COD_2019: 'ML02', OCHA_19R: 'ML02', ISO3166_2: 'ML-2' }),
  region('ml-sikasso-region', 'Sikasso', { OCHA_COD_2019: 'ML03', OCHA_19R: 'ML03', ISO3166_2: 'ML-3' }),
  region('ml-segou-region', 'Ségou', { OCHA_COD_2019: 'ML04', OCHA_19R: 'ML04', ISO3166_2: 'ML-4' }),
  region('ml-mopti-region', 'Mopti', { OCHA_COD_2019: 'ML05', OCHA_19R: 'ML05', ISO3166_2: 'ML-5' }),
  region(
    'ml-tombouctou-region',
    'Tombouctou',
    { OCHA_COD_2019: 'ML06', OCHA_19R: 'ML06', ISO3166_2: 'ML-6' },
    { aliases: ['Timbuktu'] },
  ),
  region('ml-gao-region', 'Gao', { OCHA_COD_2019: 'ML07', OCHA_19R: 'ML07', ISO3166_2: 'ML-7' }),
  region('ml-kidal-region', 'Kidal', { OCHA_COD_2019: 'ML08', OCHA_19R: 'ML08', ISO3166_2: 'ML-8' }),
  region(
    'ml-bamako-district',
    'Bamako',
    { OCHA_COD_2019: 'ML09', OCHA_19R: 'ML00', ISO3166_2: 'ML-BKO' },
    { kind: 'district' },
  ),
  region(
    'ml-menaka-region',
    'Ménaka',
    { OCHA_COD_2019: 'ML10', OCHA_19R: 'ML10', ISO3166_2: 'ML-9' },
    {
      coordinates: { lat: 15.916, lon: 2.396, quality: 'published', basis: 'published' },
      note: 'The point is the one published for the region, not one for the town.',
    },
  ),

  region(
    'ml-taoudenit-region',
    'Taoudénit',
    { OCHA_19R: 'ML09', ISO3166_2: 'ML-10' },
    { note: 'Part of the region of Tombouctou (ML06) in the set before the reform.' },
  ),
  region('ml-nioro-region', 'Nioro', { OCHA_19R: 'ML11' }),
  region('ml-kita-region', 'Kita', { OCHA_19R: 'ML12' }),
  region('ml-dioila-region', 'Dioïla', { OCHA_19R: 'ML13' }),
  region(
    'ml-nara-region',
    'Nara',
    {},
    {
      codes: [{ scheme: 'OCHA_19R', code: 'ML14', basis: 'unsure' }],
      note: 'The code is missing from the published list; ML14 is what is left between its neighbours.',
    },
  ),
  region('ml-bougouni-region', 'Bougouni', { OCHA_19R: 'ML15' }),
  region('ml-koutiala-region', 'Koutiala', { OCHA_19R: 'ML16' }),
  region('ml-san-region', 'San', { OCHA_19R: 'ML17' }),
  region('ml-douentza-region', 'Douentza', { OCHA_19R: 'ML18' }),
  region(
    'ml-bandiagara-region',
    'Bandiagara',
    { OCHA_19R: 'ML19' },
    {
      note: 'The letter of 1 June 2022 names this region once; elsewhere both letters mean the cercle, in the region of Mopti.',
    },
  ),
];
