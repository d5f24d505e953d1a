import type { ProblemText } from '@opsledger/platform';
import type { OperationViolationCode } from './operation/operation.decider.js';

/** What the refusals of this service say. A code without its sentences does not compile. */
export const operationProblems: Readonly<Record<OperationViolationCode | 'OPERATION_NAME_IS_TAKEN', ProblemText>> = {
  OPERATION_NAME_IS_TAKEN: {
    title: {
      en: 'Another open operation has this name or alias',
      fr: 'Une autre opération en cours porte ce nom ou cet alias',
    },
  },
  OPERATION_IS_ALREADY_RECORDED: {
    title: { en: 'The operation is already recorded', fr: "L'opération est déjà enregistrée" },
    detail: { en: 'It is {state}.', fr: 'Son état est {state}.' },
  },
  OPERATION_IS_NOT_RECORDED: { title: { en: 'There is no such operation', fr: "Cette opération n'existe pas" } },
  OPERATION_PLAN_NEEDS_A_PROPOSAL: {
    title: { en: 'Only a proposed operation can be planned', fr: 'Seule une opération proposée peut être planifiée' },
    detail: { en: 'The operation is {state}.', fr: "L'état de l'opération est {state}." },
  },
  OPERATION_REPORT_COMES_AFTER_ITS_END: {
    title: { en: 'The operation is over and has let its name go', fr: "L'opération est terminée et a libéré son nom" },
    detail: { en: 'The operation is {state}.', fr: "L'état de l'opération est {state}." },
  },
  OPERATION_REPORT_NEEDS_A_SOURCE: {
    title: {
      en: 'A report names the document that it comes from',
      fr: 'Un compte rendu nomme le document dont il est tiré',
    },
  },
  PLANNED_END_PRECEDES_PLANNED_START: {
    title: { en: 'The planned end lies before the planned start', fr: 'La fin prévue précède le début prévu' },
    detail: { en: 'Start {plannedStart}, end {plannedEnd}.', fr: 'Début {plannedStart}, fin {plannedEnd}.' },
  },
};
