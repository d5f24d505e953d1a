import { metadata, play, recorded, SOME_ID, specifyProjection } from '@opsledger/testing';
import type { ReportingCommand } from '../../situation-report/situation-report.commands.js';
import { reportingDecider } from '../../situation-report/situation-report.decider.js';
import { lateListOf, reportingProjection } from './situation-reports.projection.js';

const { given } = specifyProjection(reportingProjection);
type Step = readonly [name: string, data: object, now: string];
const recordedFrom = (...steps: readonly Step[]) => {
  const commands = steps.map(([name, data, now]) => ({
    ...{ name, data },
    metadata: metadata({ reference: 'SR-2022-0001', now, occurredAt: now }),
  })) as unknown as ReportingCommand[];
  const played = play(reportingDecider, commands);
  expect(played.steps.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual([]);
  return recorded(played.events, { source: '/opsledger/operations', subject: `situation-reports-${SOME_ID}` });
};
const at = (day: number, time = '08:00') => `2022-06-0${day}T${time}:00.000Z`;
const missed = (day: number): Step => [
  'pass-situation-report-deadline',
  { deadline: `situation-report:2022-06-0${day}`, dueAt: at(day + 1, '00:00'), isLate: false },
  at(day + 1, '00:00'),
];
const week: readonly Step[] = [
  ['require-situation-reports', { reporter: 'Sector Centre', sector: 'Centre' }, at(1)],
  ['file-situation-report', { documentRef: 'SITREP 1' }, at(1, '23:00')],
  missed(2),
  missed(3),
  ['file-situation-report', { day: '2022-06-02' }, at(4, '01:00')],
  ['file-situation-report', {}, at(4, '22:00')],
];

describe('The record of who has to report', () => {
  it('tells of each day whether its report came in time, late or not at all', () =>
    given(...recordedFrom(...week)).thenDocument({
      ...{ reporter: 'Sector Centre', state: 'REQUIRED', from: '2022-06-01', nextDay: '2022-06-05' },
      ...{ late: ['2022-06-02'], missing: ['2022-06-03'], ahead: [] },
    }));

  it('and the late list of a day says so of everybody', () => {
    const { document } = given(...recordedFrom(...week));
    const statusOn = (day: string) => lateListOf([document!], day).reporters.map(({ status }) => status);
    expect(['2022-05-31', '2022-06-01', '2022-06-02', '2022-06-03', '2022-06-04', '2022-06-05'].map(statusOn)).toEqual([
      ...[[], ['on_time'], ['late'], ['missing'], ['on_time'], ['due']],
    ]);
    expect(lateListOf([document!], '2022-06-03')).toMatchObject({
      ...{ dueAt: '2022-06-04T00:00:00.000Z', counts: { on_time: 0, late: 0, missing: 1, due: 0 } },
    });
  });

  it('nobody is missed after the last day', () => {
    const { document } = given(...recordedFrom(...week, ['end-situation-reports', { lastDay: '2022-06-02' }, at(5)]));
    expect(document).toMatchObject({ state: 'ENDED', missing: [] });
    expect(lateListOf([document!], '2022-06-03').reporters).toEqual([]);
  });
});
