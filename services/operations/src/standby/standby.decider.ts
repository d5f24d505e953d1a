import * as events from '@opsledger/contracts';
import { LONGEST_NOTICE_HOURS, type StandbyDescription } from '@opsledger/contracts';
import {
  assertNever,
  refuseFutureOccurrence,
  RuleViolation,
  type CommandMetadata,
  type Decider,
  type FuzzyDate,
} from '@opsledger/kernel';
import { refusalsOf } from '../record/record-arrows.decider.js';
import {
  correcting,
  dated,
  happened,
  newReference,
  passing,
  present,
  refuseFutureDates,
} from '../record/record-facts.decider.js';
import { linked, type KnownLinks } from '../record/record-links.decider.js';
import { firstReversed, liesBefore } from '../record/record-time.state.js';
import type { StandbyCommand, StandbyCommandOf } from './standby.commands.js';
import {
  deadlines,
  evolve,
  holds,
  STANDBY_ARROWS,
  type Standby,
  type StandbyAction,
  type StandbyEvent,
} from './standby.state.js';

export type StandbyViolationCode =
  | 'NOTICE_TO_MOVE_IS_OUT_OF_RANGE'
  | 'STANDBY_CONDITION_IS_UNMET'
  | 'STANDBY_DATES_ARE_REVERSED'
  | 'STANDBY_HAS_NO_CONDITION'
  | 'STANDBY_IS_ALREADY_RECORDED'
  | 'STANDBY_IS_NOT_RECORDED'
  | 'STANDBY_REPORT_NEEDS_A_SOURCE'
  | 'STANDBY_STATE_DOES_NOT_ALLOW_THIS';

const { allowed, brokenRule, wrongState } = refusalsOf<Standby, StandbyAction, StandbyViolationCode>(STANDBY_ARROWS, {
  ...{
    rule: 'STANDBY-STATES',
    notRecorded: 'STANDBY_IS_NOT_RECORDED',
    notAllowed: 'STANDBY_STATE_DOES_NOT_ALLOW_THIS',
  },
});

const decide = (command: StandbyCommand, state: Standby): readonly StandbyEvent[] => [decideOne(command, state)];

const decideOne = (command: StandbyCommand, state: Standby): StandbyEvent => {
  const { metadata } = command;
  switch (command.name) {
    case 'order-standby':
      return order(command, state);
    case 'achieve-standby':
      return { type: events.STANDBY_ACHIEVED, ...step('achieve', metadata, state) };
    case 'extend-standby':
      return extend(command, state);
    case 'record-standby-condition':
      return recordCondition(command, state);
    case 'activate-standby':
      return activate(command, state);
    case 'stand-down-standby': {
      const { reason } = command.data;
      return { type: events.STANDBY_STOOD_DOWN, ...step('stand-down', metadata, state, present({ reason })) };
    }
    case 'relocate-standby-assets': {
      const { assets, from, to } = command.data;
      return { type: events.ASSETS_RELOCATED, ...noting('relocate-assets', metadata, state, { assets, from, to }) };
    }
    case 'declare-standby-readiness': {
      const { noticeToMoveHours, condition } = command.data;
      refuseLongNotice(noticeToMoveHours);
      const data = { noticeToMoveHours, ...present({ condition }) };
      return { type: events.READINESS_DECLARED, ...noting('declare-readiness', metadata, state, data) };
    }
    case 'report-standby':
      return report(command, state);
    case 'correct-standby': {
      const standby = allowed('correct', state);
      refuseFutureOccurrence(metadata);
      const data = { ...stating(metadata), ...correcting(command.data, standby) };
      return { type: events.STANDBY_CORRECTED, ...happened(metadata, 'CONFIDENTIAL'), data };
    }
    case 'pass-standby-deadline': {
      const data = { standbyId: metadata.id, ...passing(command.data, deadlines(state), state, metadata) };
      return { type: events.STANDBY_DEADLINE_PASSED, ...happened(metadata, 'CONFIDENTIAL'), data };
    }
    default:
      return assertNever(command);
  }
};

/** Who stands by until when is a date ahead of time: Strictly Confidential unless the caller says otherwise (section 4.2). */
const order = ({ data, metadata }: StandbyCommandOf<'order-standby'>, state: Standby): events.StandbyOrdered => {
  if (state.status !== 'NOT_RECORDED') throw wrongState('STANDBY_IS_ALREADY_RECORDED', state, ['NOT_RECORDED']);
  refuseFutureOccurrence(metadata);
  const { team, noticeToMoveHours, from, to, condition } = data;
  refuseLongNotice(noticeToMoveHours);
  refuseReversed(from, to);
  return {
    type: events.STANDBY_ORDERED,
    ...happened(metadata, 'STRICTLY_CONFIDENTIAL'),
    data: {
      ...{ ...stating(metadata), reference: newReference(metadata), team, noticeToMoveHours },
      ...{ ...spanOf(from, to), ...present({ condition }), ...described(data) },
    },
  };
};

const extend = ({ data, metadata }: StandbyCommandOf<'extend-standby'>, state: Standby): events.StandbyExtended => {
  const { to: end, from } = allowed('extend', state);
  const to = dated(data.to);
  refuseReversed(from, to);
  refuseReversed(end, to);
  return {
    type: events.STANDBY_EXTENDED,
    ...step('extend', metadata, state, { to, ...present({ reason: data.reason }) }),
  };
};

