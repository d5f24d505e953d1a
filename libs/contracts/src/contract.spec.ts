import type { DomainEvent } from '@opsledger/kernel';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { eventContract, type Schema } from './contract.js';
import { contracts, envelope, services } from './index.js';
import { boolean, listOf, object, oneOf, text, wholeNumber } from './schema-parts.js';

describe('A contract', () => {
  it.each(contracts.map(({ type, data }) => [type, data]))('%s has a valid JSON Schema 2020-12', (type, schema) => {
    const ajv = new Ajv2020({ strict: true });
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: expect.any(String),
    });
    expect(schema['$id']).toContain(type);
  });

  it('is the only one of its type, and its type is named after the service that owns it', () => {
    const types = contracts.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    for (const { service, events } of services)
      for (const { type } of events)
        expect(type).toMatch(new RegExp(`^opsledger\\.${service}\\.[a-z-]+\\.v[1-9][0-9]*$`));
  });

  it('goes to the topics of its service, which are those of no other, in the order of its stream', () => {
    const topics = services.flatMap((service) => service.topics);
    expect(new Set(topics.map(({ name }) => name)).size).toBe(topics.length);
    expect(services.find(({ service }) => service === 'operations')?.topics).toEqual([
      { name: 'opsledger.operations', audience: 'internal', key: 'subject' },
      { name: 'opsledger.public.operations', audience: 'public', key: 'subject' },
    ]);
  });
});

it('The envelope has a valid JSON Schema 2020-12', () => {
  expect(() => new Ajv2020({ strict: true }).compile(envelope)).not.toThrow();
});

describe('A schema and the type that it stands for', () => {
  type Sounding = DomainEvent<
    'opsledger.river.sounding-taken.v1',
    Readonly<{ depth: number; bed?: 'mud' | 'rock'; marks: readonly Readonly<{ name: string; isLit?: boolean }>[] }>
  >;
  const sounding = { type: 'opsledger.river.sounding-taken.v1', summary: 'A depth was taken.', samples: [] } as const;
  const contract = (data: Schema<Sounding['data']>) => eventContract<Sounding>({ ...sounding, data });
  const [depth, bed, name, isLit] = [wholeNumber(0), oneOf(['mud', 'rock']), text(9), boolean];
  const marks = listOf(object({ name, isLit }, ['isLit']));

  it('compile when they agree', () => {
    const { data } = contract(object({ depth, bed, marks }, ['bed']));
    expect(data).toMatchObject({ required: ['depth', 'marks'], additionalProperties: false });
  });

  it('do not compile when they differ: else `npm run typecheck` finds nothing where an error is expected', () => {
    const differing = [
      // @ts-expect-error bed may be left out
      contract(object({ depth, bed, marks })),
      // @ts-expect-error depth may not be left out
      contract(object({ depth, bed, marks }, ['bed', 'depth'])),
      // @ts-expect-error bed is missing
      contract(object({ depth, marks })),
      // @ts-expect-error there is no tide
      contract(object({ depth, bed, marks, tide: bed }, ['bed', 'tide'])),
      // @ts-expect-error a depth is a number
      contract(object({ depth: name, bed, marks }, ['bed'])),
      // @ts-expect-error a bed may be rock
      contract(object({ depth, bed: oneOf(['mud']), marks }, ['bed'])),
      // @ts-expect-error a bed is never sand
      contract(object({ depth, bed: oneOf(['mud', 'rock', 'sand']), marks }, ['bed'])),
      // @ts-expect-error a mark may say whether it is lit
      contract(object({ depth, bed, marks: listOf(object({ name })) }, ['bed'])),
      // @ts-expect-error a list of names is no list of marks
      contract(object({ depth, bed, marks: listOf(name) }, ['bed'])),
      // @ts-expect-error a schema that stands for no type says nothing of depth
      contract(object({ depth: { type: 'integer' }, bed, marks }, ['bed'])),
    ];
    expect(differing).toHaveLength(10);
  });
});
