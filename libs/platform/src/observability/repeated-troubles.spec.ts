import { RepeatedTroubles } from './repeated-troubles.js';

it('A trouble that goes on is told once a minute, with how often it came; another one, or of another part, at once', () => {
  let now = 0;
  const troubles = new RepeatedTroubles(() => now);
  const told: unknown[] = [];
  const meet = (part: string, message: string): void =>
    troubles.meet(part, new Error(message), (cameSince) => told.push([part, message, cameSince]));
  for (; now < 150_000; now += 1_000) meet('operations', 'no server');
  meet('activities', 'no server');
  meet('operations', 'no broker');
  expect(told).toEqual([
    ['operations', 'no server', {}],
    ['operations', 'no server', { repeated: 59 }],
    ['operations', 'no server', { repeated: 59 }],
    ['activities', 'no server', {}],
    ['operations', 'no broker', {}],
  ]);
});
