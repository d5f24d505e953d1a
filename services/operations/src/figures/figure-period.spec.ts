import {
  daysIn,
  daysWithin,
  exactly,
  lengthInDays,
  momentIn,
  partsOf,
  spanIn,
  spanOf,
  type Period,
} from './figure-period.js';

const march: Period = { from: '2022-03-01', to: '2022-03-31' };
const edtf = (text: string) => spanOf(text, text)!;

it.each([
  ['2022-02-17/2022-02-24', 8],
  ['2022-03-21/2022-03-30', 10],
  ['2022-03-07/2022-03-14', 8],
  ['2022-01-14/2022-01-20', 7],
  ['2022-01-10/2022-03-01', 51],
  ['2022-02-14', 1],
])('%s are %i days, both ends included (domain, section 7 C)', (text, days) => {
  expect(lengthInDays(edtf(text))).toBe(days);
});

it.each(['2022-02', '2022-02/2022-03', '2022-03-31/..', '/2022-06-01'])('%s has no length in days', (text) => {
  expect(lengthInDays(edtf(text))).toBeUndefined();
});

it('A period is cut into weeks from Monday and into months; its ends may cut one short', () => {
  expect(partsOf({ from: '2022-03-02', to: '2022-03-15' }, 'week')).toEqual([
    { from: '2022-03-02', to: '2022-03-06' },
    { from: '2022-03-07', to: '2022-03-13' },
    { from: '2022-03-14', to: '2022-03-15' },
  ]);
  expect(partsOf({ from: '2021-12-31', to: '2022-02-28' }, 'month')).toEqual([
    { from: '2021-12-31', to: '2021-12-31' },
    { from: '2022-01-01', to: '2022-01-31' },
    { from: '2022-02-01', to: '2022-02-28' },
  ]);
  expect(partsOf(march, 'period')).toEqual([march]);
  const threeYears = { from: '2021-03-01', to: '2024-02-29' };
  for (const every of ['week', 'month'] as const)
    expect(partsOf(threeYears, every).reduce((sum, part) => sum + daysIn(part), 0)).toBe(daysIn(threeYears));
});

it.each([
  ['2022-03-31T23:59:59.999Z', 'in'],
  ['2022-03', 'in'],
  ['2022-04-01', 'out'],
  ['2022', 'perhaps'],
  ['/2022-03-15', 'perhaps'],
  ['2022-03-15/..', 'perhaps'],
  ['/2022-02-28', 'out'],
])('A moment given as %s is %s March', (text, placement) => {
  expect(momentIn(edtf(text), march)).toBe(placement);
  expect(momentIn(undefined, march)).toBe('undated');
});

it.each([
  ['2022-02-17/2022-03-02', 'in'],
  ['2022-03-21/2022-03-30', 'in'],
  ['2022-02/2022-06', 'in'],
  ['2022-02/2022-03', 'in'],
  ['2022', 'perhaps'],
  ['2022-03-31/..', 'in'],
  ['2022-02-01/..', 'perhaps'],
  ['/2022-06-01', 'perhaps'],
  ['/2022-03-05', 'in'],
  ['2022-04/..', 'out'],
  ['/2022-02', 'out'],
])('What went on over %s is %s March', (text, placement) => {
  expect(spanIn(edtf(text), march)).toBe(placement);
  expect(spanIn(undefined, march)).toBe('undated');
});

it('Days within a period are those of both, and unknown where an end is', () => {
  expect(daysWithin(edtf('2022-02-25/2022-03-03'), march)).toBe(3);
  expect(daysWithin(edtf('2022-04-01/2022-04-03'), march)).toBe(0);
  expect(daysWithin(edtf('2022-03'), march)).toBeUndefined();
  const { start } = edtf('2022-03-30');
  expect(daysWithin({ start: start!, end: exactly('2022-06-10T08:00:00.000Z') }, march)).toBe(2);
});
