import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort, startEngine, type EngineName } from './engine.ts';

/** Where clients look for the engine; a test reads nothing else. */
const ADDRESS: Readonly<Record<EngineName, string>> = { mongodb: 'MONGODB_URI', kafka: 'KAFKA_BROKERS' };

/** How to end what a test run started, by engine. */
const ends = new Map<EngineName, () => Promise<unknown>>();

/**
 * Provides an engine to the tests of this run: the one that the environment names, else a container where docker answers, else
 * one of our own on loopback. `ENGINES=containers` or `ENGINES=local` insists on one of the latter two.
 */
export const provide = async (name: EngineName): Promise<void> => {
  if (process.env[ADDRESS[name]]) return;
  const choice = process.env.ENGINES ?? (doesDockerAnswer() ? 'containers' : 'local');
  if (choice !== 'containers' && choice !== 'local')
    throw new Error(`ENGINES is ${choice}; it can be containers or local`);
  const { address, end } = await (choice === 'containers' ? startContainer(name) : startLocal(name));
  ends.set(name, end);
  process.env[ADDRESS[name]] = address;
  process.stdout.write(`${name} for this run: ${address} (${choice})\n`);
};

/** Ends what this run started, and nothing else. */
export const withdraw = async (name: EngineName): Promise<void> => {
  await ends.get(name)?.();
  if (ends.delete(name)) delete process.env[ADDRESS[name]];
};

type Provided = Readonly<{ address: string; end: () => Promise<unknown> }>;

const startLocal = async (name: EngineName): Promise<Provided> => {
  const { address, remove } = await startEngine(name);
  return { address, end: remove };
};

const doesDockerAnswer = (): boolean => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 5_000 }).status === 0;

/** The port inside is the one outside, since both engines tell their clients where they are to be reached. */
const startContainer = async (name: EngineName): Promise<Provided> => {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  if (name === 'kafka') {
    const container = await new GenericContainer(process.env.KAFKA_IMAGE ?? 'apache/kafka:4.3.1')
      .withExposedPorts({ container: port, host: port })
      .withEnvironment({
        ...{
          KAFKA_NODE_ID: '1',
          KAFKA_PROCESS_ROLES: 'broker,controller',
          KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        },
        KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port},CONTROLLER://127.0.0.1:${port + 1}`,
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        KAFKA_CONTROLLER_QUORUM_VOTERS: `1@127.0.0.1:${port + 1}`,
        ...{ KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false', KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0' },
        ...{ KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1', KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '5' },
        ...{ KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1' },
        KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
      })
      .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
      .start();
    return { address: `127.0.0.1:${port}`, end: () => container.stop() };
  }
  const container = await new GenericContainer(process.env.MONGO_IMAGE ?? 'mongo:8.0')
    .withCommand(['--replSet', 'rs0', '--port', String(port)])
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forLogMessage('Waiting for connections'))
    .start();
  execFileSync(join(__dirname, 'mongodb.sh'), ['initiate'], { env: { ...process.env, MONGO_PORT: String(port) } });
  return { address: `mongodb://127.0.0.1:${port}/?replicaSet=rs0`, end: () => container.stop() };
};
