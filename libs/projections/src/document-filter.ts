import { distance } from '@turf/distance';

/** What a member may be compared with. `null` stands for a member that is absent or null. */
export type FilterValue = string | number | boolean | null;

/** Operators of one condition; all of them must hold. Texts compare by code point, numbers by value, never one with the other. */
export type Operators = Readonly<{
  $eq?: FilterValue;
  $ne?: FilterValue;
  $in?: readonly FilterValue[];
  $nin?: readonly FilterValue[];
  $gt?: string | number;
  $gte?: string | number;
  $lt?: string | number;
  $lte?: string | number;
  $exists?: boolean;
  /** One and the same element of an array fits: operators for elements that are values, a filter for elements that are objects. */
  $elemMatch?: Operators | DocumentFilter;
  /** One of the points of a list lies in the box or the circle; a point is longitude and latitude in degrees. */
  $geoWithin?: GeoShape;
}>;

type Position = readonly [lon: number, lat: number];
/** A box by its south-western and north-eastern corners; or a circle by its centre and its radius, in radians of the Earth. */
export type GeoShape =
  | Readonly<{ $box: readonly [Position, Position] }>
  | Readonly<{ $centerSphere: readonly [centre: Position, radians: number] }>;

/**
 * Conditions on documents in MongoDB's spelling and with its meaning: this subset, and nothing beyond it. Members are dotted
 * paths; a path that leads through or to an array fits if one element does (`$ne` and `$nin`: if none is equal).
 */
export type DocumentFilter = Readonly<{
  [path: string]: FilterValue | Operators | readonly DocumentFilter[] | undefined;
  $and?: readonly DocumentFilter[];
  $or?: readonly DocumentFilter[];
}>;

/** A filter, or sort, says something that not every store could answer. */
export class UnsupportedFilter extends TypeError {
  override readonly name = 'UnsupportedFilter';
}

const PATH = /^[a-zA-Z][a-zA-Z0-9]*(\.[a-zA-Z][a-zA-Z0-9]*){0,4}$/;
const MOST_CONDITIONS = 500;

/** Refuses what is beyond the subset, naming it. */
export const assertSupported = (filter: DocumentFilter): void => {
  let conditions = 0;
  const check = (part: DocumentFilter): void => {
    for (const [key, condition] of Object.entries(part)) {
      if ((conditions += 1) > MOST_CONDITIONS) throw new UnsupportedFilter(`More than ${MOST_CONDITIONS} conditions`);
      if (key === '$and' || key === '$or') {
        if (!Array.isArray(condition) || condition.length === 0)
          throw new UnsupportedFilter(`${key} without a list of filters`);
        for (const one of condition as readonly DocumentFilter[]) check(one);
      } else {
        assertSupportedPath(key);
        if (condition === undefined) throw new UnsupportedFilter(`${key} without a condition`);
        if (isOperators(condition)) checkOperators(key, condition);
        else if (!isFilterValue(condition))
          throw new UnsupportedFilter(`${key} is compared with something that is no value`);
      }
    }
  };
  const checkOperators = (path: string, operators: Operators): void => {
    for (const [operator, operand] of Object.entries(operators)) {
      const accepts = OPERANDS[operator as keyof Operators];
      if (!Object.hasOwn(OPERANDS, operator) || !accepts?.(operand))
        throw new UnsupportedFilter(`${path}: ${operator} cannot be asked for so`);
      if (operator === '$elemMatch') {
        if (isOperators(operand)) checkOperators(path, operand);
        else check(operand as DocumentFilter);
      }
    }
  };
  check(filter);
};

export const assertSupportedPath = (path: string): void => {
  if (!PATH.test(path)) throw new UnsupportedFilter(`${path} is no path of members`);
};

/** Whether a document is as the filter says. The filter is one that `assertSupported` lets pass. */
export const matches = (document: unknown, filter: DocumentFilter): boolean =>
  Object.entries(filter).every(([key, condition]) => {
    if (key === '$and') return (condition as readonly DocumentFilter[]).every((one) => matches(document, one));
    if (key === '$or') return (condition as readonly DocumentFilter[]).some((one) => matches(document, one));
    const found = valuesAt(document, key.split('.'));
    return isOperators(condition) ? fits(found, condition) : fits(found, { $eq: condition as FilterValue });
  });

/** Values that a path leads to, elements of arrays one by one; and whether it leads to anything, if only to an empty array. */
type Found = Readonly<{ values: readonly unknown[]; arrays: readonly (readonly unknown[])[]; exists: boolean }>;

