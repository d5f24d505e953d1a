import * as events from '@opsledger/contracts';
import {
  assertNever,
  refuseFutureOccurrence,
  RuleViolation,
  type CommandMetadata,
  type Decider,
} from '@opsledger/kernel';
import { correcting, happened, newReference, passing, present } from '../record/record-facts.decider.js';
import { linkedActivity } from '../record/record-links.decider.js';
import type { PriorityAreaCommand, PriorityAreaCommandOf } from './priority-area.commands.js';
import {
  deadlines,
  evolve,
  holds,
  notedAs,
  type PriorityArea,
  type PriorityAreaEvent,
  type RecordedPriorityArea,
} from './priority-area.state.js';

export type PriorityAreaViolationCode =
  'ACTIVITY_IS_ALREADY_NOTED' | 'PRIORITY_AREA_IS_ALREADY_SET' | 'PRIORITY_AREA_IS_LIFTED' | 'PRIORITY_AREA_IS_NOT_SET';

const decide = (command: PriorityAreaCommand, state: PriorityArea): readonly PriorityAreaEvent[] => [
  decideOne(command, state),
];

const decideOne = (command: PriorityAreaCommand, state: PriorityArea): PriorityAreaEvent => {
  const { metadata } = command;
  if (command.name !== 'pass-priority-area-deadline') refuseFutureOccurrence(metadata);
  const said = happened(metadata, 'CONFIDENTIAL');
  switch (command.name) {
    case 'set-priority-area': {
      if (state.status !== 'NOT_RECORDED') throw refuse('PRIORITY_AREA_IS_ALREADY_SET', state);
      const { area, reason, noActivityDays } = command.data;
      const data = { ...stating(metadata), reference: newReference(metadata), area };
      return { type: events.PRIORITY_AREA_SET, ...said, data: { ...data, ...present({ reason, noActivityDays }) } };
    }
    case 'note-priority-area-activity': {
      refuseRepeatedNote(open(state), command);
      const data = {
        ...{ ...stating(metadata), ...linkedActivity(command.data), ...present({ asStated: command.data.asStated }) },
      };
      return { type: events.PRIORITY_AREA_ACTIVITY_NOTED, ...said, data };
    }
    case 'lift-priority-area': {
      open(state);
      const data = { ...stating(metadata), ...present({ reason: command.data.reason }) };
      return { type: events.PRIORITY_AREA_LIFTED, ...said, data };
    }
    case 'correct-priority-area': {
      const data = { ...stating(metadata), ...correcting(command.data, recorded(state)) };
      return { type: events.PRIORITY_AREA_CORRECTED, ...said, data };
    }
    case 'pass-priority-area-deadline': {
      const data = { priorityAreaId: metadata.id, ...passing(command.data, deadlines(state), state, metadata) };
      return { type: events.PRIORITY_AREA_DEADLINE_PASSED, ...said, data };
    }
    default:
      return assertNever(command);
  }
};

const stating = ({ id, source }: CommandMetadata) => ({ priorityAreaId: id, ...present({ source }) });
const recorded = (state: PriorityArea): RecordedPriorityArea => {
  if (state.status === 'NOT_RECORDED') throw refuse('PRIORITY_AREA_IS_NOT_SET', state);
  return state;
};
const open = (state: PriorityArea): RecordedPriorityArea => {
  const area = recorded(state);
  if (area.status === 'LIFTED') throw refuse('PRIORITY_AREA_IS_LIFTED', state);
  return area;
};
/** Noted by hand and by the policy, one patrol would look like two. */
const refuseRepeatedNote = (
  area: RecordedPriorityArea,
  { data: { activityId }, metadata: { occurredAt } }: PriorityAreaCommandOf<'note-priority-area-activity'>,
): void => {
  if (activityId === undefined || !area.noted.includes(notedAs(activityId, occurredAt))) return;
  throw new RuleViolation('ACTIVITY_IS_ALREADY_NOTED', 'PRIORITY-AREA', 'wrong-state', { activityId, occurredAt });
};
const refuse = (code: PriorityAreaViolationCode, { status }: PriorityArea) =>
  new RuleViolation(code, 'PRIORITY-AREA', 'wrong-state', { state: status });

export const priorityAreaDecider: Decider<PriorityArea, PriorityAreaCommand, PriorityAreaEvent> = {
  ...{ initialState: { status: 'NOT_RECORDED' }, decide, evolve, holds, deadlines },
};
