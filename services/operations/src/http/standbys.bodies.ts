import {
  LONGEST_NOTICE_HOURS,
  STANDBY_CONDITIONS,
  STANDBY_STATES,
  type CorrectedStandbyMembers,
  type StandbyCondition,
  type StandbyConditionKind,
  type StandbyState,
} from '@opsledger/contracts';
import {
  BooleanField,
  EdtfField,
  FuzzyDateBody,
  GeoRefBody,
  NameField,
  ObjectField,
  ObjectsField,
  OneOfField,
  OpeningCommandBody,
  PatternField,
  ProvenanceBody,
  QuantityBody,
  SomeOfField,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { ActionBody, AssetsBody, OverrideBody } from './operation-actions.bodies.js';
import { fields } from './operations.bodies.js';
import { DatedRecordsQuery, linkFields, listFields } from './record-queries.bodies.js';
import { CorrectionBody, ReasonedBody } from './temporary-bases.bodies.js';

const optional = <Field extends object>(field: Field): Field & { optional: true; example: undefined } => ({
  ...{ ...field, optional: true, example: undefined },
});
const standby = {
  team: { description: 'Who is held ready, by function or kind of unit.', max: 200, example: 'Investigation team' },
  noticeToMoveHours: {
    ...{ description: 'Within how many hours it can move.', min: 0, max: LONGEST_NOTICE_HOURS, rule: 'OPS-8' },
    example: 48,
  },
  place: { description: 'Where it is held ready.', optional: true, example: { asStated: 'Mopti' } },
  destination: { description: 'Where it would go.', optional: true, example: { asStated: 'Moura' } },
  assets: { description: 'What is held ready.', max: 20, optional: true },
  from: { description: 'Since when.', optional: true, example: { edtf: '2026-09-14' } },
  to: { description: 'Until when.', example: { edtf: '2030-09-21' } },
  condition: { description: 'What has to be granted or to come about first.', rule: 'OPS-8', optional: true },
  status: {
    description: 'State that the document gives it; UNKNOWN if it leaves that open.',
    ...{ values: STANDBY_STATES, example: 'STOOD_DOWN' },
  },
  statusAsStated: { ...{ description: "The state in the document's words.", max: 500, example: 'were on standby' } },
  period: { description: 'The dates that the document gives for what it reports.', optional: true },
  days: { description: 'How many days, where the document says that and no dates.', optional: true },
} as const;

export class StandbyConditionBody implements StandbyCondition {
  @OneOfField({ description: 'What kind of condition.', values: STANDBY_CONDITIONS, example: 'host_authorisation' })
  kind!: StandbyConditionKind;
  @TextField({ description: 'In words.', max: 1000, example: 'should the authorities grant approval' })
  asStated!: string;
  @NameField({ ...fields.authority, description: 'Who has to grant it, by function.', optional: true })
  authority?: string;
}

class OpeningStandbyBody extends OpeningCommandBody {
  @NameField(standby.team) team!: string;
  @TextField(fields.purpose) purpose?: string;
  @ObjectField(() => GeoRefBody, standby.place) place?: GeoRefBody;
  @ObjectField(() => GeoRefBody, standby.destination) destination?: GeoRefBody;
  @ObjectsField(() => AssetsBody, standby.assets) assets?: AssetsBody[];
  @ObjectField(() => FuzzyDateBody, standby.from) from?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, { ...standby.to, optional: true }) to?: FuzzyDateBody;
  @ObjectField(() => StandbyConditionBody, standby.condition) condition?: StandbyConditionBody;
  @PatternField(linkFields.operationId) operationId?: string;
  @PatternField(linkFields.unitId) unitId?: string;
}

