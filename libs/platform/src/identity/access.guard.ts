import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { EventStore } from '@opsledger/event-store';
import { CommandRunner } from '../commands/command-runner.js';
import { isInheritedName } from '../http/body-parser.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request-context.js';
import { ACCESS, type Access } from './access.decorators.js';
import type { Callers } from './callers.js';
import type { Caller, Issuer } from './roles.js';
import { InvalidToken } from './tokens.js';

/** Deny by default: who is asking, may they come in here, and does the route know the query parameters that they sent. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly runner: CommandRunner,
    private readonly log: Pick<EventStore, 'head'>,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<Request>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (access?.kind !== 'public') {
      await this.log.head(); // once the log cannot say what it holds, nothing is answered from what was read before
      request.caller = await callerOf(request, this.callers);
      await this.assertMayEnter(access, request, request.caller);
    }
    refuseUndeclaredQuery(execution, request);
    return true;
  }

  private async assertMayEnter(access: Access | undefined, request: Request, caller: Caller): Promise<void> {
    if (access?.kind === 'command') {
      const { method, url, body, id } = request;
      const fingerprinted = { method, path: url.split('?')[0]!, body };
      return this.runner.authorize({ name: access.name, data: {}, caller, requestId: id, fingerprinted });
    }
    const allowed: readonly Issuer[] = access?.kind === 'roles' ? access.roles : [];
    if (request.method === 'POST') {
      const { method, routeOptions, id } = request;
      const path = routeOptions.url ?? '';
      const fingerprinted = { method, path: request.url.split('?')[0]!, body: undefined };
      return this.runner.authorizeAs(
        { name: `${method} ${path}`, data: {}, caller, requestId: id, fingerprinted },
        allowed,
      );
    }
    if (!caller.roles.some((role) => allowed.includes(role))) {
      throw new Problem(403, 'ROLE_NOT_SUFFICIENT', { rule: 'ROLES', details: { allowed } });
    }
  }
}

/** Who is asking; 401 if it is nobody. */
export const callerOf = async (request: Request, callers: Callers): Promise<Caller> => {
  try {
    return await callers.callerOf(request);
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw new Problem(401, 'SIGN_IN_NEEDED', { headers: { 'www-authenticate': 'Bearer' } });
  }
};

/** A route that takes no query takes no parameter: one that it ignored, such as `asOf`, would make a wrong answer. */
const refuseUndeclaredQuery = (execution: ExecutionContext, request: Request): void => {
  const sent = Object.keys((request.query as Record<string, unknown> | undefined) ?? {});
  if (sent.length === 0) return;
  const declared: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, execution.getClass(), execution.getHandler().name);
  const takesQuery = Object.keys(declared ?? {}).some(
    (key) => Number(key.split(':')[0]) === Number(RouteParamtypes.QUERY),
  );
  const unknown = takesQuery ? sent.filter(isInheritedName) : sent;
  if (unknown.length === 0) return;
  const errors = unknown.map((name) => ({ pointer: `/${name}`, code: 'PARAMETER_IS_UNKNOWN' as const }));
  throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors });
};
