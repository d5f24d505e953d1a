import { placeEntry } from './place-entry.js';
import type { Basis, Coordinates, Place, PlaceKind } from './place.js';

const point = (lat: number, lon: number, quality: Coordinates['quality']): Pick<Place, 'coordinates'> => ({
  coordinates: { lat, lon, quality, basis: quality === 'published' ? 'published' : 'unverified' },
});

/** Places of one kind, each as `[id, name, parent, what the parent rests on]`, and what more there is to say of it. */
type Line = readonly [id: string, name: string, parent: string, basis: Basis, more?: Partial<Place>];
const all = (kind: PlaceKind, lines: readonly Line[]): readonly Place[] =>
  lines.map(([id, name, parent, basis, more]) =>
    placeEntry({ ...{ id, name, kind, parent: { id: parent, basis } }, ...more }),
  );

/**
 * The places below the cercles and beside the administration that the letters name. None of the communes has a code: not one
 * could be verified. A point is a seed for maps and fixtures, not survey data.
 */
export const maliPlaces: readonly Place[] = [
  ...all('town', [
    ['ml-bamako-town', 'Bamako', 'ml-bamako-district', 'published', point(12.65, -8, 'published')],
    ['ml-mopti-town', 'Mopti', 'ml-mopti-cercle', 'published', point(14.484, -4.183, 'published')],
    ['ml-bandiagara-town', 'Bandiagara', 'ml-bandiagara-cercle', 'published', point(14.35, -3.61, 'published')],
    ['ml-bankass-town', 'Bankass', 'ml-bankass-cercle', 'published'],
    ['ml-douentza-town', 'Douentza', 'ml-douentza-cercle', 'published', point(15.002, -2.95, 'published')],
    [
      'ml-tombouctou-town',
      'Tombouctou',
      'ml-tombouctou-cercle',
      'published',
      { aliases: ['Timbuktu'], ...point(16.77, -3.01, 'approximate') },
    ],
    ['ml-gao-town', 'Gao', 'ml-gao-cercle', 'published', point(16.272, -0.045, 'published')],
    ['ml-ansongo-town', 'Ansongo', 'ml-ansongo-cercle', 'published', point(15.66, 0.502, 'published')],
    ['ml-kidal-town', 'Kidal', 'ml-kidal-cercle', 'published', point(18.441, 1.408, 'published')],
    [
      'ml-menaka-town',
      'Ménaka',
      'ml-menaka-cercle',
      'published',
      { note: 'No point of its own: the published one is given for the region.' },
    ],
  ]),

  // What the mission itself has there. Where within its town is not for a list that everyone may read.
  ...all('camp', [
    ['ml-douentza-camp', 'Douentza camp', 'ml-douentza-town', 'letter'],
    ['ml-kidal-camp', 'Kidal camp', 'ml-kidal-town', 'letter'],
    ['ml-tombouctou-camp', 'Tombouctou camp', 'ml-tombouctou-town', 'letter', { aliases: ['Timbuktu camp'] }],
  ]),
  ...all('base', [
    ['ml-gao-base', 'Gao base', 'ml-gao-town', 'letter'],
    ['ml-mopti-base', 'Mopti base', 'ml-mopti-town', 'letter'],
  ]),
  ...all('air-strip', [['ml-menaka-air-strip', 'Ménaka air strip', 'ml-menaka-town', 'letter']]),

  ...all('commune', [
    ['ml-diafarabe', 'Diafarabé', 'ml-tenenkou', 'unverified', point(14.1, -5, 'rough')],
    ['ml-dogofry', 'Dogofry', 'ml-niono', 'published'],
    ['ml-talataye', 'Talataye', 'ml-ansongo-cercle', 'unverified', point(16.5, 1.4, 'rough')],
    [
      ...(['ml-tessit', 'Tessit', 'ml-ansongo-cercle', 'unverified'] as const),
      { aliases: ['Tessit area'], ...point(15.2, 0.3, 'rough') },
    ],
    ['ml-timiniri', 'Timiniri', 'ml-bandiagara-cercle', 'unverified'],
    ['ml-togue-mourari', 'Togué-Mourari', 'ml-djenne', 'published'],
  ]),
  ...all('village', [
    ['ml-moura', 'Moura', 'ml-togue-mourari', 'published'],
    [
      'ml-ogossogou',
      'Ogossogou',
      'ml-bankass-cercle',
      'published',
      {
        aliases: ['Ogossagou'],
        note: 'Its commune is Bankass in what was found, but Dialassagou in one press text: so the entry says its cercle only.',
      },
    ],
  ]),
  ...all('locality', [
    ['ml-aguelhok', 'Aguelhok', 'ml-tessalit-cercle', 'unverified', point(19.5, 0.9, 'approximate')],
    [
      'ml-dangare-wotoro',
      'Dangare-Wotoro',
      'ml-dogofry',
      'published',
      { aliases: ['Dangere-Wotoro', 'Danguèrè Wotoro'], ...point(14.8058, -6.0183, 'published') },
    ],
    [
      'ml-dangateni',
      'Dangaténi',
      'ml-koro',
      'unsure',
      { note: 'Probably in the cercle of Koro; no source was found that says so.' },
    ],
    ['ml-douna-pen', 'Douna-Pen', 'ml-koro', 'unverified'],
    [
      'ml-inekar',
      'Inékar',
      'ml-menaka-region',
      'letter',
      {
        aliases: ['Inekar'],
        // oxlint-disable-next-line oxc/approx-constant -- a longitude, not π
        ...point(15.959, 3.141, 'published'),
        note: 'Older data list it under Gao. Its cercle, and so its code, is not known.',
      },
    ],
    ['ml-labbezanga', 'Labbézanga', 'ml-ansongo-cercle', 'unverified', point(15, 0.7, 'rough')],
    ['ml-madougou', 'Madougou', 'ml-koro', 'unverified'],
    ['ml-tessalit', 'Tessalit', 'ml-tessalit-cercle', 'published', point(20.2, 1, 'approximate')],
  ]),

  ...all('area', [
    [
      'ml-diabali',
      'Diabali',
      'ml-niono',
      'published',
      { aliases: ['Diabaly'], note: 'About 11 km south of Dangare-Wotoro.' },
    ],
    ['ml-centre', 'Central Mali', 'ml', 'letter', { aliases: ['the centre', 'centre'] }],
    ['ml-north', 'Northern Mali', 'ml', 'letter'],
    [
      'ml-sector-east',
      'Sector East',
      'ml',
      'letter',
      { note: 'A sector of the force, not of the State; roughly the side of Gao, Ménaka and Kidal (unverified).' },
    ],
  ]),
  placeEntry({
    ...{ id: 'liptako-gourma', name: 'Liptako-Gourma', kind: 'area', countries: ['MLI', 'BFA', 'NER'] },
    aliases: ['Liptako-Gourma tri-border area', 'tri-border area', 'tri-border region'],
  }),

  ...all('axis', [['ml-gao-labbezanga-axis', 'Gao–Labbézanga axis', 'ml-gao-region', 'letter']]),
  ...all('road', [['ml-bandiagara-bankass-road', 'Bandiagara–Bankass road', 'ml-mopti-region', 'published']]),
  ...all('river', [
    ['ml-niger-river', 'Niger River', 'ml', 'letter', { note: 'Its course in Mali only; the river is longer.' }],
  ]),
];
