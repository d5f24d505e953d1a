import { normaliseName } from '@opsledger/kernel';
import { findCountry } from '../countries/countries.js';
import { formatMgrs } from '../grid/mgrs.js';
import { isInMaliEnvelope } from '../grid/point.js';
import { maliGazetteer } from './mali-gazetteer.js';
import { CODE_SCHEMES, LEVEL_OF_KIND, type CodeScheme, type Place } from './place.js';
import { spellingsOf } from './spellings.js';

const places = maliGazetteer.list();
const idsOf = (name: string): readonly string[] => {
  const lookup = maliGazetteer.lookUp(name);
  if (lookup.outcome === 'identified') return [lookup.match.place.id];
  return lookup.outcome === 'ambiguous' ? lookup.matches.map(({ place }) => place.id) : [];
};
const codeOf = (scheme: CodeScheme, code: string): readonly string[] =>
  maliGazetteer.list({ scheme, code }).map(({ id }) => id);

describe('Every spelling of the letters finds its place', () => {
  it.each([
    ['Dangare-Wotoro', 'ml-dangare-wotoro'],
    ['Dangere-Wotoro', 'ml-dangare-wotoro'],
    ['Dangere Wotoro', 'ml-dangare-wotoro'],
    ['Danguèrè Wotoro', 'ml-dangare-wotoro'],
    ['DANGUERE–WOTORO', 'ml-dangare-wotoro'],
    ['Diabali', 'ml-diabali'],
    ['Diabaly', 'ml-diabali'],
    ['Ogossogou', 'ml-ogossogou'],
    ['Ogossagou', 'ml-ogossogou'],
    ['Niafunke', 'ml-niafunke'],
    ['Niafunké', 'ml-niafunke'],
    ['Goundam', 'ml-goundam'],
    ['Diré', 'ml-dire'],
    ['Djenné', 'ml-djenne'],
    ['Koro', 'ml-koro'],
    ['Tessit', 'ml-tessit'],
    ['Talataye', 'ml-talataye'],
    ['Labbézanga', 'ml-labbezanga'],
    ['Aguelhok', 'ml-aguelhok'],
    ['Diafarabé', 'ml-diafarabe'],
    ['Madougou', 'ml-madougou'],
    ['Douna-Pen', 'ml-douna-pen'],
    ['Timiniri', 'ml-timiniri'],
    ['Moura', 'ml-moura'],
    ['Dangaténi', 'ml-dangateni'],
    ['Mali', 'ml'],
    ['Kidal camp', 'ml-kidal-camp'],
    ['Ménaka air strip', 'ml-menaka-air-strip'],
    ['the centre', 'ml-centre'],
    ['central Mali', 'ml-centre'],
    ['northern Mali', 'ml-north'],
    ['Sector East', 'ml-sector-east'],
    ['Niger River', 'ml-niger-river'],
    ['Gao-Labbézanga axis', 'ml-gao-labbezanga-axis'],
    ['Bandiagara–Bankass road', 'ml-bandiagara-bankass-road'],
    ['Liptako-Gourma', 'liptako-gourma'],
    ['Liptako-Gourma tri-border area', 'liptako-gourma'],
    ['tri-border region', 'liptako-gourma'],
  ])('%s is %s', (name, id) => expect(idsOf(name)).toEqual([id]));

  it.each([
    ['Bandiagara', ['ml-bandiagara-cercle', 'ml-bandiagara-region', 'ml-bandiagara-town']],
    ['Ménaka', ['ml-menaka-cercle', 'ml-menaka-region', 'ml-menaka-town']],
    ['Timbuktu', ['ml-tombouctou-cercle', 'ml-tombouctou-region', 'ml-tombouctou-town']],
    ['Tombouctou', ['ml-tombouctou-cercle', 'ml-tombouctou-region', 'ml-tombouctou-town']],
    ['Inekar', ['ml-inekar', 'ml-inekar-cercle']],
    ['Inékar', ['ml-inekar', 'ml-inekar-cercle']],
    ['Gao', ['ml-gao-cercle', 'ml-gao-region', 'ml-gao-town']],
    ['Mopti', ['ml-mopti-cercle', 'ml-mopti-region', 'ml-mopti-town']],
    ['Kidal', ['ml-kidal-cercle', 'ml-kidal-region', 'ml-kidal-town']],
    ['Douentza', ['ml-douentza-cercle', 'ml-douentza-region', 'ml-douentza-town']],
    ['Ansongo', ['ml-ansongo-cercle', 'ml-ansongo-town']],
    ['Bankass', ['ml-bankass-cercle', 'ml-bankass-town']],
    ['Tessalit', ['ml-tessalit', 'ml-tessalit-cercle']],
    ['Nara', ['ml-nara-cercle', 'ml-nara-region']],
    ['Sikasso', ['ml-sikasso-cercle', 'ml-sikasso-region']],
    ['Kayes', ['ml-kayes-cercle', 'ml-kayes-region']],
    ['Bamako', ['ml-bamako-cercle', 'ml-bamako-district', 'ml-bamako-town']],
  ])('%s may be any of %j, and is none of them by guess', (name, ids) => expect(idsOf(name)).toEqual(ids));

  it.each([
    ['Bandiagara Region', 'ml-bandiagara-region'],
    ['Bandiagara Cercle', 'ml-bandiagara-cercle'],
    ['cercle de Bandiagara', 'ml-bandiagara-cercle'],
    ['Timbuktu Region', 'ml-tombouctou-region'],
    ['région de Tombouctou', 'ml-tombouctou-region'],
    ["ville d'Ansongo", 'ml-ansongo-town'],
    ['ville d’Ansongo', 'ml-ansongo-town'],
    ['Timiniri commune', 'ml-timiniri'],
  ])('%s says which it is: %s', (name, id) => expect(idsOf(name)).toEqual([id]));

  it('keeps Assa Were as a name without a place', () => {
    expect(maliGazetteer.lookUp('ASSA WERE')).toMatchObject({ outcome: 'unresolved', name: { name: 'Assa Were' } });
    expect(places.filter((place) => spellingsOf(place).some((spelling) => /assa.were/i.test(spelling)))).toEqual([]);
  });

  it('says that Dangaténi is only probably where it is', () =>
    expect(maliGazetteer.find('ml-dangateni')).toMatchObject({ parent: { id: 'ml-koro', basis: 'unsure' } }));
});

