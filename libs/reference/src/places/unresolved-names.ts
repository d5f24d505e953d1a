import type { UnresolvedName } from './place.js';

/** Names that stay names until someone finds out what they stand for (ADR 7). They have no id: no record can refer to one. */
export const unresolvedNames: readonly UnresolvedName[] = [
  {
    name: 'Assa Were',
    note: 'Named in the letter of 1 June 2022 among the places of human rights investigations; not found anywhere else.',
  },
];
