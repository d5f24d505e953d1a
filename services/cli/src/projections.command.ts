import { setTimeout } from 'node:timers/promises';
import { Bar } from 'cli-progress';
import { Api } from './api.js';
import { EXIT, Failure } from './exit-codes.js';
import { printJson, printTable, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

type Differences = Readonly<{ onlyLive: number; onlyRebuilt: number; different: number; examples: readonly object[] }>;
type Projection = Readonly<{
  name: string;
  version: number;
  generation: number;
  position: number;
  head: number;
  parked: number;
  isStuck: boolean;
  rebuild?: Readonly<{
    generation: number;
    state: 'running' | 'done' | 'stopped' | 'failed';
    position: number;
    head: number;
    eventsPerSecond?: number;
    estimatedEnd?: string;
    differences?: Differences;
  }>;
}>;
type RebuildOptions = Readonly<{ wait?: boolean; stopOnDifference?: boolean; output: OutputFormat }>;

const POLL_MILLISECONDS = 200;

export const projectionsList = async ({ output }: Readonly<{ output: OutputFormat }>): Promise<void> => {
  const answer = await (await Api.connect('admin')).get<{ data: readonly Projection[] }>('/v1/projections');
  if (output === 'json') return printJson(answer);
  printTable(
    ['NAME', 'VERSION', 'GENERATION', 'POSITION', 'HEAD', 'PARKED', 'STATE'],
    answer.data.map(({ name, version, generation, position, head, parked, isStuck, rebuild }) => [
      ...[name, version, generation, position, head, parked].map(String),
      isStuck ? 'stuck' : rebuild?.state === 'running' ? 'rebuilding' : position < head ? 'behind' : 'up to date',
    ]),
  );
};

export const projectionsRebuild = async (
  name: string,
  { wait = false, stopOnDifference = false, output }: RebuildOptions,
): Promise<void> => {
  const api = await Api.connect('admin');
  const path = `/v1/projections/${encodeURIComponent(name)}/actions/rebuild`;
  let projection = await api.post<Projection>(path, 'application/json', JSON.stringify({ stopOnDifference }));
  if (!wait) {
    if (output === 'json') return printJson(projection);
    return say(text('REBUILD_BEGUN', { name, generation: projection.rebuild?.generation ?? '' }));
  }
  const bar = process.stderr.isTTY
    ? new Bar({ stream: process.stderr, format: '{bar} {value}/{total} {rate}/s {end}', clearOnComplete: true })
    : undefined;
  bar?.start(projection.head, 0, { rate: '-', end: '' });
  while (projection.rebuild?.state === 'running') {
    await setTimeout(POLL_MILLISECONDS);
    const { data } = await api.get<{ data: readonly Projection[] }>('/v1/projections');
    projection = data.find((one) => one.name === name) ?? projection;
    const { position = 0, head = 0, eventsPerSecond = '-', estimatedEnd = '' } = projection.rebuild ?? {};
    bar?.setTotal(head);
    bar?.update(position, { rate: eventsPerSecond, end: estimatedEnd });
  }
  bar?.stop();
  if (output === 'json') printJson(projection);
  report(projection);
};

const report = ({ name, generation, rebuild }: Projection): void => {
  const differences = rebuild?.differences ? text('DIFFERENCES', counts(rebuild.differences)) : '';
  if (rebuild?.state === 'failed') throw new Failure(text('REBUILD_FAILED', { name }));
  if (rebuild?.state === 'stopped') throw new Failure(text('REBUILD_STOPPED', { name, differences }), EXIT.conflict);
  say(text('REBUILD_DONE', { name, generation, differences }));
};

const counts = ({ onlyLive, onlyRebuilt, different }: Differences) => ({ onlyLive, onlyRebuilt, different });

type ParkedStream = Readonly<{
  stream: string;
  fromVersion: number;
  parkedAt: string;
  redrives: number;
  reason?: string;
}>;

export const parkedList = async (consumer: string, { output }: Readonly<{ output: OutputFormat }>): Promise<void> => {
  // Why something was set aside may quote a record: an auditor reads that, an administrator does not.
  const api = await Api.connect('auditor');
  const answer = await api.get<{ data: readonly ParkedStream[] }>(
    `/v1/consumers/${encodeURIComponent(consumer)}/parked`,
  );
  if (output === 'json') return printJson(answer);
  printTable(
    ['STREAM', 'FROM', 'PARKED', 'REDRIVES', 'REASON'],
    answer.data.map(({ stream, fromVersion, parkedAt, redrives, reason = '' }) => [
      ...[stream, String(fromVersion), parkedAt, String(redrives), reason],
    ]),
  );
};

export const parkedRedrive = async (consumer: string, stream: string): Promise<void> => {
  const api = await Api.connect('admin');
  const path = `/v1/consumers/${encodeURIComponent(consumer)}/parked/${encodeURIComponent(stream)}/actions/redrive`;
  const { outcome } = await api.post<{ outcome: string }>(path, 'application/json', '{}');
  if (outcome !== 'handled') throw new Failure(text('STILL_PARKED', { stream }));
  say(text('REDRIVEN', { stream }));
};
