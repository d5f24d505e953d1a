import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { issueToken } from '@opsledger/platform';
import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
let port: number;
beforeAll(async () => {
  system = await TestInstallation.start();
  await system.app.listen(0, '127.0.0.1');
  port = (system.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => system.remove());

let counter = 0;
const propose = async (): Promise<void> => {
  await system.send('POST', '/v1/operations', { as: 'planner', body: { name: `Heron ${(counter += 1)}` } });
};
const page = (query: string, headers: Record<string, string> = {}) =>
  system.send('GET', `/v1/events?${query}`, { as: 'auditor', headers });

describe('The feed waits for who asks it to', () => {
  it('answers as soon as there is something', async () => {
    const after = await system.head();
    const began = performance.now();
    const waiting = page(`after=${after}`, { prefer: 'respond-async, wait=20' });
    await setTimeout(200);
    await propose();
    const { body, headers } = await waiting;
    expect(body['data']).toHaveLength(1);
    expect(headers['preference-applied']).toBe('wait=20');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('answers at once when there is something already, and with nothing after the time', async () => {
    await propose();
    const head = await system.head();
    expect((await page(`after=${head - 1}`, { prefer: 'wait=20' })).body['data']).toHaveLength(1);
    const { body } = await page(`after=${head}`, { prefer: 'wait=1' });
    expect(body).toEqual({ data: [], page: { next: head, hasMore: false } });
  });

  it('goes on waiting while what comes does not fit the filter, and says how far it looked', async () => {
    const after = await system.head();
    const waiting = page(`after=${after}&type=opsledger.operations.operation-closed.v1`, { prefer: 'wait=1' });
    await propose();
    expect((await waiting).body).toEqual({ data: [], page: { next: after + 1, hasMore: false } });
  });

  it('does not wait for a preference that it does not understand', async () => {
    const { headers } = await page(`after=${await system.head()}`, { prefer: 'wait=soon' });
    expect(headers).not.toHaveProperty('preference-applied');
  });
});

describe('FEED: a position that the log never gave is gone', () => {
  const gone = { status: 410, code: 'POSITION_LIES_BEYOND_THE_LOG', rule: 'FEED' };

  it('in pages and while waiting; the last one that it gave is not', async () => {
    const head = await system.head();
    for (const headers of [{}, { prefer: 'wait=20' }] as const) {
      const answer = await page('after=999999', headers);
      expect(answer).toMatchObject({ status: 410, body: { ...gone, details: { after: 999_999, head } } });
      expect(answer.headers['opsledger-log-id']).toEqual(expect.any(String));
    }
    expect((await page(`after=${head}`)).status).toBe(200);
  });

  it('in streams, which do not begin', async () => {
    const headers = { 'last-event-id': '999999' };
    const answer = await system.send('GET', '/v1/events/stream', { as: 'auditor', headers });
    expect(answer).toMatchObject({ status: 410, body: gone });
  });
});

type Received = Readonly<{ id: string; event?: string; data?: Json }>;
/** Reads a stream of server-sent events as a browser does. */
class Reader {
  readonly received: Received[] = [];
  private text = '';
  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (this.text + chunk).split('\n\n');
      this.text = blocks.pop()!;
      for (const block of blocks) this.take(block);
    });
  }

  static async open(query = '', headers: Record<string, string> = {}, role: 'auditor' | 'viewer' = 'auditor') {
    const token = await issueToken(system.installation.keys, { subject: 'reader', roles: [role] }, '5m');
    const request = get({
      ...{ port, host: '127.0.0.1', path: `/v1/events/stream${query}` },
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new Reader(response);
  }

  async until(count: number): Promise<readonly Received[]> {
    while (this.received.length < count) await setTimeout(10);
    return this.received;
  }

  close(): void {
    this.response.destroy();
  }

  private take(block: string): void {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    if (fields['data'] === undefined) return;
    this.received.push({ id: fields['id']!, event: fields['event']!, data: JSON.parse(fields['data']) });
  }
}

describe('A stream of events', () => {
  it('gives what was there and what comes, each under its position', async () => {
    const after = await system.head();
    await propose();
    const reader = await Reader.open(`?after=${after}`);
    expect(reader.response.headers['content-type']).toMatch('text/event-stream');
    await reader.until(1);
    await propose();
    const received = await reader.until(2);
    expect(received.map(({ id }) => Number(id))).toEqual([after + 1, after + 2]);
    expect(received[1]).toMatchObject({
      ...{ event: 'opsledger.operations.operation-proposed.v1' },
      data: { position: String(after + 2), specversion: '1.0' },
    });
    reader.close();
  });

  it('goes on after the last that was received', async () => {
    await propose();
    const head = await system.head();
    const reader = await Reader.open('?after=0', { 'last-event-id': String(head - 1) });
    expect((await reader.until(1)).map(({ id }) => Number(id))).toEqual([head]);
    reader.close();
  });

  it('withholds what the reader is not cleared for, and keeps its place', async () => {
    await propose();
    const head = await system.head();
    const reader = await Reader.open(`?after=${head - 1}`, {}, 'viewer');
    const [event] = await reader.until(1);
    expect(event).toMatchObject({ id: String(head), event: 'opsledger.withheld.v1' });
    expect(JSON.stringify(event)).not.toContain('Heron');
    reader.close();
  });

  it('refuses an id that is no position, and who is not signed in', async () => {
    const wrong = await Reader.open('', { 'last-event-id': 'x' });
    expect(wrong.response.statusCode).toBe(400);
    wrong.close();
    expect((await system.send('GET', '/v1/events/stream')).status).toBe(401);
  });

  it('does not keep the system from stopping', async () => {
    const other = await TestInstallation.start();
    await other.app.listen(0, '127.0.0.1');
    const token = await issueToken(other.installation.keys, { subject: 'reader', roles: ['auditor'] }, '5m');
    const path = `http://127.0.0.1:${(other.app.getHttpServer().address() as AddressInfo).port}/v1/events`;
    const headers = { authorization: `Bearer ${token}` };
    const streamed = await fetch(`${path}/stream`, { headers });
    const waiting = fetch(path, { headers: { ...headers, prefer: 'wait=30' } });
    await setTimeout(100);
    const began = performance.now();
    await other.remove();
    expect((await waiting).status).toBe(200);
    await streamed.text();
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
