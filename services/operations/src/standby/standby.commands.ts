import type {
  Assets,
  CorrectedStandbyMembers,
  ReportedRelocation,
  StandbyCondition,
  StandbyDescription,
  StandbyState,
} from '@opsledger/contracts';
import type { Command, DeadlinePassedData, FuzzyDate, GeoRef, Quantity } from '@opsledger/kernel';
import type { CorrectionData } from '../record/record-facts.decider.js';
import type { KnownLinks } from '../record/record-links.decider.js';

type Nothing = Readonly<Record<string, never>>;
type Span = Readonly<{ from?: FuzzyDate; to?: FuzzyDate }>;

/** What may be ordered of a standby, by command. */
type Data = {
  /** Someone is to be held ready. Opens the record. */
  'order-standby': StandbyDescription &
    KnownLinks &
    Span &
    Readonly<{ team: string; noticeToMoveHours: number; condition?: StandbyCondition }>;
  /** Who was ordered is at notice to move. */
  'achieve-standby': Nothing;
  'extend-standby': Readonly<{ to: FuzzyDate; reason?: string }>;
  /** What it waits for was granted or came about, or was refused. */
  'record-standby-condition': Readonly<{
    isMet: boolean;
    authority?: string;
    reasonAsStated?: string;
    requestRef?: string;
  }>;
  'activate-standby': Readonly<{ override?: Readonly<{ authority: string; reason: string }> }>;
  'stand-down-standby': Readonly<{ reason?: string }>;
  'relocate-standby-assets': Readonly<{ assets: readonly Assets[]; from: GeoRef; to: GeoRef }>;
  'declare-standby-readiness': Readonly<{ noticeToMoveHours: number; condition?: StandbyCondition }>;
  /** A document states how a standby stands, whether or not the log has heard of it (importers only). */
  'report-standby': StandbyDescription &
    KnownLinks &
    Span &
    Readonly<{
      team: string;
      status: StandbyState;
      statusAsStated: string;
      noticeToMoveHours?: number;
      days?: Quantity;
      period?: FuzzyDate;
      condition?: StandbyCondition;
      relocation?: ReportedRelocation;
    }>;
  /** An earlier event should have said something else (`U2`). */
  'correct-standby': CorrectionData<CorrectedStandbyMembers>;
  /** The clock says that it came to its end. */
  'pass-standby-deadline': DeadlinePassedData;
};

export type StandbyCommandName = keyof Data;
export type StandbyCommandOf<Name extends StandbyCommandName> = Command<Name, Data[Name]>;
export type StandbyCommand = { [Name in StandbyCommandName]: StandbyCommandOf<Name> }[StandbyCommandName];
