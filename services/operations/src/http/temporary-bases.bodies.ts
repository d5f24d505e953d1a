import {
  BASE_STATES,
  REPORTED_BASE_STATES,
  type CorrectedBaseMembers,
  type PlaceName,
  type ReportedBaseState,
} from '@opsledger/contracts';
import { ADMIN_LEVELS, CORRECTION_REASONS, type CorrectionReason } from '@opsledger/kernel';
import {
  EdtfField,
  FuzzyDateBody,
  GeoRefBody,
  InstantField,
  NameField,
  ObjectField,
  OneOfField,
  OpeningCommandBody,
  PastRecordsQuery,
  PatternField,
  ProvenanceBody,
  QuantityBody,
  SomeOfField,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { maliGazetteer } from '@opsledger/reference';
import { ActionBody } from './operation-actions.bodies.js';
import { fields } from './operations.bodies.js';
import { DatedRecordsQuery, linkFields, listFields, LocatedRecordsQuery } from './record-queries.bodies.js';

const optional = <Field extends object>(field: Field): Field & { optional: true } => ({ ...field, optional: true });
const base = {
  name: { description: 'What it is called, where that is not its place.', max: 120, optional: true },
  place: { description: 'Where it is, as stated; never its exact position.', example: { asStated: 'Ogossogou' } },
  reason: { description: 'Why, in words.', max: 1000, optional: true },
  status: {
    description: 'State that the document gives it; UNKNOWN if it leaves that open.',
    ...{ values: REPORTED_BASE_STATES, example: 'ACTIVE' },
  },
  statusAsStated: {
    ...{ description: "The state in the document's words.", max: 500, example: 'continues to maintain' },
  },
  period: { description: 'The dates that the document gives for what it reports.', optional: true },
  establishedAt: { description: 'When it was established, if the document says so.', optional: true },
  dismantledAt: { description: 'When it was dismantled, if the document says so.', optional: true },
} as const;

/** A place by what it is called: where exactly a base lies is not for its record (ADR 12). */
export class PlaceNameBody implements PlaceName {
  @NameField({ description: 'The place as the source names it.', max: 300, example: 'Ogossogou' }) asStated!: string;
  @OneOfField({
    description: '0 country, 1 region, 2 cercle, 3 commune, 4 village; or a line, an area, a point.',
    ...{ values: ADMIN_LEVELS, optional: true, example: 4 },
  })
  adminLevel?: NonNullable<PlaceName['adminLevel']>;
  @TextField({
    description: 'The place of the gazetteer that is meant, by its id (`/v1/reference/places`).',
    ...{ max: 100, optional: true, rule: 'GEO-REF' },
    also: [{ code: 'NOT_A_PLACE', accepts: (id) => maliGazetteer.find(String(id)) !== undefined }],
  })
  placeId?: string;
}

const SOME_ID = '01a20000-0000-7000-8000-000000000001';

class OpeningBaseBody extends OpeningCommandBody {
  @ObjectField(() => PlaceNameBody, base.place) place!: PlaceNameBody;
  @NameField(base.name) name?: string;
  @TextField(fields.purpose) purpose?: string;
  @PatternField(linkFields.operationId) operationId?: string;
  @PatternField(linkFields.unitId) unitId?: string;
}

export class RecceBaseBody extends OpeningBaseBody {
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

export class AmendBaseBody extends ActionBody {
  @NameField(base.name) name?: string;
  @TextField(fields.purpose) purpose?: string;
  @PatternField(linkFields.operationId) operationId?: string;
  @PatternField(linkFields.unitId) unitId?: string;
}

/** What may say why. */
export class ReasonedBody extends ActionBody {
  @TextField(base.reason) reason?: string;
}

export class ReportBaseBody extends OpeningBaseBody {
  @EdtfField({ ...fields.occurredAt, description: 'When what it reports was true, in EDTF.', optional: false })
  occurredAt!: string;
  @OneOfField(base.status) status!: ReportedBaseState;
  @TextField(base.statusAsStated) statusAsStated!: string;
  @ObjectField(() => FuzzyDateBody, base.period) period?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, base.establishedAt) establishedAt?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, base.dismantledAt) dismantledAt?: FuzzyDateBody;
  @ObjectField(() => ProvenanceBody, {
    description: 'The document.',
    example: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
  })
  source!: ProvenanceBody;
}

