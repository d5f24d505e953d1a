import { laterOf, minutesAfter, minutesBetween } from './instant.js';

describe('Instants', () => {
  it.each([
    [5, '2022-02-28T23:57:00.250Z', '2022-03-01T00:02:00.250Z'],
    [-10, '2022-01-01T00:05:00.000Z', '2021-12-31T23:55:00.000Z'],
    [0.5, '2022-01-01T00:00:00.000Z', '2022-01-01T00:00:30.000Z'],
  ])('%d minutes after %s is %s', (minutes, instant, after) => {
    expect(minutesAfter(instant, minutes)).toBe(after);
  });

  it('lie so many minutes apart, and fewer than none in the other order', () => {
    const [early, late] = ['2022-03-15T12:00:00.000Z', '2022-03-15T13:30:00.000Z'];
    expect([minutesBetween(early, late), minutesBetween(late, early)]).toEqual([90, -90]);
  });

  it('of two, the later one counts, in either order and when one is not yet known', () => {
    const [early, late] = ['2022-03-15T12:00:00.000Z', '2022-03-15T12:00:00.001Z'];
    expect(laterOf(early, late)).toBe(late);
    expect(laterOf(late, early)).toBe(late);
    expect(laterOf('', early)).toBe(early);
  });
});
