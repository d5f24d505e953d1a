import { OPERATION_STATES, type OperationState } from '@opsledger/contracts';
import type { OperationDocument } from './operations.projection.js';

/** An operation on the board: what it is, since when it is so and why, what waits, and what may be done next. */
type BoardEntry = Pick<
  OperationDocument,
  | 'id'
  | 'reference'
  | 'name'
  | 'version'
  | 'type'
  | 'mode'
  | 'stateOccurredAt'
  | 'stateAsStated'
  | 'held'
  | 'overdue'
  | 'constraints'
  | 'knownAt'
  | 'nextActions'
>;
/** `sector` is absent for what no sector was stated of; what is in several sectors stands in each, and is counted once. */
export type Board = Readonly<{
  states: readonly Readonly<{
    state: OperationState;
    count: number;
    sectors: readonly Readonly<{ sector?: string; operations: readonly BoardEntry[] }>[];
  }>[];
}>;

/** Operations by state, in the order of the process, and by sector; `UNKNOWN` is a state like the others (`U8`). */
export const boardOf = (operations: readonly OperationDocument[]): Board => ({
  states: OPERATION_STATES.flatMap((state) => {
    const inState = operations.filter((operation) => operation.state === state);
    if (inState.length === 0) return [];
    const sectors = [...new Set(inState.flatMap((operation) => operation.sectors ?? []))].toSorted();
    const without = inState.filter((operation) => (operation.sectors ?? []).length === 0);
    return [
      {
        ...{ state, count: inState.length },
        sectors: [
          ...sectors.map((sector) => ({
            sector,
            operations: inState.filter((operation) => operation.sectors?.includes(sector)).map(entryOf),
          })),
          ...(without.length > 0 ? [{ operations: without.map(entryOf) }] : []),
        ],
      },
    ];
  }),
});

const entryOf = (operation: OperationDocument): BoardEntry => {
  const { id, reference, name, version, type, mode, stateOccurredAt, stateAsStated, held } = operation;
  const { overdue, constraints, knownAt, nextActions } = operation;
  return {
    ...{ id, reference, name, version, ...(type !== undefined && { type }), stateOccurredAt },
    ...(mode !== undefined && { mode }),
    ...(stateAsStated !== undefined && { stateAsStated }),
    ...(held && { held }),
    ...{ overdue, constraints, knownAt, nextActions },
  };
};
