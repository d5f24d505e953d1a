import { BASE_STATES, REPORTED_BASE_STATES } from '@opsledger/contracts';
import { CORRECTION_REASONS } from '@opsledger/kernel';
import { SOME_ID } from '@opsledger/testing';
import { fuzzyDates, names, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { basesProjection } from '../read-models/temporary-bases/temporary-bases.projection.js';
import { commandOf, describeAnySequence } from '../testing/any-sequence.js';
import { baseDecider } from './temporary-base.decider.js';
import type { Base } from './temporary-base.state.js';

const of = <Name extends string>(name: Name, members = {}, required: readonly string[] = []) =>
  commandOf<never>(name, 'TOB-2022-0001', members, required);
const links = {
  ...{ operationId: fc.constant(SOME_ID), isOperationKnown: fc.boolean() },
  ...{ unitId: fc.constant(SOME_ID), isUnitKnown: fc.boolean() },
};
const place = fc.record({ asStated: names(300) });
const description = { name: names(120), purpose: texts(2000), ...links };
const dates = { period: fuzzyDates(), establishedAt: fuzzyDates(), dismantledAt: fuzzyDates() };
const stated = { status: fc.constantFrom(...REPORTED_BASE_STATES), statusAsStated: texts(500) };

const { expectOfAny } = describeAnySequence({
  record: 'a temporary operating base',
  ...{ decider: baseDecider, projection: basesProjection, states: BASE_STATES },
  ...{ opening: ['recce-base', 'report-base'], statusOf: ({ status }: Base) => status },
  stateOf: (document) => document?.state ?? 'NOT_RECORDED',
  commands: {
    'recce-base': of('recce-base', { place, ...description }, ['place']),
    'end-base-recce': of('end-base-recce', { reason: texts(1000) }),
    'establish-base': of('establish-base'),
    'activate-base': of('activate-base'),
    'reduce-base': of('reduce-base', { reason: texts(1000) }),
    'dismantle-base': of('dismantle-base', { reason: texts(1000) }),
    'amend-base': of('amend-base', description),
    'report-base': of('report-base', { place, ...description, ...stated, ...dates }, [
      ...['place', 'status', 'statusAsStated'],
    ]),
    'correct-base': of(
      'correct-base',
      {
        ...{ version: fc.integer({ min: 1, max: 6 }), reason: fc.constantFrom(...CORRECTION_REASONS) },
        ...{ shouldHaveOccurredAt: fuzzyDates().map(({ edtf }) => edtf), note: texts(2000) },
      },
      ['version', 'reason'],
    ),
  },
});

it.each(['DISMANTLED', 'NOT_ESTABLISHED'])('A base that is %s stays so, unless it is corrected', (over) =>
  expectOfAny(({ steps }) => {
    const accepted = steps.filter(({ refusal }) => !refusal);
    const isCorrected = accepted.some(({ command }) => command.name === 'correct-base');
    const states = isCorrected ? [] : accepted.map(({ state }) => state.status);
    const gone = (states as readonly string[]).indexOf(over);
    const after = gone < 0 ? [] : states.slice(gone);
    expect(after).toEqual(after.map(() => over));
  }),
);
