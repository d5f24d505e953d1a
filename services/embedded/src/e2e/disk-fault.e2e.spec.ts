import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { temporaryFolder } from '@opsledger/testing';
import { hasTool } from '../testing/debian-tool.js';
import { REPOSITORY, RunningSystem } from '../testing/running-system.js';

type Sent = Readonly<{ key: string; status: number | 'no answer'; code?: string; id?: string }>;
type Feed = Readonly<{
  data: readonly { subject: string; data: { name: string } }[];
  page: { next: number; hasMore: boolean };
}>;

const CALLERS = 16;
const describeWhere = hasTool('gcc') ? describe : describe.skip;

describeWhere('A disk that fails in the middle of COMMIT', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const [library, trigger, hit] = ['failing-sync.so', 'trigger', 'hit'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  beforeAll(() =>
    execFileSync('gcc', ['-shared', '-fPIC', '-o', library, join(REPOSITORY, 'infra/faults/failing-sync.c'), '-ldl']),
  );
  afterAll(folder.remove);

  const propose = async (url: string, token: string, key: string): Promise<Sent> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key };
    try {
      const answer = await fetch(`${url}/v1/operations`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ name: `Heron ${key}` }),
      });
      const { id, code } = (await answer.json()) as { id?: string; code?: string };
      return { key, status: answer.status, ...(id && { id }), ...(code && { code }) };
    } catch {
      return { key, status: 'no answer' };
    }
  };

  it('nothing is acknowledged any more, the process ends, and the next start has what was acknowledged, once', async () => {
    const fault = { LD_PRELOAD: library, FAULT_TRIGGER: trigger, FAULT_HIT: hit, FAULT_FILE: 'events.db-wal' };
    const system = await RunningSystem.start(data, fault);
    await system.ready();
    const token = await system.token('planner');
    const exited = once(system.process, 'exit');
    const sent: Sent[] = [];
    let isFailing = false;
    const acknowledgedAfter: Sent[] = [];
    const caller = async (number: number): Promise<void> => {
      for (let count = 0; ; count += 1) {
        const wasFailing = isFailing;
        const answer = await propose(system.url, token, `${number}-${count}`);
        sent.push(answer);
        if (wasFailing && answer.status === 201) acknowledgedAfter.push(answer);
        if (answer.status !== 201) return;
      }
    };
    const callers = Array.from({ length: CALLERS }, (_, number) => caller(number));
    await setTimeout(700);
    writeFileSync(trigger, '');
    await setTimeout(50);
    isFailing = existsSync(hit);
    const [code] = (await exited) as [number];
    await Promise.all(callers);

    expect(existsSync(hit)).toBe(true); // the fault did bite
    expect(code).toBe(1);
    expect(acknowledgedAfter).toEqual([]);
    const answered = sent.filter(({ status }) => status === 201);
    const refused = sent.filter(({ status }) => status !== 201);
    expect(answered.length).toBeGreaterThan(CALLERS);
    expect(refused).toHaveLength(CALLERS);
    for (const { status, code: said } of refused)
      expect(['503 OUTCOME_UNKNOWN', 'no answer undefined']).toContain(`${status} ${said}`);
    expect(refused.some(({ status }) => status === 503)).toBe(true);

    rmSync(trigger);
    const again = await RunningSystem.start(data);
    await again.ready();
    // Whoever does not know sends the same again under the same key, twice: one effect each.
    for (const { key } of refused) {
      const first = await propose(again.url, token, key);
      expect([201, 201]).toEqual([first.status, (await propose(again.url, token, key)).status]);
    }
    const counts = new Map<string, number>();
    for (let after = 0, hasMore = true; hasMore;) {
      const feed: Feed = await again.get(`/v1/events?after=${after}&limit=1000`, token);
      for (const {
        data: { name },
      } of feed.data)
        counts.set(name, (counts.get(name) ?? 0) + 1);
      ({ next: after, hasMore } = feed.page);
    }
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect([...counts.keys()].toSorted()).toEqual(sent.map(({ key }) => `Heron ${key}`).toSorted());
    process.stdout.write(
      `disk fault: ${answered.length} acknowledged before it, ${refused.length} unknown, all there once after the restart\n`,
    );
    expect(await again.stop()).toBe(0);
  });
});
