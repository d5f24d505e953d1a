import { parseEdtf, type Instant } from '@opsledger/kernel';
import type { OperationDocument } from '../operations/operations.projection.js';

type Forces = OperationDocument['forces'][number];
/** A unit, and what it is assigned to at the time that was asked for. */
export type UnitAssignments = Readonly<{
  unitId: string;
  unitName: string;
  /** How many operations: with more than one, whether they fit its capacity was decided when each was assigned (`OPS-3`). */
  operations: number;
  assignments: readonly (Omit<Forces, 'unitId' | 'unitName' | 'allocation'> &
    Readonly<{ operationId: string; reference: string; operation: string; state: OperationDocument['state'] }>)[];
}>;

/** What units are assigned to within a time, in EDTF. Vague dates count in full. */
export const assignmentsOf = (operations: readonly OperationDocument[], during: string): readonly UnitAssignments[] => {
  const within = operations.flatMap((operation) =>
    operation.forces
      .filter((forces) => overlaps(spanOf(operation, forces), during))
      .map((forces) => ({ operation, forces })),
  );
  const units = new Map<string, typeof within>();
  for (const one of within) units.set(one.forces.unitId, [...(units.get(one.forces.unitId) ?? []), one]);
  return [...units.entries()]
    .map(([unitId, assigned]) => ({
      unitId,
      unitName: assigned.at(-1)!.forces.unitName,
      operations: new Set(assigned.map(({ operation }) => operation.id)).size,
      assignments: assigned.map(({ operation: { id, reference, name, state }, forces }) => {
        const { unitId: _, unitName: __, allocation: ___, ...rest } = forces;
        return { operationId: id, reference, operation: name, state, ...rest };
      }),
    }))
    .toSorted((a, b) => Number(a.unitName > b.unitName) - Number(a.unitName < b.unitName));
};

const END_WITH_THE_OPERATION: readonly string[] = ['CANCELLED', 'COMPLETED', 'AFTER_ACTION', 'CLOSED'];

const spanOf = (operation: OperationDocument, { from, to, releasedAt }: Forces): readonly [Instant, Instant] => {
  const over = END_WITH_THE_OPERATION.includes(operation.state)
    ? (operation.completion?.completedAt ?? operation.stateOccurredAt)
    : undefined;
  const ends = [to?.edtf, releasedAt, over].flatMap((edtf) => (edtf && parseEdtf(edtf)?.end?.latest) ?? []);
  return [parseEdtf(from.edtf)?.start?.earliest ?? '', ends.toSorted()[0] ?? '9999'];
};

const overlaps = ([start, end]: readonly [Instant, Instant], during: string): boolean => {
  const range = parseEdtf(during);
  return start <= (range?.end?.latest ?? '9999') && end >= (range?.start?.earliest ?? '');
};
