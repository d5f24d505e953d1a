import {
  UNIT_AMENDED,
  UNIT_REGISTERED,
  type Assets,
  type UnitAmended,
  type UnitDescription,
  type UnitRegistered,
} from '@opsledger/contracts';
import {
  assertNever,
  normaliseName,
  parseEdtf,
  RuleViolation,
  type Claim,
  type Command,
  type Decider,
  type FuzzyDate,
  type Instant,
} from '@opsledger/kernel';
import { exceeded, type Allocation, type UnitCapacity } from '../operation/force-allocation.state.js';

export type UnitEvent = UnitRegistered | UnitAmended;
export type UnitCommand =
  | Command<'register-unit', UnitDescription & Readonly<{ name: string; capacity: readonly Assets[] }>>
  | Command<'amend-unit', UnitAmendment>;
/** `allocations` is what the log knows of the unit's being assigned (ADR 11). */
type UnitAmendment = Readonly<{
  type?: string;
  sector?: string;
  capacity?: readonly Assets[];
  allocations?: readonly Allocation[];
}>;
export type UnitViolationCode =
  | 'UNIT_IS_ALREADY_REGISTERED'
  | 'UNIT_RECORD_IS_MISSING'
  | 'UNIT_AMENDMENT_CHANGES_NOTHING'
  | 'UNIT_CAPACITY_IS_ASSIGNED'
  | 'UNIT_CAPACITY_NAMES_A_KIND_TWICE';

/** A unit of the mission, as far as assigning it needs to know. */
export type Unit =
  | Readonly<{ isRegistered: false }>
  | Readonly<{ isRegistered: true; reference: string; name: string; capacity: readonly Assets[] }>;

const evolve = (state: Unit, event: UnitEvent): Unit => {
  switch (event.type) {
    case UNIT_REGISTERED: {
      const { reference, name, capacity } = event.data;
      return { isRegistered: true, reference, name, capacity };
    }
    case UNIT_AMENDED:
      return state.isRegistered && event.data.capacity ? { ...state, capacity: event.data.capacity } : state;
    default:
      return assertNever(event);
  }
};

const refuse = (code: UnitViolationCode, kind: RuleViolation['kind']) => new RuleViolation(code, 'UNIT-REGISTER', kind);

/** Each kind of asset once: two entries of one kind would leave open whether they add up. */
const refuseRepeatedKinds = (capacity: readonly Assets[] = []): void => {
  if (new Set(capacity.map(({ kind }) => kind)).size < capacity.length)
    throw refuse('UNIT_CAPACITY_NAMES_A_KIND_TWICE', 'broken-rule');
};

/** `OPS-3`: a unit keeps the capacity for what it is assigned to, now or later. */
const refuseAssigned = (unit: UnitCapacity, allocations: readonly Allocation[], now: Instant): void => {
  const lasting = allocations.filter(({ isOver, to }) => !isOver && (latestOf(to) ?? now) >= now);
  const short = lasting.map((one) => ({
    operation: one.operation,
    assets: exceeded(
      unit,
      lasting.filter((other) => other !== one),
      one,
    ),
  }));
  const assets = [...new Set(short.flatMap((one) => one.assets))].toSorted();
  if (assets.length === 0) return;
  const operations = [...new Set(short.filter((one) => one.assets.length > 0).map(({ operation }) => operation))];
  throw new RuleViolation('UNIT_CAPACITY_IS_ASSIGNED', 'OPS-3', 'broken-rule', { assets, operations });
};
const latestOf = (to: FuzzyDate | undefined): Instant | undefined => to && parseEdtf(to.edtf)?.end?.latest;

const decide = ({ name, data, metadata }: UnitCommand, state: Unit): readonly UnitEvent[] => {
  const { id, occurredAt, sensitivity = 'CONFIDENTIAL', source } = metadata;
  const surroundings = { occurredAt, sensitivity };
  const stated = { unitId: id, ...(source && { source }) };
  refuseRepeatedKinds(data.capacity);
  switch (name) {
    case 'register-unit': {
      if (state.isRegistered) throw refuse('UNIT_IS_ALREADY_REGISTERED', 'wrong-state');
      if (metadata.reference === undefined) throw new TypeError('A command that opens a record needs a reference');
      const { name: called, capacity, type, country, component, sector } = data;
      const description = {
        ...(type !== undefined && { type }),
        ...(country !== undefined && { country }),
        ...(component !== undefined && { component }),
        ...(sector !== undefined && { sector }),
      };
      const unit = { ...stated, reference: metadata.reference, name: called, capacity, ...description };
      return [{ type: UNIT_REGISTERED, ...surroundings, data: unit }];
    }
    case 'amend-unit': {
      if (!state.isRegistered) throw refuse('UNIT_RECORD_IS_MISSING', 'wrong-state');
      const { type, sector, capacity, allocations = [] } = data as UnitAmendment;
      if (capacity) refuseAssigned({ name: state.name, capacity }, allocations, metadata.now);
      const change = {
        ...(type !== undefined && { type }),
        ...(sector !== undefined && { sector }),
        ...(capacity && { capacity }),
      };
      if (Object.keys(change).length === 0) throw refuse('UNIT_AMENDMENT_CHANGES_NOTHING', 'broken-rule');
      return [{ type: UNIT_AMENDED, ...surroundings, data: { ...stated, ...change } }];
    }
  }
};

export const unitReferenceClaim = (reference: string): Claim => ({
  kind: 'unit-reference/1',
  value: reference.toLowerCase(),
});

export const unitDecider: Decider<Unit, UnitCommand, UnitEvent> = {
  initialState: { isRegistered: false },
  decide,
  evolve,
  holds: (state) =>
    state.isRegistered
      ? [unitReferenceClaim(state.reference), { kind: 'unit-name/1', value: normaliseName(state.name) }]
      : [],
};
