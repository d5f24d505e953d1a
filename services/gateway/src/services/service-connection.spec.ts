import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { errors, Pool } from 'undici';
import type { IdentitySigner, Problem, Tracing } from '@opsledger/platform';
import { ServiceConnection, type ServiceRequest } from './service-connection.js';

/** What a service does with a request, by how many have come before it. */
type Handling = (request: Parameters<Handler>[0], response: Parameters<Handler>[1], before: number) => void;
type Handler = NonNullable<Parameters<typeof createServer>[1]>;

let server: Server | undefined;
let connection: ServiceConnection;
let logged: unknown[];
let came: number;

const serve = async (handle: Handling): Promise<void> => {
  came = 0;
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => handle(request, response, came++));
  });
  await new Promise<void>((resolve) => void server!.listen(0, '127.0.0.1', resolve));
  connect(`http://127.0.0.1:${(server!.address() as AddressInfo).port}`);
};
const connect = (...urls: readonly string[]): void => {
  logged = [];
  const logger = { error: (...said: unknown[]) => void logged.push(said) };
  const signer = { sign: async () => 'signed' } as unknown as IdentitySigner;
  const tracing = { current: () => undefined } as unknown as Tracing;
  const options = { signer, tracing, logger: logger as never };
  connection = new ServiceConnection({ name: 'operations', urls }, options, () => undefined);
};
const stop = (): void => {
  server?.close();
  server?.closeAllConnections();
};
afterEach(async () => {
  jest.restoreAllMocks();
  await connection.close();
  stop();
});

const post: ServiceRequest = {
  ...{ method: 'POST', url: '/v1/operations', headers: { 'idempotency-key': 'k' }, body: Buffer.from('{}') },
  ...{ requestId: 'r', isRepeatable: true, deadlineMilliseconds: 400 },
};
const get: ServiceRequest = {
  ...{ method: 'GET', url: '/v1/operations', headers: {}, requestId: 'r', isRepeatable: true },
  deadlineMilliseconds: 400,
};
const failureOf = async (request: ServiceRequest): Promise<readonly [number, string]> => {
  const problem = await connection.send(request).then(
    ({ status }) => ({ status, code: 'answered' }),
    (error: unknown) => error as Problem,
  );
  return [problem.status, problem.code];
};

describe('a service that is away', () => {
  it('never reached: 503, nothing was changed', async () => {
    await serve(() => undefined);
    stop();
    expect(await failureOf(post)).toEqual([503, 'SERVICE_IS_NOT_REACHED']);
  });

  it('ends in the first attempt and stays away: the outcome is unknown, whatever later attempts meet', async () => {
    await serve((request) => {
      request.socket.destroy();
      stop();
    });
    expect(await failureOf(post)).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
    expect(came).toBe(1);
  });

  it('ends in the first attempt and then says that nothing was recorded: that is of the second attempt', async () => {
    await serve((request, response, before) => {
      if (before === 0) return void request.socket.destroy();
      response.writeHead(503, { 'content-type': 'application/problem+json', 'content-length': 2 }).end('{}');
    });
    expect(await failureOf(post)).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
    expect(came).toBeGreaterThan(1);
  });

  it.each([409, 412, 422])(
    'ends in the first attempt, and %i refuses the second: the first may be accepted yet, so the outcome is unknown',
    async (status) => {
      await serve((request, response, before) => {
        if (before === 0) return void request.socket.destroy();
        response.writeHead(status, { 'content-type': 'application/problem+json', 'content-length': 2 }).end('{}');
      });
      expect(await failureOf({ ...post, deadlineMilliseconds: 10_000 })).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
      expect(came).toBe(2);
      expect(await failureOf(post)).toEqual([status, 'answered']); // asked again under its key, nothing stands open
    },
  );

  it('ends in the first attempt, and a refusal in the body answers the second: the outcome is unknown', async () => {
    await serve((request, response, before) => {
      if (before === 0) return void request.socket.destroy();
      response.writeHead(200, { 'content-length': 2 }).end('{}');
    });
    const isRefusal = () => true;
    expect(await failureOf({ ...post, isRefusal })).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
    expect(await failureOf({ ...post, isRefusal })).toEqual([200, 'answered']);
  });

  it('is behind a proxy that says so at length: what nobody wants keeps no connection', async () => {
    await serve((_request, response, before) => {
      if (before < 70) return void response.writeHead(503, { 'content-type': 'text/html' }).end('x'.repeat(200_000));
      response.writeHead(200, { 'content-length': 2 }).end('{}');
    });
    // More attempts than there are connections.
    const asked = Array.from({ length: 80 }, () => failureOf({ ...get, deadlineMilliseconds: 10_000 }));
    expect(await Promise.all(asked)).toEqual(asked.map(() => [200, 'answered']));
  });

  it('comes back: the answer of the same key is told', async () => {
    await serve((request, response, before) => {
      if (before === 0) return void request.socket.destroy();
      response.writeHead(201, { 'content-length': 0 }).end();
    });
    expect(await failureOf({ ...post, deadlineMilliseconds: 5_000 })).toEqual([201, 'answered']);
  });

  it('ends while it is only read: nothing was changed', async () => {
    await serve((request) => {
      request.socket.destroy();
      stop();
    });
    expect(await failureOf(get)).toEqual([503, 'SERVICE_IS_NOT_REACHED']);
  });
});

