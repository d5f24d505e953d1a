import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { EventHandler } from '@opsledger/messaging';
import { kafkaSettingsFrom, type RelayTopics } from '@opsledger/messaging/kafka';
import { createDeclaredTopics } from './event-topics.js';
import { openInstallation, type Installation } from './installation.js';

const database = `groups-${randomUUID()}`;
const uri = new URL(process.env['MONGODB_URI']!);
uri.pathname = `/${database}`;
const internal = { name: `${database}.test`, partitions: 2, replicas: 1, retentionMilliseconds: -1 };
const topics: readonly RelayTopics[] = [{ source: '/opsledger/test', internal }];
const kafka = kafkaSettingsFrom(process.env);

const handler: EventHandler = {
  name: 'things@1',
  resumeAfter: async () => 0,
  handle: async () => undefined,
  park: async () => undefined,
  parked: async () => [],
  redrive: async () => 'not-parked',
};

describe('Consumer groups of a read model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-groups-'));
  let admin: Admin;

  beforeAll(async () => {
    await createDeclaredTopics(kafka, topics);
    admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.deleteTopics({ topics: [internal.name] });
    await admin.disconnect();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (): Promise<Installation> =>
    openInstallation(
      { dataFolder: folder, profile: 'distributed', mongodbUri: uri.href, kafka, topics },
      () => undefined,
    );
  const consumerOf = ({ log, eventTopics }: Installation) =>
    eventTopics!.consumer('test', { log, handler, onFailure: () => undefined });
  /** The groups of this log, and how many members they have. Where groups are kept is still loading right after the first one was made. */
  const groups = async (
    installation: Installation,
    end = Date.now() + 20_000,
  ): Promise<Readonly<Record<string, number>>> => {
    try {
      return await groupsNow(installation);
    } catch (error) {
      if ((error as { retriable?: boolean }).retriable !== true || Date.now() > end) throw error;
      await setTimeout(100);
      return groups(installation, end);
    }
  };
  const groupsNow = async ({ log }: Installation): Promise<Readonly<Record<string, number>>> => {
    const names = (await admin.listGroups()).groups
      .map(({ groupId }) => groupId)
      .filter((one) => one.includes(log.logId));
    const described = names.length > 0 ? (await admin.describeGroups(names)).groups : [];
    return Object.fromEntries(
      described.map(({ groupId, members, state }) => [groupId, state === 'Stable' ? members.length : 0]),
    );
  };
  const until = async (isThere: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 30_000; !(await isThere()); await setTimeout(50))
      if (Date.now() > end) throw new Error(`It never came to ${isThere.toString()}`);
  };

  it('are of one process each, which has all partitions, and do not outlive it', async () => {
    const [first, second] = [await open(), await open()];
    const consumers = [consumerOf(first), consumerOf(second)];
    for (const consumer of consumers) await consumer.start();
    await until(
      async () =>
        Object.values(await groups(first))
          .toSorted()
          .join() === '1,1',
    );

    // As if it had been killed: its members are gone, and nothing has told the brokers to forget the group.
    await consumers[0]!.stop();
    await until(
      async () =>
        Object.values(await groups(first))
          .toSorted()
          .join() === '0,1',
    );
    const third = await open();
    expect(Object.values(await groups(first))).toEqual([1]);

    await consumers[1]!.stop();
    await second.close();
    expect(await groups(first)).toEqual({});
    await third.close();
    await first.close();
  });
});

describe('Whether the brokers answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-brokers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is asked over one connection, however often', async () => {
    const ofItsOwn = new URL(uri); // keys of another folder would not be those of the log above
    ofItsOwn.pathname = `/${database}-brokers`;
    const installation = await openInstallation(
      { dataFolder: folder, profile: 'distributed', mongodbUri: ofItsOwn.href, kafka, topics: [] },
      () => undefined,
    );
    const admin = jest.spyOn(Kafka.prototype, 'admin');
    for (let asked = 0; asked < 5; asked += 1) await installation.eventTopics!.reach();
    await Promise.all(Array.from({ length: 20 }, () => installation.eventTopics!.reach()));
    expect(admin).toHaveBeenCalledTimes(1);
    admin.mockRestore();
    await installation.close();
  });
});
