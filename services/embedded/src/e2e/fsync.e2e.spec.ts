import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@opsledger/testing';
import { hasTool } from '../testing/debian-tool.js';
import { REPOSITORY } from '../testing/running-system.js';

const COMMITS = 1_600;
const describeWhere = hasTool('strace') ? describe : describe.skip;

/** Appends as that many callers do, each waiting for its answer before it sends the next. */
const program = (file: string, callers: number): string => `
  import { SqliteEventStore } from ${JSON.stringify(pathToFileURL(join(REPOSITORY, 'libs/event-store/dist/sqlite/sqlite-event-store.adapter.js')).href)};
  const now = () => new Date().toISOString();
  const log = new SqliteEventStore({ file: ${JSON.stringify(file)}, now, newLogId: () => 'log', onOutcomeUnknown: (error) => { throw error; } });
  const event = (stream, version) => ({ specversion: '1.0', id: stream + '-' + version, source: '/s', type: 't.v1', subject: stream,
    datacontenttype: 'application/json', streamversion: String(version), occurredat: '2022', acceptedat: now(), actor: 'a',
    correlationid: 'c', sensitivity: 'UNCLASSIFIED', exercise: 'false', data: {} });
  await Promise.all(Array.from({ length: ${callers} }, async (_, caller) => {
    for (let version = 1; version <= ${COMMITS} / ${callers}; version += 1) {
      const stream = 'thing-' + caller;
      await log.append({ id: stream + '-' + version, stream, firstVersion: version, events: [event(stream, version)], claims: [], releases: [], acceptedAt: now() });
    }
  }));
  process.stdout.write(String(await log.head()));
`;

describeWhere('What an acknowledged commit costs on the disk', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  /** How often the log's write-ahead file was synchronised, per commit. */
  const syncsPerCommit = (callers: number): number => {
    const [database, script, trace] = ['events.db', 'append.mjs', 'trace'].map((name) =>
      join(folder.path, `${callers}-${name}`),
    ) as [string, string, string];
    writeFileSync(script, program(database, callers));
    const out = execFileSync('strace', [
      '-f',
      '-y',
      '-e',
      'trace=fsync,fdatasync',
      '-o',
      trace,
      process.execPath,
      script,
    ]);
    expect(Number(out.toString())).toBe(COMMITS);
    const syncs = readFileSync(trace, 'utf8').match(/\b(fsync|fdatasync)\(\d+<[^>]*events\.db-wal>/g) ?? [];
    process.stdout.write(`fsync: ${syncs.length} for ${COMMITS} commits of ${callers} callers\n`);
    return syncs.length / COMMITS;
  };

  it('is one synchronisation with one caller', () => {
    const cost = syncsPerCommit(1);
    expect(cost).toBeGreaterThanOrEqual(1);
    expect(cost).toBeLessThanOrEqual(1.01);
  });

  it('is shared by callers that come together', () => {
    const cost = syncsPerCommit(16);
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeLessThan(0.3);
  });
});
