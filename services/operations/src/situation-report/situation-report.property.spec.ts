import { CORRECTION_REASONS } from '@opsledger/kernel';
import { names, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { reportingProjection } from '../read-models/situation-reports/situation-reports.projection.js';
import { commandOf, describeAnySequence } from '../testing/any-sequence.js';
import { reportingDecider } from './situation-report.decider.js';
import type { Reporting } from './situation-report.state.js';

const of = <Name extends string>(name: Name, members = {}, required: readonly string[] = []) =>
  commandOf<never>(name, 'SR-2022-0001', members, required);
const day = fc.constantFrom('2029-12-30', '2029-12-31', '2030-01-01', '2030-01-02', '2030-01-03');

const { expectOfAny } = describeAnySequence({
  record: 'who has to report every day',
  ...{ decider: reportingDecider, projection: reportingProjection, states: ['REQUIRED', 'ENDED'] },
  ...{ opening: ['require-situation-reports'], statusOf: ({ status }: Reporting) => status },
  stateOf: (document) => document?.state ?? 'NOT_RECORDED',
  commands: {
    'require-situation-reports': of(
      'require-situation-reports',
      { reporter: names(120), sector: names(100), from: day },
      ['reporter'],
    ),
    'file-situation-report': of('file-situation-report', { day, summary: texts(2000) }),
    'end-situation-reports': of('end-situation-reports', { lastDay: day, reason: texts(1000) }, ['lastDay']),
    'correct-situation-report': of(
      'correct-situation-report',
      {
        ...{ version: fc.integer({ min: 1, max: 6 }), reason: fc.constantFrom(...CORRECTION_REASONS) },
        members: fc.record({ sector: names(100) }),
      },
      ['version', 'reason', 'members'],
    ),
    'pass-situation-report-deadline': of(
      'pass-situation-report-deadline',
      {
        deadline: fc.constant('situation-report:2030-01-01'),
        ...{ dueAt: fc.constant('2030-01-02T00:00:00.000Z'), isLate: fc.boolean() },
      },
      ['deadline', 'dueAt', 'isLate'],
    ),
  },
});

it('no day is filed twice, and none is both filed and missing', () =>
  expectOfAny(({ events, state }) => {
    const filed = events.flatMap(({ data }) => ('day' in data ? [data.day] : []));
    expect(new Set(filed).size).toBe(filed.length);
    const missing = state.status === 'NOT_RECORDED' ? [] : state.missing;
    expect(missing.filter((one) => filed.includes(one))).toEqual([]);
  }));
