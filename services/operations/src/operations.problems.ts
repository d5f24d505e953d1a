import type { ProblemText } from '@opsledger/platform';
import type { AssessmentViolationCode } from './assessment/assessment.decider.js';
import type { OperationViolationCode } from './operation/operation-refusals.decider.js';
import type { RecordViolationCode } from './record/record-facts.decider.js';
import type { StatedFigureViolationCode } from './stated-figure/stated-figure.decider.js';
import type { UnitViolationCode } from './unit/unit.decider.js';

type Code =
  | RecordViolationCode
  | OperationViolationCode
  | UnitViolationCode
  | StatedFigureViolationCode
  | AssessmentViolationCode
  | 'ASSESSMENT_IS_THERE_UNDER_ANOTHER_ID'
  | 'OPERATION_NAME_IS_TAKEN'
  | 'STATED_FIGURE_IS_THERE_UNDER_ANOTHER_ID'
  | 'UNIT_NAME_IS_TAKEN';

const inState = { en: 'The operation is {state}.', fr: "L'état de l'opération est {state}." };

/** What the refusals of this service say. A code without its sentences does not compile. */
export const operationProblems: Readonly<Record<Code, ProblemText>> = {
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
  OPERATION_STATE_DOES_NOT_ALLOW_THIS: {
    title: {
      en: 'The state of the operation does not allow this action',
      fr: "L'état de l'opération ne permet pas cette action",
    },
    detail: {
      en: 'The operation is {state}; {action} is possible in {allowedIn}.',
      fr: "L'état de l'opération est {state} ; {action} est possible dans {allowedIn}.",
    },
  },
  OPERATION_REPORT_NEEDS_A_SOURCE: {
    title: {
      en: 'A report names the document that it comes from',
      fr: 'Un compte rendu nomme le document dont il est tiré',
    },
  },
  PLANNED_END_PRECEDES_PLANNED_START: {
    title: { en: 'The end lies before the start', fr: 'La fin précède le début' },
    detail: { en: 'Start {plannedStart}, end {plannedEnd}.', fr: 'Début {plannedStart}, fin {plannedEnd}.' },
  },
  PLAN_AMENDMENT_CHANGES_NOTHING: {
    title: { en: 'An amendment changes something', fr: 'Une modification change quelque chose' },
  },
  LAUNCH_NEEDS_APPROVAL: {
    title: {
      en: 'Only an approved operation is launched, unless it is an emergency',
      fr: "Seule une opération approuvée est lancée, sauf en cas d'urgence",
    },
    detail: inState,
  },
  LAUNCH_PRECEDES_APPROVAL: {
    title: { en: 'The launch lies before the approval', fr: "Le lancement précède l'approbation" },
    detail: { en: 'Launched {launchedAt}, approved {approvedAt}.', fr: 'Lancée {launchedAt}, approuvée {approvedAt}.' },
  },
  COMPLETION_PRECEDES_LAUNCH_OR_PHASE: {
    title: {
      en: 'The operation would end before its launch, its present state or a phase of it',
      fr: "L'opération finirait avant son lancement, son état actuel ou une de ses phases",
    },
    detail: { en: '{what}: {later}. Completed: {completedAt}.', fr: '{what} : {later}. Achevée : {completedAt}.' },
  },
  LAUNCH_NEEDS_FORCES: {
    title: { en: 'No forces are assigned to the operation', fr: "Aucune force n'est affectée à l'opération" },
  },
  OPERATION_STEP_PRECEDES_WHAT_IT_FOLLOWS: {
    title: {
      en: 'This would lie before what it follows',
      fr: 'Ceci précéderait ce dont il est la suite',
    },
    detail: {
      en: 'The operation is {state} since {since}; this is of {occurredAt}.',
      fr: "L'état de l'opération est {state} depuis {since} ; ceci est de {occurredAt}.",
    },
  },
  FORCES_LEAVE_BEFORE_THEY_COME: {
    title: { en: 'The forces would leave before they come', fr: 'Les forces partiraient avant de venir' },
    detail: { en: 'From {from} to {to}.', fr: 'Du {from} au {to}.' },
  },
  ACCESS_IS_NOT_GRANTED: {
    title: {
      en: 'The host state has decided, and has not granted access',
      fr: "L'État hôte a décidé, et n'a pas accordé l'accès",
    },
    detail: { en: 'Decision: {decision}.', fr: 'Décision : {decision}.' },
  },
  ACCESS_DECISION_IS_MISSING: {
    title: {
      en: 'The host state has not agreed, and nothing says that it need not',
      fr: "L'État hôte n'a pas donné son accord, et rien ne dit qu'il n'est pas requis",
    },
  },
  OPERATION_IS_APPROVED_ALREADY: {
    title: { en: 'The operation is approved already', fr: "L'opération est déjà approuvée" },
    detail: inState,
  },
  OPERATION_MODE_IS_NO_CHANGE: {
    title: {
      en: 'This changes the mode to none that it could go on in',
      fr: 'Ce changement de mode ne mène nulle part',
    },
    detail: { en: 'From {from} to {to}.', fr: 'De {from} à {to}.' },
  },
  OPERATION_HAS_AN_OPEN_PHASE: {
    title: { en: 'A phase has not ended yet', fr: "Une phase n'est pas encore terminée" },
    detail: { en: 'Phases {phases}.', fr: 'Phases {phases}.' },
  },
  OPERATION_HAS_OPEN_TASKS: {
    title: { en: 'A task of the operation is still to be done', fr: "Une tâche de l'opération reste à accomplir" },
    detail: { en: 'Tasks {tasks}.', fr: 'Tâches {tasks}.' },
  },
  OPERATION_CLOSING_NEEDS_AFTER_ACTION: {
    title: {
      en: 'The after-action report is neither filed nor waived',
      fr: "Le compte rendu après action n'est ni déposé ni levé",
    },
    detail: inState,
  },
  ORDER_SERIAL_DOES_NOT_RISE: {
    title: { en: 'Serials of orders rise', fr: 'Les numéros des ordres sont croissants' },
    detail: { en: '{serial} after {lastSerial}.', fr: '{serial} après {lastSerial}.' },
  },
  FRAGO_AMENDS_NO_ISSUED_OPORD: {
    title: {
      en: 'A fragmentary order, and no other, amends an operation order of the same operation',
      fr: "Un ordre fragmentaire, et lui seul, modifie un ordre d'opération de la même opération",
    },
    detail: {
      en: '{kind}, amends {amends}; operation orders issued: {issued}.',
      fr: "{kind}, modifie {amends} ; ordres d'opération émis : {issued}.",
    },
  },
  SUPERSEDED_ORDER_DOES_NOT_EXIST: {
    title: { en: 'The replaced order was never issued', fr: "L'ordre remplacé n'a jamais été émis" },
    detail: { en: 'Serial {supersedes}.', fr: 'Numéro {supersedes}.' },
  },
  ORDER_IS_NOT_OPEN: {
    title: {
      en: 'No order with this serial waits for acknowledgement',
      fr: "Aucun ordre de ce numéro n'attend d'accusé",
    },
    detail: { en: 'Serial {serial}.', fr: 'Numéro {serial}.' },
  },
  UNIT_IS_NOT_REGISTERED: {
    title: { en: 'The unit is not in the register', fr: "L'unité ne figure pas au registre" },
    detail: { en: 'Unit {unitId}.', fr: 'Unité {unitId}.' },
  },
  UNIT_CAPACITY_IS_EXCEEDED: {
    title: {
      en: 'The unit has not enough of this at that time',
      fr: "L'unité n'en a pas assez à ce moment",
    },
    detail: {
      en: '{unit}: {assets}. Assigned now to: {otherOperations}.',
      fr: '{unit} : {assets}. Affectée actuellement à : {otherOperations}.',
    },
  },
  FORCES_ARE_NOT_ASSIGNED: {
    title: { en: 'There is no such open assignment', fr: "Cette affectation n'existe pas ou est terminée" },
    detail: { en: 'Assignment {assignment}.', fr: 'Affectation {assignment}.' },
  },
  PHASE_NUMBERS_HAVE_NO_GAPS: {
    title: {
      en: 'Phases are numbered from 1 without gaps',
      fr: 'Les phases sont numérotées à partir de 1 sans lacune',
    },
    detail: { en: '{phase} where {next} comes next.', fr: '{phase} alors que {next} suit.' },
  },
  PHASES_OVERLAP: {
    title: {
      en: 'The phase overlaps another, and neither is parallel',
      fr: "La phase en chevauche une autre, et aucune n'est parallèle",
    },
    detail: { en: 'Phase {phase} and {others}.', fr: 'Phase {phase} et {others}.' },
  },
  PHASE_LIES_OUTSIDE_THE_OPERATION: {
    title: { en: 'The phase lies outside the operation', fr: "La phase est en dehors de l'opération" },
    detail: {
      en: '{occurredAt}; launched {launchedAt}, planned end {plannedEnd}.',
      fr: '{occurredAt} ; lancée {launchedAt}, fin prévue {plannedEnd}.',
    },
  },
  PHASE_IS_NOT_OPEN: {
    title: { en: 'There is no such open phase', fr: "Cette phase n'existe pas ou est terminée" },
    detail: { en: 'Phase {phase}.', fr: 'Phase {phase}.' },
  },
  PHASE_ENDS_BEFORE_IT_STARTS: {
    title: { en: 'The phase ends before it starts', fr: 'La phase finit avant de commencer' },
    detail: { en: 'Phase {phase}, started {startedAt}.', fr: 'Phase {phase}, commencée {startedAt}.' },
  },
  CORRECTED_EVENT_DOES_NOT_EXIST: {
    title: { en: 'The record has no such version', fr: "Le dossier n'a pas cette version" },
    detail: { en: 'Version {version}; the last is {last}.', fr: 'Version {version} ; la dernière est {last}.' },
  },
  CORRECTION_NAMES_A_CORRECTION: {
    title: {
      en: 'This is a correction itself; correct the event that it corrects',
      fr: "C'est elle-même une rectification ; rectifiez l'événement qu'elle rectifie",
    },
    detail: { en: 'Version {version}.', fr: 'Version {version}.' },
  },
  DEADLINE_IS_NOT_OPEN: {
    title: { en: 'There is no such open deadline', fr: "Cette échéance n'existe pas ou plus" },
    detail: { en: 'The state of the record is {state}.', fr: "L'état du dossier est {state}." },
  },
  DEADLINE_IS_NOT_DUE: {
    title: { en: 'The deadline has not passed yet', fr: "L'échéance n'est pas encore passée" },
    detail: { en: '{deadline}, due {dueAt}.', fr: '{deadline}, pour le {dueAt}.' },
  },
  STATED_FIGURE_IS_RECORDED_ALREADY: {
    title: { en: 'The stated figure is recorded already', fr: 'Le chiffre cité est déjà enregistré' },
  },
  STATED_FIGURE_IS_THERE_UNDER_ANOTHER_ID: {
    title: {
      en: 'The same count of the same source for the same time is recorded already',
      fr: 'Le même chiffre de la même source pour la même période est déjà enregistré',
    },
  },
  STATED_FIGURE_RECORD_IS_MISSING: {
    title: { en: 'There is no such stated figure', fr: "Ce chiffre cité n'existe pas" },
  },
  STATED_FIGURE_NEEDS_A_SOURCE: {
    title: {
      en: 'A stated figure names the document that it comes from',
      fr: 'Un chiffre cité nomme le document dont il est tiré',
    },
  },
  STATED_FIGURE_HAS_A_NUMBER_OR_IS_NOT_STATED: {
    title: {
      en: 'A stated figure has either a quantity or `notStated`: true, and not both',
      fr: 'Un chiffre cité a soit une quantité, soit `notStated` : true, et non les deux',
    },
  },
  STATED_FIGURE_OF_OTHER_THINGS_NEEDS_A_SCOPE: {
    title: {
      en: 'What is counted is not on the list: its scope says what it is',
      fr: "Ce qui est compté n'est pas dans la liste : sa portée dit ce que c'est",
    },
  },
  ASSESSMENT_IS_RECORDED_ALREADY: {
    title: { en: 'The assessment is recorded already', fr: "L'appréciation est déjà enregistrée" },
  },
  ASSESSMENT_IS_THERE_UNDER_ANOTHER_ID: {
    title: {
      en: 'The same assessment of the same source for the same time is recorded already',
      fr: 'La même appréciation de la même source pour la même période est déjà enregistrée',
    },
  },
  ASSESSMENT_RECORD_IS_MISSING: {
    title: { en: 'There is no such assessment', fr: "Cette appréciation n'existe pas" },
  },
  ASSESSMENT_NEEDS_A_SOURCE: {
    title: {
      en: 'An assessment names what it comes from',
      fr: 'Une appréciation nomme ce dont elle est tirée',
    },
  },
  ASSESSMENT_OF_OTHER_THINGS_NEEDS_A_SCOPE: {
    title: {
      en: 'What is assessed is not on the list: its scope says what it is',
      fr: "Ce qui est apprécié n'est pas dans la liste : sa portée dit ce que c'est",
    },
  },
  ASSESSED_DIRECTION_CONTRADICTS_ITS_FIGURE: {
    title: {
      en: 'The direction and the share of the baseline contradict each other',
      fr: 'Le sens et la part de la référence se contredisent',
    },
  },
  UNIT_NAME_IS_TAKEN: { title: { en: 'Another unit has this name', fr: 'Une autre unité porte ce nom' } },
  UNIT_IS_ALREADY_REGISTERED: { title: { en: 'The unit is registered already', fr: "L'unité est déjà enregistrée" } },
  UNIT_RECORD_IS_MISSING: { title: { en: 'There is no such unit', fr: "Cette unité n'existe pas" } },
  UNIT_AMENDMENT_CHANGES_NOTHING: {
    title: { en: 'An amendment changes something', fr: 'Une modification change quelque chose' },
  },
  UNIT_CAPACITY_IS_ASSIGNED: {
    title: {
      en: 'More of the unit is assigned than this; release forces first',
      fr: "Il en est affecté davantage ; libérez d'abord des forces",
    },
    detail: { en: '{assets}. Assigned to: {operations}.', fr: '{assets}. Affectée à : {operations}.' },
  },
  UNIT_CAPACITY_NAMES_A_KIND_TWICE: {
    title: {
      en: 'The capacity names each kind of asset once',
      fr: "La capacité nomme chaque type d'équipement une fois",
    },
  },
};
