/** A value as a problem document shows it. */
export type Detail = string | number | boolean | readonly string[];

/**
 * The only thing a decider throws. `code` is a sentence, `rule` the rule's name in the domain (`OPS-1`, `U1`).
 * `wrong-state` means the record is not in a state that allows the command (409), `broken-rule` that the command itself
 * may not be (422).
 */
export class RuleViolation<Code extends string = string> extends Error {
  constructor(
    readonly code: Code,
    readonly rule: string,
    readonly kind: 'wrong-state' | 'broken-rule',
    readonly details: Readonly<Record<string, Detail>> = {},
  ) {
    super(code);
    this.name = 'RuleViolation';
  }
}
