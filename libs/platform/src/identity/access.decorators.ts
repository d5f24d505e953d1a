import { SetMetadata } from '@nestjs/common';
import type { Role } from './roles.js';

export const ACCESS = Symbol('access');

/** Who may come in by a route. A route without one of the decorators below lets nobody in. */
export type Access =
  | Readonly<{ kind: 'public' }>
  | Readonly<{ kind: 'roles'; roles: readonly Role[] }>
  | Readonly<{ kind: 'command'; name: string }>;

/** No sign-in: health, metrics. */
export const Public = () => SetMetadata<symbol, Access>(ACCESS, { kind: 'public' });
/** Anyone with one of these roles. */
export const AllowRoles = (...roles: readonly Role[]) => SetMetadata<symbol, Access>(ACCESS, { kind: 'roles', roles });
/** Whoever the role-to-command matrix lets issue the command. */
export const IssuesCommand = (name: string) => SetMetadata<symbol, Access>(ACCESS, { kind: 'command', name });
