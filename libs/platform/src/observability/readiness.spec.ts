import type { ReadModels } from '../read-models/read-models.js';
import { ReadinessHere } from './readiness.js';

const hanging = (): Promise<never> => new Promise(() => undefined);
const failing = () => Promise.reject(new Error('gone'));
const there = async () => ({ isReady: true, readModels: [] });

/** What a process says that has these around it. */
const statusOf = ({ head = async () => 7, models = there, kafka = async () => undefined as void }) =>
  new ReadinessHere({ head }, { status: models } as unknown as ReadModels, kafka).status();
const log = (isAvailable: boolean) => ({ name: 'log', isAvailable });
const kafka = (isAvailable: boolean) => ({ name: 'kafka', isAvailable });

it('all of it there: ready', async () =>
  expect(await statusOf({})).toEqual({ isReady: true, dependencies: [log(true), kafka(true)], readModels: [] }));

it.each([
  ['hangs', hanging],
  ['fails', failing],
])('a log that %s is named, in seconds', async (_, head) =>
  expect(await statusOf({ head })).toEqual({
    isReady: false,
    dependencies: [log(false), kafka(true)],
    readModels: [],
  }),
);

it.each([
  ['hangs', hanging],
  ['fails', failing],
])('a log that %s once it has told its head is named as well', async (_, models) =>
  expect(await statusOf({ models })).toMatchObject({ isReady: false, dependencies: [log(false), kafka(true)] }),
);

it.each([
  ['hang', hanging],
  ['fail', failing],
])('brokers that %s are named, and keep nobody from writing', async (_, reach) =>
  expect(await statusOf({ kafka: reach })).toMatchObject({
    isReady: true,
    dependencies: [log(true), kafka(false)],
  }),
);
