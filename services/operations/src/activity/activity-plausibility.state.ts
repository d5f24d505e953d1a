import type { Implausibility, PatrolKind } from '@opsledger/contracts';
import { minutesBetween, parseEdtf } from '@opsledger/kernel';

/** How somebody was under way, as far as it was told. */
export type Travel = Readonly<{
  /** In EDTF. */
  startedAt?: string;
  endedAt?: string;
  distanceKm?: number;
  patrolKinds?: readonly PatrolKind[];
}>;

type Limits = Readonly<{ kilometres: number; kilometresPerHour: number }>;
/**
 * What is plausible, by the way of moving (`OPS-9`). 90 km/h on the ground is the domain's; the others are our own terms, wide enough
 * that only what can hardly be right is held up.
 */
const GROUND: Limits = { kilometres: 1_500, kilometresPerHour: 90 };
const BY_PATROL_KIND: Readonly<Partial<Record<PatrolKind, Limits>>> = {
  foot: { kilometres: 60, kilometresPerHour: 8 },
  river: { kilometres: 600, kilometresPerHour: 60 },
  air: { kilometres: 3_000, kilometresPerHour: 350 },
};

/** Of several ways of moving the fastest counts. */
const limitsOf = (patrolKinds: readonly PatrolKind[] = []): Limits =>
  patrolKinds
    .flatMap((kind) => BY_PATROL_KIND[kind] ?? [])
    .toSorted((a, b) => b.kilometresPerHour - a.kilometresPerHour)[0] ?? GROUND;

/**
 * What of it does not go together (`OPS-9`). Dates are as vague as they were told: only what no reading of them allows counts, so the
 * average speed is that of the longest time that it may have taken.
 */
export const implausibilitiesOf = ({
  startedAt,
  endedAt,
  distanceKm,
  patrolKinds,
}: Travel): readonly Implausibility[] => {
  const { kilometres, kilometresPerHour } = limitsOf(patrolKinds);
  const from = startedAt === undefined ? undefined : parseEdtf(startedAt)?.start?.earliest;
  const to = endedAt === undefined ? undefined : parseEdtf(endedAt)?.end?.latest;
  const hours = from === undefined || to === undefined ? undefined : minutesBetween(from, to) / 60;
  if (hours !== undefined && hours < 0) return [{ check: 'end_precedes_start' }];
  if (distanceKm === undefined) return [];
  const tooFar = distanceKm > kilometres;
  const tooFast = hours !== undefined && distanceKm > kilometresPerHour * hours;
  return [
    ...(tooFar ? [{ check: 'distance' as const, found: distanceKm, limit: kilometres }] : []),
    ...(tooFast
      ? [
          {
            check: 'average_speed' as const,
            ...(hours > 0 && { found: Math.min(Math.round(distanceKm / hours), 1e12) }),
            limit: kilometresPerHour,
          },
        ]
      : []),
  ];
};
