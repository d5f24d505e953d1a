import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '@opsledger/kernel';
import { createDeclaredTopics, declaredTopics } from '@opsledger/platform/topics';
import { project, type DocumentPage, type ReadModelDocument } from '@opsledger/projections';
import { MongodbDocumentStore } from '@opsledger/projections/mongodb';
import { faultsOfOrder, openLogProcess, type LogProcess } from '../../libs/event-store/src/testing/mongodb-log.js';
import { KafkaRig } from '../../libs/messaging/src/testing/kafka-rig.js';
import { RunningSystem } from '../../services/embedded/src/testing/running-system.js';
import { operationsProjection } from '../../services/operations/src/read-models/operations/operations.projection.js';
import { freePort, pauseEngine, startEngine, type Engine } from '../engines/engine.js';

/** How often each fault is brought about: once by default, `FAULTS=20` for the release run. */
const FAULTS = Number(process.env['FAULTS'] ?? 1);
jest.setTimeout(240_000 + FAULTS * 60_000);
const WRITERS = 6;
const PAUSE_MILLISECONDS = 20;
/** A request that a process which stands still has taken is sent again, to another one, under the same key. */
const PATIENCE_MILLISECONDS = 5_000;
/** Longer than the lease of sequencer and relay. */
const STANDSTILL_MILLISECONDS = 7_000;
/** From the last fault until everything is published and read, with nobody doing anything about it. */
const CAUGHT_UP_WITHIN_MILLISECONDS = 120_000;
/** From a fault until the system is whole again: so many writes are acknowledged, and read at every door. Then comes the next one. */
const GOES_ON_WITHIN_MILLISECONDS = 120_000;
const ACKNOWLEDGED_BETWEEN = 10;
const DATABASE = 'opsledger';
const BEHIND =
  /^opsledger_(?:log_unsequenced_commits|relay_lag_events|read_model_lag_events\{[^}]*\}|read_model_parked_streams\{[^}]*\}) (\d+)$/gm;
const note = (line: string): void => void process.stdout.write(`${line}\n`);

type Part = Readonly<{
  service: 'embedded' | 'gateway' | 'operations';
  environment?: Readonly<Record<string, string>>;
}>;

/** Processes of the built system, which share a MongoDB and a Kafka. */
class Cluster {
  private constructor(
    private readonly folder: string,
    readonly mongodb: Engine,
    readonly kafka: Engine,
    private readonly parts: readonly Part[],
    private readonly systems: RunningSystem[] = [],
  ) {}

  /** The whole system twice: each sequences, publishes and feeds read models. */
  static wholeTwice(): Promise<Cluster> {
    return Cluster.start([{ service: 'embedded' }, { service: 'embedded' }]);
  }

  /** The gateway, and behind it the service, which does all that alone. */
  static async apart(): Promise<Cluster> {
    const port = String(await freePort());
    const SERVICES = `operations=http://127.0.0.1:${port}`;
    return Cluster.start([
      { service: 'gateway', environment: { SERVICES } },
      { service: 'operations', environment: { PORT: port } },
    ]);
  }

  private static async start(parts: readonly Part[]): Promise<Cluster> {
    const [mongodb, kafka] = await Promise.all([startEngine('mongodb'), startEngine('kafka')]);
    const cluster = new Cluster(mkdtempSync(join(tmpdir(), 'opsledger-system-')), mongodb, kafka, parts);
    try {
      await createDeclaredTopics({ brokers: [kafka.address] });
      await cluster.startSystem(0);
      mkdirSync(cluster.dataFolder(1), { mode: 0o700 });
      copyFileSync(join(cluster.dataFolder(0), 'keys.json'), join(cluster.dataFolder(1), 'keys.json'));
      await cluster.startSystem(1);
      return cluster;
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  system(index: number): RunningSystem {
    return this.systems[index]!;
  }

  /** Those that may be asked. */
  doors(): readonly RunningSystem[] {
    return this.systems.filter((_, index) => this.parts[index]!.service !== 'operations');
  }

  private feeding(): readonly RunningSystem[] {
    return this.systems.filter((_, index) => this.parts[index]!.service !== 'gateway');
  }

  /** What logs say of the request that a problem document names. */
  async saidOf(problem: string): Promise<string> {
    await setTimeout(200); // the answer was quicker
    const requestId = /"requestId":"([^"]+)"/.exec(problem)?.[1] ?? '';
    const lines = this.systems.flatMap(({ printed }) => printed().split('\n'));
    return lines.filter((line) => requestId !== '' && line.includes(requestId)).join('\n');
  }

