import type { BaseDocument } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { FigureCount } from './figure-answer.js';
import { findFigure } from './figure-catalogue.js';

const period = { from: '2022-03-01', to: '2022-03-31' };
const AS_OF = '2022-06-10T08:00:00.000Z';
const base = (members: Partial<BaseDocument>): BaseDocument =>
  ({ state: 'ACTIVE', place: { asStated: 'Ogossogou' }, statements: [], ...members }) as unknown as BaseDocument;
const count = (bases: readonly BaseDocument[], asOf = AS_OF) => {
  const counting = new FigureCount(findFigure('temporary-base-days')!, { period, every: 'period' });
  for (const one of bases) counting.add(one, asOf);
  const [row] = counting.rows((_, bucket) => bucket, asOf);
  const buckets = [...row!.counted, ...row!.excluded, ...row!.unknown].filter(({ records }) => records > 0);
  return {
    values: row!.values.map(({ name, value, qualifier }) => [name, value, qualifier]),
    buckets: Object.fromEntries(buckets.map(({ name, records }) => [name, records])),
  };
};
const on = (edtf: string) => ({ edtf });

describe('Days of temporary operating bases', () => {
  it('are those of the period on which a base stood, both ends included', () => {
    const stood = base({ state: 'DISMANTLED', establishedAt: on('2022-02-20'), dismantledAt: on('2022-03-07') });
    const within = base({ state: 'DISMANTLED', establishedAt: on('2022-03-10'), dismantledAt: on('2022-03-12') });
    const before = base({ state: 'DISMANTLED', establishedAt: on('2022-01-10'), dismantledAt: on('2022-02-12') });
    expect(count([stood, within, before])).toEqual({
      values: [
        ['base-days', 10, 'exact'],
        ['bases', 2, 'exact'],
      ],
      buckets: { stood: 2 },
    });
  });

  it('of a base that still stands go to the moment that is asked about, and no further', () => {
    const stands = base({ establishedAt: on('2022-03-21') });
    expect(count([stands]).values[0]).toEqual(['base-days', 11, 'exact']);
    expect(count([stands], '2022-03-24T12:00:00.000Z').values[0]).toEqual(['base-days', 4, 'at_least']);
  });

  it('are unknown where a day is, or where a document says nothing of how long; a reconnaissance is no base (F135, F136)', () => {
    const stated = base({ stateAsStated: 'continues to maintain an operating base', establishedAt: on('2022-03-21') });
    expect(
      count([
        base({ establishedAt: on('2022-03') }),
        stated,
        base({ stateAsStated: 'continues' }),
        base({ state: 'RECCE' }),
      ]),
    ).toEqual({
      values: [
        ['base-days', 0, 'at_least'],
        ['bases', 0, 'at_least'],
      ],
      buckets: { days_not_known: 3, reconnoitred_only: 1 },
    });
  });

  it('a recce that came to nothing is excluded from the periods in which it was under way only (ADR 18)', () => {
    const ended = (from: string, to: string) =>
      base({ state: 'NOT_ESTABLISHED', reconnoitredAt: on(from), recceEndedAt: on(to) });
    expect(count([ended('2022-02-27', '2022-03-01'), ended('2022-01-01', '2022-01-03')]).buckets).toEqual({
      reconnoitred_only: 1,
    });
  });
});
