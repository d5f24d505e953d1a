import { normaliseName, parseEdtf } from '@opsledger/kernel';
import { locatedIn } from '@opsledger/platform';
import type { DocumentFilter } from '@opsledger/projections';
import type { OperationsQuery } from '../../http/operations.bodies.js';

/** Sorts behind every text that begins with what stands before it. */
const LAST = '\uffff';

/** What documents must be like for a query. */
export const filterOf = (query: OperationsQuery): DocumentFilter => {
  const { state, type, sector, q, during } = query;
  const conditions: readonly DocumentFilter[] = [
    ...(state === undefined ? [] : [{ state: { $in: state.split(',') } }]),
    ...(type === undefined ? [] : [{ type: { $in: type.split(',') } }]),
    ...(sector === undefined ? [] : [{ sectors: sector }]),
    ...locatedIn(query),
    ...(q === undefined ? [] : wordsOf(q).map(beginsOneTerm)),
    ...(during === undefined ? [] : [isGoingOn(during)]),
  ];
  return conditions.length === 0 ? {} : { $and: conditions };
};

const wordsOf = (q: string): readonly string[] => normaliseName(q).split(' ');
const beginsOneTerm = (word: string): DocumentFilter => ({
  searchTerms: { $elemMatch: { $gte: word, $lt: `${word}${LAST}` } },
});

/** What has one known end may go on at the other; of what has no date at all nobody can say so. */
export const isGoingOn = (during: string): DocumentFilter => {
  const range = parseEdtf(during);
  const [from, to] = [range?.start?.earliest, range?.end?.latest];
  return {
    $and: [
      { $or: [{ startsAt: { $exists: true } }, { endsAt: { $exists: true } }] },
      ...(to === undefined ? [] : [{ $or: [{ startsAt: { $lte: to } }, { startsAt: null }] }]),
      ...(from === undefined ? [] : [{ $or: [{ endsAt: { $gte: from } }, { endsAt: null }] }]),
    ],
  };
};
