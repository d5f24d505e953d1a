import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createDeclaredTopics, declaredTopics, kafkaSettingsFrom } from '@opsledger/platform/topics';
import { issueTokenFrom, type Role } from '@opsledger/platform';
import { temporaryFolder } from '@opsledger/testing';
import { REPOSITORY } from './testing/running-system.js';
import { receiveSpans, type ReceivedSpan } from './testing/span-receiver.js';

/** What a client says of its own trace; the second is sent to another process. */
const CLIENT = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };
const OTHER = '5bf92f3577b34da6a3ce929d0e0e4737';

/** The whole system on topics of its own, until its input ends. */
const PROGRAM = `
  import { loadConfiguration, makeLogger, openInstallation } from '@opsledger/platform';
  import { kafkaSettingsFrom } from '@opsledger/platform/topics';
  import { makeEmbeddedApplication } from '@opsledger/embedded';
  const [kafka, topics] = [kafkaSettingsFrom(process.env), JSON.parse(process.env.TEST_TOPICS)];
  const given = { ...loadConfiguration(process.env), kafka, topics };
  const installation = await openInstallation(given, () => undefined);
  const app = await makeEmbeddedApplication(installation, makeLogger('silent'));
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
  process.stdin.resume().once('end', async () => {
    await app.close();
    await installation.close();
  });
`;

describe('Traces of the distributed profile', () => {
  const folder = temporaryFolder();
  let receiver: Awaited<ReturnType<typeof receiveSpans>>;
  /** Two processes of one installation, of which one publishes what either accepts. */
  let children: ChildProcess[];
  let urls: string[];

  beforeAll(async () => {
    receiver = await receiveSpans();
    const prefix = basename(folder.path);
    const own = { partitions: 2 };
    const topics = declaredTopics().map(({ source, internal }) => ({
      source,
      internal: { ...internal, ...own, name: `${prefix}.${internal.name}` },
    }));
    await createDeclaredTopics(kafkaSettingsFrom(process.env), topics);
    const mongodbUri = new URL(process.env['MONGODB_URI']!);
    mongodbUri.pathname = `/${prefix}`;
    const environment = {
      ...process.env,
      ...{ DATA_DIR: folder.path, PROFILE: 'distributed', MONGODB_URI: mongodbUri.href },
      ...{ TEST_TOPICS: JSON.stringify(topics), OTEL_BSP_SCHEDULE_DELAY: '100' },
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    };
    [children, urls] = [[], []];
    for (let started = 0; started < 2; started += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
        cwd: join(REPOSITORY, 'services/embedded'),
        ...{ stdio: ['pipe', 'pipe', 'inherit'], env: environment },
      });
      children.push(child);
      const [printed] = (await once(child.stdout!, 'data')) as [Buffer];
      urls.push(String(printed).trim());
    }
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await receiver.close();
    folder.remove();
  });

  const post = async (role: Role, name: string, headers: Readonly<Record<string, string>> = {}, to = 0) => {
    const url = urls[to]!;
    const token = await issueTokenFrom(folder.path, { subject: 'sergeant-of-somewhere', roles: [role] }, '5m');
    const response = await fetch(`${url}/v1/operations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name, exercise: true }),
    });
    return {
      ...{ url, token, status: response.status },
      position: response.headers.get('opsledger-position'),
      location: response.headers.get('location'),
    };
  };
  const read = async ({ url, token, position, location }: Awaited<ReturnType<typeof post>>): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'opsledger-min-position': position! };
    return (await fetch(new URL(location!, url), { headers })).status;
  };

  /** Until its consumers are in their groups, a system that has just started reads the log instead of the topics. */
  const untilTopicsAreRead = async (): Promise<void> => {
    while (!receiver.spans.some(({ name }) => name.startsWith('consume'))) {
      await post('planner', randomUUID());
      await setTimeout(300);
    }
  };

  it('Commands are accepted by both processes, and projected', async () => {
    await untilTopicsAreRead();
    const traceparent = `00-${CLIENT.trace}-${CLIENT.span}-01`;
    const created = await post('planner', 'Name That Is Nobodys Business', { traceparent });
    const refused = await post('planner', 'Name That Is Nobodys Business');
    const notSampled = { traceparent: `00-11112222333344445555666677778888-${CLIENT.span}-00` };
    const unsampled = await post('planner', 'Nobody Looks', notSampled);
    expect([created.status, refused.status, unsampled.status]).toEqual([201, 422, 201]);
    const elsewhere = await post('planner', randomUUID(), { traceparent: `00-${OTHER}-${CLIENT.span}-01` }, 1);
    // All are in the read model.
    expect([await read(created), await read(unsampled), await read(elsewhere)]).toEqual([200, 200, 200]);
    const isProjected = (traceId: string): boolean =>
      receiver.spans.some((span) => span.traceId === traceId && span.name === 'project operations@1');
    while (![CLIENT.trace, OTHER].every(isProjected)) await setTimeout(100);
    for (const child of children) {
      child.stdin!.end();
      expect(await once(child, 'exit')).toEqual([0, null]);
    }
  });

  it.each([
    ['one process', CLIENT.trace],
    ['the other', OTHER],
  ])('One command is one connected trace, whichever process publishes: accepted by %s', (_, traceId) => {
    const trace = receiver.spans.filter((span) => span.traceId === traceId);
    const byId = new Map(trace.map((span) => [span.spanId, span]));
    /** Names from the request down to a span. */
    const way = ({ name, parentSpanId = '' }: ReceivedSpan): readonly string[] => {
      const parent = byId.get(parentSpanId);
      return parent ? [...way(parent), name] : [name];
    };
    const roots = trace.filter(({ parentSpanId = '' }) => !byId.has(parentSpanId));
    expect(roots).toMatchObject([{ name: 'POST /v1/operations', parentSpanId: CLIENT.span, kind: 2 }]);
    const topic = `${basename(folder.path)}.opsledger.operations`;
    const published = ['POST /v1/operations', 'command propose-operation', 'append', `publish ${topic}`];
    expect(trace.map(way)).toEqual(
      expect.arrayContaining([published, [...published, `consume ${topic}`, 'project operations@1']]),
    );
    // Read models that have nothing to do with operations are not told of.
    expect(trace.filter(({ name }) => name.startsWith('project standbys'))).toEqual([]);
  });

  it('What the client does not want to be traced is not', () =>
    expect(receiver.spans.filter(({ traceId }) => traceId.startsWith('1111'))).toEqual([]));

  it('A refusal is an answer and no fault, and its code is told', () => {
    expect(receiver.spans.filter(({ status }) => status?.code === 2)).toEqual([]);
    const kinds = receiver.spans.flatMap(({ attributes }) =>
      attributes.flatMap(({ key, value }) => (key === 'error.type' ? [value['stringValue']] : [])),
    );
    // Of two processes that write the same document one comes second.
    expect(kinds.filter((kind) => kind !== 'VersionGap')).toEqual(['OPERATION_NAME_IS_TAKEN']);
  });

  it('Nothing of what people wrote, nor who they are, is told', () => {
    const told = receiver.bodies.join();
    expect(told).toContain(CLIENT.trace);
    for (const secret of ['Nobodys', 'sergeant', 'Nobody Looks', 'actor-']) expect(told).not.toContain(secret);
  });
});
