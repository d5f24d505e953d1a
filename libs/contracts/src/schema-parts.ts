import { ADMIN_LEVELS, PROVENANCE_KINDS } from '@opsledger/kernel';
import type { JsonSchema } from './contract.js';

/** Schemas of the value objects of `@opsledger/kernel`, shared by the contracts. An object takes no member it does not name. */
export const object = (properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

export const text = (maxLength: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength });
export const oneOf = (values: readonly unknown[]): JsonSchema => ({ enum: [...values] });
export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

export const uuid: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
export const fuzzyDate = object({ edtf: text(60), asStated: text(300) }, ['asStated']);
export const geoRef = object({ asStated: text(300), adminLevel: oneOf(ADMIN_LEVELS) }, ['adminLevel']);
export const provenance = object(
  { kind: oneOf(PROVENANCE_KINDS), ref: text(300), grade: { type: 'string', pattern: '^[A-F][1-6]$' } },
  ['grade'],
);
