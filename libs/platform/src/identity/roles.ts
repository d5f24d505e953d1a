import type { Sensitivity } from '@opsledger/kernel';

/** Who works with Opsledger. A token carries one or more of these. */
export const ROLES = [
  'viewer',
  'ops-officer',
  'watch-officer',
  'planner',
  'importer',
  'integrator',
  'auditor',
  'admin',
] as const;
export type Role = (typeof ROLES)[number];
/** Who issues commands: people and systems by their roles, and the system's own clock and policies, which no token can name. */
export type Issuer = Role | 'clock' | 'policy';

/** The highest mark that a role may see. Someone with several roles has the highest of them. */
export const CLEARANCES: Readonly<Record<Role, Sensitivity>> = {
  viewer: 'UNCLASSIFIED',
  'ops-officer': 'STRICTLY_CONFIDENTIAL',
  'watch-officer': 'STRICTLY_CONFIDENTIAL',
  planner: 'STRICTLY_CONFIDENTIAL',
  importer: 'STRICTLY_CONFIDENTIAL',
  integrator: 'UNCLASSIFIED',
  auditor: 'STRICTLY_CONFIDENTIAL',
  admin: 'UNCLASSIFIED',
};

/** Who is asking, as far as anything behind the guard needs to know. */
export type Caller = Readonly<{
  /** Pseudonym from the directory; the only thing about a person that is stored with an event. */
  actor: string;
  roles: readonly Issuer[];
  clearance: Sensitivity;
}>;
