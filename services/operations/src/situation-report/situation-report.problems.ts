import type { ProblemText } from '@opsledger/platform';
import type { ReportingViolationCode } from './situation-report.decider.js';

/** What the refusals of situation reports say. */
export const reportingProblems: Readonly<Record<ReportingViolationCode | 'REPORTER_HAS_TO_FILE_ALREADY', ProblemText>> =
  {
    REPORTER_HAS_TO_FILE_ALREADY: {
      title: {
        en: 'This unit or sector has to report already',
        fr: 'Cette unité ou ce secteur doit déjà rendre compte',
      },
    },
    REPORTING_BEGINS_IN_THE_PAST: {
      title: { en: 'The first day is today or later', fr: "Le premier jour est aujourd'hui ou plus tard" },
      detail: { en: '{from}; today is {today}.', fr: "{from} ; aujourd'hui : {today}." },
    },
    REPORTING_ENDS_BEFORE_IT_BEGINS: {
      title: { en: 'The last day lies before the first', fr: 'Le dernier jour précède le premier' },
      detail: { en: 'First {from}, last {lastDay}.', fr: 'Premier {from}, dernier {lastDay}.' },
    },
    REPORTING_HAS_ENDED: {
      title: { en: 'Nothing has to be reported any more', fr: "Il n'y a plus de compte rendu à déposer" },
    },
    REPORTING_IS_ALREADY_RECORDED: {
      title: { en: 'The obligation is already recorded', fr: "L'obligation est déjà enregistrée" },
    },
    REPORTING_IS_NOT_RECORDED: { title: { en: 'There is no such obligation', fr: "Cette obligation n'existe pas" } },
    SITUATION_REPORT_IS_FILED_ALREADY: {
      title: {
        en: 'The situation report of this day is filed already',
        fr: 'Le compte rendu de situation de ce jour est déjà déposé',
      },
      detail: { en: 'Day {day}.', fr: 'Jour {day}.' },
    },
    SITUATION_REPORT_IS_NOT_EXPECTED: {
      title: {
        en: 'No situation report is expected for this day',
        fr: "Aucun compte rendu de situation n'est attendu pour ce jour",
      },
      detail: { en: 'Day {day}; the first is {from}.', fr: 'Jour {day} ; le premier est {from}.' },
    },
    SITUATION_REPORT_LIES_AHEAD: {
      title: { en: 'The day has not begun yet', fr: "Ce jour n'a pas encore commencé" },
      detail: { en: 'Day {day}; today is {today}.', fr: "Jour {day} ; aujourd'hui : {today}." },
    },
  };
