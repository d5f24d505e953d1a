import * as fc from 'fast-check';
import {
  ADMIN_LEVELS,
  normaliseName,
  parseEdtf,
  PROVENANCE_KINDS,
  SENSITIVITIES,
  type CommandMetadata,
  type FuzzyDate,
  type GeoRef,
  type Instant,
  type Provenance,
} from '@opsledger/kernel';

/** Names that are one name to the rules and not to a computer, and names that a computer stumbles over. */
const ODD_NAMES = [
  ...['Buffalo', 'BUFFALO', 'Búffalo', 'Bu\u0301ffalo', '  buffalo ', 'Buf\u200bfalo', 'Ｂｕｆｆａｌｏ', '𝕭𝖚𝖋𝖋𝖆𝖑𝖔'],
  ...['Dangare-Wotoro', 'DANGARÉ__WOTORO', 'Dangare\u2011Wotoro', 'Dangare\u00a0Wotoro', 'Dangere–Wotoro'],
  ...['Große Straße', 'GROẞE STRAẞE', 'grosse strasse', 'ΟΔΟΣ', 'οδοσ', 'İstanbul', 'ıstanbul', 'ŉ', 'eﬃcient'],
  ...['عملية النسر', '\u202eoreH', 'प्रहार', '作戦７', '👩🏽‍🚀 2', '٢', 'Ⅷ', 'a'.repeat(120)],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    '0',
    '-1',
    "'; DROP TABLE events; --",
    '${name}',
    '{name}',
    '<b>x</b>',
  ],
];

// The same conditions as `NameField` of the platform: what does not fulfil them never reaches a rule.
const isName = (text: string): boolean =>
  /[\p{L}\p{N}]/u.test(normaliseName(text)) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) && text.isWellFormed();

/** Any text that the edge takes for a name, odd ones often, so that two are often the same name. */
export const names = (max: number): fc.Arbitrary<string> =>
  fc
    .oneof(fc.constantFrom(...ODD_NAMES), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
    .filter((text) => isName(text) && text.length <= max);

/** Free text in any script, not blank. */
export const texts = (max: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => text.trim().length > 0 && text.length <= max);

/** Instants of the mission's years. */
export const instants = (): fc.Arbitrary<Instant> =>
  fc
    .date({ min: new Date('2013-04-25T00:00:00Z'), max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString());

const ODD_DATES = ['0000', '9999-12-31', '2024-02-29', '2000-02-29~', '9999-12-31T23:59:59.999Z', '2022-06-01T10:15Z'];

/** Dates in EDTF, as precise or as vague as `parseEdtf` reads them. */
export const edtfDates = (): fc.Arbitrary<string> => {
  const qualifiers = fc.constantFrom('', '', '~', '?', '%');
  const precisions = fc.constantFrom(4, 7, 10);
  const dates = fc
    .tuple(instants(), precisions, qualifiers)
    .map(([instant, length, qualifier]) => `${instant.slice(0, length)}${qualifier}`);
  const points = fc.oneof({ weight: 4, arbitrary: dates }, instants(), fc.constantFrom(...ODD_DATES));
  const ends = fc.oneof({ weight: 3, arbitrary: points }, fc.constantFrom('', '..'));
  const intervals = fc.tuple(ends, ends).map((both) => both.join('/'));
  return fc.oneof(points, intervals).filter((text) => parseEdtf(text) !== undefined);
};

export const fuzzyDates = (): fc.Arbitrary<FuzzyDate> =>
  fc.record({ edtf: edtfDates(), asStated: texts(300) }, { requiredKeys: ['edtf'] });

export const geoRefs = (): fc.Arbitrary<GeoRef> =>
  fc
    .record(
      {
        asStated: names(300),
        adminLevel: fc.constantFrom(...ADMIN_LEVELS),
        placeId: fc.constantFrom('ml-kidal-region', 'ml-niono'),
        point: fc.record({ lat: degrees(10.1, 25.1), lon: degrees(-12.3, 4.3), accuracyM: fc.nat(1_000_000) }),
        mgrs: fc.constantFrom('30PXB3958689712', '29PPP08'),
      },
      { requiredKeys: ['asStated'] },
    )
    .map(({ point, ...rest }) => ({ ...rest, ...point }));
const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export const provenances = (): fc.Arbitrary<Provenance> => {
  // Often the same reference, so that what is told apart by kind and grade is told apart.
  const ref = fc.oneof(fc.constantFrom('14', 'Letter dated 1 June 2022'), names(300));
  return fc.record(
    { kind: fc.constantFrom(...PROVENANCE_KINDS), ref, grade: fc.stringMatching(/^[A-F][1-6]$/) },
    { requiredKeys: ['kind', 'ref'] },
  );
};

/** What surrounds a command about one record: any times, of which only the known one never lies in the future. */
export const commandMetadata = (record: Readonly<{ id: string; reference: string }>): fc.Arbitrary<CommandMetadata> =>
  fc
    .record(
      {
        times: fc.tuple(instants(), instants()).map((both) => both.toSorted()),
        isImported: fc.boolean(),
        occurredAt: edtfDates(),
        source: provenances(),
        sensitivity: fc.constantFrom(...SENSITIVITIES),
      },
      { requiredKeys: ['times', 'isImported', 'occurredAt'] },
    )
    .map(({ times: [knownAt, now], isImported, ...rest }) => ({
      ...{ ...record, now: now!, ...rest },
      ...(isImported && { knownAt: knownAt! }),
    }));
