import {
  ACCESS_DECISIONS,
  ASSET_KINDS,
  OPERATION_LEADS,
  OPERATION_MODES,
  OPERATION_STATES,
  OPERATION_TYPES,
  ORDER_KINDS,
  type AccessDecision,
  type AssetKind,
  type Assets,
  type ConstraintCause,
  type CorrectedMembers,
  type OperationLead,
  type OperationMode,
  type OperationState,
  type OperationType,
  type OrderKind,
  type ThreatLevel,
} from '@opsledger/contracts';
import { CORRECTION_REASONS, type CorrectionReason } from '@opsledger/kernel';
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
  PatternField,
  ProvenanceBody,
  QuantityBody,
  TextField,
  WholeNumberField,
} from '@opsledger/platform';
import { fields, MAX_NAME } from './operations.bodies.js';

const MAX_NUMBER = 9_999;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const optional = <Field extends object>(field: Field): Field & { optional: true } => ({ ...field, optional: true });
const documentHash = {
  ...{ description: 'SHA-256 of the document.', pattern: SHA256, code: 'NOT_A_SHA256' as const, optional: true },
};
const count = { min: 1, max: MAX_NUMBER };

/** When it was true and where that comes from: what every action on an operation may say. */
export class ActionBody extends CommandBody {
  @EdtfField(fields.occurredAt) occurredAt?: string;
  @ObjectField(() => ProvenanceBody, fields.source) source?: ProvenanceBody;
}

class PlanChangeBody extends ActionBody {
  @OneOfField({ description: 'Kind of operation.', values: OPERATION_TYPES, optional: true }) type?: OperationType;
  @BooleanField(fields.integrated) integrated?: boolean;
  @OneOfField({ ...fields.lead, values: OPERATION_LEADS }) lead?: OperationLead;
  @TextField(fields.purpose) purpose?: string;
  @ObjectsField(() => GeoRefBody, fields.areas) areas?: GeoRefBody[];
  @NamesField(fields.sectors) sectors?: string[];
  @ObjectField(() => FuzzyDateBody, { description: 'When it is to start.', optional: true })
  plannedStart?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, fields.plannedEnd) plannedEnd?: FuzzyDateBody;
  @NameField(fields.mandateRef) mandateRef?: string;
  @OneOfField(fields.threatLevel) threatLevel?: ThreatLevel;
  @BooleanField(fields.hostConsentRequired) hostConsentRequired?: boolean;
}
export class AmendPlanBody extends PlanChangeBody {}

export class StartPreparationBody extends ActionBody {
  @ObjectField(() => FuzzyDateBody, { description: 'Until when it is to last.', optional: true })
  until?: FuzzyDateBody;
}

export class ApproveBody extends ActionBody {
  @NameField(fields.authority) authority!: string;
  @NamesField({ description: 'On these conditions.', max: 500, maxNames: 20, optional: true }) conditions?: string[];
}

export class AwaitAccessBody extends ActionBody {
  @NameField({ description: 'The request.', max: 200, optional: true, example: 'Flight request 14' })
  requestRef?: string;
}

export class RecordAccessDecisionBody extends ActionBody {
  @OneOfField({ description: 'What was answered.', values: ACCESS_DECISIONS, rule: 'OPS-2', example: 'granted' })
  decision!: AccessDecision;
  @NameField(optional(fields.authority)) authority?: string;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
  @NameField({ description: 'The request that it answers.', max: 200, optional: true }) requestRef?: string;
  @ObjectField(() => FuzzyDateBody, { description: 'For when it holds.', optional: true }) validity?: FuzzyDateBody;
}

