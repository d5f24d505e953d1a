import type {
  ActivityDescription,
  ActivityDetails,
  ActivityKind,
  ActivityState,
  CorrectedActivityMembers,
  Interlocutor,
  MaterielKind,
  NotDone,
  OperationState,
} from '@opsledger/contracts';
import type { Command, DeadlinePassedData, FuzzyDate, GeoRef, Quantity } from '@opsledger/kernel';
import type { CorrectionData } from '../record/record-facts.decider.js';
import type { KnownLinks } from '../record/record-links.decider.js';

type Plan = Readonly<{ plannedStart: FuzzyDate; plannedEnd?: FuzzyDate }>;
/** The operation that it is to be a task of; and what the log knows of that: where it stands and which number comes next (ADR 14). */
type TaskOf = KnownLinks & Readonly<{ operationId?: string; operationStatus?: OperationState; nextTask?: number }>;
type Account = Readonly<{ distanceKm?: number; findings?: string; incidents?: readonly string[] }>;
type Unfinished = NotDone & Readonly<{ isReplacementKnown?: boolean }>;
type Finding = Readonly<{ count?: Quantity; holdingAuthority?: string }>;

/** What may be ordered of an activity, by command. */
type Data = {
  /** Opens the record, as a task of an operation or by itself. */
  'plan-activity': ActivityDescription & ActivityDetails & Plan & TaskOf & Readonly<{ kind: ActivityKind }>;
  'amend-activity-plan': ActivityDescription & ActivityDetails & Partial<Plan> & KnownLinks;
  'order-activity': Readonly<{ orderRef?: string }>;
  'start-activity': Readonly<Record<string, never>>;
  'complete-activity': Account;
  'abort-activity': Unfinished & Account;
  'deny-activity': Unfinished;
  'postpone-activity': Unfinished & Readonly<{ newDate?: FuzzyDate }>;
  'cancel-activity': Unfinished;
  'file-activity-report': Readonly<{ documentRef: string; documentHash?: string; findings?: string }>;
  'record-arrests': Finding;
  'record-seizure': Finding & Readonly<{ kind: MaterielKind; asStated?: string }>;
  'record-engagement': Readonly<{
    interlocutors: readonly Interlocutor[];
    place?: GeoRef;
    isFirst?: boolean;
    followUp?: string;
    asStated?: string;
  }>;
  /** Somebody looked at an account that does not go together: it is as it was told (`OPS-9`). */
  'confirm-activity-check': Readonly<{ authority: string; note?: string }>;
  /** A document states how an activity stands, whether or not the log has heard of it (importers only). */
  'report-activity': ActivityDescription &
    ActivityDetails &
    TaskOf &
    Partial<Unfinished> &
    Account &
    Readonly<{
      kind: ActivityKind;
      status: ActivityState;
      statusAsStated: string;
      period?: FuzzyDate;
      startedAt?: FuzzyDate;
      endedAt?: FuzzyDate;
    }>;
  /** An earlier event should have said something else (`U2`). */
  'correct-activity': CorrectionData<CorrectedActivityMembers>;
  /** The clock says that something did not happen in time. */
  'pass-activity-deadline': DeadlinePassedData;
};

export type ActivityCommandName = keyof Data;
export type ActivityCommandOf<Name extends ActivityCommandName> = Command<Name, Data[Name]>;
export type ActivityCommand = { [Name in ActivityCommandName]: ActivityCommandOf<Name> }[ActivityCommandName];