describe('what ends an attempt', () => {
  const failing = (error: unknown): void => {
    jest.spyOn(Pool.prototype, 'request').mockRejectedValue(error);
  };
  const ofSystem = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

  beforeEach(() => serve(() => undefined));

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'])(
    '%s of a connection that a request went out on: the outcome is unknown',
    async (code) => {
      failing(ofSystem(code, 'read'));
      expect(await failureOf({ ...post, isRepeatable: false })).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
    },
  );

  it.each([
    ofSystem('ETIMEDOUT', 'connect'),
    ofSystem('ECONNREFUSED', 'connect'),
    ofSystem('ENOTFOUND', 'getaddrinfo'),
    new errors.ConnectTimeoutError(),
    new AggregateError([ofSystem('ECONNREFUSED', 'connect'), ofSystem('ENETUNREACH', 'connect')]),
  ])('%s while connecting: nothing was sent', async (error) => {
    failing(error);
    expect(await failureOf({ ...post, isRepeatable: false })).toEqual([503, 'SERVICE_IS_NOT_REACHED']);
  });
});

describe('a service that has too much to do', () => {
  it('does not answer: 504 once the time is over', async () => {
    await serve(() => undefined);
    expect(await failureOf(post)).toEqual([504, 'SERVICE_DOES_NOT_ANSWER']);
    expect(came).toBe(1);
  });

  it('has no connection free: the time that a request waits for one counts', async () => {
    await serve(() => undefined);
    const asked = Array.from({ length: 70 }, () => failureOf(post));
    expect(await Promise.all(asked)).toEqual(asked.map(() => [504, 'SERVICE_DOES_NOT_ANSWER']));
  });

  it('no more wait than could be answered: 503 at once', async () => {
    await serve(() => undefined);
    jest.spyOn(Pool.prototype, 'stats', 'get').mockReturnValue({ queued: 1_000 } as never);
    const begun = performance.now();
    expect(await failureOf({ ...post, deadlineMilliseconds: 30_000 })).toEqual([503, 'SERVICE_HAS_TOO_MUCH_TO_DO']);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(came).toBe(0);
  });

  it('trickles what is taken whole: the body, too, has to come in time', async () => {
    await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      const trickling = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(trickling));
    });
    const begun = performance.now();
    expect(await failureOf(post)).toEqual([504, 'SERVICE_DOES_NOT_ANSWER']);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('the time is that until headers come: a body that is passed on may take longer', async () => {
    await serve((_request, response) => {
      response.writeHead(200).write('begun ');
      setTimeout(() => response.end('and ended'), 800);
    });
    const { body } = await connection.send(get);
    expect(await (body as { text: () => Promise<string> }).text()).toBe('begun and ended');
  });
});

it("a service's own 401 is not the caller's: 502, and whoever runs the system is told", async () => {
  await serve((_request, response) => void response.writeHead(401, { 'content-length': 0 }).end());
  expect(await failureOf(post)).toEqual([502, 'SERVICE_DOES_NOT_BELIEVE_THE_GATEWAY']);
  expect(logged).toEqual([[{ requestId: 'r', service: 'operations' }, expect.any(String)]]);
});

