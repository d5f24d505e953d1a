import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@opsledger/testing';
import { TestInstallation, type Json } from './testing/test-installation.js';

let first: TestInstallation;
let second: TestInstallation;
beforeAll(async () => {
  const folder = temporaryFolder();
  first = await TestInstallation.start(folder);
  // Another machine: of the first one's folder it has the keys alone; the name leads to the same database and topics.
  const other = join(folder.path, 'other', basename(folder.path));
  mkdirSync(other, { recursive: true, mode: 0o700 });
  copyFileSync(join(folder.path, 'keys.json'), join(other, 'keys.json'));
  second = await TestInstallation.start({ path: other, remove: () => undefined });
});
afterAll(async () => {
  await second.remove();
  await first.remove();
});

const propose = async (at: TestInstallation, name: string): Promise<string> => {
  const { headers } = await at.send('POST', '/v1/operations', { as: 'planner', body: { name } });
  return headers['opsledger-position']!;
};
const namesAt = async (at: TestInstallation, query = '', minPosition?: string): Promise<Json> => {
  const headers = minPosition === undefined ? {} : { 'opsledger-min-position': minPosition };
  const { status, body } = await at.send('GET', `/v1/operations?sort=name${query}`, { as: 'planner', headers });
  return { status, names: body['data']?.map(({ name }: Json) => name), view: body['view'] };
};

it('Each of two processes has all partitions: it answers what the other one wrote, of now and as it was known', async () => {
  const written = [await propose(first, 'Heron'), await propose(second, 'Egret')];
  for (const system of [first, second])
    for (const position of written)
      expect(await namesAt(system, '', position)).toMatchObject({ status: 200, names: expect.any(Array) });
  for (const system of [first, second]) expect((await namesAt(system)).names).toEqual(['Egret', 'Heron']);
  const { view } = await namesAt(first, '&asOf=2100-01-01T00:00:00Z');
  const query = `&asOf=${view.completeTo}&position=${view.position}`;
  expect(await namesAt(first, query)).toMatchObject({ status: 200, names: ['Egret', 'Heron'] });
  expect(await namesAt(second, query)).toEqual(await namesAt(first, query));
  for (const system of [first, second]) expect((await system.send('GET', '/readyz')).status).toBe(200);
});

it('One goes on when the other one ends', async () => {
  await first.close();
  const position = await propose(second, 'Ibis');
  expect(await namesAt(second, '', position)).toMatchObject({ status: 200, names: ['Egret', 'Heron', 'Ibis'] });
});
