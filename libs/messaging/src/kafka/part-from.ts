import { setTimeout } from 'node:timers/promises';

const LONGEST_MILLISECONDS = 3_000;

/** Lets a client go. It may wait for ever for a broker that is away, and nothing here hangs on how that ends. */
export const partFrom = async (client: Readonly<{ disconnect: () => Promise<void> }>): Promise<void> => {
  await Promise.race([
    client.disconnect().catch(() => undefined),
    setTimeout(LONGEST_MILLISECONDS, undefined, { ref: false }),
  ]);
};
