import { isBase, type BaseDocument } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { defineFigure, qualifiedBy, type Asked, type Figure } from './figure.js';
import { daysWithin, exactly, spanIn, spanOf, type Span } from './figure-period.js';

const STANDS: readonly BaseDocument['state'][] = ['ESTABLISHED', 'ACTIVE', 'REDUCED'];

type Dated = Pick<BaseDocument, 'state' | 'stateAsStated' | 'establishedAt' | 'dismantledAt'>;
/** How long a base stood, as far as it is known: one that was seen to stand here still does at `asOf`, one of a document may not. */
export const standingOf = ({ state, stateAsStated, establishedAt, dismantledAt }: Dated, { asOf }: Asked): Span => ({
  ...spanOf(establishedAt?.edtf, dismantledAt?.edtf),
  ...(!dismantledAt && STANDS.includes(state) && stateAsStated === undefined && { end: exactly(asOf) }),
});

const baseDays = defineFigure<BaseDocument>({
  ...{ name: 'temporary-base-days', version: 3, source: 'temporary-base' },
  ...{ stated: ['temporary_bases'], assessed: ['presence'] },
  title: { en: 'Days of temporary operating bases', fr: "Jours de base d'opérations temporaire" },
  formula: 'sum over bases of the days of the period on which the base stood',
  rule: {
    en:
      'From the day on which it was established to the day on which it was dismantled, both included; of a base that was not dismantled to the ' +
      'day of `asOf`. A month is no day: a base of which a day is not known is unknown, with however many days.',
    fr:
      "Du jour de l'établissement au jour du démantèlement, compris ; d'une base non démantelée jusqu'au jour de `asOf`. Un mois n'est pas un " +
      "jour : une base dont un jour n'est pas connu est inconnue, quel que soit son nombre de jours.",
  },
  population: {
    en: 'Temporary operating bases that stood on a day of the period, or may have.',
    fr: "Bases d'opérations temporaires qui étaient ou ont pu être en place un jour de la période.",
  },
  buckets: {
    stood: { kind: 'counted', text: { en: 'Stood, on known days.', fr: 'En place, à des jours connus.' } },
    days_not_known: {
      kind: 'unknown',
      text: {
        en: 'Stood or may have stood; the day of its beginning or end is not known.',
        fr: "En place ou peut-être en place ; le jour de son début ou de sa fin n'est pas connu.",
      },
    },
    reconnoitred_only: {
      kind: 'excluded',
      text: { en: 'Looked at and not established.', fr: 'Reconnue et non établie.' },
    },
  },
  assign: (base, period, asked) => {
    if (!isBase(base)) {
      const since = base.state === 'RECCE' ? base.stateOccurredAt : base.reconnoitredAt?.edtf;
      const span = spanOf(since, base.recceEndedAt?.edtf);
      return spanIn(span, period) === 'out' ? [] : [{ bucket: 'reconnoitred_only' }];
    }
    const standing = standingOf(base, asked);
    const days = daysWithin(standing, period);
    if (days !== undefined) return days === 0 ? [] : [{ bucket: 'stood', amount: days }];
    return spanIn(standing, period) === 'out' ? [] : [{ bucket: 'days_not_known' }];
  },
  values: (tally) => {
    const days = tally.amounts('stood').reduce((sum, one) => sum + one, 0);
    return [
      { name: 'base-days', value: days, unit: 'days', ...qualifiedBy(tally) },
      { name: 'bases', value: tally.records('stood'), unit: 'records', ...qualifiedBy(tally) },
    ];
  },
});

/** Figures that rest on temporary operating bases. */
export const baseFigures: readonly Figure[] = [baseDays];
