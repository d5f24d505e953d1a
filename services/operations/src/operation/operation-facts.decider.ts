import type { OperationDescription } from '@opsledger/contracts';
import { normaliseName, parseEdtf, type CommandMetadata, type FuzzyDate, type Provenance } from '@opsledger/kernel';
import { brokenRule } from './operation-refusals.decider.js';

/** What all events of an operation are made of, from what surrounds the command. */
export const stating = ({ id, source }: CommandMetadata): Readonly<{ operationId: string; source?: Provenance }> => ({
  operationId: id,
  ...(source && { source }),
});

/** Refuses a plan that can only end before it starts (`OPS-DATES`). */
export const refuseReversedDates = (from: FuzzyDate | undefined, to: FuzzyDate | undefined): void => {
  const [start, end] = [from && parseEdtf(from.edtf)?.start, to && parseEdtf(to.edtf)?.end];
  if (start && end && end.latest < start.earliest) {
    const details = { plannedStart: from!.edtf, plannedEnd: to!.edtf };
    throw brokenRule('PLANNED_END_PRECEDES_PLANNED_START', 'OPS-DATES', details);
  }
};

/** A name and the aliases that are other names: each once, however it is spelled (`OPS-1`). */
export const named = (
  name: string,
  aliases: readonly string[] = [],
): Readonly<{ name: string; aliases: readonly string[] }> => {
  const seen = new Set([normaliseName(name)]);
  const isNew = (alias: string): boolean => !seen.has(normaliseName(alias)) && Boolean(seen.add(normaliseName(alias)));
  return { name, aliases: aliases.filter(isNew) };
};

/** What was said of the operation; what was not is left out. */
export const describe = ({
  type,
  integrated,
  lead,
  purpose,
  areas,
  sectors,
}: OperationDescription): OperationDescription => ({
  ...(type !== undefined && { type }),
  ...(integrated !== undefined && { integrated }),
  ...(lead !== undefined && { lead }),
  ...(purpose !== undefined && { purpose }),
  ...(areas !== undefined && { areas }),
  ...(sectors !== undefined && { sectors }),
});
