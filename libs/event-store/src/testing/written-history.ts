import { minutesAfter, type Instant } from '@opsledger/kernel';
import type { EventStore } from '../event-store.port.js';
import { commitTo, someRefusal } from './event-store.contract.js';

const FIRST_INSTANT = '2022-03-15T12:00:00.000Z';

/** A clock that a history is written by: now and then it stands still, and once it goes back. */
export const clockOfHistory = (): Readonly<{ now: () => Instant; tick: (count: number) => void }> => {
  let at = FIRST_INSTANT;
  return {
    now: () => at,
    tick: (count) => (at = minutesAfter(FIRST_INSTANT, count === 7 ? 0 : Math.floor(count / 3))),
  };
};

/**
 * Writes a log that has something of everything: streams of one and of many commits, commits of many events, claims that are held,
 * released, held again by others and claimed anew by their own stream, keys, what was brought in with an earlier known time, refusals,
 * numbers, texts that are hard to carry, and an end of what was called complete.
 */
export const writeHistory = async (log: EventStore, tick: (count: number) => void, streams = 12): Promise<void> => {
  for (let index = 0; index < streams; index += 1) {
    tick(index);
    const stream = `thing-${index}`;
    const name = `name/1:real:${index % 4}`;
    const isHolder = (await log.findHolder(name)) === undefined;
    await log.append(
      commitTo(stream, 1, {
        events: [
          { data: { text: 'Dangaré 🕊️ \ud83d "\\\u0000" \n', zero: -0, large: 1e21 } },
          { type: 'opsledger.test.thing-brought-in.v1', knownat: `2020-0${1 + (index % 9)}-01T00:00:00.000Z` },
          ...(index % 5 === 0 ? Array.from({ length: 40 }, () => ({})) : []),
        ],
        claims: [`reference/1:${index}`, ...(isHolder ? [name] : [])],
        key: { scope: 'actor-1', key: `key-${index}`, fingerprint: `fingerprint-${index}` },
      }),
    );
    const end = index % 5 === 0 ? 42 : 2;
    if (index % 2 === 0)
      await log.append(
        commitTo(stream, end + 1, {
          claims: [`reference/1:${index}`, `alias/1:${index}`],
          releases: isHolder ? [name] : [],
          ...(index % 4 === 0 && { key: { scope: 'source-1', key: `key-${index}`, fingerprint: 'other' } }),
        }),
      );
    if (index % 3 === 0) await log.recordRefusal({ ...someRefusal, code: `REFUSED_${index}` });
    await log.nextNumber(`OP-${2020 + (index % 3)}`);
  }
  const { stream: _, ...withoutStream } = someRefusal;
  await log.recordRefusal(withoutStream);
  await log.takeUpKeyMarks({ signing: 'thumbprint-1', cursor: 'hash-1' }, 0);
  await log.takeUpKeyMarks({ signing: 'thumbprint-2', cursor: 'hash-1' }, 1);
  await log.keepConsumer('policy-1', '{"position":3,"parked":[]}');
  await log.keepConsumer('policy-2', 'at 7 🕊️');
  await log.append(commitTo('thing-last', 1));
  await log.completeTo(FIRST_INSTANT.replace('2022', '2021'));
  await log.completeTo('9999-01-01T00:00:00.000Z');
};
