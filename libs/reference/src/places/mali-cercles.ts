import { placeEntry } from './place-entry.js';
import type { Basis, Place } from './place.js';

type More = Partial<Place> & Readonly<{ basis?: Basis }>;
/** A cercle as `[id, name, code of OCHA_COD_2019]`, and what more there is to say of it. */
type Cercle = readonly [id: string, name: string, code: string | undefined, more?: More];

const cerclesOf = (regionId: string, cercles: readonly Cercle[]): readonly Place[] =>
  cercles.map(([id, name, code, { basis = 'published' as const, ...more } = {}]) =>
    placeEntry({
      ...{ id, name, kind: 'cercle', parent: { id: regionId, basis } },
      codes: code === undefined ? [] : [{ scheme: 'OCHA_COD_2019', code, basis }],
      ...more,
    }),
  );

const CODE_NOT_KNOWN = {
  basis: 'unverified',
  note: 'Its code is one of ML1002, ML1003, ML1004; which one is not known.',
} as const;

/** The second level, under the regions as they were before the reform: the letters of 2020 and 2022 place cercles so. */
export const maliCercles: readonly Place[] = [
  ...cerclesOf('ml-kayes-region', [
    ['ml-bafoulabe', 'Bafoulabé', 'ML0101'],
    ['ml-diema', 'Diéma', 'ML0102'],
    ['ml-kayes-cercle', 'Kayes', 'ML0103'],
    ['ml-kenieba', 'Kéniéba', 'ML0104'],
    ['ml-kita-cercle', 'Kita', 'ML0105'],
    ['ml-nioro-cercle', 'Nioro', 'ML0106'],
    ['ml-yelimane', 'Yélimané', 'ML0107'],
  ]),
  ...cerclesOf('ml-koulikoro-region', [
    ['ml-banamba', 'Banamba', 'ML0201'],
    ['ml-dioila-cercle', 'Dioïla', 'ML0202'],
    ['ml-kangaba', 'Kangaba', 'ML0203'],
    ['ml-kati', 'Kati', 'ML0204'],
    ['ml-kolokani', 'Kolokani', 'ML0205'],
    ['ml-koulikoro-cercle', 'Koulikoro', 'ML0206'],
    [
      'ml-nara-cercle',
      'Nara',
      'ML0207',
      {
        basis: 'unverified',
        coordinates: { lat: 15.2, lon: -7.3, quality: 'approximate', basis: 'unverified' },
        note: 'The code is missing from the published list; ML0207 is the next one in the order of the alphabet.',
      },
    ],
  ]),
  ...cerclesOf('ml-sikasso-region', [
    ['ml-bougouni-cercle', 'Bougouni', 'ML0301'],
    ['ml-kadiolo', 'Kadiolo', 'ML0302'],
    ['ml-kolondieba', 'Kolondiéba', 'ML0303'],
    ['ml-koutiala-cercle', 'Koutiala', 'ML0304'],
    ['ml-sikasso-cercle', 'Sikasso', 'ML0305'],
    ['ml-yanfolila', 'Yanfolila', 'ML0306'],
    ['ml-yorosso', 'Yorosso', 'ML0307'],
  ]),
  ...cerclesOf('ml-segou-region', [
    ['ml-baroueli', 'Barouéli', 'ML0401'],
    ['ml-bla', 'Bla', 'ML0402'],
    ['ml-macina', 'Macina', 'ML0403'],
    ['ml-niono', 'Niono', 'ML0404'],
    ['ml-san-cercle', 'San', 'ML0405'],
    ['ml-segou-cercle', 'Ségou', 'ML0406'],
    ['ml-tominian', 'Tominian', 'ML0407'],
  ]),
  ...cerclesOf('ml-mopti-region', [
    ['ml-bandiagara-cercle', 'Bandiagara', 'ML0501'],
    ['ml-bankass-cercle', 'Bankass', 'ML0502'],
    [
      'ml-djenne',
      'Djenné',
      'ML0503',
      { coordinates: { lat: 13.906, lon: -4.553, quality: 'published', basis: 'published' } },
    ],
    ['ml-douentza-cercle', 'Douentza', 'ML0504'],
    ['ml-koro', 'Koro', 'ML0505'],
    ['ml-mopti-cercle', 'Mopti', 'ML0506'],
    ['ml-tenenkou', 'Ténenkou', 'ML0507'],
    ['ml-youwarou', 'Youwarou', 'ML0508'],
  ]),
  ...cerclesOf('ml-tombouctou-region', [
    ['ml-dire', 'Diré', 'ML0601'],
    ['ml-goundam', 'Goundam', 'ML0602'],
    ['ml-gourma-rharous', 'Gourma-Rharous', 'ML0603'],
    ['ml-niafunke', 'Niafunké', 'ML0604', { aliases: ['Niafunke'] }],
    ['ml-tombouctou-cercle', 'Tombouctou', 'ML0605', { aliases: ['Timbuktu'] }],
  ]),
  ...cerclesOf('ml-gao-region', [
    ['ml-ansongo-cercle', 'Ansongo', 'ML0701'],
    ['ml-bourem', 'Bourem', 'ML0702'],
    ['ml-gao-cercle', 'Gao', 'ML0703'],
  ]),
  ...cerclesOf('ml-kidal-region', [
    ['ml-abeibara', 'Abeïbara', 'ML0801'],
    ['ml-kidal-cercle', 'Kidal', 'ML0802'],
    ['ml-tessalit-cercle', 'Tessalit', 'ML0803'],
    ['ml-tin-essako', 'Tin-Essako', 'ML0804'],
  ]),
  ...cerclesOf('ml-bamako-district', [['ml-bamako-cercle', 'Bamako', 'ML0901']]),
  ...cerclesOf('ml-menaka-region', [
    ['ml-menaka-cercle', 'Ménaka', 'ML1001'],
    ['ml-anderamboukane', 'Andéramboukane', undefined, CODE_NOT_KNOWN],
    ['ml-inekar-cercle', 'Inékar', undefined, { ...CODE_NOT_KNOWN, aliases: ['Inekar'] }],
    ['ml-tidermene', 'Tidermène', undefined, CODE_NOT_KNOWN],
  ]),
];
