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
      const { name, aliases, status } = event.data;
      return { reference: event.data.reference ?? recorded(state).reference, name, aliases, status };
    }
    default:
      return assertNever(event);
  }
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
