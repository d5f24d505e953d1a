import { Cursors, ReadModels } from '@opsledger/platform';
import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeEach(async () => {
  system = await TestInstallation.start();
});
afterEach(() => system.remove());

const propose = (name: string, body: object = {}) =>
  system.send('POST', '/v1/operations', { as: 'planner', body: { name, ...body } });
const read = (url: string, sent: object = {}) => system.send('GET', url, { as: 'planner', ...sent });
const namesOf = (body: Record<string, Json>): string[] => body['data'].map(({ name }: { name: string }) => name);

describe('reading', () => {
  it('finds at once what was just written, by id, by reference and in the list', async () => {
    for (let count = 0; count < 20; count += 1) {
      const written = await propose(`Heron ${count}`);
      const minPosition = { headers: { 'opsledger-min-position': written.headers['opsledger-position']! } };
      expect((await read(`/v1/operations/${written.body['id']}`, minPosition)).body).toEqual(written.body);
      expect((await read(`/v1/operations/${written.body['reference']}`)).body['name']).toBe(`Heron ${count}`);
      expect(namesOf((await read('/v1/operations', minPosition)).body)).toContain(`Heron ${count}`);
    }
  });

  it('refuses a position that no write gave, and one of a record that the reader may not see, alike', async () => {
    const { body, headers } = await propose('Heron');
    const given = headers['opsledger-position']!;
    const { logId } = system.installation.log;
    for (const [as, position] of [
      ['planner', `operation-${body['id']}@2@${logId}`],
      ['planner', `operation-00000000-0000-0000-0000-0000000000aa@1@${logId}`],
      ['planner', `operation-${body['id']}@1`], // does not say of which log it is
      ['planner', 'x'],
      ['viewer', given],
    ] as const) {
      const answer = await read('/v1/operations', { as, headers: { 'opsledger-min-position': position } });
      expect(answer.body).toMatchObject({
        status: 400,
        errors: [{ pointer: 'Opsledger-Min-Position', code: 'NOT_A_POSITION' }],
      });
    }
  });

  it('says 503 with Retry-After while the read side does not get there', async () => {
    const { headers } = await propose('Heron');
    const isThere = { headers: { 'opsledger-min-position': headers['opsledger-position']! } };
    expect((await read('/v1/operations', isThere)).status).toBe(200);
    const sorts = ['name', 'stateOccurredAt', 'knownAt'];
    const collection = await system.installation.views.open({ readModel: 'operations', generation: 1, sorts });
    const broken = jest
      .spyOn(Object.getPrototypeOf(collection) as typeof collection, 'save')
      .mockRejectedValue(new Error('disk full'));
    const model = system.app.get(ReadModels).find('operations')!;
    const waitFor = model.waitFor.bind(model);
    // This test shall not take the five seconds that are asked for.
    const waits = jest.spyOn(model, 'waitFor').mockImplementation((stream, version) => waitFor(stream, version, 50));
    const later = await propose('Egret');
    const ahead = await read('/v1/operations', {
      headers: { 'opsledger-min-position': later.headers['opsledger-position']! },
    });
    expect([ahead.status, ahead.body['code'], ahead.headers['retry-after']]).toEqual([
      503,
      'READ_MODEL_IS_BEHIND',
      '1',
    ]);
    expect(waits).toHaveBeenCalledWith(expect.any(String), 1, 5_000);
    broken.mockRestore();
    waits.mockRestore();
    expect((await read('/v1/operations', isThere)).status).toBe(200);
  });

  it('gives the version as ETag and keeps caches away', async () => {
    const { body } = await propose('Heron');
    expect((await read(`/v1/operations/${body['id']}`)).headers).toMatchObject({
      etag: '"1"',
      'cache-control': 'no-store',
    });
  });

  it('pages through a list once, in order, though it grows meanwhile', async () => {
    for (const name of ['A', 'B', 'C', 'D', 'E']) await propose(name);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await read(`/v1/operations?limit=2${cursor}`);
      seen.push(...namesOf(body));
      await propose(`late ${seen.length}`);
      if (!body['page'].hasMore || seen.length > 12) break;
      cursor = `&cursor=${body['page'].next}`;
      if (seen.length === 6) break;
    }
    expect(seen.slice(0, 5)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('refuses a cursor that does not say of which log it is, as versions before gave them', async () => {
    const make = Cursors.prototype.make;
    const asBefore = jest.spyOn(Cursors.prototype, 'make').mockImplementation(function (
      this: Cursors,
      question,
      place,
    ) {
      const { logId: _, ...rest } = JSON.parse(place) as Record<string, unknown>;
      return make.call(this, question, JSON.stringify(rest));
    });
    const { body } = await read('/v1/operations?limit=1');
    asBefore.mockRestore();
    expect((await read(`/v1/operations?limit=1&cursor=${body['page'].next}`)).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/cursor', code: 'NOT_A_CURSOR' }],
    });
  });

  it('refuses a cursor that it did not make, or made for another list', async () => {
    for (const name of ['A', 'B', 'C']) await propose(name);
    const { body } = await read('/v1/operations?limit=1');
    expect((await read(`/v1/operations?limit=1&state=PLANNED&cursor=${body['page'].next}`)).status).toBe(400);
    expect((await read('/v1/operations?cursor=MDFh.AAAA')).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/cursor', code: 'NOT_A_CURSOR' }],
    });
  });

  it('filters by state and leaves exercises out unless they are asked for', async () => {
    await propose('Real');
    await propose('Drill', { exercise: true });
    expect(namesOf((await read('/v1/operations')).body)).toEqual(['Real']);
    expect(namesOf((await read('/v1/operations?exercise=include')).body)).toEqual(['Real', 'Drill']);
    expect(namesOf((await read('/v1/operations?exercise=only')).body)).toEqual(['Drill']);
    expect(namesOf((await read('/v1/operations?state=PLANNED')).body)).toEqual([]);
  });

  it.each([
    '/v1/operations?asOf=2022-03-05',
    '/v1/operations/x?asOf=yesterday',
    '/v1/operations?validAt=2022-13-05T00:00:00Z',
    '/v1/operations?position=x',
    '/v1/events?asof=1',
    '/v1/operations?limit=0',
    '/v1/operations?limit=x',
    '/v1/operations?state=RUNNING',
    '/v1/operations?limit=1&limit=2',
    '/v1/operations?hasOwnProperty=1',
    '/v1/operations?__proto__=1',
    '/v1/events?toString=1',
    '/v1/events?type=,',
  ])('%s: 400, as a parameter that is ignored would make a wrong answer', async (url) =>
    expect((await read(url)).body).toMatchObject({ status: 400, code: 'FIELDS_ARE_NOT_VALID' }),
  );

  it('shows what made a record, a page at a time', async () => {
    const { body } = await propose('Heron');
    await system.send('POST', `/v1/operations/${body['id']}/actions/plan`, {
      as: 'planner',
      body: { type: 'patrol', plannedStart: { edtf: '2027' } },
    });
    const whole = await read(`/v1/operations/${body['id']}/history`);
    expect(whole.body['data'].map(({ type }: { type: string }) => type)).toEqual([
      'opsledger.operations.operation-proposed.v1',
      'opsledger.operations.operation-planned.v1',
    ]);
    const rest = await read(`/v1/operations/${body['reference']}/history?after=1&limit=1`);
    expect(rest.body).toMatchObject({ data: [{ streamversion: '2' }], page: { next: 2, hasMore: false } });
  });
});