/** `OPS-8`: what a standby waits for is met by a record of its own, which may also say that it was refused. */
const recordCondition = (
  { data, metadata }: StandbyCommandOf<'record-standby-condition'>,
  state: Standby,
): events.StandbyConditionRecorded => {
  if (allowed('record-condition', state).isConditionMet === undefined)
    throw brokenRule('STANDBY_HAS_NO_CONDITION', 'OPS-8');
  const { isMet, authority, reasonAsStated, requestRef } = data;
  const said = { isMet, ...present({ authority, reasonAsStated, requestRef }) };
  return { type: events.STANDBY_CONDITION_RECORDED, ...noting('record-condition', metadata, state, said) };
};

/** `OPS-8`: not while its condition is unmet, unless someone answers for it. An override that nothing needs is not recorded. */
const activate = (
  { data: { override }, metadata }: StandbyCommandOf<'activate-standby'>,
  state: Standby,
): events.StandbyActivated => {
  const isUnmet = allowed('activate', state).isConditionMet === false;
  if (isUnmet && !override) throw brokenRule('STANDBY_CONDITION_IS_UNMET', 'OPS-8');
  const answered = isUnmet && override ? { override } : {};
  return { type: events.STANDBY_ACTIVATED, ...step('activate', metadata, state, answered) };
};

/** Takes what a document states as it states it. What tells of an earlier time, or of a standby that is over, moves nothing. */
const report = ({ data, metadata }: StandbyCommandOf<'report-standby'>, state: Standby): events.StandbyReported => {
  if (!metadata.source) throw brokenRule('STANDBY_REPORT_NEEDS_A_SOURCE', 'STANDBY-SOURCE');
  const { team, status, statusAsStated, noticeToMoveHours, from, to, days, period, condition, relocation } = data;
  refuseFutureDates(metadata, [period]);
  if (noticeToMoveHours !== undefined) refuseLongNotice(noticeToMoveHours);
  refuseReversed(from, to);
  return {
    type: events.STANDBY_REPORTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      standbyId: metadata.id,
      ...(state.status === 'NOT_RECORDED' && { reference: newReference(metadata) }),
      ...{ team, status, statusAsStated, ...spanOf(from, to), ...described(data) },
      ...present({ noticeToMoveHours, days, condition, relocation, period: period && dated(period) }),
      source: metadata.source,
    },
  };
};

/** `U1`, `OPS-8` and `STANDBY-DATES` hold of what a correction leaves as well. */
const recheck = (corrected: StandbyEvent, state: Standby, metadata: CommandMetadata): void => {
  const { noticeToMoveHours, from, to, period } = corrected.data as Partial<events.StandbyReported['data']>;
  refuseFutureDates(metadata, [period]);
  if (noticeToMoveHours !== undefined) refuseLongNotice(noticeToMoveHours);
  refuseReversed(from, to);
  if (state.status === 'NOT_RECORDED') return;
  if (from || to) refuseReversed(state.from, state.to);
  const steps = firstReversed(state.steps);
  if (steps) throw reversed(steps.since, steps.occurredAt);
};

const stating = ({ id, source }: CommandMetadata) => ({ standbyId: id, ...present({ source }) });
const described = (data: StandbyDescription & KnownLinks) => ({
  ...present({ purpose: data.purpose, place: data.place, destination: data.destination, assets: data.assets }),
  ...linked(data),
});
const spanOf = (from: FuzzyDate | undefined, to: FuzzyDate | undefined) =>
  present({ from: from && dated(from), to: to && dated(to) });

/** What is noted of a standby in a state that allows it. */
const noting = <Said extends object>(action: StandbyAction, metadata: CommandMetadata, state: Standby, said: Said) => {
  allowed(action, state);
  refuseFutureOccurrence(metadata);
  return { ...happened(metadata, 'CONFIDENTIAL'), data: { ...stating(metadata), ...said } };
};

/** From one state to the next, and not before the state was reached (`STANDBY-DATES`). */
const step = <Said extends object = object>(
  action: StandbyAction,
  metadata: CommandMetadata,
  state: Standby,
  said: Said = {} as Said,
) => {
  const { since } = allowed(action, state);
  const { occurredAt } = metadata;
  if (liesBefore(occurredAt, since)) throw reversed(since, occurredAt);
  return noting(action, metadata, state, said);
};

/** `OPS-8` */
const refuseLongNotice = (noticeToMoveHours: number): void => {
  if (Number.isInteger(noticeToMoveHours) && noticeToMoveHours >= 0 && noticeToMoveHours <= LONGEST_NOTICE_HOURS)
    return;
  throw brokenRule('NOTICE_TO_MOVE_IS_OUT_OF_RANGE', 'OPS-8', { noticeToMoveHours, longest: LONGEST_NOTICE_HOURS });
};

const refuseReversed = (from: FuzzyDate | undefined, to: FuzzyDate | undefined): void => {
  if (from && to && liesBefore(to.edtf, from.edtf)) throw reversed(from.edtf, to.edtf);
};
const reversed = (since: string, occurredAt: string): RuleViolation =>
  brokenRule('STANDBY_DATES_ARE_REVERSED', 'STANDBY-DATES', { since, occurredAt });

export const standbyDecider: Decider<Standby, StandbyCommand, StandbyEvent> = {
  ...{ initialState: { status: 'NOT_RECORDED' }, decide, evolve, holds, deadlines, recheck },
};
