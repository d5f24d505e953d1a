import { compareWithMgrs, formatMgrs, parseMgrs } from './mgrs.js';
import { distanceM, isInMaliEnvelope, isPoint } from './point.js';

const BAMAKO = { lat: 12.65, lon: -8 };
const MOPTI = { lat: 14.484, lon: -4.183 };

/** Points all over Mali's envelope, on the borders of zones and bands too, the same in every run. */
const POINTS = Array.from({ length: 400 }, (_, index) => ({
  lat: index % 7 === 0 ? 16 : 10.1 + ((index * 37) % 400) * 0.0375,
  lon: index % 11 === 0 ? -6 : -12.3 + ((index * 91) % 400) * 0.0415,
}));

describe('A grid reference', () => {
  it.each([
    ['Bamako', BAMAKO, '29PPP0859698638'],
    ['Mopti', MOPTI, '30PUB7251001584'],
    ['Timbuktu', { lat: 16.77, lon: -3.01 }, '30QVD9893454111'],
    ['Gao', { lat: 16.272, lon: -0.045 }, '30QZD1584701306'],
    ['Ménaka', { lat: 15.916, lon: 2.396 }, '31PDT3534959737'],
    ['Kidal', { lat: 18.441, lon: 1.408 }, '31QCA3187339716'],
  ])('of %s is in its zone, and leads back within two metres', (_, point, reference) => {
    expect(formatMgrs(point)).toBe(reference);
    expect(distanceM(parseMgrs(reference)!.centre, point)).toBeLessThan(2);
  });

  it.each(['30PUB7251001584', '30P UB 72510 01584', '30pub7251001584', ' 30PUB 7251001584\n'])(
    'is read as it is typed: %j',
    (text) => expect(parseMgrs(text)).toMatchObject({ mgrs: '30PUB7251001584', sideM: 1 }),
  );

  it.each([
    ['30PUB', 100_000],
    ['30PUB70', 10_000],
    ['30PUB7201', 1_000],
    ['30PUB725015', 100],
    ['30PUB72510158', 10],
  ])('%s names a square of %i m', (text, sideM) => expect(parseMgrs(text)).toMatchObject({ mgrs: text, sideM }));

  it('that we write, we read, anywhere and however short', () => {
    for (const point of POINTS)
      for (const digits of [0, 1, 2, 3, 4, 5]) {
        const reference = formatMgrs(point, digits)!;
        expect(parseMgrs(reference)?.mgrs).toBe(reference);
        expect(compareWithMgrs(point, reference, 0)).toEqual({ agrees: true, apartM: 0 });
      }
  });

  it.each([
    ['nothing', ''],
    ['words', 'near Diabali'],
    ['an odd number of digits', '30PUB123'],
    ['more digits than there are', '30PUB123456123456'],
    ['letters among the digits', '30PUB1a1b'],
    ['a zone that there is not', '61PUB1212'],
    ['zone nought', '00PUB1212'],
    ['a band that there is not', '30IUB1212'],
    ['the column of another zone', '30QAA0000'],
    ['the row of another band', '30PUP1212'],
    ['the letter O', '30POB1212'],
    ['digits of another script', '٣٠PUB1212'],
    ['very long text', '30PUB'.padEnd(100_000, '1')],
    ['a link', 'https://example.org/30PUB'],
  ])('cannot be %s', (_, text) => expect(parseMgrs(text)).toBeUndefined());

  it('never makes an error of what someone typed', () => {
    const letters = '0123456789ABCIOPQUXYZ é\u0000-';
    for (let seed = 1; seed < 3_000; seed += 1) {
      const text = Array.from({ length: seed % 17 }, (_, at) => letters[(seed * (at + 3) * 7919) % letters.length]);
      expect(() => compareWithMgrs(BAMAKO, text.join(''), 10)).not.toThrow();
    }
  });

  it.each([
    ['beyond the grid', { lat: 85, lon: 0 }, 5],
    ['no latitude', { lat: 91, lon: 0 }, 5],
    ['no longitude', { lat: 0, lon: 181 }, 5],
    ['no number', { lat: Number.NaN, lon: 0 }, 5],
    ['too many digits', BAMAKO, 6],
    ['half a digit', BAMAKO, 1.5],
    ['fewer digits than none', BAMAKO, -1],
  ])('is not made of %s', (_, point, digits) => expect(formatMgrs(point, digits)).toBeUndefined());
});

describe('A point and a grid reference', () => {
  it('agree when the point is in the square, however large it is', () => {
    for (const reference of ['30PUB', '30PUB7201', '30PUB7251001584'])
      expect(compareWithMgrs(MOPTI, reference, 0)).toEqual({ agrees: true, apartM: 0 });
  });

  it('agree within the accuracy and not beyond it', () => {
    const north = { lat: MOPTI.lat + 0.001, lon: MOPTI.lon }; // 111 m
    const { apartM } = compareWithMgrs(north, '30PUB7251001584', 0)!;
    expect(apartM).toBeGreaterThan(109);
    expect(apartM).toBeLessThan(112);
    expect(compareWithMgrs(north, '30PUB7251001584', 120)?.agrees).toBe(true);
    expect(compareWithMgrs(north, '30PUB7251001584', 100)?.agrees).toBe(false);
  });

  it('do not agree when latitude and longitude were swapped', () =>
    expect(compareWithMgrs({ lat: BAMAKO.lon, lon: BAMAKO.lat }, '29PPP0859698638', 1_000)?.agrees).toBe(false));

  it.each([-1, Number.NaN])('cannot be compared within %d metres', (accuracyM) =>
    expect(compareWithMgrs(BAMAKO, '29PPP', accuracyM)).toBeUndefined(),
  );
});

describe('The envelope of Mali', () => {
  it.each([
    ['Bamako', BAMAKO, true],
    ['its south-west corner', { lat: 10.1, lon: -12.3 }, true],
    ['its north-east corner', { lat: 25.1, lon: 4.3 }, true],
    ['Dakar', { lat: 14.7, lon: -17.4 }, false],
    ['Abidjan', { lat: 5.3, lon: -4 }, false],
    ['Bamako with its signs lost', { lat: 12.65, lon: 8 }, false],
    ['Bamako the wrong way round', { lat: -8, lon: 12.65 }, false],
    ['no point at all', { lat: Number.NaN, lon: Number.NaN }, false],
  ])('%s: %j is inside: %s', (_, point, isInside) => expect(isInMaliEnvelope(point)).toBe(isInside));
});

it('The great circle from Bamako to Mopti is about 461 km', () => {
  expect(distanceM(BAMAKO, MOPTI) / 1_000).toBeCloseTo(461, -1);
  expect(distanceM(BAMAKO, BAMAKO)).toBe(0);
  expect(isPoint({ lat: 90, lon: -180 })).toBe(true);
});
