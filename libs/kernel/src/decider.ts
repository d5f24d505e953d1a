import type { Claim } from './claim.js';
import type { Command, CommandMetadata } from './command.js';
import { withCorrections } from './correction.js';
import type { Deadline } from './deadline.js';
import type { DomainEvent } from './event.js';

/**
 * The rules of one aggregate as plain functions over plain data.
 * - `decide` gives the events that a command leads to, or throws a `RuleViolation` and nothing else. `asIf` is the state that the
 *   stream would fold to with one more event: a correction changes an earlier one, and what comes of that the state alone cannot tell.
 * - `evolve` folds one event into the state. It never refuses: what was accepted stays readable for ever.
 * - `holds` says which texts the state keeps for itself. What a commit claims and releases is the difference between the
 *   states before and after it, so claims can always be derived again from the events.
 * - `plans` are the types of event that tell of what lies ahead: only they may happen in the future (`U1`), also after a correction.
 * - `recheck` refuses an event as a correction would leave it, or the state that this leads to, by the rules that it obeyed when it
 *   was accepted.
 * - `deadlines` says what the state waits for. Which event opened a deadline and which one ended it follows in the same way.
 */
export type Decider<State, C extends Command, E extends DomainEvent> = Readonly<{
  initialState: State;
  decide: (command: C, state: State, asIf: (event: E) => State) => readonly E[];
  evolve: (state: State, event: E) => State;
  holds: (state: State) => readonly Claim[];
  plans?: readonly E['type'][];
  recheck?: (corrected: E, state: State, metadata: CommandMetadata) => void;
  deadlines?: (state: State) => readonly Deadline[];
}>;

/** Folds what happened, as corrected since, into the state that it led to. `events` are the whole stream or its start. */
export const fold = <State, E extends DomainEvent>(
  { evolve, initialState }: Pick<Decider<State, never, E>, 'evolve' | 'initialState'>,
  events: readonly E[],
): State => withCorrections(events, (event, occurredAt) => ({ ...event, occurredAt })).reduce(evolve, initialState);

/** What a command leads to after this history, which is the whole stream. */
export const decideAfter = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  history: readonly E[],
  command: C,
): readonly E[] => decider.decide(command, fold(decider, history), (event) => fold(decider, [...history, event]));

/** The compiler's checklist: a union member that a `switch` forgot does not compile. */
export const assertNever = (value: never): never => {
  throw new TypeError(`Not handled: ${JSON.stringify(value)}`);
};
