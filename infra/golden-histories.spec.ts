import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { services } from '@opsledger/contracts';
import type { RecordedEvent } from '@opsledger/kernel';

const REPOSITORY = join(__dirname, '..');

/** Folders `golden` of the aggregates of a service. */
const goldenFolders = (service: string): readonly string[] => {
  const sources = join(REPOSITORY, 'services', service, 'src');
  return readdirSync(sources)
    .map((name) => join(sources, name, 'golden'))
    .filter((folder) => existsSync(folder));
};
const eventsIn = (folder: string): readonly RecordedEvent[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as RecordedEvent);

describe.each(services)('The service $service', ({ service, events }) => {
  const folders = goldenFolders(service);

  it('has recorded streams with every version of every event that it may have stored', () => {
    const recorded = new Set(folders.flatMap(eventsIn).map(({ type }) => type));
    // Record one: the events of `GET /v1/<collection>/{id}/history`, one a line, into the folder `golden` of the aggregate.
    expect(events.map(({ type }) => type).filter((type) => !recorded.has(type))).toEqual([]);
  });

  it.each(folders)('replays what is in %s', (folder) => {
    const specs = readdirSync(join(REPOSITORY, 'services', service, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.history.spec.ts'))
      .map((name) => join(REPOSITORY, 'services', service, 'src', name))
      .filter((path) => /^\s*(?:it|test)\.each\(recordedHistories\(/m.test(readFileSync(path, 'utf8')));
    const aggregate = dirname(folder);
    const replays = specs.filter(
      (path) => dirname(path) === aggregate || readFileSync(path, 'utf8').includes(`folder: '${basename(aggregate)}'`),
    );
    expect(replays).not.toEqual([]);
  });
});
