import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { makeLogger, type IdentitySigner, type Tracing } from '@opsledger/platform';
import { Services } from './services.js';

const servers: Server[] = [];
const model = (position: number, more: object = {}) => ({
  ...{ name: 'operations', position, head: 9, parked: 0, isFailing: false, isStuck: false },
  ...more,
});

/** A process of a service that says of itself as is given; the status is that of its answer. */
const startProcess = async (ready: Readonly<{ status: string; readModels: readonly object[] }>): Promise<string> => {
  const answers: Record<string, object> = {
    '/internal/description': { name: 'operations', routes: [], commands: [], consumers: [], problems: {} },
    '/readyz': { ...ready, dependencies: [{ name: 'log', isAvailable: true }] },
  };
  const server = createServer(({ url }, response) => {
    const isMissing = url === '/readyz' && ready.status !== 'ready';
    response.writeHead(isMissing ? 503 : 200, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(JSON.stringify(answers[url!]));
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const stop = (server: Server): void => {
  server.close();
  server.closeAllConnections();
};

let services: Services;
const statusWith = async (...urls: readonly string[]) => {
  services = new Services({
    ...{ addresses: [{ name: 'operations', urls }], newId: () => 'id', logger: makeLogger('silent') },
    signer: {} as IdentitySigner,
    tracing: { current: () => undefined } as unknown as Tracing,
    onDescription: () => undefined,
  });
  services.start();
  while (services.all.some(({ description }) => !description)) await setTimeout(10);
  return services.status();
};
afterEach(async () => {
  await services.stop();
  for (const server of servers.splice(0)) stop(server);
});

const ready = { status: 'ready', readModels: [model(9)] };
const names = (one: Awaited<ReturnType<typeof statusWith>>) =>
  one.dependencies.map(({ name, isAvailable }) => `${name} ${isAvailable}`);

it('a service of one process is ready when that is', async () => {
  const status = await statusWith(await startProcess({ status: 'behind', readModels: [model(3)] }));
  expect(status).toMatchObject({ isReady: false, readModels: [{ position: 3 }] });
  expect(names(status)).toEqual(['operations true', 'operations/log true']);
});

it('one of two can be asked: ready, and who is missing is named', async () => {
  const gone = await startProcess(ready);
  stop(servers[0]!);
  const status = await statusWith(await startProcess(ready), gone);
  expect(status.isReady).toBe(true);
  expect(names(status)).toEqual(['operations true', 'operations/log true', 'operations-2 false']);
});

it('a read model is told as it is in the process with the most to take', async () => {
  const behind = { status: 'behind', readModels: [model(3, { isFailing: true })] };
  const status = await statusWith(await startProcess(ready), await startProcess(behind));
  expect(status).toMatchObject({ isReady: true, readModels: [model(3, { isFailing: true })] });
});
