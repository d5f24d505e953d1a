import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { temporaryFolder } from '@opsledger/testing';
import { facts } from '../testing/facts.js';
import { REPOSITORY, scenarioSystem, type ReachableSystem } from '../testing/running-system.js';

/** Rows of domain facts on operations (F06–F26, F32, F33, F53–F57, F130, F132–F147, F159): none may be left out in silence. */
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `F${String(from + index).padStart(2, '0')}`);
const ASKED_FOR = [
  range(6, 26),
  range(32, 33),
  range(53, 57),
  range(130, 130),
  range(132, 147),
  range(159, 159),
].flat();

const valueAt = (body: unknown, pointer: string): unknown =>
  pointer
    .slice(1)
    .split('/')
    .reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], body) ?? null;

/** A read model that is fed by what travels may be a moment behind what was loaded. */
const TRIES = 40;
const PAUSE_MILLISECONDS = 50;

const folder = temporaryFolder();
let system: ReachableSystem;
let viewer: string;
beforeAll(async () => {
  system = await scenarioSystem(folder.path);
  await system.ready();
  const environment = { ...process.env, DATA_DIR: system.dataFolder, OPSLEDGER_URL: system.url };
  const opsledger = join(REPOSITORY, 'services/cli/bin/opsledger.js');
  await promisify(execFile)(process.execPath, [opsledger, 'demo', 'load'], { env: environment });
  viewer = await system.token('viewer');
});
afterAll(async () => {
  await system.stop();
  folder.remove();
});

it('Every fact on operations is asked for, or the table says why not', () => {
  expect([...new Set(facts.map(({ fact }) => fact))].toSorted()).toEqual(ASKED_FOR.toSorted());
});

it.each(facts.map((one) => [one.fact, one.statement, one] as const))('%s: %s', async (_, __, { path, expected }) => {
  const wanted = [200, ...expected.map(({ pointer, value }) => [pointer, value])];
  const ask = async (): Promise<unknown> => {
    const answer = await fetch(`${system.url}${path}`, { headers: { authorization: `Bearer ${viewer}` } });
    const body: unknown = await answer.json();
    return [answer.status, ...expected.map(({ pointer }) => [pointer, valueAt(body, pointer)])];
  };
  let found = await ask();
  for (let tries = 1; tries < TRIES && !isDeepStrictEqual(found, wanted); tries += 1) {
    await setTimeout(PAUSE_MILLISECONDS);
    found = await ask();
  }
  expect(found).toEqual(wanted);
});
