import type { DomainEvent, Provenance } from '@opsledger/kernel';
import { eventContract, type EventContract } from '../contract.js';
import { described, namesOf, object, oneOf, pattern, text, uuid } from '../schema-parts.js';
import { assets, source, type Assets } from './operation-parts.js';
import { unitAmendedSamples, unitRegisteredSamples } from './operation.samples.js';
import { UNIT_COMPONENTS, type UnitComponent } from './operation.vocabulary.js';

/** What is known of a unit besides its name. */
export type UnitDescription = Readonly<{
  type?: string;
  /** ISO 3166-1 alpha-3. */
  country?: string;
  component?: UnitComponent;
  sector?: string;
}>;
const description = {
  type: described(text(100), 'Kind of unit.'),
  country: described(pattern('^[A-Z]{3}$'), 'Contributing country, ISO 3166-1 alpha-3.'),
  component: described(oneOf(UNIT_COMPONENTS), 'Component.'),
  sector: described(text(100), 'Sector it belongs to.'),
};
const unitId = described(uuid, 'The record.');
const name = described(text(120), 'Unique among units without regard to case and accents.');
const capacity = described(assets, 'What it can bring at one time.');

export const UNIT_REGISTERED = 'opsledger.operations.unit-registered.v1';
export type UnitRegistered = DomainEvent<
  typeof UNIT_REGISTERED,
  UnitDescription &
    Readonly<{ unitId: string; reference: string; name: string; capacity: readonly Assets[]; source?: Provenance }>
>;

export const UNIT_AMENDED = 'opsledger.operations.unit-amended.v1';
export type UnitAmended = DomainEvent<
  typeof UNIT_AMENDED,
  Readonly<{
    unitId: string;
    type?: string;
    sector?: string;
    capacity?: readonly Assets[];
    source?: Provenance;
  }>
>;

export const unitContracts: readonly EventContract[] = [
  eventContract<UnitRegistered>({
    type: UNIT_REGISTERED,
    summary: 'A unit of the mission, and what it can bring.',
    data: object(
      {
        ...{ unitId, name, capacity, source, ...description },
        reference: described(pattern('^UNIT-[0-9]{4}-[0-9]{4,}$'), 'What people call the record by.'),
      },
      [...namesOf(description), 'source'],
    ),
    samples: unitRegisteredSamples,
  }),
  eventContract<UnitAmended>({
    type: UNIT_AMENDED,
    summary: 'Sector, kind or capacity of a unit changed. Its country never does.',
    data: object({ unitId, type: description.type, sector: description.sector, capacity, source }, [
      'type',
      'sector',
      'capacity',
      'source',
    ]),
    samples: unitAmendedSamples,
  }),
];
