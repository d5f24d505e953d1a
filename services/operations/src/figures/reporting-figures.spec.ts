import type { ReportingDocument } from '../read-models/situation-reports/situation-reports.projection.js';
import { FigureCount } from './figure-answer.js';
import { findFigure } from './figure-catalogue.js';

const period = { from: '2022-03-01', to: '2022-03-10' };
const AS_OF = '2022-06-10T08:00:00.000Z';
const reporter = (members: Partial<ReportingDocument>): ReportingDocument =>
  ({
    ...{ state: 'REQUIRED', reporter: 'Sector East', from: '2022-01-01', nextDay: '2022-04-01' },
    ...{ reports: [], ahead: [], late: [], missing: [], ...members },
  }) as unknown as ReportingDocument;
const count = (...reporters: readonly ReportingDocument[]) => {
  const counting = new FigureCount(findFigure('situation-report-timeliness')!, { period, every: 'period' });
  for (const one of reporters) counting.add(one, AS_OF);
  const [row] = counting.rows((_, bucket) => bucket, AS_OF);
  const buckets = [...row!.counted, ...row!.excluded].filter(({ records }) => records > 0);
  return [
    Object.fromEntries(row!.values.map(({ name, value }) => [name, value])),
    Object.fromEntries(buckets.map(({ name, records }) => [name, records])),
  ];
};

describe('Timeliness of daily situation reports', () => {
  it('is days on time / (on time + late + missing), over all reporters', () => {
    const east = reporter({ late: ['2022-02-01', '2022-03-02'], missing: ['2022-03-05', '2022-03-20'] });
    const north = reporter({ from: '2022-03-06' });
    expect(count(east, north)).toEqual([
      { 'on-time-share': 0.867, late: 1, missing: 1 },
      { on_time: 2, late: 1, missing: 1 },
    ]);
  });

  it('counts no day that is not due yet, but one that came before it was', () => {
    const early = reporter({ from: '2022-03-08', nextDay: '2022-03-09', ahead: ['2022-03-10'] });
    expect(count(early)).toEqual([{ 'on-time-share': 1, late: 0, missing: 0 }, { on_time: 1 }]);
    expect(count(reporter({ from: '2022-03-08', nextDay: '2022-03-08' }))).toEqual([
      { 'on-time-share': null, late: null, missing: null },
      { nothing_due: 1 },
    ]);
  });

  it('counts no day after the last one, and no reporter of another time', () => {
    const ended = reporter({ state: 'ENDED', lastDay: '2022-03-03', nextDay: '2022-03-05' });
    expect(count(ended, reporter({ from: '2022-05-01', nextDay: '2022-06-01' }))).toEqual([
      { 'on-time-share': 1, late: 0, missing: 0 },
      { on_time: 1 },
    ]);
  });
});
