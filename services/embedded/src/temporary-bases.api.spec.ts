import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

type Someone = 'planner' | 'ops-officer' | 'viewer' | 'importer' | 'watch-officer';
const send = (path: string, body: object, as: Someone = 'planner') => system.send('POST', path, { as, body });
const read = (path: string, as: Someone = 'ops-officer') => system.send('GET', path, { as });
const recce = async (asStated: string, more: object = {}): Promise<Json> =>
  (await send('/v1/bases', { place: { asStated }, ...more })).body;
const act = (id: string, verb: string, body: object = {}, as: Someone = 'planner') =>
  send(`/v1/bases/${id}/actions/${verb}`, body, as);
/** Until the read model has what was written. */
const settled = async (position: string): Promise<void> => {
  const headers = { 'opsledger-min-position': position };
  await system.send('GET', '/v1/bases', { as: 'ops-officer', headers });
};

const letter = (date: string) => ({ kind: 'letter', ref: `Letter dated ${date}` });
const row = (key: string, id: string, occurredAt: string, knownAt: string, ref: string, data: object) => ({
  ...{ key, command: 'report-base', id, occurredAt, knownAt, source: letter(ref) },
  data: { place: { asStated: 'Ogossogou', adminLevel: 4 }, status: 'ACTIVE', ...data },
});
const OGOSSOGOU = '01a20000-0000-7000-8000-00000000b001';
const TIMINIRI = '01a20000-0000-7000-8000-00000000b002';

describe('A temporary operating base', () => {
  it('goes from recce to dismantled, and says at each step what may come next', async () => {
    const { id, reference, nextActions, state } = await recce('Hombori', { purpose: 'Protect civilians' });
    expect([state, nextActions]).toEqual(['RECCE', ['establish', 'end-recce', 'amend']]);
    expect(reference).toMatch(/^TOB-\d{4}-0001$/);
    for (const [verb, then] of [
      ...[['establish', 'ESTABLISHED'] as const, ['activate', 'ACTIVE'] as const],
      ...[['reduce', 'REDUCED'] as const, ['dismantle', 'DISMANTLED'] as const],
    ]) {
      const wrong = await act(id, verb === 'dismantle' ? 'establish' : 'dismantle');
      expect(wrong).toMatchObject({
        status: 409,
        body: { code: 'BASE_STATE_DOES_NOT_ALLOW_THIS', rule: 'BASE-STATES' },
      });
      expect(await act(id, verb)).toMatchObject({ status: 200, body: { state: then } });
    }
    const { body } = await read(`/v1/bases/${reference}/history`);
    expect(body['data']).toHaveLength(5);
  });

  it('that a recce did not lead to is not one that waits for ever', async () => {
    const { id } = await recce('Hombori', { occurredAt: '2022-05-01' });
    const ended = await act(id, 'end-recce', { reason: 'no water', occurredAt: '2022-05-03' });
    expect(ended).toMatchObject({
      status: 200,
      body: { state: 'NOT_ESTABLISHED', nextActions: [], recceEndedAt: { edtf: '2022-05-03' } },
    });
    expect(await act(id, 'establish')).toMatchObject({ status: 409, body: { rule: 'BASE-STATES' } });
    await settled(ended.headers['opsledger-position']!);
    const { body } = await read('/v1/bases?state=NOT_ESTABLISHED');
    expect(body['data'].map((base: Json) => base.id)).toEqual([id]);
    const calendar = await read('/v1/bases/calendar?state=NOT_ESTABLISHED&during=2022-05');
    expect(calendar.body['entries']).toEqual([
      expect.objectContaining({ id, kind: 'recce', start: { edtf: '2022-05-01' }, end: { edtf: '2022-05-03' } }),
    ]);
    expect((await read('/v1/bases?during=2022-05')).body['data'].map((base: Json) => base.id)).not.toContain(id);
  });

  it('says in French why not', async () => {
    const { id } = await recce('Hombori');
    const { body } = await system.send('POST', `/v1/bases/${id}/actions/reduce`, {
      ...({ as: 'planner', body: {} } as const),
      headers: { 'accept-language': 'fr' },
    });
    expect(body['title']).toBe("L'état de la base ne permet pas cette action");
  });

  it('U5: is linked to an operation and a unit that are there, of its own realm', async () => {
    const { body: operation } = await send('/v1/operations', { name: 'Heron at Hombori' });
    const { body: drill } = await send('/v1/operations', { name: 'Egret at Hombori', exercise: true });
    const { id } = await recce('Hombori');
    expect(await act(id, 'amend', { operationId: drill['id'] })).toMatchObject({
      ...{ status: 422, body: { code: 'LINKED_OPERATION_IS_NOT_RECORDED', rule: 'U5' } },
    });
    expect(await act(id, 'amend', { unitId: drill['id'] })).toMatchObject({
      ...{ status: 422, body: { code: 'LINKED_UNIT_IS_NOT_REGISTERED', rule: 'U5' } },
    });
    const linked = await act(id, 'amend', { operationId: operation['id'] });
    expect(linked.body).toMatchObject({ operationId: operation['id'] });
    await settled(linked.headers['opsledger-position']!);
    const { body } = await read(`/v1/bases?operation=${operation['id']}`);
    expect(body['data'].map((base: Json) => base.id)).toEqual([id]);
  });

  it('has no exact position and no strength: those are fields of another record', async () => {
    const { status, body } = await send('/v1/bases', {
      place: { asStated: 'Hombori', mgrs: '30PVA5658' },
      strength: 60,
    });
    expect([status, body['errors'].map(({ pointer, code }: Json) => [pointer, code])]).toEqual([
      400,
      expect.arrayContaining([
        ['/place/mgrs', 'FIELD_IS_UNKNOWN'],
        ['/strength', 'FIELD_IS_UNKNOWN'],
      ]),
    ]);
  });
});

