import type { ProblemText } from '@opsledger/platform';
import type { PriorityAreaViolationCode } from './priority-area.decider.js';

/** What the refusals of priority areas say. */
export const priorityAreaProblems: Readonly<Record<PriorityAreaViolationCode, ProblemText>> = {
  ACTIVITY_IS_ALREADY_NOTED: {
    title: {
      en: 'This activity is already noted there, at the same time',
      fr: 'Cette activité est déjà notée dans cette zone, à la même date',
    },
    detail: { en: 'Activity {activityId}, {occurredAt}.', fr: 'Activité {activityId}, {occurredAt}.' },
  },
  PRIORITY_AREA_IS_ALREADY_SET: { title: { en: 'The area is already set', fr: 'La zone est déjà fixée' } },
  PRIORITY_AREA_IS_LIFTED: {
    title: { en: 'The area is no longer one of priority', fr: "La zone n'est plus prioritaire" },
  },
  PRIORITY_AREA_IS_NOT_SET: { title: { en: 'There is no such area', fr: "Cette zone n'existe pas" } },
};
