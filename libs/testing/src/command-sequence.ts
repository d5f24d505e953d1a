import {
  decideAfter,
  fold,
  RuleViolation,
  type Command,
  type Decider,
  type DomainEvent,
  type RecordedEvent,
} from '@opsledger/kernel';
import { NOW } from './decider-specification.js';

/** What became of one command: the events that it led to, or its refusal; and the state after it. */
export type Step<State, E extends DomainEvent> = Readonly<{
  events: readonly E[];
  refusal?: RuleViolation;
  state: State;
}>;

/** What became of a list of commands on one record. */
export type Played<State, C extends Command, E extends DomainEvent> = Readonly<{
  steps: readonly (Step<State, E> & Readonly<{ command: C }>)[];
  events: readonly E[];
  state: State;
}>;

/**
 * Issues commands one after the other on one record, as the platform does, without a store. Everything handed to the decider
 * is frozen, so a rule that changes what it was given throws, as does anything that is no `RuleViolation`.
 */
export const play = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  commands: readonly C[],
): Played<State, C, E> => {
  const steps: (Step<State, E> & Readonly<{ command: C }>)[] = [];
  let state = frozen(decider.initialState);
  let history: readonly E[] = [];
  for (const command of commands) {
    const step = attempt(decider, frozen(command), state, history);
    steps.push({ command, ...step });
    state = step.state;
    history = [...history, ...step.events];
  }
  return { steps, events: history, state };
};

const attempt = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  command: C,
  state: State,
  history: readonly E[],
): Step<State, E> => {
  try {
    const events = frozen(decideAfter(decider, history, command));
    return { events, state: frozen(fold(decider, [...history, ...events])) };
  } catch (thrown) {
    if (thrown instanceof RuleViolation) return { events: [], refusal: thrown, state };
    throw thrown;
  }
};

/** Lets whoever changes it throw. */
export const frozen = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
};

/** Events as the log gives them out once it has recorded them, the only ones of their stream. */
export const recorded = (
  events: readonly DomainEvent[],
  { source, subject }: Pick<RecordedEvent, 'source' | 'subject'>,
): readonly RecordedEvent[] =>
  events.map(({ type, data, occurredAt, sensitivity }, index) => ({
    ...{ specversion: '1.0', id: `event-${index + 1}`, source, type, subject, datacontenttype: 'application/json' },
    ...{ streamversion: String(index + 1), position: String(index + 1) },
    ...{ time: NOW, occurredat: occurredAt, knownat: NOW, acceptedat: NOW },
    ...{ actor: 'actor-1', correlationid: 'request-1', sensitivity, exercise: 'false', data },
  }));
