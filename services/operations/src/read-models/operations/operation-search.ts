import type { OperationState } from '@opsledger/contracts';
import { normaliseName } from '@opsledger/kernel';
import { locatedIn } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { OperationsQuery } from '../../http/operations.bodies.js';
import { UNDER_WAY } from './operations.projection.js';
import { allOf, isGoingOn } from '../record-search.js';

/** Sorts behind every text that begins with what stands before it. */
const LAST = '\uffff';

/** States in which it goes on or nobody knows. */
export const OPEN: readonly OperationState[] = [...UNDER_WAY, 'UNKNOWN'];

/** What documents must be like for a query. */
export const filterOf = (query: OperationsQuery): DocumentFilter => {
  const { state, type, sector, q, during } = query;
  return allOf([
    ...(state === undefined ? [] : [{ state: { $in: state.split(',') } }]),
    ...(type === undefined ? [] : [{ type: { $in: type.split(',') } }]),
    ...(sector === undefined ? [] : [{ sectors: sector }]),
    ...locatedIn(query),
    ...(q === undefined ? [] : wordsOf(q).map(beginsOneTerm)),
    ...(during === undefined ? [] : [isGoingOn(during, OPEN)]),
  ]);
};

const wordsOf = (q: string): readonly string[] => normaliseName(q).split(' ');
const beginsOneTerm = (word: string): DocumentFilter => ({
  searchTerms: { $elemMatch: { $gte: word, $lt: `${word}${LAST}` } },
});
