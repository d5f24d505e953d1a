import {
  ACCESS_MEANS,
  ACTIVITY_KINDS,
  ACTIVITY_MODES,
  ACTIVITY_STATES,
  CONSTRAINT_CAUSES,
  ESCORT_BENEFICIARIES,
  INTERLOCUTORS,
  MATERIEL_KINDS,
  PATROL_KINDS,
  RECURRENCES,
  STRUCTURE_KINDS,
  TRIGGER_KINDS,
  type AccessMeans,
  type ActivityKind,
  type ActivityMode,
  type ActivityState,
  type ConstraintCause,
  type CorrectedActivityMembers,
  type EscortBeneficiary,
  type Interlocutor,
  type MaterielKind,
  type PatrolKind,
  type Recurrence,
  type StructureKind,
  type Structures,
  type Trigger,
  type TriggerKind,
} from '@opsledger/contracts';
import {
  BooleanField,
  EdtfField,
  FuzzyDateBody,
  GeoRefBody,
  NameField,
  NamesField,
  NumberField,
  ObjectField,
  ObjectsField,
  OneOfField,
  PatternField,
  ProvenanceBody,
  QuantityBody,
  SomeOfField,
  TextField,
  ValuesField,
  WholeNumberField,
} from '@opsledger/platform';
import { ActionBody } from './operation-actions.bodies.js';
import { fields } from './operations.bodies.js';
import { DatedRecordsQuery, linkFields, listFields } from './record-queries.bodies.js';
import { CorrectionBody } from './temporary-bases.bodies.js';

const KIND = 'ACTIVITY-KIND';
const optional = <Field extends object>(field: Field): Field & { optional: true } => ({ ...field, optional: true });
const COMPONENTS = ['military', 'police', 'civilian'] as const;
const activity = {
  exercise: { description: 'The record is part of an exercise, for ever.', optional: true, example: false },
  kind: { description: 'Kind of activity; it never changes.', values: ACTIVITY_KINDS, rule: KIND, example: 'patrol' },
  title: { description: 'What it is called, in a few words.', max: 200, optional: true },
  places: { description: 'Where, as stated.', max: 50, optional: true },
  strength: { description: 'How many people.', optional: true },
  trigger: { description: 'What it responds to, such as an allegation, and when that came.', optional: true },
  patrolKinds: { description: 'Kinds of patrol that it is.', values: PATROL_KINDS, max: 8, optional: true, rule: KIND },
  route: { description: 'Places on the way, in order.', max: 100, optional: true, rule: KIND },
  casevacPlanRef: {
    ...{ description: 'The plan for evacuating casualties.', max: 200, optional: true, rule: 'OPS-10' },
  },
  recurrence: { description: 'How often, where nobody counted.', values: RECURRENCES, optional: true, rule: KIND },
  beneficiary: { description: 'Who is escorted.', values: ESCORT_BENEFICIARIES, optional: true, rule: KIND },
  vehicles: { description: 'Vehicles escorted.', optional: true, rule: KIND },
  components: { description: 'Components that take part.', values: COMPONENTS, max: 3, optional: true, rule: KIND },
  partners: {
    ...{ description: 'Organisations that take part, never persons.', max: 200, maxNames: 20 },
    ...{ optional: true, rule: KIND },
  },
  mode: { description: 'On site, or from afar.', values: ACTIVITY_MODES, optional: true, rule: KIND },
  interlocutors: {
    ...{ description: 'Who is met, by what they are and never by name.', values: INTERLOCUTORS, max: 10 },
    ...{ optional: true, rule: KIND },
  },
  followUp: { description: 'What was agreed to come of it.', max: 1000, optional: true },
  structures: { description: 'What is protected, repaired or built.', max: 20, optional: true, rule: KIND },
  persons: { description: 'How many people were helped.', optional: true, rule: KIND },
  plannedStart: { description: 'When it is to start.', optional: true, example: { edtf: '2027-03-01' } },
  plannedEnd: { description: 'When it is to end.', optional: true, example: { edtf: '2027-03-02' } },
  distanceKm: { description: 'How far it went, in kilometres.', min: 0, max: 100_000, optional: true, rule: 'OPS-9' },
  findings: {
    ...{ description: 'What was found, in words; never who witnessed or suffered what.', max: 4000, optional: true },
  },
  incidents: { description: 'References of incidents on the way.', max: 200, maxNames: 50, optional: true },
  accessBy: {
    ...{ description: 'Of `access_denied`: what the host state refused access by.', values: ACCESS_MEANS },
    ...{ optional: true, rule: 'ACTIVITY-OUTCOME' },
  },
  replacedBy: { ...linkFields.operationId, description: 'Id of the activity that was carried out instead.' },
  replacementAsStated: { description: 'What was done instead, in words.', max: 1000, optional: true },
  count: { description: 'How many; absent where the source does not say.', optional: true },
  holdingAuthority: { description: 'Who holds them, by function and never by name.', max: 200, optional: true },
  asStated: { description: "In the source's words.", max: 300, optional: true },
  status: { description: 'State that the document gives it; UNKNOWN if it leaves that open.', values: ACTIVITY_STATES },
  statusAsStated: { description: "The state in the document's words.", max: 500, example: 'conducted' },
  period: { description: 'The dates that the document gives.', optional: true },
  startedAt: { description: 'When it began, if the document says so.', optional: true },
  endedAt: { description: 'When it ended, if the document says so.', optional: true },
} as const;

