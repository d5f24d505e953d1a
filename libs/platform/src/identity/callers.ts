import { highestOf } from '@opsledger/kernel';
import type { Request } from '../http/request-context.js';
import type { ActorDirectory } from './actor-directory.port.js';
import type { CallerLimit } from './caller-limit.js';
import { CLEARANCES, type Caller } from './roles.js';
import { InvalidToken, type TokenVerifier } from './tokens.js';

/** Finds out who is asking. */
export interface Callers {
  /** Rejects with `InvalidToken` if nobody whom we know is. */
  callerOf(request: Request): Promise<Caller>;
}

/** Callers who bring a bearer token: to the front door, whether it has the whole system behind it or services. */
export class BearerCallers implements Callers {
  constructor(
    private readonly tokens: Pick<TokenVerifier, 'verify'>,
    private readonly directory: Pick<ActorDirectory, 'actorOf'>,
    private readonly limit?: CallerLimit,
  ) {}

  async callerOf(request: Request): Promise<Caller> {
    const token = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new InvalidToken('No bearer token');
    const { subject, roles } = await this.tokens.verify(token);
    const clearance = roles.map((role) => CLEARANCES[role]).reduce(highestOf, 'UNCLASSIFIED');
    const actor = await this.directory.actorOf(subject);
    await this.limit?.count(actor);
    return { actor, roles, clearance };
  }
}
