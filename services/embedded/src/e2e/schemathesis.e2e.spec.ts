import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROLES } from '@opsledger/platform';
import { temporaryFolder } from '@opsledger/testing';
import { hasTool } from '../testing/debian-tool.js';
import { REPOSITORY, RunningSystem } from '../testing/running-system.js';

const FOLDER = join(REPOSITORY, 'infra/schemathesis');
const INSTALLED = join(FOLDER, '.venv/bin/schemathesis');
const SCHEMATHESIS = existsSync(INSTALLED) ? INSTALLED : 'schemathesis';
const INSTALL = ` python3 -m venv ${FOLDER}/.venv && ${FOLDER}/.venv/bin/pip install -r ${FOLDER}/requirements.txt provides it.`;
const describeWhere = hasTool(SCHEMATHESIS, INSTALL) ? describe : describe.skip;

/** Per route, besides what is worked out from the schemas; more before a release. */
const EXAMPLES = process.env['SCHEMATHESIS_EXAMPLES'] ?? '5';
const FEWEST_CASES = 1_500;
/** What a running system may come to need for more requests: caches, statistics and records that were opened meanwhile. */
const MOST_MORE_MEGABYTES = 60;

describeWhere('The running system against its OpenAPI document', () => {
  const folder = temporaryFolder();
  let system: RunningSystem;
  beforeAll(async () => {
    system = await RunningSystem.start(folder.path);
    await system.ready();
  });
  afterAll(async () => {
    await system.stop();
    folder.remove();
  });

  const megabytes = (): number =>
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${system.process.pid}/status`, 'utf8'))![1]) / 1024;

  const run = (token: string, seed: number) =>
    new Promise<Readonly<{ code: number; out: string }>>((resolve) => {
      const args = [
        ...['run', `${system.url}/openapi.json`, '--no-color', '--seed', String(seed), '--request-timeout', '20'],
        ...['--header', `Authorization: Bearer ${token}`],
        ...['--phases', 'examples,coverage,fuzzing', '--max-examples', EXAMPLES],
        // A stream does not end, and it cannot write NDJSON: the API specs send both.
        ...['--exclude-path', '/v1/events/stream', '--exclude-path', '/v1/imports'],
        // A schema cannot say that a name is taken or that a place is unknown; and it asks by a method that Node cannot read.
        ...['--exclude-checks', 'positive_data_acceptance,unsupported_method'],
      ];
      const options = { cwd: folder.path, maxBuffer: 64 * 1024 * 1024 };
      execFile(SCHEMATHESIS, args, options, (error, out) => {
        // What it sent can be very long.
        const lines = out.split('\n').map((line) => line.slice(0, 500));
        resolve({ code: Number(error?.code ?? 0), out: lines.join('\n') });
      });
    });

  it(
    'answers as the document says, whatever it is asked, and keeps its memory',
    async () => {
      const token = await system.token(...ROLES);
      const warm = await run(token, 1);
      expect([warm.code, warm.code === 0 ? '' : warm.out]).toEqual([0, '']);
      const before = megabytes();
      const { code, out } = await run(token, 2);
      expect([code, code === 0 ? '' : out]).toEqual([0, '']);
      const cases = Number(/(\d+) generated/.exec(out)?.[1]);
      const after = megabytes();
      process.stdout.write(
        `schemathesis: ${cases} cases, memory ${before.toFixed(0)} MB before them, ${after.toFixed(0)} after\n`,
      );
      expect(cases).toBeGreaterThanOrEqual(FEWEST_CASES);
      expect(after - before).toBeLessThan(MOST_MORE_MEGABYTES);
    },
    15 * 60_000,
  );
});
