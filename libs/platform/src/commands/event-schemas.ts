import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { contracts } from '@opsledger/contracts';
import type { DomainEvent } from '@opsledger/kernel';

/** An event that does not fit its own contract: a fault of ours, found before it is stored for ever. */
export class EventBreaksItsContract extends Error {
  override readonly name = 'EventBreaksItsContract';
}

/** The contracts of all events, each compiled when it is first needed: all of them at once were a tenth of a cold start. */
export class EventSchemas {
  private readonly ajv = new Ajv2020({ strict: true, allErrors: false });
  private readonly validators = new Map<string, ValidateFunction>();

  /** Throws `EventBreaksItsContract` unless the data are what the event's contract says. */
  assertValid({ type, data }: Pick<DomainEvent, 'type' | 'data'>): void {
    const validate = this.validators.get(type) ?? this.compile(type);
    if (!validate) throw new EventBreaksItsContract(`${type} has no contract`);
    if (validate(data)) return;
    const where = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    throw new EventBreaksItsContract(`${type}: ${where.join('; ')}`);
  }

  private compile(type: string): ValidateFunction | undefined {
    const contract = contracts.find((one) => one.type === type);
    const validate = contract && this.ajv.compile(contract.data);
    if (validate) this.validators.set(type, validate);
    return validate;
  }
}