export class IssueOrderBody extends ActionBody {
  @OneOfField({ description: 'Warning, operation or fragmentary order.', values: ORDER_KINDS, example: 'OPORD' })
  kind!: OrderKind;
  @WholeNumberField({ description: 'Rises within the operation.', ...count, rule: 'OPS-6', example: 1 })
  serial!: number;
  @WholeNumberField({
    ...{ description: 'Serial of the operation order that a fragmentary order changes.', ...count },
    ...{ rule: 'OPS-6', optional: true },
  })
  amends?: number;
  @WholeNumberField({ description: 'Serial of the order that it replaces.', ...count, rule: 'OPS-6', optional: true })
  supersedes?: number;
  @ObjectField(() => FuzzyDateBody, { description: 'Since when it holds.', optional: true })
  effectiveFrom?: FuzzyDateBody;
  @PatternField(documentHash) documentHash?: string;
}

export class AcknowledgeOrderBody extends ActionBody {
  @WholeNumberField({ description: 'Number of the order.', ...count, example: 1 }) serial!: number;
  @NameField({ description: 'The unit or section.', max: 200, optional: true, example: 'Sector East' }) by?: string;
}

export class AssetsBody implements Assets {
  @OneOfField({ description: 'What.', values: ASSET_KINDS, example: 'utility_helicopter' }) kind!: AssetKind;
  @WholeNumberField({ description: 'How many.', ...count, example: 1 }) count!: number;
}

export class AssignForcesBody extends ActionBody {
  @PatternField({ description: 'Id of the unit.', pattern: UUID, code: 'NOT_AN_ID', rule: 'U5' }) unitId!: string;
  @ObjectField(() => QuantityBody, { description: 'How many people.', optional: true }) strength?: QuantityBody;
  @ObjectsField(() => AssetsBody, {
    ...{ description: 'What of the unit; the whole unit if absent.', max: 20, rule: 'OPS-3', optional: true },
  })
  assets?: AssetsBody[];
  @ObjectField(() => FuzzyDateBody, { description: 'Since when.', example: { edtf: '2027-03-01' } })
  from!: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, {
    ...{ description: 'Until when; open if absent.', optional: true, example: { edtf: '2027-03-14' } },
  })
  to?: FuzzyDateBody;
  @NameField({ description: 'Where it comes from.', max: 100, optional: true }) sourceSector?: string;
  @WholeNumberField({
    ...{ description: 'It is shared with other operations, and this much of it goes here, in per cent.' },
    ...{ min: 1, max: 100, rule: 'OPS-3', optional: true },
  })
  sharePercent?: number;
}

export class ReleaseForcesBody extends ActionBody {
  @WholeNumberField({ description: 'Number of the assignment.', ...count, example: 1 }) assignment!: number;
}

export class OverrideBody {
  @NameField(fields.authority) authority!: string;
  @TextField({ description: 'Why.', max: 2000, example: 'Imminent threat to civilians' }) reason!: string;
}

export class LaunchBody extends ActionBody {
  @BooleanField({
    ...{ description: 'Before it is approved; approval is due within 24 hours.', rule: 'OPS-7', optional: true },
  })
  emergency?: boolean;
  @ObjectField(() => OverrideBody, {
    ...{ description: 'Without forces or without consent, on this authority.', rule: 'OPS-2', optional: true },
  })
  override?: OverrideBody;
}

export class StartPhaseBody extends ActionBody {
  @WholeNumberField({ description: 'Its number; the next one.', ...count, rule: 'OPS-4', optional: true, example: 1 })
  phase?: number;
  @NameField({ description: 'What it is called.', max: MAX_NAME, example: 'Insertion' }) name!: string;
  @TextField({ description: 'What it is for.', max: 1000, optional: true }) objective?: string;
  @BooleanField({ description: 'It may run beside other phases.', rule: 'OPS-4', optional: true }) parallel?: boolean;
}

export class EndPhaseBody extends ActionBody {
  @WholeNumberField({ description: 'Its number.', ...count, example: 1 }) phase!: number;
  @TextField({ description: 'In words.', max: 2000, optional: true }) outcome?: string;
}

export class HoldUpBody extends ActionBody {
  @OneOfField(fields.reason) reason!: ConstraintCause;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
}

export class PostponeBody extends HoldUpBody {
  @ObjectField(() => FuzzyDateBody, { description: 'To when.', optional: true }) newDate?: FuzzyDateBody;
}