describe('ADR 12: a base is listed for who may not know its strength and position', () => {
  let base: Json;
  let disposition: Json;
  beforeAll(async () => {
    base = await recce('Hombori', { sensitivity: 'UNCLASSIFIED' });
    const said = {
      baseId: base.id,
      ...{ strength: { value: 61, qualifier: 'about' }, position: { asStated: 'above', lat: 14.1, lon: -3.4 } },
    };
    const { body, headers } = await send('/v1/base-dispositions', said);
    disposition = body;
    const waiting = { 'opsledger-min-position': headers['opsledger-position']! };
    await system.send('GET', '/v1/base-dispositions', { as: 'planner', headers: waiting });
    await settled((await act(base.id, 'establish', { sensitivity: 'UNCLASSIFIED' })).headers['opsledger-position']!);
  });

  /** A time of recording may well end in 14.1 seconds. */
  const withoutInstants = (body: unknown): string => JSON.stringify(body).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
  const expectNothingRestricted = (body: unknown): void => {
    for (const restricted of ['strength', '14.1', '-3.4', '"value":61', disposition.id])
      expect([restricted, withoutInstants(body).includes(restricted)]).toEqual([restricted, false]);
  };

  it('the base stays as it is marked, and nothing of the disposition is in it, its list, its history or the feed', async () => {
    const shown = [`/v1/bases/${base.id}`, '/v1/bases', `/v1/bases/${base.id}/history`];
    for (const path of [...shown, '/v1/bases?format=csv', '/v1/bases?format=geojson']) {
      const { status, body } = await read(path, 'viewer');
      expect([path, status, JSON.stringify(body).includes('Hombori')]).toEqual([path, 200, true]);
      expectNothingRestricted(body);
    }
    expectNothingRestricted((await read('/v1/events?limit=1000', 'viewer')).body);
  });

  it('the disposition is not there for them, by any way', async () => {
    for (const path of [`/v1/base-dispositions/${disposition.id}`, `/v1/base-dispositions/${disposition.reference}`])
      expect((await read(path, 'viewer')).status).toBe(404);
    expect((await read(`/v1/base-dispositions?base=${base.id}`, 'viewer')).body['data']).toEqual([]);
    expect((await read('/v1/base-dispositions?near=14.1,-3.4', 'viewer')).body['data']).toEqual([]);
  });

  it('and is for who is cleared, also by where it lies', async () => {
    for (const query of [`base=${base.id}`, 'near=14.1,-3.4&radiusM=10'])
      expect((await read(`/v1/base-dispositions?${query}`)).body['data']).toEqual([
        expect.objectContaining({ id: disposition.id, sensitivity: 'STRICTLY_CONFIDENTIAL', baseId: base.id }),
      ]);
  });

  it('there is one for each base', async () =>
    expect(
      await send('/v1/base-dispositions', { baseId: base.id, strength: { value: 3, qualifier: 'exact' } }),
    ).toMatchObject({ status: 422, body: { code: 'BASE_HAS_A_DISPOSITION', rule: 'BASE-DISPOSITION' } }));
});

