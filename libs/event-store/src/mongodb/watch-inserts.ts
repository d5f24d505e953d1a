import { setTimeout } from 'node:timers/promises';
import type { mongo } from 'mongoose';

const TRY_AGAIN_MILLISECONDS = 1_000;

/** Wakes someone who would look anyway, earlier, when a document is inserted; that it may miss some does no harm. */
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
      while (!signal.aborted) {
        await stream.next();
        wake();
      }
    } catch {
      // It looks without being woken until this works again.
      await setTimeout(TRY_AGAIN_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }
};