describe('a service of two processes', () => {
  type Process = Readonly<{ url: string; asked: string[]; end: () => void }>;
  let processes: Process[];
  /** What they share: a key has one effect, whichever of them is asked. */
  let effects: Set<string>;

  const startProcess = async (handle?: Handler, port = 0): Promise<Process> => {
    const asked: string[] = [];
    const own = createServer((request, response) => {
      asked.push(String(request.url));
      if (handle) return handle(request, response);
      if (request.method === 'POST') effects.add(String(request.headers['idempotency-key']));
      response.end('{}');
    });
    await new Promise<void>((resolve) => void own.listen(port, '127.0.0.1', resolve));
    const end = (): void => {
      own.close();
      own.closeAllConnections();
    };
    return { url: `http://127.0.0.1:${(own.address() as AddressInfo).port}`, asked, end };
  };
  const start = async (...handlers: readonly (Handler | undefined)[]): Promise<void> => {
    effects = new Set();
    processes = await Promise.all(handlers.map((handle) => startProcess(handle)));
    connect(...processes.map(({ url }) => url));
  };
  afterEach(() => {
    for (const { end } of processes) end();
  });
  const patient = { deadlineMilliseconds: 10_000 };

  it('both are asked', async () => {
    await start(undefined, undefined);
    for (let time = 0; time < 10; time += 1) await failureOf(get);
    expect(processes.map(({ asked }) => asked.length)).toEqual([5, 5]);
  });

  it('one is killed under load: every request is answered, and each has one effect', async () => {
    const breaking: Handler = ({ headers, socket }) => {
      effects.add(String(headers['idempotency-key'])); // what was asked is done, and nobody is told
      socket.destroy();
      if (effects.size > 20) processes[0]!.end();
    };
    await start(breaking, undefined);
    const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
    const asked = keys.map(async (key, index) => {
      await pause(index * 5);
      const sent = { ...post, ...patient, headers: { 'idempotency-key': key } };
      return [(await connection.send(sent)).status, (await connection.send({ ...get, ...patient })).status];
    });
    expect(await Promise.all(asked)).toEqual(keys.map(() => [200, 200]));
    expect([...effects].filter((key) => key !== 'undefined').toSorted()).toEqual(keys.toSorted());
  });

  it('one that is not reached is left out for a while, and asked again when it is back', async () => {
    await start(undefined, undefined);
    const [gone] = processes as [Process];
    let now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    gone.end();
    for (let time = 0; time < 10; time += 1) expect(await failureOf(get)).toEqual([200, 'answered']);
    processes.push(await startProcess(undefined, Number(new URL(gone.url).port)));
    const back = processes.at(-1)!;
    expect(await failureOf(get)).toEqual([200, 'answered']);
    expect(back.asked).toEqual([]);
    now += 10_000;
    for (let time = 0; time < 4; time += 1) expect(await failureOf(get)).toEqual([200, 'answered']);
    expect(back.asked).toHaveLength(2);
  });

  it('one that hangs does not keep the time of the other', async () => {
    await start(() => undefined, undefined);
    const asked = [get, post, get, post].map((one) => failureOf({ ...one, deadlineMilliseconds: 2_000 }));
    expect(await Promise.all(asked)).toEqual(asked.map(() => [200, 'answered']));
  });

  it('what has no key is not sent to the other one after it may have come to the first', async () => {
    await start(
      ({ socket }) => socket.destroy(),
      ({ socket }) => socket.destroy(),
    );
    const once = { ...post, headers: {}, isRepeatable: false };
    expect(await failureOf(once)).toEqual([502, 'SERVICE_ANSWER_BROKE_OFF']);
    expect(processes.flatMap(({ asked }) => asked)).toHaveLength(1);
  });

  it('neither is there: 503', async () => {
    await start(undefined, undefined);
    for (const { end } of processes) end();
    expect(await failureOf(post)).toEqual([503, 'SERVICE_IS_NOT_REACHED']);
  });
});