describe('Question 11: which temporary bases exist in Bandiagara, Koro and Bankass, and how many were added', () => {
  let known: Json;
  beforeAll(async () => {
    await system.importRows([
      row('F139', OGOSSOGOU, '/2020-12-23', '2020-12-24T00:00:00Z', '23 December 2020', {
        statusAsStated: 'a temporary operating base supported the facilitation of the first meeting',
      }),
      row('F142', TIMINIRI, '2020-10', '2020-12-24T00:00:00Z', '23 December 2020', {
        ...{ place: { asStated: 'Timiniri commune', adminLevel: 3 } },
        statusAsStated: 'using the temporary operating base in Timiniri commune',
      }),
      row('F16', OGOSSOGOU, '/2022-06-01', '2022-06-02T00:00:00Z', '1 June 2022', {
        ...{ statusAsStated: 'continues to maintain an operating base', period: { edtf: '/2022-06-01' } },
      }),
    ]);
    const { id } = await recce('Koro Cercle', { sensitivity: 'UNCLASSIFIED', occurredAt: '2022-05-01' });
    const unclassified = { sensitivity: 'UNCLASSIFIED', occurredAt: '2022-05-02' };
    await settled((await act(id, 'establish', unclassified)).headers['opsledger-position']!);
    known = { id };
  });
  const ask = async (query = '', as: Someone = 'viewer') =>
    (await read(`/v1/bases/by-place?place=Bandiagara,Koro,Bankass${query}`, as)).body;

  it('by cercle, with those of which nobody has said when they were added', async () => {
    const { places, isComplete } = await ask('&since=2020-12-24T00:00:00Z');
    expect(isComplete).toBe(true);
    expect(
      places.map(({ placeId, count, added }: Json) => [placeId, count, added.yes, added.no, added.unknown]),
    ).toEqual([
      ['ml-bandiagara-cercle', 1, 0, 0, 1],
      ['ml-koro', 1, 1, 0, 0],
      ['ml-bankass-cercle', 1, 0, 0, 1],
    ]);
    expect(places[2].bases).toEqual([
      expect.objectContaining({ id: OGOSSOGOU, stateAsStated: 'continues to maintain an operating base' }),
    ]);
    expect(places[1].bases[0].id).toBe(known.id);
  });

  it('before a moment, after it, as known then', async () => {
    const later = await ask('&since=2022-06-01T00:00:00Z');
    expect(later.places[1].added).toMatchObject({ yes: 0, no: 1, unknown: 0 });
    const then = await ask('&asOf=2021-01-01T00:00:00Z');
    expect(then.places.map(({ count }: Json) => count)).toEqual([1, 0, 1]);
    expect(then.places[2].bases[0].stateAsStated).toMatch(/^a temporary operating base supported/);
    expect((await ask('&asOf=2020-12-01T00:00:00Z')).places.map(({ count }: Json) => count)).toEqual([0, 0, 0]);
  });

  it('a name of several places is asked back, one of none is refused (ADR 7)', async () => {
    const places = '/v1/bases?place=';
    expect((await read(`${places}Bandiagara`)).body['errors'][0]).toMatchObject({ code: 'PLACE_IS_AMBIGUOUS' });
    expect((await read('/v1/bases/by-place?place=Nowhere')).body['errors'][0]).toMatchObject({
      code: 'PLACE_IS_UNKNOWN',
    });
    const { body } = await read(`${places}Bandiagara%20Cercle,Koro,Bankass%20Cercle`, 'viewer');
    expect(body['data'].map(({ id }: Json) => id).toSorted()).toEqual([OGOSSOGOU, TIMINIRI, known.id].toSorted());
  });

  it('as CSV and GeoJSON, at the point of the place', async () => {
    const csv = await read('/v1/bases?place=Bankass%20Cercle&format=csv', 'viewer');
    expect(csv.headers['content-type']).toMatch(/^text\/csv/);
    expect(String(csv.body)).toContain('Ogossogou');
    const { body } = await read('/v1/bases?place=Bankass%20Cercle&format=geojson', 'viewer');
    expect(body['features'][0]).toMatchObject({ id: OGOSSOGOU, properties: { places: [{ placeId: 'ml-ogossogou' }] } });
  });

  it('a place that was only looked at, still or in vain, is no base and was not added', async () => {
    const unclassified = { sensitivity: 'UNCLASSIFIED', occurredAt: '2022-05-01' };
    const inVain = await recce('Bandiagara Cercle', unclassified);
    await act(inVain.id, 'end-recce', { ...unclassified, reason: 'no water', occurredAt: '2022-05-03' });
    const still = await send('/v1/bases', { place: { asStated: 'Bandiagara Cercle' }, ...unclassified });
    await settled(still.headers['opsledger-position']!);
    const [bandiagara] = (await ask('&since=2020-12-24T00:00:00Z')).places;
    expect(bandiagara).toMatchObject({
      ...{ count: 1, added: { yes: 0, no: 0, unknown: 1 }, bases: [{ id: TIMINIRI }] },
      byState: { ACTIVE: 1, RECCE: 1, NOT_ESTABLISHED: 1 },
    });
    expect(bandiagara.reconnoitred.map(({ id, state }: Json) => [id, state]).toSorted()).toEqual(
      [
        [inVain.id, 'NOT_ESTABLISHED'],
        [still.body['id'], 'RECCE'],
      ].toSorted(),
    );
  });
});

