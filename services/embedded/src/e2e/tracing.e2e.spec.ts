import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@opsledger/testing';
import { REPOSITORY } from '../testing/running-system.js';
import { receiveSpans } from '../testing/span-receiver.js';

const run = promisify(execFile);

/** Opens an installation, answers a request, and prints which packages of OpenTelemetry were loaded and how the request ended. */
const PROGRAM = `
  import { createRequire } from 'node:module';
  import { loadConfiguration, makeLogger, openInstallation } from '@opsledger/platform';
  import { makeEmbeddedApplication } from '@opsledger/embedded';
  const installation = await openInstallation(loadConfiguration(process.env), () => undefined);
  const app = await makeEmbeddedApplication(installation, makeLogger('silent'));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const { statusCode } = await app.inject({ method: 'GET', url: '/v1/operations' });
  await app.close();
  await installation.close();
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const packages = loaded.flatMap((path) => path.match(/@opentelemetry.([^/\\\\]+)/)?.[1] ?? []);
  console.log(JSON.stringify({ statusCode, packages: [...new Set(packages)] }));
`;

const start = async (environment: Readonly<Record<string, string>>) => {
  const folder = temporaryFolder();
  try {
    const env = { ...process.env, DATA_DIR: folder.path, ...environment };
    const cwd = join(REPOSITORY, 'services/embedded');
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', PROGRAM], { env, cwd });
    return JSON.parse(stdout) as { statusCode: number; packages: string[] };
  } finally {
    folder.remove();
  }
};

describe('OpenTelemetry', () => {
  it('is not loaded without OTEL_EXPORTER_OTLP_ENDPOINT, but for the interfaces that prom-client brings along', async () => {
    expect(await start({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual({ statusCode: 401, packages: ['api'] });
  });

  it('is loaded with it, and an embedded system sends spans, too', async () => {
    const receiver = await receiveSpans();
    const { packages } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    await receiver.close();
    expect(packages).toEqual(expect.arrayContaining(['sdk-trace', 'exporter-trace-otlp-http']));
    expect(receiver.spans).toMatchObject([{ name: 'GET /v1/operations', kind: 2 }]);
  });

  it('that nobody listens to keeps nothing from working', async () => {
    expect((await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).statusCode).toBe(401);
  });

  it('at an address that is none is refused at the start, without showing what is in it', async () => {
    const refused = start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318/secret' });
    await expect(refused).rejects.toThrow('OTEL_EXPORTER_OTLP_ENDPOINT must be an address http(s)://...');
    await expect(refused).rejects.not.toThrow('secret');
  });
});
