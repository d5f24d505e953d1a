import type { FieldErrorCode } from './problem.texts.js';
import type { Detail } from '@opsledger/kernel';

/** One sentence in the two languages of the mission. `{name}` is replaced by the detail of that name. */
export type Sentence = Readonly<{ en: string; fr: string }>;
export type ProblemText = Readonly<{ title: Sentence; detail?: Sentence }>;
export type Language = keyof Sentence;

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

/** `fr` if the caller would rather read French than English. */
export const preferredLanguage = (acceptLanguage: string | undefined): Language => {
  const weights = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=(\d(?:\.\d+)?)$/.exec(parameter)?.[1]).find(Boolean);
    return { language: tag.split('-')[0], quality: Number(quality ?? 1) };
  });
  const weightOf = (language: Language): number =>
    Math.max(0, ...weights.filter((w) => w.language === language).map((w) => w.quality));
  return weightOf('fr') > weightOf('en') ? 'fr' : 'en';
};

/** A sentence with its placeholders filled. */
export const fill = (sentence: string, details: Readonly<Record<string, Detail>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    return Array.isArray(value) ? value.join(', ') || '–' : String(value ?? '?');
  });
