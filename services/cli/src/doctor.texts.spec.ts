import { findingCodes, sentenceOf } from './doctor.texts.js';

it.each(findingCodes)('%s is one sentence in English and in French, about the same things', (code) => {
  const [english, french] = (['en', 'fr'] as const).map((language) =>
    sentenceOf({ part: 'a part', outcome: 'ok', code }, language),
  );
  expect(english!.length).toBeGreaterThan(4);
  expect(french!.length).toBeGreaterThan(4);
  expect(french).not.toBe(english);
  expect([english, french].map((sentence) => sentence!.includes('\n'))).toEqual([false, false]);
});

it.each(findingCodes)('%s names the same details in both languages', (code) => {
  const namesIn = (language: 'en' | 'fr'): readonly string[] => {
    const named = new Set<string>();
    const details = new Proxy({}, { get: (_, name) => named.add(String(name)) && '' });
    sentenceOf({ part: 'a part', outcome: 'ok', code, details }, language);
    return [...named].toSorted();
  };
  expect(namesIn('fr')).toEqual(namesIn('en'));
});

it('A sentence names what was found', () =>
  expect(
    sentenceOf(
      { part: 'topics', outcome: 'failed', code: 'TOPIC_MISSING', details: { topic: 'opsledger.operations' } },
      'fr',
    ),
  ).toMatch(/^opsledger.operations manque : lancez/));
