import type {
  AccessDecision,
  Assets,
  Constraint,
  ConstraintCause,
  CorrectedMembers,
  OperationDescription,
  OperationMode,
  OperationState,
  OperationType,
  OrderKind,
  ReportedPhase,
  ThreatLevel,
} from '@opsledger/contracts';
import type { Command, CorrectionReason, DeadlinePassedData, FuzzyDate, Quantity } from '@opsledger/kernel';
import type { Allocation, UnitCapacity } from './force-allocation.state.js';

type Plan = Readonly<{
  type: OperationType;
  plannedStart: FuzzyDate;
  plannedEnd?: FuzzyDate;
  mandateRef?: string;
  threatLevel?: ThreatLevel;
  hostConsentRequired?: boolean;
}>;
type Held = Readonly<{ reason: ConstraintCause; reasonAsStated?: string }>;
type Nothing = Readonly<Record<string, never>>;

/** What may be ordered of an operation, by command; `Data` is the body without what surrounds every command. */
type Data = {
  /** Someone suggests an operation. Opens the record and takes the name. */
  'propose-operation': OperationDescription & Readonly<{ name: string; aliases?: readonly string[] }>;
  /** The proposal gets a plan, and its definite name if that is to change. */
  'plan-operation': OperationDescription & Plan & Readonly<{ name?: string; aliases?: readonly string[] }>;
  'amend-operation-plan': OperationDescription & Partial<Plan>;
  'start-operation-preparation': Readonly<{ until?: FuzzyDate }>;
  'approve-operation': Readonly<{ authority: string; conditions?: readonly string[] }>;
  'await-operation-access': Readonly<{ requestRef?: string }>;
  'record-operation-access-decision': Readonly<{
    decision: AccessDecision;
    authority?: string;
    reasonAsStated?: string;
    requestRef?: string;
    validity?: FuzzyDate;
  }>;
  'issue-operation-order': Readonly<{
    kind: OrderKind;
    serial: number;
    amends?: number;
    supersedes?: number;
    effectiveFrom?: FuzzyDate;
    documentHash?: string;
  }>;
  'acknowledge-operation-order': Readonly<{ serial: number; by?: string }>;
  /** `unit` and `allocations` are what the log knew of the unit when the command was taken up (ADR 11). */
  'assign-operation-forces': Readonly<{
    unitId: string;
    strength?: Quantity;
    assets?: readonly Assets[];
    from: FuzzyDate;
    to?: FuzzyDate;
    sourceSector?: string;
    sharePercent?: number;
    unit?: UnitCapacity;
    allocations?: readonly Allocation[];
  }>;
  'release-operation-forces': Readonly<{ assignment: number }>;
  'launch-operation': Readonly<{ emergency?: boolean; override?: Readonly<{ authority: string; reason: string }> }>;
  'start-operation-phase': Readonly<{ phase?: number; name: string; objective?: string; parallel?: boolean }>;
  'end-operation-phase': Readonly<{ phase: number; outcome?: string }>;
  'suspend-operation': Held;
  'resume-operation': Nothing;
  'postpone-operation': Held & Readonly<{ newDate?: FuzzyDate }>;
  'replan-operation': Readonly<{ plannedStart: FuzzyDate; plannedEnd?: FuzzyDate; reasonAsStated?: string }>;
  'cancel-operation': Held;
  'change-operation-mode': Readonly<{ to: OperationMode; reason?: ConstraintCause; reasonAsStated?: string }>;
  /** `openTasks` and `nextTask` are what the log knew of its tasks when the command was taken up (ADR 14). */
  'complete-operation': Readonly<{ outcomeAsStated?: string; openTasks?: readonly string[]; nextTask?: number }>;
  'file-operation-after-action': Readonly<{ documentRef: string; documentHash?: string; summary?: string }>;
  'waive-operation-after-action': Readonly<{ authority: string; reason: string }>;
  'close-operation': Nothing;
  /** A document states how an operation stands, whether or not the log has heard of it (importers only). */
  'report-operation': OperationDescription &
    Readonly<{
      name: string;
      aliases?: readonly string[];
      status: OperationState;
      statusAsStated: string;
      period?: FuzzyDate;
      phase?: ReportedPhase;
      constraints?: readonly Constraint[];
    }>;
  /** An earlier event should have said something else (`U2`). */
  'correct-operation': Readonly<{
    version: number;
    reason: CorrectionReason;
    shouldHaveOccurredAt?: string;
    members?: CorrectedMembers;
    note?: string;
  }>;
  /** The clock says that something did not happen in time. */
  'pass-operation-deadline': DeadlinePassedData;
};

export type OperationCommandName = keyof Data;
export type OperationCommandOf<Name extends OperationCommandName> = Command<Name, Data[Name]>;
export type OperationCommand = { [Name in OperationCommandName]: OperationCommandOf<Name> }[OperationCommandName];
