import {
  ACCESS_MEANS,
  ACTIVITY_KINDS,
  ACTIVITY_STATES,
  CONSTRAINT_CAUSES,
  ESCORT_BENEFICIARIES,
  INTERLOCUTORS,
  MATERIEL_KINDS,
  NOT_DONE_STATES,
  PATROL_KINDS,
  TRIGGER_KINDS,
} from '@opsledger/contracts';
import { CORRECTION_REASONS } from '@opsledger/kernel';
import { SOME_ID } from '@opsledger/testing';
import { fuzzyDates, names, texts } from '@opsledger/testing/arbitraries';
import * as fc from 'fast-check';
import { activitiesProjection } from '../read-models/activities/activities.projection.js';
import { commandOf, describeAnySequence } from '../testing/any-sequence.js';
import { activityDecider } from './activity.decider.js';
import { implausibilitiesOf, type Travel } from './activity-plausibility.state.js';
import type { ActivityCommand } from './activity.commands.js';
import type { Activity } from './activity.state.js';

const of = <Name extends string>(name: Name, members = {}, required: readonly string[] = []) =>
  commandOf<never>(name, 'ACT-2022-0001', members, required);
const quantity = fc.record({ value: fc.nat(500), qualifier: fc.constant('about' as const) });
const places = fc.array(fc.record({ asStated: names(300) }), { maxLength: 2 });
const links = {
  ...{ operationId: fc.constant(SOME_ID), isOperationKnown: fc.constant(true) },
  ...{ operationStatus: fc.constantFrom('LAUNCHED', 'PLANNED'), nextTask: fc.integer({ min: 1, max: 9 }) },
};
const description = {
  ...{ title: names(200), purpose: texts(2000), places, sectors: fc.array(names(100), { maxLength: 2 }) },
  ...{ unitId: fc.constant(SOME_ID), isUnitKnown: fc.constant(true), strength: quantity },
};
const trigger = fc.record(
  { kind: fc.constantFrom(...TRIGGER_KINDS), at: fc.constant({ edtf: '2019-12' }) },
  { requiredKeys: ['kind'] },
);
const patrolKinds = fc.uniqueArray(fc.constantFrom(...PATROL_KINDS), { maxLength: 2 });
// Most commands name fields of their own kind: patrols come more often than all other kinds together.
const kind = fc.oneof({ weight: 6, arbitrary: fc.constant('patrol') }, fc.constantFrom(...ACTIVITY_KINDS));
const details = { patrolKinds, casevacPlanRef: names(200) };
const beneficiary = fc.constantFrom(...ESCORT_BENEFICIARIES);
const planned = { plannedStart: fuzzyDates(), plannedEnd: fuzzyDates() };
const distanceKm = fc.integer({ min: 0, max: 400 });
const account = { distanceKm, findings: texts(4000), incidents: fc.array(names(200), { maxLength: 2 }) };
const undone = {
  ...{
    reason: fc.constantFrom('access_denied' as const, ...CONSTRAINT_CAUSES),
    reasonAsStated: texts(1000),
    replacementAsStated: texts(1000),
  },
  ...{
    accessBy: fc.constantFrom(...ACCESS_MEANS),
    replacedBy: fc.constant(SOME_ID),
    isReplacementKnown: fc.constant(true),
  },
};
const reported = {
  ...{ kind, ...description, ...details, ...links, trigger, statusAsStated: texts(500) },
  ...{ period: fuzzyDates(), startedAt: fuzzyDates(), endedAt: fuzzyDates() },
};
const REQUIRED = ['kind', 'status', 'statusAsStated', 'isOperationKnown', 'isUnitKnown'];
/** A date, so that the report on it falls due at a time that can be guessed. */
const onNewYear = (command: never): never =>
  ({
    ...(command as ActivityCommand),
    metadata: { ...(command as ActivityCommand).metadata, occurredAt: '2000-01-01' },
  }) as never;
const finding = { count: quantity, holdingAuthority: names(200) };

