import { deepStrictEqual, ok } from 'node:assert/strict';
import {
  decideAfter,
  RuleViolation,
  type Command,
  type CommandMetadata,
  type Decider,
  type DomainEvent,
} from '@opsledger/kernel';
import { EventSchemas } from '@opsledger/platform/event-schemas';

const schemas = new EventSchemas();

/** Given what happened, when a command comes, then these events, or this refusal. */
export type Specification<C extends Command, E extends DomainEvent> = Readonly<{
  given: (...history: readonly E[]) => Readonly<{
    when: (command: C) => Readonly<{
      /** The command leads to exactly these events; each fits its contract and survives JSON. */
      thenRecorded: (...expected: readonly E[]) => void;
      /** The command is refused with this code, by this rule. */
      thenRefused: (code: string, rule: string) => void;
    }>;
  }>;
}>;

/** Tests of a decider in the words of the mission. Only a `RuleViolation` counts as a refusal; anything else is a fault. */
export const specify = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
): Specification<C, E> => ({
  given: (...history) => ({
    when: (command) => {
      const decide = (): readonly E[] => decideAfter(decider, history, command);
      return {
        thenRecorded: (...expected) => {
          const decided = decide();
          deepStrictEqual(decided, expected);
          deepStrictEqual(JSON.parse(JSON.stringify(decided)), decided);
          for (const event of [...history, ...decided]) schemas.assertValid(event);
        },
        thenRefused: (code, rule) => {
          const refusal = catchRefusal(decide);
          deepStrictEqual({ code: refusal.code, rule: refusal.rule }, { code, rule });
        },
      };
    },
  }),
});

const catchRefusal = (decide: () => unknown): RuleViolation => {
  try {
    const decided = decide();
    throw new TypeError(`Not refused, but accepted with ${JSON.stringify(decided)}`);
  } catch (thrown) {
    ok(thrown instanceof RuleViolation, thrown as Error);
    return thrown;
  }
};

export const NOW = '2022-06-10T08:00:00.000Z';
export const SOME_ID = '01a20000-0000-7000-8000-000000000001';

/** What surrounds a command in a test; the rest as the test says. */
export const metadata = (given: Partial<CommandMetadata> = {}): CommandMetadata => ({
  now: NOW,
  id: SOME_ID,
  occurredAt: NOW,
  ...given,
});
