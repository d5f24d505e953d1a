import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Provenance, Sensitivity } from '@opsledger/kernel';
import { Accepted } from '../http/answer.interceptor.js';
import type { RequestContext } from '../http/request-context.js';
import { RunCommand } from './run-command.js';

/** What the body of any command may say besides its own data. */
type Surroundings = { occurredAt?: string; sensitivity?: Sensitivity; exercise?: boolean; source?: Provenance };

/** Sends what a controller received on its way as a command. */
@Injectable()
export class Commands {
  constructor(private readonly bus: CommandBus) {}

  /** `target` is the id or reference of the record; without one the command opens a record. */
  async issue(name: string, body: object, context: RequestContext, target?: string): Promise<Accepted> {
    const { occurredAt, sensitivity, exercise, source, ...data } = body as Surroundings & Record<string, unknown>;
    const { caller, requestId, method, path, idempotencyKey, ifMatch } = context;
    const request = {
      ...{ name, data, caller, requestId, fingerprinted: { method, path, body } },
      ...(target !== undefined && { target, mustExist: true }),
      ...(occurredAt !== undefined && { occurredAt }),
      ...(sensitivity !== undefined && { sensitivity }),
      ...(exercise !== undefined && { exercise }),
      ...(source !== undefined && { source }),
      ...(ifMatch !== undefined && { ifMatch }),
      ...(idempotencyKey !== undefined && { key: { scope: `actor:${caller.actor}`, key: idempotencyKey } }),
    };
    return new Accepted(await this.bus.execute(new RunCommand(request)));
  }
}