export class CorrectedBaseBody implements CorrectedBaseMembers {
  @NameField(base.name) name?: string;
  @TextField({ ...fields.purpose, example: undefined }) purpose?: string;
  @ObjectField(() => PlaceNameBody, optional(base.place)) place?: PlaceNameBody;
  @OneOfField({ ...optional(base.status), example: undefined }) status?: ReportedBaseState;
  @TextField({ ...optional(base.statusAsStated), example: undefined }) statusAsStated?: string;
  @ObjectField(() => FuzzyDateBody, base.period) period?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, base.establishedAt) establishedAt?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, base.dismantledAt) dismantledAt?: FuzzyDateBody;
  @TextField(base.reason) reason?: string;
}

/** What every correction says besides the members that it puts right. */
export class CorrectionBody extends ActionBody {
  @WholeNumberField({
    ...{
      description:
        'Version of the event that should have said something else. What a later event says anew stays as that one says it.',
      rule: 'U2',
      example: 1,
    },
    ...{ min: 1, max: Number.MAX_SAFE_INTEGER },
  })
  version!: number;
  @OneOfField({ description: 'Why.', values: CORRECTION_REASONS, rule: 'U2', example: 'late_information' })
  reason!: CorrectionReason;
  @EdtfField({ description: 'When it was really true in the field, in EDTF.', rule: 'U2', optional: true })
  shouldHaveOccurredAt?: string;
  @TextField({ description: 'In words.', max: 2000, optional: true }) note?: string;
}

export class CorrectBaseBody extends CorrectionBody {
  @ObjectField(() => CorrectedBaseBody, {
    ...{ description: 'What it should have said, of what it says.', rule: 'U2', optional: true },
    example: { place: { asStated: 'Ogossagou' } },
  })
  members?: CorrectedBaseBody;
}

const disposition = {
  strength: { description: 'How many people.', optional: true, example: { value: 60, qualifier: 'about' } },
  position: {
    description: 'Where it lies.',
    optional: true,
    example: { asStated: 'above the market', mgrs: '30PWB1234' },
  },
} as const;

export class AmendBaseDispositionBody extends ActionBody {
  @ObjectField(() => QuantityBody, disposition.strength) strength?: QuantityBody;
  @ObjectField(() => GeoRefBody, disposition.position) position?: GeoRefBody;
}

export class RecordBaseDispositionBody extends OpeningCommandBody {
  @PatternField({ ...linkFields.operationId, description: 'Id of the base.', optional: false, example: SOME_ID })
  baseId!: string;
  @ObjectField(() => QuantityBody, disposition.strength) strength?: QuantityBody;
  @ObjectField(() => GeoRefBody, disposition.position) position?: GeoRefBody;
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

/** Which bases a list is of. */
export class BasesQuery extends DatedRecordsQuery {
  @SomeOfField({ description: 'Only in these states, separated by commas.', values: BASE_STATES, optional: true })
  state?: string;
  @PatternField({ ...linkFields.operationId, description: 'Only of this operation.' }) operation?: string;
  @PatternField({ ...linkFields.unitId, description: 'Only held by this unit.' }) unit?: string;
}

export class ListBasesQuery extends BasesQuery {
  @OneOfField(listFields.sort(['stateOccurredAt', 'knownAt'])) sort?: string;
  @OneOfField(listFields.format) format?: 'json' | 'csv' | 'geojson';
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}

/** Asks which bases there are in places, and which were added since. */
export class BasesByPlaceQuery extends PastRecordsQuery {
  @NameField({
    ...{ description: 'Names or ids of places, separated by commas.', max: 400 },
    example: 'Bandiagara,Koro,Bankass',
  })
  place!: string;
  @OneOfField({
    ...{ description: 'Level of places that names stand for; cercles unless it is said.', optional: true },
    values: ADMIN_LEVELS.map(String),
  })
  level?: string;
  @InstantField({ description: 'Added since this instant.', optional: true, example: '2020-12-24T00:00:00Z' })
  since?: string;
}

export class DispositionsQuery extends LocatedRecordsQuery {
  @PatternField({ ...linkFields.operationId, description: 'Only of this base.' }) base?: string;
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}
