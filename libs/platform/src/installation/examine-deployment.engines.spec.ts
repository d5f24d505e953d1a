import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import mongoose, { type Connection } from 'mongoose';
import { connectionOptions, type Sequencer } from '@opsledger/event-store/mongodb';
import { minutesAfter } from '@opsledger/kernel';
import { kafkaSettingsFrom, settingsOf, type RelayTopics } from '@opsledger/messaging/kafka';
import { loadOrMakeInstallationKeys } from '../identity/installation-keys.js';
import { createDeclaredTopics } from './event-topics.js';
import { examineDeployment, type Deployment } from './examine-deployment.js';
import type { Finding } from './finding.js';
import { openInstallation, systemClock, type Installation } from './installation.js';

describe('A look at a distributed installation', () => {
  const database = `doctor-${randomUUID()}`;
  const uri = new URL(process.env['MONGODB_URI']!);
  uri.pathname = `/${database}`;
  const topic = (name: string) => ({ name, partitions: 2, replicas: 1, retentionMilliseconds: -1 });
  const topics: readonly RelayTopics[] = [{ source: '/opsledger/test', internal: topic(`${database}.test`) }];
  const topicName = topics[0]!.internal.name;

  let folder: string;
  let installation: Installation;
  let sequencer: Sequencer;
  let connection: Connection;
  let admin: Admin;

  const look = async (more: Partial<Deployment> = {}): Promise<readonly Finding[]> =>
    examineDeployment({ dataFolder: folder, mongodbUri: uri.href, environment: process.env, topics, ...more });
  /** What it found of one part. */
  const found = async (part: string, more: Partial<Deployment> = {}): Promise<readonly string[]> =>
    (await look(more)).flatMap((one) => (one.part === part ? [`${one.outcome} ${one.code}`] : []));
  const append = (stream: string) =>
    installation.log.append({
      ...{ id: randomUUID(), stream, firstVersion: 1, claims: [], releases: [], acceptedAt: systemClock() },
      events: [
        {
          ...{ id: randomUUID(), type: 'test.v1', source: '/opsledger/test', subject: stream, streamversion: '1' },
          data: {},
        },
      ],
    } as never);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'opsledger-examined-'));
    const kafka = kafkaSettingsFrom(process.env);
    await createDeclaredTopics(kafka, topics);
    installation = await openInstallation(
      { dataFolder: folder, profile: 'distributed', mongodbUri: uri.href, kafka, topics },
      () => undefined,
    );
    await installation.directory.actorOf('somebody');
    sequencer = installation.sequencer!(() => undefined);
    sequencer.start();
    await append('thing-1');
    while ((await installation.log.head()) === 0) await setTimeout(5);
    connection = await mongoose
      .createConnection(uri.href, { ...connectionOptions(uri.href), dbName: database })
      .asPromise();
    admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.deleteTopics({ topics: [topicName] });
    await admin.disconnect();
    await sequencer.stop();
    await connection.dropDatabase();
    await connection.close();
    await installation.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds that the keys are those of the log, are gone, or are of another', async () => {
    expect(await found('keys')).toEqual(['ok KEYS_OF_THIS_LOG']);
    const other = mkdtempSync(join(tmpdir(), 'opsledger-examined-'));
    expect(await found('keys', { dataFolder: other })).toEqual(['failed KEYS_ARE_GONE']);
    const opened = { dataFolder: other, profile: 'distributed', mongodbUri: uri.href } as const;
    await expect(openInstallation(opened, () => undefined)).rejects.toThrow(
      /no keys\.json .* the log was written with/,
    );
    await loadOrMakeInstallationKeys(other);
    await expect(openInstallation(opened, () => undefined)).rejects.toThrow(/not what this log was written with/);
    expect(await found('keys', { dataFolder: other })).toEqual(['failed KEYS_OF_ANOTHER_LOG']);
    rmSync(other, { recursive: true, force: true });
  });

  it('finds the engines, the log and this process in order, and that nothing was published or read', async () => {
    const findings = await look();
    const told = findings.map(({ part, outcome, code }) => `${part}: ${outcome} ${code}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'mongodb: ok MONGODB_ANSWERS',
        'replica set: ok REPLICA_SET_WHOLE',
        'write concern: ok MAJORITY_ON_DISK',
        'clock of mongodb: ok CLOCKS_AGREE',
        'processes: ok ONE_VERSION',
        'log: ok WITHOUT_GAPS',
        'indexes of the log: ok INDEXES_THERE',
        'indexes of the directory: ok INDEXES_THERE',
        'sequencer: ok ALL_HAVE_THEIR_PLACE',
        'topics: ok TOPICS_AS_DECLARED',
        'relay: warning NOTHING_PUBLISHED',
        'relay: warning NOBODY_LEADS',
      ]),
    );
    expect(told.filter((one) => /failed|damaged/.test(one))).toEqual([]);
  });

  it('finds an index that is missing, and one that is there in another way', async () => {
    const commits = connection.collection('commits');
    await commits.dropIndex('held');
    await commits.dropIndex('stream_version');
    await commits.createIndex({ stream: 1, firstVersion: 1 }, { name: 'stream_version' });
    try {
      const findings = (await look()).filter(({ part }) => part === 'indexes of the log');
      expect(findings).toEqual([
        expect.objectContaining({
          outcome: 'failed',
          code: 'INDEX_DIFFERENT',
          details: { collection: 'commits', index: 'stream_version' },
        }),
        expect.objectContaining({
          outcome: 'failed',
          code: 'INDEX_MISSING',
          details: { collection: 'commits', index: 'held' },
        }),
      ]);
    } finally {
      await commits.dropIndex('stream_version');
      await commits.createIndex({ stream: 1, firstVersion: 1 }, { name: 'stream_version', unique: true });
      const partialFilterExpression = { held: { $exists: true } };
      await commits.createIndex({ held: 1 }, { name: 'held', unique: true, partialFilterExpression });
    }
    expect(await found('indexes of the log')).toEqual(['ok INDEXES_THERE']);
  });

  it('finds a topic whose records would go, and one that is missing', async () => {
    const set = (value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            ...{ type: 2, name: topicName },
            configEntries: Object.entries({ ...settingsOf(topic(topicName)), 'retention.ms': value }).map(
              ([name, setting]) => ({ name, value: setting }),
            ),
          },
        ],
      });
    await set('60000');
    const findings = await look({
      topics: [...topics, { source: '/opsledger/other', internal: topic(`${database}.missing`) }],
    });
    await set('-1');
    expect(findings.filter(({ part }) => part === 'topics')).toEqual([
      expect.objectContaining({ outcome: 'failed', code: 'TOPIC_MISSING', details: { topic: `${database}.missing` } }),
      expect.objectContaining({
        ...{ outcome: 'failed', code: 'TOPIC_DIFFERENT' },
        details: { topic: topicName, what: 'retention.ms', is: '60000', declared: '-1' },
      }),
    ]);
    expect(await found('topics')).toEqual(['ok TOPICS_AS_DECLARED']);
  });

  it.each([
    [-3, 'warning CLOCKS_DIFFER'],
    [3, 'warning CLOCKS_DIFFER'],
    [120, 'failed CLOCKS_DIFFER'],
  ])('finds a clock that is %s seconds off', async (seconds, expected) => {
    const now = () => new Date(Date.now() + seconds * 1_000).toISOString();
    expect(await found('clock of mongodb', { now })).toEqual([expected]);
  });

  it('finds commits that wait because no sequencer works, and says for how long', async () => {
    await sequencer.stop();
    await append('thing-2');
    const now = () => minutesAfter(systemClock(), 1);
    const [waiting] = (await look({ now })).filter(({ code }) => code === 'COMMITS_WAIT_FOR_THEIR_PLACE');
    expect(waiting).toMatchObject({ part: 'sequencer', outcome: 'failed', details: { count: 1 } });
    expect(Number(waiting!.details!['seconds'])).toBeGreaterThanOrEqual(60);
    expect(await found('sequencer')).toEqual(['ok ALL_HAVE_THEIR_PLACE', 'warning NOBODY_LEADS']);
    sequencer.start();
    while ((await installation.log.head()) < 2) await setTimeout(5);
  });

  it('calls it damage when an event that was recorded is gone', async () => {
    const commits = connection.collection('commits');
    const lost = await commits.findOneAndDelete({ lastPosition: 1 });
    const findings = await found('log');
    await commits.insertOne(lost!);
    expect(findings).toEqual(['damaged HAS_GAPS']);
    expect(await found('log')).toEqual(['ok WITHOUT_GAPS']);
  });

  it('finds processes of several versions', async () => {
    const older = await mongoose
      .createConnection(uri.href, {
        ...connectionOptions(uri.href),
        ...{ dbName: database, appName: `opsledger 0.0.9 ${database} elsewhere/1` },
      })
      .asPromise();
    const findings = await found('processes');
    await older.close();
    expect(findings).toEqual(['warning SEVERAL_VERSIONS']);
  });

  it('says that nobody answers, and refuses an address that asks for less, without the password', async () => {
    const environment = { KAFKA_BROKERS: '127.0.0.1:9' };
    const mongodbUri = 'mongodb://user:secret@127.0.0.1:9/?serverSelectionTimeoutMS=200';
    const nobody = await look({ mongodbUri, environment });
    expect(nobody.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual([
      'failed MONGODB_DOES_NOT_ANSWER',
      'failed BROKERS_DO_NOT_ANSWER',
    ]);
    const lax = await look({ mongodbUri: `${mongodbUri}&w=1`, environment: {} });
    expect(lax.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual([
      'failed ADDRESS_IS_LAX',
      'failed BROKERS_NOT_GIVEN',
    ]);
    expect(JSON.stringify([nobody, lax])).not.toContain('secret');
  });
});
