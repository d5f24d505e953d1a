import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { freePort, startEngine, type Engine } from '../../../../infra/engines/engine.ts';
import { commitTo, until } from '../testing/event-consumer.contract.js';
import { KafkaRig } from '../testing/kafka-rig.js';
import { emptyDisk, RecordingHandler, type HandlerDisk } from '../testing/recording-handler.js';
import type { EventConsumer } from '../event-consumer.port.js';
import type { KafkaRelay } from './kafka-relay.js';
import { kafkaClient, kafkaSettingsFrom } from './kafka-settings.js';

const start = '2022-03-15T12:00:00.000Z';
/** How often each fault is brought about: more often for a release (FAULTS=20). */
const TIMES = Number(process.env.FAULTS ?? 2);
const STREAMS = 20;

jest.setTimeout(60_000 + TIMES * 30_000);

describe('A broker of our own', () => {
  let engine: Engine;
  let log: MemoryEventStore;
  let rig: KafkaRig;
  let relay: KafkaRelay;
  let consumer: EventConsumer;
  let disk: HandlerDisk;
  let rounds: number;

  beforeAll(async () => {
    engine = await startEngine('kafka');
  });
  afterAll(() => engine.remove());

  beforeEach(async () => {
    log = new MemoryEventStore(() => start);
    rig = new KafkaRig(log, { settings: { brokers: [engine.address] } });
    await rig.createTopic();
    relay = rig.relay();
    disk = emptyDisk();
    consumer = rig.consumer(new RecordingHandler(log, disk), {});
    rounds = 0;
    relay.start();
    await consumer.start();
  });
  afterEach(async () => {
    await Promise.all([consumer.stop(), relay.stop()]);
  });

  /** Accepts events all the time while something is done. */
  const underLoad = async (work: () => Promise<void>): Promise<void> => {
    const done = new AbortController();
    const working = work().finally(() => done.abort());
    while (!done.signal.aborted) {
      rounds += 1;
      for (let stream = 1; stream <= STREAMS; stream += 1) await log.append(commitTo(`thing-${stream}`, rounds));
      await setTimeout(20);
    }
    await working;
  };

  /** Every event that was accepted is in the topic, and had its effect once. */
  const expectNothingLost = async (): Promise<void> => {
    const head = await log.head();
    await until(async () => (await relay.status()).published === head, 40_000);
    await until(async () => (await consumer.status()).position === head, 40_000);
    const versions = Array.from({ length: rounds }, (_, index) => index + 1);
    expect([...disk.effects.values()]).toEqual(Array.from({ length: STREAMS }, () => versions));
    const published = new Set((await rig.records()).flat().map(({ position }) => position));
    expect(published.size).toBe(head);
  };

  it('that is killed under load loses nothing that was accepted, and both ends find their way back', async () => {
    for (let turn = 1; turn <= TIMES; turn += 1)
      await underLoad(async () => {
        await setTimeout(500 + 100 * (turn % 7));
        await engine.kill();
        await engine.start();
        await setTimeout(500);
      });
    await expectNothingLost();
  });

  it('whose topic lost its end while it was down, as by a power loss, has it filled again', async () => {
    for (let turn = 1; turn <= TIMES; turn += 1) {
      await underLoad(() => setTimeout(500));
      await expectNothingLost();
      await engine.kill();
      const data = join(engine.folder, 'data');
      let cut = 0;
      for (const name of readdirSync(data).filter((one) => one.startsWith(`${rig.topic.name}-`)))
        for (const file of readdirSync(join(data, name)).filter((one) => one.endsWith('.log'))) {
          const path = join(data, name, file);
          truncateSync(path, Math.floor(statSync(path).size / 2));
          cut += 1;
        }
      expect(cut).toBeGreaterThan(0);
      await engine.start();
      await underLoad(() => setTimeout(500));
      await until(async () => (await relay.status()).published === (await log.head()), 40_000);
    }
    await expectNothingLost();
  });
});

it('A broker that wants TLS and a password gets both, and lets nobody else in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsledger-tls-'));
  const store = join(folder, 'broker.p12');
  const password = 'only for this test';
  execFileSync('keytool', [
    ...['-genkeypair', '-alias', 'broker', '-keyalg', 'RSA', '-storetype', 'PKCS12', '-keystore', store],
    ...['-storepass', password, '-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1,dns:localhost', '-validity', '2'],
  ]);
  const certificate = join(folder, 'ca.pem');
  execFileSync('keytool', [
    ...['-exportcert', '-rfc', '-alias', 'broker', '-keystore', store, '-storepass', password, '-file', certificate],
  ]);
  const port = await freePort();
  const module = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
  const engine = await startEngine('kafka', {
    port,
    environment: {
      KAFKA_SETTINGS: [
        `listeners=SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
        'listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
        ...['inter.broker.listener.name=SASL_SSL', 'sasl.enabled.mechanisms=PLAIN'],
        ...['sasl.mechanism.inter.broker.protocol=PLAIN', 'ssl.keystore.type=PKCS12', 'ssl.truststore.type=PKCS12'],
        ...[`ssl.keystore.location=${store}`, `ssl.keystore.password=${password}`, `ssl.key.password=${password}`],
        ...[`ssl.truststore.location=${store}`, `ssl.truststore.password=${password}`],
        `listener.name.sasl_ssl.plain.sasl.jaas.config=${module} username="service" password="right" user_service="right";`,
      ].join('\n'),
    },
  });
  try {
    const secured = { KAFKA_BROKERS: engine.address, KAFKA_SSL: 'true', KAFKA_SSL_CA: certificate };
    const signedIn = { ...secured, KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_USERNAME: 'service' };
    const settings = kafkaSettingsFrom({ ...signedIn, KAFKA_SASL_PASSWORD: 'right' });
    const log = new MemoryEventStore(() => start);
    const rig = new KafkaRig(log, { settings });
    await rig.createTopic();
    const relay = rig.relay();
    const disk = emptyDisk();
    const consumer = rig.consumer(new RecordingHandler(log, disk), {});
    relay.start();
    await consumer.start();
    await log.append(commitTo('thing-1', 1, 5));
    await until(async () => (await consumer.status()).position === 5, 20_000);
    await Promise.all([consumer.stop(), relay.stop()]);
    expect((await rig.records()).flat()).toHaveLength(5);
    for (const environment of [
      { ...signedIn, KAFKA_SASL_PASSWORD: 'wrong' },
      secured,
      { KAFKA_BROKERS: engine.address },
    ]) {
      const admin = kafkaClient({ ...kafkaSettingsFrom(environment) }, 'opsledger-test').admin({
        retry: { retries: 0 },
      });
      await expect(admin.connect().then(() => admin.listTopics())).rejects.toThrow(/./);
      await admin.disconnect();
    }
  } finally {
    await engine.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);