const { expectOfAny } = describeAnySequence({
  record: 'an activity',
  ...{ decider: activityDecider, projection: activitiesProjection, states: ACTIVITY_STATES },
  ...{
    opening: [
      'plan-activity',
      'report-activity',
      'order-activity',
      'start-activity',
      'abort-activity',
      'complete-activity',
      'pass-activity-deadline',
    ],
    statusOf: ({ status }: Activity) => status,
  },
  stateOf: (document) => document?.state ?? 'NOT_RECORDED',
  commands: {
    'plan-activity': of('plan-activity', { kind, ...description, ...details, ...planned, ...links }, [
      ...['kind', 'plannedStart', 'isOperationKnown', 'isUnitKnown'],
    ]),
    'amend-activity-plan': of('amend-activity-plan', { ...description, ...details, beneficiary, ...planned }, [
      'isUnitKnown',
    ]),
    'order-activity': of('order-activity', { orderRef: names(200) }),
    'start-activity': of('start-activity'),
    'complete-activity': fc.oneof(
      of<'complete-activity'>('complete-activity', account),
      of<'complete-activity'>('complete-activity', account).map(onNewYear),
    ),
    'abort-activity': of<'abort-activity'>('abort-activity', { ...undone, ...account }, [
      ...['reason', 'isReplacementKnown'],
    ]).map(onNewYear),
    'deny-activity': of('deny-activity', undone, ['reason', 'isReplacementKnown']),
    'postpone-activity': of('postpone-activity', { ...undone, newDate: fuzzyDates() }, [
      'reason',
      'isReplacementKnown',
    ]),
    'cancel-activity': of('cancel-activity', undone, ['reason', 'isReplacementKnown']),
    'file-activity-report': of('file-activity-report', { documentRef: names(300), findings: texts(4000) }, [
      'documentRef',
    ]),
    'record-arrests': of('record-arrests', finding),
    'record-seizure': of('record-seizure', { kind: fc.constantFrom(...MATERIEL_KINDS), ...finding }, ['kind']),
    'record-engagement': of(
      'record-engagement',
      { interlocutors: fc.constant([...INTERLOCUTORS]), place: fc.record({ asStated: names(300) }) },
      ['interlocutors'],
    ),
    'confirm-activity-check': of('confirm-activity-check', { authority: names(200), note: texts(2000) }, ['authority']),
    'report-activity': fc.oneof(
      of('report-activity', { ...reported, status: fc.constantFrom(...ACTIVITY_STATES), ...account }, REQUIRED),
      of('report-activity', { ...reported, status: fc.constantFrom(...NOT_DONE_STATES), ...undone }, REQUIRED),
    ),
    'correct-activity': of(
      'correct-activity',
      {
        ...{ version: fc.integer({ min: 1, max: 6 }), reason: fc.constantFrom(...CORRECTION_REASONS) },
        ...{ shouldHaveOccurredAt: fuzzyDates().map(({ edtf }) => edtf), note: texts(2000) },
        members: fc.record(
          { distanceKm, startedAt: fuzzyDates(), endedAt: fuzzyDates(), period: fuzzyDates() },
          { requiredKeys: [] },
        ),
      },
      ['version', 'reason'],
    ),
    'pass-activity-deadline': of(
      'pass-activity-deadline',
      {
        ...{ deadline: fc.constant('patrol-report'), isLate: fc.boolean() },
        dueAt: fc.constant('2000-01-02T01:59:59.999Z'),
      },
      ['deadline', 'dueAt', 'isLate'],
    ),
  },
});

it('OPS-9: whatever no longer goes together waits for a check or was confirmed as it is', () =>
  expectOfAny(({ steps }) => {
    let known: Travel = {};
    for (const { state } of steps) {
      const { travel = {}, isQuarantined = false } = state.status === 'NOT_RECORDED' ? {} : state;
      const isNew = JSON.stringify(travel) !== JSON.stringify(known);
      expect(isNew && implausibilitiesOf(travel).length > 0 && !isQuarantined).toBe(false);
      known = travel;
    }
  }));
