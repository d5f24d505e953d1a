import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OutcomeUnknown } from '@opsledger/event-store';
import { AllowRoles, Public } from './access.decorators.js';
import { AccessGuard } from './access.guard.js';
import { BearerCallers } from './callers.js';
import type { Role } from './roles.js';

class Routes {
  undecorated(): void {}
  @Public()
  open(): void {}
  @AllowRoles('auditor')
  forAuditors(): void {}
}

/** What comes of a request by someone with these roles, to a route of the class above. */
const enter = async (
  route: keyof Routes,
  roles: readonly Role[] | undefined,
  head: () => Promise<number> = async () => 0,
): Promise<unknown> => {
  const tokens = { verify: async () => ({ subject: 'x', roles: roles! }) };
  const directory = { actorOf: async () => 'actor-1' };
  const guard = new AccessGuard(new Reflector(), new BearerCallers(tokens, directory), {} as never, { head });
  const request = { headers: roles ? { authorization: 'Bearer a.b.c' } : {}, query: {}, url: '/' };
  const handler = Routes.prototype[route];
  const execution = {
    getHandler: () => handler,
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  };
  return guard
    .canActivate(execution as unknown as ExecutionContext)
    .catch(({ status, name }: { status?: number; name: string }) => status ?? name);
};

describe('deny by default', () => {
  it('a route that says nothing lets nobody in, whatever their roles', async () => {
    expect(await enter('undecorated', undefined)).toBe(401);
    expect(await enter('undecorated', ['admin', 'auditor', 'planner'])).toBe(403);
  });

  it('a route for some lets in those, and a public one everybody', async () => {
    expect(await enter('forAuditors', ['viewer'])).toBe(403);
    expect(await enter('forAuditors', ['viewer', 'auditor'])).toBe(true);
    expect(await enter('forAuditors', [])).toBe(403);
    expect(await enter('open', undefined)).toBe(true);
  });

  it('nothing is answered from what was read before, once the log cannot say what it holds', async () => {
    const unknown = async (): Promise<number> => {
      throw new OutcomeUnknown('COMMIT ended without a verdict');
    };
    expect(await enter('forAuditors', ['auditor'], unknown)).toBe('OutcomeUnknown');
    expect(await enter('open', undefined, unknown)).toBe(true);
  });
});
