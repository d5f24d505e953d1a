import { fakeClock, seededIds } from './fake-clock.js';

it('A fake clock stands still until it is moved', () => {
  const clock = fakeClock('2022-03-15T12:00:00.000Z');
  expect([clock.now(), clock.now()]).toEqual(Array(2).fill('2022-03-15T12:00:00.000Z'));
  expect(clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 })).toBe(
    '2022-03-16T14:03:04.005Z',
  );
  clock.set('2022-01-01T00:00:00.000Z');
  expect(clock.now()).toBe('2022-01-01T00:00:00.000Z');
});

it('Seeded ids are the same for the same seed, other for another, each later than the last', () => {
  const [one, same, other] = [seededIds(7), seededIds(7), seededIds(8)];
  const ids = Array.from({ length: 300 }, one);
  expect(Array.from({ length: 300 }, same)).toEqual(ids);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(300);
  expect(ids).not.toContain(other());
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