export class OrderStandbyBody extends OpeningStandbyBody {
  @WholeNumberField(standby.noticeToMoveHours) noticeToMoveHours!: number;
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

export class ExtendStandbyBody extends ReasonedBody {
  @ObjectField(() => FuzzyDateBody, standby.to) to!: FuzzyDateBody;
}

export class RecordStandbyConditionBody extends ActionBody {
  @BooleanField({ description: 'Whether it may be activated as far as this goes.', rule: 'OPS-8', example: true })
  isMet!: boolean;
  @NameField(optional(fields.authority)) authority?: string;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
  @NameField({ description: 'The request that it answers.', max: 200, optional: true }) requestRef?: string;
}

export class ActivateStandbyBody extends ActionBody {
  @ObjectField(() => OverrideBody, {
    ...{ description: 'Although its condition is not met, on this authority.', rule: 'OPS-8', optional: true },
  })
  override?: OverrideBody;
}

export class RelocateStandbyAssetsBody extends ActionBody {
  @ObjectsField(() => AssetsBody, {
    ...{ description: 'What was moved.', max: 20, example: [{ kind: 'attack_helicopter', count: 2 }] },
  })
  assets!: AssetsBody[];
  @ObjectField(() => GeoRefBody, { description: 'From where.', example: { asStated: 'Timbuktu' } }) from!: GeoRefBody;
  @ObjectField(() => GeoRefBody, { description: 'To where.', example: { asStated: 'Mopti' } }) to!: GeoRefBody;
}

export class DeclareStandbyReadinessBody extends ActionBody {
  @WholeNumberField(standby.noticeToMoveHours) noticeToMoveHours!: number;
  @ObjectField(() => StandbyConditionBody, standby.condition) condition?: StandbyConditionBody;
}

export class ReportedRelocationBody {
  @ObjectField(() => GeoRefBody, { description: 'From where.', example: { asStated: 'Timbuktu' } }) from!: GeoRefBody;
  @ObjectField(() => GeoRefBody, { description: 'To where.', example: { asStated: 'Mopti' } }) to!: GeoRefBody;
}

export class ReportStandbyBody extends OpeningStandbyBody {
  @EdtfField({ ...fields.occurredAt, description: 'When what it reports was true, in EDTF.', optional: false })
  occurredAt!: string;
  @OneOfField(standby.status) status!: StandbyState;
  @TextField(standby.statusAsStated) statusAsStated!: string;
  @WholeNumberField(optional(standby.noticeToMoveHours)) noticeToMoveHours?: number;
  @ObjectField(() => FuzzyDateBody, standby.period) period?: FuzzyDateBody;
  @ObjectField(() => QuantityBody, standby.days) days?: QuantityBody;
  @ObjectField(() => ReportedRelocationBody, { description: 'Assets that were moved for it.', optional: true })
  relocation?: ReportedRelocationBody;
  @ObjectField(() => ProvenanceBody, {
    description: 'The document.',
    example: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
  })
  source!: ProvenanceBody;
}

export class CorrectedStandbyBody implements CorrectedStandbyMembers {
  @NameField(optional(standby.team)) team?: string;
  @TextField({ ...fields.purpose, example: 'Human rights investigation' }) purpose?: string;
  @ObjectField(() => GeoRefBody, optional(standby.place)) place?: GeoRefBody;
  @ObjectField(() => GeoRefBody, optional(standby.destination)) destination?: GeoRefBody;
  @ObjectsField(() => AssetsBody, standby.assets) assets?: AssetsBody[];
  @WholeNumberField(optional(standby.noticeToMoveHours)) noticeToMoveHours?: number;
  @ObjectField(() => FuzzyDateBody, optional(standby.from)) from?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, optional(standby.to)) to?: FuzzyDateBody;
  @ObjectField(() => StandbyConditionBody, standby.condition) condition?: StandbyConditionBody;
  @OneOfField(optional(standby.status)) status?: StandbyState;
  @TextField(optional(standby.statusAsStated)) statusAsStated?: string;
  @ObjectField(() => FuzzyDateBody, standby.period) period?: FuzzyDateBody;
  @ObjectField(() => QuantityBody, standby.days) days?: QuantityBody;
}

export class CorrectStandbyBody extends CorrectionBody {
  @ObjectField(() => CorrectedStandbyBody, {
    ...{ description: 'What it should have said, of what it says.', rule: 'U2', optional: true },
    example: { purpose: 'Human rights investigation' },
  })
  members?: CorrectedStandbyBody;
}

/** Which standbys a list is of. */
export class StandbysQuery extends DatedRecordsQuery {
  @SomeOfField({ description: 'Only in these states, separated by commas.', values: STANDBY_STATES, optional: true })
  state?: string;
  @PatternField({ ...linkFields.operationId, description: 'Only of this operation.' }) operation?: string;
  @PatternField({ ...linkFields.unitId, description: 'Only of this unit.' }) unit?: string;
}

export class ListStandbysQuery extends StandbysQuery {
  @OneOfField(listFields.sort(['stateOccurredAt', 'knownAt'])) sort?: string;
  @OneOfField(listFields.format) format?: 'json' | 'csv' | 'geojson';
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}
