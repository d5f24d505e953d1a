import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROLES } from '@opsledger/platform';
import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

const PLACES = '/v1/reference/places';
const read = (url: string, headers: Record<string, string> = {}) => system.send('GET', url, { as: 'viewer', headers });
const find = async (query: Record<string, string>) =>
  (await read(`${PLACES}?${new URLSearchParams(query).toString()}`)).body;
const idsOf = (body: Record<string, Json>): string[] => body['data'].map(({ id }: { id: string }) => id);

describe('places by name', () => {
  it.each([
    ['Dangere Wotoro', 'ml-dangare-wotoro', 'Dangere-Wotoro'],
    ['DANGARÉ-WOTORO', 'ml-dangare-wotoro', 'Dangare-Wotoro'],
    ['Diabaly', 'ml-diabali', 'Diabaly'],
    ['Bandiagara Region', 'ml-bandiagara-region', 'Bandiagara region'],
  ])('%s is %s', async (q, id, spelling) =>
    expect(await find({ q })).toMatchObject({
      data: [{ id, match: { kind: 'exact', spelling } }],
      page: { next: null, hasMore: false },
      lookup: { outcome: 'identified' },
    }),
  );

  it('gives every place that may be meant, and the caller may say more', async () => {
    const body = await find({ q: 'Menaka' });
    expect([body['lookup'], idsOf(body)]).toEqual([
      { outcome: 'ambiguous' },
      ['ml-menaka-cercle', 'ml-menaka-region', 'ml-menaka-town'],
    ]);
    expect(await find({ q: 'Menaka', adminLevel: '1' })).toMatchObject({ data: [{ id: 'ml-menaka-region' }] });
    expect(await find({ q: 'Menaka', adminLevel: 'point' })).toMatchObject({ data: [{ id: 'ml-menaka-town' }] });
  });

  it('says of an unresolved name that it is one', async () =>
    expect(await find({ q: 'Assa Were' })).toEqual({
      data: [],
      page: { next: null, hasMore: false },
      lookup: { outcome: 'unresolved', name: 'Assa Were', note: expect.stringContaining('1 June 2022') },
    }));

  it('marks what only looks like the name', async () => {
    expect(await find({ q: 'Ogosagou' })).toMatchObject({
      data: [{ id: 'ml-ogossogou', match: { kind: 'suggestion', spelling: 'Ogossagou' } }],
      lookup: { outcome: 'unknown' },
    });
    expect(await find({ q: 'Atlantis' })).toMatchObject({ data: [], lookup: { outcome: 'unknown' } });
  });
});

describe('places by code', () => {
  it.each([
    ['OCHA_COD_2019', 'ML09', 'ml-bamako-district'],
    ['OCHA_19R', 'ML09', 'ml-taoudenit-region'],
    ['ISO3166_2', 'ML-9', 'ml-menaka-region'],
  ])('%s %s is %s', async (scheme, code, id) => expect(idsOf(await find({ scheme, code }))).toEqual([id]));

  it('a code without its scheme is refused, since it may mean several places', async () =>
    expect(await find({ code: 'ML09' })).toMatchObject({
      status: 400,
      code: 'FIELDS_ARE_NOT_VALID',
      errors: [{ pointer: '/scheme', code: 'FIELD_IS_REQUIRED', allowed: ['OCHA_COD_2019', 'OCHA_19R', 'ISO3166_2'] }],
    }));
});

describe('the list of places', () => {
  it('goes down from parent to child', async () => {
    expect(idsOf(await find({ parent: 'ml-niono' }))).toEqual(['ml-diabali', 'ml-dogofry']);
    expect(idsOf(await find({ parent: 'ml-gao-region', adminLevel: '2' }))).toHaveLength(3);
    expect(await find({ parent: 'Niono' })).toMatchObject({
      status: 400,
      errors: [{ pointer: '/parent', code: 'NOT_A_PLACE', detail: expect.stringContaining('ml-niono') }],
    });
  });

  it('is read page by page, every place once', async () => {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const body: Record<string, Json> = await find({ limit: '25', ...(next !== '' && { cursor: next }) });
      seen.push(...idsOf(body));
      next = body['page'].next;
    }
    expect(seen).toEqual(idsOf(await find({ limit: '500' })));
    expect([seen.length, seen.toSorted()]).toEqual([new Set(seen).size, seen]);
    expect(seen.length).toBeGreaterThan(100);
  });

  it('pages through the candidates for a name too, and refuses the cursor of another question', async () => {
    const first = await find({ q: 'Bandiagara', limit: '2' });
    const { next } = first['page'];
    expect(idsOf(await find({ q: 'Bandiagara', limit: '2', cursor: next }))).toEqual(['ml-bandiagara-town']);
    expect(await find({ q: 'Gao', cursor: next })).toMatchObject({ errors: [{ code: 'NOT_A_CURSOR' }] });
  });

  it.each([
    ['name=Gao', '/name', 'FIELD_IS_UNKNOWN'],
    ['asOf=2022-03-05T00:00:00Z', '/asOf', 'FIELD_IS_UNKNOWN'],
    ['q=', '/q', 'NOT_A_NAME'],
    ['q=a&q=b', '/q', 'NOT_A_NAME'],
    ['parent=', '/parent', 'NOT_A_TEXT'],
    ['q=%00', '/q', 'NOT_A_NAME'],
    ['scheme=PCODE', '/scheme', 'NOT_ONE_OF'],
    ['adminLevel=5', '/adminLevel', 'NOT_ONE_OF'],
    ['limit=0', '/limit', 'NOT_A_WHOLE_NUMBER'],
  ])('refuses %s', async (query, pointer, code) =>
    expect((await read(`${PLACES}?${query}`)).body).toMatchObject({ status: 400, errors: [{ pointer, code }] }),
  );
});

