import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { IDENTITY_HEADER, issueToken, makeLogger, openInstallation, type Installation } from '@opsledger/platform';
import { temporaryFolder } from '@opsledger/testing';
import { makeGatewayApplication } from './gateway.application.js';

const DEADLINE_MILLISECONDS = 1_500;
const STALLED_MILLISECONDS = 500;
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A service that has some routes and commands, and does with a request as is said. */
const startService = async (name: string) => {
  let handle: Handler = () => undefined;
  const came: string[] = [];
  const description = {
    ...{ name, consumers: [], problems: {}, openApi: { paths: {}, schemas: {} } },
    routes: ['GET', 'HEAD', 'POST'].map((method) => ({ method, url: `/v1/${name}` })),
    commands: [{ name: `report-${name}`, target: 'new' }],
  };
  const server = createServer((request, response) => {
    const { method, url } = request;
    if (url === '/internal/description') return void response.end(JSON.stringify(description));
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => {
      came.push(`${method} ${url}`);
      handle(request, response, body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    came,
    does: (next: Handler): void => {
      handle = next;
      came.length = 0;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
type Service = Awaited<ReturnType<typeof startService>>;

const folder = temporaryFolder();
let installation: Installation;
let app: Awaited<ReturnType<typeof makeGatewayApplication>>;
let port: number;
let token: string;
let [first, supplies]: Service[] = [];

beforeAll(async () => {
  installation = await openInstallation({ dataFolder: folder.path }, () => undefined);
  [first, supplies] = await Promise.all(['operations', 'supplies'].map(startService));
  const addresses = [
    { name: 'operations', urls: [first!.url] },
    { name: 'supplies', urls: [supplies!.url] },
  ];
  const patience = { deadlineMilliseconds: DEADLINE_MILLISECONDS, stalledMilliseconds: STALLED_MILLISECONDS };
  app = await makeGatewayApplication(installation, makeLogger('silent'), addresses, {}, patience);
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
  token = await issueToken(installation.keys, { subject: 'somebody', roles: ['importer', 'planner'] }, '5m');
});
afterAll(async () => {
  app.getHttpServer().closeAllConnections();
  await app.close();
  for (const service of [first, supplies]) service!.stop();
  await installation.close();
  folder.remove();
});

/** A request whose answer is not read yet. */
const open = async ({ headers, ...options }: RequestOptions = {}, body?: string | Buffer): Promise<IncomingMessage> => {
  const given = { authorization: `Bearer ${token}`, ...headers };
  const request = send({ port, host: '127.0.0.1', path: '/v1/operations', agent: false, ...options, headers: given });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
};
const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const bytes of response) text += String(bytes);
  return text;
};
const ask = async (options: RequestOptions = {}, body?: string | Buffer) => {
  const response = await open(options, body);
  const text = await textOf(response);
  const isJson = /json/.test(String(response.headers['content-type']));
  return { status: response.statusCode, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
};
/** What a client sends that keeps to no rules, and all that it is answered. */
const raw = async (text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(text.replaceAll('\n', '\r\n'));
  let answered = '';
  for await (const bytes of socket) answered += String(bytes);
  return answered;
};
const until = async (holds: () => boolean): Promise<void> => {
  for (const end = Date.now() + 30_000; !holds(); await setTimeout(20))
    if (Date.now() > end) throw new Error(`It never came to ${holds.toString()}`);
};
const json = { 'content-type': 'application/json' };

describe('a service whose answer is none', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['is cut off within its head', ({ socket }) => void socket!.end('HTTP/1.1 200 OK\r\ncontent-le')],
    [
      'is cut off within its body',
      ({ socket }) => void socket!.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    ],
    ['is no HTTP', ({ socket }) => void socket!.end('220 mail.example ESMTP\r\n')],
    [
      'has two lengths',
      ({ socket }) => void socket!.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 4\r\n\r\nbody'),
    ],
    ['is reset', ({ socket }) => void socket!.resetAndDestroy()],
  ])('%s: 502 once the time is over, and the outcome is unknown', async (_, answer) => {
    first!.does((_request, response) => answer(response));
    const { status, headers, body } = await ask({ method: 'POST', headers: json }, '{}');
    expect([status, body.code, body.details]).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF', { service: 'operations' }]);
    expect([headers['retry-after'], headers['idempotency-key']]).toEqual(['2', body.idempotencyKey]);
    expect(first!.came.length).toBeGreaterThan(1);
    const read = await ask();
    expect([read.status, read.body.code]).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
  });

  it('does not come: 504 once the time is over', async () => {
    first!.does(() => undefined);
    const answers = await Promise.all([ask(), ask({ method: 'POST', headers: json }, '{}')]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [504, 'SERVICE_DOES_NOT_ANSWER'],
      [504, 'SERVICE_DOES_NOT_ANSWER'],
    ]);
  });

  it('the other service answers meanwhile', async () => {
    first!.does(() => undefined);
    supplies!.does((_request, response) => void response.end('there'));
    const slow = ask();
    expect(await ask({ path: '/v1/supplies' })).toMatchObject({ status: 200, body: 'there' });
    expect((await slow).status).toBe(504);
  });
});

describe('an answer that is long', () => {
  const LINE = `${JSON.stringify({ text: 'x'.repeat(1_000) })}\n`;
  const LINES = 50_000;
  let given: number;
  /** 50 MB, as fast as they are taken. */
  const exporting: Handler = (_request, response) => {
    response.setHeader('content-type', 'application/x-ndjson');
    const lines = function* () {
      for (given = 0; given < LINES; given += 1) yield LINE;
    };
    void pipeline(Readable.from(lines(), { objectMode: false, highWaterMark: 65_536 }), response).catch(
      () => undefined,
    );
  };

  it('comes whole, and no faster than it is taken', async () => {
    first!.does(exporting);
    const response = await open();
    let before = -1;
    // As much as the buffers on the way hold, and then no more: the caller has taken nothing yet.
    for (; before !== given; await setTimeout(200)) before = given;
    expect(given).toBeLessThan(LINES / 2);
    const [hash, expected] = [createHash('sha256'), createHash('sha256')];
    for await (const bytes of response) hash.update(bytes as Buffer);
    for (let line = 0; line < LINES; line += 1) expected.update(LINE);
    expect(hash.digest('hex')).toBe(expected.digest('hex'));
  });

  it('ends at the service when the caller goes', async () => {
    let isClosed = false;
    first!.does((request, response, body) => {
      response.once('close', () => (isClosed = true));
      exporting(request, response, body);
    });
    const response = await open();
    await once(response, 'data');
    response.destroy();
    await until(() => isClosed);
    expect(given).toBeLessThan(LINES);
  });

  it('ends at the service when the caller takes no more of it', async () => {
    let isClosed = false;
    first!.does((request, response, body) => {
      response.once('close', () => (isClosed = true));
      exporting(request, response, body);
    });
    const response = await open();
    await until(() => isClosed);
    await expect(textOf(response)).rejects.toThrow('aborted');
  });

  it.each([
    ['of no known length', 'transfer-encoding: chunked\r\n\r\n5\r\nbegun\r\n'],
    ['of a known length', `content-length: ${2 * 1024 * 1024}\r\n\r\nbegun`],
  ])('%s, breaks off: the caller is not told that it has all', async (_, answer) => {
    first!.does(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\n${answer}`);
      void setTimeout(100).then(() => socket.destroy());
    });
    const response = await open();
    expect(response.statusCode).toBe(200);
    await expect(textOf(response)).rejects.toThrow('aborted');
  });

  it('is passed on as it comes, each event when it is there', async () => {
    let finish: () => void = () => undefined;
    first!.does((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\n\n');
      finish = () => void response.end('id: 2\n\n');
    });
    const response = await open();
    expect(String((await once(response, 'data'))[0])).toBe('id: 1\n\n');
    finish();
    expect(await textOf(response)).toBe('id: 2\n\n');
  });
});

it('a caller who goes before there is an answer: what was only read is not read for nobody', async () => {
  let [isHere, isClosed] = [false, false];
  first!.does((_request, response) => {
    isHere = true;
    response.once('close', () => (isClosed = true));
  });
  const request = send({ port, path: '/v1/operations', headers: { authorization: `Bearer ${token}` }, agent: false });
  request.on('error', () => undefined).end();
  await until(() => isHere);
  const begun = performance.now();
  request.destroy();
  await until(() => isClosed);
  expect(performance.now() - begun).toBeLessThan(DEADLINE_MILLISECONDS);
  await setTimeout(300);
  expect(first!.came).toHaveLength(1);
});

describe('what goes on to a service', () => {
  it('is what a service may hear: who is asking is said by the gateway alone', async () => {
    let heard: IncomingMessage['headers'] = {};
    first!.does(({ headers }, response) => {
      heard = headers;
      response.end('{}');
    });
    const forged = { [IDENTITY_HEADER]: 'forged', cookie: 'a=b', 'x-forwarded-for': '10.0.0.1', 'x-user': 'admin' };
    const ofConnection = { connection: 'keep-alive, if-match', te: 'trailers', 'proxy-authorization': 'x' };
    const meant = { accept: 'text/csv', 'accept-language': 'fr', 'if-none-match': '"3"', prefer: 'wait=1' };
    await ask({ headers: { ...forged, ...ofConnection, ...meant } });
    expect(heard).toMatchObject(meant);
    expect(heard[IDENTITY_HEADER]).toMatch(/^eyJ/);
    const names = Object.keys(heard).filter((name) => !(name in meant));
    expect(names.toSorted()).toEqual(['connection', 'host', IDENTITY_HEADER, 'x-request-id'].toSorted());
  });

  it('comes back without what was of the connection', async () => {
    first!.does((_request, response) => {
      const headers = { connection: 'keep-alive, x-of-the-hop', 'x-of-the-hop': '1', 'keep-alive': 'timeout=5' };
      response.writeHead(200, { ...headers, etag: '"1"', 'x-request-id': 'of-the-service' }).end('{}');
    });
    const { headers } = await ask();
    expect(headers).toMatchObject({ etag: '"1"' });
    expect(headers['x-of-the-hop']).toBeUndefined();
    expect(headers['x-request-id']).not.toBe('of-the-service');
  });

  it('has its limit: what is larger is refused before anybody is asked, with its length or without', async () => {
    first!.does((_request, response) => void response.end('{}'));
    const large = Buffer.alloc(256 * 1024 + 1, ' ');
    const said = await ask({ method: 'POST', headers: { ...json, 'content-length': large.length } }, large);
    const chunked = await ask({ method: 'POST', headers: { ...json, 'transfer-encoding': 'chunked' } }, large);
    for (const { status, body } of [said, chunked]) expect([status, body.code]).toEqual([413, 'BODY_IS_TOO_LARGE']);
    expect(first!.came).toEqual([]);
    expect((await ask({ method: 'POST', headers: json }, large.subarray(1))).status).toBe(200);
  });

  it.each([
    ['two lengths', 'content-length: 2\ncontent-length: 40\n\n{}'],
    ['a length and chunks', 'content-length: 2\ntransfer-encoding: chunked\n\n0\n\n'],
    ['chunks within something else', 'transfer-encoding: chunked, identity\n\n0\n\n'],
    ['a header that is folded', 'x-one: a\n\tb\n\n'],
  ])('is one request: %s are refused', async (_, rest) => {
    first!.does((_request, response) => void response.end('{}'));
    const head = `POST /v1/operations HTTP/1.1\nhost: x\nconnection: close\nauthorization: Bearer ${token}\n`;
    expect(await raw(`${head}${rest}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(first!.came).toEqual([]);
  });
});

describe('what no service has said that it has', () => {
  it.each([
    ['GET', '/v1/operations/one'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/operations/../../internal/description'],
    ['GET', '/v1/%2e%2e/internal/description'],
    ['GET', '//v1/operations'],
    ['GET', '/internal/description'],
    ['POST', '/internal/commands'],
    ['GET', '/V1/operations'],
  ])('%s %s is not there, and nobody is asked', async (method, path) => {
    first!.does((_request, response) => void response.end('{}'));
    const { status, body } = await ask({ method, path });
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
    expect(first!.came).toEqual([]);
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('%s of what can only be read and posted to', async (method) => {
    const { status, headers } = await ask({ method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  });

  it.each([['TRACE'], ['CONNECT'], ['OPTIONS']])('%s is nobody’s', async (method) => {
    const head = `${method} /v1/operations HTTP/1.1\nhost: x\nconnection: close\nauthorization: Bearer ${token}\n\n`;
    first!.does((_request, response) => void response.end('{}'));
    expect(await raw(head)).not.toMatch(/^HTTP\/1\.1 [25]/);
    expect(first!.came).toEqual([]);
  });

  it('without a sign-in nobody is asked, whatever it is', async () => {
    first!.does((_request, response) => void response.end('{}'));
    for (const path of ['/v1/operations', '/v1/nothing']) {
      const head = `GET ${path} HTTP/1.1\nhost: x\nconnection: close\n\n`;
      expect(await raw(head)).toMatch(/^HTTP\/1\.1 401 /);
    }
    expect(first!.came).toEqual([]);
  });
});

describe('an import whose rows belong to two services', () => {
  const row = (key: string, command: string) =>
    JSON.stringify({
      ...{ key, command, data: { name: key }, occurredAt: '2022-03', knownAt: '2022-06-02T00:00:00Z' },
      source: { kind: 'letter', ref: 'A letter' },
    });
  const rows = [row('1', 'report-operations'), row('2', 'report-supplies'), row('3', 'report-operations')].join('\n');
  const importing = () =>
    ask({ method: 'POST', path: '/v1/imports', headers: { 'content-type': 'application/x-ndjson' } }, rows);
  type Sent = { command: { data: { name: string } }; commands: readonly { data: { name: string } }[] };
  let run: string[];
  /** Takes commands, and refuses those in a rehearsal that are named. */
  const taking =
    (refused: readonly string[] = []): Handler =>
    ({ url }, response, text) => {
      const { command, commands } = JSON.parse(text) as Sent;
      const outcome = {
        document: { id: `of ${command?.data.name}` },
        version: 1,
        isReplay: false,
        path: '/',
        stream: 's',
      };
      if (url === '/internal/commands') run.push(command.data.name);
      const answers = {
        '/internal/field-checks': () => commands.map(() => []),
        '/internal/rehearsals': () =>
          commands.map(({ data: { name } }) =>
            refused.includes(name)
              ? { problem: { status: 422, code: 'NAME_IS_TAKEN', options: {} } }
              : { outcome: { id: name, version: 1, isReplay: false } },
          ),
        '/internal/commands': () => ({ outcome }),
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answers[url as keyof typeof answers]()));
    };
  beforeEach(() => {
    run = [];
    first!.does(taking());
    supplies!.does(taking());
  });

  it('each takes its own, in the order of the rows', async () => {
    const { status, body } = await importing();
    expect([status, body.applied, run]).toEqual([200, 3, ['1', '2', '3']]);
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual(['of 1', 'of 2', 'of 3']);
    expect(first!.came.filter((one) => one.includes('commands'))).toHaveLength(2);
    expect(supplies!.came.filter((one) => one.includes('commands'))).toHaveLength(1);
  });

  it('one refuses a row: nothing is done in either', async () => {
    supplies!.does(taking(['2']));
    const { status, body } = await importing();
    expect([status, run]).toEqual([422, []]);
    expect(body.rows).toMatchObject([{ line: 2, problem: { code: 'NAME_IS_TAKEN' } }]);
  });

  it('one ends half way: what stands is told, and which row met what', async () => {
    const good = taking();
    supplies!.does((request, response, body) =>
      request.url === '/internal/commands' ? request.socket.destroy() : good(request, response, body),
    );
    const { status, body } = await importing();
    expect([status, body.code, body.line, body.applied]).toEqual([502, 'IMPORT_BROKE_OFF', 2, 1]);
    expect(body.problem).toMatchObject({ code: 'SERVICE_ANSWER_BROKE_OFF', details: { service: 'supplies' } });
  });
});
