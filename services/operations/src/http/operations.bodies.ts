import {
  CONSTRAINT_CAUSES,
  CONSTRAINT_EFFECTS,
  OPERATION_LEADS,
  OPERATION_STATES,
  OPERATION_TYPES,
  THREAT_LEVELS,
  type Constraint,
  type ConstraintCause,
  type ConstraintEffect,
  type OperationLead,
  type OperationState,
  type OperationType,
  type ThreatLevel,
} from '@opsledger/contracts';
import {
  BooleanField,
  CommandBody,
  EdtfField,
  FuzzyDateBody,
  GeoRefBody,
  NameField,
  NamesField,
  ObjectField,
  ObjectsField,
  OneOfField,
  OpeningCommandBody,
  SomeOfField,
  ProvenanceBody,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { DatedRecordsQuery, listFields } from './record-queries.bodies.js';

export const MAX_NAME = 120;
/** Fields that several bodies have alike. */
export const fields = {
  name: {
    description: 'Name, unique among open operations without regard to case and accents (OPS-1).',
    max: MAX_NAME,
    rule: 'OPS-1',
  },
  aliases: {
    description: 'Other names it goes by, in the same name space.',
    max: MAX_NAME,
    maxNames: 20,
    optional: true,
    rule: 'OPS-1',
  },
  integrated: { description: 'Uniformed and civilian components work together.', optional: true, example: true },
  lead: { description: 'Who leads.', values: OPERATION_LEADS, optional: true, example: 'force' },
  purpose: { description: 'What it is for.', max: 2000, optional: true, example: 'Protect civilians' },
  areas: { description: 'Where, as stated.', max: 50, optional: true },
  source: { description: 'Where the statement comes from.', optional: true },
  occurredAt: {
    description: 'When it was true in the field, in EDTF; now, unless it is said.',
    optional: true,
    rule: 'U1',
    example: '2022-03-07',
  },
  constraints: { description: 'What the document says stood in the way.', max: 20, optional: true },
  mandateRef: { description: 'What in the mandate it serves.', max: 200, optional: true },
  threatLevel: { description: 'Threat.', values: THREAT_LEVELS, optional: true, example: 'medium' },
  hostConsentRequired: { description: 'Whether the host state has to agree.', optional: true, example: true },
  plannedEnd: { description: 'When it is to end.', optional: true, example: { edtf: '2027-04' } },
  reason: { description: 'Why.', values: CONSTRAINT_CAUSES, example: 'access_denied' },
  reasonAsStated: { description: 'The reason in the words of who gave it.', max: 1000, optional: true },
  authority: { description: 'Who decided, by function and never by name.', max: 200, example: 'Force Commander' },
  sectors: { description: 'Sectors concerned.', max: 100, maxNames: 20, optional: true, example: ['East'] },
};

export class ProposeOperationBody extends OpeningCommandBody {
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @NameField({ ...fields.name, example: 'Heron' }) name!: string;
  @NamesField(fields.aliases) aliases?: string[];
  @OneOfField({ description: 'Kind of operation.', values: OPERATION_TYPES, optional: true, example: 'protection' })
  type?: OperationType;
  @BooleanField(fields.integrated) integrated?: boolean;
  @OneOfField(fields.lead) lead?: OperationLead;
  @TextField(fields.purpose) purpose?: string;
  @ObjectsField(() => GeoRefBody, fields.areas) areas?: GeoRefBody[];
  @NamesField(fields.sectors) sectors?: string[];
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

export class PlanOperationBody extends CommandBody {
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @NameField({ ...fields.name, description: 'Its definite name, if it is not the proposed one.', optional: true })
  name?: string;
  @NamesField(fields.aliases) aliases?: string[];
  @OneOfField({ description: 'Kind of operation.', values: OPERATION_TYPES, example: 'protection' })
  type!: OperationType;
  @BooleanField(fields.integrated) integrated?: boolean;
  @OneOfField(fields.lead) lead?: OperationLead;
  @TextField(fields.purpose) purpose?: string;
  @ObjectsField(() => GeoRefBody, fields.areas) areas?: GeoRefBody[];
  @NamesField(fields.sectors) sectors?: string[];
  @ObjectField(() => FuzzyDateBody, { description: 'When it is to start.', example: { edtf: '2027-03' } })
  plannedStart!: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, fields.plannedEnd) plannedEnd?: FuzzyDateBody;
  @NameField(fields.mandateRef) mandateRef?: string;
  @OneOfField(fields.threatLevel) threatLevel?: ThreatLevel;
  @BooleanField(fields.hostConsentRequired) hostConsentRequired?: boolean;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

export class ReportedPhaseBody {
  @TextField({ description: "The phase in the source's words.", max: 500, example: 'entered a new phase' })
  asStated!: string;
  @WholeNumberField({ description: 'Its number, if the source gives one.', min: 1, max: 999, optional: true })
  number?: number;
  @ObjectField(() => FuzzyDateBody, { description: 'When it began.', optional: true }) startedAt?: FuzzyDateBody;
}

export class ConstraintBody implements Constraint {
  @OneOfField(fields.reason) cause!: ConstraintCause;
  @OneOfField({ description: 'What came of it.', values: CONSTRAINT_EFFECTS, example: 'scope_reduced' })
  effect!: ConstraintEffect;
  @TextField({ description: "In the document's words.", max: 1000, example: 'air restrictions' }) asStated!: string;
  @ObjectsField(() => GeoRefBody, fields.areas) areas?: GeoRefBody[];
}

export class ReportOperationBody extends OpeningCommandBody {
  @EdtfField({
    ...fields.occurredAt,
    description: 'When what it reports was true in the field, in EDTF.',
    optional: false,
  })
  occurredAt!: string;
  @NameField({ ...fields.name, description: 'What the document calls it.', example: 'Heron' }) name!: string;
  @NamesField(fields.aliases) aliases?: string[];
  @OneOfField({ description: 'Kind of operation, if stated.', values: OPERATION_TYPES, optional: true })
  type?: OperationType;
  @BooleanField(fields.integrated) integrated?: boolean;
  @OneOfField(fields.lead) lead?: OperationLead;
  @TextField(fields.purpose) purpose?: string;
  @ObjectsField(() => GeoRefBody, fields.areas) areas?: GeoRefBody[];
  @NamesField(fields.sectors) sectors?: string[];
  @OneOfField({
    description: 'State that the document gives it; UNKNOWN if it leaves that open.',
    values: OPERATION_STATES,
    example: 'LAUNCHED',
  })
  status!: OperationState;
  @TextField({ description: "The state in the document's words.", max: 500, example: 'continues' })
  statusAsStated!: string;
  @ObjectField(() => FuzzyDateBody, { description: 'The dates that the document gives.', optional: true })
  period?: FuzzyDateBody;
  @ObjectField(() => ReportedPhaseBody, { description: 'A phase that the document speaks of.', optional: true })
  phase?: ReportedPhaseBody;
  @ObjectsField(() => ConstraintBody, fields.constraints) constraints?: ConstraintBody[];
  @ObjectField(() => ProvenanceBody, {
    description: 'The document.',
    example: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
  })
  source!: ProvenanceBody;
}

/** Which operations a list, a board or a calendar is of. */
export class OperationsQuery extends DatedRecordsQuery {
  @SomeOfField({ description: 'Only in these states, separated by commas.', values: OPERATION_STATES, optional: true })
  state?: string;
  @SomeOfField({ description: 'Only of these kinds.', values: OPERATION_TYPES, optional: true }) type?: string;
  @NameField({ description: 'Only of this sector, as it is written.', max: 100, optional: true }) sector?: string;
  @NameField({
    ...{
      description: 'Only with a name or alias of which a word begins so.',
      max: 120,
      optional: true,
      example: 'Dangere',
    },
  })
  q?: string;
}

export class ListOperationsQuery extends OperationsQuery {
  @OneOfField(listFields.sort(['name', 'stateOccurredAt', 'knownAt'])) sort?: string;
  @OneOfField(listFields.format) format?: 'json' | 'csv' | 'geojson';
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}
