import { locatedIn, type LocatedQuery } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import { isGoingOn } from '../record-search.js';

/** What statements must be like for a query. */
export const statementFilter = ({
  indicator,
  during,
  ...where
}: LocatedQuery & Readonly<{ indicator?: string; during?: string }>): DocumentFilter => {
  const conditions: readonly DocumentFilter[] = [
    ...(indicator === undefined ? [] : [{ indicator: { $in: indicator.split(',') } }]),
    ...locatedIn(where),
    ...(during === undefined ? [] : [isGoingOn(during)]),
  ];
  return conditions.length === 0 ? {} : { $and: conditions };
};
