import type { BaseDisposition } from '@opsledger/contracts';
import type { Command } from '@opsledger/kernel';

/** What may be ordered of where a base lies and how many are there; `isBaseKnown` is what the log says of the base (`U5`). */
export type BaseDispositionCommand =
  | Command<'record-base-disposition', BaseDisposition & Readonly<{ baseId: string; isBaseKnown?: boolean }>>
  | Command<'amend-base-disposition', BaseDisposition>;
