import type { Instant } from '@opsledger/kernel';
import type { WantedCommand } from '@opsledger/platform';
import type { ActivityDocument } from '../read-models/activities/activities.projection.js';
import { overBy } from './priority-area.state.js';

/** An area whose clock of inactivity runs, and in which the activity was. */
export type AreaWithClock = Readonly<{
  id: string;
  /** The latest that something was done there, else when it was set: where that is known to the day. */
  lastActivityAt?: Instant;
}>;

/**
 * When somebody was there last, in EDTF: by what was told, never by when it was told. Absent where nobody was, or nobody can say: what
 * was denied or broken off, done from afar, left open, or waits for a check (`OPS-9`).
 */
export const presentUntil = (activity: ActivityDocument): string | undefined => {
  const { state, outcome = state, mode, isQuarantined, endedAt, period, startedAt, statements } = activity;
  if (outcome !== 'COMPLETED' || mode === 'remote' || isQuarantined) return undefined;
  const stated = statements.findLast(({ movesState, status }) => movesState && status === 'COMPLETED');
  return (endedAt ?? period ?? startedAt)?.edtf ?? stated?.occurredAt;
};

/** `PRIORITY-AREA`: an activity that was carried out in an area begins the time without activity there anew, by itself. */
export const noteActivityInAreas = (
  activity: ActivityDocument,
  areas: readonly AreaWithClock[],
): readonly WantedCommand[] => {
  const occurredAt = presentUntil(activity);
  const at = occurredAt && overBy(occurredAt);
  if (occurredAt === undefined || !at) return [];
  return areas
    .filter(({ lastActivityAt }) => lastActivityAt === undefined || at > lastActivityAt)
    .map(({ id }) => ({
      ...{ command: 'note-priority-area-activity', target: id, occurredAt },
      data: { activityId: activity.id },
    }));
};
