import type { CorrectedBaseMembers, PlaceName, ReportedBaseState } from '@opsledger/contracts';
import type { Command, FuzzyDate } from '@opsledger/kernel';
import type { CorrectionData } from '../record/record-facts.decider.js';
import type { KnownLinks, Links } from '../record/record-links.decider.js';

type Described = Links & KnownLinks & Readonly<{ name?: string; purpose?: string }>;
type Nothing = Readonly<Record<string, never>>;

/** What may be ordered of a temporary operating base, by command. */
type Data = {
  /** Somebody looks at a place for a base. Opens the record. */
  'recce-base': Described & Readonly<{ place: PlaceName }>;
  /** No base comes of it. */
  'end-base-recce': Readonly<{ reason?: string }>;
  'establish-base': Nothing;
  'activate-base': Nothing;
  'reduce-base': Readonly<{ reason?: string }>;
  'dismantle-base': Readonly<{ reason?: string }>;
  /** Name, purpose, operation or unit. */
  'amend-base': Described;
  /** A document states how a base stands, whether or not the log has heard of it (importers only). */
  'report-base': Described &
    Readonly<{
      place: PlaceName;
      status: ReportedBaseState;
      statusAsStated: string;
      period?: FuzzyDate;
      establishedAt?: FuzzyDate;
      dismantledAt?: FuzzyDate;
    }>;
  /** An earlier event should have said something else (`U2`). */
  'correct-base': CorrectionData<CorrectedBaseMembers>;
};

export type BaseCommandName = keyof Data;
export type BaseCommandOf<Name extends BaseCommandName> = Command<Name, Data[Name]>;
export type BaseCommand = { [Name in BaseCommandName]: BaseCommandOf<Name> }[BaseCommandName];
