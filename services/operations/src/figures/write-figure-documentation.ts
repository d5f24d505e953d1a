import { writeFileSync } from 'node:fs';
import { figures } from './figure-catalogue.js';
import { figureDocumentation } from './figure-documentation.js';

// npm runs scripts in the folder of their package.json, which is the repository.
writeFileSync('docs/figures.md', figureDocumentation(figures));