export class StructuresBody implements Structures {
  @OneOfField({ description: 'What.', values: STRUCTURE_KINDS, example: 'bridge' }) kind!: StructureKind;
  @ObjectField(() => QuantityBody, { description: 'How many.', optional: true }) count?: QuantityBody;
}

export class TriggerBody implements Trigger {
  @OneOfField({ description: 'What kind of thing set it off.', values: TRIGGER_KINDS, example: 'alert' })
  kind!: TriggerKind;
  @ObjectField(() => FuzzyDateBody, {
    ...{ description: 'When it reached the mission, as precise as that is known.', optional: true },
    ...{ rule: 'U1', example: { edtf: '2026-02-28T09:40Z' } },
  })
  at?: FuzzyDateBody;
  @NameField({ description: 'What another person needs to find it.', max: 200, optional: true, example: 'Alert 12' })
  ref?: string;
  @TextField({ description: "In the source's words; never who alleged or suffered it.", max: 500, optional: true })
  asStated?: string;
}

/** What is said of an activity, whatever is done with it; which kinds say what is a rule (`ACTIVITY-KIND`). */
class DescribedBody extends ActionBody {
  @NameField(activity.title) title?: string;
  @TextField(fields.purpose) purpose?: string;
  @ObjectsField(() => GeoRefBody, activity.places) places?: GeoRefBody[];
  @NamesField(fields.sectors) sectors?: string[];
  @PatternField(linkFields.unitId) unitId?: string;
  @ObjectField(() => QuantityBody, activity.strength) strength?: QuantityBody;
  @ObjectField(() => TriggerBody, activity.trigger) trigger?: TriggerBody;
  @ValuesField(activity.patrolKinds) patrolKinds?: PatrolKind[];
  @ObjectsField(() => GeoRefBody, activity.route) route?: GeoRefBody[];
  @NameField(activity.casevacPlanRef) casevacPlanRef?: string;
  @OneOfField(activity.recurrence) recurrence?: Recurrence;
  @OneOfField(activity.beneficiary) beneficiary?: EscortBeneficiary;
  @ObjectField(() => QuantityBody, activity.vehicles) vehicles?: QuantityBody;
  @ValuesField(activity.components) components?: (typeof COMPONENTS)[number][];
  @NamesField(activity.partners) partners?: string[];
  @OneOfField(activity.mode) mode?: ActivityMode;
  @ValuesField(activity.interlocutors) interlocutors?: Interlocutor[];
  @TextField(activity.followUp) followUp?: string;
  @ObjectsField(() => StructuresBody, activity.structures) structures?: StructuresBody[];
  @ObjectField(() => QuantityBody, activity.persons) persons?: QuantityBody;
}

export class PlanActivityBody extends DescribedBody {
  @BooleanField(activity.exercise) exercise?: boolean;
  @OneOfField(activity.kind) kind!: ActivityKind;
  @PatternField(linkFields.operationId) operationId?: string;
  @ObjectField(() => FuzzyDateBody, {
    ...{ ...activity.plannedStart, optional: false },
  })
  plannedStart!: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.plannedEnd) plannedEnd?: FuzzyDateBody;
}

export class AmendActivityPlanBody extends DescribedBody {
  @ObjectField(() => FuzzyDateBody, activity.plannedStart) plannedStart?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.plannedEnd) plannedEnd?: FuzzyDateBody;
}

export class OrderActivityBody extends ActionBody {
  @NameField({ description: 'The order.', max: 200, optional: true, example: 'FRAGO 3 of Operation Heron' })
  orderRef?: string;
}

export class CompleteActivityBody extends ActionBody {
  @NumberField(activity.distanceKm) distanceKm?: number;
  @TextField(activity.findings) findings?: string;
  @NamesField(activity.incidents) incidents?: string[];
}

export class LeaveUndoneBody extends ActionBody {
  @OneOfField(fields.reason) reason!: ConstraintCause;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
  @OneOfField(activity.accessBy) accessBy?: AccessMeans;
  @PatternField(activity.replacedBy) replacedBy?: string;
  @TextField(activity.replacementAsStated) replacementAsStated?: string;
}

