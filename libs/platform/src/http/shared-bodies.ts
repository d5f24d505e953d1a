import {
  ADMIN_LEVELS,
  PROVENANCE_KINDS,
  QUANTITY_QUALIFIERS,
  SENSITIVITIES,
  type FuzzyDate,
  type GeoRef,
  type Provenance,
  type Quantity,
  type QuantityQualifier,
  type Sensitivity,
} from '@opsledger/kernel';
import { compareWithMgrs, isInMaliEnvelope, isPoint, maliGazetteer, parseMgrs } from '@opsledger/reference';
import {
  BooleanField,
  EdtfField,
  InstantField,
  NameField,
  NumberField,
  OneOfField,
  PatternField,
  TextField,
  WholeNumberField,
} from './fields.js';

/** The rule that a place is said without contradicting itself (value object `GeoRef` of the domain). */
const GEO_REF = 'GEO-REF';
/** How far a point may be from the square of a grid reference when nobody said how good they are. */
const ACCURACY_M = 100;

/** The value objects of the kernel and the surroundings of a command, as bodies carry them. */
export class FuzzyDateBody implements FuzzyDate {
  @EdtfField({ description: 'Date in EDTF, as precise as the source gives it.', example: '2022-03-07/2022-03-14' })
  edtf!: string;
  @TextField({ description: "The source's own words.", max: 300, optional: true, example: 'From 7 to 14 March' })
  asStated?: string;
}

export class GeoRefBody implements GeoRef {
  @NameField({ description: 'The place as the source names it.', max: 300, example: 'near Diabali, Ségou Region' })
  asStated!: string;
  @OneOfField({
    description: '0 country, 1 region, 2 cercle, 3 commune, 4 village; or a line, an area, a point.',
    values: ADMIN_LEVELS,
    optional: true,
    example: 'area',
  })
  adminLevel?: NonNullable<GeoRef['adminLevel']>;
  @TextField({
    description: 'The place of the gazetteer that is meant, by its id (`/v1/reference/places`).',
    ...{ max: 100, optional: true, rule: GEO_REF },
    also: [{ code: 'NOT_A_PLACE', accepts: (id) => maliGazetteer.find(String(id)) !== undefined }],
  })
  placeId?: string;
  @NumberField({
    ...{ description: 'Degrees north, WGS84; with `lon`.', min: -90, max: 90, optional: true, rule: GEO_REF },
    also: [
      { code: 'POINT_IS_INCOMPLETE', accepts: (_, { lon }) => lon !== undefined },
      { code: 'POINT_LIES_OUTSIDE_THE_MISSION_AREA', accepts: (_, place) => !isPlacedWrong(place) },
    ],
  })
  lat?: number;
  @NumberField({
    ...{ description: 'Degrees east, WGS84; with `lat`.', min: -180, max: 180, optional: true, rule: GEO_REF },
    also: [
      { code: 'POINT_IS_INCOMPLETE', accepts: (_, { lat }) => lat !== undefined },
      { code: 'POINT_LIES_OUTSIDE_THE_MISSION_AREA', accepts: (_, place) => !isPlacedWrong(place) },
    ],
  })
  lon?: number;
  @TextField({
    description: 'A square of the military grid; beside a point it must mean the same place.',
    ...{ max: 30, optional: true, rule: GEO_REF },
    also: [
      { code: 'NOT_AN_MGRS_REFERENCE', accepts: (text) => parseMgrs(String(text)) !== undefined },
      {
        code: 'POINT_LIES_OUTSIDE_THE_MISSION_AREA',
        accepts: (text) => isInMaliEnvelope(parseMgrs(String(text))!.centre),
      },
      {
        ...{ code: 'MGRS_CONTRADICTS_THE_POINT', details: { within: ACCURACY_M } },
        accepts: (text, place) => !contradicts(String(text), place),
      },
    ],
  })
  mgrs?: string;
  @WholeNumberField({
    description: 'How far the real place may be from the point or the square, in metres.',
    ...{ min: 0, max: 1_000_000, optional: true, rule: GEO_REF },
    also: [{ code: 'ACCURACY_IS_OF_NO_POINT', accepts: (_, { lat, mgrs }) => (lat ?? mgrs) !== undefined }],
  })
  accuracyM?: number;
}

const isPlacedWrong = ({ lat, lon }: Readonly<Record<string, unknown>>): boolean =>
  isPoint({ lat: Number(lat), lon: Number(lon) }) && !isInMaliEnvelope({ lat: Number(lat), lon: Number(lon) });

const contradicts = (mgrs: string, { lat, lon, accuracyM }: Readonly<Record<string, unknown>>): boolean => {
  if (typeof lat !== 'number' || typeof lon !== 'number') return false;
  const within = typeof accuracyM === 'number' && accuracyM >= 0 ? accuracyM : ACCURACY_M;
  return compareWithMgrs({ lat, lon }, mgrs, within)?.agrees === false;
};

