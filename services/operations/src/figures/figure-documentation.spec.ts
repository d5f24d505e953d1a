import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figures, figureNames } from './figure-catalogue.js';
import { figureDocumentation } from './figure-documentation.js';

it('docs/figures.md is what `npm run docs:figures` writes', () => {
  const written = readFileSync(join(__dirname, '../../../../docs/figures.md'), 'utf8');
  expect(written).toBe(figureDocumentation(figures));
});

it('Every figure has a name of its own, and says everything in English and in French', () => {
  expect(new Set(figureNames).size).toBe(figures.length);
  for (const { title, rule, population, buckets } of figures)
    for (const { en, fr } of [title, rule, population, ...Object.values(buckets).map(({ text }) => text)])
      expect([en.length > 2, fr.length > 2, en === fr]).toEqual([true, true, false]);
});