  async startSystem(index: number): Promise<void> {
    const { service, environment } = this.parts[index]!;
    const engines = {
      ...{ PROFILE: 'distributed', KAFKA_BROKERS: this.kafka.address },
      MONGODB_URI: this.mongodb.address.replace('/?', `/${DATABASE}?`),
    };
    this.systems[index] = await RunningSystem.start(this.dataFolder(index), { ...engines, ...environment }, service);
  }

  /** Which of them gives the places. */
  async leader(): Promise<RunningSystem> {
    for (; ; await setTimeout(50))
      for (const system of this.feeding())
        if (/^opsledger_log_sequencer_leader 1$/m.test(await metricsOf(system).catch(() => ''))) return system;
  }

  async caughtUp(): Promise<void> {
    await setTimeout(1_100); // what /metrics gives may be a second old
    for (const end = Date.now() + CAUGHT_UP_WITHIN_MILLISECONDS; ; await setTimeout(50)) {
      const left = await this.behind();
      if (left.every((lines) => lines.length > 3 && lines.every((line) => line.endsWith(' 0')))) return;
      if (Date.now() > end) throw new Error(`Still behind: ${left.flat().filter((line) => !line.endsWith(' 0'))}`);
    }
  }

  /** What each says of how far it is behind. */
  async behind(): Promise<readonly (readonly string[])[]> {
    const payloads = await Promise.all(this.feeding().map((system) => metricsOf(system).catch(() => '')));
    return payloads.map((payload) => [...payload.matchAll(BEHIND)].map(([line]) => line));
  }

