import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '@opsledger/kernel';
import { temporaryFolder } from '@opsledger/testing';
import { RunningSystem } from '../testing/running-system.js';

const WRITERS = 16;
const ROUNDS = 5;

type Attempt = Readonly<{ key: string; name: string }>;
type Page = Readonly<{
  data: readonly RecordedEvent<{ name: string }>[];
  page: Readonly<{ next: number; hasMore: boolean }>;
}>;

const folder = temporaryFolder();
afterAll(() => folder.remove());

const propose = async (system: RunningSystem, token: string, { key, name }: Attempt): Promise<string> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key };
  const response = await fetch(`${system.url}/v1/operations`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name }),
  });
  const { id } = (await response.json()) as { id: string };
  if (response.status !== 201) throw new Error(`Answered ${response.status}`);
  return id;
};

/** Writes until the connection breaks, keeping apart what was acknowledged and what was not answered. */
const writeUntilKilled = async (
  system: RunningSystem,
  token: string,
  acknowledged: Map<string, string>,
  unanswered: Attempt[],
): Promise<void> => {
  for (;;) {
    const attempt = { key: randomUUID(), name: `Heron ${randomUUID()}` };
    try {
      acknowledged.set(attempt.name, await propose(system, token, attempt));
    } catch {
      unanswered.push(attempt);
      return;
    }
  }
};

const readLog = async (system: RunningSystem, token: string): Promise<readonly RecordedEvent<{ name: string }>[]> => {
  const events: RecordedEvent<{ name: string }>[] = [];
  for (let after = 0, hasMore = true; hasMore;) {
    const { data, page } = await system.get<Page>(`/v1/events?limit=1000&after=${after}`, token);
    events.push(...data);
    ({ next: after, hasMore } = page);
  }
  return events;
};

it(`kill -9 under ${WRITERS} writers, ${ROUNDS} times: every acknowledged event is there exactly once, every retry has one effect`, async () => {
  const acknowledged = new Map<string, string>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const unanswered: Attempt[] = [];
    const system = await RunningSystem.start(folder.path);
    const token = await system.token('planner');
    const writers = Array.from({ length: WRITERS }, () => writeUntilKilled(system, token, acknowledged, unanswered));
    await setTimeout(400 + 150 * round);
    await system.kill();
    await Promise.all(writers);
    expect(unanswered.length).toBe(WRITERS);

    const next = await RunningSystem.start(folder.path);
    // Twice, since a retry may be lost as well; both have to name the same record.
    for (const attempt of unanswered) {
      const id = await propose(next, token, attempt);
      expect(await propose(next, token, attempt)).toBe(id);
      acknowledged.set(attempt.name, id);
    }
    const events = await readLog(next, token);
    expect(events.map(({ position }) => Number(position))).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted());
    expect(new Map(events.map(({ data, subject }) => [data.name, subject.replace('operation-', '')]))).toEqual(
      acknowledged,
    );
    expect(events.length).toBe(acknowledged.size);
    await next.ready();
    const [last] = events.slice(-1);
    expect(await next.get(`/v1/operations/${last!.subject.replace('operation-', '')}`, token)).toMatchObject({
      name: last!.data.name,
      version: 1,
    });
    expect(await next.stop()).toBe(0);
  }
  expect(acknowledged.size).toBeGreaterThan(WRITERS * ROUNDS * 2);
  process.stdout.write(
    `kill test: ${acknowledged.size} events acknowledged over ${ROUNDS} kills, all there exactly once\n`,
  );
});

it('a second process on the same folder is told who holds it, and the first goes on', async () => {
  const system = await RunningSystem.start(folder.path);
  await expect(RunningSystem.start(folder.path)).rejects.toThrow(
    new RegExp(`in use by process ${system.process.pid}, started 20`),
  );
  await system.ready();
  expect(await system.stop()).toBe(0);
});

it('SIGTERM: who is half-way through sending is not waited for, and what was recorded is there', async () => {
  const system = await RunningSystem.start(folder.path);
  const { port } = new URL(system.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    'POST /v1/operations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"na',
  );
  await setTimeout(200);
  const began = Date.now();
  expect(await system.stop()).toBe(0);
  expect(Date.now() - began).toBeLessThan(8_000);
  socket.destroy();
});

it('what is kept is for the account that runs it', async () => {
  const system = await RunningSystem.start(join(folder.path, 'modes'));
  const modes = readdirSync(system.dataFolder).map(
    (name) => [name, statSync(join(system.dataFolder, name)).mode & 0o077] as const,
  );
  expect(modes.length).toBeGreaterThan(5);
  expect(modes.filter(([, others]) => others !== 0)).toEqual([]);
  await system.stop();
});

it('a log that is gone is told, not begun anew; a read model that cannot be used says that it may be deleted', async () => {
  const place = join(folder.path, 'lost');
  const system = await RunningSystem.start(place);
  const token = await system.token('planner');
  await propose(system, token, { key: 'k', name: 'Heron' });
  await system.stop();
  const log = readFileSync(join(place, 'events.db'));
  writeFileSync(join(place, 'events.db'), '');
  await expect(RunningSystem.start(place)).rejects.toThrow(/events.db is gone or empty/);
  writeFileSync(join(place, 'events.db'), log);
  writeFileSync(join(place, 'views.db'), 'not a database at all, but long enough to be taken for one');
  await expect(RunningSystem.start(place)).rejects.toThrow(/views.db .* may be deleted/);
});