describe('one place', () => {
  it('is found by its id', async () => {
    const { status, body, headers } = await read(`${PLACES}/ml-nara-cercle`);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      name: 'Nara',
      parent: { id: 'ml-koulikoro-region', basis: 'unverified' },
      codes: [{ scheme: 'OCHA_COD_2019', code: 'ML0207', basis: 'unverified' }],
      coordinates: { quality: 'approximate', basis: 'unverified' },
    });
  });

  it.each(['Niono', 'ml-atlantis', '__proto__', 'ML0404', 'assa-were'])('%s is no id', async (id) =>
    expect((await read(`${PLACES}/${id}`)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' }),
  );

  it('takes no query', async () =>
    expect((await read(`${PLACES}/ml-niono?asOf=2022-03-05`)).body).toMatchObject({
      errors: [{ code: 'PARAMETER_IS_UNKNOWN' }],
    }));
});

describe('who may read', () => {
  it.each(ROLES)('%s', async (role) => {
    expect((await system.send('GET', PLACES, { as: role })).status).toBe(200);
    expect((await system.send('GET', `${PLACES}/ml-niono`, { as: role })).status).toBe(200);
  });

  it('nobody without a token', async () => expect((await system.send('GET', PLACES)).status).toBe(401));

  it('a refusal is in the language of the reader; names of places are in nobody’s', async () => {
    const french = { 'accept-language': 'fr' };
    const refused = await read(`${PLACES}?code=ML09`, french);
    expect(refused.body['errors'][0].detail).toBe('Ce champ est obligatoire.');
    expect((await read(`${PLACES}/ml-tombouctou-town`, french)).body['name']).toBe('Tombouctou');
    expect((await read(`${PLACES}/ml-tombouctou-town`)).body['name']).toBe('Tombouctou');
  });
});

describe('the OpenAPI document', () => {
  const document = async () => (await system.send<Json>('GET', '/openapi.json')).body;

  it('names the parameters and the schemas, and no header that is not looked at', async () => {
    const { paths } = await document();
    const { parameters, responses } = paths[PLACES].get;
    expect(parameters.map(({ name }: { name: string }) => name).toSorted()).toEqual(
      ['adminLevel', 'code', 'cursor', 'limit', 'parent', 'q', 'scheme'].toSorted(),
    );
    const { schema } = parameters.find(({ name }: { name: string }) => name === 'adminLevel');
    expect(schema).toEqual({
      oneOf: [
        { type: 'integer', enum: [0, 1, 2, 3, 4] },
        { type: 'string', enum: ['linear', 'area', 'point'] },
      ],
    });
    expect(responses['200'].content['application/json'].schema.$ref).toBe('#/components/schemas/PlacePage');
    const one = paths[`${PLACES}/{id}`].get;
    expect(one.parameters.map(({ name }: { name: string }) => name)).toEqual(['id']);
    expect(one.responses['200'].content['application/json'].schema.$ref).toBe('#/components/schemas/Place');
  });

  it('shows what is answered: its examples are answers', async () => {
    const { components, paths } = await document();
    const { Place, PlacePage } = components.schemas;
    expect((await read(`${PLACES}/${Place.example.id}`)).body).toEqual(Place.example);
    const q = paths[PLACES].get.parameters.find(({ name }: { name: string }) => name === 'q');
    expect(await find({ q: q.schema.example ?? q.example })).toEqual(PlacePage.example);
  });

  it('describes every answer: the whole gazetteer and every outcome of a look-up', async () => {
    const { components } = await document();
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: 'https://opsledger.test/openapi', components });
    const check = ajv.compile({ $ref: 'https://opsledger.test/openapi#/components/schemas/PlacePage' });
    for (const query of [{ limit: '500' }, ...['Gao', 'Niono', 'Assa Were', 'Ogosagou'].map((q) => ({ q }))]) {
      check(await find(query as Record<string, string>));
      expect(check.errors).toBeNull();
    }
  });
});
