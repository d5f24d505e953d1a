import { parseEdtf } from '@opsledger/kernel';
import type { DocumentFilter } from '@opsledger/projections';

/** What documents must be like to fit all of these. */
export const allOf = (conditions: readonly DocumentFilter[]): DocumentFilter =>
  conditions.length === 0 ? {} : { $and: conditions };

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
