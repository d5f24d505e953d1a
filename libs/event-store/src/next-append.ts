import type { EventStore } from './event-store.port.js';

/** Resolves when more events are recorded than when it was called, after the time, or when `signal` aborts. */
export const nextAppend = (
  log: Pick<EventStore, 'onAppended'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      stop();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const stop = log.onAppended(end);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
