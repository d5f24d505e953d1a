import { Injectable } from '@nestjs/common';
import { Cursors, Problem, type FieldError, type Page } from '@opsledger/platform';
import {
  CODE_SCHEMES,
  maliGazetteer,
  type Place,
  type PlaceFilter,
  type PlaceLookup,
  type PlaceMatch,
} from '@opsledger/reference';

const DEFAULT_LIMIT = 50;

/** How a place came into the answer to a name: because it has it, or because it looks like it. */
export type FoundPlace = Place & Readonly<{ match?: Readonly<{ kind: 'exact' | 'suggestion'; spelling: string }> }>;

/** A page of places; to a name also what it stands for, since the places alone do not tell one from several. */
export type PlacePage = Page<FoundPlace> &
  Readonly<{ lookup?: Readonly<{ outcome: PlaceLookup['outcome']; name?: string; note?: string }> }>;

export type PlaceRequest = PlaceFilter & Readonly<{ q?: string; limit?: number; cursor?: string }>;

/** Answers searches of the gazetteer a page at a time. */
@Injectable()
export class PlaceSearch {
  constructor(private readonly cursors: Cursors) {}

  page({ q, limit = DEFAULT_LIMIT, cursor, ...filter }: PlaceRequest): PlacePage {
    refuseWrongFilters(filter);
    const lookup = q === undefined ? undefined : maliGazetteer.lookUp(q, filter);
    const found = lookup ? placesOf(lookup) : maliGazetteer.list(filter);
    const { scheme, code, adminLevel, parentId } = filter;
    const question = JSON.stringify(['places', q, scheme, code, adminLevel, parentId]);
    const afterId = this.cursors.read(question, cursor);
    const from = afterId === undefined ? 0 : found.findIndex(({ id }) => id === afterId) + 1;
    const data = found.slice(from, from + limit);
    const hasMore = found.length > from + limit;
    return {
      data,
      page: { next: hasMore ? this.cursors.make(question, data.at(-1)!.id) : null, hasMore },
      ...(lookup && { lookup: { outcome: lookup.outcome, ...(lookup.outcome === 'unresolved' && lookup.name) } }),
    };
  }
}

/** A filter that can only be a mistake is refused: an empty answer would look like knowledge. */
const refuseWrongFilters = ({ scheme, code, parentId }: PlaceFilter): void => {
  const errors: readonly FieldError[] = [
    ...(code !== undefined && scheme === undefined
      ? [{ pointer: '/scheme', code: 'FIELD_IS_REQUIRED' as const, allowed: CODE_SCHEMES }]
      : []),
    ...(parentId !== undefined && !maliGazetteer.find(parentId)
      ? [{ pointer: '/parent', code: 'NOT_A_PLACE' as const }]
      : []),
  ];
  if (errors.length > 0) throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors });
};

const asFound =
  (kind: 'exact' | 'suggestion') =>
  ({ place, spelling }: PlaceMatch): FoundPlace => ({ ...place, match: { kind, spelling } });

const placesOf = (lookup: PlaceLookup): readonly FoundPlace[] => {
  switch (lookup.outcome) {
    case 'identified':
      return [asFound('exact')(lookup.match)];
    case 'ambiguous':
      return lookup.matches.map(asFound('exact'));
    case 'unknown':
      return lookup.suggestions.map(asFound('suggestion'));
    case 'unresolved':
      return [];
  }
};