export class AbortActivityBody extends LeaveUndoneBody {
  @NumberField(activity.distanceKm) distanceKm?: number;
  @TextField(activity.findings) findings?: string;
  @NamesField(activity.incidents) incidents?: string[];
}

export class PostponeActivityBody extends LeaveUndoneBody {
  @ObjectField(() => FuzzyDateBody, { description: 'To when.', optional: true }) newDate?: FuzzyDateBody;
}

export class FileActivityReportBody extends ActionBody {
  @NameField({ description: 'What another person needs to find the report.', max: 300, example: 'Patrol report 14' })
  documentRef!: string;
  @PatternField({
    ...{ description: 'SHA-256 of the report.', pattern: /^[0-9a-f]{64}$/, code: 'NOT_A_SHA256', optional: true },
  })
  documentHash?: string;
  @TextField(activity.findings) findings?: string;
}

export class RecordArrestsBody extends ActionBody {
  @ObjectField(() => QuantityBody, activity.count) count?: QuantityBody;
  @NameField(activity.holdingAuthority) holdingAuthority?: string;
}

export class RecordSeizureBody extends RecordArrestsBody {
  @OneOfField({ description: 'What.', values: MATERIEL_KINDS, example: 'ied_components' }) kind!: MaterielKind;
  @TextField(activity.asStated) asStated?: string;
}

export class RecordEngagementBody extends ActionBody {
  @ValuesField({ ...activity.interlocutors, optional: false, rule: 'U4', example: ['mayor'] })
  interlocutors!: Interlocutor[];
  @ObjectField(() => GeoRefBody, { description: 'Where, as stated.', optional: true }) place?: GeoRefBody;
  @BooleanField({ description: 'The source says that it was the first such meeting.', optional: true })
  isFirst?: boolean;
  @TextField(activity.followUp) followUp?: string;
  @TextField({ ...activity.asStated, max: 1000 }) asStated?: string;
}

export class ConfirmActivityCheckBody extends ActionBody {
  @NameField(fields.authority) authority!: string;
  @TextField({ description: 'In words.', max: 2000, optional: true }) note?: string;
}

export class ReportActivityBody extends DescribedBody {
  @BooleanField(activity.exercise) exercise?: boolean;
  @OneOfField(activity.kind) kind!: ActivityKind;
  @PatternField(linkFields.operationId) operationId?: string;
  @EdtfField({ ...fields.occurredAt, description: 'When what it reports was true, in EDTF.', optional: false })
  override occurredAt!: string;
  @OneOfField({ ...activity.status, example: 'COMPLETED' }) status!: ActivityState;
  @TextField(activity.statusAsStated) statusAsStated!: string;
  @ObjectField(() => FuzzyDateBody, activity.period) period?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.startedAt) startedAt?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.endedAt) endedAt?: FuzzyDateBody;
  @OneOfField({ ...optional(fields.reason), example: undefined }) reason?: ConstraintCause;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
  @OneOfField(activity.accessBy) accessBy?: AccessMeans;
  @PatternField(activity.replacedBy) replacedBy?: string;
  @TextField(activity.replacementAsStated) replacementAsStated?: string;
  @NumberField(activity.distanceKm) distanceKm?: number;
  @TextField(activity.findings) findings?: string;
  @NamesField(activity.incidents) incidents?: string[];
  @ObjectField(() => ProvenanceBody, {
    description: 'The document.',
    example: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
  })
  override source!: ProvenanceBody;
}

