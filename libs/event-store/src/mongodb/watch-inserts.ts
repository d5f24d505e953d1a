import { setTimeout } from 'node:timers/promises';
import type { mongo } from 'mongoose';

const TRY_AGAIN_MILLISECONDS = 1_000;
/** More inserts in that time than that: who is woken this often is woken by the clock for a while. */
export const BUSY = { milliseconds: 200, inserts: 20 } as const;
const BY_THE_CLOCK = { milliseconds: 1_000, wakeEvery: 10 } as const;

/**
 * Wakes someone who would look anyway, earlier, when a document is inserted; that it may miss some does no harm. While inserts are
 * many it wakes every ten milliseconds and does not watch: the database goes through every write, of whatever kind, for each one
 * that does.
 */
export const watchInserts = async <Document extends mongo.Document>(
  collection: mongo.Collection<Document>,
  wake: () => void,
  signal: AbortSignal,
): Promise<void> => {
  const onlyInserts = [{ $match: { operationType: 'insert' } }, { $project: { _id: 1 } }];
  while (!signal.aborted) {
    const stream = collection.watch(onlyInserts);
    const close = (): void => void stream.close().catch(() => undefined);
    signal.addEventListener('abort', close, { once: true });
    try {
      for (let [since, inserts] = [performance.now(), 0]; inserts <= BUSY.inserts; inserts += 1) {
        await stream.next();
        wake();
        if (performance.now() - since > BUSY.milliseconds) [since, inserts] = [performance.now(), 0];
      }
    } catch {
      // It looks without being woken until this works again.
      await passed(TRY_AGAIN_MILLISECONDS, signal);
      continue;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
    for (const end = performance.now() + BY_THE_CLOCK.milliseconds; performance.now() < end && !signal.aborted;) {
      await passed(BY_THE_CLOCK.wakeEvery, signal);
      if (!signal.aborted) wake();
    }
  }
};

const passed = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