  async remove(): Promise<void> {
    for (const { process } of this.systems) process.kill('SIGKILL');
    await Promise.all([this.mongodb.remove(), this.kafka.remove()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private dataFolder(index: number): string {
    return join(this.folder, String(index));
  }
}

const metricsOf = async ({ url }: RunningSystem): Promise<string> =>
  (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })).text();

let cluster: Cluster;
let token: string;
/** `stream@version` of every request that was acknowledged, of all tests of a cluster; a request has one event. */
let acknowledged: Set<string>;
let longestMilliseconds: number;
let sentAgain: number;

const writersOn = (start: () => Promise<Cluster>): void => {
  beforeAll(async () => {
    cluster = await start();
    token = await cluster.system(0).token('planner');
    acknowledged = new Set();
  }, 300_000);
  afterAll(() => cluster?.remove());
  beforeEach(() => {
    [longestMilliseconds, sentAgain] = [0, 0];
  });
};

/** Sends under a key, to one door or the other, until it is acknowledged; resolves with the stream. */
const send = async (path: string, body: unknown, first: number): Promise<string> => {
  const headers = {
    ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    'idempotency-key': randomUUID(),
  };
  const began = performance.now();
  for (let attempt = first; ; attempt += 1, sentAgain += 1, await setTimeout(PAUSE_MILLISECONDS)) {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const request = { method: 'POST', headers, body: JSON.stringify(body), signal };
    const doors = cluster.doors();
    const response = await fetch(`${doors[attempt % doors.length]!.url}${path}`, request).catch(() => undefined);
    if (!response || response.status === 503) continue;
    const text = await response.text().catch(() => undefined);
    if (text === undefined || (response.status === 409 && text.includes('RECORD_IS_CHANGING_TOO_FAST'))) continue;
    if (response.status >= 300) throw new Error(`Answered ${response.status}: ${text}; ${await cluster.saidOf(text)}`);
    longestMilliseconds = Math.max(longestMilliseconds, performance.now() - began);
    const position = response.headers.get('opsledger-position')!;
    acknowledged.add(position);
    return position.slice(0, position.indexOf('@'));
  }
};

/** Writers get on again after each fault, and what they wrote is published and read, without anyone's help. */
const goesOn = async (signal: AbortSignal): Promise<void> => {
  const wanted = acknowledged.size + ACKNOWLEDGED_BETWEEN;
  const end = Date.now() + GOES_ON_WITHIN_MILLISECONDS;
  for (; acknowledged.size < wanted && !signal.aborted; await setTimeout(20))
    if (Date.now() > end) throw new Error(`${ACKNOWLEDGED_BETWEEN} more were not acknowledged after a fault`);
  const last = [...acknowledged].at(-1)!;
  for (const index of cluster.doors().keys())
    for (; !signal.aborted && !(await isRead(cluster.doors()[index]!, last)); await setTimeout(20))
      if (Date.now() > end)
        throw new Error(`${last} was not read after a fault: ${JSON.stringify(await cluster.behind())}`);
};

/** Whether a page is answered, with what was written at a position in it; what is not is to be asked again, and nothing worse. */
const isRead = async ({ url }: RunningSystem, position?: string): Promise<boolean> => {
  const headers = { authorization: `Bearer ${token}`, ...(position && { 'opsledger-min-position': position }) };
  const signal = AbortSignal.timeout(2 * PATIENCE_MILLISECONDS); // it waits half of that by itself
  const response = await fetch(`${url}/v1/operations?limit=1`, { headers, signal }).catch(() => undefined);
  const text = (await response?.text().catch(() => undefined)) ?? '';
  if (response && ![200, 503].includes(response.status))
    throw new Error(`Reading answered ${response.status}: ${text}; ${await cluster.saidOf(text)}`);
  return response?.status === 200;
};

/** Proposes, plans and reads operations while a fault comes again and again. */
const underFaults = async (fault: (turn: number) => Promise<unknown>): Promise<void> => {
  const ended = new AbortController();
  const writing = Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (; !ended.signal.aborted; await setTimeout(PAUSE_MILLISECONDS)) {
        const stream = await send('/v1/operations', { name: `Heron ${randomUUID()}` }, writer);
        const id = stream.replace('operation-', '');
        const plan = { type: 'patrol', plannedStart: { edtf: '2027' } };
        await send(`/v1/operations/${id}/actions/plan`, plan, writer + 1);
        await isRead(cluster.doors()[writer % cluster.doors().length]!);
      }
    }),
  );
  writing.catch(() => ended.abort()); // told below
  for (let turn = 0; turn < FAULTS && !ended.signal.aborted; turn += 1) {
    await goesOn(ended.signal);
    await setTimeout(Math.random() * 500);
    await fault(turn);
  }
  await goesOn(ended.signal);
  ended.abort();
  await writing;
};

/** Nothing that was acknowledged is missing or there twice: in the log, in the topics, in the read model. */
const expectWhole = async (name: string): Promise<void> => {
  const began = performance.now();
  await cluster.caughtUp();
  const caughtUpMilliseconds = Math.round(performance.now() - began);
  const log = await openLogProcess({ uri: cluster.mongodb.address, databaseName: DATABASE });
  try {
    const events = await log.log.readAll(0, 1_000_000);
    expect(await faultsOfOrder(log.database)).toEqual([]);
    expect(events.findIndex(({ position }, index) => Number(position) !== index + 1)).toBe(-1);
    // A request has one event, so this is also: each request had its effect once.
    const positionOf = ({ subject, streamversion }: (typeof events)[number]): string =>
      `${subject}@${streamversion}@${log.log.logId}`;
    expect(events.map(positionOf).toSorted()).toEqual([...acknowledged].toSorted());
    const repeated = await expectPublished(log, events);
    await expectFold(events);
    const seen = {
      ...{ faults: FAULTS, events: events.length, sentAgain, publishedAgain: repeated, caughtUpMilliseconds },
      longestRequestMilliseconds: Math.round(longestMilliseconds),
    };
    note(`${name}: ${JSON.stringify(seen)}; each in the log once, in its topics, in the read model; no gap`);
  } finally {
    await log.leave();
  }
};

