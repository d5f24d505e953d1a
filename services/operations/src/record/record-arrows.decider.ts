import { RuleViolation, type Detail } from '@opsledger/kernel';

type Recorded<State> = Exclude<State, Readonly<{ status: 'NOT_RECORDED' }>>;

/** What records of a kind refuse: what their table of arrows does not allow in a state (`rule`), and what any other rule forbids. */
export const refusalsOf = <State extends Readonly<{ status: string }>, Action extends string, Code extends string>(
  arrows: Readonly<Record<Action, Readonly<{ from: readonly string[] }>>>,
  { rule, notRecorded, notAllowed }: Readonly<{ rule: string; notRecorded: Code; notAllowed: Code }>,
) => {
  const wrongState = (code: Code, { status }: State, allowedIn: readonly string[], ofRule = rule): RuleViolation =>
    new RuleViolation(code, ofRule, 'wrong-state', { state: status, allowedIn });
  return {
    wrongState,
    brokenRule: (code: Code, ofRule: string, details: Readonly<Record<string, Detail>> = {}): RuleViolation =>
      new RuleViolation(code, ofRule, 'broken-rule', details),
    /** The record, if the table of arrows allows the action in its state. */
    allowed: (action: Action, state: State): Recorded<State> => {
      const { from } = arrows[action];
      if (state.status === 'NOT_RECORDED') throw wrongState(notRecorded, state, from);
      if (from.includes(state.status)) return state as Recorded<State>;
      throw new RuleViolation(notAllowed, rule, 'wrong-state', { action, state: state.status, allowedIn: from });
    },
  };
};