describe('The same code means another place in another scheme', () => {
  it.each<[CodeScheme, string, readonly string[]]>([
    ['OCHA_COD_2019', 'ML09', ['ml-bamako-district']],
    ['OCHA_19R', 'ML09', ['ml-taoudenit-region']],
    ['ISO3166_2', 'ML-9', ['ml-menaka-region']],
    ['OCHA_19R', 'ML00', ['ml-bamako-district']],
    ['ISO3166_2', 'ML-BKO', ['ml-bamako-district']],
    ['OCHA_COD_2019', 'ML10', ['ml-menaka-region']],
    ['ISO3166_2', 'ML-10', ['ml-taoudenit-region']],
    ['OCHA_COD_2019', 'ML0404', ['ml-niono']],
    ['OCHA_19R', 'ML0404', []],
    ['ISO3166_2', 'ML09', []],
  ])('%s %s: %j', (scheme, code, ids) => expect(codeOf(scheme, code)).toEqual(ids));

  it('and a code without its scheme finds nothing', () => expect(maliGazetteer.list({ code: 'ML09' })).toEqual([]));

  it.each(CODE_SCHEMES)('%s gives no code twice', (scheme) => {
    const codes = places.flatMap((place) => place.codes.filter((code) => code.scheme === scheme));
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
  });

  it('has every region and cercle that the three lists give', () => {
    const count = (scheme: CodeScheme, adminLevel: 1 | 2) => maliGazetteer.list({ scheme, adminLevel }).length;
    expect(CODE_SCHEMES.map((scheme) => count(scheme, 1))).toEqual([10, 20, 11]);
    expect(CODE_SCHEMES.map((scheme) => count(scheme, 2))).toEqual([50, 0, 0]);
    expect(maliGazetteer.list({ adminLevel: 2 })).toHaveLength(53);
  });

  it('puts the code of a cercle under that of its region', () => {
    for (const { codes, parent } of maliGazetteer.list({ adminLevel: 2 }))
      for (const { scheme, code } of codes) expect(codeOf(scheme, code.slice(0, 4))).toEqual([parent?.id]);
  });
});

