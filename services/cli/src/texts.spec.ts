import { heading, languageOf, text, textKeys } from './texts.js';

const placeholders = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();

describe('Every text of the command line', () => {
  // Shown as they are, without details: each placeholder stays a question mark.
  it.each(textKeys)('%s says the same in English and in French', (key) => {
    const names = Object.fromEntries(['rows', 'x'].map((name) => [name, name]));
    const [english, french] = [text(key, names, 'en'), text(key, names, 'fr')];
    expect(english.length).toBeGreaterThan(2);
    expect(french.length).toBeGreaterThan(2);
    expect(french).not.toBe(english);
    expect(french.split('?').length >= english.split('?').length - 1).toBe(true);
  });

  it('has its placeholders filled', () => {
    expect(text('THERE_IS_MORE', { next: 7 }, 'en')).toBe('There is more: --after 7');
    expect(placeholders(text('THERE_IS_MORE', { next: 7 }, 'fr'))).toEqual([]);
  });
});

it('The heading of a column is in the language of the terminal', () =>
  expect([heading('SINCE', 'en'), heading('SINCE', 'fr')]).toEqual(['SINCE', 'DEPUIS']));

it.each([
  [{ LC_ALL: 'fr_ML.UTF-8', LANG: 'en_US' }, 'fr'],
  [{ LANG: 'fr' }, 'fr'],
  [{ LC_MESSAGES: 'en_GB', LANG: 'fr' }, 'en'],
  [{}, 'en'],
])('The language of a terminal with %j is %s', (environment, expected) => {
  expect(languageOf(environment)).toBe(expected);
});
