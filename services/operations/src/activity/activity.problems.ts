import type { ProblemText } from '@opsledger/platform';
import type { ActivityViolationCode } from './activity.decider.js';

/** What the refusals of activities say. */
export const activityProblems: Readonly<Record<ActivityViolationCode, ProblemText>> = {
  ACTIVITY_IS_ALREADY_RECORDED: {
    title: { en: 'The activity is already recorded', fr: "L'activité est déjà enregistrée" },
  },
  ACTIVITY_IS_NOT_RECORDED: { title: { en: 'There is no such activity', fr: "Cette activité n'existe pas" } },
  ACTIVITY_STATE_DOES_NOT_ALLOW_THIS: {
    title: {
      en: 'The state of the activity does not allow this action',
      fr: "L'état de l'activité ne permet pas cette action",
    },
    detail: {
      en: 'The activity is {state}; {action} is possible in {allowedIn}.',
      fr: "L'état de l'activité est {state} ; {action} est possible dans {allowedIn}.",
    },
  },
  ACTIVITY_KIND_HAS_NO_SUCH_FIELD: {
    title: {
      en: 'Activities of this kind do not have this field',
      fr: "Les activités de ce type n'ont pas ce champ",
    },
    detail: { en: '{kind}: {fields}; it has {allowed}.', fr: '{kind} : {fields} ; les champs sont {allowed}.' },
  },
  ACTIVITY_KIND_NEVER_CHANGES: {
    title: { en: 'The kind of an activity never changes', fr: "Le type d'une activité ne change jamais" },
    detail: { en: 'It is {kind}.', fr: "C'est {kind}." },
  },
  ACTIVITY_DATES_ARE_REVERSED: {
    title: { en: 'The planned end lies before the planned start', fr: 'La fin prévue précède le début prévu' },
    detail: { en: 'Start {plannedStart}, end {plannedEnd}.', fr: 'Début {plannedStart}, fin {plannedEnd}.' },
  },
  ACTIVITY_AMENDMENT_CHANGES_NOTHING: {
    title: { en: 'An amendment changes something', fr: 'Une modification change quelque chose' },
  },
  ACTIVITY_REPORT_NEEDS_A_SOURCE: {
    title: {
      en: 'A report names the document that it comes from',
      fr: 'Un compte rendu nomme le document dont il est tiré',
    },
  },
  ACTIVITY_BELONGS_TO_ANOTHER_OPERATION: {
    title: {
      en: 'The activity is a task of another operation',
      fr: "L'activité est une tâche d'une autre opération",
    },
    detail: { en: 'Operation {operationId}.', fr: 'Opération {operationId}.' },
  },
  OPERATION_TAKES_NO_MORE_TASKS: {
    title: {
      en: 'The operation is over and takes no more tasks',
      fr: "L'opération est terminée et ne reçoit plus de tâches",
    },
    detail: { en: 'The operation is {operationStatus}.', fr: "L'état de l'opération est {operationStatus}." },
  },
  TASK_THAT_HAS_ENDED_IS_NOT_OPENED_AGAIN: {
    title: {
      en: 'A task of an operation that has ended is not opened again by a correction',
      fr: "Une tâche terminée d'une opération n'est pas rouverte par une correction",
    },
    detail: { en: 'The task is {status}.', fr: "L'état de la tâche est {status}." },
  },
  LONG_RANGE_PATROL_NEEDS_A_CASEVAC_PLAN: {
    title: {
      en: 'A long-range patrol is ordered with a plan for evacuating casualties',
      fr: "Une patrouille à long rayon d'action est ordonnée avec un plan d'évacuation sanitaire",
    },
  },
  ACTIVITY_IS_NOT_HELD_FOR_CHECK: {
    title: {
      en: 'Nothing in the account of this activity waits for a check',
      fr: "Rien dans le compte rendu de cette activité n'attend de vérification",
    },
  },
  FINDINGS_NEED_AN_ACTIVITY_THAT_BEGAN: {
    title: {
      en: 'What was found belongs to an activity on which somebody set out',
      fr: "Ce qui a été trouvé se rapporte à une activité pour laquelle quelqu'un est parti",
    },
    detail: {
      en: 'The activity is {state}, and nothing says that it ever began.',
      fr: "L'état de l'activité est {state}, et rien ne dit qu'elle ait jamais commencé.",
    },
  },
  REASON_IS_OF_NO_OUTCOME: {
    title: {
      en: 'A reason or a replacement belongs to an activity that was not carried out',
      fr: "Un motif ou un remplacement se rapporte à une activité qui n'a pas été menée",
    },
    detail: { en: 'The document says {status}.', fr: 'Le document indique {status}.' },
  },
  ACCESS_MEANS_ARE_OF_NO_REFUSAL: {
    title: {
      en: 'What access was refused by belongs to the reason access_denied',
      fr: "Le moyen d'accès refusé se rapporte au motif access_denied",
    },
    detail: { en: 'By {accessBy}.', fr: 'Moyen : {accessBy}.' },
  },
  REPLACING_ACTIVITY_IS_NOT_RECORDED: {
    title: { en: 'There is no such activity to replace it', fr: "L'activité de remplacement n'existe pas" },
    detail: { en: 'Activity {replacedBy}.', fr: 'Activité {replacedBy}.' },
  },
};
