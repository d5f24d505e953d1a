import { setTimeout } from 'node:timers/promises';
import { askedTogether } from './asked-together.js';

let looks: number;
let answering: () => Promise<number>;
const ask = () =>
  askedTogether(
    () => answering(),
    () => 100,
  );
beforeEach(() => {
  looks = 0;
  answering = async () => {
    looks += 1;
    await setTimeout(20);
    return looks;
  };
});
const asking = (asked: () => Promise<number>) => Promise.all(Array.from({ length: 100 }, asked));

it('a hundred who ask at once, and those who come soon after, are answered by one look', async () => {
  const asked = ask();
  expect(new Set(await asking(asked))).toEqual(new Set([1]));
  expect(await asked()).toBe(1);
});

it('what is no longer fresh is looked at again', async () => {
  const asked = ask();
  await asked();
  while ((await asked()) === 1) await setTimeout(10);
  expect(looks).toBe(2);
});

it('a failure is told to those who waited for it, and who asks next has another look', async () => {
  const asked = ask();
  const good = answering;
  answering = async () => {
    looks += 1;
    throw new Error('the log does not answer');
  };
  const failed = await Promise.allSettled(Array.from({ length: 100 }, asked));
  expect([looks, new Set(failed.map(({ status }) => status))]).toEqual([1, new Set(['rejected'])]);
  answering = good;
  expect(await asked()).toBe(2);
});
