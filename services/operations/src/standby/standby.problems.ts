import type { ProblemText } from '@opsledger/platform';
import type { StandbyViolationCode } from './standby.decider.js';

/** What the refusals of standbys say. */
export const standbyProblems: Readonly<Record<StandbyViolationCode, ProblemText>> = {
  NOTICE_TO_MOVE_IS_OUT_OF_RANGE: {
    title: {
      en: 'Notice to move is a whole number of hours from 0 to 168',
      fr: 'Le préavis de mouvement est un nombre entier d’heures de 0 à 168',
    },
    detail: { en: '{noticeToMoveHours} hours.', fr: '{noticeToMoveHours} heures.' },
  },
  STANDBY_CONDITION_IS_UNMET: {
    title: {
      en: 'What the standby waits for is not met; who goes without it gives an authority and a reason',
      fr: "La condition de l'alerte n'est pas remplie ; qui passe outre indique une autorité et un motif",
    },
  },
  STANDBY_HAS_NO_CONDITION: {
    title: { en: 'The standby waits for nothing', fr: "L'alerte ne dépend d'aucune condition" },
  },
  STANDBY_DATES_ARE_REVERSED: {
    title: { en: 'This lies before what it follows', fr: 'Ceci précède ce dont il est la suite' },
    detail: { en: '{occurredAt}, after {since}.', fr: '{occurredAt}, à la suite de {since}.' },
  },
  STANDBY_IS_ALREADY_RECORDED: {
    title: { en: 'The standby is already recorded', fr: "L'alerte est déjà enregistrée" },
  },
  STANDBY_IS_NOT_RECORDED: { title: { en: 'There is no such standby', fr: "Cette alerte n'existe pas" } },
  STANDBY_REPORT_NEEDS_A_SOURCE: {
    title: {
      en: 'A report names the document that it comes from',
      fr: 'Un compte rendu nomme le document dont il est tiré',
    },
  },
  STANDBY_STATE_DOES_NOT_ALLOW_THIS: {
    title: {
      en: 'The state of the standby does not allow this action',
      fr: "L'état de l'alerte ne permet pas cette action",
    },
    detail: {
      en: 'The standby is {state}; {action} is possible in {allowedIn}.',
      fr: "L'état de l'alerte est {state} ; {action} est possible dans {allowedIn}.",
    },
  },
};
