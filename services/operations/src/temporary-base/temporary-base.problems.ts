import type { ProblemText } from '@opsledger/platform';
import type { LinkViolationCode } from '../record/record-links.decider.js';
import type { BaseDispositionViolationCode } from '../base-disposition/base-disposition.decider.js';
import type { BaseViolationCode } from './temporary-base.decider.js';

type Code = BaseViolationCode | BaseDispositionViolationCode | LinkViolationCode | 'BASE_HAS_A_DISPOSITION';

/** What the refusals of bases say, and those of whatever is linked to operations and units. */
export const baseProblems: Readonly<Record<Code, ProblemText>> = {
  BASE_IS_ALREADY_RECORDED: { title: { en: 'The base is already recorded', fr: 'La base est déjà enregistrée' } },
  BASE_IS_NOT_RECORDED: { title: { en: 'There is no such base', fr: "Cette base n'existe pas" } },
  BASE_STATE_DOES_NOT_ALLOW_THIS: {
    title: {
      en: 'The state of the base does not allow this action',
      fr: "L'état de la base ne permet pas cette action",
    },
    detail: {
      en: 'The base is {state}; {action} is possible in {allowedIn}.',
      fr: "L'état de la base est {state} ; {action} est possible dans {allowedIn}.",
    },
  },
  BASE_DATES_ARE_REVERSED: {
    title: { en: 'This lies before what it follows', fr: 'Ceci précède ce dont il est la suite' },
    detail: { en: '{occurredAt}, after {since}.', fr: '{occurredAt}, à la suite de {since}.' },
  },
  BASE_AMENDMENT_CHANGES_NOTHING: {
    title: { en: 'An amendment changes something', fr: 'Une modification change quelque chose' },
  },
  BASE_REPORT_NEEDS_A_SOURCE: {
    title: {
      en: 'A report names the document that it comes from',
      fr: 'Un compte rendu nomme le document dont il est tiré',
    },
  },
  BASE_HAS_A_DISPOSITION: {
    title: {
      en: 'The position and strength of this base are recorded already; amend them',
      fr: 'La position et les effectifs de cette base sont déjà enregistrés ; modifiez-les',
    },
  },
  BASE_DISPOSITION_IS_ALREADY_RECORDED: {
    title: { en: 'The disposition is already recorded', fr: 'Le dispositif est déjà enregistré' },
  },
  BASE_DISPOSITION_IS_NOT_RECORDED: {
    title: { en: 'There is no such disposition', fr: "Ce dispositif n'existe pas" },
  },
  BASE_DISPOSITION_SAYS_NOTHING: {
    title: {
      en: 'It says neither a position nor a strength',
      fr: 'Aucune position ni aucun effectif ne sont indiqués',
    },
  },
  BASE_OF_DISPOSITION_IS_NOT_RECORDED: {
    title: { en: 'There is no such base', fr: "Cette base n'existe pas" },
    detail: { en: 'Base {baseId}.', fr: 'Base {baseId}.' },
  },
  LINKED_OPERATION_IS_NOT_RECORDED: {
    title: { en: 'There is no such operation to link to', fr: "L'opération à laquelle se rattacher n'existe pas" },
    detail: { en: 'Operation {operationId}.', fr: 'Opération {operationId}.' },
  },
  LINKED_ACTIVITY_IS_NOT_RECORDED: {
    title: { en: 'There is no such activity to link to', fr: "L'activité à laquelle se rattacher n'existe pas" },
    detail: { en: 'Activity {activityId}.', fr: 'Activité {activityId}.' },
  },
  LINKED_UNIT_IS_NOT_REGISTERED: {
    title: { en: 'The unit is not in the register', fr: "L'unité ne figure pas au registre" },
    detail: { en: 'Unit {unitId}.', fr: 'Unité {unitId}.' },
  },
};