export class ProvenanceBody implements Provenance {
  @OneOfField({ description: 'What kind of source it is.', values: PROVENANCE_KINDS, example: 'letter' })
  kind!: Provenance['kind'];
  @NameField({
    description: 'What another person needs to find it again.',
    max: 300,
    example: 'Letter dated 1 June 2022',
  })
  ref!: string;
  @PatternField({
    description: 'Reliability A–F and credibility 1–6.',
    pattern: /^[A-F][1-6]$/,
    code: 'NOT_A_GRADE',
    optional: true,
    example: 'B2',
  })
  grade?: string;
}

export class QuantityBody implements Quantity {
  @WholeNumberField({ description: 'The number.', min: 0, max: Number.MAX_SAFE_INTEGER, example: 226 }) value!: number;
  @OneOfField({ description: 'What the source says of it.', values: QUANTITY_QUALIFIERS, example: 'at_least' })
  qualifier!: QuantityQualifier;
  @TextField({ description: "The source's own words.", max: 300, optional: true, example: 'at least 226' })
  asStated?: string;
}

/** What the body of every command may say besides its data. */
export class CommandBody {
  @OneOfField({
    description: 'The mark of the entry; each command has its default.',
    values: SENSITIVITIES,
    optional: true,
    example: 'CONFIDENTIAL',
  })
  sensitivity?: Sensitivity;
}

/** The same for a command that opens a record. */
export class OpeningCommandBody extends CommandBody {
  @BooleanField({ description: 'The record is part of an exercise, for ever.', optional: true, example: false })
  exercise?: boolean;
}

const page = {
  limit: { description: 'How many at most.', min: 1, max: 500, optional: true, example: 50 },
  cursor: { description: 'Where the page before ended.', max: 2_000, optional: true },
};

/** How a list is read on: a page at a time. */
export class PageQuery {
  @WholeNumberField(page.limit) limit?: number;
  @TextField(page.cursor) cursor?: string;
}

const past = {
  asOf: {
    description: 'As it was known at this instant (knowledge time).',
    optional: true,
    example: '2022-03-10T00:00:00Z',
  },
  validAt: {
    description: 'What had happened in the field by this instant, as far as it is known.',
    optional: true,
    example: '2022-03-31T00:00:00Z',
  },
  position: {
    description:
      'Only what the log had at this position: the `view.position` of an earlier answer gives that answer again.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  },
} as const;

/** Asks for a record as it is, or as it was. */
export class RecordQuery {
  @InstantField(past.asOf) asOf?: string;
  @InstantField(past.validAt) validAt?: string;
  @WholeNumberField(past.position) position?: number;
}

/** Asks for records as they are or as they were. */
export class PastRecordsQuery extends RecordQuery {
  @OneOfField({
    description: 'Exercises are left out unless they are asked for.',
    values: ['include', 'only'],
    optional: true,
    rule: 'EXERCISE',
  })
  exercise?: 'include' | 'only';
}

/** The same, a page at a time. */
export class RecordsQuery extends PastRecordsQuery {
  @WholeNumberField(page.limit) limit?: number;
  @TextField(page.cursor) cursor?: string;
}

/** Asks for the events of a record, after a version. */
export class HistoryQuery {
  @WholeNumberField({ description: 'Only what came after this version.', min: 0, max: 1_000_000_000, optional: true })
  after?: number;
  @WholeNumberField({ description: 'How many at most.', min: 1, max: 500, optional: true }) limit?: number;
  @InstantField(past.asOf) asOf?: string;
  @InstantField(past.validAt) validAt?: string;
}

const instants = { fromAsOf: 'As it was known at this instant.', toAsOf: 'And at this one.' };

/** Asks what a record was at two versions, or at two knowledge times. */
export class DifferenceQuery {
  @WholeNumberField({ description: 'One version.', min: 0, max: 1_000_000_000, optional: true, example: 1 })
  from?: number;
  @WholeNumberField({ description: 'The other version.', min: 0, max: 1_000_000_000, optional: true, example: 2 })
  to?: number;
  @InstantField({ description: instants.fromAsOf, optional: true }) fromAsOf?: string;
  @InstantField({ description: instants.toAsOf, optional: true }) toAsOf?: string;
  @InstantField(past.validAt) validAt?: string;
}

/** Asks which records were known differently at two instants. */
export class DifferencesQuery extends PageQuery {
  @InstantField({ description: instants.fromAsOf, example: '2022-03-05T00:00:00Z' }) fromAsOf!: string;
  @InstantField({ description: instants.toAsOf, example: '2022-03-10T00:00:00Z' }) toAsOf!: string;
  @InstantField(past.validAt) validAt?: string;
  @OneOfField({
    description: 'Exercises are left out unless they are asked for.',
    values: ['include', 'only'],
    optional: true,
    rule: 'EXERCISE',
  })
  exercise?: 'include' | 'only';
}

/** Asks what records wait for, or waited for. */
export class DeadlinesQuery extends RecordsQuery {
  @InstantField({ description: 'Only what falls due before this instant.', optional: true }) dueBefore?: string;
}