export class ReplanBody extends ActionBody {
  @ObjectField(() => FuzzyDateBody, { description: 'When it is to start.', example: { edtf: '2027-05' } })
  plannedStart!: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, { description: 'When it is to end.', optional: true }) plannedEnd?: FuzzyDateBody;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
}

export class ChangeModeBody extends ActionBody {
  @OneOfField({ description: 'How it is carried out from now on.', values: OPERATION_MODES, example: 'remote' })
  to!: OperationMode;
  @OneOfField(optional(fields.reason)) reason?: ConstraintCause;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
}

export class CompleteBody extends ActionBody {
  @TextField({ description: 'What came of it, in words.', max: 2000, optional: true }) outcomeAsStated?: string;
}

export class FileAfterActionBody extends ActionBody {
  @NameField({ description: 'What another person needs to find the report.', max: 300, example: 'AAR 3 of 2027' })
  documentRef!: string;
  @PatternField(documentHash) documentHash?: string;
  @TextField({ description: 'In words.', max: 2000, optional: true }) summary?: string;
}

export class WaiveAfterActionBody extends ActionBody {
  @NameField(fields.authority) authority!: string;
  @TextField({ description: 'Why none is needed.', max: 2000, example: 'Cancelled on the first day' }) reason!: string;
}

export class CorrectedMembersBody implements CorrectedMembers {
  @NameField(optional(fields.name)) name?: string;
  @NamesField(fields.aliases) aliases?: string[];
  @OneOfField({ description: 'Kind of operation.', values: OPERATION_TYPES, optional: true }) type?: OperationType;
  @BooleanField(fields.integrated) integrated?: boolean;
  @OneOfField({ ...fields.lead, values: OPERATION_LEADS }) lead?: OperationLead;
  @TextField({ ...fields.purpose, example: 'Protect civilians on market days' }) purpose?: string;
  @ObjectsField(() => GeoRefBody, fields.areas) areas?: GeoRefBody[];
  @NamesField(fields.sectors) sectors?: string[];
  @ObjectField(() => FuzzyDateBody, { description: 'When it is to start.', optional: true })
  plannedStart?: FuzzyDateBody;
  @ObjectField(() => FuzzyDateBody, { description: 'When it is to end.', optional: true }) plannedEnd?: FuzzyDateBody;
  @NameField(fields.mandateRef) mandateRef?: string;
  @OneOfField({ ...fields.threatLevel, example: undefined }) threatLevel?: ThreatLevel;
  @BooleanField({ ...fields.hostConsentRequired, example: undefined }) hostConsentRequired?: boolean;
  @OneOfField({ description: 'The state that a document gives it.', values: OPERATION_STATES, optional: true })
  status?: OperationState;
  @TextField({ description: "The state in the document's words.", max: 500, optional: true }) statusAsStated?: string;
  @ObjectField(() => FuzzyDateBody, { description: 'The dates that a document gives.', optional: true })
  period?: FuzzyDateBody;
  @OneOfField({ ...optional(fields.reason), example: undefined }) reason?: ConstraintCause;
  @TextField(fields.reasonAsStated) reasonAsStated?: string;
  @NameField({ ...optional(fields.authority), example: undefined }) authority?: string;
  @OneOfField({ description: 'What the host state answered.', values: ACCESS_DECISIONS, optional: true })
  decision?: AccessDecision;
}

export class CorrectBody extends ActionBody {
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
  @ObjectField(() => CorrectedMembersBody, {
    ...{ description: 'What it should have said, of what it says.', rule: 'U2', optional: true },
    ...{ example: { purpose: 'Protect civilians on market days' } },
  })
  members?: CorrectedMembersBody;
  @TextField({ description: 'In words.', max: 2000, optional: true }) note?: string;
}

/** The clock's own: nobody sends it. */
export class DeadlinePassedBody {
  @NameField({ description: 'Which deadline.', max: 100 }) deadline!: string;
  @NameField({ description: 'When it was due.', max: 30 }) dueAt!: string;
  @BooleanField({ description: 'Noticed long after that.' }) isLate!: boolean;
}
