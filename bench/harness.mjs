import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';

/** A folder for one measure; gone when the process ends. */
const root = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'opsledger-bench-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
let files = 0;
export const newFile = (name) => join(root, `${(files += 1)}-${name}`);

/** An event of 561 bytes, as the peers' benchmarks have it. */
export const event = (stream, version, more = {}) => ({
  specversion: '1.0',
  id: uuidv7(),
  source: '/opsledger/bench',
  type: 'opsledger.bench.patrol-reported.v1',
  subject: stream,
  datacontenttype: 'application/json',
  streamversion: String(version),
  occurredat: '2026-11-22',
  acceptedat: '2026-11-22T01:00:00.000Z',
  actor: 'actor-1',
  correlationid: uuidv7(),
  sensitivity: 'UNCLASSIFIED',
  exercise: 'false',
  data: {
    sequence: version,
    summary: 'Routine patrol completed along the route, two checkpoints observed.',
  },
  ...more,
});
export const commit = (stream, firstVersion, count = 1) => ({
  id: uuidv7(),
  stream,
  firstVersion,
  events: Array.from({ length: count }, (_, index) => event(stream, firstVersion + index)),
  claims: [],
  releases: [],
  acceptedAt: '2026-11-22T01:00:00.000Z',
});

/** Does something again and again for some seconds; gives how often per second, after a warm-up that does not count. */
export const rate = async (seconds, work, perCall = 1) => {
  for (const end = performance.now() + 200; performance.now() < end;) await work();
  let calls = 0;
  const began = performance.now();
  for (const end = began + seconds * 1000; performance.now() < end; calls += 1) await work();
  return (calls * perCall * 1000) / (performance.now() - began);
};

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
export const percentile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
export const load = () => loadavg()[0];
export const round = (value, digits = 2) => Number(value.toFixed(digits));