const valuesAt = (value: unknown, path: readonly string[]): Found => {
  const [member, ...rest] = path;
  if (member === undefined) {
    if (Array.isArray(value)) return { values: value, arrays: [value], exists: true };
    return { values: value === undefined ? [] : [value], arrays: [], exists: value !== undefined };
  }
  if (Array.isArray(value)) {
    const found = value.filter(isObject).map((element) => valuesAt(element, path));
    return {
      values: found.flatMap(({ values }) => values),
      arrays: found.flatMap(({ arrays }) => arrays),
      exists: found.some(({ exists }) => exists),
    };
  }
  return isObject(value) && Object.hasOwn(value, member)
    ? valuesAt(value[member], rest)
    : { values: [], arrays: [], exists: false };
};

const fits = (found: Found, operators: Operators): boolean =>
  Object.entries(operators).every(([operator, operand]) => {
    switch (operator as keyof Operators) {
      case '$eq':
        return hasEqual(found, operand as FilterValue);
      case '$ne':
        return !hasEqual(found, operand as FilterValue);
      case '$in':
        return (operand as readonly FilterValue[]).some((one) => hasEqual(found, one));
      case '$nin':
        return !(operand as readonly FilterValue[]).some((one) => hasEqual(found, one));
      case '$exists':
        return found.exists === operand;
      case '$geoWithin':
        return found.arrays.some((array) =>
          array.some((one) => isPosition(one) && liesWithin(one, operand as GeoShape)),
        );
      case '$elemMatch':
        return found.arrays.some((array) => array.some((element) => elementFits(element, operand as Operators)));
      default:
        return found.values.some((value) =>
          compares(value, operator as keyof typeof COMPARISONS, operand as string | number),
        );
    }
  });

const liesWithin = ([lon, lat]: Position, shape: GeoShape): boolean => {
  if ('$centerSphere' in shape) {
    const [centre, radians] = shape.$centerSphere;
    return distance([...centre], [lon, lat], { units: 'radians' }) <= radians;
  }
  const [[west, south], [east, north]] = shape.$box;
  return west <= lon && lon <= east && south <= lat && lat <= north;
};

const elementFits = (element: unknown, condition: Operators | DocumentFilter): boolean =>
  isOperators(condition)
    ? !Array.isArray(element) && fits({ values: [element], arrays: [], exists: true }, condition)
    : isObject(element) && matches(element, condition);

const hasEqual = ({ values, exists }: Found, wanted: FilterValue): boolean =>
  wanted === null ? !exists || values.includes(null) : values.includes(wanted);

const COMPARISONS = {
  $gt: (order: number) => order > 0,
  $gte: (order: number) => order >= 0,
  $lt: (order: number) => order < 0,
  $lte: (order: number) => order <= 0,
};

const compares = (value: unknown, operator: keyof typeof COMPARISONS, operand: string | number): boolean =>
  typeof value === typeof operand && COMPARISONS[operator](compareValues(value as never, operand));

/** The order of sorts: what is absent first, numbers before texts, texts by code point. */
export const compareValues = (a: string | number | null, b: string | number | null): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === typeof b) return Number(a > b) - Number(a < b);
  return typeof a === 'number' ? -1 : 1;
};

/** What a document is sorted by: a text or a number that JSON has, else nothing. */
export const sortValue = (document: unknown, path: string): string | number | null => {
  let value = document;
  for (const member of path.split('.'))
    value = isObject(value) && Object.hasOwn(value, member) ? value[member] : undefined;
  return typeof value === 'string' || Number.isFinite(value) ? (value as string | number) : null;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOperators = (condition: unknown): condition is Operators =>
  isObject(condition) &&
  Object.keys(condition).length > 0 &&
  Object.keys(condition).every((key) => key.startsWith('$') && key !== '$and' && key !== '$or');
const isFilterValue = (value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
const isComparable = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
const isValueList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isFilterValue);

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  value.length === 2 &&
  Number.isFinite(value[0]) &&
  Math.abs(value[0]) <= 180 &&
  Number.isFinite(value[1]) &&
  Math.abs(value[1]) <= 90;
const isGeoShape = (value: unknown): value is GeoShape => {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  const shape = value['$box'] ?? value['$centerSphere'];
  if (!Array.isArray(shape) || shape.length !== 2 || !isPosition(shape[0])) return false;
  if ('$box' in value) return isPosition(shape[1]) && shape[0][0] <= shape[1][0] && shape[0][1] <= shape[1][1];
  return typeof shape[1] === 'number' && shape[1] >= 0 && shape[1] <= Math.PI;
};

const OPERANDS: Readonly<Record<keyof Operators, (operand: unknown) => boolean>> = {
  $eq: isFilterValue,
  $ne: isFilterValue,
  $in: isValueList,
  $nin: isValueList,
  $gt: isComparable,
  $gte: isComparable,
  $lt: isComparable,
  $lte: isComparable,
  $exists: (operand) => typeof operand === 'boolean',
  $elemMatch: (operand) => isObject(operand) && Object.keys(operand).length > 0,
  $geoWithin: isGeoShape,
};
