import { setTimeout } from 'node:timers/promises';
import { relayProgressContract } from '../testing/relay-ports.contract.js';
import { MemoryRelayProgress, SharedRelayProgress } from './relay-progress.port.js';

describe('How far the relay is, in memory', () => {
  relayProgressContract({ create: async () => ({ progress: new MemoryRelayProgress() }) });
});

describe('How far the relay is, read for many', () => {
  relayProgressContract({ create: async () => ({ progress: new SharedRelayProgress(new MemoryRelayProgress()) }) });

  it('is read once for those who ask within a moment, and again after it', async () => {
    const kept = new MemoryRelayProgress();
    const read = jest.spyOn(kept, 'read');
    const progress = new SharedRelayProgress(kept);
    await Promise.all([progress.read(), progress.read(), progress.read()]);
    expect(read).toHaveBeenCalledTimes(1);
    await kept.keep({ logId: 'log', upTo: 7, last: {} });
    await setTimeout(60);
    expect(await progress.read()).toMatchObject({ upTo: 7 });
  });

  it('is asked for anew after a fault', async () => {
    const kept = new MemoryRelayProgress();
    jest.spyOn(kept, 'read').mockRejectedValueOnce(new Error('no primary'));
    const progress = new SharedRelayProgress(kept);
    await expect(progress.read()).rejects.toThrow('no primary');
    expect(await progress.read()).toBeUndefined();
  });
});
