import {
  OPERATION_PLANNED,
  OPERATION_PROPOSED,
  OPERATION_REPORTED,
  type OperationPlanned,
  type OperationProposed,
  type OperationReported,
  type OperationState,
} from '@opsledger/contracts';
import { assertNever, normaliseName, type Claim } from '@opsledger/kernel';

export type OperationEvent = OperationProposed | OperationPlanned | OperationReported;

/** What the rules need to know of an operation. */
export type Operation =
  | Readonly<{ status: 'NOT_RECORDED' }>
  | Readonly<{ status: OperationState; reference: string; name: string; aliases: readonly string[] }>;

export const initialState: Operation = { status: 'NOT_RECORDED' };

export const evolve = (state: Operation, event: OperationEvent): Operation => {
  switch (event.type) {
    case OPERATION_PROPOSED: {
      const { reference, name, aliases } = event.data;
      return { status: 'PROPOSED', reference, name, aliases };
    }
    case OPERATION_PLANNED: {
      const { name, aliases } = event.data;
      return { ...recorded(state), status: 'PLANNED', name, aliases };
    }
    case OPERATION_REPORTED: {
      const { reference, status } = event.data;
      if (state.status === 'NOT_RECORDED' && reference !== undefined)
        return { status, reference, ...namesOf(event.data) };
      const before = recorded(state);
      return { status, reference: before.reference, ...withNamesOf(before, event.data) };
    }
    default:
      return assertNever(event);
  }
};

type Names = Readonly<{ name: string; aliases: readonly string[] }>;
const namesOf = ({ name, aliases }: Names): Names => ({ name, aliases });

/** A record keeps its name; what another document calls it becomes an alias, so that it is found under both (`OPS-1`). */
export const withNamesOf = (record: Names, document: Names): Names => {
  const seen = new Set([record.name, ...record.aliases].map(normaliseName));
  const isNew = (alias: string): boolean => !seen.has(normaliseName(alias)) && Boolean(seen.add(normaliseName(alias)));
  return { name: record.name, aliases: [...record.aliases, ...[document.name, ...document.aliases].filter(isNew)] };
};

/** Names under which an operation is found; names and aliases are one name space. */
const nameClaim = (name: string): Claim => ({ kind: 'operation-name/1', value: normaliseName(name) });
export const referenceClaim = (reference: string): Claim => ({
  kind: 'operation-reference/1',
  value: reference.toLowerCase(),
});

/** `OPS-1`: an operation keeps its name and aliases to itself until it is closed or cancelled, its reference for ever. */
export const holds = (state: Operation): readonly Claim[] => {
  if (state.status === 'NOT_RECORDED') return [];
  const reference = referenceClaim(state.reference);
  if (state.status === 'CLOSED' || state.status === 'CANCELLED') return [reference];
  return [reference, ...[state.name, ...state.aliases].map(nameClaim)];
};

const recorded = (state: Operation): Exclude<Operation, { status: 'NOT_RECORDED' }> => {
  if (state.status === 'NOT_RECORDED')
    throw new TypeError('A stream of an operation begins with a proposal or a report');
  return state;
};
