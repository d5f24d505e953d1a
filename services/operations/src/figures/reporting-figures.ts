import type { ReportingDocument } from '../read-models/situation-reports/situation-reports.projection.js';
import { defineFigure, NOTHING_TO_DIVIDE_BY, rounded, type Assignment, type Figure, type Tally } from './figure.js';
import { daysWithin, spanOf } from './figure-period.js';

const daysOf = (tally: Tally, ...buckets: readonly string[]): number =>
  tally.amounts(...buckets).reduce((sum, days) => sum + days, 0);
const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10);

const timeliness = defineFigure<ReportingDocument>({
  ...{ name: 'situation-report-timeliness', version: 3, source: 'situation-reports', stated: [], assessed: [] },
  title: { en: 'Timeliness of daily situation reports', fr: 'Ponctualité des comptes rendus quotidiens de situation' },
  formula: 'days reported on time / (on time + late + missing)',
  rule: {
    en:
      'Counted in days of reporters: each day of the period for which a report was due before the cut-off that has passed, or came before it. Buckets ' +
      'count reporters; `amount` in their lists is their days.',
    fr:
      'En jours de rapporteur : chaque jour de la période pour lequel un compte rendu était dû avant une échéance passée, ou est venu avant elle. Les ' +
      'rubriques comptent les rapporteurs ; `amount` dans leurs listes donne les jours.',
  },
  population: {
    en: 'Reporters who had a report due for a day of the period.',
    fr: 'Rapporteurs dont un compte rendu était dû pour un jour de la période.',
  },
  buckets: {
    on_time: { kind: 'counted', text: { en: 'Came on time.', fr: "Venu à l'heure." } },
    late: { kind: 'counted', text: { en: 'Came after the cut-off.', fr: "Venu après l'échéance." } },
    missing: { kind: 'counted', text: { en: 'Has not come to this day.', fr: "N'est pas venu à ce jour." } },
    nothing_due: {
      kind: 'excluded',
      text: { en: 'No report of the period is due yet.', fr: "Aucun compte rendu de la période n'est encore dû." },
    },
  },
  assign: ({ state, from, lastDay, nextDay, ahead, late, missing }, period) => {
    if (state === 'UNKNOWN') return [];
    const isIn = (day: string): boolean => day >= period.from && day <= period.to && (lastDay ?? day) >= day;
    const settledUntil = lastDay !== undefined && lastDay < nextDay ? lastDay : dayBefore(nextDay);
    const settled = from > settledUntil ? 0 : (daysWithin(spanOf(from, settledUntil)!, period) ?? 0);
    const [isLate, isMissing, isAhead] = [late, missing, ahead].map((days) => days.filter(isIn).length) as [
      number,
      number,
      number,
    ];
    const onTime = settled - isLate - isMissing + isAhead;
    const days: readonly Required<Assignment>[] = [
      { bucket: 'on_time', amount: onTime },
      { bucket: 'late', amount: isLate },
      { bucket: 'missing', amount: isMissing },
    ];
    const due = days.filter(({ amount }) => amount > 0);
    if (due.length > 0) return due;
    return from <= period.to && (lastDay ?? period.from) >= period.from ? [{ bucket: 'nothing_due' }] : [];
  },
  values: (tally) => {
    const [onTime, all] = [daysOf(tally, 'on_time'), daysOf(tally, 'on_time', 'late', 'missing')];
    const share = { name: 'on-time-share', unit: 'share', numerator: onTime, denominator: all } as const;
    return [
      all === 0 ? { ...share, value: null, because: NOTHING_TO_DIVIDE_BY } : { ...share, value: rounded(onTime / all) },
      { name: 'late', value: daysOf(tally, 'late'), unit: 'days' },
      { name: 'missing', value: daysOf(tally, 'missing'), unit: 'days' },
    ];
  },
});

/** Figures that rest on daily situation reports. */
export const reportingFigures: readonly Figure[] = [timeliness];
