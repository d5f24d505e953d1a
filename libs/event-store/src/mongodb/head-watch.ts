import { setImmediate } from 'node:timers/promises';
import type { LogDatabase } from './log-database.js';
import { watchInserts } from './watch-inserts.js';

const LOOK_MILLISECONDS = 25;
/** After a batch was added elsewhere, its events are marked in a moment. */
const LOOKS_AFTER_BATCH = 10;
const LOOK_AFTER_BATCH_MILLISECONDS = 3;

/** Tells listeners when the head of the log has moved, whichever process moved it. */
export class HeadWatch {
  private head = 0;
  private readonly listeners = new Set<() => void>();
  private watching: AbortController | undefined;
  private looking: Promise<number> | undefined;

  constructor(
    private readonly database: Pick<LogDatabase, 'batches' | 'signals'>,
    private readonly read: () => Promise<number>,
  ) {}

  /** Those who ask at the same time share one look, which is taken after they asked. */
  look(): Promise<number> {
    return (this.looking ??= this.lookForAll());
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    this.watch();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    this.listeners.clear();
    this.watching?.abort();
    this.watching = undefined;
  }

  private async lookForAll(): Promise<number> {
    await setImmediate();
    this.looking = undefined;
    const head = await this.read();
    this.notice(head);
    return head;
  }

  private readonly notice = (head: number): void => {
    if (head <= this.head) return;
    this.head = head;
    for (const listener of this.listeners) listener();
  };

  private watch(): void {
    if (this.watching) return;
    const { signal } = (this.watching = new AbortController());
    const { database } = this;
    database.signals.on('recorded', this.notice);
    let [looks, timer]: [number, NodeJS.Timeout | undefined] = [0, undefined];
    const lookLater = (): void => {
      looks = Math.max(0, looks - 1);
      timer = setTimeout(lookAgain, looks > 0 ? LOOK_AFTER_BATCH_MILLISECONDS : LOOK_MILLISECONDS).unref();
    };
    const lookAgain = (): void => {
      // A database that does not answer is reported by whoever needs the answer; here it is asked again.
      void this.look()
        .catch(() => undefined)
        .then(() => !signal.aborted && lookLater());
    };
    const lookSoon = (): void => {
      looks = LOOKS_AFTER_BATCH;
      clearTimeout(timer);
      lookLater();
    };
    void watchInserts(database.batches, lookSoon, signal);
    lookAgain();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      database.signals.off('recorded', this.notice);
    });
  }
}