describe('Bases by place, where a name is that of several', () => {
  it('counts what lies there whichever is meant, and shows what may (ADR 7)', async () => {
    const unclassified = { sensitivity: 'UNCLASSIFIED', occurredAt: '2022-05-01' };
    const [town, region, misspelt] = await Promise.all(
      ['Bankass', 'Mopti', 'Banckass'].map((asStated) => recce(asStated, unclassified)),
    );
    const { body } = await read('/v1/bases/by-place?place=Bankass,Mopti', 'viewer');
    const [bankass, mopti] = body['places'];
    const idsOf = (bases: readonly Json[]): readonly string[] => bases.map(({ id }: Json) => id);
    expect(idsOf(bankass.reconnoitred)).toContain(town!.id);
    expect(idsOf(mopti.reconnoitred)).not.toContain(region!.id);
    expect(idsOf(body['unplaced'])).toEqual(expect.arrayContaining([region!.id, misspelt!.id]));
    expect(idsOf(body['unplaced'])).not.toContain(town!.id);
    expect(idsOf(body['unplaced'])).not.toContain(OGOSSOGOU);
  });
});

describe('Only who may', () => {
  it.each([
    ['viewer', '/v1/bases', { place: { asStated: 'Hombori' } }, 403],
    ['planner', `/v1/bases/${OGOSSOGOU}/actions/report`, {}, 403],
    ['watch-officer', '/v1/bases', { place: { asStated: 'Hombori' } }, 403],
  ] as const)('%s, POST %s', async (as, path, body, status) =>
    expect((await send(path, body, as)).status).toBe(status),
  );

  it.each([
    [{}, '/place', 'FIELD_IS_REQUIRED'],
    [{ place: { asStated: 'Hombori', placeId: 'nowhere' } }, '/place/placeId', 'NOT_A_PLACE'],
    [{ place: { asStated: 'Hombori' }, operationId: 'OP-1' }, '/operationId', 'NOT_AN_ID'],
  ])('what is not well formed changes nothing: %j', async (body, pointer, code) => {
    const before = await system.head();
    const answer = await send('/v1/bases', body);
    expect([answer.status, answer.body['errors']]).toEqual([400, [expect.objectContaining({ pointer, code })]]);
    expect(await system.head()).toBe(before);
  });
});
