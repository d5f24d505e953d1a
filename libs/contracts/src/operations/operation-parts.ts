import { ADMIN_LEVELS, type GeoRef } from '@opsledger/kernel';
import type { Schema } from '../contract.js';
import {
  boolean,
  described,
  geoRef,
  listOf,
  object,
  oneOf,
  provenance,
  text,
  uuid,
  wholeNumber,
} from '../schema-parts.js';
import {
  ASSET_KINDS,
  CONSTRAINT_CAUSES,
  CONSTRAINT_EFFECTS,
  OPERATION_LEADS,
  OPERATION_TYPES,
  type AssetKind,
  type ConstraintCause,
  type ConstraintEffect,
  type OperationLead,
  type OperationType,
} from './operation.vocabulary.js';

/** What several types of event of the service say alike. */
export type OperationDescription = Readonly<{
  type?: OperationType;
  integrated?: boolean;
  lead?: OperationLead;
  purpose?: string;
  areas?: readonly GeoRef[];
  sectors?: readonly string[];
}>;
export const description = {
  type: described(oneOf(OPERATION_TYPES), 'Kind of operation.'),
  integrated: described(boolean, 'Uniformed and civilian components work together.'),
  lead: described(oneOf(OPERATION_LEADS), 'Who leads.'),
  purpose: described(text(2000), 'What it is for.'),
  areas: described(listOf(geoRef), 'Where, as stated.'),
  sectors: described(listOf(text(100)), 'Sectors concerned.'),
};

export const operationId = described(uuid, 'The record.');
export const source = described(provenance, 'Where the statement comes from.');
export const authority = described(text(200), 'Who decided it, by function and never by name.');
export const narrative = described(text(2000), 'In words.');

/** A kind of asset and how many of it. */
export type Assets = Readonly<{ kind: AssetKind; count: number }>;
export const assets: Schema<readonly Assets[]> = listOf(
  object({
    kind: described(oneOf(ASSET_KINDS), 'What.'),
    count: described(wholeNumber(1), 'How many.'),
  }),
);

/** What held an operation up or cut it down, as a document states it. */
export type Constraint = Readonly<{
  cause: ConstraintCause;
  effect: ConstraintEffect;
  asStated: string;
  areas?: readonly GeoRef[];
}>;
export const constraints: Schema<readonly Constraint[]> = listOf(
  object(
    {
      cause: described(oneOf(CONSTRAINT_CAUSES), 'Why.'),
      effect: described(oneOf(CONSTRAINT_EFFECTS), 'What came of it.'),
      asStated: described(text(1000), "In the document's words."),
      areas: described(listOf(geoRef), 'Where, as stated.'),
    },
    ['areas'],
  ),
);

/** A place by what it is called, without where exactly it lies: for records whose position is restricted. */
export type PlaceName = Pick<GeoRef, 'asStated' | 'adminLevel' | 'placeId'>;
export const placeName: Schema<PlaceName> = object(
  {
    asStated: described(text(300), 'The place as the source names it.'),
    adminLevel: described(
      oneOf(ADMIN_LEVELS),
      '0 country, 1 region, 2 cercle, 3 commune, 4 village; or a line, an area, a point.',
    ),
    placeId: described(text(100), 'The place of the gazetteer that is meant, by its id.'),
  },
  ['adminLevel', 'placeId'],
);
