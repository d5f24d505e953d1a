import { SITUATION_REPORT_CORRECTED, SITUATION_REPORT_FILED, SITUATION_REPORTS_REQUIRED } from '@opsledger/contracts';
import type { RecordedEvent } from '@opsledger/kernel';
import { project } from '@opsledger/projections';
import { reportingProjection } from './situation-reports.projection.js';

const obligationId = '01a20000-0000-7000-8000-000000000001';
const recorded = (version: number, type: string, occurredat: string, data: object) =>
  ({
    ...{ type, occurredat, subject: `situation-reports-${obligationId}`, streamversion: String(version) },
    ...{ time: '2022-06-12T09:00:00.000Z', knownat: '2022-06-12T09:00:00.000Z' },
    ...{ sensitivity: 'CONFIDENTIAL', exercise: 'false', data: { obligationId, ...data } },
  }) as RecordedEvent;
const required = recorded(1, SITUATION_REPORTS_REQUIRED, '2022-06-10', {
  ...{ reference: 'SITREP-2022-0001', reporter: 'Sector East', from: '2022-06-10' },
});
const filed = (occurredat: string, isLate: boolean) =>
  recorded(2, SITUATION_REPORT_FILED, occurredat, { day: '2022-06-10', dueAt: '2022-06-11T00:00:00.000Z', isLate });
const corrected = (occurredAt: string) =>
  recorded(3, SITUATION_REPORT_CORRECTED, '2022-06-12', { corrects: { version: 2, reason: 'typo', occurredAt } });

it.each([
  ['2022-06-10T20:00:00.000Z', false, '2022-06-12T01:00:00.000Z', ['2022-06-10']],
  ['2022-06-12T01:00:00.000Z', true, '2022-06-10T20:00:00.000Z', []],
])('SITREP: one filed at %s (late: %s) and corrected to %s leaves late %j', (was, wasLate, is, late) => {
  expect(project(reportingProjection, [required, filed(was, wasLate)])?.late).toHaveLength(wasLate ? 1 : 0);
  const document = project(reportingProjection, [required, filed(was, wasLate), corrected(is)]);
  expect([document?.late, document?.reports.map(({ isLate }) => isLate)]).toEqual([late, [late.length > 0]]);
});
