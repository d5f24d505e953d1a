import { parseEdtf } from '@opsledger/kernel';
import type { DocumentFilter } from '@opsledger/projections';

/** What documents must be like to fit all of these. */
export const allOf = (conditions: readonly DocumentFilter[]): DocumentFilter =>
  conditions.length === 0 ? {} : { $and: conditions };

/**
 * What may have been going on, from where a record begins to where it ends (`endOfRecord`): what has one known end may go on at the
 * other. What has no date is left out, unless it stands in one of the states `open`, in which it goes on or nobody knows: when that
 * began is not known, and no end of it.
 */
export const isGoingOn = (during: string, open: readonly string[] = []): DocumentFilter => {
  const range = parseEdtf(during);
  const [from, to] = [range?.start?.earliest, range?.end?.latest];
  return {
    $and: [
      {
        $or: [
          { startsAt: { $exists: true } },
          { endsAt: { $exists: true } },
          ...(open.length > 0 ? [{ state: { $in: [...open] } }] : []),
        ],
      },
      ...(to === undefined ? [] : [{ $or: [{ startsAt: { $lte: to } }, { startsAt: null }] }]),
      ...(from === undefined ? [] : [{ $or: [{ endsAt: { $gte: from } }, { endsAt: null }] }]),
    ],
  };
};
