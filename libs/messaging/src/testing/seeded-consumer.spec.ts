import * as fc from 'fast-check';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { commitTo, eventConsumerContract, until } from './event-consumer.contract.js';
import { emptyDisk, nameOf, RecordingHandler } from './recording-handler.js';
import { SeededConsumer } from './seeded-consumer.js';

describe.each([1, 2, 3])('A consumer that delivers as badly as it may, by seed %i', (seed) => {
  eventConsumerContract({
    create: (log, handler, told) => new SeededConsumer({ log, handler, seed, firstRetryMilliseconds: 8, ...told }),
  });
});

const start = '2022-03-15T12:00:00.000Z';

it('The seeded consumer does reorder between streams, and repeat', async () => {
  const log = new MemoryEventStore(() => start);
  for (const stream of ['thing-1', 'thing-2', 'thing-3']) await log.append(commitTo(stream, 1, 20));
  const handler = new RecordingHandler(log, emptyDisk());
  const consumer = new SeededConsumer({ log, handler, seed: 7, onFailure: () => undefined });
  await consumer.start();
  await until(async () => (await consumer.status()).position === 60);
  await consumer.stop();
  const delivered = handler.runs.flat();
  expect(delivered.length).toBeGreaterThan(60);
  expect([...new Set(delivered)]).not.toEqual((await log.readAll(0, 60)).map(nameOf));
});

it('A fold that is contiguous within each stream comes out as the log says, whatever the seed and the appends', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(
        fc.record({
          stream: fc.integer({ min: 1, max: 4 }),
          count: fc.integer({ min: 1, max: 6 }),
          restart: fc.boolean(),
        }),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
      async (seed, appends) => {
        const [log, disk, ends] = [new MemoryEventStore(() => start), emptyDisk(), new Map<string, number>()];
        const make = (): SeededConsumer =>
          new SeededConsumer({ log, handler: new RecordingHandler(log, disk), seed, onFailure: () => undefined });
        let consumer = make();
        await consumer.start();
        for (const { stream, count, restart } of appends) {
          const [name, end] = [`thing-${stream}`, ends.get(`thing-${stream}`) ?? 0];
          await log.append(commitTo(name, end + 1, count));
          ends.set(name, end + count);
          if (!restart) continue;
          await consumer.stop();
          consumer = make();
          await consumer.start();
        }
        await until(async () => (await consumer.status()).position === (await log.head()));
        await consumer.stop();
        const expected = [...ends].map(([name, end]) => [name, Array.from({ length: end }, (_, index) => index + 1)]);
        expect(Object.fromEntries(disk.effects)).toEqual(Object.fromEntries(expected));
      },
    ),
    { numRuns: 60 },
  ));
