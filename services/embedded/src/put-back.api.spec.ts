import { renamePutBackLog } from '@opsledger/platform/put-back';
import { temporaryFolder } from '@opsledger/testing';
import { TestInstallation, type Json } from './testing/test-installation.js';

describe('FEED: a position of a log that was put back is not taken for one of the log as it is', () => {
  let putBack: TestInstallation;
  let head: number;
  const ask = (after: number, logId?: string, path = '/v1/events') =>
    putBack.send('GET', `${path}?after=${after}`, {
      as: 'auditor',
      ...(logId !== undefined && { headers: { 'opsledger-log-id': logId } }),
    });
  const proposed = (name: string) => putBack.send('POST', '/v1/operations', { as: 'planner', body: { name } });
  const folder = temporaryFolder();
  const rename = () => renamePutBackLog({ dataFolder: folder.path, profile: 'embedded' }, '2026-01-01T00:00:00.000Z');
  let earlier: string;

  beforeAll(async () => {
    putBack = await TestInstallation.start(folder, undefined, 'embedded');
    await proposed('Ibis');
    head = await putBack.head();
    earlier = putBack.installation.log.logId;
    await putBack.close();
    await rename();
    putBack = await TestInstallation.start(folder, undefined, 'embedded');
    await proposed('Jacana');
  });
  afterAll(() => putBack.remove());

  it('goes on from where both are the same', async () => {
    const { status, body, headers } = await ask(head, earlier);
    expect([status, body['data'].length]).toEqual([200, (await putBack.head()) - head]);
    expect(headers['opsledger-log-id']).toBe(putBack.installation.log.logId);
    expect(headers['opsledger-log-id']).not.toBe(earlier);
  });

  it('is gone beyond that, in pages and streams', async () => {
    const gone = { status: 410, code: 'POSITION_WAS_PUT_BACK', details: { after: head + 1, upTo: head } };
    for (const path of ['/v1/events', '/v1/events/stream'])
      expect(await ask(head + 1, earlier, path)).toMatchObject({ status: 410, body: gone });
    expect((await ask(head + 1, putBack.installation.log.logId)).status).toBe(200);
  });

  it('is gone whatever it is where the log never had that name; the beginning is not', async () => {
    expect(await ask(1, 'another-log')).toMatchObject({ status: 410, body: { code: 'POSITION_IS_OF_ANOTHER_LOG' } });
    expect((await ask(0, 'another-log')).status).toBe(200);
    expect((await ask(0, 'no name')).status).toBe(400);
  });

  it('says so when it is told twice and nothing was recorded in between; both names are good up to there', async () => {
    const firstUpTo = head;
    head = await putBack.head();
    await putBack.close();
    const first = await rename();
    expect(first).toMatchObject({ earlier: { upTo: head } });
    expect(first).not.toHaveProperty('unused');
    const second = await rename();
    expect(second).toMatchObject({ earlier: { logId: first.logId, upTo: head }, unused: first.earlier });
    putBack = await TestInstallation.start(folder, undefined, 'embedded');
    for (const logId of [first.earlier.logId, first.logId, second.logId])
      expect((await ask(head, logId)).status).toBe(200);
    expect(await ask(head, earlier)).toMatchObject({ status: 410, body: { details: { upTo: firstUpTo } } });
    await proposed('Kestrel');
    for (const logId of [first.earlier.logId, first.logId])
      expect(await ask(head + 1, logId)).toMatchObject({ status: 410, body: { details: { upTo: head } } });
  });

  it('has read models that are made anew', async () => {
    const { body } = await putBack.send('GET', '/v1/operations', { as: 'auditor' });
    expect(body['data'].map(({ name }: Json) => name).toSorted()).toEqual(['Ibis', 'Jacana', 'Kestrel']);
  });
});

describe('U6: what says where a reader was in a log that was put back', () => {
  let system: TestInstallation;
  let cursors: readonly string[];
  let writes: readonly string[];
  const read = (path: string, position?: string, as: 'planner' | 'viewer' = 'planner') =>
    system.send('GET', path, {
      as,
      ...(position !== undefined && { headers: { 'opsledger-min-position': position } }),
    });
  const paths = ['/v1/operations?limit=1', '/v1/operations?limit=1&asOf=9999-01-01T00:00:00Z'];

  beforeAll(async () => {
    system = await TestInstallation.start();
    const proposed = [];
    for (const name of ['Heron', 'Ibis'])
      proposed.push(await system.send('POST', '/v1/operations', { as: 'planner', body: { name } }));
    writes = proposed.map(({ headers }) => headers['opsledger-position']!);
    cursors = await Promise.all(paths.map(async (path) => (await read(path)).body['page'].next));
    system = await system.putBack();
  });
  afterAll(() => system.remove());

  it('is taken up to where both logs are the same', async () => {
    const { status, body } = await read('/v1/operations', writes[1]);
    expect([status, body['data'].length]).toEqual([200, 2]);
  });

  it('is gone with a page of a list, of now or of the past; the list is begun again', async () => {
    for (const [index, path] of paths.entries()) {
      const gone = await read(`${path}&cursor=${encodeURIComponent(cursors[index]!)}`);
      expect(gone).toMatchObject({
        status: 410,
        headers: { 'opsledger-log-id': system.installation.log.logId },
        body: { code: 'LIST_IS_OF_ANOTHER_LOG', rule: 'U6', details: { upTo: 2, logId: writes[0]!.split('@')[2] } },
      });
      const { body } = await read(path);
      expect((await read(`${path}&cursor=${encodeURIComponent(body['page'].next)}`)).status).toBe(200);
    }
  });

  it('is gone with a write that the log has no more, and with one of a log that it never was', async () => {
    const [stream, , logId] = writes[0]!.split('@');
    const gone = { status: 410, body: { code: 'WRITE_IS_NOT_IN_THIS_LOG', rule: 'U6', details: { upTo: 2, logId } } };
    expect(await read('/v1/operations', `${stream}@2@${logId}`)).toMatchObject(gone); // never written
    const plan = { type: 'patrol', plannedStart: { edtf: '2027' } };
    const id = stream!.slice('operation-'.length);
    const planned = await system.send('POST', `/v1/operations/${id}/actions/plan`, { as: 'planner', body: plan });
    expect((await read('/v1/operations', planned.headers['opsledger-position'])).status).toBe(200);
    expect(await read('/v1/operations', `${stream}@2@${logId}`)).toMatchObject(gone); // that version is another event
    expect(await read(`/v1/operations/${id}`, `${stream}@2@${logId}`)).toMatchObject(gone);
    const { body } = await read('/v1/operations', `${stream}@1@another-log`);
    expect(body).toMatchObject({ status: 410, code: 'WRITE_IS_NOT_IN_THIS_LOG', details: { logId: 'another-log' } });
    expect(body['details']).not.toHaveProperty('upTo');
  });

  it('tells nothing of a record that the reader may not see, under an earlier name', async () => {
    const [, , logId] = writes[0]!.split('@');
    const hidden = await read('/v1/operations', writes[0], 'viewer');
    const nothing = await read('/v1/operations', `operation-00000000-0000-0000-0000-0000000000aa@1@${logId}`, 'viewer');
    for (const { status, body } of [hidden, nothing])
      expect([status, body['code']]).toEqual([410, 'WRITE_IS_NOT_IN_THIS_LOG']);
  });
});