describe('clearance', () => {
  it('what a viewer may not see is not there, and not in lists', async () => {
    const { body } = await propose('Secret');
    await propose('Open', { sensitivity: 'UNCLASSIFIED' });
    for (const path of ['', '/history'])
      expect((await read(`/v1/operations/${body['id']}${path}`, { as: 'viewer' })).status).toBe(404);
    expect(namesOf((await read('/v1/operations', { as: 'viewer' })).body)).toEqual(['Open']);
  });

  it('the feed withholds what the reader is not cleared for, keeps its place, and gives nothing away to filters', async () => {
    const { body } = await propose('Secret');
    await propose('Open', { sensitivity: 'UNCLASSIFIED' });
    const feed = await read('/v1/events', { as: 'integrator' });
    expect(feed.body['data'].map(({ position, type }: Record<string, string>) => [position, type])).toEqual([
      ['1', 'opsledger.withheld.v1'],
      ['2', 'opsledger.operations.operation-proposed.v1'],
    ]);
    expect(JSON.stringify(feed.body['data'][0])).not.toContain(body['id']);
    expect(Object.keys(feed.body['data'][0]).toSorted()).toEqual([
      'id',
      'position',
      'source',
      'specversion',
      'subject',
      'type',
    ]);
    const bySubject = await read(`/v1/events?subject=operation-${body['id']}`, { as: 'integrator' });
    expect(bySubject.body).toEqual({ data: [], page: { next: 2, hasMore: false } });
  });
});

describe('the event feed', () => {
  it('gives CloudEvents in order, pages by position and moves past what a filter leaves out', async () => {
    const { body } = await propose('A');
    await system.send('POST', `/v1/operations/${body['id']}/actions/plan`, {
      as: 'planner',
      body: { type: 'patrol', plannedStart: { edtf: '2027' } },
    });
    await propose('B');
    const first = await read('/v1/events?limit=1');
    expect(first.body['page']).toEqual({ next: 1, hasMore: true });
    expect(first.body['data'][0]).toMatchObject({
      specversion: '1.0',
      source: '/opsledger/operations',
      subject: `operation-${body['id']}`,
      streamversion: '1',
      position: '1',
      exercise: 'false',
    });
    const planned = await read('/v1/events?type=opsledger.operations.operation-planned.v1');
    expect([planned.body['data'].length, planned.body['page']]).toEqual([1, { next: 3, hasMore: false }]);
    expect((await read('/v1/events?type=opsledger.operations.*,x&after=1')).body['data']).toHaveLength(2);
    expect((await read('/v1/events?type=opsledger.casevac.*')).body['data']).toHaveLength(0);
  });
});
