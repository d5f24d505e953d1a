import type {
  OperationDescription,
  OperationState,
  OperationType,
  ReportedPhase,
  ThreatLevel,
} from '@opsledger/contracts';
import type { Command, FuzzyDate } from '@opsledger/kernel';

/** Someone suggests an operation. Opens the record and takes the name. */
export type ProposeOperation = Command<
  'propose-operation',
  OperationDescription & Readonly<{ name: string; aliases?: readonly string[] }>
>;

/** The proposal gets a plan, and its definite name if that is to change. */
export type PlanOperation = Command<
  'plan-operation',
  OperationDescription &
    Readonly<{
      name?: string;
      aliases?: readonly string[];
      type: OperationType;
      plannedStart: FuzzyDate;
      plannedEnd?: FuzzyDate;
      mandateRef?: string;
      threatLevel?: ThreatLevel;
    }>
>;

/** A document states how an operation stands, whether or not the log has heard of it (importers only). */
export type ReportOperation = Command<
  'report-operation',
  OperationDescription &
    Readonly<{
      name: string;
      aliases?: readonly string[];
      status: OperationState;
      statusAsStated: string;
      period?: FuzzyDate;
      phase?: ReportedPhase;
    }>
>;

export type OperationCommand = ProposeOperation | PlanOperation | ReportOperation;