describe('The gazetteer guesses nothing', () => {
  it('gives no code below the cercles, and none to a cercle whose code is not known', () => {
    const coded = places.filter(({ codes }) => codes.length > 0);
    expect(coded.every(({ adminLevel }) => adminLevel === 1 || adminLevel === 2)).toBe(true);
    const without = maliGazetteer.list({ adminLevel: 2 }).filter(({ codes }) => codes.length === 0);
    expect(without.map(({ id }) => id)).toEqual(['ml-anderamboukane', 'ml-inekar-cercle', 'ml-tidermene']);
  });

  it('marks the codes that are worked out and not found', () => {
    const doubtful = places.flatMap(({ codes }) => codes).filter(({ basis }) => basis !== 'published');
    expect(doubtful).toEqual([
      { scheme: 'OCHA_COD_2019', code: 'ML0207', basis: 'unverified' },
      { scheme: 'OCHA_19R', code: 'ML14', basis: 'unsure' },
    ]);
  });

  it('calls no point published that nobody published', () => {
    const points = places.flatMap(({ coordinates }) => coordinates ?? []);
    expect(points.length).toBeGreaterThan(15);
    for (const { quality, basis } of points) expect(basis).toBe(quality === 'published' ? 'published' : 'unverified');
  });

  it('has points within the envelope of Mali, and the letters have them in these squares', () => {
    const located = places.filter(({ coordinates }) => coordinates !== undefined);
    expect(located.filter(({ coordinates }) => !isInMaliEnvelope(coordinates!))).toEqual([]);
    const zoneOf = (id: string) => formatMgrs(maliGazetteer.find(id)!.coordinates!, 0)?.slice(0, 3);
    const ids = ['bamako-town', 'mopti-town', 'tombouctou-town', 'gao-town', 'menaka-region', 'kidal-town'];
    expect(ids.map((id) => zoneOf(`ml-${id}`))).toEqual(['29P', '30P', '30Q', '30Q', '31P', '31Q']);
  });

  it('gives no point to what has none: cercles named as such, areas, lines, camps', () => {
    for (const id of ['ml-goundam', 'ml-sector-east', 'ml-niger-river', 'liptako-gourma', 'ml-kidal-camp', 'ml-moura'])
      expect(maliGazetteer.find(id)).not.toHaveProperty('coordinates');
  });
});

describe('The gazetteer is sound', () => {
  it('gives no id twice, and ids of one form', () => {
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length);
    for (const { id } of places) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('makes an id of the name, and of the kind where places of several kinds have that name', () => {
    const named = ({ id, name, kind }: Place): boolean => {
      const slug = normaliseName(name).replaceAll(' ', '-');
      return [`ml-${slug}`, `ml-${slug}-${kind}`].includes(id);
    };
    const others = places.filter((place) => !named(place)).map(({ id }) => id);
    expect(others).toEqual(['liptako-gourma', 'ml', 'ml-centre', 'ml-north']);
  });

  it('leads from every place up to a country or a cross-border area, whose countries exist', () => {
    for (const place of places) {
      let [above, steps] = [place, 0];
      for (; above.parent && steps < 9; steps += 1) {
        const parent = maliGazetteer.find(above.parent.id);
        expect([above.id, parent?.id]).toEqual([above.id, above.parent.id]);
        above = parent!;
      }
      expect(above.countries?.map((alpha3) => findCountry(alpha3)?.alpha3)).toEqual(above.countries);
      expect(above.countries).toContain('MLI');
    }
  });

  it('puts each administrative unit right below the unit that it belongs to', () => {
    for (const { id, adminLevel, parent } of places) {
      if (typeof adminLevel !== 'number' || !parent) continue;
      const above = maliGazetteer.find(parent.id)!.adminLevel;
      expect([id, typeof above === 'number' && above < adminLevel]).toEqual([id, true]);
    }
  });

  it('has the level of every kind', () => {
    for (const { kind, adminLevel } of places) expect(adminLevel).toBe(LEVEL_OF_KIND[kind]);
  });

  it('finds every place by every spelling of it, and gives all places that share one', () => {
    const holders = new Map<string, Set<string>>();
    for (const place of places)
      for (const spelling of spellingsOf(place).map(normaliseName))
        holders.set(spelling, (holders.get(spelling) ?? new Set()).add(place.id));
    for (const [spelling, ids] of holders) expect(new Set(idsOf(spelling))).toEqual(ids);
    expect([...holders.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(15);
  });
});
