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
}>;

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
