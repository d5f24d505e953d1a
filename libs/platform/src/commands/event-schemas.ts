import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { contracts } from '@opsledger/contracts';
import type { DomainEvent } from '@opsledger/kernel';

/** An event that does not fit its own contract: a fault of ours, found before it is stored for ever. */
export class EventBreaksItsContract extends Error {
  override readonly name = 'EventBreaksItsContract';
}

/** The contracts of all events, compiled once. */
export class EventSchemas {
  private readonly validators: ReadonlyMap<string, ValidateFunction>;

  constructor() {
    const ajv = new Ajv2020({ strict: true, allErrors: false });
    this.validators = new Map(contracts.map(({ type, data }) => [type, ajv.compile(data)]));
  }

  /** Throws `EventBreaksItsContract` unless the data are what the event's contract says. */
  assertValid({ type, data }: Pick<DomainEvent, 'type' | 'data'>): void {
    const validate = this.validators.get(type);
    if (!validate) throw new EventBreaksItsContract(`${type} has no contract`);
    if (validate(data)) return;
    const where = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    throw new EventBreaksItsContract(`${type}: ${where.join('; ')}`);
  }
}
