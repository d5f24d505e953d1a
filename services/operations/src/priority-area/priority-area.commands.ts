import type { CorrectedPriorityAreaMembers } from '@opsledger/contracts';
import type { Command, DeadlinePassedData, GeoRef } from '@opsledger/kernel';
import type { CorrectionData } from '../record/record-facts.decider.js';

/** What may be ordered of an area of priority for the protection of civilians, by command. */
type Data = {
  /** Opens the record. Without a number of days nobody is told of inactivity. */
  'set-priority-area': Readonly<{ area: GeoRef; reason?: string; noActivityDays?: number }>;
  /** Something was done there, at `occurredAt`. */
  'note-priority-area-activity': Readonly<{
    activityId?: string;
    isActivityKnown?: boolean;
    asStated?: string;
  }>;
  'lift-priority-area': Readonly<{ reason?: string }>;
  /** An earlier event should have said something else (`U2`). */
  'correct-priority-area': CorrectionData<CorrectedPriorityAreaMembers>;
  /** The clock says that nothing was done for as many days as were set. */
  'pass-priority-area-deadline': DeadlinePassedData;
};

export type PriorityAreaCommandName = keyof Data;
export type PriorityAreaCommandOf<Name extends PriorityAreaCommandName> = Command<Name, Data[Name]>;
export type PriorityAreaCommand = {
  [Name in PriorityAreaCommandName]: PriorityAreaCommandOf<Name>;
}[PriorityAreaCommandName];
