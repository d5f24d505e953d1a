import { setTimeout } from 'node:timers/promises';
import type { Lease } from '../relay/lease.port.js';
import type { RelayProgress } from '../relay/relay-progress.port.js';

/** What every `Lease` keeps to. `create` makes one of the same lease for each name; it runs out after `milliseconds`. */
export const leaseContract = ({
  create,
}: Readonly<{ create: (holder: string, milliseconds: number) => Promise<Lease> | Lease }>): void => {
  it('is held by one at a time, who keeps it by asking again', async () => {
    const [first, second] = [await create('first', 60_000), await create('second', 60_000)];
    expect([await first.hold(), await second.hold(), await first.hold()]).toEqual([true, false, true]);
  });

  it('goes to one of those that ask at once', async () => {
    const asking = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => create(name, 60_000)));
    const held = await Promise.all(asking.map((one) => one.hold()));
    expect(held.filter(Boolean)).toHaveLength(1);
  });

  it('that was given back is free at once, and one that is not held cannot be given back', async () => {
    const [first, second] = [await create('first', 60_000), await create('second', 60_000)];
    await first.hold();
    await second.giveBack();
    expect(await second.hold()).toBe(false);
    await first.giveBack();
    expect(await second.hold()).toBe(true);
  });

  it('of one that is gone runs out', async () => {
    const [first, second] = [await create('first', 50), await create('second', 60_000)];
    expect(await first.hold()).toBe(true);
    await setTimeout(100);
    expect(await second.hold()).toBe(true);
    expect(await first.hold()).toBe(false);
  });
};

/** What every `RelayProgress` keeps to. `create` makes one that has kept nothing; `again`, where there is one, reads what it kept. */
export const relayProgressContract = ({
  create,
}: Readonly<{ create: () => Promise<Readonly<{ progress: RelayProgress; again?: RelayProgress }>> }>): void => {
  it('knows nothing before anything was kept', async () => {
    expect(await (await create()).progress.read()).toBeUndefined();
  });

  it('gives what was kept last, whole, with names that have dots in them', async () => {
    const { progress, again = progress } = await create();
    await progress.keep({ logId: 'log', upTo: 7, last: { 'opsledger.operations/0': 7, 'opsledger.operations/5': 3 } });
    const kept = { logId: 'log', upTo: 9, last: { 'opsledger.operations/1': 9 } };
    await progress.keep(kept);
    expect(await again.read()).toEqual(kept);
  });

  it('can be set back, when a topic has lost what it had', async () => {
    const { progress, again = progress } = await create();
    await progress.keep({ logId: 'log', upTo: 9, last: { 'a/0': 9 } });
    await progress.keep({ logId: 'log', upTo: 2, last: {} });
    expect(await again.read()).toEqual({ logId: 'log', upTo: 2, last: {} });
  });
};
