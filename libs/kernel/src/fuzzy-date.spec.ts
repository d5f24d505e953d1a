import { liesAfter, parseEdtf, parseInstant } from './fuzzy-date.js';

const day = (date: string) => ({ earliest: `${date}T00:00:00.000Z`, latest: `${date}T23:59:59.999Z` });
const month = (first: string, last: string) => ({ earliest: day(first).earliest, latest: day(last).latest });

describe('An instant', () => {
  it.each([
    ['2022-03-31T10:15Z', '2022-03-31T10:15:00.000Z'],
    ['2022-03-31T10:15:20Z', '2022-03-31T10:15:20.000Z'],
    ['2022-03-31T10:15:20.5Z', '2022-03-31T10:15:20.500Z'],
    ['2022-03-31T10:15:20.05Z', '2022-03-31T10:15:20.050Z'],
    ['2022-03-31T10:15:20.123Z', '2022-03-31T10:15:20.123Z'],
    ['2022-03-31T00:00Z', '2022-03-31T00:00:00.000Z'],
    ['2022-03-31T23:59:59.999Z', '2022-03-31T23:59:59.999Z'],
    ['2024-02-29T10:15Z', '2024-02-29T10:15:00.000Z'],
  ])('%s is stored as %s', (text, stored) => {
    expect(parseInstant(text)).toBe(stored);
    expect(parseInstant(stored)).toBe(stored);
  });

  it.each([
    ['no time', '2022-03-31'],
    ['no minutes', '2022-03-31T10Z'],
    ['no zone', '2022-03-31T10:15:00'],
    ['a zone that is not Z', '2022-03-31T10:15:00+00:00'],
    ['hour 24', '2022-03-31T24:00Z'],
    ['minute 60', '2022-03-31T10:60Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['a point and no fraction', '2022-03-31T10:15:20.Z'],
    ['microseconds', '2022-03-31T10:15:20.123456Z'],
    ['a fraction of a minute', '2022-03-31T10:15.5Z'],
    ['a day that does not exist', '2022-02-30T10:15Z'],
    ['a month that does not exist', '2022-13-01T10:15Z'],
    ['a space for the T', '2022-03-31 10:15Z'],
    ['lower case', '2022-03-31t10:15z'],
    ['a word before it', 'on 2022-03-31T10:15Z'],
    ['a word after it', '2022-03-31T10:15Z or so'],
    ['a line end after it', '2022-03-31T10:15Z\n'],
    ['nothing at all', ''],
  ])('is not read from text with %s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe('A date', () => {
  it.each([
    ['2022', month('2022-01-01', '2022-12-31')],
    ['2022-03', month('2022-03-01', '2022-03-31')],
    ['2022-04', month('2022-04-01', '2022-04-30')],
    ['2022-02', month('2022-02-01', '2022-02-28')],
    ['2024-02', month('2024-02-01', '2024-02-29')],
    ['2022-03-31', day('2022-03-31')],
    ['2022-12-31', day('2022-12-31')],
  ])('%s may mean any time of its span', (text, bounds) => {
    expect(parseEdtf(text)).toEqual({ start: bounds, end: bounds });
  });

  it.each(['?', '~', '%'])('keeps its span when it is qualified with %s', (qualifier) => {
    for (const date of ['2022', '2022-03', '2022-03-31'])
      expect(parseEdtf(`${date}${qualifier}`)).toEqual(parseEdtf(date));
  });

  it('that is an instant has no span', () => {
    const instant = { earliest: '2022-03-31T10:15:00.000Z', latest: '2022-03-31T10:15:00.000Z' };
    expect(parseEdtf('2022-03-31T10:15Z')).toEqual({ start: instant, end: instant });
  });

  it.each(['2024-02-29', '2000-02-29', '0004-02-29', '0000-02-29'])('%s is in a leap year', (text) => {
    expect(parseEdtf(text)?.start).toEqual(day(text));
  });

  it.each(['2022-02-29', '2022-02-30', '1900-02-29', '2100-02-29', '2022-04-31', '2022-01-32', '2022-01-00'])(
    '%s is not a day of the calendar',
    (text) => {
      expect(parseEdtf(text)).toBeUndefined();
    },
  );

  it.each([
    ['month 13', '2022-13'],
    ['month 0', '2022-00'],
    ['a season', '2022-21'],
    ['a one-digit month', '2022-3'],
    ['a one-digit day', '2022-03-1'],
    ['a week', '2022-W13'],
    ['an unspecified digit', '202X'],
    ['an unspecified day', '2022-03-XX'],
    ['a qualifier inside', '2022?-03'],
    ['two qualifiers', '2022-03?~'],
    ['a qualified instant', '2022-03-31T10:15Z~'],
    ['a long year', 'Y12022'],
    ['a year before zero', '-2022'],
    ['a day of another order', '31-03-2022'],
    ['slashes for hyphens', '2022/03/31'],
    ['no hyphens', '20220331'],
    ['a word before it', 'about 2022-03'],
    ['a word after it', '2022-03 or so'],
    ['a space before it', ' 2022-03'],
    ['a line end after it', '2022-03\n'],
    ['only words', 'last spring'],
    ['only a qualifier', '~'],
    ['digits of another script', '٢٠٢٢'],
    ['nothing at all', ''],
  ])('is not read from text with %s', (_, text) => {
    expect(parseEdtf(text)).toBeUndefined();
  });
});

describe('An interval', () => {
  it('has the bounds of both its ends', () => {
    expect(parseEdtf('2022-03-07/2022-03-14')).toEqual({ start: day('2022-03-07'), end: day('2022-03-14') });
  });

  it('may have ends that are as precise as each was stated', () => {
    expect(parseEdtf('2022-02~/2022-03-14T06:30Z')).toEqual({
      start: month('2022-02-01', '2022-02-28'),
      end: { earliest: '2022-03-14T06:30:00.000Z', latest: '2022-03-14T06:30:00.000Z' },
    });
  });

  it.each(['2022-03-31/..', '2022-03-31/'])('without a known end, %s, has a start only', (text) => {
    expect(parseEdtf(text)).toStrictEqual({ start: day('2022-03-31') });
  });

  it.each(['../2022-06-01', '/2022-06-01'])('without a known start, %s, has an end only', (text) => {
    expect(parseEdtf(text)).toStrictEqual({ end: day('2022-06-01') });
  });

  it.each(['/', '../..', '/..', '../', '..'])('must say something: %s does not', (text) => {
    expect(parseEdtf(text)).toBeUndefined();
  });

  it.each([
    '2022-03-14/2022-03-07',
    '2022-04/2022-03',
    '2023/2022-12-31',
    '2022-03-07T10:00Z/2022-03-07T09:59Z',
    '2022-03-08/2022-03-07T23:59Z',
  ])('%s ends before it starts', (text) => {
    expect(parseEdtf(text)).toBeUndefined();
  });

  it.each(['2022-03/2022-03', '2022-03-07T10:00Z/2022-03-07', '2022-12/2022', '2022/2022-01-01'])(
    '%s may end after it starts, so it stands',
    (text) => {
      expect(parseEdtf(text)).toBeDefined();
    },
  );

  it.each(['2022-02-30/2022-03', '2022-02/2022-02-30', 'spring/2022', '2022/spring', '2022/2023/2024', '2022//2023'])(
    '%s has an end that is none',
    (text) => {
      expect(parseEdtf(text)).toBeUndefined();
    },
  );
});

describe('A date lies after a limit', () => {
  const limit = '2022-03-15T12:00:00.000Z';

  it.each([
    '2022-03-15T12:00:00.001Z',
    '2022-03-16',
    '2022-04',
    '2023',
    '2022-03-16/..',
    '/2022-04',
    '2022-03-01/2022-03-16',
    '2022-03-16/2022-03-20',
  ])('when it can only mean a later time: %s', (edtf) => {
    expect(liesAfter(edtf, limit)).toBe(true);
  });

  it.each([
    '2022-03-15T12:00Z',
    '2022-03-15T11:59:59.999Z',
    '2022-03-15',
    '2022-03',
    '2022',
    '2022-03-14',
    '2022-03-01/2022-03-15',
    '2022-03-01/..',
    '/2022-03',
  ])('not when it can mean the limit or before: %s', (edtf) => {
    expect(liesAfter(edtf, limit)).toBe(false);
  });

  it('not when it is no date, which another check refuses', () => {
    expect(liesAfter('next year', limit)).toBe(false);
  });
});
