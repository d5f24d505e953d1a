import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RecordedEvent } from '@opsledger/kernel';
import type { JsonSchema } from './contract.js';
import * as types from './index.js';
import { contracts, envelope, services } from './index.js';

const ajv = new Ajv2020({ strict: true });
const fitsEnvelope = ajv.compile(envelope);

const files = services.flatMap(({ service }) =>
  readdirSync(join(__dirname, service, 'samples'))
    .filter((name) => name.endsWith('.sample.json'))
    .map((name) => [service, name, join(__dirname, service, 'samples', name)] as const),
);
const sampleIn = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as RecordedEvent;

describe('Every sample that was ever committed', () => {
  it.each(files)('still is an event of %s: %s', (service, name, path) => {
    const sample = sampleIn(path);
    const contract = contracts.find(({ type }) => type === sample.type);
    expect(contract?.samples).toContainEqual(sample); // else it is missing in `<service>/*.samples.ts`
    expect(name.startsWith(sample.type.slice(`opsledger.${service}.`.length))).toBe(true);
    expect(sample.source).toBe(`/opsledger/${service}`);

    expect([fitsEnvelope(sample), fitsEnvelope.errors]).toEqual([true, null]);
    const fitsContract = ajv.compile(contract!.data);
    expect([fitsContract(sample.data), fitsContract.errors]).toEqual([true, null]);
  });
});

type Shape = Readonly<{ properties?: Record<string, JsonSchema>; required?: readonly string[]; items?: JsonSchema }>;

/** Members that a schema lets an event leave out, at any depth: `phase.number`, `areas.adminLevel`. */
const optionalMembers = (schema: JsonSchema, path = ''): readonly string[] => {
  const { properties = {}, required = [], items } = schema as Shape;
  if (items) return optionalMembers(items, path);
  return Object.entries(properties).flatMap(([name, member]) => [
    ...(required.includes(name) ? [] : [`${path}${name}`]),
    ...optionalMembers(member, `${path}${name}.`),
  ]);
};

/** Members that a value has, at any depth; those of a list are those of its items. */
const membersOf = (value: unknown, path = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [`${path}${name}`, ...membersOf(member, `${path}${name}.`)]);
};

/** What changes something says what: without any optional member these would say nothing. */
const SAYS_ONE_AT_LEAST = [
  ...[types.ACTIVITY_PLAN_AMENDED, types.ACTIVITY_CORRECTED],
  ...[types.OPERATION_PLAN_AMENDED, types.OPERATION_CORRECTED, types.UNIT_AMENDED],
  ...[types.BASE_AMENDED, types.BASE_CORRECTED, types.BASE_DISPOSITION_RECORDED, types.BASE_DISPOSITION_AMENDED],
  ...[
    types.STATED_FIGURE_CORRECTED,
    types.ASSESSMENT_CORRECTED,
    types.STANDBY_CORRECTED,
    types.SITUATION_REPORT_CORRECTED,
    types.PRIORITY_AREA_CORRECTED,
  ],
] as const;

describe.each(contracts)('$type', ({ type, data, samples }) => {
  const optional = optionalMembers(data);
  const present = samples.map((sample) => membersOf((sample as RecordedEvent).data));
  const shortest = (lists: readonly (readonly string[])[]) => lists.toSorted((a, b) => a.length - b.length)[0];

  it('has samples with every member that it may have', () => {
    expect(optional.filter((name) => !present.some((members) => members.includes(name)))).toEqual([]);
  });

  it('has a sample with no member but those that it must have', () => {
    const least = shortest(present.map((members) => optional.filter((name) => members.includes(name))));
    expect(least).toHaveLength(SAYS_ONE_AT_LEAST.some((one) => one === type) ? 1 : 0);
  });
});
