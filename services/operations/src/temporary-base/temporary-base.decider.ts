import * as events from '@opsledger/contracts';
import { assertNever, refuseFutureOccurrence, type CommandMetadata, type Decider } from '@opsledger/kernel';
import { refusalsOf } from '../record/record-arrows.decider.js';
import {
  correcting,
  dated,
  happened,
  newReference,
  present,
  refuseFutureDates,
} from '../record/record-facts.decider.js';
import { linked } from '../record/record-links.decider.js';
import { firstReversed, liesBefore } from '../record/record-time.state.js';
import type { BaseCommand, BaseCommandOf } from './temporary-base.commands.js';
import { BASE_ARROWS, evolve, holds, type Base, type BaseAction, type BaseEvent } from './temporary-base.state.js';

export type BaseViolationCode =
  | 'BASE_AMENDMENT_CHANGES_NOTHING'
  | 'BASE_DATES_ARE_REVERSED'
  | 'BASE_IS_ALREADY_RECORDED'
  | 'BASE_IS_NOT_RECORDED'
  | 'BASE_REPORT_NEEDS_A_SOURCE'
  | 'BASE_STATE_DOES_NOT_ALLOW_THIS';

const { allowed, brokenRule, wrongState } = refusalsOf<Base, BaseAction, BaseViolationCode>(BASE_ARROWS, {
  ...{ rule: 'BASE-STATES', notRecorded: 'BASE_IS_NOT_RECORDED', notAllowed: 'BASE_STATE_DOES_NOT_ALLOW_THIS' },
});

const decide = (command: BaseCommand, state: Base): readonly BaseEvent[] => [decideOne(command, state)];

const decideOne = (command: BaseCommand, state: Base): BaseEvent => {
  const { metadata } = command;
  switch (command.name) {
    case 'recce-base':
      return recce(command, state);
    case 'end-base-recce':
      return { type: events.BASE_RECCE_ENDED, ...step('end-recce', metadata, state, command.data) };
    case 'establish-base':
      return { type: events.BASE_ESTABLISHED, ...step('establish', metadata, state) };
    case 'activate-base':
      return { type: events.BASE_ACTIVATED, ...step('activate', metadata, state) };
    case 'reduce-base':
      return { type: events.BASE_REDUCED, ...step('reduce', metadata, state, command.data) };
    case 'dismantle-base':
      return { type: events.BASE_DISMANTLED, ...step('dismantle', metadata, state, command.data) };
    case 'amend-base':
      return amend(command, state);
    case 'report-base':
      return report(command, state);
    case 'correct-base': {
      const base = allowed('correct', state);
      refuseFutureOccurrence(metadata);
      const data = { ...stating(metadata), ...correcting(command.data, base) };
      return { type: events.BASE_CORRECTED, ...happened(metadata, 'CONFIDENTIAL'), data };
    }
    default:
      return assertNever(command);
  }
};

const recce = ({ data, metadata }: BaseCommandOf<'recce-base'>, state: Base): events.BaseRecceStarted => {
  if (state.status !== 'NOT_RECORDED') throw wrongState('BASE_IS_ALREADY_RECORDED', state, ['NOT_RECORDED']);
  refuseFutureOccurrence(metadata);
  return {
    type: events.BASE_RECCE_STARTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), reference: newReference(metadata), place: data.place, ...described(data) },
  };
};

/** From one state to the next, and not before the state was reached (`BASE-DATES`). */
const step = (action: BaseAction, metadata: CommandMetadata, state: Base, { reason }: { reason?: string } = {}) => {
  const { since } = allowed(action, state);
  refuseFutureOccurrence(metadata);
  const { occurredAt } = metadata;
  if (liesBefore(occurredAt, since)) throw brokenRule('BASE_DATES_ARE_REVERSED', 'BASE-DATES', { occurredAt, since });
  return { ...happened(metadata, 'CONFIDENTIAL'), data: present({ ...stating(metadata), reason }) };
};

const amend = ({ data, metadata }: BaseCommandOf<'amend-base'>, state: Base): events.BaseAmended => {
  allowed('amend', state);
  refuseFutureOccurrence(metadata);
  const change = described(data);
  if (Object.keys(change).length === 0) throw brokenRule('BASE_AMENDMENT_CHANGES_NOTHING', 'BASE-STATES');
  return {
    type: events.BASE_AMENDED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: { ...stating(metadata), ...change },
  };
};

/** Takes what a document states as it states it. What tells of an earlier time, or of a base that is gone, moves nothing. */
const report = ({ data, metadata }: BaseCommandOf<'report-base'>, state: Base): events.BaseReported => {
  if (!metadata.source) throw brokenRule('BASE_REPORT_NEEDS_A_SOURCE', 'BASE-SOURCE');
  const { place, status, statusAsStated, period, establishedAt, dismantledAt } = data;
  refuseUnsoundDates(data, metadata);
  return {
    type: events.BASE_REPORTED,
    ...happened(metadata, 'CONFIDENTIAL'),
    data: {
      baseId: metadata.id,
      ...(state.status === 'NOT_RECORDED' && { reference: newReference(metadata) }),
      ...{ place, status, statusAsStated, ...described(data) },
      ...present({ period: period && dated(period) }),
      ...present({ establishedAt: establishedAt && dated(establishedAt) }),
      ...present({ dismantledAt: dismantledAt && dated(dismantledAt) }),
      source: metadata.source,
    },
  };
};

type ReportedDates = Pick<BaseCommandOf<'report-base'>['data'], 'period' | 'establishedAt' | 'dismantledAt'>;
/** `U1` and `BASE-DATES` of what a document tells. */
const refuseUnsoundDates = (
  { period, establishedAt, dismantledAt }: ReportedDates,
  metadata: CommandMetadata,
): void => {
  refuseFutureDates(metadata, [period, establishedAt, dismantledAt]);
  if (!establishedAt || !dismantledAt || !liesBefore(dismantledAt.edtf, establishedAt.edtf)) return;
  const details = { occurredAt: dismantledAt.edtf, since: establishedAt.edtf };
  throw brokenRule('BASE_DATES_ARE_REVERSED', 'BASE-DATES', details);
};
const recheck = (corrected: BaseEvent, state: Base, metadata: CommandMetadata): void => {
  if (corrected.type === events.BASE_REPORTED) refuseUnsoundDates(corrected.data, metadata);
  const reversed = state.status !== 'NOT_RECORDED' && firstReversed(state.steps);
  if (reversed) throw brokenRule('BASE_DATES_ARE_REVERSED', 'BASE-DATES', reversed);
};

const stating = ({ id, source }: CommandMetadata) => ({ baseId: id, ...present({ source }) });
const described = (data: BaseCommandOf<'amend-base'>['data']) => ({
  ...present({ name: data.name, purpose: data.purpose }),
  ...linked(data),
});

export const baseDecider: Decider<Base, BaseCommand, BaseEvent> = {
  ...{ initialState: { status: 'NOT_RECORDED' }, decide, evolve, holds, recheck },
};
