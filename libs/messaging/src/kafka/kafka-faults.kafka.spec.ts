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

/** How often each fault is brought about: more often for a release (FAULTS=20). */
const TIMES = Number(process.env.FAULTS ?? 2);
const STREAMS = 20;
/** How long a broker is away, and how often: longer for a release, in which three times are as good as twenty: it is one way back. */
const [AWAY_MILLISECONDS, TIMES_AWAY] = TIMES >= 20 ? [60_000, 3] : [10_000, 1];

jest.setTimeout(60_000 + TIMES * 30_000);

let log: MemoryEventStore;
let rig: KafkaRig;
let relay: KafkaRelay;
let consumer: EventConsumer;
let disk: HandlerDisk;
let rounds: number;

/** What brings events to a topic of its own, and what has its effects from there. */
const startOn = async (options: ConstructorParameters<typeof KafkaRig>[1]): Promise<void> => {
  log = new MemoryEventStore(() => new Date().toISOString());
  rig = new KafkaRig(log, options);
  await rig.createTopic();
  relay = rig.relay();
  disk = emptyDisk();
  consumer = rig.consumer(new RecordingHandler(log, disk), {});
  rounds = 0;
  relay.start();
  await consumer.start();
};
const stop = async (): Promise<void> => void (await Promise.all([consumer.stop(), relay.stop()]));

/** Accepts events all the time while something is done. */
const underLoad = async (work: () => Promise<void>, pauseMilliseconds = 20): Promise<void> => {
  const done = new AbortController();
  const working = work().finally(() => done.abort());
  while (!done.signal.aborted) {
    rounds += 1;
    for (let stream = 1; stream <= STREAMS; stream += 1) await log.append(commitTo(`thing-${stream}`, rounds));
    await setTimeout(pauseMilliseconds);
  }
  await working;
};

/** Both ends have got on from here. */
const goesOn = async (): Promise<void> => {
  const from = await log.head();
  await until(async () => (await relay.status()).published > from, 40_000);
  await until(async () => (await consumer.status()).position > from, 40_000);
};

/** Every event that was accepted is in the topic, and had its effect once. Says how many, and how many are in the topic again. */
const expectNothingLost = async (): Promise<string> => {
  const head = await log.head();
  await until(async () => (await relay.status()).published === head, 40_000);
  await until(async () => (await consumer.status()).position === head, 40_000);
  const versions = Array.from({ length: rounds }, (_, index) => index + 1);
  expect([...disk.effects.values()]).toEqual(Array.from({ length: STREAMS }, () => versions));
  const records = await rig.records();
  const partitions = records.map((partition) => [...new Set(partition.map(({ position }) => position))]);
  expect(partitions.flat().length).toBe(head);
  for (const firsts of partitions) expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
  return `${head} events accepted, each in its topic and with its effect once; ${records.flat().length - head} published again`;
};
const note = (line: string): void => void process.stdout.write(`${line}\n`);

describe('A broker of our own', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine('kafka');
  });
  afterAll(() => engine.remove());

  beforeEach(() => startOn({ settings: { brokers: [engine.address] } }));
  afterEach(stop);

  it('that is killed under load loses nothing that was accepted, and both ends find their way back', async () => {
    for (let turn = 1; turn <= TIMES; turn += 1)
      await underLoad(async () => {
        await goesOn();
        await setTimeout(100 * (turn % 7));
        await engine.kill();
        await engine.start();
      });
    note(`broker killed ${TIMES} times: ${await expectNothingLost()}`);
  });

  it('whose topic lost its end while it was down, as by a power loss, has it filled again', async () => {
    let filesCut = 0;
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
      filesCut += cut;
      await engine.start();
      await underLoad(() => setTimeout(500));
      await until(async () => (await relay.status()).published === (await log.head()), 40_000);
    }
    note(`topic cut off ${TIMES} times, ${filesCut} segments to half their length each: ${await expectNothingLost()}`);
  });

  it('that is away for long is waited for: the relay says how far it is behind, and catches up by itself', async () => {
    for (let turn = 1; turn <= TIMES_AWAY; turn += 1) {
      await underLoad(() => setTimeout(300));
      await expectNothingLost();
      await engine.kill();
      let behind = 0;
      await underLoad(async () => {
        await setTimeout(AWAY_MILLISECONDS);
        const { head, published, oldestUnpublishedMilliseconds, failure } = await relay.status();
        behind = head - published;
        expect(oldestUnpublishedMilliseconds).toBeGreaterThan(AWAY_MILLISECONDS * 0.9);
        expect(failure).toBeDefined();
        await engine.start();
      }, 200);
      const began = performance.now();
      await until(async () => (await relay.status()).published === (await log.head()), 40_000);
      const took = Math.round(performance.now() - began);
      expect(await relay.status()).toMatchObject({ oldestUnpublishedMilliseconds: 0, failure: undefined });
      const whole = await expectNothingLost();
      note(
        `${AWAY_MILLISECONDS / 1_000} s without a broker, then ${behind} events behind: published ${took} ms after it was there again; ${whole}`,
      );
    }
  });
});

describe('Three brokers', () => {
  let engines: readonly Engine[];

  beforeAll(async () => {
    const ports: number[] = [];
    while (ports.length < 3) {
      const port = await freePort();
      if (ports.every((other) => Math.abs(other - port) > 1)) ports.push(port);
    }
    const voters = ports.map((port, index) => `${index + 1}@127.0.0.1:${port + 1}`).join(',');
    const settingsOf = (index: number): string =>
      [
        ...[`node.id=${index + 1}`, `controller.quorum.voters=${voters}`, 'default.replication.factor=3'],
        ...['offsets.topic.replication.factor=3', 'min.insync.replicas=2', 'replica.lag.time.max.ms=3000'],
        ...['transaction.state.log.replication.factor=3', 'transaction.state.log.min.isr=2'],
      ].join('\n');
    engines = await Promise.all(
      ports.map((port, index) => startEngine('kafka', { port, environment: { KAFKA_SETTINGS: settingsOf(index) } })),
    );
    await startOn({ replicas: 3, settings: { brokers: engines.map(({ address }) => address) } });
  }, 90_000);
  afterAll(async () => {
    await stop();
    // Asked to stop, the last of them waits for the others, which are gone: for a vote, and for whoever takes what it leads.
    await Promise.all(engines.map((engine) => engine.kill()));
    await Promise.all(engines.map((engine) => engine.remove()));
  });

  it('that lose one go on without it and lose nothing, whichever it is', async () => {
    const took: number[] = [];
    let whole = '';
    await underLoad(() => setTimeout(300));
    await expectNothingLost();
    for (let turn = 0; turn < (TIMES > 2 ? TIMES : 1); turn += 1) {
      const engine = engines[turn % engines.length]!;
      await underLoad(async () => {
        await engine.kill();
        const wanted = await log.head();
        const began = performance.now();
        await until(async () => (await relay.status()).published > wanted, 40_000);
        took.push(Math.round(performance.now() - began));
      }, 100);
      whole = await expectNothingLost(); // two brokers have it all
      await engine.start();
      await until(() => rig.isInSync(), 40_000); // or the next one would leave too few
    }
    note(
      `one of three brokers killed ${took.length} times; the next events were published after ${took.join(', ')} ms; ${whole}`,
    );
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
    await startOn({ settings });
    await log.append(commitTo('thing-1', 1, 5));
    await until(async () => (await consumer.status()).position === 5, 20_000);
    await stop();
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