export class CorrectedActivityBody implements CorrectedActivityMembers {
  @NameField(activity.title) title?: string;
  @TextField({ ...fields.purpose, example: undefined }) purpose?: string;
  @ObjectsField(() => GeoRefBody, activity.places) places?: GeoRefBody[];
  @NamesField({ ...fields.sectors, example: undefined }) sectors?: string[];
  @ObjectField(() => QuantityBody, activity.strength) strength?: QuantityBody;
  @ObjectField(() => TriggerBody, activity.trigger) trigger?: TriggerBody;
  @ValuesField(activity.patrolKinds) patrolKinds?: PatrolKind[];
  @ObjectsField(() => GeoRefBody, activity.route) route?: GeoRefBody[];
  @NameField(activity.casevacPlanRef) casevacPlanRef?: string;
  @OneOfField(activity.recurrence) recurrence?: Recurrence;
  @OneOfField(activity.beneficiary) beneficiary?: EscortBeneficiary;
  @ObjectField(() => QuantityBody, activity.vehicles) vehicles?: QuantityBody;
  @ValuesField(activity.components) components?: (typeof COMPONENTS)[number][];
  @NamesField(activity.partners) partners?: string[];
  @OneOfField(activity.mode) mode?: ActivityMode;
  @ValuesField(activity.interlocutors) interlocutors?: Interlocutor[];
  @TextField(activity.followUp) followUp?: string;
  @ObjectsField(() => StructuresBody, activity.structures) structures?: StructuresBody[];
  @ObjectField(() => QuantityBody, activity.persons) persons?: QuantityBody;
  @ObjectField(() => FuzzyDateBody, activity.plannedStart) plannedStart?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.plannedEnd) plannedEnd?: FuzzyDateBody;
  @OneOfField({ ...optional(fields.reason), example: undefined }) reason?: ConstraintCause;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
  @OneOfField(activity.accessBy) accessBy?: AccessMeans;
  @TextField(activity.replacementAsStated) replacementAsStated?: string;
  @NumberField(activity.distanceKm) distanceKm?: number;
  @TextField(activity.findings) findings?: string;
  @NamesField(activity.incidents) incidents?: string[];
  @OneOfField(optional(activity.status)) status?: ActivityState;
  @TextField({ ...optional(activity.statusAsStated), example: undefined }) statusAsStated?: string;
  @ObjectField(() => FuzzyDateBody, activity.period) period?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.startedAt) startedAt?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, activity.endedAt) endedAt?: FuzzyDateBody;
  @ObjectField(() => QuantityBody, activity.count) count?: QuantityBody;
  @NameField(activity.holdingAuthority) holdingAuthority?: string;
}

export class CorrectActivityBody extends CorrectionBody {
  @ObjectField(() => CorrectedActivityBody, {
    ...{ description: 'What it should have said, of what it says.', rule: 'U2', optional: true },
    example: { purpose: 'Protect civilians on market days' },
  })
  members?: CorrectedActivityBody;
}

const yesOrNo = ['true', 'false'] as const;
/** Which activities a list is of, whatever their kind and operation. */
class AnyActivitiesQuery extends DatedRecordsQuery {
  @SomeOfField({ description: 'Only in these states, separated by commas.', values: ACTIVITY_STATES, optional: true })
  state?: string;
  @OneOfField({ description: 'Only patrols of this kind.', values: PATROL_KINDS, optional: true }) patrolKind?: string;
  @SomeOfField({
    ...{ description: 'Only patrols by day, by night, or of which neither is known.' },
    ...{ values: ['day', 'night', 'unknown'], optional: true },
  })
  timeOfDay?: string;
  @PatternField({ ...linkFields.unitId, description: 'Only done by this unit.' }) unit?: string;
  @NameField({ description: 'Only of this sector, as it is written.', max: 100, optional: true }) sector?: string;
  @OneOfField({ description: 'Only what was not done, or only the rest.', values: yesOrNo, optional: true })
  notDone?: string;
  @SomeOfField({ description: 'Only not done for these reasons.', values: CONSTRAINT_CAUSES, optional: true })
  reason?: string;
  @SomeOfField({ description: 'Only where access was refused by these.', values: ACCESS_MEANS, optional: true })
  accessBy?: string;
  @OneOfField({
    ...{ description: 'Only what is held for a check, or only the rest.', values: yesOrNo, optional: true },
    rule: 'OPS-9',
  })
  quarantined?: string;
  @NameField({ description: 'Only with a word of title or purpose that begins so.', max: 120, optional: true })
  q?: string;
}

const listOfKind = { description: 'Only of these kinds, separated by commas.', values: ACTIVITY_KINDS, optional: true };
const ofOperation = { ...linkFields.operationId, description: 'Only tasks of this operation.' };

/** Which activities a list or a calendar is of. */
export class ActivitiesQuery extends AnyActivitiesQuery {
  @SomeOfField(listOfKind) kind?: string;
  @PatternField(ofOperation) operation?: string;
}

class ListedActivitiesQuery extends AnyActivitiesQuery {
  @OneOfField(listFields.sort(['stateOccurredAt', 'knownAt'])) sort?: string;
  @OneOfField(listFields.format) format?: 'json' | 'csv' | 'geojson';
  @WholeNumberField(listFields.limit) limit?: number;
  @TextField(listFields.cursor) cursor?: string;
}
export class ListActivitiesQuery extends ListedActivitiesQuery {
  @SomeOfField(listOfKind) kind?: string;
  @PatternField(ofOperation) operation?: string;
}
/** Asks for activities of one kind. */
export class ListKindQuery extends ListedActivitiesQuery {
  @PatternField(ofOperation) operation?: string;
}
/** Asks for the tasks of one operation. */
export class ListTasksQuery extends ListedActivitiesQuery {
  @SomeOfField(listOfKind) kind?: string;
}
