import type { Detail } from '@opsledger/kernel';

/** One sentence in the two languages of the mission. `{name}` is replaced by the detail of that name. */
export type Sentence = Readonly<{ en: string; fr: string }>;
export type Language = keyof Sentence;

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