/** Resolves with how many records of the internal topic are there again. */
const expectPublished = async ({ log }: LogProcess, events: readonly RecordedEvent[]): Promise<number> => {
  let repeated = 0;
  for (const { internal, open } of declaredTopics())
    for (const topic of [internal, open!]) {
      const partitions = await new KafkaRig(log, { settings: { brokers: [cluster.kafka.address] }, topic }).records();
      const firsts = partitions.map((records) => [...new Set(records.map(({ position }) => position))]);
      for (const positions of firsts) expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect(firsts.flat().toSorted((a, b) => a - b)).toEqual(events.map((_, index) => index + 1));
      if (topic === internal) repeated = partitions.flat().length - events.length;
    }
  return repeated;
};

const expectFold = async (events: readonly RecordedEvent[]): Promise<void> => {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) streams.set(event.subject, [...(streams.get(event.subject) ?? []), event]);
  const fold = [...streams.values()].map((stream) => project(operationsProjection, stream)!);
  const store = new MongodbDocumentStore({ uri: cluster.mongodb.address, database: `${DATABASE}-views` });
  try {
    const { live } = await store.generations(operationsProjection.name);
    const { name: readModel, sorts = [] } = operationsProjection;
    const documents = await store.open({ readModel, generation: live!, sorts });
    const found: ReadModelDocument[] = [];
    for (let after: DocumentPage['next']; ;) {
      const page = await documents.find({ filter: {}, limit: 500, sort: { by: 'id' }, ...(after && { after }) });
      found.push(...page.documents);
      if (!page.next) break;
      after = page.next;
    }
    const byId = (all: readonly ReadModelDocument[]): readonly ReadModelDocument[] =>
      all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(JSON.parse(JSON.stringify(byId(found)))).toEqual(JSON.parse(JSON.stringify(byId(fold))));
  } finally {
    await store.close();
  }
};

const killAndStart = async (index: number): Promise<void> => {
  await cluster.system(index).kill();
  await setTimeout(Math.random() * 1_000);
  await cluster.startSystem(index);
};

describe('The distributed system under writers', () => {
  writersOn(Cluster.wholeTwice);

  it('a process of which is killed with -9 and started again', async () => {
    await underFaults((turn) => killAndStart(turn % 2));
    await expectWhole('one of two processes killed with -9');
  });

  it('whose leading process stands still past its lease and goes on', async () => {
    await underFaults(async () => {
      const { process } = await cluster.leader();
      process.kill('SIGSTOP');
      await setTimeout(STANDSTILL_MILLISECONDS);
      process.kill('SIGCONT');
    });
    await expectWhole('the leading process stood still for 7 s');
  });

  it('whose MongoDB is killed with -9 and started again', async () => {
    await underFaults(async () => {
      await cluster.mongodb.kill();
      await cluster.mongodb.start();
    });
    await expectWhole('mongod killed with -9');
  });

  it('whose MongoDB stands still for seconds', async () => {
    await underFaults(() => pauseEngine(cluster.mongodb, 3_000));
    await expectWhole('mongod stood still for 3 s');
  });

  it('whose broker is killed with -9 and started again', async () => {
    await underFaults(async () => {
      await cluster.kafka.kill();
      await cluster.kafka.start();
    });
    await expectWhole('broker killed with -9');
  });
});

describe('The gateway and the service behind it under writers', () => {
  writersOn(Cluster.apart);

  it('when the gateway is killed with -9 and started again', async () => {
    await underFaults(() => killAndStart(0));
    await expectWhole('gateway killed with -9');
  });

  it('when the service is killed with -9 and started again', async () => {
    await underFaults(() => killAndStart(1));
    await expectWhole('service behind the gateway killed with -9');
  });
});
