import { claimText, normaliseName } from './claim.js';

describe('OPS-1: two names are the same name', () => {
  it.each([
    ['when only the case differs', 'BUFFALO', 'Buffalo'],
    ['when one has accents', 'Dangaré Wotoro', 'Dangare Wotoro'],
    ['when accents are composed or decomposed', 'Dangar\u00e9', 'Dangare\u0301'],
    ['when the accent is on a capital', 'ÉLÉPHANT', 'elephant'],
    ['when a hyphen stands for a space', 'Dangare-Wotoro', 'Dangare Wotoro'],
    ['when an underscore stands for a space', 'Dangare_Wotoro', 'Dangare Wotoro'],
    ['when an en dash stands for a hyphen', 'Dangare–Wotoro', 'Dangare-Wotoro'],
    ['when a non-breaking hyphen stands for a hyphen', 'Dangare\u2011Wotoro', 'Dangare-Wotoro'],
    ['when a non-breaking space stands for a space', 'Dangare\u00a0Wotoro', 'Dangare Wotoro'],
    ['when the apostrophe is another one', 'N\u2019Tillit', "N'Tillit"],
    ['when a minus sign stands for a hyphen', 'Dangare\u2212Wotoro', 'Dangare-Wotoro'],
    ['when one has a character that nobody can see', 'Buf\u200bfalo\ufeff', 'Buffalo'],
    ['when hyphens and spaces are several', 'Dangare  -  Wotoro', 'Dangare Wotoro'],
    ['when there is space around one', '  Buffalo\t', 'Buffalo'],
    ['when ß stands for ss', 'Große Straße', 'GROSSE STRASSE'],
    ['when ß is a capital of its own', 'Große Straße', 'GROẞE STRAẞE'],
    ['when a ligature stands for its letters', 'eﬃcient', 'efficient'],
    ['when the digits are full width', 'Heron ２', 'Heron 2'],
    ['when a word ends in a final sigma', 'ΟΔΟΣ', 'οδοσ'],
    ['when all of it comes together', ' DANGARÉ__wotoro ', 'dangare-Wotoro'],
  ])('%s', (_, one, other) => {
    expect(normaliseName(one)).toBe(normaliseName(other));
  });

  it.each([
    ['another letter', 'Buffalo', 'Bufallo'],
    ['another number', 'Heron 2', 'Heron 3'],
    ['words that are written apart', 'Blackbird', 'Black bird'],
  ])('not with %s', (_, one, other) => {
    expect(normaliseName(one)).not.toBe(normaliseName(other));
  });

  it('in a form that does not change when it is normalised again', () => {
    for (const name of [' DANGARÉ__wotoro ', 'Große–Straße', 'STRAẞE', 'ΟΔΟΣ ΑΣ', 'İstanbul', 'ŉ'])
      expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
  });

  it('in version 1 of the normaliser, whose texts are in the log for ever', () => {
    expect(normaliseName(' DANGARÉ__Wotoro–Große ')).toBe('dangare wotoro grosse');
  });
});

describe('The text of a claim', () => {
  const claim = { kind: 'operation-name/1', value: normaliseName('Buffalo') };

  it('names its kind with the version of the normaliser, its realm and its value', () => {
    expect(claimText(claim, 'real')).toBe('operation-name/1:real:buffalo');
  });

  it('is another one in an exercise, so that a drill may be called as an operation is', () => {
    expect(claimText(claim, 'exercise')).toBe('operation-name/1:exercise:buffalo');
  });
});
