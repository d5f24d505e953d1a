import type { FieldErrorCode } from './problem.texts.js';
import type { Detail } from '@opsledger/kernel';

/** A member of the request that is not as it must be. */
export type FieldError = Readonly<{
  /** JSON pointer into the body, or the name of a query parameter. */
  pointer: string;
  code: FieldErrorCode;
  rule?: string;
  allowed?: readonly (string | number | boolean)[];
  details?: Readonly<Record<string, Detail>>;
}>;

/** A refusal on its way to the caller; the filter turns it into a problem document (RFC 9457) in the caller's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly options: Readonly<{
      rule?: string;
      details?: Readonly<Record<string, Detail>>;
      errors?: readonly FieldError[];
      /** More members of the problem document. */
      members?: Readonly<Record<string, unknown>>;
      headers?: Readonly<Record<string, string>>;
    }> = {},
  ) {
    super(code);
    this.name = 'Problem';
  }
}
